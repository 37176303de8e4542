package authority

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// A catch-up brings a device to the version of a view, in parts that become
// visible together. It may run beside the authority, in a goroutine of its own;
// Join then closes the gap to the live feed. Each part says where the catch-up
// stands behind it, so that on a link that carries no more than one part it still
// comes to its end.

// The first parts of a connection are small, and each may be twice as long as the one
// before: a bad link gets something through before it dies.
const firstBytes = 4 << 10

// Fill sends what the device lacks, from where its hello said that the last
// connection was cut.
func (s *Session) Fill(view Reader, send func(*wire.Patch) error) error {
	f := s.filling(view, send)
	if err := f.run(); err != nil {
		return fmt.Errorf("authority: fill to version %d: %w", view.Version(), err)
	}
	f.part.Partial, f.part.Place, f.part.Chain, f.part.Rescope = false, wire.Place{}, view.Chain(), s.was != nil
	if err := f.permitted(); err != nil {
		return err
	}
	if err := send(f.part); err != nil {
		return err
	}
	s.version, s.place, s.was = view.Version(), wire.Place{}, nil
	if ask := s.ask; ask != nil {
		s.ask = nil
		return s.prove(view, ask, send)
	}
	return nil
}

// Join makes a filled session live. It runs on the authority's goroutine, so that no
// commit falls between. It tells whether the session is live: one whose scope has
// changed meanwhile has to be filled again.
func (s *Session) Join(send func(*wire.Patch) error) (bool, error) {
	if turned, err := s.turn(); turned || err != nil {
		return false, err
	}
	if s.version < s.a.state.Version {
		view, err := s.a.store.View()
		if err != nil {
			return false, fmt.Errorf("authority: join: %w", err)
		}
		defer view.Close()
		if err := s.Fill(view, send); err != nil {
			return false, err
		}
	}
	s.filled = true
	return true, nil
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
	p := &wire.Patch{From: s.version, To: s.a.state.Version, Chain: s.a.state.Chain}
	s.version = p.To
	return p
}

type filling struct {
	s       *Session
	view    Reader
	send    func(*wire.Patch) error
	part    *wire.Patch
	at      wire.Place // behind what stands in the part
	sent    map[kernel.Key]bool
	sights  map[kernel.Sight]bool // whether the scope that was had their rows
	past    *RowKey               // rows up to this one came with the last connection; nil once it was met
	portion wire.Portion          // of this part
	bytes   int
	room    []byte // the bodies of the part stand in it, one behind the other
	turns   int64  // of the authority up to which the device was found to keep its scope
}

func (s *Session) filling(view Reader, send func(*wire.Patch) error) *filling {
	f := &filling{
		s: s, view: view, send: send, part: &wire.Patch{From: s.version, To: view.Version(), Partial: true},
		sent: map[kernel.Key]bool{}, sights: map[kernel.Sight]bool{}, portion: s.a.Parts, turns: s.turns,
	}
	f.portion.Bytes = min(f.portion.Bytes, firstBytes)
	return f
}

// run goes through the legs of the catch-up, see [wire.Place].
func (f *filling) run() error {
	f.at = f.s.place
	if f.at.Version == 0 {
		f.at = f.leg(f.s.version)
		f.at.Load, f.at.Gain = f.s.version == 0, f.s.was != nil
	}
	f.at.Newest, f.at.Chain = f.view.Version(), f.view.Chain()
	for {
		if err := f.bring(); err != nil {
			return err
		}
		if !f.at.Gain && f.at.Version == f.view.Version() {
			return f.verdicts()
		}
		if err := f.flush(); err != nil {
			return err
		}
		base := f.at.Version
		if f.at.Gain {
			base = f.s.version // nothing has brought its changes yet
		}
		next := f.leg(base)
		next.Load, next.Verdicts, next.Newest, next.Chain = f.at.Load, f.at.Verdicts, f.at.Newest, f.at.Chain
		f.at = next
	}
}

// bring goes through a leg.
func (f *filling) bring() error {
	switch {
	case f.at.Gain:
		return f.load(func(row kernel.Row) error {
			if f.held(row) {
				return nil
			}
			return f.addRow(row)
		})
	case f.at.Load && f.at.Base == 0:
		if err := f.count(); err != nil {
			return err
		}
		return f.load(f.addRow)
	}
	return f.changes()
}

// sightsMost bounds what is remembered of sights, see held.
const sightsMost = 10_000

// held tells whether the scope that was had the row. Rows that share an audience come
// near to each other.
func (f *filling) held(row kernel.Row) bool {
	sight, ok := kernel.SightOf(row)
	if !ok || f.s.was.Pinned() {
		return f.had(row)
	}
	held, known := f.sights[sight]
	if !known {
		if held = f.had(row); len(f.sights) > sightsMost {
			clear(f.sights)
		}
		f.sights[sight] = held
	}
	return held
}

