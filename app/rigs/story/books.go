package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	_ "github.com/jackc/pgx/v5/stdlib" // the server's database
	_ "github.com/mattn/go-sqlite3"    // its file

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// books is the server's own data, opened for reading as an auditor would, at one
// version.
type books struct {
	db   *sql.DB
	conn *sql.Conn
	*rowstore.Session
}

// open opens the company's data, whether a server runs or not.
func (s *server) open() (*books, error) {
	driver, source, dialect, begin := "sqlite3", "file:"+filepath.Join(s.data, "company.db")+"?mode=ro&_busy_timeout=10000", kernel.SQLite, "BEGIN"
	if s.store != "" {
		driver, source, dialect, begin = "pgx", s.store+"&search_path=heyi", kernel.Postgres, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	b := &books{}
	var err error
	if b.db, err = sql.Open(driver, source); err != nil {
		return nil, err
	}
	if b.conn, err = b.db.Conn(context.Background()); err == nil {
		b.Session = rowstore.New(catalog, dialect).On(b.conn)
		_, err = b.conn.ExecContext(context.Background(), begin)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the books: %w", err), b.db.Close())
	}
	return b, nil
}

func (b *books) close() error {
	return errors.Join(b.Session.Close(), b.conn.Close(), b.db.Close())
}

// sum is what a table holds: how many rows, and their hash in the order of ids.
type sum struct {
	rows int
	hash [sha256.Size]byte
}

// sumsOf sums every entity of a store, of those rows that the viewer may hold.
func sumsOf(all kernel.Scanner, v *kernel.Viewer) (map[string]sum, error) {
	sums := map[string]sum{}
	for _, schema := range catalog.Schemas {
		one, hash := sum{}, sha256.New()
		err := all.Scan(schema, func(row kernel.Row) error {
			if v == nil || v.Sees(row, all.Get) {
				one.rows++
				hash.Write(kernel.Encode(nil, row))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		copy(one.hash[:], hash.Sum(nil))
		sums[schema.Name] = one
	}
	return sums, nil
}

// equal waits until a device holds exactly the rows that the server's file has
// for its user, and returns how many that are.
func (p *person) equal(s *server) (rows int, err error) {
	differs := ""
	err = p.until("the device holds what it may", func() (bool, error) {
		rows, differs, err = p.compare(s)
		return err == nil && differs == "", err
	})
	if differs != "" {
		err = errors.Join(err, errors.New(differs))
	}
	return rows, err
}

func (p *person) compare(s *server) (total int, differs string, err error) {
	b, err := s.open()
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	author, err := kernel.Identify(catalog, b, p.who.Device, p.who.User)
	if err != nil {
		return 0, "", err
	}
	may, err := sumsOf(b, author.Viewer)
	if err != nil {
		return 0, "", err
	}
	var has map[string]sum
	err = p.View(func(v *client.View) (err error) {
		has, err = sumsOf(v.Rows, nil)
		return err
	})
	for name, want := range may {
		total += want.rows
		if has := has[name]; has != want {
			differs = fmt.Sprintf("%s holds %d rows of %s, the server has %d for him; hashes %x and %x",
				p.name.en, has.rows, name, want.rows, has.hash[:4], want.hash[:4])
		}
	}
	return total, differs, err
}
