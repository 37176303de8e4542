package rowstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"sort"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// ratio runs two ways of doing the same by turns and reports the median of the
// ratios of their times, which a busy machine disturbs less than the times.
func ratio(b *testing.B, ours, theirs func()) {
	b.Helper()
	const rounds = 31
	var ratios []float64
	best := [2]time.Duration{math.MaxInt64, math.MaxInt64}
	for range b.N {
		for range rounds {
			start := time.Now()
			ours()
			a := time.Since(start)
			start = time.Now()
			theirs()
			c := time.Since(start)
			ratios = append(ratios, float64(a)/float64(c))
			best[0], best[1] = min(best[0], a), min(best[1], c)
		}
	}
	sort.Float64s(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(float64(best[0].Nanoseconds()), "ours-ns")
	b.ReportMetric(float64(best[1].Nanoseconds()), "hand-ns")
	b.ReportMetric(0, "ns/op")
}

const benchRows = 2000

func benchSession(b *testing.B) *rowstore.Session {
	b.Helper()
	s := session(b, catalog(), kernel.SQLite, openSQLite(b))
	if err := s.Atomic(func() error { return s.Upsert(benchBills(s.Catalog, benchRows)) }); err != nil {
		b.Fatal(err)
	}
	return s
}

// benchBills are bills as a company has them: 20 columns, a few empty.
func benchBills(c *kernel.Catalog, n int) []kernel.Row {
	rows := make([]kernel.Row, n)
	for i := range rows {
		row := &bill{
			Number: fmt.Sprintf("XS-A07-%06d", i), Buyer: kernel.Ref[buyer](kernel.DeriveID("buyer", i%500)),
			Owner: kernel.Ref[seat](kernel.DeriveID("seat", i%20)), State: "closed", Channel: "shop",
			Date: kernel.DateOf(2026, 1, 1+i%300), Order: int64(i), Paid: i%2 == 0, Total: kernel.Money(i * 1234),
			Tax: kernel.Money(i * 131), Weight: kernel.Qty(i * 1e6), Price: 12_500_000, Rate: 130_000,
			At: kernel.Time(1_770_000_000_000 + i), Note: "送货前请电话联系", Place: "浙江省杭州市余杭区文一西路969号",
		}
		row.ID = kernel.NewID(kernel.Time(1_770_000_000_000+i), [10]byte{byte(i), byte(i >> 8)})
		row.Version = int64(i + 1)
		bills.In(c).Adopt(row)
		rows[i] = row
	}
	return rows
}

// byHand reads what BenchmarkRowRead reads as one writes it without a kernel.
func byHand(scan func(...any) error) (*bill, error) {
	r := new(bill)
	var id, custom, buyer, owner, more []byte
	err := scan(&id, &r.Version, &r.Removed, &r.Retired, &custom, &r.Number, &buyer, &owner, &r.State, &r.Channel, &r.Date,
		&r.Order, &r.Paid, &r.Total, &r.Tax, &r.Weight, &r.Price, &r.Rate, &r.At, &r.Note, &r.Place, &more)
	copy(r.ID[:], id)
	copy(r.Buyer[:], buyer)
	copy(r.Owner[:], owner)
	r.Custom = custom
	return r, err
}

const handColumns = `"id", "version", "removed", "custom", "number", "buyer", "owner", "state", "channel", "date",
	"order", "paid", "total", "tax", "weight", "price", "rate", "at", "note", "place", "more"`

// BenchmarkRowRead reads rows of 20 columns through the kernel and by hand.
func BenchmarkRowRead(b *testing.B) {
	s := benchSession(b)
	schema := bills.In(s.Catalog)
	page, err := handles[s].PrepareContext(context.Background(), `SELECT `+handColumns+` FROM "bill" WHERE "id" > ? ORDER BY "id" LIMIT ?`)
	if err != nil {
		b.Fatal(err)
	}
	one, err := handles[s].PrepareContext(context.Background(), `SELECT `+handColumns+` FROM "bill" WHERE "id" = ?`)
	if err != nil {
		b.Fatal(err)
	}
	ids := make([]kernel.ID, 0, benchRows)
	for _, r := range benchBills(s.Catalog, benchRows) {
		ids = append(ids, r.Base().ID)
	}
	b.Run("scan_2000", func(b *testing.B) {
		ratio(b, func() {
			if rows, err := s.Along(nil, kernel.Way{Schema: schema}, kernel.ID{}, benchRows); err != nil || len(rows) != benchRows {
				b.Fatal(len(rows), err)
			}
		}, func() { handScan(b, page) })
	})
	b.Run("get_200", func(b *testing.B) {
		ratio(b, func() {
			for _, id := range ids[:200] {
				if s.Get(schema, id) == nil {
					b.Fatal("missing")
				}
			}
		}, func() {
			for _, id := range ids[:200] {
				if _, err := byHand(one.QueryRow(id[:]).Scan); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func handScan(b *testing.B, stmt *sql.Stmt) {
	rows, err := stmt.Query([]byte{}, benchRows)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var list []*bill
	for rows.Next() {
		r, err := byHand(rows.Scan)
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, r)
	}
	if rows.Err() != nil || len(list) != benchRows {
		b.Fatal(len(list), rows.Err())
	}
}

// BenchmarkUpsert writes rows of 20 columns in one transaction: new ones, the
// same again, and in bulk with the indexes made afterwards.
func BenchmarkUpsert(b *testing.B) {
	const n = 20_000
	for _, name := range []string{"new", "again", "load", "load_bare"} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				s := session(b, catalog(), kernel.SQLite, openSQLite(b))
				schema := bills.In(s.Catalog)
				rows := benchBills(s.Catalog, n)
				if name == "again" {
					if err := s.Atomic(func() error { return s.Load(rows) }); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				if err := s.Atomic(func() error { return put(s, schema, rows, name) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkPostgres reads and writes the same rows in a PostgreSQL that syncs
// nothing, through a socket file.
func BenchmarkPostgres(b *testing.B) {
	const n = 5000
	s := session(b, catalog(), kernel.Postgres, openPostgres(b))
	schema, rows := bills.In(s.Catalog), benchBills(s.Catalog, n)
	b.Run("upsert", func(b *testing.B) {
		for range b.N {
			if err := s.Atomic(func() error { return s.Upsert(rows) }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("get", func(b *testing.B) {
		for i := range b.N {
			s.Get(schema, rows[i%n].Base().ID)
		}
	})
	b.Run("scan", func(b *testing.B) {
		for range b.N {
			if err := s.Scan(schema, func(kernel.Row) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

func put(s *rowstore.Session, schema *kernel.Schema, rows []kernel.Row, how string) error {
	switch how {
	case "load":
		return s.Load(rows)
	case "load_bare":
		if err := s.DropIndexes(schema); err != nil {
			return err
		}
		if err := s.Load(rows); err != nil {
			return err
		}
		return s.CreateIndexes(schema)
	}
	return s.Upsert(rows)
}

// BenchmarkLayout is why SQLite tables have a rowid: it compares them with
// WITHOUT ROWID for bulk load, point reads and reads by an index.
func BenchmarkLayout(b *testing.B) {
	const n = 50_000
	for _, layout := range []string{"rowid", "without"} {
		s := session(b, catalog(), kernel.SQLite, openSQLite(b))
		schema := bills.In(s.Catalog)
		rows := benchBills(s.Catalog, n)
		make := kernel.SQLite.CreateTable(schema)
		if layout == "without" {
			make += " WITHOUT ROWID"
		}
		again := func() {
			for _, text := range []string{`DROP TABLE "bill"`, make} {
				if err := exec(s, text); err != nil {
					b.Fatal(err)
				}
			}
			if err := s.CreateIndexes(schema); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("load/"+layout, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				again()
				b.StartTimer()
				if err := s.Atomic(func() error { return s.Load(rows) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
			var pages int64
			_ = handles[s].QueryRowContext(context.Background(), "PRAGMA page_count").Scan(&pages)
			b.ReportMetric(float64(pages)*4096/n, "bytes/row")
		})
		d := newDice(1)
		b.Run("get/"+layout, func(b *testing.B) {
			for range b.N {
				s.Get(schema, rows[d.IntN(n)].Base().ID)
			}
		})
		b.Run("range/"+layout, func(b *testing.B) {
			for range b.N {
				s.Range(schema.Indexes[0], schema.Indexes[0].KeyOf(rows[d.IntN(n)]))
			}
		})
		b.Run("scan/"+layout, func(b *testing.B) {
			for range b.N {
				if err := s.Scan(schema, func(kernel.Row) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
