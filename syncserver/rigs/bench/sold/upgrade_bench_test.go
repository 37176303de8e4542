package sold

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
	server "heyi/syncserver/companies/company"
)

// BenchmarkUpgrade opens a company of a million lines that lacks steps, as the server does
// before it serves: those since the last release that a kept company is of, those since
// rules are kept, whose rows of before are kept, too, and all there ever were.
func BenchmarkUpgrade(b *testing.B) {
	at := server.At(filepath.Join(b.TempDir(), "company"))
	quiet := slog.New(slog.DiscardHandler)
	c, err := at.Create(quiet)
	must(b, err)
	_, err = c.Found(b.Context(), &org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: first, OverdueDays: 15, CreditPolicy: org.CreditStop},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
	})
	must(b, err)
	must(b, c.Close(b.Context()))
	must(b, onFile(at, func(conn *sql.Conn) error {
		s := rowstore.ForMany(all.Catalog(all.Latest), kernel.SQLite).On(conn)
		return s.Atomic(func() error { return fill(s.Catalog, s) })
	}))
	for _, from := range []struct {
		what   string
		number int // the first step that is lacking
	}{{"since_the_last_kept_company", 56}, {"since_rules_are_kept", 53}, {"all", 0}} {
		b.Run(from.what, func(b *testing.B) {
			var cpu time.Duration
			for b.Loop() {
				b.StopTimer()
				must(b, onFile(at, func(conn *sql.Conn) error {
					for _, text := range []string{"DELETE FROM upgraded WHERE number >= %d", "DELETE FROM _base WHERE %d <= 53"} {
						if _, err := conn.ExecContext(context.Background(), fmt.Sprintf(text, from.number)); err != nil {
							return err
						}
					}
					return nil
				}))
				begun := used()
				b.StartTimer()
				c, err := at.Open(quiet)
				must(b, err)
				b.StopTimer()
				cpu += used() - begun
				if steps, err := server.Pending(c.Catalog, c.Store); err != nil || len(steps) > 0 {
					b.Fatal(err, len(steps))
				}
				must(b, c.Close(context.Background()))
				b.StartTimer()
			}
			b.ReportMetric(cpu.Seconds()/float64(b.N), "cpu-s/op")
		})
	}
}

// onFile works on a company's file while nobody serves it.
func onFile(at server.Place, work func(*sql.Conn) error) error {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(at.Dir, server.File)+"?_cache_size=-262144")
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer conn.Close()
	return work(conn)
}
