package planted

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/planted/alive"
)

// Workload is one that bugs are looked for in.
type Workload struct {
	Name  string     // as in a [Finding]
	Root  string     // of the checkout, from where its tests run
	Core  bool       // it has nothing of the business
	Files string     // real ones that its histories run over: those that code below a folder keeps
	Kinds []sim.Kind // of its histories; nil for [sim.Kinds]
	Run   func(kind sim.Kind, seed uint64) error
}

// Replay runs the first history that found each bug, with the bug and without: with it
// a promise must be broken, by that history or by one of the first of another search.
func Replay(t *testing.T, w Workload) {
	defer debug.SetGCPercent(debug.SetGCPercent(sim.Garbage))
	bugs, found := load(t, w.Root)
	replayed, sober := 0, map[string]bool{} // histories that nothing breaks
	for _, b := range bugs {
		f, ok := found[b.Name]
		if !ok || f.Workload != w.Name {
			continue
		}
		replayed++
		t.Run(b.Name, func(t *testing.T) {
			kind, err := sim.KindOf(f.Kind)
			if err != nil {
				t.Fatal(err)
			}
			alive.Set("")
			if h := fmt.Sprint(f.Kind, " ", f.Seed); !sober[h] {
				if err := w.Run(kind, f.Seed); err != nil {
					t.Fatalf("%s %s is broken without any bug: %v", w.Name, h, err)
				}
				sober[h] = true
			}
			alive.Set(b.Name)
			defer alive.Set("")
			err = w.Run(kind, f.Seed)
			if err != nil {
				if by := sim.BrokenBy(err); by != f.Promise {
					t.Logf("%s %s %d finds it by %s now, not by %s: make mutants", w.Name, f.Kind, f.Seed, by, f.Promise)
				}
				return
			}
			most := replayMost
			if w.Files != "" {
				most = replayMostFiles
			}
			again, ok := search(t, w, b, most)
			if !ok {
				t.Fatalf("nothing of %s finds it any more, in %d histories: make mutants searches on", w.Name, most)
			}
			t.Logf("%s %s %d finds it now, not %s %d: make mutants", w.Name, again.Kind, again.Seed, f.Kind, f.Seed)
		})
	}
	t.Logf("%d bugs replayed", replayed)
}

// replayMost is how many other histories a replay tries: every change of what is
// sent and when makes another history of a seed. The rarest bug was found by its
// 338th history.
const replayMost = 600

// replayMostFiles is the same over real files, which take ten times as long.
const replayMostFiles = 40

// SearchMost is after how many histories of a workload a search gives up.
const SearchMost = 2500

// Search looks for histories that find the bugs that have none yet, and keeps them.
// It does nothing unless HEYI_SEARCH is set: to the name of a bug, or to all. With
// SEARCH_MOST it gives up earlier.
func Search(t *testing.T, w Workload) {
	only := os.Getenv("HEYI_SEARCH")
	if only == "" {
		t.Skip("make mutants searches")
	}
	most := SearchMost
	if n, err := strconv.Atoi(os.Getenv("SEARCH_MOST")); err == nil {
		most = n
	}
	bugs, found := load(t, w.Root)
	for _, b := range bugs {
		if _, ok := found[b.Name]; ok || b.Rig.Test != "" || !w.mayFind(&b) || only != "all" && only != b.Name {
			continue
		}
		f, ok := search(t, w, b, most)
		if !ok {
			t.Logf("%s: not found in %d histories of %s", b.Name, most, w.Name)
			continue
		}
		t.Logf("%s: found by %s in %s %s %d, history %d", b.Name, f.Promise, f.Workload, f.Kind, f.Seed, f.Histories)
		found, err := LoadFindings(w.Root)
		if err == nil {
			found[b.Name] = f
			err = found.Save(w.Root)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func search(t *testing.T, w Workload, b Bug, most int) (Finding, bool) {
	defer alive.Set("")
	n := 0
	for seed := uint64(1); ; seed++ {
		for _, kind := range w.kinds() {
			if n++; n > most {
				return Finding{}, false
			}
			alive.Set(b.Name)
			err := w.Run(kind, seed)
			if err == nil {
				continue
			}
			alive.Set("")
			if sober := w.Run(kind, seed); sober != nil {
				t.Fatalf("%s %s %d is broken without any bug: %v", w.Name, kind.Name, seed, sober)
			}
			return Finding{b.Name, w.Name, kind.Name, seed, sim.BrokenBy(err), n}, true
		}
	}
}

// mayFind tells whether the histories run through the code that has the bug.
func (w Workload) mayFind(b *Bug) bool {
	if w.Files != "" || b.Stored() {
		return w.Files != "" && (strings.HasPrefix(b.File, w.Files) || strings.HasPrefix(b.File, "shared/rowstore/"))
	}
	return !w.Core || !b.Business()
}

func (w Workload) kinds() []sim.Kind {
	if w.Kinds != nil {
		return w.Kinds
	}
	return sim.Kinds
}

func load(t *testing.T, root string) ([]Bug, Findings) {
	t.Helper()
	bugs, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	found, err := LoadFindings(root)
	if err != nil {
		t.Fatal(err)
	}
	return bugs, found
}
