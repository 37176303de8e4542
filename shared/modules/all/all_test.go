package all

import (
	"flag"
	"os"
	"strings"
	"sync"
	"testing"

	"heyi/shared/kernel"
)

var update = flag.Bool("update", os.Getenv("GOLDEN") == "write", "extend fields.lock by what is declared anew")

// What is declared must be locked, or two builds of one release could number it
// differently and read each other's rows wrongly.
func TestGoldenLockIsComplete(t *testing.T) {
	want := Catalog(Latest).Lock.String()
	if want == lockText {
		return
	}
	if *update {
		if err := os.WriteFile("fields.lock", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	locked := map[string]bool{}
	for line := range strings.Lines(lockText) {
		locked[line] = true
	}
	for line := range strings.Lines(want) {
		if !locked[line] {
			t.Errorf("not locked: %s", strings.TrimSpace(line))
		}
	}
	t.Fatal("run make golden and commit fields.lock; a number in it must never change")
}

// A server of many companies builds the catalogue of each while others are read.
func TestCataloguesAreBuiltBesideEachOther(t *testing.T) {
	want := Catalog(Latest)
	var building sync.WaitGroup
	for range 8 {
		building.Go(func() {
			c := Catalog(Latest)
			if c.Lock.String() != want.Lock.String() || len(c.Commands) != len(want.Commands) || len(c.Schemas) != len(want.Schemas) {
				t.Error("a catalogue that was built beside others differs")
			}
		})
	}
	building.Wait()
}

// The first lines ever locked are spelled out: whoever renumbers the file sees
// this test fail, however the file was made.
func TestLockedNumbersNeverChange(t *testing.T) {
	lock, err := kernel.ParseLock(lockText)
	if err != nil {
		t.Fatal(err)
	}
	for key, number := range map[string]uint32{
		"party#id": 1, "party#version": 2, "party#removed": 3, "party#custom": 4,
		"product#id": 1, "process_event#id": 1, "company#id": 1,
	} {
		if lock[key] != number {
			t.Errorf("%s has number %d, was %d", key, lock[key], number)
		}
	}
}

// A later build that declares more must number what was there as before.
func TestMoreDeclarationsKeepTheNumbers(t *testing.T) {
	lock, err := kernel.ParseLock(lockText)
	if err != nil {
		t.Fatal(err)
	}
	half := kernel.Lock{}
	for key, n := range lock {
		if n%2 == 0 {
			half[key] = n
		}
	}
	grown := kernel.NewCatalog(Latest, half).Lock
	for key, n := range half {
		if grown[key] != n {
			t.Errorf("%s went from %d to %d", key, n, grown[key])
		}
	}
}
