package registry

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"sync"

	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
)

// rowsSchema is the schema of the entries, beside those of the companies: no name of a
// company begins with an underscore.
const rowsSchema = postgres.DefaultSchema + "__registry"

// rows keeps the entries in a table, on a connection that stays: servers look often.
type rows struct {
	at *postgres.Schema

	mu sync.Mutex
	db *sql.DB // nil until the table is known to be there
}

func (r *rows) open(ctx context.Context) (*sql.DB, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.db != nil {
		return r.db, nil
	}
	db, err := r.at.Connect(store.Sides)
	if err != nil {
		return nil, fmt.Errorf("registry: %w", err)
	}
	db.SetMaxOpenConns(1)
	for _, text := range []string{ // one after the other: who comes second at the same moment finds them
		`CREATE SCHEMA IF NOT EXISTS ` + rowsSchema, `CREATE TABLE IF NOT EXISTS entry (name TEXT PRIMARY KEY, entry TEXT NOT NULL)`,
	} {
		if _, failed := db.ExecContext(ctx, text); failed != nil {
			err = failed
		}
	}
	if err == nil {
		err = db.PingContext(ctx)
	}
	if err != nil {
		_ = db.Close() // the error above is the one that counts
		return nil, fmt.Errorf("registry: %s: %w", r.at.Place(), err)
	}
	r.db = db
	return db, nil
}

func (r *rows) list(ctx context.Context) (list []Entry, err error) {
	db, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	found, err := db.QueryContext(ctx, `SELECT entry FROM entry`)
	if err != nil {
		return nil, fmt.Errorf("registry: %s: %w", r.at.Place(), err)
	}
	defer found.Close()
	for found.Next() {
		var data []byte
		e := Entry{}
		if err = found.Scan(&data); err == nil {
			err = json.Unmarshal(data, &e)
		}
		if err != nil {
			return nil, fmt.Errorf("registry: %s: %w", r.at.Place(), err)
		}
		list = append(list, e)
	}
	return list, found.Err()
}

func (r *rows) put(ctx context.Context, e *Entry) error {
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return r.write(ctx, `INSERT INTO entry (name, entry) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET entry = excluded.entry`, e.Name, string(data))
}

func (r *rows) remove(ctx context.Context, name string) error {
	return r.write(ctx, `DELETE FROM entry WHERE name = $1`, name)
}

func (r *rows) write(ctx context.Context, text string, args ...any) error {
	db, err := r.open(ctx)
	if err == nil {
		_, err = db.ExecContext(ctx, text, args...)
	}
	if err != nil {
		return fmt.Errorf("registry: %s: %w", r.at.Place(), err)
	}
	return nil
}

func (r *rows) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.db == nil {
		return nil
	}
	err := r.db.Close()
	r.db = nil
	return err
}
