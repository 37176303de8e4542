package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
)

// soldOrders of five lines are what the salesperson of the first load has.
const soldOrders = 4000

// BenchmarkSellersFirstLoad loads everything that a salesperson sees on a new device
// of his, from a server process over a socket, and then writes the same rows with bare
// prepared statements into a file with the same tables and indexes. The ratio is what
// the way from the server's file to the device's adds.
func BenchmarkSellersFirstLoad(b *testing.B) {
	shop := openShop(b, "", 1_000_000)
	seller := shop.people[1]
	shop.sellMany(seller, soldOrders)
	var rows, n int
	var loaded, wrote time.Duration
	for ; b.Loop(); n++ {
		fresh := &person{name: seller.name, mobile: seller.mobile, device: "新平板", kind: "tablet"}
		shop.must(fresh.enrol(shop.server, filepath.Join(shop.folder, fmt.Sprint("fresh", n))))
		begun := time.Now()
		shop.must(fresh.loads())
		loaded += time.Since(begun)
		b.StopTimer()
		shop.must(fresh.Close())
		some, bare := bareCopy(b, filepath.Join(fresh.who.Dir, "replica.db"))
		rows, wrote = rows+some, wrote+bare
		b.StartTimer()
	}
	b.ReportMetric(float64(rows)/float64(n), "rows")
	b.ReportMetric(float64(rows)/loaded.Seconds(), "rows/s")
	b.ReportMetric(float64(rows)/wrote.Seconds(), "bare-rows/s")
	b.ReportMetric(wrote.Seconds()/loaded.Seconds(), "of-bare")
}

// sellMany places orders of five lines.
func (s *shop) sellMany(p *person, orders int) {
	s.Helper()
	customers, err := rows(p, party.Parties)
	s.must(err)
	place, err := p.place()
	s.must(err)
	order := &sales.Place{Wish: sales.Wish{Customer: kernel.Ref[party.Party](customers[0].ID), From: place}}
	for i := range 5 {
		order.Lines = append(order.Lines, sales.WishLine{Product: s.product, Qty: kernel.Qty(i+1) * one, Price: 200 * one})
	}
	for range orders {
		_, err := p.act(order)
		s.must(err)
	}
	s.must(p.synced())
}

// bareCopy writes the rows of a replica into a new file, in one transaction, the
// indexes made afterwards: how many rows, and how long.
func bareCopy(b *testing.B, replica string) (int, time.Duration) {
	b.Helper()
	from, err := sql.Open("sqlite3", "file:"+replica+"?mode=ro")
	fatal(b, err)
	defer from.Close()
	tables, indexes := schemaOf(b, from)
	to, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=NORMAL&_cache_size=-16000")
	fatal(b, err)
	defer to.Close()
	to.SetMaxOpenConns(1)
	all := map[string][][]any{}
	for name, create := range tables {
		_, err := to.Exec(create)
		fatal(b, err)
		all[name] = rowsOf(b, from, name)
	}
	begun, n := time.Now(), 0
	tx, err := to.BeginTx(context.Background(), nil)
	fatal(b, err)
	for name, list := range all {
		if len(list) == 0 {
			continue
		}
		stmt, err := tx.Prepare("INSERT INTO " + kernel.Quote(name) + " VALUES (?" + strings.Repeat(", ?", len(list[0])-1) + ")")
		fatal(b, err)
		for _, row := range list {
			_, err := stmt.Exec(row...)
			fatal(b, err)
		}
		n += len(list)
	}
	for _, create := range indexes {
		_, err := tx.Exec(create)
		fatal(b, err)
	}
	fatal(b, tx.Commit())
	return n, time.Since(begun)
}

// schemaOf lists how the tables of entities, by name, and their indexes are made.
func schemaOf(b *testing.B, db *sql.DB) (tables map[string]string, indexes []string) {
	b.Helper()
	list, err := db.Query(`SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '\_%' ESCAPE '\'`)
	fatal(b, err)
	defer list.Close()
	tables = map[string]string{}
	for list.Next() {
		var kind, table, create string
		fatal(b, list.Scan(&kind, &table, &create))
		if kind == "table" {
			tables[table] = create
		} else {
			indexes = append(indexes, create)
		}
	}
	fatal(b, list.Err())
	return tables, indexes
}

func rowsOf(b *testing.B, db *sql.DB, table string) (list [][]any) {
	b.Helper()
	found, err := db.Query("SELECT * FROM " + kernel.Quote(table))
	fatal(b, err)
	defer found.Close()
	columns, err := found.Columns()
	fatal(b, err)
	for found.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		fatal(b, found.Scan(into...))
		list = append(list, row)
	}
	fatal(b, found.Err())
	return list
}

func fatal(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
