package auth

import (
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
	"heyi/syncserver/store"
)

// Sign-ins that failed are for who looks after the company: one line of the log
// each, and rows that count them by hour, account, address and reason, so that a
// flood makes no more rows than an hour may have. What was typed as an account is
// kept only if it looks like a number: people type passwords into the wrong field.

// Why a sign-in failed.
const (
	whyPassword  = "password"  // a wrong one
	whyUnknown   = "unknown"   // nobody has the account
	whyInactive  = "inactive"  // its owner was let go
	whyThrottled = "throttled" // too soon after others
	whyBusy      = "busy"      // too many at once
)

// Bounds of what is kept.
const (
	rowsAnHour   = 300
	rowsKept     = 400 * 24 * time.Hour
	flushAfter   = 200 * time.Millisecond
	linesASecond = 20
	linesBurst   = 1000
	others       = "*" // stands for accounts and addresses beyond rowsAnHour
)

var _ = store.Declare(store.Table{
	Name: "_signin",
	Columns: []store.Column{
		{Name: "hour", Kind: store.Int},
		{Name: "account", Kind: store.Text},
		{Name: "addr", Kind: store.Text},
		{Name: "why", Kind: store.Text},
		{Name: "tries", Kind: store.Int},
		{Name: "first", Kind: store.Int},
		{Name: "last", Kind: store.Int},
	},
	Key: []string{"hour", "account", "addr", "why"}, Clustered: true,
})

// Failures are sign-ins of one hour that failed alike.
type Failures struct {
	Account, Addr, Why string
	Tries              int64
	First, Last        kernel.Time
}

type failureKey struct {
	hour               int64
	account, addr, why string
}

// attempts notes failures. Rows are written some at a time.
type attempts struct {
	store *store.Store
	log   *slog.Logger
	lines *rate.Limiter

	mu      sync.Mutex
	pending map[failureKey]*Failures
	hour    int64
	keys    map[failureKey]bool // of the hour
	unsaid  int                 // lines that were left out
	timer   *time.Timer
}

func newAttempts(store *store.Store, log *slog.Logger) *attempts {
	return &attempts{store: store, log: log, lines: rate.NewLimiter(linesASecond, linesBurst), pending: map[failureKey]*Failures{}}
}

// accountOf is what may be kept of what was typed as an account.
func accountOf(typed string) string {
	if normal, err := habit.Phone(typed); err == nil && len(normal) <= 20 && strings.Trim(normal, "+-0123456789") == "" {
		return normal
	}
	return fmt.Sprintf("? (%d)", len(typed))
}

// failed notes a sign-in that failed.
func (a *attempts) failed(account, addr, why string, device kernel.ID, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.lines.AllowN(now, 1) {
		args := []any{"account", account, "addr", addr, "why", why}
		if !device.IsZero() {
			args = append(args, "device", device.String())
		}
		if a.unsaid > 0 {
			args = append(args, "unsaid", a.unsaid)
		}
		a.log.Warn("sign-in failed", args...)
		a.unsaid = 0
	} else {
		a.unsaid++
	}
	k := failureKey{now.Unix() / 3600, account, addr, why}
	if k.hour != a.hour {
		a.hour, a.keys = k.hour, map[failureKey]bool{}
	}
	if !a.keys[k] && len(a.keys) >= rowsAnHour {
		k.account, k.addr = others, others
	}
	a.keys[k] = true
	at := kernel.Time(now.UnixMilli())
	f := a.pending[k]
	if f == nil {
		f = &Failures{First: at}
		a.pending[k] = f
	}
	f.Tries++
	f.Last = at
	if a.timer == nil {
		a.timer = time.AfterFunc(flushAfter, a.flush)
	}
}

// flush writes what was noted. What cannot be written is kept for the next time.
func (a *attempts) flush() {
	a.mu.Lock()
	pending := a.pending
	a.pending, a.timer = map[failureKey]*Failures{}, nil
	a.mu.Unlock()
	if len(pending) == 0 {
		return
	}
	err := a.store.Side(func(tx *sql.Tx) error {
		for k, f := range pending {
			_, err := tx.Exec(`INSERT INTO _signin (hour, account, addr, why, tries, first, last) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (hour, account, addr, why) DO UPDATE SET tries = _signin.tries + excluded.tries, last = excluded.last`, k.hour, k.account, k.addr, k.why, f.Tries, int64(f.First), int64(f.Last))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		return
	}
	a.log.Error("failed sign-ins could not be written down", "error", err)
	a.mu.Lock()
	defer a.mu.Unlock()
	for k, f := range pending {
		if newer := a.pending[k]; newer != nil {
			newer.Tries, newer.First = newer.Tries+f.Tries, f.First
		} else if len(a.pending) < rowsAnHour {
			a.pending[k] = f
		}
	}
}

// Failed lists the sign-ins that failed since a time, the newest first, at most so
// many.
func (s *Service) Failed(since time.Time, most int) ([]Failures, error) {
	s.attempts.flush()
	var list []Failures
	err := s.Store.Side(func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT account, addr, why, tries, first, last FROM _signin WHERE hour >= $1 ORDER BY hour DESC, last DESC LIMIT $2`, since.Unix()/3600, most)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f Failures
			if err := rows.Scan(&f.Account, &f.Addr, &f.Why, &f.Tries, &f.First, &f.Last); err != nil {
				return err
			}
			list = append(list, f)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("auth: failed sign-ins: %w", err)
	}
	return list, nil
}

// Housekeep forgets failed sign-ins of long ago.
func (s *Service) Housekeep() error {
	return s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM _signin WHERE hour < $1`, s.Now().Add(-rowsKept).Unix()/3600)
		return err
	})
}

// Close writes what was noted.
func (s *Service) Close() { s.attempts.flush() }
