package client_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
)

// What a coming release brings: a field of an entity there is, and an entity.
type stamp struct {
	kernel.Record
	Name  string `zh:"名称" en:"Name" is:"title,search"`
	Color string `zh:"颜色" en:"Colour" since:"2"`

	Paper string       `zh:"纸张" en:"Paper" since:"3"`
	Worth kernel.Money `zh:"价值" en:"Worth" sees:"cost" since:"4"`
}

type album struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title,search"`
}

var (
	stamps = kernel.Define[stamp]("test_stamp", kernel.Spec{Zh: "邮票", En: "Stamp", Scope: kernel.Scope{kernel.Everyone}})
	albums = kernel.Define[album]("test_album", kernel.Spec{Zh: "集邮册", En: "Album", Since: 2, Scope: kernel.Scope{kernel.Everyone}})

	coming = all.Catalog(2)
)

// offlineWork leaves a device of the present release behind that has done work
// without a network: three customers and an order, none of them sent.
func offlineWork(t *testing.T, c *company) (who client.Enrolment, given []kernel.Call) {
	t.Helper()
	sofa := c.goods("S1", 15e6)
	customer := c.add("party", "name", "客户", "is_customer", "true")
	c.add("test_stamp", "name", "猴票", "color", "红")
	c.add("test_album", "name", "第一册")
	who = c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	place := order(c, customer, sofa, 2)
	saved, err := e.Do(place)
	must(t, err)
	given = append(given, saved.Call)
	for n := range 3 {
		saved, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
			{Field: "name", Value: fmt.Sprint("新客户 ", n)}, {Field: "is_customer", Value: "true"},
		}})
		must(t, err)
		given = append(given, saved.Call)
	}
	must(t, e.Close())
	return who, given
}

// onFile runs statements on a closed file of an enrolment.
func onFile(t *testing.T, who client.Enrolment, file string, run func(db *sql.DB)) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(who.Dir, file))
	must(t, err)
	run(db)
	must(t, db.Close())
}

// outboxOf is every byte that the outbox holds.
func outboxOf(t *testing.T, who client.Enrolment) (content string) {
	t.Helper()
	onFile(t, who, "outbox.db", func(db *sql.DB) {
		rows, err := db.Query(`SELECT key, call, accepted FROM entry ORDER BY key`)
		must(t, err)
		defer rows.Close()
		for rows.Next() {
			var key, accepted int64
			var call []byte
			must(t, rows.Scan(&key, &call, &accepted))
			content += fmt.Sprintf("%d %x %d\n", key, call, accepted)
		}
		must(t, rows.Err())
	})
	return content
}

func inFlight(release *kernel.Catalog) func(*client.Options) {
	return func(o *client.Options) { o.Catalog, o.Flight = release, true }
}

// shows tells that the work of offlineWork is on the screens of a device.
func shows(t *testing.T, e *client.Engine, when string) {
	t.Helper()
	if s := e.State(); s.Waiting != 4 || s.Doubtful != 0 || s.Loading {
		t.Errorf("%s: %+v", when, s)
	}
	orders, _, err := client.List(e, sales.Orders, client.Query{})
	must(t, err)
	customers, _, err := client.List(e, party.Parties, client.Query{Search: "新客户"})
	must(t, err)
	if len(orders) != 1 || orders[0].Total != 20000 || len(customers) != 3 {
		t.Errorf("%s: %d orders and %d new customers", when, len(orders), len(customers))
	}
}

