package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// changesOf is what a commit writes, as the keeper of sums wants it.
func changesOf(c *authority.Commit) []figures.Change {
	writes := c.Writes()
	changes := make([]figures.Change, len(writes))
	for i, w := range writes {
		changes[i] = figures.Change{Schema: w.Schema, ID: w.After.Base().ID, Row: w.After, Was: w.Before, Known: true}
	}
	return changes
}

// FoldSums counts the next day up to one into the sums that are kept beside the rows,
// and tells whether there may be more, see [figures.Keeper]. Any goroutine may call it;
// commits wait for it, a day's rows at most.
func (s *Store) FoldSums(upto kernel.Date) (more bool, err error) {
	err = s.Side(func(tx *sql.Tx) error {
		// Whoever has taken the company over keeps the sums; he waits here, or we do.
		held, err := tx.Exec(`UPDATE _state SET epoch = epoch WHERE epoch = $1`, s.epoch)
		if err != nil {
			return err
		}
		if n, err := held.RowsAffected(); err != nil || n != 1 {
			return cmp.Or(err, authority.ErrMoved)
		}
		session := s.texts.On(tx)
		more, err = s.sums.Fold(session, upto)
		return errors.Join(err, session.Close())
	})
	if err != nil {
		return false, fmt.Errorf("store: fold sums: %w", err)
	}
	return more, nil
}

// CheckSums compares the sums with the rows.
func (v *View) CheckSums(c *kernel.Catalog) ([]string, error) {
	return figures.NewKeeper(c).Check(v.Session)
}
