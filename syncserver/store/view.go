package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/authority"
)

// View is the company at one version: a read transaction on a connection of its
// own. It belongs to one goroutine. Rows are read and queried as in
// rowstore.Session.
type View struct {
	*rowstore.Session
	State authority.State

	pool *viewPool
	conn *sql.Conn
	left string // the columns of arguments that were not kept
}

// viewPool keeps connections with their prepared statements between views. It
// never lets anybody wait: the executor itself opens views.
type viewPool struct {
	source Database
	texts  *rowstore.Store
	led    *led // nil where others may commit to the company

	mu     sync.Mutex
	db     *sql.DB
	idle   []*View
	closed bool
}

// idleViews are kept for the next view; more are closed.
const idleViews = 8

// View opens a reader at the last committed version.
func (s *Store) View() (authority.Reader, error) { return s.Read() }

// Read is View with everything that a View of this package has.
func (s *Store) Read() (*View, error) { return s.views.read() }

func (p *viewPool) read() (*View, error) {
	for {
		v, used, err := p.take()
		if err != nil {
			return nil, err
		}
		if err = v.begin(); err == nil {
			return v, nil
		}
		_ = v.drop() // its connection may be gone
		if !used {
			return nil, err
		}
	}
}

// begin opens the transaction of a view. Its first read fixes what it sees.
func (v *View) begin() (err error) {
	text := "BEGIN"
	if v.Dialect == kernel.Postgres {
		text = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	}
	if _, err := v.conn.ExecContext(context.Background(), text); err != nil {
		return fmt.Errorf("store: begin a view: %w", err)
	}
	v.State, err = ReadState(v.conn)
	return err
}

// take takes a connection that was used before, or makes one.
func (p *viewPool) take() (v *View, used bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		v := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return v, true, nil
	}
	if p.db == nil {
		db, err := p.source.Connect(Views)
		if err != nil {
			return nil, false, err
		}
		db.SetMaxIdleConns(0) // a connection that is given back is done with
		p.db = db
	}
	conn, err := p.db.Conn(context.Background())
	if err != nil {
		return nil, false, fmt.Errorf("store: open a view: %w", err)
	}
	left, err := leftColumns(conn, p.source.Dialect())
	if err != nil {
		return nil, false, errors.Join(err, conn.Close())
	}
	v = &View{Session: p.texts.On(conn), pool: p, conn: conn, left: left}
	v.Yield = runtime.Gosched // whoever judges, and who waits for it, comes first
	return v, false, nil
}

// Close ends the view.
func (v *View) Close() error {
	if _, err := v.conn.ExecContext(context.Background(), "ROLLBACK"); err != nil {
		return errors.Join(fmt.Errorf("store: end a view: %w", err), v.drop())
	}
	v.pool.mu.Lock()
	if len(v.pool.idle) < idleViews && !v.pool.closed {
		v.pool.idle = append(v.pool.idle, v)
		v.pool.mu.Unlock()
		return nil
	}
	v.pool.mu.Unlock()
	return v.drop()
}

func (v *View) drop() error { return errors.Join(v.Session.Close(), v.conn.Close()) }

func (p *viewPool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for _, v := range p.idle {
		errs = append(errs, v.drop())
	}
	p.idle = nil
	if p.db != nil {
		errs = append(errs, p.db.Close())
	}
	return errors.Join(errs...)
}

// Version is the version the view sees.
func (v *View) Version() int64 { return v.State.Version }

// Chain is the hash of the operation log at that version.
func (v *View) Chain() []byte { return v.State.Chain }

// Changes visits the log after a version, in order.
func (v *View) Changes(after int64, visit func(*authority.Change) error) error {
	if after < v.State.Floor {
		return fmt.Errorf("store: changes after version %d, the log begins after %d: %w", after, v.State.Floor, authority.ErrPruned)
	}
	rows, err := v.conn.QueryContext(context.Background(),
		`SELECT version, before, after, rows FROM _change WHERE version > $1 ORDER BY version, n`, after)
	if err != nil {
		return fmt.Errorf("store: read the log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c authority.Change
		var packed []byte
		var before, now string
		if err := rows.Scan(&c.Version, &before, &now, &packed); err != nil {
			return fmt.Errorf("store: read the log: %w", err)
		}
		c.Before, c.After = authority.ParseTags(before), authority.ParseTags(now)
		if c.Rows, err = authority.UnpackRows(packed); err != nil {
			return fmt.Errorf("store: version %d: %w", c.Version, err)
		}
		if err := visit(&c); err != nil {
			return err
		}
	}
	return rows.Err()
}

// VerdictsOf lists the next verdicts of an origin after a version, in order and
// without arguments.
func (v *View) VerdictsOf(origin kernel.ID, after int64, most int) ([]authority.Judged, error) {
	var list []authority.Judged
	err := v.judged(func(j *authority.Judged) error {
		list = append(list, *j)
		return nil
	}, noBytes(v.Dialect), ` WHERE origin = $1 AND version > $2 ORDER BY version LIMIT $3`, origin[:], after, most)
	return list, err
}

// CommandsOf visits the whole commands of an origin, in order.
func (v *View) CommandsOf(origin kernel.ID, visit func(*authority.Judged) error) error {
	return v.judged(visit, `args`, ` WHERE origin = $1 ORDER BY version`, origin[:])
}

// Commands visits the operation log after a version, in order.
func (v *View) Commands(after int64, visit func(*authority.Judged) error) error {
	return v.judged(visit, `args`, ` WHERE version > $1 ORDER BY version`, after)
}

func (v *View) judged(visit func(*authority.Judged) error, arguments, where string, args ...any) error {
	return readJudged(v.conn, selectJudged(arguments, v.left)+where, visit, args...)
}

// ReadLog visits the whole operation log, in order.
func ReadLog(on Querier, d kernel.Dialect, visit func(*authority.Judged) error) error {
	left, err := leftColumns(on, d)
	if err != nil {
		return err
	}
	return readJudged(on, selectJudged(`args`, left)+` ORDER BY version`, visit)
}

func readJudged(on Querier, text string, visit func(*authority.Judged) error, args ...any) error {
	rows, err := on.QueryContext(context.Background(), text, args...)
	if err != nil {
		return fmt.Errorf("store: read the commands: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		j, err := scanJudged(rows.Scan)
		if err != nil {
			return fmt.Errorf("store: read the commands: %w", err)
		}
		if err := visit(j); err != nil {
			return err
		}
	}
	return rows.Err()
}
