package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"heyi/shared/kernel"
)

// A lease is the right to judge a company. It is a row of the company's schema and
// has an epoch, which every commit compares in its own transaction: who takes the
// lease raises it. How long a lease lasts is measured by the database's clock alone,
// so the clocks of nodes may say what they like.

// How long a lease lasts without a sign of life, and how often one is given.
const (
	leaseTime  = 2 * time.Second
	leaseEvery = 400 * time.Millisecond
)

// leaseTable belongs to the place and not to the company: it is neither copied nor
// backed up. PostgreSQL names the array type of an entity's table lease _lease, so it
// is not named that.
const leaseTable = `CREATE TABLE IF NOT EXISTS _holder (
  one     BIGINT PRIMARY KEY,
  epoch   BIGINT NOT NULL,
  node    TEXT NOT NULL,
  address TEXT NOT NULL,
  secret  TEXT NOT NULL,
  pin     BYTEA NOT NULL,
  until   BIGINT NOT NULL
)`

// now is the database's clock in milliseconds, also within a transaction.
const now = `(extract(epoch FROM clock_timestamp()) * 1000)::bigint`

// Holder is a node that holds a lease, or wants one.
type Holder struct {
	Node    string // which of them; another process of the same node means that the one before has ended
	Address string // of the door through which other nodes reach it; "" for none
	Secret  string // that opens the door
	Pin     []byte // SHA-256 of the door's certificate
}

// ErrHeld is returned for a lease that another node holds.
var ErrHeld = errors.New("postgres: another node holds the lease")

// Lease is a lease that this process holds.
type Lease struct {
	Epoch int64

	schema *Schema
	node   string
	db     *sql.DB
	lost   chan struct{} // closed when another has it
	end    context.CancelFunc
	ended  sync.WaitGroup
}

// Take takes the lease if nobody holds it, and waits for the end of one whose holder
// gives no sign of life, as after a kill. A session that is in the middle of a commit
// comes to its end first, unless it stands still.
func (s *Schema) Take(ctx context.Context, h Holder) (*Lease, error) {
	db := s.leaseLine()
	for seen := int64(0); ; {
		epoch, err := s.take(ctx, db, h)
		if err == nil {
			return s.hold(db, h, epoch), nil
		}
		var until int64
		if errors.Is(err, ErrHeld) {
			if failed := db.QueryRowContext(ctx, `SELECT until FROM _holder`).Scan(&until); failed != nil {
				err = errors.Join(err, failed)
			}
		}
		if until == 0 || seen != 0 && until != seen { // it lives
			return nil, errors.Join(err, db.Close())
		}
		seen = until
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), db.Close())
		case <-time.After(pollEvery):
		}
	}
}

// pollEvery is how often who waits for a lease looks at it.
const pollEvery = 200 * time.Millisecond

// Await takes the lease once nobody holds it any more. Meanwhile held is told who
// does, nil for nobody who could be reached. may is told the database's clock, in
// milliseconds, and says why this node may not take it now. Its reasons and errors of
// the database are told to failed and are no end of the waiting.
func (s *Schema) Await(ctx context.Context, h Holder, may func(clock int64) error, held func(*Holder), failed func(error)) (*Lease, error) {
	db := s.leaseLine()
	hints := make(chan struct{}, 1)
	listening, end := context.WithCancel(ctx)
	var ended sync.WaitGroup
	ended.Go(func() { s.listen(listening, hints) })
	defer func() { end(); ended.Wait() }()
	for {
		epoch, err := s.takeIf(ctx, db, h, may)
		if err == nil {
			return s.hold(db, h, epoch), nil
		}
		var holder *Holder
		if errors.Is(err, ErrHeld) {
			holder, err = holderOn(ctx, db)
		} else if _, refused := kernel.AsRefusal(err); refused {
			holder, _ = holderOn(ctx, db) // whoever holds it is of use all the same
		}
		held(holder)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), db.Close())
		case <-hints:
		case <-time.After(pollEvery):
		}
	}
}

