package sim

import (
	"fmt"
	"strings"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// Summed is checked in the middle of histories and at their end, on every disk that has a
// database beside it.
var Summed = Promised("sums-kept",
	"What a store keeps of months and years is what its rows come to, whatever is written, taken back, taken out, damaged or lost.")

// Databases is a workload some of whose histories have databases beside their disks:
// they are written what the disks are, and keep sums of it. It returns nil for a history
// without.
type Databases interface {
	Database(c *kernel.Catalog) *rowstore.Session
}

// sums is the database beside a disk. Only rows that figures count are in it. What goes
// wrong in it is told by the next check.
type sums struct {
	rows    *rowstore.Session
	keeper  *figures.Keeper
	counted []*kernel.Schema
	failure error
}

// besides opens a database beside the disk of a catalogue; nil in a history without.
func (w *World) besides(c *kernel.Catalog) *sums {
	d, ok := w.workload.(Databases)
	if !ok {
		return nil
	}
	rows := d.Database(c)
	if rows == nil {
		return nil
	}
	s := &sums{rows: rows, keeper: figures.NewKeeper(c)}
	for _, schema := range c.Schemas {
		if s.keeper.Counts(schema) {
			s.counted = append(s.counted, schema)
		}
	}
	for _, schema := range s.counted { // rows that are damaged may have the number of another
		s.try(func() error { return rows.DropIndexes(schema) })
	}
	s.try(func() error { return s.keeper.Prepare(rows) })
	s.anew(nil)
	return s
}

func (s *sums) try(f func() error) {
	if s.failure == nil {
		s.failure = s.rows.Atomic(f)
	}
}

// anew has the rows of a disk that fell back, or nothing: its file has no others, and
// what it keeps of them is made again.
func (s *sums) anew(from kernel.Scanner) {
	if s == nil {
		return
	}
	s.try(func() error {
		if err := s.keeper.Forget(s.rows); err != nil {
			return err
		}
		for _, schema := range s.counted {
			q := s.rows.Statement()
			q.Write("DELETE FROM ", kernel.Quote(schema.Name))
			if err := s.rows.Do(q); err != nil {
				return err
			}
			if from == nil {
				continue
			}
			if err := s.rows.Upsert(rowsOf(schema, from)); err != nil {
				return err
			}
		}
		return nil
	})
}

// write writes what a transaction changes.
func (s *sums) write(changes []figures.Change) {
	if s == nil || len(changes) == 0 {
		return
	}
	s.try(func() error {
		return s.keeper.Around(s.rows, func() []figures.Change { return changes }, func() error { return s.bare(changes) })
	})
}

// bare writes behind the keeper's back.
func (s *sums) bare(changes []figures.Change) error {
	var rows []kernel.Row
	var gone []kernel.Key
	for _, c := range changes {
		if c.Row != nil {
			rows = append(rows, c.Row)
		} else {
			gone = append(gone, kernel.Key{Schema: c.Schema, ID: c.ID})
		}
	}
	if err := s.rows.Delete(gone); err != nil {
		return err
	}
	return s.rows.Upsert(rows)
}

// check counts the days up to one, and compares.
func (s *sums) check(whose string, upto kernel.Date) error {
	if s == nil {
		return nil
	}
	for more := true; more && s.failure == nil; {
		s.try(func() (err error) {
			more, err = s.keeper.Fold(s.rows, upto)
			return err
		})
	}
	if s.failure != nil {
		return GoesOn.Broken("%s: sums: %v", whose, s.failure)
	}
	wrong, err := s.keeper.Check(s.rows)
	if err != nil {
		return GoesOn.Broken("%s: sums: %v", whose, err)
	}
	if len(wrong) > 0 {
		return Summed.Broken("%s keeps other sums than its rows come to: %s", whose, strings.Join(wrong, ", "))
	}
	return nil
}

// same errs unless the database has the rows of its disk that figures count.
func (s *sums) same(whose string, c *kernel.Catalog, disk kernel.Scanner) error {
	if s == nil {
		return nil
	}
	for _, schema := range s.counted {
		have := 0
		for _, row := range rowsOf(schema, disk) {
			if have++; s.rows.Get(schema, row.Base().ID) == nil {
				return GoesOn.Broken("%s: the database beside its disk lacks %s %s", whose, schema.Name, row.Base().ID)
			}
		}
		n := 0
		if err := s.rows.Scan(schema, func(kernel.Row) error { n++; return nil }); err != nil || n != have {
			return GoesOn.Broken("%s: the database beside its disk has %d rows of %s, not %d %v", whose, n, schema.Name, have, err)
		}
	}
	return nil
}

// checkSums compares what the stores keep with their rows. Today is counted, too, so
// that what is written later is counted out and in.
func (w *World) checkSums() error {
	today := w.Clock.Now.Date(companyZone)
	if err := w.Server.Disk.sums.check("the server", today); err != nil {
		return err
	}
	if err := w.Server.Disk.sums.same("the server", w.Catalog, w.Server.Disk.Memory); err != nil {
		return err
	}
	for _, d := range w.Devices {
		if d.hurt {
			continue
		}
		if err := d.Disk.sums.check(fmt.Sprint(d), today); err != nil {
			return err
		}
		if err := d.Disk.sums.same(fmt.Sprint(d), d.Catalog, d.Disk); err != nil {
			return err
		}
	}
	return nil
}

// companyZone is the minutes by which a day of the companies begins before one of UTC.
const companyZone = 480

// noting is a writer that notes what is written, for the database beside. Of every other
// row it is known what was there before, as of a file where somebody has looked or not.
type noting struct {
	replica.Writer
	sums    *sums
	order   []kernel.Key
	changes map[kernel.Key]figures.Change
	cleared bool
	reread  bool
}

func (n *noting) Put(row kernel.Row) {
	n.note(row.Base().Schema(), row.Base().ID, row)
	n.Writer.Put(row)
}

func (n *noting) Delete(s *kernel.Schema, id kernel.ID) {
	n.note(s, id, nil)
	n.Writer.Delete(s, id)
}

func (n *noting) Clear() {
	n.cleared = true
	n.Writer.Clear()
}

func (n *noting) Reread() {
	n.reread = true
	n.Writer.Reread()
}

func (n *noting) note(s *kernel.Schema, id kernel.ID, row kernel.Row) {
	if !n.sums.keeper.Counts(s) {
		return
	}
	key := kernel.Key{Schema: s, ID: id}
	c, again := n.changes[key]
	if !again {
		n.order = append(n.order, key)
		c = figures.Change{Schema: s, ID: id, Known: id[len(id)-1]%2 == 0}
		if c.Known {
			c.Was = n.Get(s, id)
		}
	}
	c.Row = row
	n.changes[key] = c
}

// wrote has the database written what a transaction of the device wrote, an entity at a
// time, as its file is.
func (d *DeviceDisk) wrote(n *noting) {
	if n == nil {
		return
	}
	if n.cleared {
		d.sums.anew(d)
		return
	}
	by := map[*kernel.Schema][]figures.Change{}
	for _, key := range n.order {
		by[key.Schema] = append(by[key.Schema], n.changes[key])
	}
	if n.reread { // the rows may be others than those that were counted
		d.sums.try(func() error { return d.sums.keeper.Forget(d.sums.rows) })
	}
	for _, s := range d.sums.counted {
		if d.damaging {
			d.sums.try(func() error { return d.sums.bare(by[s]) })
			continue
		}
		d.sums.write(by[s])
	}
}
