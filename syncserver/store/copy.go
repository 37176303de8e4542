package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// preparer is a connection or a transaction that statements are prepared on.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// order reads the rows of a table in an order that is the same in both databases.
func (t *Table) order() string {
	if len(t.Key) > 0 {
		return quoted(t.Key)
	}
	return quoted(t.names())
}

// read visits the rows of a table. The cells are an int64, a string or bytes, by
// their column's kind, and are valid until the next row.
func (t *Table) read(on Querier, visit func(cells []any) error) error {
	rows, err := on.QueryContext(context.Background(), "SELECT "+quoted(t.names())+" FROM "+kernel.Quote(t.Name)+" ORDER BY "+t.order())
	if err != nil {
		return fmt.Errorf("store: read %s: %w", t.Name, err)
	}
	defer rows.Close()
	cells, into := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	numbers, texts, bytes := make([]int64, len(cells)), make([]string, len(cells)), make([][]byte, len(cells))
	for i, c := range t.Columns {
		switch c.Kind {
		case Int:
			into[i] = &numbers[i]
		case Bytes:
			into[i] = &bytes[i]
		default:
			into[i] = &texts[i]
		}
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("store: read %s: %w", t.Name, err)
		}
		for i, c := range t.Columns {
			switch c.Kind {
			case Int:
				cells[i] = numbers[i]
			case Bytes:
				cells[i] = blob(bytes[i])
			default:
				cells[i] = texts[i]
			}
		}
		if err := visit(cells); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: read %s: %w", t.Name, err)
	}
	return nil
}

// copyTo copies the rows of a table into an empty one of another database.
func (t *Table) copyTo(from Querier, to preparer, d kernel.Dialect) (err error) {
	many := batchSizes[0]
	var texts [2]*sql.Stmt
	defer func() {
		for _, stmt := range texts {
			if stmt != nil {
				err = errors.Join(err, stmt.Close())
			}
		}
	}()
	for i, rows := range []int{many, 1} {
		if texts[i], err = to.PrepareContext(context.Background(), t.insertText(rows, d)); err != nil {
			return fmt.Errorf("store: copy %s: %w", t.Name, err)
		}
	}
	width := len(t.Columns)
	var waiting []any
	err = t.read(from, func(cells []any) error {
		for i, cell := range cells {
			if text, ok := cell.(string); ok && t.Columns[i].Kind == Raw {
				cell = raw(text, d)
			}
			waiting = append(waiting, cell)
		}
		if len(waiting) < many*width {
			return nil
		}
		err := rowstore.Run(texts[0], waiting)
		waiting = waiting[:0]
		return err
	})
	for ; err == nil && len(waiting) > 0; waiting = waiting[width:] {
		err = rowstore.Run(texts[1], waiting[:width])
	}
	if err != nil {
		return fmt.Errorf("store: copy %s: %w", t.Name, err)
	}
	return nil
}

// ofHistory tells whether a table belongs to the company's history.
func (t *Table) ofHistory() bool {
	return t == stateTable || t == commandTable || t == changeTable || t == baseTable
}

// CopySides makes the tables that only the server knows, and that are no part of the
// company's history, the same in another place of the company, which nobody has
// open. Both have been opened by this release.
func CopySides(from, to Database) (err error) {
	old, err := from.Connect(Views)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	return Beside(to, func(tx *sql.Tx) error {
		for _, t := range Tables() {
			if t.ofHistory() {
				continue
			}
			if _, err := tx.Exec("DELETE FROM " + kernel.Quote(t.Name)); err != nil {
				return fmt.Errorf("store: copy %s: %w", t.Name, err)
			}
			if err := t.copyTo(old, tx, to.Dialect()); err != nil {
				return err
			}
		}
		return nil
	})
}
