package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/authority"
)

// loadRows are the rows that are loaded at a time.
const loadRows = 640

// Fill makes an empty place the company that a view shows, at its version: rows,
// logs, and what only the server knows. The databases may be different ones; the
// company is the same one, with the same history. It is written whole or not at all.
func Fill(ctx context.Context, from *View, to Database, c *kernel.Catalog) (err error) {
	pool, err := to.Connect(Commits)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: fill %s: %w", to.Place(), err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	session := rowstore.ForMany(c, to.Dialect()).On(conn)
	defer func() { err = errors.Join(err, session.Close()) }()
	err = session.Atomic(func() error {
		if err := errors.Join(migrate(conn, to.Dialect()), session.Migrate()); err != nil {
			return err
		}
		for _, schema := range c.Schemas {
			if err := errors.Join(ctx.Err(), fillRows(from, session, schema)); err != nil {
				return err
			}
		}
		for _, t := range Tables() {
			if err := errors.Join(ctx.Err(), t.copyTo(from.conn, conn, to.Dialect())); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: fill %s: %w", to.Place(), err)
	}
	return nil
}

func fillRows(from *View, to *rowstore.Session, schema *kernel.Schema) error {
	if err := to.DropIndexes(schema); err != nil { // a load is faster without
		return err
	}
	rows := make([]kernel.Row, 0, loadRows)
	load := func() error {
		err := to.Load(rows)
		rows = rows[:0]
		return err
	}
	err := from.Scan(schema, func(row kernel.Row) error {
		if rows = append(rows, row); len(rows) < loadRows {
			return nil
		}
		return load()
	})
	return errors.Join(err, load(), to.CreateIndexes(schema))
}

// BranchOff makes a company that was put in the place of another a history of its
// own, which waits for its devices. They come from the history that was live, nil if
// nothing is known of it; it and the company agree up to the branch.
func BranchOff(db Database, history kernel.ID, live *authority.State) error {
	return Beside(db, func(tx *sql.Tx) error {
		st, err := ReadState(tx)
		if err != nil {
			return err
		}
		before, branch := st.History, st.Version
		switch {
		case live == nil || live.History == st.History:
		case live.Before == st.History:
			before, branch = live.History, min(live.Branch, st.Version)
		default: // nothing is known of what they share, so devices bring all they keep
			before, branch = live.History, 0
		}
		result, err := tx.Exec(`UPDATE _state SET history = $1, before = $2, branch = $3, recovering = 1,
  saved = CASE WHEN saved > version THEN version ELSE saved END`, history[:], before[:], branch)
		if err != nil {
			return fmt.Errorf("store: restore: %w", err)
		}
		n, err := result.RowsAffected()
		if err == nil && n != 1 {
			err = fmt.Errorf("%w: it has %d states", ErrBroken, n)
		}
		if err != nil {
			return fmt.Errorf("store: restore: %w", err)
		}
		return nil
	})
}

// NoteSaved notes, beside a server, that the versions of a history up to one stand in
// a backup: devices need not keep what it holds.
func NoteSaved(db Database, history kernel.ID, version int64) error {
	return Beside(db, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _state SET saved = $1 WHERE history = $2 AND saved < $1`, version, history[:])
		return err
	})
}
