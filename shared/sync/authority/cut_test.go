package authority_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

var errCut = errors.New("the link is dead")

// link is a device that catches up over connections that carry so many parts each.
type link struct {
	*shop
	hello wire.Hello
	told  map[kernel.Key]bool // rows that it was told last: there, or gone
}

// take connects and takes so many parts, if there are as many.
func (l *link) take(parts int) {
	l.t.Helper()
	eyes := l.viewer()
	session, _, err := l.Connect(l.device, l.user, &l.hello, noon)
	if err != nil {
		l.t.Fatal(err)
	}
	view, err := l.disk.View()
	if err != nil {
		l.t.Fatal(err)
	}
	err = session.Fill(view, func(p *wire.Patch) error {
		if parts--; parts < 0 {
			return errCut
		}
		for _, r := range p.Rows {
			schema := l.Catalog.SchemaByNumber(uint32(r.Entity))
			if len(r.Body) == 0 {
				l.told[kernel.Key{Schema: schema, ID: r.ID}] = false
				continue
			}
			row, err := schema.Decode(r.Body)
			if err != nil {
				return err
			}
			l.told[kernel.Key{Schema: schema, ID: row.Base().ID}] = true
		}
		if l.hello.Resume = p.Place; !p.Partial {
			l.holds(p, eyes)
		}
		return nil
	})
	if err != nil && !errors.Is(err, errCut) && !errors.Is(err, authority.ErrNarrowed) {
		l.t.Fatal(err)
	}
}

// holds takes note that the catch-up is whole, for the scope that its user has.
func (l *link) holds(p *wire.Patch, eyes *kernel.Viewer) {
	l.hello.Version, l.hello.Chain, l.hello.Scope, l.hello.Held = p.To, p.Chain, wire.ScopeDigest(eyes), wire.Tags(eyes)
}

// lacks lists what its user sees and it was not told last.
func (l *link) lacks() (list []string) {
	l.t.Helper()
	view, err := l.disk.View()
	if err != nil {
		l.t.Fatal(err)
	}
	err = authority.Visit(l.Catalog, view, l.viewer(), func(row kernel.Row) error {
		if b := row.Base(); !l.told[kernel.Key{Schema: b.Schema(), ID: b.ID}] {
			list = append(list, b.Schema().Name+" "+b.ID.String())
		}
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return list
}

func (l *link) viewer() *kernel.Viewer {
	author, err := kernel.Identify(l.Catalog, l.disk, l.device, l.user)
	if err != nil {
		l.t.Fatal(err)
	}
	return &kernel.Viewer{Tags: author.Viewer.Tags}
}

// A customer is given away while a device is cut in what follows him, and given back: it
// has what follows him in the end, wherever it was cut.
func TestWhatWentWithACutComesBack(t *testing.T) {
	taken := 0
	for first := range 6 {
		for second := range 5 {
			l := &link{shop: openShop(t), told: map[kernel.Key]bool{}}
			l.Parts = wire.Portion{Rows: 1, Bytes: wire.PartBytes}
			p := l.mine()
			edit := func(field, was, becomes string) {
				l.command(l.Catalog.Command("party.edit"), &kernel.EditRow{Row: p.ID, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}})
			}
			l.hello = wire.Hello{Device: l.device, History: l.State().History}
			l.take(math.MaxInt) // a first load
			edit("terms", "", "cash")
			l.enrol("B01") // stands between what has happened to him
			edit("terms", "cash", "prepaid")
			l.take(first)
			edit("owner", l.seller.String(), l.boss.String())
			l.take(second)
			for key, there := range l.told {
				if !there && key.ID != p.ID && l.disk.Get(key.Schema, key.ID) != nil {
					taken++
				}
			}
			edit("owner", l.boss.String(), l.seller.String())
			l.take(math.MaxInt)
			if lacks := l.lacks(); len(lacks) > 0 {
				t.Errorf("cut after %d parts and after %d, it lacks %q", first, second, lacks)
			}
		}
	}
	if taken == 0 {
		t.Error("no cut took anything: the test tries nothing")
	}
}

// However often a device is cut, in a first load or in a catch-up, and whatever happens
// meanwhile to what it has and has not got: in the end it was told all that its user sees.
func TestCatchUpsOverManyConnections(t *testing.T) {
	for seed := range uint64(110) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		l := &link{shop: openShop(t), told: map[kernel.Key]bool{}}
		l.Parts = wire.Portion{Rows: 1 + rnd.IntN(4), Bytes: wire.PartBytes}
		for i := range 30 * rnd.IntN(2) { // more than a lot holds
			l.customer(fmt.Sprintf("新客户%02d", i), l.seller)
		}
		l.hello = wire.Hello{Device: l.device, History: l.State().History}
		for range 12 {
			for range rnd.IntN(5) {
				l.happens(rnd)
			}
			l.take(rnd.IntN(9))
		}
		l.take(math.MaxInt)
		if lacks := l.lacks(); len(lacks) > 0 {
			t.Errorf("seed %d: it lacks %q", seed, lacks)
		}
	}
}

// happens is something that people do: somebody new, other terms, other hands, another
// role.
func (l *link) happens(rnd *rand.Rand) {
	parties := party.Parties.In(l.Catalog)
	at := l.disk.Get(parties, l.customers[rnd.IntN(len(l.customers))].ID).(*party.Party)
	if near := l.hello.Resume.Row; rnd.IntN(2) == 0 && l.disk.Get(parties, near) != nil {
		at = l.disk.Get(parties, near).(*party.Party) // the one at which it was cut
	}
	change := kernel.Change{Field: "terms", Was: string(at.Terms), Becomes: []string{"cash", "prepaid", "days"}[rnd.IntN(3)]}
	switch rnd.IntN(12) {
	case 7:
		l.rolesOf(kernel.Choice([]string{org.Sales, org.Sales + " " + org.Finance, org.Storekeeper}[rnd.IntN(3)]))
		return
	case 0:
		l.customer(fmt.Sprint("又一家", l.State().Version), []kernel.ID{l.seller, l.boss}[rnd.IntN(2)])
		return
	case 1:
		l.enrol(fmt.Sprint("E", l.State().Version))
		return
	case 2, 3, 4:
		change = kernel.Change{Field: "owner", Was: at.Owner.ID().String(), Becomes: []kernel.ID{l.seller, l.boss}[rnd.IntN(2)].String()}
	}
	if change.Was != change.Becomes {
		l.command(l.Catalog.Command("party.edit"), &kernel.EditRow{Row: at.ID, Changes: []kernel.Change{change}})
	}
}

// A place in another log is no place to go on from.
func TestACatchUpGoesOnInItsOwnLogOnly(t *testing.T) {
	l := &link{shop: openShop(t), told: map[kernel.Key]bool{}}
	l.hello = wire.Hello{Device: l.device, History: l.State().History}
	l.take(2)
	for _, chain := range [][]byte{l.hello.Resume.Chain, []byte("another log's")} {
		hello := l.hello
		hello.Resume.Chain = chain
		_, welcome, err := l.Connect(l.device, l.user, &hello, noon)
		if own := string(chain) == string(l.hello.Resume.Chain); err != nil || welcome.Resumed != own {
			t.Errorf("%q: it goes on: %v, %v", chain, welcome.Resumed, err)
		}
	}
}