// A device starts with the program of the next release: what it held is there with
// the new field, an index that nobody declares any more is gone, what waits is as
// it was, byte for byte, and goes on; the new entity comes with the connection.
func TestTheNextReleaseTakesOverTheFiles(t *testing.T) {
	c := foundOn(t, coming)
	who, given := offlineWork(t, c)
	before := outboxOf(t, who)
	onFile(t, who, "replica.db", func(db *sql.DB) {
		_, err := db.Exec(`CREATE INDEX "ix_test_stamp_gone" ON "test_stamp" ("name", "version")`)
		must(t, err)
	})
	e := open(t, who, inFlight(coming))
	shows(t, e, "before the connection")
	rows, _, err := client.List(e, stamps, client.Query{})
	must(t, err)
	if len(rows) != 1 || rows[0].Color != "红" {
		t.Errorf("the new field: %+v", rows)
	}
	if _, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "又一个"}, {Field: "is_customer", Value: "true"}}}); err != nil {
		t.Errorf("work goes on: %v", err)
	}
	must(t, e.Close())
	if after := outboxOf(t, who); len(after) < len(before) || after[:len(before)] != before {
		t.Errorf("the outbox was\n%sand is\n%s", before, after)
	}
	onFile(t, who, "replica.db", func(db *sql.DB) {
		n := 0
		must(t, db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE name = 'ix_test_stamp_gone'`).Scan(&n))
		if n != 0 {
			t.Error("the index that is no longer declared stayed")
		}
	})

	e = open(t, who, func(o *client.Options) { o.Catalog = coming })
	until(t, e, "all is judged", synced)
	if have, _, err := client.List(e, albums, client.Query{}); err != nil || len(have) != 1 {
		t.Errorf("the new entity: %v, %v", have, err)
	}
	if s := e.State(); s.Attention != 0 {
		t.Errorf("%d need attention", s.Attention)
	}
	c.equal(t, e, who)
	for _, call := range given {
		if j, err := c.disk.Verdict(call.Origin, call.Key); err != nil || j == nil || j.Refusal != nil || j.Call.ID != call.ID {
			t.Errorf("command %d: %+v, %v", call.Key, j, err)
		}
	}
}

// A release that was a mistake is taken back: the older program opens what the
// newer one has left, and the newer one later what that left. There is more than
// is kept in memory while it comes anew.
func TestAReleaseMayBeTakenBack(t *testing.T) {
	c := foundOn(t, coming)
	for n := range 17_000 {
		s := &stamp{Name: fmt.Sprint("邮票 ", n), Color: "蓝"}
		s.ID, s.Version = kernel.DeriveID("stamp", n), 1
		stamps.In(coming).Adopt(s)
		c.disk.Put(s)
	}
	who, _ := offlineWork(t, c)
	before := outboxOf(t, who)
	for _, release := range []*kernel.Catalog{coming, catalog, coming} {
		e := open(t, who, inFlight(release))
		shows(t, e, fmt.Sprint("release ", release.Release))
		must(t, e.Close())
	}
	if after := outboxOf(t, who); after != before {
		t.Errorf("the outbox was\n%sand is\n%s", before, after)
	}
	e := open(t, who, func(o *client.Options) { o.Catalog = coming })
	until(t, e, "all is judged", synced)
	c.equal(t, e, who)
}

// Rows that no program can use, because the file is damaged or its tables are not
// what any release made, are loaded anew; what waits is kept and judged.
func TestAReplicaThatCannotBeUsedIsLoadedAnew(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, who client.Enrolment){
		"no database": func(t *testing.T, who client.Enrolment) {
			must(t, os.WriteFile(filepath.Join(who.Dir, "replica.db"), []byte("this is no database, and longer than its head would be"), 0o600))
		},
		"a strange table": func(t *testing.T, who client.Enrolment) {
			onFile(t, who, "replica.db", func(db *sql.DB) {
				for _, text := range []string{`DROP TABLE "party"`, `CREATE VIEW "party" AS SELECT 1 AS id`} {
					_, err := db.Exec(text)
					must(t, err)
				}
			})
		},
		"a broken record": func(t *testing.T, who client.Enrolment) {
			onFile(t, who, "replica.db", func(db *sql.DB) {
				_, err := db.Exec(`UPDATE "_state" SET data = x'ffff'`)
				must(t, err)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := foundOn(t, coming)
			who, given := offlineWork(t, c)
			before := outboxOf(t, who)
			damage(t, who)
			e := open(t, who, inFlight(coming))
			if s := e.State(); !s.Loading || s.Waiting != 4 || s.Trouble != nil {
				t.Errorf("after the damage: %+v", s)
			}
			must(t, e.Close())
			if after := outboxOf(t, who); after != before {
				t.Errorf("the outbox was\n%sand is\n%s", before, after)
			}
			e = open(t, who, func(o *client.Options) { o.Catalog = coming })
			until(t, e, "all is judged", synced)
			c.equal(t, e, who)
			for _, call := range given {
				if j, err := c.disk.Verdict(call.Origin, call.Key); err != nil || j == nil || j.Refusal != nil {
					t.Errorf("command %d: %+v, %v", call.Key, j, err)
				}
			}
		})
	}
}
