package authority_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// shop is a company of an owner and a salesperson, with customers of both that were
// changed, handed over and taken back in several versions.
type shop struct {
	*office
	disk      *sim.ServerDisk
	device    kernel.ID          // the salesperson's
	ever      map[kernel.ID]bool // customers that the salesperson has been given at some time
	customers []*party.Party
	seller    kernel.ID // his seat
	boss      kernel.ID // the owner's
}

func openShop(t *testing.T) *shop {
	t.Helper()
	c := kernel.NewCatalog(1, kernel.Lock{})
	s := &shop{disk: sim.NewServerDisk(kernel.NewID(noon, [10]byte{1})), ever: map[kernel.ID]bool{}}
	a, err := authority.Open(c, s.disk)
	if err != nil {
		t.Fatal(err)
	}
	a.Parts = wire.Portion{Rows: 3, Bytes: wire.PartBytes}
	s.office = &office{Desk: authority.NewDesk(a), t: t, got: map[string][]wire.Message{}}
	s.run(&org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20251101, CreditPolicy: org.CreditStop},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}, {Name: "业务员", Roles: []string{org.Sales}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}, {Name: "林晓燕", Mobile: "19900000102", Seat: "业务员"}},
	})
	_ = s.disk.Scan(org.Users.In(c), func(row kernel.Row) error { // visit never errs
		if u := row.(*org.User); u.Mobile == "19900000102" {
			s.user, s.seller = u.ID, u.Seat.ID()
		} else {
			s.boss = u.Seat.ID()
		}
		return nil
	})
	s.device = s.enrol("A01")
	for i := range 12 {
		s.customer(fmt.Sprintf("客户%02d", i), []kernel.ID{s.boss, s.seller}[i%2])
	}
	for round, p := range append(s.customers, s.customers...) {
		change := kernel.Change{Field: "note", Becomes: fmt.Sprint(round)}
		if at := s.disk.Get(party.Parties.In(c), p.ID).(*party.Party); round%3 == 0 {
			change = kernel.Change{Field: "owner", Was: at.Owner.ID().String(), Becomes: s.boss.String()}
			if at.Owner.ID() == s.boss && round%4 == 0 {
				change.Becomes, s.ever[p.ID] = s.seller.String(), true
			}
			if change.Becomes == change.Was {
				continue
			}
		} else {
			change.Was = at.Note
		}
		s.command(c.Command("party.edit"), &kernel.EditRow{Row: p.ID, Changes: []kernel.Change{change}})
	}
	return s
}

// customer adds somebody's customer.
func (s *shop) customer(name string, owner kernel.ID) {
	s.t.Helper()
	s.command(s.Catalog.Command("party.add"), &kernel.AddRow{Values: []kernel.FieldValue{
		{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}, {Field: "owner", Value: owner.String()},
	}})
	_ = s.disk.Scan(party.Parties.In(s.Catalog), func(row kernel.Row) error { // visit never errs
		if at := row.(*party.Party); at.Name == name {
			s.customers, s.ever[at.ID] = append(s.customers, at), owner == s.seller
		}
		return nil
	})
}

// mine is a customer of the salesperson.
func (s *shop) mine() *party.Party {
	for _, p := range s.customers {
		if at := s.disk.Get(party.Parties.In(s.Catalog), p.ID).(*party.Party); at.Owner.ID() == s.seller {
			return at
		}
	}
	s.t.Fatal("he has no customer left")
	return nil
}

// catchUp lets the device in with a hello and returns what it is sent.
func (s *shop) catchUp(hello *wire.Hello) (sent []*wire.Patch, err error) {
	session, _, err := s.Connect(s.device, s.user, hello, noon)
	if err != nil {
		return nil, err
	}
	view, err := s.disk.View()
	if err != nil {
		return nil, err
	}
	keep := func(p *wire.Patch) error {
		sent = append(sent, p)
		return nil
	}
	if err := session.Fill(view, keep); err != nil {
		return nil, err
	}
	_, err = session.Join(keep)
	return sent, err
}

// rootOf is the customer that a row stands beside or under, the row itself for others.
func (s *shop) rootOf(schema *kernel.Schema, id kernel.ID) kernel.ID {
	for {
		up, lead := kernel.Leader(s.disk.Get(schema, id))
		if up == nil {
			return id
		}
		schema, id = up, lead
	}
}