// takeIf takes the lease if this node may.
func (s *Schema) takeIf(ctx context.Context, db *sql.DB, h Holder, may func(clock int64) error) (epoch int64, err error) {
	var clock int64
	if err := db.QueryRowContext(ctx, `SELECT `+now).Scan(&clock); err != nil {
		return 0, fmt.Errorf("postgres: clock of %s: %w", s.place, err)
	}
	if err := may(clock); err != nil {
		return 0, err
	}
	return s.take(ctx, db, h)
}

func (s *Schema) hold(db *sql.DB, h Holder, epoch int64) *Lease {
	l := &Lease{Epoch: epoch, schema: s, node: h.Node, db: db, lost: make(chan struct{})}
	living, end := context.WithCancel(context.Background())
	l.end = end
	l.ended.Go(func() { l.keep(living) })
	return l
}

func (s *Schema) leaseLine() *sql.DB {
	db := s.open(map[string]string{"search_path": s.Name, "application_name": "heyi lease", "statement_timeout": "4000", "lock_timeout": "500"})
	db.SetMaxOpenConns(1)
	return db
}

func (s *Schema) take(ctx context.Context, db *sql.DB, h Holder) (epoch int64, err error) {
	if err := s.ensureLease(ctx, db); err != nil {
		return 0, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, fmt.Errorf("postgres: take the lease of %s: %w", s.place, err)
	}
	err = tx.QueryRowContext(ctx, `UPDATE _holder SET epoch = epoch + 1, node = $1, address = $2, secret = $3, pin = $4, until = `+now+` + $5
  WHERE until < `+now+` OR node = $1 RETURNING epoch`, h.Node, h.Address, h.Secret, bytesOf(h.Pin), leaseTime.Milliseconds()).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, errors.Join(ErrHeld, tx.Rollback())
	}
	if err == nil {
		epoch, err = fence(ctx, tx, epoch)
	}
	if err == nil {
		err = tx.Commit()
	} else {
		err = errors.Join(err, tx.Rollback())
	}
	if said := new(pgconn.PgError); errors.As(err, &said) && said.Code == "55P03" { // lock_not_available
		return 0, errors.Join(ErrHeld, oust(ctx, db))
	}
	there := false
	if err == nil { // a commit that had to wait for replicas is seen later than the lease lasts
		there, err = renew(ctx, db, epoch, h.Node)
	}
	if err != nil {
		return 0, fmt.Errorf("postgres: take the lease of %s: %w", s.place, err)
	}
	if !there {
		return 0, ErrHeld
	}
	return epoch, nil
}

// renew gives a sign of life; false when another node has the lease.
func renew(ctx context.Context, db *sql.DB, epoch int64, node string) (bool, error) {
	result, err := db.ExecContext(ctx, `UPDATE _holder SET until = `+now+` + $1 WHERE epoch = $2 AND node = $3 AND `+notAwaited,
		leaseTime.Milliseconds(), epoch, node)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// oust ends sessions that stand still in the middle of a commit of who held the lease
// before: a process that was stopped would keep its locks until PostgreSQL ends it.
func oust(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
  WHERE l.relation = to_regclass('_state') AND l.mode = 'RowExclusiveLock' AND a.pid <> pg_backend_pid()
    AND (a.state = 'idle in transaction' OR a.state = 'active' AND a.wait_event = 'ClientRead')
    AND a.state_change < clock_timestamp() - interval '500 milliseconds'`)
	return err
}

// fence raises the epoch of commits above all there were, if there is a company yet.
func fence(ctx context.Context, tx *sql.Tx, epoch int64) (int64, error) {
	var there bool
	if err := tx.QueryRowContext(ctx, `SELECT to_regclass('_state') IS NOT NULL`).Scan(&there); err != nil || !there {
		return epoch, err
	}
	err := tx.QueryRowContext(ctx, `UPDATE _state SET epoch = greatest(epoch + 1, $1) RETURNING epoch`, epoch).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return epoch, nil
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE _holder SET epoch = $1`, epoch)
	}
	return epoch, err
}

