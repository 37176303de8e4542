package sight

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// orders of the company, each with five lines and two events of its trail.
const orders = 200_000

// Who sees how many of them.
var (
	nobody = kernel.DeriveID("seat", "nobody")
	few    = kernel.DeriveID("seat", "few")
	many   = kernel.DeriveID("seat", "many")
	others = kernel.DeriveID("seat", "others")
)

const (
	seesFew  = 1_000
	seesMany = 50_000
)

// later is the release of a catalogue that has grown to more than 200 entities.
const later = 1_000

// filler is an entity of which nobody has any rows, followed like any other.
type filler struct {
	kernel.Record
	Owner kernel.Ref[org.Seat] `zh:"岗位" en:"Seat"`
	Name  string               `zh:"名称" en:"Name" is:"title"`
}

func init() {
	for n := range 140 {
		kernel.Define[filler](fmt.Sprintf("filler_%03d", n), kernel.Spec{
			Zh: "填充", En: "Filler", Since: later,
			Scope: kernel.Scope{kernel.By("owner", func(f *filler) *kernel.Ref[org.Seat] { return &f.Owner })},
		})
	}
}

// file is where the company is, made once for each catalogue.
var file string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "heyi-sight-")
	if err != nil {
		panic(err)
	}
	file = filepath.Join(dir, "company.db")
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// company opens the company in a catalogue.
func company(b *testing.B, release int) (*store.Store, *kernel.Catalog) {
	b.Helper()
	c := all.Catalog(release)
	place := fmt.Sprintf("%s.%d", file, release)
	if _, err := os.Stat(place); err != nil {
		found(b, c, place)
	}
	s, err := sqlite.Open(place, c, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s, c
}

func found(b *testing.B, c *kernel.Catalog, place string) {
	b.Helper()
	s, err := sqlite.Create(place, c, kernel.DeriveID("company"), kernel.DeriveID("history"), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+place+"?_synchronous=OFF&_cache_size=-262144")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	session := rowstore.ForMany(c, kernel.SQLite).On(conn)
	defer session.Close()
	if err := session.Atomic(func() error { return load(c, session) }); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		b.Fatal(err)
	}
}

// load writes the company in bulk: indexes are made afterwards.
func load(c *kernel.Catalog, to *rowstore.Session) error {
	entities := []*kernel.Schema{sales.Orders.In(c), sales.OrderLines.In(c), flow.ProcessEvents.In(c)}
	for _, s := range entities {
		if err := to.DropIndexes(s); err != nil {
			return err
		}
	}
	rows := make([]kernel.Row, 0, 8*500)
	for n := range orders {
		rows = append(rows, order(c, n)...)
		if len(rows) == cap(rows) || n == orders-1 {
			if err := to.Load(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	for _, s := range entities {
		if err := to.CreateIndexes(s); err != nil {
			return err
		}
	}
	return nil
}

// order is the n-th order with all that follows it.
func order(c *kernel.Catalog, n int) []kernel.Row {
	at := kernel.Time(1_735_689_600_000 + int64(n)*150_000) // 2025 from its first day on
	o := &sales.Order{State: sales.Approved, Customer: kernel.Ref[party.Party](kernel.DeriveID("customer", n%3000))}
	o.Owner = kernel.Ref[org.Seat](owner(n))
	o.ID, o.Version, o.Number, o.Date = id("order", n, at), 1, fmt.Sprintf("XS-%07d", n), kernel.Date(20250101+n%28)
	rows := []kernel.Row{adopt(sales.Orders.In(c), o)}
	for line := range 5 {
		l := &sales.OrderLine{
			Order: kernel.Ref[sales.Order](o.ID), Line: int64(line + 1), Name: "布艺三人沙发", Code: "SF-3-001", Unit: "件", Qty: 2e6, BaseQty: 2e6, Price: 3_680e6,
			Product: kernel.Ref[product.Product](kernel.DeriveID("product", (n*5+line)%2000)), Gross: 736_000, Net: 651_327, Vat: 84_673,
		}
		l.ID, l.Version = id("line", n*5+line, at), 1
		rows = append(rows, adopt(sales.OrderLines.In(c), l))
	}
	for event := range 2 {
		e := &flow.ProcessEvent{RootEntity: "sales_order", Root: o.ID}
		e.ID, e.Version = id("event", n*2+event, at), 1
		rows = append(rows, adopt(flow.ProcessEvents.In(c), e))
	}
	return rows
}

// owner spreads the orders of one seller over the whole time.
func owner(n int) kernel.ID {
	switch {
	case n%(orders/seesFew) == 0:
		return few
	case n%(orders/seesMany) == 1:
		return many
	}
	return others
}

func adopt(s *kernel.Schema, row kernel.Row) kernel.Row {
	s.Adopt(row)
	return row
}

func id(kind string, n int, at kernel.Time) kernel.ID {
	h := kernel.DeriveID(kind, n)
	return kernel.NewID(at, [10]byte(h[6:]))
}
