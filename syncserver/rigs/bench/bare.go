package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver under the limit

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
)

// phase is one measured stretch of versions.
type phase struct {
	name     string
	goal     float64 // per second
	n        int
	from, to int64 // versions
	started  time.Time
	took     time.Duration
	cpu      time.Duration // of the server

	tables   []table
	rows     int
	limit    time.Duration // the same rows by bare statements
	limitCPU time.Duration
}

func (p *phase) print() {
	rate, limit := float64(p.n)/p.took.Seconds(), float64(p.n)/p.limit.Seconds()
	fmt.Printf("%-32s %7.0f/s   bare statements %7.0f/s   ratio %.2f (goal %.0f/s and ≥ 0.40)   %d orders, %d rows\n",
		p.name, rate, limit, rate/limit, p.goal, p.n, p.rows)
	if p.cpu > 0 {
		each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 / float64(p.n) }
		fmt.Printf("%-32s server %.2f ms an order   bare statements %.2f ms   ratio %.2f\n",
			"  in processor time", each(p.cpu), each(p.limitCPU), each(p.limitCPU)/each(p.cpu))
	}
}

// copyOf keeps the company as it was before the load, so that bare statements
// meet the same tables and indexes.
func copyOf(ctx context.Context, dir string) (string, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, company.File)+"?mode=ro")
	if err != nil {
		return "", err
	}
	defer db.Close()
	copied := filepath.Join(dir, "before.db")
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", copied)
	return copied, err
}

// table is what the phase wrote into one table, in the groups of the bare statements. A
// row that orders of several groups changed, such as a balance, stands in each of them,
// as the server wrote it in each of its own.
type table struct {
	name   string
	insert string
	groups [][][]any
}

// group is how many orders bare statements write in one transaction.
const group = 100

// bare writes the phase's rows, as they are now, into the copy: prepared
// statements, synchronous FULL, as many orders in a transaction as a busy server
// groups. It is what the disk and SQLite allow without any business.
func (p *phase) bare(copied string) error {
	target := copied + ".bare"
	data, err := os.ReadFile(copied)
	if err != nil {
		return err
	}
	if err := os.WriteFile(target, data, 0o600); err != nil {
		return err
	}
	defer os.Remove(target)
	db, err := sql.Open("sqlite3", "file:"+target+"?_journal_mode=WAL&_synchronous=FULL&_cache_size=-65536")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	started, cpu := time.Now(), cpuOf(os.Getpid())
	for g := range p.groups() {
		if err := writeGroup(db, p.tables, g); err != nil {
			return err
		}
	}
	p.limit, p.limitCPU = time.Since(started), cpuOf(os.Getpid())-cpu
	return nil
}

func (p *phase) groups() int { return max(p.n/group, 1) }

// groupOf is the group of a version, whose rows come in even shares of the phase.
func (p *phase) groupOf(version int64) int {
	return int((version - p.from - 1) * int64(p.groups()) / (p.to - p.from))
}

func writeGroup(db *sql.DB, tables []table, g int) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, t := range tables {
		if len(t.groups[g]) == 0 {
			continue
		}
		stmt, err := tx.Prepare(t.insert)
		if err != nil {
			return err
		}
		for _, row := range t.groups[g] {
			if _, err := stmt.Exec(row...); err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
		}
	}
	return tx.Commit()
}

// remember reads what the phase wrote, before the next phase changes it.
func (p *phase) remember(dir string, catalog *kernel.Catalog) error {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, company.File)+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	names, err := column(db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return err
	}
	touched, err := p.touched(db, catalog)
	if err != nil {
		return err
	}
	for _, name := range names {
		columns, err := column(db, "SELECT name FROM pragma_table_info('"+name+"')")
		if err != nil {
			return err
		}
		if !slices.Contains(columns, "version") || name == "_state" {
			continue
		}
		t := table{name: name, insert: insertInto(name, columns), groups: make([][][]any, p.groups())}
		rows, err := rowsOf(db, name, len(columns), p.from, p.to)
		if err != nil {
			return err
		}
		for _, row := range rows {
			p.share(&t, columns, row, touched[name])
		}
		p.tables = append(p.tables, t)
	}
	return nil
}

// share puts a row into the groups that wrote it: those of the versions that touched it,
// or, of a log, that of its own version.
func (p *phase) share(t *table, columns []string, row []any, touched map[kernel.ID][]int) {
	groups := []int{p.groupOf(row[slices.Index(columns, "version")].(int64))}
	if touched != nil {
		groups = touched[kernel.ID(row[slices.Index(columns, "id")].([]byte))]
	}
	for _, g := range groups {
		t.groups[g] = append(t.groups[g], row)
	}
	p.rows += len(groups)
}

// touched tells, by table and row, which groups wrote what the log says was written.
func (p *phase) touched(db *sql.DB, catalog *kernel.Catalog) (map[string]map[kernel.ID][]int, error) {
	rows, err := db.Query(`SELECT version, "rows" FROM _change WHERE version > ? AND version <= ? ORDER BY version`, p.from, p.to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	touched := map[string]map[kernel.ID][]int{}
	for rows.Next() {
		var version int64
		var packed []byte
		if err := rows.Scan(&version, &packed); err != nil {
			return nil, err
		}
		keys, err := authority.UnpackRows(packed)
		if err != nil {
			return nil, err
		}
		g := p.groupOf(version)
		for _, k := range keys {
			name := catalog.SchemaByNumber(k.Entity).Name
			if touched[name] == nil {
				touched[name] = map[kernel.ID][]int{}
			}
			if of := touched[name][k.ID]; len(of) == 0 || of[len(of)-1] != g {
				touched[name][k.ID] = append(of, g)
			}
		}
	}
	return touched, rows.Err()
}

func insertInto(name string, columns []string) string {
	marks := strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")
	return `INSERT OR REPLACE INTO "` + name + `" ("` + strings.Join(columns, `","`) + `") VALUES (` + marks + `)`
}

func column(db *sql.DB, query string) ([]string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

func rowsOf(db *sql.DB, name string, width int, from, to int64) ([][]any, error) {
	rows, err := db.Query(`SELECT * FROM "`+name+`" WHERE version > ? AND version <= ? ORDER BY version`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list [][]any
	for rows.Next() {
		row, at := make([]any, width), make([]any, width)
		for i := range row {
			at[i] = &row[i]
		}
		if err := rows.Scan(at...); err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, rows.Err()
}