func (s *Schema) ensureLease(ctx context.Context, db *sql.DB) error {
	var there bool
	err := db.QueryRowContext(ctx, `SELECT to_regclass('_holder') IS NOT NULL`).Scan(&there)
	for _, text := range []string{
		"CREATE SCHEMA IF NOT EXISTS " + kernel.Quote(s.Name), leaseTable,
		`INSERT INTO _holder VALUES (1, 0, '', '', '', '', 0) ON CONFLICT DO NOTHING`,
	} {
		if err == nil && !there {
			_, err = db.ExecContext(ctx, text)
		}
	}
	if err != nil {
		return fmt.Errorf("postgres: lease of %s: %w", s.place, err)
	}
	return nil
}

func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// keep gives signs of life until the lease is lost or released. A database that does
// not answer gives the lease to nobody, so that is no loss.
func (l *Lease) keep(ctx context.Context) {
	tick := time.NewTicker(leaseEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if there, err := renew(ctx, l.db, l.Epoch, l.node); err == nil && !there {
			close(l.lost)
			return
		}
	}
}

// notAwaited is true, and lets a transaction end without waiting for replicas: a sign
// of life that is lost with a database costs nothing. Taking a lease waits for them.
const notAwaited = `set_config('synchronous_commit', 'local', true) = 'local'`

// Lost is closed when another node has taken the lease.
func (l *Lease) Lost() <-chan struct{} { return l.lost }

// Release lets the lease go and hints at it, so that who waits need not wait for its
// end.
func (l *Lease) Release() error {
	l.end()
	l.ended.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), leaseTime)
	defer cancel()
	_, err := l.db.ExecContext(ctx, `UPDATE _holder SET until = 0, address = '', secret = '' WHERE epoch = $1 AND node = $2`, l.Epoch, l.node)
	if err == nil {
		_, err = l.db.ExecContext(ctx, `SELECT pg_notify($1, '')`, l.schema.channel())
	}
	var said *pgconn.PgError
	if errors.As(err, &said) && (said.Code == "42P01" || said.Code == "3F000") {
		err = nil // the schema was put aside
	}
	if err != nil {
		err = fmt.Errorf("postgres: release the lease of %s: %w", l.schema.place, err)
	}
	return errors.Join(err, l.db.Close())
}

func (s *Schema) channel() string { return "heyi_lease_" + s.Name }

// Holder reads who holds the lease; nil when nobody does.
func (s *Schema) Holder(ctx context.Context) (*Holder, error) {
	db := s.leaseLine()
	defer db.Close()
	h, err := holderOn(ctx, db)
	if err != nil {
		err = fmt.Errorf("postgres: lease of %s: %w", s.place, err)
	}
	return h, err
}

func holderOn(ctx context.Context, db *sql.DB) (*Holder, error) {
	h := new(Holder)
	err := db.QueryRowContext(ctx, `SELECT node, address, secret, pin FROM _holder WHERE until >= `+now).Scan(&h.Node, &h.Address, &h.Secret, &h.Pin)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return h, err
}

// listen passes on hints that the lease was released. One that is lost costs no more
// than a poll.
func (s *Schema) listen(ctx context.Context, hints chan<- struct{}) {
	for ctx.Err() == nil {
		_ = s.listenOnce(ctx, hints) // polling goes on without
		select {
		case <-ctx.Done():
		case <-time.After(leaseEvery):
		}
	}
}

func (s *Schema) listenOnce(ctx context.Context, hints chan<- struct{}) error {
	config := s.config.Copy()
	config.DialFunc = dial
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+kernel.Quote(s.channel())); err != nil {
		return err
	}
	for {
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return err
		}
		select {
		case hints <- struct{}{}:
		default:
		}
	}
}