// Whatever a device says of itself in its hello, it is sent no row that its user may
// not see, no name of one that he never saw, and nobody else notices.
func TestAHelloThatLies(t *testing.T) {
	s := openShop(t)
	author, err := kernel.Identify(s.Catalog, s.disk, s.device, s.user)
	if err != nil {
		t.Fatal(err)
	}
	everything := ""
	for _, audience := range s.Catalog.Audiences() {
		everything += kernel.Audience(audience).Tag + "\n"
	}
	for _, p := range s.customers {
		everything += strings.Join(kernel.TagsOf(p), "\n") + "\n"
	}
	mine := &kernel.Viewer{Tags: author.Viewer.Tags}
	seen, evicted := 0, 0
	for seed := range uint64(4000) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		hello := s.lie(rnd, mine, everything)
		sent, err := s.catchUp(hello)
		if err != nil {
			t.Fatalf("seed %d: %+v: %v", seed, hello, err)
		}
		for _, p := range sent {
			for _, r := range p.Rows {
				schema := s.Catalog.SchemaByNumber(uint32(r.Entity))
				if r.Body == nil {
					if evicted++; !s.ever[s.rootOf(schema, r.ID)] {
						t.Fatalf("seed %d: %+v: it is told of a %s that its user never saw", seed, hello, schema.Name)
					}
					continue
				}
				row, err := schema.Decode(r.Body)
				if err != nil {
					t.Fatal(err)
				}
				if seen++; !mine.Sees(row, s.disk.Get) {
					t.Fatalf("seed %d: %+v: it is sent a %s that its user may not see", seed, hello, schema.Name)
				}
			}
		}
	}
	if seen < 1000 || evicted < 100 {
		t.Fatalf("only %d rows were sent and %d taken out: the lies are not what they were", seen, evicted)
	}
}

// A catch-up that was cut goes on only for a device that still says it held what it
// held when that began.
func TestAPlaceBelongsToWhatWasHeld(t *testing.T) {
	s := openShop(t)
	author, err := kernel.Identify(s.Catalog, s.disk, s.device, s.user)
	if err != nil {
		t.Fatal(err)
	}
	mine := &kernel.Viewer{Tags: author.Viewer.Tags}
	less, other := &kernel.Viewer{Tags: map[string]bool{"a": true}}, &kernel.Viewer{Tags: map[string]bool{"b": true}}
	state := s.State()
	for _, c := range []struct {
		what string
		held *kernel.Viewer
		was  int64
		want bool
	}{
		{"the same", less, wire.ScopeDigest(less), true},
		{"another scope", other, wire.ScopeDigest(less), false},
		{"today's", mine, wire.ScopeDigest(less), false},
		{"none before", less, 0, false},
		{"today's throughout", mine, 0, true},
	} {
		hello := &wire.Hello{Device: s.device, History: state.History, Version: 2, Scope: wire.ScopeDigest(c.held), Held: wire.Tags(c.held)}
		hello.Resume = wire.Place{
			Version: state.Version, Newest: state.Version, Base: 2, Chain: state.Chain, Scope: wire.ScopeDigest(mine), Was: c.was,
		}
		_, welcome, err := s.Connect(s.device, s.user, hello, noon)
		if err != nil {
			t.Fatal(err)
		}
		if welcome.Reload || welcome.Resumed != c.want {
			t.Errorf("%s: it goes on: %v, loads anew: %v", c.what, welcome.Resumed, welcome.Reload)
		}
	}
}

// lie makes a hello of which each part is true, extreme or anything.
func (s *shop) lie(rnd *rand.Rand, mine *kernel.Viewer, everything string) *wire.Hello {
	state := s.State()
	version := func() int64 {
		return [...]int64{
			0, 1, -1, state.Version, state.Version + 1, math.MaxInt64, math.MinInt64,
			rnd.Int64N(state.Version), rnd.Int64N(state.Version), rnd.Int64N(state.Version),
		}[rnd.IntN(10)]
	}
	chain := func(at int64) []byte {
		right, _ := s.disk.ChainAt(at) // never errs
		return [...][]byte{right, right, right, right, nil, {}, {1}, []byte(strings.Repeat("x", 1<<12))}[rnd.IntN(8)]
	}
	held := [...]string{wire.Tags(mine), everything, everything, "", "\n\n\n", "\xff\xfe\n", "sees:party.all"}[rnd.IntN(7)]
	h := &wire.Hello{Device: s.device, Version: version(), Held: held}
	scopes := func() int64 {
		return [...]int64{wire.ScopeDigest(mine), wire.ScopeDigest(h.Viewer()), wire.ScopeDigest(h.Viewer()), 0, -1}[rnd.IntN(5)]
	}
	h.History = [...]kernel.ID{state.History, state.History, state.History, {}, s.device}[rnd.IntN(5)]
	h.Chain, h.Scope = chain(h.Version), scopes()
	if rnd.IntN(3) == 0 {
		return h
	}
	p := &h.Resume
	p.Newest = version()
	p.Version, p.Base, p.Done, p.Verdicts, p.Entity = version(), version(), version(), version(), version()
	if rnd.IntN(2) == 0 { // a place that may be believed
		p.Newest = state.Version
		p.Version = max(1, min(p.Version, p.Newest))
	}
	p.Chain, p.Scope, p.Was = chain(p.Newest), wire.ScopeDigest(mine), scopes()
	if rnd.IntN(2) == 0 {
		p.Was = 0
	}
	p.Load, p.Gain = rnd.IntN(2) == 0, rnd.IntN(3) == 0
	if rnd.IntN(2) == 0 {
		p.Row = s.customers[rnd.IntN(len(s.customers))].ID
		p.Entity = int64(party.Parties.In(s.Catalog).Number)
	}
	return h
}

