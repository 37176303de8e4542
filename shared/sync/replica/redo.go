package replica

import (
	"bytes"

	"heyi/shared/kernel"
)

// redo brings back what was taken back and still waits, in its order. A command
// is a function of what it has read, so one that read and wrote nothing that
// differs now would do again what it did: its rows are put back as they were. Only
// the others run.
type redo struct {
	*applying
	undone []*Pending
	all    bool // everything may differ
	rows   map[kernel.Key]bool
	ranges map[kernel.RangeKey]bool
	a, b   []byte // memory for comparing
}

// newRedo begins with what the patches change. It looks at the rows as they are,
// so it comes before anything is taken back.
func (a *applying) newRedo(undone []*Pending, rescope bool) *redo {
	d := &redo{applying: a, undone: undone, all: a.r.reload || rescope}
	if d.all || len(undone) == 0 {
		return d
	}
	d.rows, d.ranges = a.touched, a.enteredRanges()
	for key := range d.rows {
		d.all = d.all || kernel.Identifies(key.Schema) // another author is another command
	}
	return d
}

// redoAll is for predictions of which nothing holds.
func (a *applying) redoAll(undone []*Pending) *redo {
	return &redo{applying: a, undone: undone, all: true}
}

func (d *redo) run() {
	place := make(map[*Pending]int, len(d.applying.r.pending))
	for i, p := range d.applying.r.pending {
		place[p] = i
	}
	for _, p := range d.undone {
		i, waits := place[p]
		switch {
		case !waits:
			d.differs(p, nil)
		case d.holds(p):
			for _, u := range p.Undo { // in an order that is the same on every run
				key := kernel.Key{Schema: d.r.Catalog.SchemaByNumber(uint32(u.Entity)), ID: u.ID}
				d.w.Put(p.after[key])
				if kernel.Identifies(key.Schema) {
					d.r.author = nil // whoever comes next may be another
				}
			}
		default:
			d.r.pending[i] = d.predict(p)
		}
	}
}

// holds tells whether a command would do again what it did.
func (d *redo) holds(p *Pending) bool {
	if d.all || !p.whole || p.reads == nil || p.Failed != nil {
		return false
	}
	for _, key := range p.writes {
		if d.rows[key] {
			return false
		}
	}
	for key := range p.reads.points {
		if d.rows[key] {
			return false
		}
	}
	for rk := range p.reads.ranges {
		if d.ranges[rk] {
			return false
		}
	}
	return true
}

func (d *redo) predict(p *Pending) *Pending {
	d.news.Again++
	again := d.r.predict(d.w, p.Call, p.Shown)
	d.w.PutPending(again)
	for _, key := range again.writes {
		d.note(key)
		d.all = d.all || kernel.Identifies(key.Schema)
	}
	d.differs(p, again)
	return again
}

// differs notes where a command's effect is not what it was. The server's verdict
// on it, without again, is what the patches say; what else it had done is gone.
func (d *redo) differs(p, again *Pending) {
	if d.all {
		return
	}
	if !p.whole || again != nil && !again.whole {
		d.all = true
		return
	}
	for key, row := range p.after {
		if again == nil || !d.same(row, again.after[key]) {
			d.changed(key, row)
			d.before(key, p)
		}
	}
	if again == nil {
		return
	}
	for key, row := range again.after {
		if d.rows[key] || p.after[key] == nil {
			d.changed(key, row)
			d.before(key, again)
		}
	}
}

// before notes a row as a command found it.
func (d *redo) before(key kernel.Key, p *Pending) {
	for _, u := range p.Undo {
		if u.ID != key.ID || u.Entity != int64(key.Schema.Number) || u.Body == nil {
			continue
		}
		row, err := key.Schema.Decode(u.Body)
		if err != nil {
			d.all = true
			return
		}
		d.changed(key, row)
	}
}

func (d *redo) changed(key kernel.Key, row kernel.Row) {
	d.rows[key] = true
	for _, ix := range key.Schema.Indexes {
		d.ranges[kernel.RangeKey{Index: ix, Key: kernel.KeyString(ix.KeyOf(row))}] = true
	}
}

func (d *redo) same(x, y kernel.Row) bool {
	if y == nil {
		return false
	}
	d.a, d.b = kernel.Encode(d.a[:0], x), kernel.Encode(d.b[:0], y)
	return bytes.Equal(d.a, d.b)
}
