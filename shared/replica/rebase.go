package replica

import (
	"fmt"
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// applying is one patch on its way into the replica: predictions that it touches
// are taken back, newest first; the server's rows go in; what still waits is
// predicted again on top of them.
type applying struct {
	r    *Replica
	w    Writer
	news *News

	verdicts map[int64]*wire.Verdict
	changed  []kernel.Row // as sent
	gone     []kernel.Key
	touched  map[kernel.Key]bool
}

func (a *applying) run(p *wire.Patch, now kernel.Time) error {
	a.r.author = nil // the patch may change who the user is
	parts, err := a.parts(p)
	if err != nil {
		return err
	}
	if err := a.read(parts); err != nil {
		return err
	}
	from := a.firstAffected()
	undone := a.r.pending[from:]
	for i := len(undone) - 1; i >= 0; i-- {
		if err := a.undo(undone[i]); err != nil {
			return err
		}
	}
	switch {
	case a.r.reload && !a.r.state.Loading:
		a.w.Clear()
	case a.r.reload:
		a.r.freshLoad(a.w, p)
	}
	a.write()
	a.close(p, now)
	a.judge()
	a.redo(undone)
	if p.Rescope || a.r.reload {
		if err := a.rescope(p.Rescope); err != nil {
			return err
		}
	}
	a.w.PutState(a.r.state)
	return nil
}

func (a *applying) parts(last *wire.Patch) ([]*wire.Patch, error) {
	var parts []*wire.Patch
	err := a.w.Staged(func(data []byte) error {
		m, err := wire.Decode(data)
		if err != nil {
			return err
		}
		parts = append(parts, m.(*wire.Patch))
		return nil
	})
	return append(parts, last), err
}

func (a *applying) read(parts []*wire.Patch) error {
	a.verdicts, a.touched = map[int64]*wire.Verdict{}, map[kernel.Key]bool{}
	for _, p := range parts {
		for i := range p.Verdicts {
			a.verdicts[p.Verdicts[i].Key] = &p.Verdicts[i]
		}
		for _, row := range p.Rows {
			if err := a.readRow(row); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *applying) readRow(row wire.Row) error {
	s := a.r.Catalog.SchemaByNumber(uint32(row.Entity))
	if s == nil {
		return nil // an entity of a newer release: fetched after the update
	}
	key := kernel.Key{Schema: s, ID: row.ID}
	if len(row.Body) == 0 {
		a.gone = append(a.gone, key)
	} else {
		decoded, err := s.Decode(row.Body)
		if err != nil {
			return err
		}
		key.ID = decoded.Base().ID
		a.changed = append(a.changed, decoded)
	}
	a.touched[key] = true
	return nil
}

// firstAffected finds the oldest pending command that has to be taken back. All
// later ones go with it. A command does not count when the verdict equals its
// prediction and the server sent every row it wrote: those rows replace it.
func (a *applying) firstAffected() int {
	if a.r.reload {
		return 0
	}
	for i, p := range a.r.pending {
		v := a.verdicts[p.Call.Key]
		if v != nil && a.replaced(p, v) {
			continue
		}
		if v != nil || a.affects(p) {
			return i
		}
	}
	return len(a.r.pending)
}

func (a *applying) replaced(p *Pending, v *wire.Verdict) bool {
	if v.Refused || p.Failed != nil || p.reads == nil || uint64(v.Digest) != p.Call.Digest {
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
	for key := range p.reads.points {
		if a.touched[key] {
			return true
		}
	}
	for rk := range p.reads.ranges {
		if a.entersRange(rk) {
			return true
		}
	}
	return false
}

// entersRange tells whether a changed row has, or had, the key that was read.
func (a *applying) entersRange(rk kernel.RangeKey) bool {
	for _, row := range a.changed {
		if row.Base().Schema() != rk.Index.Schema {
			continue
		}
		if kernel.KeyString(rk.Index.KeyOf(row)) == rk.Key {
			return true
		}
		old := a.w.Get(rk.Index.Schema, row.Base().ID)
		if old != nil && kernel.KeyString(rk.Index.KeyOf(old)) == rk.Key {
			return true
		}
	}
	for _, key := range a.gone {
		if old := a.w.Get(key.Schema, key.ID); old != nil && key.Schema == rk.Index.Schema &&
			kernel.KeyString(rk.Index.KeyOf(old)) == rk.Key {
			return true
		}
	}
	return false
}

func (a *applying) undo(p *Pending) error {
	for _, u := range p.Undo {
		s := a.r.Catalog.SchemaByNumber(uint32(u.Entity))
		if s == nil {
			return fmt.Errorf("replica: undo of an unknown entity %d", u.Entity)
		}
		a.note(kernel.Key{Schema: s, ID: u.ID})
		if u.Body == nil {
			a.w.Delete(s, u.ID)
			continue
		}
		row, err := s.Decode(u.Body)
		if err != nil {
			return err
		}
		a.w.Put(row)
	}
	return nil
}

func (a *applying) note(key kernel.Key) {
	if !a.news.Whole {
		a.news.Rows = append(a.news.Rows, key)
	}
}

func (a *applying) write() {
	for _, row := range a.changed {
		a.w.Put(row)
		a.note(kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID})
	}
	for _, key := range a.gone {
		a.evict(key)
	}
}

// evict takes a row out together with everything that shares its audience. The
// row itself may have been predicted away already.
func (a *applying) evict(key kernel.Key) {
	row := a.w.Get(key.Schema, key.ID)
	if row == nil {
		row = key.Schema.New()
		row.Base().ID = key.ID
	}
	for _, f := range withFollowers(a.r.Catalog, a.w, row) {
		gone := kernel.Key{Schema: f.Base().Schema(), ID: f.Base().ID}
		a.w.Delete(gone.Schema, gone.ID)
		a.note(gone)
	}
}

func (a *applying) close(p *wire.Patch, now kernel.Time) {
	st := &a.r.state
	st.History = a.r.history
	st.Version = max(st.Version, p.To)
	st.AsOf = now + kernel.Time(st.Offset)
	if a.r.reload {
		st.Version, st.Loading, st.Resume = p.To, false, Resume{}
	}
}

// judge takes the commands with a verdict out of the pending ones.
func (a *applying) judge() {
	var waiting []*Pending
	for _, p := range a.r.pending {
		v := a.verdicts[p.Call.Key]
		if v == nil {
			waiting = append(waiting, p)
			continue
		}
		delete(a.verdicts, p.Call.Key)
		a.w.DropPending(p.Call.Key)
		a.verdict(Verdict{
			Call: p.Call, Version: v.Version, Refusal: refusalOf(v),
			Adjusted: !v.Refused && p.Failed == nil && uint64(v.Digest) != p.Call.Digest,
		})
	}
	a.r.pending = waiting
	for _, key := range slices.Sorted(maps.Keys(a.verdicts)) { // of commands this file does not hold: it was rebuilt
		v := a.verdicts[key]
		a.verdict(Verdict{
			Call:    kernel.Call{ID: v.ID, Key: v.Key, Origin: a.r.Identity.Device, Name: v.Name, At: v.At},
			Version: v.Version, Refusal: refusalOf(v),
		})
	}
}

func refusalOf(v *wire.Verdict) *kernel.Refusal {
	if !v.Refused {
		return nil
	}
	return v.Refusal.Unpack()
}

func (a *applying) verdict(v Verdict) {
	a.w.PutVerdict(v)
	a.news.Verdicts = append(a.news.Verdicts, v)
}

// redo predicts again what was taken back and still waits.
func (a *applying) redo(undone []*Pending) {
	taken := make(map[*Pending]bool, len(undone))
	for _, p := range undone {
		taken[p] = true
	}
	for i, p := range a.r.pending {
		if !taken[p] {
			continue
		}
		again := a.r.predict(a.w, p.Call)
		a.r.pending[i] = again
		a.w.PutPending(again)
		for _, key := range again.writes {
			a.note(key)
		}
	}
}

// rescope takes note of the scope that the rows now give the user. After a
// change of it, what it no longer covers is swept out; a reload brings exactly
// the scope, so there is nothing to sweep.
func (a *applying) rescope(sweep bool) error {
	author, err := kernel.Identify(a.r.Catalog, a.w, a.r.Identity.Device, a.r.Identity.User)
	if err != nil {
		return err
	}
	if author.Viewer == nil {
		return nil
	}
	viewer := a.r.eyes(author)
	a.r.state.Scope = wire.ScopeDigest(viewer)
	if !sweep {
		return nil
	}
	return a.sweep(viewer)
}

func (a *applying) sweep(viewer *kernel.Viewer) error {
	mine := map[kernel.Key]bool{} // born here and not judged yet
	for _, p := range a.r.pending {
		for _, key := range p.writes {
			mine[key] = true
		}
	}
	for _, s := range a.r.Catalog.Schemas {
		var out []kernel.Key
		err := a.w.Scan(s, func(row kernel.Row) error {
			if key := (kernel.Key{Schema: s, ID: row.Base().ID}); !mine[key] && !viewer.Sees(row, a.w.Get) {
				out = append(out, key)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, key := range out {
			a.w.Delete(s, key.ID)
		}
	}
	return nil
}
