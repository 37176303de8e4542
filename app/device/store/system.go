package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// The replica's own tables. Their names begin with an underscore, which no
// entity's does.
var systemTables = []string{
	`CREATE TABLE IF NOT EXISTS "_state" (one INTEGER PRIMARY KEY CHECK (one = 1), data BLOB NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS "_pending" (key INTEGER PRIMARY KEY, data BLOB NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS "_verdict" (key INTEGER PRIMARY KEY, data BLOB NOT NULL, attention INTEGER NOT NULL, seen INTEGER NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS "_verdict_open" ON "_verdict" (key) WHERE attention = 1 AND seen = 0`,
	`CREATE TABLE IF NOT EXISTS "_staged" (n INTEGER PRIMARY KEY, part BLOB NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS "_synced" (one INTEGER PRIMARY KEY CHECK (one = 1), n INTEGER NOT NULL)`,
}

// system runs statements on the system tables and keeps them prepared.
type system struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newSystem(conn *sql.Conn) *system { return &system{conn, map[string]*sql.Stmt{}} }

func (s *system) close() error {
	var errs []error
	for _, stmt := range s.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

func (s *system) prepare(text string) (*sql.Stmt, error) {
	if stmt := s.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("store: prepare %s: %w", text, err)
	}
	s.stmts[text] = stmt
	return stmt, nil
}

func (s *system) exec(text string, args ...any) error {
	stmt, err := s.prepare(text)
	if err != nil {
		return err
	}
	if _, err := stmt.Exec(args...); err != nil {
		return fmt.Errorf("store: %s: %w", text, err)
	}
	return nil
}

// atomic runs f in a transaction, all or nothing.
func (s *system) atomic(f func() error) error {
	if err := s.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		err = s.exec("COMMIT")
	}
	if err != nil {
		// A full disk may have ended the transaction already.
		_, _ = s.conn.ExecContext(context.Background(), "ROLLBACK")
	}
	return err
}

// one reads a single row; found is false when there is none.
func (s *system) one(text string, args []any, dest ...any) (found bool, err error) {
	stmt, err := s.prepare(text)
	if err != nil {
		return false, err
	}
	rows, err := stmt.Query(args...)
	if err != nil {
		return false, fmt.Errorf("store: %s: %w", text, err)
	}
	defer rows.Close()
	if found = rows.Next(); found {
		err = scanner(rows)(dest...)
	}
	if err = errors.Join(err, rows.Err()); err != nil {
		return false, fmt.Errorf("store: %s: %w", text, err)
	}
	return found, nil
}

// scanner scans the row that was found. What is not of its column's kind was not
// written by this program.
func scanner(rows *sql.Rows) func(dest ...any) error {
	return func(dest ...any) error {
		if err := rows.Scan(dest...); err != nil {
			return fmt.Errorf("%w: %w", errDamaged, err)
		}
		return nil
	}
}

// each visits the rows of a result one after another.
func (s *system) each(text string, args []any, visit func(scan func(...any) error) error) error {
	stmt, err := s.prepare(text)
	if err != nil {
		return err
	}
	rows, err := stmt.Query(args...)
	if err != nil {
		return fmt.Errorf("store: %s: %w", text, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(scanner(rows)); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: %s: %w", text, err)
	}
	return nil
}
