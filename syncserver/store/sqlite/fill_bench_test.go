package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
	"heyi/shared/sync/wire"
	"heyi/syncserver/store"
)

// BenchmarkFill reads the 100,000 products of a company for a new device and
// makes frames of them, beside a bare read of the same columns that throws them
// away.
func BenchmarkFill(b *testing.B) {
	const n = 100_000
	c := all.Catalog(all.Latest)
	s := closing(b, create(b, c, Options{}))
	schema := product.Products.In(c)
	furnish(b, s, c, n)
	view, err := s.Read()
	if err != nil {
		b.Fatal(err)
	}
	defer view.Close()
	var ours, bare time.Duration
	for b.Loop() {
		began := time.Now()
		if got := frames(b, view, schema); got != n {
			b.Fatalf("%d rows", got)
		}
		ours += time.Since(began)
		began = time.Now()
		if got := bareRead(b, view, schema); got != n {
			b.Fatalf("%d rows", got)
		}
		bare += time.Since(began)
	}
	b.ReportMetric(float64(n*b.N)/ours.Seconds(), "rows/s")
	b.ReportMetric(float64(n*b.N)/bare.Seconds(), "bare-rows/s")
	b.ReportMetric(bare.Seconds()/ours.Seconds(), "of-bare")
	b.ReportMetric(0, "ns/op")
}

func furnish(b *testing.B, s *store.Store, c *kernel.Catalog, n int) {
	b.Helper()
	db, err := openWith(s.Place(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	schema := product.Products.In(c)
	rows := make([]kernel.Row, n)
	for i := range rows {
		p := &product.Product{
			Code: fmt.Sprintf("P%06d", i), Name: fmt.Sprintf("商品 %d 号沙发", i), Unit: "件", TaxClass: "goods", Retail: kernel.Price(i) * 1e6, Active: true,
		}
		p.ID, p.Version = kernel.NewID(kernel.Time(1_770_000_000_000+i), [10]byte{byte(i)}), 1
		schema.Adopt(p)
		rows[i] = p
	}
	session := rowstore.New(c, kernel.SQLite).On(conn)
	defer session.Close()
	if err := session.Atomic(func() error { return session.Load(rows) }); err != nil {
		b.Fatal(err)
	}
}

// frames does what authority.Session.Fill and a connection's writer do.
func frames(b *testing.B, view *store.View, schema *kernel.Schema) (rows int) {
	b.Helper()
	var room []byte
	part := &wire.Patch{Partial: true}
	flush := func() {
		if frame := wire.Encode(part); len(frame) > wire.MaxFrame {
			b.Fatalf("a frame of %d bytes", len(frame))
		}
		room, part.Rows = room[:0], part.Rows[:0]
	}
	err := view.Scan(schema, func(row kernel.Row) error {
		from := len(room)
		room = kernel.Encode(room, row)
		part.Rows = append(part.Rows, wire.Row{Entity: int64(schema.Number), Body: room[from:]})
		if rows++; len(part.Rows) == wire.PartRows {
			flush()
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	flush()
	return rows
}

func bareRead(b *testing.B, view *store.View, schema *kernel.Schema) (n int) {
	b.Helper()
	columns := ""
	for _, f := range schema.Fields {
		columns += ", " + kernel.Quote(f.Name)
	}
	rows, err := view.Bare().QueryContext(context.Background(), "SELECT "+columns[2:]+" FROM "+kernel.Quote(schema.Name)+" ORDER BY id")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	cells := make([]any, len(schema.Fields))
	for i := range cells {
		cells[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(cells...); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}
