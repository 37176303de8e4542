package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
)

// Beside runs a transaction on the tables that only the server knows, in a file
// that another process may be serving. It waits for that process's writes.
func Beside(path string, run func(tx *sql.Tx) error) (err error) {
	db, err := openWith(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"10000"}, "_txlock": {"immediate"}, "_synchronous": {"FULL"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("sqlite: begin beside: %w", err)
	}
	if err := run(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("sqlite: commit beside: %w", err)
	}
	return nil
}
