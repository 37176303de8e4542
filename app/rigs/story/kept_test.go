package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/replica"
)

// kept is a company of an earlier release under today's program.
type kept struct {
	*testing.T
	*server
	first   bool // of the release that knew no steps, and showed devices more than they may hold today
	devices []*person
	saved   map[*person][]replica.Entry // what each outbox held
}

// Every kept company opens in today's server, and both of its devices bring what
// they have saved without network: each command is judged, none is lost, facts are
// accepted, and in the end a device holds exactly what it may hold by today's rules.
func TestKeptCompanies(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join(keptDir, "*.tar.gz"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no company is kept: %v", err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".tar.gz"), func(t *testing.T) {
			pgtest.Each(t, func(t *testing.T, store string) { serveKept(openKept(t, archive, store)) })
		})
	}
}

func serveKept(k *kept) {
	k.killedInUpgrade()
	k.must(k.start())
	k.upgraded()
	k.driven()
	before := k.markers()
	for _, p := range k.devices {
		k.must(p.connects(k.server))
		k.Cleanup(func() { k.must(p.Close()) })
	}
	for _, p := range k.devices {
		k.must(p.synced())
		_, err := p.equal(k.server)
		k.must(err)
		k.judged(p)
	}
	k.lost()
	k.unmarked(before)
	k.must(k.stop())
	_, err := k.administer("verify")
	k.must(err)
	k.rebuilt()
}

// rebuilt fails unless all that was judged, the upgrade itself among it, comes out of the
// log again to the byte; of the first release on the rows as they were kept before.
func (k *kept) rebuilt() {
	k.Helper()
	said, err := k.administer("rebuild")
	k.must(err)
	if strings.Contains(said, "not compared") || k.first != strings.Contains(said, "taken as they were kept") || !strings.Contains(said, "= sales_order ") {
		k.Errorf("the company is not compared with its log:\n%s", said)
	}
}

// openKept takes a company out of its archive, moves it to the store if that is not
// empty, and gives its devices time: tokens end some months after the last contact.
func openKept(t *testing.T, archive, store string) *kept {
	k := &kept{T: t, server: newServer(program, t.TempDir(), ""), first: archive == firstKept, saved: map[*person][]replica.Entry{}}
	t.Cleanup(k.end)
	k.must(unpack(archive, k.folder))
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(k.data, "company.db"))
	k.must(err)
	_, err = db.ExecContext(context.Background(), "UPDATE _token SET expires = ?", time.Now().Add(time.Hour).UnixMilli())
	k.must(err)
	k.must(db.Close())
	folders, err := os.ReadDir(k.folder)
	k.must(err)
	for _, f := range folders {
		enrolled, err := client.Home{Dir: filepath.Join(k.folder, f.Name())}.Enrolments()
		k.must(err)
		for _, who := range enrolled {
			p := &person{name: words{who.Mobile, who.Mobile}, mobile: who.Mobile, who: who}
			k.saved[p] = k.outbox(p)
			k.devices = append(k.devices, p)
		}
	}
	if len(k.devices) != 2 {
		t.Fatalf("%d devices are kept", len(k.devices))
	}
	if store != "" { // which only a company of this release does
		k.must(k.start())
		k.must(k.stop())
		_, err = k.administer("company", "move", "--to-store", store)
		k.must(err)
		k.server.store = store
	}
	return k
}

// killedInUpgrade starts the server a few times and kills it before it serves.
func (k *kept) killedInUpgrade() {
	k.Helper()
	for after := range 6 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(after)*15*time.Millisecond)
		cmd := k.command(ctx, k.args("serve", "--listen", "127.0.0.1:0")...)
		if err := cmd.Run(); err != nil && ctx.Err() == nil {
			k.Fatal(err)
		}
		cancel()
	}
}

// lost fails unless what a later release no longer shows has left the devices: the
// salesperson's had the deliveries of everybody, the storekeeper's their amounts.
func (k *kept) lost() {
	k.Helper()
	for _, p := range k.devices {
		mine := map[kernel.ID]bool{}
		parties, err := rows(p, party.Parties)
		k.must(err)
		for _, c := range parties {
			mine[c.ID] = true
		}
		deliveries, err := rows(p, sales.Deliveries)
		k.must(err)
		foreign := 0
		for _, d := range deliveries {
			if !mine[d.Customer.ID()] {
				foreign++
			}
		}
		amounts, err := rows(p, sales.Deliveries.Guarded(org.SeesPrice))
		k.must(err)
		keeps := p.mobile == "19900000105"
		if len(deliveries) == 0 || keeps != (foreign > 0) || keeps != (len(amounts) == 0) {
			k.Errorf("%s holds %d deliveries, %d of them of customers not his own, and %d of their amounts", p.mobile, len(deliveries), foreign, len(amounts))
		}
	}
}

// marker is what a supplier's bank account is in the kept companies.
const marker = "4400123412341234"

