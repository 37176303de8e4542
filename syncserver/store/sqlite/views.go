package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Views reads the file of a company that another process may be serving, or a
// backup. It changes nothing.
type Views struct{ pool viewPool }

// OpenViews opens a file for reading.
func OpenViews(path string, c *kernel.Catalog) (*Views, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNoCompany, path)
	}
	v := &Views{viewPool{path: path, texts: rowstore.New(c, kernel.SQLite)}}
	view, err := v.Read()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrNoCompany, path, err), v.Close())
	}
	return v, view.Close()
}

// Read opens a view at the last committed version.
func (v *Views) Read() (*View, error) { return v.pool.read() }

// Close closes the file. Views must be closed before.
func (v *Views) Close() error { return v.pool.close() }

// Intact runs SQLite's own check of the file and returns what it finds.
func (v *View) Intact() ([]string, error) {
	rows, err := v.conn.QueryContext(context.Background(), "PRAGMA integrity_check(20)")
	if err != nil {
		return nil, fmt.Errorf("sqlite: integrity check: %w", err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, fmt.Errorf("sqlite: integrity check: %w", err)
		}
		if line != "ok" {
			found = append(found, line)
		}
	}
	return found, rows.Err()
}
