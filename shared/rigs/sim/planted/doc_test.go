package planted_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/sim/planted"
	_ "heyi/shared/rigs/sim/trade" // what it promises
)

const intro = `# What the net is

Made by ` + "`make golden`" + `; the text stands in ` + "`shared/rigs/sim/planted/doc_test.go`" + `.

` + "`shared/rigs/sim`" + ` runs the real replicas and the real authority in one goroutine under one seed, on a network that cuts, delays and dies, on disks that forget and stutter, with clocks that lie. ` + "`make test`" + ` runs some 2,000 histories of all kinds; ` + "`make sim RUNS=1000`" + ` more. What fails prints the line that runs it again, and the promise that it broke; ` + "`TRACE=1`" + ` tells what devices took in.

- **In the middle of things** a device is held against "the server's rows at its version in its user's scope, and on them what waits, run from nothing"; in a lull all connected devices are held against the server's rows of now, without a reconnect.
- **Sizes are small there**: parts of 1, 3 or 40 rows, pushes of as many commands. They are fields of the authority and of the replica; programs have the defaults.
- **What is told** is compared field by field with what was shown, without any digest, along a replay of the whole operation log.
- **Files are damaged**: rows of a device are changed, taken out and added behind its back, in one kind of history, and it proves itself while everything else goes wrong.
- **Windows move**: in one kind of history devices hold the documents of some months, people open older ones and let go of them, and the first month changes under all the rest. A company of its own has documents of half a year for it.
- **Days go by** in one kind of history, and the company does by itself what is due: in parts of one to four rows, cut by crashes, brought twice, cancelled and begun by hand. What should have run for when is reckoned anew over the whole log.
- **On both sides** a device's code does with every command, on the rows that the server judged it on, what the server's code did.
- **People** sell, hand over from a van, ship short, withdraw what leaves all the same, take back in parts and without a delivery, settle in shares, reverse what was settled, allocate, move goods that others were promised, revalue, merge and retire customers, give all of them away and change each other's roles. In the smallest company, rows follow rows that follow others, move from one to another, are seen on two grounds, are looked for and not there.
- **Files are real** in a share of the histories: devices, or the server, have the files that their programs have, which are killed, opened again, cut off in the middle of a write, pruned, restored and exchanged for older ones, and must hold by row, by index, by way and in their sums what memory was told; the history must be the one that the seed has in memory. ` + "`make sim FILES=1 RUNS=50`" + ` runs more.
- **Longest run so far**: LONGEST.

## Promises

| name | |
|---|---|
`

const longest = "2026-11-30, 1,610 histories of the smallest company and 770 of the business, 0 broken"

// The page says what is checked and which bugs are known to be found, by what.
func TestGoldenReliability(t *testing.T) {
	bugs, err := planted.Load(root)
	if err != nil {
		t.Fatal(err)
	}
	found, err := planted.LoadFindings(root)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(strings.Replace(intro, "LONGEST", longest, 1))
	for _, p := range sim.Promises() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", p.Name, p.Says)
	}
	b.WriteString("\n## Planted bugs\n\n`make planted` replays the first history that found each, with the bug and without; `make mutants` searches anew.\n\n| bug | what goes wrong | found by |\n|---|---|---|\n")
	for _, bug := range bugs {
		by := "`" + bug.Rig.Test + "`"
		if f, ok := found[bug.Name]; ok {
			by = fmt.Sprintf("`%s` (%s %s %d)", f.Promise, f.Workload, f.Kind, f.Seed)
		}
		if bug.Unfound != "" {
			by = "not yet: " + bug.Unfound
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", bug.Name, bug.Why, by)
	}
	page := root + "/docs/reliability.md"
	if os.Getenv("GOLDEN") == "write" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil || string(got) != b.String() {
		t.Fatalf("docs/reliability.md does not say what the net is (%v): run make golden", err)
	}
}
