// Package drawn tries properties with rapid from the same seed in every run, so that
// what a commit passed once it passes again. RAPID_SEED=$RANDOM RAPID_CHECKS=10000
// draws others and more.
package drawn

import (
	"flag"

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
