package sim

import (
	"bytes"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
)

// Kept is checked in histories that run over real files: memory is told of every write
// as well, and says what must stand in them.
var Kept = Promised("files-keep",
	"What was written to a file of a device or of the server is what is read from it, by row, by index and by way, after the program has ended, was killed, lost its power in the middle of a write or was replaced by a newer one.")

// Files are what a history runs over in the place of the simulator's memory. Nil makes
// memory do.
type Files struct {
	Device  func(c *kernel.Catalog) (DeviceFile, error)
	Company func(c *kernel.Catalog, history kernel.ID) (CompanyFile, error)
}

// DeviceFile is the two files of a device.
type DeviceFile interface {
	replica.Store
	Outbox() replica.Outbox
	// Loose is how many of the newest updates a loss of power may take back.
	Loose() int
	// Fail has the power fail: the newest updates, so many of them, are gone, but for a
	// part per thousand of the first of them, which stands there in vain. Then a program
	// of a release opens the files.
	Fail(back int, torn int64, c *kernel.Catalog) error
	// Again ends the program in order and opens the files with one of a release.
	Again(c *kernel.Catalog) error
	// Lose takes the file of rows away, not the outbox, and begins another.
	Lose(c *kernel.Catalog) error
	// Whole errs when the file is not sound in itself, or lacks an index that its release
	// declares.
	Whole() error
}

// CompanyFile is a company's file on the server.
type CompanyFile interface {
	authority.Store
	// Prune lets go of the log of changes up to a version.
	Prune(floor int64) error
	// Tear has the power fail in the middle of a commit: a part per thousand of it is
	// written. The file is down.
	Tear(c *authority.Commit, part int64) error
	// Fall ends the server: killed, or in order. The file is down.
	Fall(killed bool) error
	// Rise opens the file again.
	Rise() error
	// Backup copies the file and notes in it what is safe by that.
	Backup() (copied string, err error)
	// Restore puts a backup in the place of the file, which is down, as a new history.
	Restore(copied string, history kernel.ID) error
	// PutBack puts a backup there without a word.
	PutBack(copied string) error
	// Whole is that of [DeviceFile].
	Whole() error
}

// SameInMemory errs when the run over real files is another history than the one of the
// same seed in memory. It may be where a file has kept what memory could have lost, or
// cuts a load otherwise into parts.
func (w *World) SameInMemory(memory *World) error {
	for _, d := range w.Devices {
		if d.Disk.firmer > 0 {
			return nil
		}
	}
	if w.Server.Disk.paged {
		return nil
	}
	if w.Clock.Trace() != memory.Clock.Trace() || w.Clock.Steps != memory.Clock.Steps {
		return Kept.Broken("over files the history is another one than in memory")
	}
	if what := differs(w.Catalog, memory.Server.Disk.Memory, w.Server.Disk.Memory); what != "" {
		return Kept.Broken("over files the server %s, unlike in memory", what)
	}
	return nil
}

// sameAs holds a file against memory: all rows, and by every index the rows with each
// key.
func sameAs(c *kernel.Catalog, want kernel.Scanner, have kernel.Scanner) string {
	if what := differs(c, want, have); what != "" {
		return what
	}
	for _, s := range c.Schemas {
		for _, ix := range s.Indexes {
			asked := map[string]bool{}
			for _, row := range rowsOf(s, want) {
				key := ix.KeyOf(row)
				if text := kernel.KeyString(key); !asked[text] {
					asked[text] = true
					if !sameRows(want.Range(ix, key), have.Range(ix, key)) {
						return fmt.Sprintf("finds other rows of %s by %s", s.Name, ix.Name)
					}
				}
			}
		}
	}
	return ""
}

func sameRows(a, b []kernel.Row) bool {
	return slices.EqualFunc(a, b, func(a, b kernel.Row) bool {
		return a == b || bytes.Equal(kernel.Encode(nil, a), kernel.Encode(nil, b))
	})
}