// had leaves out what the scope that was sees by the row that it follows only, where
// today's sees it by itself: it may see the other row since a moment ago.
func (f *filling) had(row kernel.Row) bool {
	if nothing := func(*kernel.Schema, kernel.ID) kernel.Row { return nil }; f.s.viewer.Sees(row, nothing) {
		return f.s.was.Sees(row, nothing)
	}
	return f.s.was.Sees(row, f.view.Get)
}

// leg begins to bring the changes after a version.
func (f *filling) leg(base int64) wire.Place {
	return wire.Place{Base: base, Version: f.view.Version(), Scope: wire.ScopeDigest(f.s.viewer), Was: f.s.held()}
}

func (f *filling) add(r wire.Row, id kernel.ID) error {
	f.part.Rows = append(f.part.Rows, r)
	f.at.Entity, f.at.Row = r.Entity, id
	f.bytes += len(r.Body)
	if !f.portion.Full(len(f.part.Rows), f.bytes) {
		return nil
	}
	return f.flush()
}

// flush sends the part, if there is anything in it.
func (f *filling) flush() error {
	full := f.part
	if len(full.Rows) == 0 && len(full.Verdicts) == 0 {
		return nil
	}
	if err := f.permitted(); err != nil {
		return err
	}
	full.Place = f.at
	f.part = &wire.Patch{From: full.From, To: full.To, Total: full.Total, Rows: make([]wire.Row, 0, len(full.Rows)), Partial: true}
	f.portion.Bytes = min(2*f.portion.Bytes, f.s.a.Parts.Bytes)
	f.room = make([]byte, 0, min(2*f.bytes, f.portion.Bytes)+f.bytes/8) // the next part is much like this one
	f.bytes = 0
	return f.send(full)
}

// ErrNarrowed is wrapped by a catch-up's refusal to go on for a device that was shut
// out, or may see less, since it began. It comes again and hears what holds for it.
var ErrNarrowed = errors.New("authority: the device may no longer see all that the catch-up brings")

// permitted finds out between two parts whether the device still has the scope for
// which rows are chosen: on a bad link a catch-up may take hours. What the scope has
// gained comes when it has ended.
func (f *filling) permitted() error {
	a := f.s.a
	turns := a.turns.Load()
	if turns == f.turns {
		return nil
	}
	view, err := a.store.View()
	if err != nil {
		return err
	}
	defer view.Close()
	author, err := kernel.Identify(a.Catalog, view, f.s.Device, f.s.User)
	if _, refused := kernel.AsRefusal(err); refused {
		return fmt.Errorf("%w: %w", ErrNarrowed, err)
	}
	if err != nil {
		return err
	}
	for tag := range f.s.viewer.Tags {
		if !author.Viewer.Tags[tag] {
			return ErrNarrowed
		}
	}
	f.turns = turns
	return nil
}

// verdicts sends what was judged of the device since, page by page: one that lost
// its file gets all it ever had.
func (f *filling) verdicts() error {
	f.at.Verdicts = max(f.at.Verdicts, f.s.version)
	for {
		page, err := f.view.VerdictsOf(f.s.Device, f.at.Verdicts, f.portion.Rows)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := f.flush(); err != nil {
			return err
		}
		for i := range page {
			f.part.Verdicts = append(f.part.Verdicts, verdictFor(&page[i]))
		}
		f.at.Verdicts = page[len(page)-1].Version
		if len(page) < f.portion.Rows {
			return nil
		}
	}
}

func (f *filling) addRow(row kernel.Row) error {
	from := len(f.room)
	f.room = kernel.Encode(f.room, row)
	b := row.Base()
	return f.add(wire.Row{Entity: int64(b.Schema().Number), Body: f.room[from:len(f.room):len(f.room)]}, b.ID)
}

// count says how many rows there will be.
func (f *filling) count() error {
	for _, schema := range f.s.a.Catalog.Schemas {
		n, err := f.view.CountFor(f.s.viewer, schema)
		if err != nil {
			return err
		}
		f.part.Total += n
	}
	return nil
}

// load visits every row that the device may hold, in the order of entities and ids,
// behind the place.
func (f *filling) load(visit func(kernel.Row) error) error {
	from, after := f.at.Entity, f.at.Row
	for _, schema := range f.s.a.Catalog.Schemas {
		if int64(schema.Number) < from {
			continue
		}
		if int64(schema.Number) > from {
			after = kernel.ID{}
		}
		if err := f.view.ScanFor(f.s.viewer, schema, after, visit); err != nil {
			return err
		}
	}
	return nil
}
