// Package drawn tries properties with rapid from the same seed in every run, so that
// what a commit passed once it passes again. RAPID_SEED=$RANDOM RAPID_CHECKS=10000
// draws others and more.
package drawn

import (
	"flag"
	"strconv"

	"pgregory.net/rapid"
)

// init chooses the seed that nobody chose, before the tests' flags are parsed.
func init() {
	if seed := flag.Lookup("rapid.seed"); seed.Value.String() == "0" {
		if err := seed.Value.Set("20260101"); err != nil {
			panic("drawn: " + err.Error())
		}
	}
}

// Check is rapid.Check.
func Check(t rapid.TB, prop func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, prop)
}

// Again is Check from a seed of its own for each round: the same one would draw the same.
func Again(t rapid.TB, round int, prop func(*rapid.T)) {
	t.Helper()
	seed := flag.Lookup("rapid.seed").Value
	first := seed.String()
	n, err := strconv.ParseUint(first, 0, 64)
	if err == nil {
		err = seed.Set(strconv.FormatUint(n+uint64(round), 10))
	}
	if err != nil {
		t.Fatalf("drawn: %v", err)
	}
	defer func() { _ = seed.Set(first) }() // it was one
	Check(t, prop)
}
