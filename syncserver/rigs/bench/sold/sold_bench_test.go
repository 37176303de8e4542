package sold

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// The company: so many deliveries of five lines each, over two years.
const (
	deliveries = 200_000
	lines      = 5
	days       = 730
	first      = kernel.Date(20250101)
	customers  = 3_000
	products   = 2_000
	sellers    = 20
	batch      = 1_000
)

var (
	dir  string
	once sync.Once
	rows *rowstore.Session
)

func TestMain(m *testing.M) {
	if dir = os.Getenv("HEYI_SOLD"); dir != "" {
		os.Exit(m.Run())
	}
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
		if rows.Get(product.Products.In(c), kernel.DeriveID("product", 0)) != nil {
			return
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
	if err := to.Load(masters(c)); err != nil {
		return err
	}
	for _, s := range entities {
		if err := to.CreateIndexes(s); err != nil {
			return err
		}
	}
	return nil
}

// masters are those who buy and what they buy.
func masters(c *kernel.Catalog) []kernel.Row {
	var list []kernel.Row
	for n := range customers {
		p := &party.Party{Name: fmt.Sprintf("恒泰家具 %d", n), Place: party.RegionOf(regions[n%len(regions)]), IsCustomer: true}
		p.ID, p.Version = kernel.DeriveID("customer", n), 1
		list = append(list, adopt(party.Parties.In(c), p))
	}
	for _, name := range regions {
		r := &party.Region{Name: name, Level: party.City, Province: party.RegionOf(name), City: party.RegionOf(name)}
		r.ID, r.Version = party.RegionOf(name).ID(), 1
		list = append(list, adopt(party.Regions.In(c), r))
	}
	for n := range products {
		p := &product.Product{Code: fmt.Sprintf("SF-%04d", n), Name: fmt.Sprintf("布艺三人沙发 %d", n), Unit: "件", Active: true}
		p.ID, p.Version = kernel.DeriveID("product", n), 1
		list = append(list, adopt(product.Products.In(c), p))
	}
	return list
}

var regions = []string{"江苏省苏州市", "江苏省无锡市", "浙江省杭州市", "上海市", "广东省广州市", "广东省深圳市"}

// delivery is the n-th with its lines and what is guarded of them.
func delivery(c *kernel.Catalog, n int) []kernel.Row {
	day := first.AddDays(n * days / deliveries)
	at := day.Begins(480) + kernel.Time(n)
	d := &sales.Delivery{State: sales.Shipped, Left: day, Name: "恒泰家具", Customer: kernel.Ref[party.Party](kernel.DeriveID("customer", n*7%customers))}
	d.ID, d.Version, d.Number, d.Date = id("delivery", n, at), 1, fmt.Sprintf("CK-%07d", n), day
	d.Owner = kernel.Ref[org.Seat](kernel.DeriveID("seat", n%sellers))
	list := []kernel.Row{adopt(sales.Deliveries.In(c), d)}
	for i := range lines {
		k := n*lines + i
		l := &sales.DeliveryLine{
			Delivery: kernel.Ref[sales.Delivery](d.ID), Line: int64(i + 1), Name: "布艺三人沙发", Code: "SF-3-001", Unit: "件", Qty: 2e6, Shipped: 2e6,
			Product: kernel.Ref[product.Product](kernel.DeriveID("product", k*11%products)),
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
			measured(b, func() error {
				t, err := f.Answer(q(by...))
				return errors.Join(err, some(t))
			})
		})
	}
	b.Run("first_page_by_customer_and_product", func(b *testing.B) {
		measured(b, func() error {
			t, err := f.Page(q("customer", "product"), 50, "")
			return errors.Join(err, some(t))
		})
	})
	b.Run("bare", func(b *testing.B) {
		measured(b, func() error {
			bare := f.Rows.Statement()
			bare.Write(`SELECT l.product, SUM(p.net) FROM sales_delivery d CROSS JOIN sales_delivery_line l ON l.delivery = d.id
				JOIN sales_delivery_line__price p ON p.id = l.id WHERE d.left BETWEEN 20261001 AND 20261031 GROUP BY l.product`)
			n := 0
			err := f.Rows.Ask(bare, func(func(...any) error) error { n++; return nil })
			if n != products {
				return errors.Join(err, errNone)
			}
			return err
		})
	})
}

