package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"heyi/shared/kernel"
	"heyi/shared/rigs/pgtest"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
	"heyi/syncserver/store/sqlite"
	"heyi/syncserver/store/storetest"
)

// groupOf is how many commands a group has.
const groupOf = 64

// BenchmarkJudge judges the same commands in both databases, every group synced, and
// writes what one of their groups writes with bare statements through pgx, in one
// transaction and one batch.
func BenchmarkJudge(b *testing.B) {
	company, history := kernel.DeriveID("company"), kernel.DeriveID("history")
	c := storetest.Catalog()
	b.Run("sqlite", func(b *testing.B) {
		s, err := sqlite.Create(filepath.Join(b.TempDir(), "company.db"), c, company, history, sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		judge(b, s, c)
	})
	at, err := postgres.At(pgtest.Own(b, "fsync=on").Address())
	if err != nil {
		b.Fatal(err)
	}
	for name, db := range map[string]store.Database{"postgres": at, "postgres one by one": oneByOne{at}} {
		b.Run(name, func(b *testing.B) {
			if err := at.Remake(b.Context()); err != nil {
				b.Fatal(err)
			}
			s, err := store.Create(db, c, company, history, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			judge(b, s, c)
		})
	}
}

// oneByOne is a database whose statements each wait for their answer.
type oneByOne struct{ store.Database }

func judge(b *testing.B, s *store.Store, c *kernel.Catalog) {
	defer s.Close()
	o := storetest.Found(b, c, s)
	n, began := 0, time.Now()
	for b.Loop() {
		calls := make([]kernel.Call, groupOf)
		for i := range calls {
			n++
			calls[i] = o.Add("department", "name", fmt.Sprintf("部门 %d", n))
		}
		o.Judge(calls...)
	}
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "commands/s")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkBare writes the rows of such groups without judging anything.
func BenchmarkBare(b *testing.B) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, pgtest.Own(b, "fsync=on").Address())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, text := range []string{
		`CREATE TABLE department (id BYTEA PRIMARY KEY, version BIGINT, removed BIGINT, name TEXT COLLATE "C", sort_key TEXT COLLATE "C")`,
		`CREATE UNIQUE INDEX ON department (name) WHERE removed = 0`,
		`CREATE TABLE command (version BIGINT PRIMARY KEY, origin BYTEA, key BIGINT, id BYTEA, author BYTEA, name BYTEA, args BYTEA, at BIGINT, effect BYTEA, chain BYTEA)`,
		`CREATE UNIQUE INDEX ON command (origin, key)`, `CREATE INDEX ON command (id)`, `CREATE INDEX ON command (origin, version)`,
		`CREATE TABLE change (version BIGINT, n BIGINT, before TEXT, after TEXT, rows BYTEA, PRIMARY KEY (version, n))`,
		`CREATE TABLE state (version BIGINT)`, `INSERT INTO state VALUES (0)`,
	} {
		if _, err := conn.Exec(ctx, text); err != nil {
			b.Fatal(err)
		}
	}
	n, began := 0, time.Now()
	for b.Loop() {
		batch := &pgx.Batch{}
		batch.Queue(`BEGIN`)
		batch.Queue(`UPDATE state SET version = version + $1`, groupOf)
		for range groupOf {
			n++
			id := kernel.DeriveID("bare", n)
			batch.Queue(`INSERT INTO department VALUES ($1, $2, 0, $3, $3)`, id[:], n, fmt.Sprintf("部门 %d", n))
			batch.Queue(`INSERT INTO command VALUES ($1, $2, $3, $4, $2, $5, $6, $7, $8, $8)`, n, make([]byte, 16), n, id[:], []byte("department.add"), make([]byte, 40), n, make([]byte, 32))
			batch.Queue(`INSERT INTO change VALUES ($1, 0, '', 'all', $2)`, n, id[:])
		}
		batch.Queue(`COMMIT`)
		if err := conn.SendBatch(ctx, batch).Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "commands/s")
	b.ReportMetric(0, "ns/op")
}
