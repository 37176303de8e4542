package sqlite

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// Unwritable tells whether a failure is the disk's: full, broken or read-only.
// Nothing was kept of what was to be written.
func Unwritable(err error) bool {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr || e.Code == sqlite3.ErrReadonly || e.SystemErrno == syscall.ENOSPC
}

// ErrBroken is a company's file that is not sound.
var ErrBroken = errors.New("sqlite: the company's file is damaged")

// Damaged tells whether an error is of what stands in a file: a restore helps.
func Damaged(err error) bool {
	var e sqlite3.Error
	return errors.Is(err, ErrBroken) || errors.As(err, &e) && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB)
}

// Check has SQLite look at the structure of the whole file, beside everything else.
// It finds pages of zeros and pages that belong nowhere; that what the pages hold
// adds up is for the audit. ctx bounds it; its error is returned.
func (s *Store) Check(ctx context.Context) error {
	rows, err := s.side.QueryContext(ctx, "PRAGMA quick_check(1)")
	if err != nil {
		return fmt.Errorf("sqlite: check: %w", errors.Join(ctx.Err(), err))
	}
	defer rows.Close()
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			return fmt.Errorf("sqlite: check: %w", err)
		}
		if said != "ok" {
			return fmt.Errorf("%w: %s", ErrBroken, said)
		}
	}
	if err := errors.Join(ctx.Err(), rows.Err()); err != nil {
		return fmt.Errorf("sqlite: check: %w", err)
	}
	return nil
}