// BenchmarkDetail lists a year, the first page of it and all.
func BenchmarkDetail(b *testing.B) {
	f := books(b)
	q := sales.SalesDetail.Query(20260101, 20261231)
	b.Run("first_page", func(b *testing.B) {
		measured(b, func() error {
			t, err := f.Page(q, 50, "")
			return errors.Join(err, some(t))
		})
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

// BenchmarkFold counts the two years into the cubes, a day at a time, and then tells what
// a late delivery costs.
func BenchmarkFold(b *testing.B) {
	s := company(b)
	for b.Loop() {
		k := figures.NewKeeper(s.Catalog)
		must(b, s.Atomic(func() error { return k.Prepare(s) }))
		must(b, s.Atomic(func() error { return k.Forget(s) }))
		for more := true; more; {
			must(b, s.Atomic(func() (err error) {
				more, err = k.Fold(s, folded)
				return err
			}))
		}
	}
}

// used is what this process has taken of the processors.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measured asks again and again, and says what it takes of a processor: how long it
// takes depends on who else works.
func measured(b *testing.B, ask func() error) {
	b.Helper()
	must(b, ask()) // prepares what is prepared once
	begun := used()
	for b.Loop() {
		must(b, ask())
	}
	b.ReportMetric(float64((used()-begun).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

var errNone = errors.New("there are no rows, or not all")

func some(t *figures.Table) error {
	if t == nil || len(t.Rows) == 0 {
		return errNone
	}
	return nil
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// folded is the day before the last.
var folded = first.AddDays(days - 2)

// BenchmarkToday writes a delivery of five lines as a command does, without cubes and
// with them, and one of a day that they count.
func BenchmarkToday(b *testing.B) {
	s := company(b)
	k := figures.NewKeeper(s.Catalog)
	fold(b, k)
	n := deliveries
	write := func(left kernel.Date, through func(func() []figures.Change, func() error) error) func() error {
		return func() error {
			n++
			rows := delivery(s.Catalog, n)
			rows[0].(*sales.Delivery).Left = left
			changes := func() []figures.Change {
				list := make([]figures.Change, len(rows))
				for i, r := range rows {
					list[i] = figures.Change{Schema: r.Base().Schema(), ID: r.Base().ID, Row: r, Known: true}
				}
				return list
			}
			return s.Atomic(func() error { return through(changes, func() error { return s.Upsert(rows) }) })
		}
	}
	around := func(changes func() []figures.Change, write func() error) error { return k.Around(s, changes, write) }
	bare := func(_ func() []figures.Change, write func() error) error { return write() }
	b.Run("bare", func(b *testing.B) { measured(b, write(folded.AddDays(2), bare)) })
	b.Run("cubes", func(b *testing.B) { measured(b, write(folded.AddDays(2), around)) })
	b.Run("late", func(b *testing.B) { measured(b, write(folded, around)) })
	must(b, s.Atomic(func() error { return k.Forget(s) })) // some were written past them
}

// BenchmarkBoard works the owner's page out over what a device holds.
func BenchmarkBoard(b *testing.B) {
	f := books(b)
	fold(b, figures.NewKeeper(rows.Catalog))
	measured(b, func() error {
		_, err := analytics.BoardOf(analytics.Books{Catalog: rows.Catalog, All: rows, Viewer: f.Viewer, Held: true}, 20261230)
		return err
	})
}

func fold(b *testing.B, k *figures.Keeper) {
	b.Helper()
	must(b, rows.Atomic(func() error { return k.Prepare(rows) }))
	for more := true; more; {
		must(b, rows.Atomic(func() (err error) {
			more, err = k.Fold(rows, folded)
			return err
		}))
	}
}

// BenchmarkKept asks the same as BenchmarkMonth where the days before the last are in
// cubes, and a year.
func BenchmarkKept(b *testing.B) {
	fold(b, figures.NewKeeper(company(b).Catalog))
	for span, from := range map[string]kernel.Date{"month": 20261201, "year": 20260101} {
		for _, by := range [][]string{{}, {"product"}, {"customer"}, {"seller"}, {"region"}, {figures.Month}, {"seller", "region"}} {
			b.Run(fmt.Sprint(span, "_by_", by), func(b *testing.B) {
				f := books(b)
				measured(b, func() error {
					t, err := f.Answer(figures.Query{Fact: sales.Sold, By: by, Show: []string{"net"}, From: from, To: 20261231})
					return errors.Join(err, some(t))
				})
			})
		}
	}
}