// A hello that names a scope without end costs the one who judges for everybody next to
// nothing, and is one that loads anew.
func TestAHelloWithoutEnd(t *testing.T) {
	s := openShop(t)
	var tags strings.Builder
	for i := range 150_000 {
		fmt.Fprintf(&tags, "%x\n", i)
	}
	hello := &wire.Hello{Device: s.device, History: s.State().History, Version: 1, Scope: 1, Held: tags.String()}
	start := time.Now()
	_, welcome, err := s.Connect(s.device, s.user, hello, noon)
	if err != nil || !welcome.Reload {
		t.Fatalf("it goes on with %d tags: %+v, %v", strings.Count(hello.Held, "\n"), welcome, err)
	}
	if n := len(hello.Viewer().Tags); n > wire.MaxTags {
		t.Errorf("%d tags are read, %d at most", n, wire.MaxTags)
	}
	t.Logf("let in within %s", time.Since(start))
}

// Who is shut out or may see less while he is being sent what he may see is sent
// nothing more of it, however long that takes; who may see more is sent the rest.
func TestACatchUpEndsWithItsScope(t *testing.T) {
	for _, c := range []struct {
		what string
		turn func(s *shop)
		ends bool
	}{
		{"shut out", func(s *shop) { s.run(&org.Revoke{Device: kernel.Ref[org.Device](s.device)}) }, true},
		{"another role", func(s *shop) { s.rolesOf(org.Warehouse) }, true},
		{"one role more", func(s *shop) { s.rolesOf(org.Sales + " " + org.Warehouse) }, false},
		{"somebody else", func(s *shop) { s.enrol("A02") }, false},
	} {
		s := openShop(t)
		session, _, err := s.Connect(s.device, s.user, &wire.Hello{Device: s.device}, noon)
		if err != nil {
			t.Fatal(err)
		}
		view, err := s.disk.View()
		if err != nil {
			t.Fatal(err)
		}
		parts := 0
		err = session.Fill(view, func(*wire.Patch) error {
			if parts++; parts == 2 {
				c.turn(s)
			}
			return nil
		})
		if ended := errors.Is(err, authority.ErrNarrowed); ended != c.ends || ended && parts != 2 || !ended && (err != nil || parts < 4) {
			t.Errorf("%s: after %d parts: %v", c.what, parts, err)
		}
	}
}

// rolesOf gives the salesperson's seat other roles.
func (s *shop) rolesOf(names kernel.Choice) {
	s.t.Helper()
	was := s.disk.Get(org.Seats.In(s.Catalog), s.seller).(*org.Seat).Roles
	if was != string(names) {
		s.command(s.Catalog.Command("seat.edit"), &kernel.EditRow{Row: s.seller, Changes: []kernel.Change{{Field: "roles", Was: was, Becomes: string(names)}}})
	}
}

// What waits for the end of a recovery is kept once, however often its device comes.
func TestWhatWaitsForARecoveryIsKeptOnce(t *testing.T) {
	l := openLiar(t)
	backup := l.disk.Copy()
	calls := []kernel.Call{l.add(1, "一"), l.add(2, "二"), l.add(3, "三")}
	l.disk.Restore(backup, kernel.NewID(noon, [10]byte{9}))
	l.restart()
	missing := []kernel.ID{l.device}
	l.Awaited = func() ([]kernel.ID, error) { return missing, nil }
	session, _, err := l.Connect(l.device, l.user, &wire.Hello{Device: l.device}, noon)
	if err != nil {
		t.Fatal(err)
	}
	seat := &authority.Seat{Session: session, Deliver: func(wire.Message) {}}
	before, judged := l.State().Version, 0
	order := func(calls ...kernel.Call) authority.Order {
		return authority.Order{Seat: seat, Calls: calls, Done: func(j []authority.Judged) { judged += len(j) }}
	}
	for range 5 {
		for _, c := range calls[:2] {
			c.Accepted = c.Key + 100
			if err := l.Take([]authority.Order{order(c), order(calls[2])}, noon); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := l.EndRecovery(noon); err != nil {
		t.Fatal(err)
	}
	if v := l.State().Version; v != before+3 || judged != 1 {
		t.Errorf("version %d became %d, and %d new commands were judged, want 3 versions and 1", before, v, judged)
	}
}
