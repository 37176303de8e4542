package sold

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/all"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/product"
	"heyi/shared/rowstore"
	"heyi/shared/sales"
)

// The company: so many deliveries of five lines each, over two years.
const (
	deliveries = 200_000
	lines      = 5
	days       = 730
	first      = kernel.Date(20250101)
	batch      = 1_000
)

var (
	dir  string
	once sync.Once
	rows *rowstore.Session
)

func TestMain(m *testing.M) {
	made, err := os.MkdirTemp("", "heyi-sold-")
	if err != nil {
		panic(err)
	}
	dir = made
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// company is made once, on one connection.
func company(b *testing.B) *rowstore.Session {
	b.Helper()
	once.Do(func() {
		c := all.Catalog(all.Latest)
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "company.db")+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=-262144")
		if err != nil {
			b.Fatal(err)
		}
		conn, err := db.Conn(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		rows = rowstore.ForMany(c, kernel.SQLite).On(conn)
		if err := rows.Atomic(rows.Migrate); err != nil {
			b.Fatal(err)
		}
		if err := rows.Atomic(func() error { return fill(c, rows) }); err != nil {
			b.Fatal(err)
		}
	})
	return rows
}

func fill(c *kernel.Catalog, to *rowstore.Session) error {
	entities := []*kernel.Schema{sales.Deliveries.In(c), sales.DeliveryLines.In(c)}
	for _, s := range entities {
		if err := to.DropIndexes(s); err != nil {
			return err
		}
	}
	for n := 0; n < deliveries; n += batch {
		var list []kernel.Row
		for i := n; i < n+batch; i++ {
			list = append(list, delivery(c, i)...)
		}
		if err := to.Load(list); err != nil {
			return err
		}
	}
	for _, s := range entities {
		if err := to.CreateIndexes(s); err != nil {
			return err
		}
	}
	return nil
}

// delivery is the n-th with its lines and what is guarded of them.
func delivery(c *kernel.Catalog, n int) []kernel.Row {
	day := first.AddDays(n * days / deliveries)
	at := day.Begins(480) + kernel.Time(n)
	d := &sales.Delivery{State: sales.Shipped, Left: day, Name: "恒泰家具", Customer: kernel.Ref[party.Party](kernel.DeriveID("customer", n%3000))}
	d.ID, d.Version, d.Number, d.Date = id("delivery", n, at), 1, fmt.Sprintf("CK-%07d", n), day
	d.Owner = kernel.Ref[org.Seat](kernel.DeriveID("seat", n%20))
	list := []kernel.Row{adopt(sales.Deliveries.In(c), d)}
	for i := range lines {
		k := n*lines + i
		l := &sales.DeliveryLine{
			Delivery: kernel.Ref[sales.Delivery](d.ID), Line: int64(i + 1), Name: "布艺三人沙发", Code: "SF-3-001", Unit: "件", Qty: 2e6, Shipped: 2e6,
			Product: kernel.Ref[product.Product](kernel.DeriveID("product", k%2000)),
		}
		l.ID, l.Version = id("line", k, at), 1
		list = append(list, adopt(sales.DeliveryLines.In(c), l))
		for _, part := range sales.DeliveryLines.In(c).Parts {
			beside := part.New()
			for _, f := range part.Fields {
				if f.Sees != "" {
					f.Put(beside, kernel.Value{Kind: f.Kind, Int: int64(10_000 + k%977)})
				}
			}
			beside.Base().ID, beside.Base().Version = l.ID, 1
			list = append(list, beside)
		}
	}
	return list
}

func adopt(s *kernel.Schema, row kernel.Row) kernel.Row {
	s.Adopt(row)
	return row
}

func id(kind string, n int, at kernel.Time) kernel.ID {
	h := kernel.DeriveID(kind, n)
	return kernel.NewID(at, [10]byte(h[6:]))
}

func books(b *testing.B) figures.Books {
	s := company(b)
	boss := &kernel.Viewer{Tags: map[string]bool{"all": true}}
	for _, sees := range s.Catalog.Audiences() {
		boss.Tags[kernel.Audience(sees).Tag] = true
	}
	return figures.Books{Catalog: s.Catalog, Rows: s, Viewer: boss}
}

// BenchmarkMonth adds up a month by a dimension and by two of them. bare is the same sum
// by product as one would write it by hand.
func BenchmarkMonth(b *testing.B) {
	f := books(b)
	q := func(by ...string) figures.Query {
		return figures.Query{Fact: sales.Sold, By: by, Show: []string{"net"}, From: 20261001, To: 20261031}
	}
	for _, by := range [][]string{{}, {"product"}, {"customer"}, {"seller"}, {"region"}, {"customer", "product"}} {
		b.Run(fmt.Sprint("by_", by), func(b *testing.B) {
			for b.Loop() {
				t, err := f.Answer(q(by...))
				if err != nil || len(t.Rows) == 0 {
					b.Fatal(err, len(t.Rows))
				}
			}
		})
	}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bare := f.Rows.Statement()
			bare.Write(`SELECT l.product, SUM(p.net) FROM sales_delivery d CROSS JOIN sales_delivery_line l ON l.delivery = d.id
				JOIN sales_delivery_line__price p ON p.id = l.id WHERE d.left BETWEEN 20261001 AND 20261031 GROUP BY l.product`)
			n := 0
			if err := f.Rows.Ask(bare, func(func(...any) error) error { n++; return nil }); err != nil || n != 2000 {
				b.Fatal(err, n)
			}
		}
	})
}

// BenchmarkDetail lists a year, the first page of it and all.
func BenchmarkDetail(b *testing.B) {
	f := books(b)
	q := sales.SalesDetail.Query(20260101, 20261231)
	b.Run("first_page", func(b *testing.B) {
		for b.Loop() {
			if t, err := f.Page(q, 50, ""); err != nil || len(t.Rows) != 50 {
				b.Fatal(err)
			}
		}
	})
	b.Run("year", func(b *testing.B) {
		var most uint64
		for b.Loop() {
			n := 0
			if _, err := f.Each(q, func(*figures.Table, figures.Row) error {
				if n++; n%100_000 == 0 {
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
				return nil
			}); err != nil || n < 400_000 {
				b.Fatal(err, n)
			}
		}
		b.ReportMetric(float64(most>>20), "MB_heap")
	})
}
