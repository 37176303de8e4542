package client_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// leftovers lists the files of a folder whose bytes hold a text.
func leftovers(t *testing.T, dir string, text string) (found []string) {
	t.Helper()
	for _, name := range names(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if os.IsNotExist(err) {
			continue
		}
		must(t, err)
		if bytes.Contains(data, []byte(text)) {
			found = append(found, name)
		}
	}
	return found
}

// rewritten tells whether the replica's file bears the mark of one that was written
// anew since rows of the server went: its user version, see SQLite's file format.
func rewritten(t *testing.T, dir string) bool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "replica.db"))
	must(t, err)
	const userVersion = 60
	return binary.BigEndian.Uint32(data[userVersion:]) == 1
}

// What leaves the scope of a user leaves his device: after its eviction no byte of a
// customer is in any file, not in pages given up, not in logs, not in the undo image
// of a command that touched it, nor is it after a wipe.
func TestEvictedRowsAreGoneFromTheFiles(t *testing.T) {
	c := found(t)
	mark := func(n int) string { return fmt.Sprintf("乾坤%03d万里江山", n) }
	var mine []kernel.ID
	for n := range 300 {
		mine = append(mine, c.add("party", "name", "客户 "+mark(n), "is_customer", "true", "note", "记号 "+mark(n),
			"owner", c.seat(seller1).String()))
	}
	who := c.enrol(seller1)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	// A log may be put into its file between the readings of the two.
	until(t, e, "the marks are where they are looked for", func(client.State) bool { return len(leftovers(t, who.Dir, mark(7))) > 0 })
	must(t, e.SetFlight(true))
	for _, n := range []int{7, 8} { // their undo images hold the rows as they were
		_, err := e.DoNamed("party.edit", &kernel.EditRow{Row: mine[n], Changes: []kernel.Change{{Field: "note", Was: "记号 " + mark(n), Becomes: "看过"}}})
		must(t, err)
	}
	must(t, e.SetFlight(false))
	until(t, e, "the edits are judged", synced)
	for n, id := range mine {
		if n%3 != 0 {
			_, err := c.judge("party.edit", &kernel.EditRow{Row: id, Changes: []kernel.Change{
				{Field: "owner", Was: c.seat(seller1).String(), Becomes: c.seat(seller2).String()},
			}})
			must(t, err)
		}
	}
	caughtUp(t, c, e)
	left := func() (n int, where []string) {
		for i := range mine {
			if found := leftovers(t, who.Dir, mark(i)); i%3 != 0 && len(found) > 0 {
				// What this user has given himself stays in the outbox until a backup holds it.
				if (i == 7 || i == 8) && len(found) == 1 && (found[0] == "outbox.db" || found[0] == "outbox.db-wal") {
					continue
				}
				n, where = n+1, found
			}
		}
		return n, where
	}
	var n int
	var where []string
	await.Until(t, "no customer of others is left", func() bool {
		n, where = left()
		return n == 0
	}, func() any { return where })
	// Pages keep copies of rows that were moved out of them, as chance has it; only a
	// file written anew is known to have none.
	until(t, e, "the replica is written anew", func(client.State) bool { return rewritten(t, who.Dir) })
	if len(leftovers(t, who.Dir, mark(9))) == 0 {
		t.Error("a customer who stayed is gone")
	}
	c.equal(t, e, who)

	c.must(&org.Revoke{Device: kernel.Ref[org.Device](who.Device)})
	until(t, e, "the device is wiped", func(s client.State) bool { return s.Wiped })
	await.Until(t, "the token is removed, which is the last", func() bool { return !holdsToken(who) })
	for i := range mine {
		if found := leftovers(t, who.Dir, mark(i)); len(found) > 0 && i != 7 && i != 8 {
			t.Fatalf("after the wipe customer %d is in %v", i, found)
		}
	}
}
