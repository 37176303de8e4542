package replica

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// firstAffected finds the oldest pending command that has to be taken back. All
// later ones go with it. A command does not count when the verdict equals its
// prediction and the server sent every row it wrote: those rows replace it. Where
// the pins have changed, what a command has written may be in sight now.
func (a *applying) firstAffected(repin bool) int {
	if a.r.reload {
		return 0
	}
	for key := range a.touched {
		if kernel.Identifies(key.Schema) { // another author is another command, whatever it has read
			return 0
		}
	}
	for i, p := range a.r.pending {
		if a.goes != nil && p.writesAuthor() { // what leaves is told by who the user is to the server
			return i
		}
		v := a.verdicts[p.Call.Key]
		if v != nil && a.replaced(p, v) {
			continue
		}
		if v != nil || repin && !p.whole || a.affects(p) {
			return i
		}
	}
	return len(a.r.pending)
}

func (p *Pending) writesAuthor() bool {
	return slices.ContainsFunc(p.writes, func(key kernel.Key) bool { return kernel.Identifies(key.Schema) })
}

func (a *applying) replaced(p *Pending, v *wire.Verdict) bool {
	if v.Refused || p.Failed != nil || p.reads == nil || uint64(v.Digest) != p.Call.Digest || a.followsGone(p) {
		return false
	}
	for _, key := range p.writes {
		if !a.touched[key] {
			return false
		}
	}
	return true
}

func (a *applying) affects(p *Pending) bool {
	if p.reads == nil && len(a.touched) > 0 {
		return true
	}
	for _, key := range p.writes {
		if a.touched[key] {
			return true
		}
	}
	if p.reads == nil {
		return false
	}
	if a.followsGone(p) {
		return true
	}
	for key := range p.reads.points {
		if a.touched[key] {
			return true
		}
	}
	for rk := range p.reads.ranges {
		if a.enteredRanges()[rk] {
			return true
		}
	}
	return false
}

// followsGone tells whether a row comes that follows one which a command may have taken
// out of sight, with all that followed it then.
func (a *applying) followsGone(p *Pending) bool {
	if p.whole {
		return false
	}
	if a.leaders == nil {
		a.leaders = map[kernel.Key]bool{}
		for _, s := range a.steps {
			for _, row := range s.changed {
				if schema, id := kernel.Leader(row); schema != nil {
					a.leaders[kernel.Key{Schema: schema, ID: id}] = true
				}
			}
		}
	}
	return slices.ContainsFunc(p.writes, func(key kernel.Key) bool { return a.leaders[key] })
}

// enteredRanges are the ranges that a changed row has, or had, the key of. They
// are found once, and only when somebody asks.
func (a *applying) enteredRanges() map[kernel.RangeKey]bool {
	if a.entered != nil {
		return a.entered
	}
	a.entered = map[kernel.RangeKey]bool{}
	enter := func(row kernel.Row) {
		if row == nil {
			return
		}
		for _, ix := range row.Base().Schema().Indexes {
			a.entered[kernel.RangeKey{Index: ix, Key: kernel.KeyString(ix.KeyOf(row))}] = true
		}
	}
	for key, row := range a.before() {
		if row == nil {
			row = a.w.Get(key.Schema, key.ID)
		}
		enter(row)
	}
	for _, s := range a.steps {
		for _, row := range s.changed {
			enter(row)
		}
	}
	return a.entered
}

// before finds what the touched rows were without any prediction, as far as
// predictions changed them; nil for the others.
func (a *applying) before() map[kernel.Key]kernel.Row {
	rows := make(map[kernel.Key]kernel.Row, len(a.touched))
	for key := range a.touched {
		rows[key] = nil
	}
	for _, p := range a.r.pending {
		for _, u := range p.Undo {
			s := a.r.Catalog.SchemaByNumber(uint32(u.Entity))
			key := kernel.Key{Schema: s, ID: u.ID}
			if row, ok := rows[key]; !ok || row != nil || u.Body == nil {
				continue
			}
			if row, err := s.Decode(u.Body); err == nil { // else undo says so
				rows[key] = row
			}
		}
	}
	return rows
}