// markers counts whose files of rows hold it.
func (k *kept) markers() map[string]bool {
	k.Helper()
	found := map[string]bool{}
	for _, p := range k.devices {
		files, err := filepath.Glob(filepath.Join(p.who.Dir, "replica.db*"))
		k.must(err)
		for _, f := range files {
			content, err := os.ReadFile(f)
			k.must(err)
			found[p.mobile] = found[p.mobile] || strings.Contains(string(content), marker)
		}
	}
	return found
}

// unmarked fails unless the storekeeper's device, which held the bank accounts of
// suppliers, holds none in any byte of its files once it has been closed and opened.
func (k *kept) unmarked(before map[string]bool) {
	k.Helper()
	const store = "19900000105"
	for _, p := range k.devices {
		accounts, err := rows(p, party.Parties.Guarded(org.SeesDebt))
		k.must(err)
		if store != p.mobile && len(accounts) == 0 || store == p.mobile && len(accounts) > 0 {
			k.Errorf("%s holds %d bank accounts", p.mobile, len(accounts))
		}
		k.must(p.Close())
		k.must(p.connects(k.server))
		k.must(p.synced())
	}
	if after := k.markers(); before[store] != k.first || after[store] {
		k.Errorf("the storekeeper's files held it: %v, hold it: %v", before, after)
	}
}

// upgraded fails unless the company has every step of this release.
func (k *kept) upgraded() {
	k.Helper()
	b, err := k.open()
	k.must(err)
	defer func() { k.must(b.close()) }()
	for _, step := range catalog.Upgrades() {
		mark, ok := b.Get(org.Upgradeds.In(catalog), org.UpgradedRef(step.Name).ID()).(*org.Upgraded)
		if !ok || !mark.Done {
			k.Errorf("step %s has not run: %+v", step.Name, mark)
		}
	}
}

// driven fails unless each van belongs to the seat that sold from it, by whose device
// more of that waits.
func (k *kept) driven() {
	k.Helper()
	b, err := k.open()
	k.must(err)
	defer func() { k.must(b.close()) }()
	drivers := map[string]bool{}
	k.must(kernel.Each(catalog, b, org.SeatPlaces, func(sp *org.SeatPlace) error {
		if b.Get(org.Places.In(catalog), sp.Place.ID()).(*org.Place).Kind == org.Van {
			seat := b.Get(org.Seats.In(catalog), sp.Seat.ID()).(*org.Seat)
			drivers[b.Get(org.Users.In(catalog), seat.Holder.ID()).(*org.User).Mobile] = true
		}
		return nil
	}))
	waits := 0
	for _, p := range k.devices {
		for _, e := range k.saved[p] {
			if e.Call.Name == "sales.handover" && e.Accepted == 0 {
				waits++
			}
		}
	}
	if waits == 0 || len(drivers) != 1 || !drivers["19900000102"] {
		k.Errorf("the van is driven by %v, %d hand-overs wait", drivers, waits)
	}
}

func (k *kept) must(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("%v\n%s", err, k.log())
	}
}

// outbox reads the file of commands beside a running program.
func (k *kept) outbox(p *person) []replica.Entry {
	k.Helper()
	box, err := store.OpenOutbox(filepath.Join(p.who.Dir, "outbox.db"))
	k.must(err)
	entries, err := box.Entries()
	k.must(err)
	k.must(box.Close())
	return entries
}

// connects opens the kept files with today's program, at the server's new address.
func (p *person) connects(s *server) (err error) {
	p.who.Server = s.url
	p.Engine, err = client.Open(client.Options{Catalog: catalog, Enrolment: p.who})
	return err
}

// judged fails unless the server has a verdict for everything that a device saved,
// and unless every fact is accepted, but for one that a withdrawn document made
// pointless: picking what nobody wants any more.
func (k *kept) judged(p *person) {
	k.Helper()
	b, err := k.open()
	k.must(err)
	defer func() { k.must(b.close()) }()
	waited, refused := 0, map[string]int{}
	for _, e := range k.saved[p] {
		if e.Accepted == 0 {
			waited++
		}
		var name, refusal string
		err := b.conn.QueryRowContext(context.Background(), "SELECT name, refusal FROM _command WHERE id = $1", e.Call.ID[:]).Scan(&name, &refusal)
		if err != nil || name != e.Call.Name {
			k.Errorf("%s %d was never judged: %v", e.Call.Name, e.Call.Key, err)
			continue
		}
		if refusal == "" {
			continue
		}
		refused[name]++
		spec := catalog.Command(name)
		pointless := spec != nil && spec.Moves != nil && strings.Contains(refusal, kernel.WrongState.Name)
		if e.Accepted > 0 || spec == nil || spec.Fact && !pointless {
			k.Errorf("%s %d, a fact or accepted before, is refused: %s", name, e.Call.Key, refusal)
		}
	}
	k.Logf("%s: %d commands waited, refused of them: %v", p.mobile, waited, refused)
	if waited < 24 {
		k.Errorf("%d commands waited on the device of %s", waited, p.mobile)
	}
}
