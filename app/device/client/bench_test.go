package client_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

const firstSyncRows = 100_000

// BenchmarkFirstSync loads a replica of 100,000 products over loopback, beside
// the same rows inserted by bare prepared statements into a table with the same
// columns and indexes made afterwards. The ratio is what sync adds.
func BenchmarkFirstSync(b *testing.B) {
	c := found(b)
	s := product.Products.In(catalog)
	var rows []kernel.Row
	for n := range firstSyncRows {
		p := &product.Product{
			Code: fmt.Sprintf("P%06d", n), Name: fmt.Sprintf("商品 %d 号沙发", n), Unit: "件", TaxClass: "goods", Retail: kernel.Price(n) * 1e6, Active: true,
		}
		p.ID, p.Version = kernel.DeriveID("bench", n), 1
		s.Adopt(p)
		c.disk.Put(p)
		rows = append(rows, p)
	}
	for b.Loop() {
		b.StopTimer()
		who := c.enrol(boss)
		b.StartTimer()
		began := time.Now()
		e := open(b, who)
		until(b, e, "the first sync is whole", synced)
		took := time.Since(began)
		b.StopTimer()
		if n, err := e.Count(client.Query{Query: queryOf("product")}, 0); err != nil || n != firstSyncRows {
			b.Fatalf("%d rows, %v", n, err)
		}
		must(b, e.Close())
		bare := bareInserts(b, s, rows)
		b.ReportMetric(firstSyncRows/took.Seconds(), "rows/s")
		b.ReportMetric(firstSyncRows/bare.Seconds(), "bare-rows/s")
		b.ReportMetric(bare.Seconds()/took.Seconds(), "of-bare")
		b.StartTimer()
	}
}

// bareInserts is the physical limit: one prepared statement, one transaction.
func bareInserts(b *testing.B, s *kernel.Schema, rows []kernel.Row) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=NORMAL")
	must(b, err)
	defer db.Close()
	_, err = db.Exec(kernel.SQLite.CreateTable(s))
	must(b, err)
	binder := kernel.NewRowBinder(s)
	marks := strings.Repeat(", ?", len(kernel.SQLite.Columns(s)))[2:]
	bound := make([][]any, len(rows)) // outside the time: the limit is what SQLite costs
	for i, row := range rows {
		bound[i] = binder.Append(nil, row)
	}
	began := time.Now()
	tx, err := db.BeginTx(context.Background(), nil)
	must(b, err)
	stmt, err := tx.Prepare("INSERT INTO " + kernel.Quote(s.Name) + " VALUES (" + marks + ")")
	must(b, err)
	for _, args := range bound {
		_, err := stmt.Exec(args...)
		must(b, err)
	}
	must(b, tx.Commit())
	for _, ix := range kernel.SQLite.Indexes(s) {
		_, err := db.Exec(ix.Create)
		must(b, err)
	}
	return time.Since(began)
}

// BenchmarkRebase takes in a change of one product while 1,000 orders wait: a
// product that none of them has read, that the oldest has, that all of them have.
func BenchmarkRebase(b *testing.B) {
	for _, touched := range []string{"none", "oldest", "all"} {
		b.Run("touched="+touched, func(b *testing.B) {
			c := found(b)
			goods := map[string]kernel.Ref[product.Product]{
				"all": c.goods("S1", 1e6*1e6), "none": c.goods("S2", 1e6), "oldest": c.goods("S3", 1e6*1e6),
			}
			customer := c.add("party", "name", "客户", "is_customer", "true")
			e := open(b, c.enrol(boss))
			until(b, e, "the first sync is whole", synced)
			c.mu.Lock()
			c.deaf = true
			c.mu.Unlock()
			place := c.place()
			for n := range 1000 {
				sofa := goods["all"]
				if n == 0 {
					sofa = goods["oldest"]
				}
				o := order(c, customer, sofa, 1)
				o.From = place
				_, err := e.Do(o)
				must(b, err)
			}
			target := goods[touched]
			n, was := 0, ""
			for b.Loop() {
				b.StopTimer()
				time.Sleep(200 * time.Millisecond) // the device rests after much work
				b.StartTimer()
				n++
				note := fmt.Sprint("备注 ", n)
				before := e.State().Version
				_, err := c.judge("product.edit", &kernel.EditRow{Row: target.ID(), Changes: []kernel.Change{{Field: "note", Was: was, Becomes: note}}})
				must(b, err)
				was = note
				until(b, e, "the change is in", func(s client.State) bool { return s.Version > before })
			}
			if s := e.State(); s.Waiting != 1000 {
				b.Fatalf("%d wait", s.Waiting)
			}
		})
	}
}

// BenchmarkHotProduct has four devices that are online order one product as fast
// as their users are let: every order changes a row that all waiting ones have
// read. It ends when everything is judged and every device has everything.
func BenchmarkHotProduct(b *testing.B) {
	const devices, each = 4, 100
	for b.Loop() {
		b.StopTimer()
		c := found(b)
		sofa, place := c.goods("S1", 1e6*1e6), c.place()
		customer := c.add("party", "name", "客户", "is_customer", "true")
		var engines [devices]*client.Engine
		for i := range engines {
			engines[i] = open(b, c.enrol(boss))
			until(b, engines[i], "the first sync is whole", synced)
		}
		b.StartTimer()
		began := time.Now()
		var users sync.WaitGroup
		var slowest [devices]time.Duration
		for i, e := range engines {
			users.Go(func() {
				for range each {
					o := order(c, customer, sofa, 1)
					o.From = place
					asked := time.Now()
					_, err := e.Do(o)
					must(b, err)
					slowest[i] = max(slowest[i], time.Since(asked))
				}
			})
		}
		users.Wait()
		given := time.Since(began)
		for _, e := range engines {
			until(b, e, "all is judged", func(s client.State) bool { return synced(s) && s.Version == c.version() })
		}
		took := time.Since(began)
		b.StopTimer()
		b.ReportMetric(devices*each/took.Seconds(), "orders/s")
		b.ReportMetric(given.Seconds()*1000, "ms-given")
		b.ReportMetric(float64(slices.Max(slowest[:]).Milliseconds()), "ms-slowest-save")
		b.StartTimer()
	}
}
