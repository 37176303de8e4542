package authority

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
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
	return s.fill(view, send, false)
}

func (s *Session) fill(view Reader, send func(*wire.Patch) error, near bool) error {
	if s.parting {
		return nil
	}
	f := s.filling(view, send)
	f.near = near
	if err := f.run(); err != nil {
		return fmt.Errorf("authority: fill to version %d: %w", view.Version(), err)
	}
	f.part.Partial, f.part.Place, f.part.Chain, f.part.Rescope = false, wire.Place{}, view.Chain(), s.was != nil
	if f.part.Repin = s.repinned(); f.part.Repin {
		f.part.Rescope = false
	}
	if s.was != nil || s.version == 0 {
		f.part.Since, f.part.Pins = s.viewer.Since, s.viewer.Pinned()
	}
	if err := f.permitted(); err != nil {
		return err
	}
	if err := send(f.part); err != nil {
		return err
	}
	s.version, s.place, s.was, s.lacks = view.Version(), wire.Place{}, nil, 0
	if ask := s.ask; ask != nil {
		s.ask = nil
		return s.prove(view, ask, send)
	}
	return nil
}

// errFar says that rows have come into sight, with any number of others behind them.
var errFar = errors.New("authority: more has come into sight than can be brought while others wait")

// Join makes a filled session live. It runs on the authority's goroutine, so that no
// commit falls between. It tells whether the session is live: one whose scope has
// changed meanwhile, or that has gained rows, has to be filled again.
func (s *Session) Join(send func(*wire.Patch) error) (bool, error) {
	if turned, err := s.turn(); turned || err != nil {
		return false, err
	}
	if s.version < s.a.state.Version && !s.parting {
		view, err := s.a.store.View()
		if err != nil {
			return false, fmt.Errorf("authority: join: %w", err)
		}
		defer view.Close()
		var parts []*wire.Patch
		err = s.fill(view, func(p *wire.Patch) error { parts = append(parts, p); return nil }, true)
		if errors.Is(err, errFar) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		for _, p := range parts {
			if err := send(p); err != nil {
				return false, err
			}
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
	gains   *loading     // of what a change has brought into sight; nil before there is any
	resumed bool         // an earlier connection was cut in the same catch-up
	near    bool         // for who waits: what is gained by changes is left to another catch-up
	past    *RowKey      // rows up to this one came with the last connection; nil once it was met
	portion wire.Portion // of this part
	bytes   int
	room    []byte // the bodies of the part stand in it, one behind the other
	turns   int64  // of the authority up to which the device was found to keep its scope
}

func (s *Session) filling(view Reader, send func(*wire.Patch) error) *filling {
	f := &filling{
		s: s, view: view, send: send, part: &wire.Patch{From: s.version, To: view.Version(), Partial: true},
		sent: map[kernel.Key]bool{}, portion: s.a.Parts, turns: s.turns,
	}
	f.portion.Bytes = min(f.portion.Bytes, firstBytes)
	return f
}

// run goes through the legs of the catch-up, see [wire.Place].
func (f *filling) run() error {
	f.at = f.s.place
	if f.resumed = f.at.Version != 0; !f.resumed {
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
		return f.load(f.s.was)
	case f.at.Load && f.at.Base == 0:
		return f.load(nil)
	}
	return f.changes()
}

// leg begins to bring the changes after a version.
func (f *filling) leg(base int64) wire.Place {
	return wire.Place{Base: base, Version: f.view.Version(), Scope: f.s.scope, Was: f.s.held()}
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

// errMissed says that a lot ended without the last row that the connection before was
// sent.
var errMissed = errors.New("authority: the last row sent is not met again")

// load brings the rows that the device's scope has and another had not, nil for one
// that had nothing, from behind the place on.
func (f *filling) load(was *kernel.Viewer) error {
	from := f.at
	if !from.Row.IsZero() {
		f.past = &RowKey{uint32(from.Entity), from.Row}
	}
	err := f.loadFrom(from, was)
	if errors.Is(err, errMissed) || err == nil && f.past != nil {
		f.past = nil
		err = f.loadFrom(from, was)
	}
	return err
}

func (f *filling) loadFrom(from wire.Place, was *kernel.Viewer) error {
	l := newLoading(f.s.a.Catalog, f.view, f.s.viewer, was)
	l.ways, l.done = f.s.ways(), from.Done
	lots := 0
	l.begin = func(at lotAt) error {
		if lots++; lots > 1 && f.past != nil {
			return errMissed
		}
		f.at.Way, f.at.Root, f.at.Till, f.at.Done = int64(at.way), at.behind, at.till, l.done
		return nil
	}
	l.visit = func(row kernel.Row) error {
		if f.at.Met = l.met; f.passed(row) {
			return nil
		}
		return f.addRow(row)
	}
	if f.at.Ways = digestOf(l.ways); was == nil {
		total, err := l.count()
		if err != nil {
			return err
		}
		f.part.Total = total
	}
	if f.past != nil {
		l.roots = 2 * lotMost // the lot as it was, and what has come into it
	}
	return l.run(lotAt{int(from.Way), from.Root, from.Till})
}

// passed tells whether a row came with the connection before: it stands before the
// last one sent, or is that.
func (f *filling) passed(row kernel.Row) bool {
	if f.past == nil {
		return false
	}
	if b := row.Base(); b.Schema().Number == f.past.Entity && b.ID == f.past.ID {
		f.past = nil
	}
	return true
}
