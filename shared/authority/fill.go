package authority

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// A catch-up brings a device to the version of a view, in parts that become
// visible together. It may run beside the authority, in a goroutine of its own;
// Join then closes the gap to the live feed.

// Fill sends what the device lacks. resume is where an interrupted reload
// stopped; it is believed only for the version it was cut at.
func (s *Session) Fill(view Reader, resume wire.Resume, send func(*wire.Patch) error) error {
	f := &filling{s: s, view: view, send: send, part: &wire.Patch{From: s.version, To: view.Version(), Partial: true}}
	var err error
	if s.version == 0 {
		err = f.reload(resume)
	} else {
		err = f.changes()
	}
	if err != nil {
		return fmt.Errorf("authority: fill to version %d: %w", view.Version(), err)
	}
	if err := f.verdicts(); err != nil {
		return fmt.Errorf("authority: fill to version %d: %w", view.Version(), err)
	}
	f.part.Partial = false
	if err := send(f.part); err != nil {
		return err
	}
	s.version = view.Version()
	return nil
}

// Join makes a filled session live. It runs on the authority's goroutine, so
// that no commit falls between.
func (s *Session) Join(send func(*wire.Patch) error) error {
	if s.version < s.a.state.Version {
		view, err := s.a.store.View()
		if err != nil {
			return fmt.Errorf("authority: join: %w", err)
		}
		defer view.Close()
		if err := s.Fill(view, wire.Resume{}, send); err != nil {
			return err
		}
	}
	s.filled = true
	return nil
}

// Answer repeats verdicts that were given before to a device that asks again.
func (s *Session) Answer(judged []Judged) *wire.Patch {
	p := &wire.Patch{From: s.version, To: s.version}
	for i := range judged {
		p.Verdicts = append(p.Verdicts, verdictFor(&judged[i]))
	}
	return p
}

// Now is the empty patch that moves the age of an idle device's figures on.
func (s *Session) Now() *wire.Patch {
	if !s.filled || s.version == s.a.state.Version {
		return nil
	}
	p := &wire.Patch{From: s.version, To: s.a.state.Version}
	s.version = p.To
	return p
}

type filling struct {
	s     *Session
	view  Reader
	send  func(*wire.Patch) error
	part  *wire.Patch
	bytes int
	room  []byte // the bodies of the part stand in it, one behind the other
}

func (f *filling) add(r wire.Row) error {
	f.part.Rows = append(f.part.Rows, r)
	f.bytes += len(r.Body)
	if !f.s.a.Parts.Full(len(f.part.Rows), f.bytes) {
		return nil
	}
	return f.flush()
}

func (f *filling) flush() error {
	full := f.part
	f.part = &wire.Patch{From: full.From, To: full.To, Total: full.Total, Rows: make([]wire.Row, 0, len(full.Rows)), Partial: true}
	f.room = make([]byte, 0, f.bytes+f.bytes/8) // the next part is much like this one
	f.bytes = 0
	return f.send(full)
}

// verdicts sends what was judged of the device since, page by page: one that lost
// its file gets all it ever had.
func (f *filling) verdicts() error {
	for after := f.s.version; ; {
		page, err := f.view.VerdictsOf(f.s.Device, after, f.s.a.Parts.Rows)
		if err != nil || len(page) == 0 {
			return err
		}
		if len(f.part.Verdicts) > 0 {
			if err := f.flush(); err != nil {
				return err
			}
		}
		for i := range page {
			f.part.Verdicts = append(f.part.Verdicts, verdictFor(&page[i]))
		}
		after = page[len(page)-1].Version
		if len(page) < f.s.a.Parts.Rows {
			return nil
		}
	}
}

func (f *filling) addRow(row kernel.Row) error {
	from := len(f.room)
	f.room = kernel.Encode(f.room, row)
	return f.add(wire.Row{Entity: int64(row.Base().Schema().Number), Body: f.room[from:len(f.room):len(f.room)]})
}

// reload sends every row the device may hold.
func (f *filling) reload(resume wire.Resume) error {
	for _, schema := range f.s.a.Catalog.Schemas {
		n, err := f.view.CountFor(f.s.viewer, schema)
		if err != nil {
			return err
		}
		f.part.Total += n
	}
	resumed := resume.Version != 0 && resume.Version == f.view.Version()
	for _, schema := range f.s.a.Catalog.Schemas {
		var after kernel.ID
		if resumed && int64(schema.Number) < resume.Entity {
			continue
		}
		if resumed && int64(schema.Number) == resume.Entity {
			after = resume.Row
		}
		if err := f.view.ScanFor(f.s.viewer, schema, after, f.addRow); err != nil {
			return err
		}
	}
	return nil
}

// changes sends the newest state of every row that the log names, once, and
// whole audiences that the device has gained.
func (f *filling) changes() error {
	var keys []RowKey
	first := map[RowKey]firstSight{}
	err := f.view.Changes(f.s.version, func(ch *Change) error {
		for _, k := range ch.Rows {
			if _, ok := first[k]; !ok {
				keys = append(keys, k)
				first[k] = firstSight{born: ch.Before == nil, seen: f.s.viewer.SeesTags(ch.Before, k.ID)}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	sent := map[kernel.Key]bool{}
	for _, k := range keys {
		schema := f.s.a.Catalog.SchemaByNumber(k.Entity)
		if schema == nil {
			continue
		}
		row := f.view.Get(schema, k.ID)
		if row == nil {
			continue
		}
		if err := f.pass(row, k, first[k], sent); err != nil {
			return err
		}
	}
	return nil
}

// firstSight is how a row stood to the device before the first change of it that
// the device has missed.
type firstSight struct{ born, seen bool }

func (f *filling) pass(row kernel.Row, k RowKey, first firstSight, sent map[kernel.Key]bool) error {
	switch sees := f.s.viewer.Sees(row, f.view.Get); {
	case sees && !first.seen && !first.born:
		return f.addWithFollowers(row, sent)
	case sees:
		return f.addOnce(row, sent)
	case first.seen:
		return f.add(wire.Row{Entity: int64(k.Entity), ID: k.ID})
	}
	return nil
}

func (f *filling) addOnce(row kernel.Row, sent map[kernel.Key]bool) error {
	key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
	if sent[key] {
		return nil
	}
	sent[key] = true
	return f.addRow(row)
}

func (f *filling) addWithFollowers(row kernel.Row, sent map[kernel.Key]bool) error {
	if err := f.addOnce(row, sent); err != nil {
		return err
	}
	for _, follower := range f.s.a.Catalog.Followers(f.view, row) {
		if !f.s.viewer.Sees(follower, f.view.Get) {
			continue // it asks for a right besides
		}
		if err := f.addWithFollowers(follower, sent); err != nil {
			return err
		}
	}
	return nil
}
