package store

import (
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// The log of changes serves devices that come back. What lies at or below the
// floor may be gone: the floor is raised first, and only then are lines deleted, so
// that no reader takes a log with holes for a whole one. The operation log stays:
// it is the audit chain, and the company can be made anew from it.

// VersionBefore is the last version that was judged before a time, 0 if none was.
func (s *Store) VersionBefore(t kernel.Time) (int64, error) {
	st, err := ReadState(s.side)
	if err != nil {
		return 0, err
	}
	low, high := int64(0), st.Version // the answer lies in low..high
	for low < high {
		middle := (low + high + 1) / 2
		var judged int64
		err := s.SideQuery(`SELECT judged FROM _command WHERE version >= $1 ORDER BY version LIMIT 1`, middle).Scan(&judged)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return 0, fmt.Errorf("store: version at a time: %w", err)
		}
		if err == nil && judged < int64(t) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// RaiseFloor lets the log of changes begin after a version. It never sinks, and
// never passes the last version. It returns where the floor is now.
func (s *Store) RaiseFloor(version int64) (floor int64, err error) {
	err = s.Side(func(tx *sql.Tx) error {
		return tx.QueryRow(`UPDATE _state SET floor = CASE WHEN $1 > version AND version > floor THEN version
  WHEN $1 <= version AND $1 > floor THEN $1 ELSE floor END RETURNING floor`, version).Scan(&floor)
	})
	return floor, err
}

// DropChanges deletes lines of the log up to the floor, some at a time so that
// commits wait for none of it long. It returns how many went; none when all have.
func (s *Store) DropChanges(most int) (gone int64, err error) {
	err = s.Side(func(tx *sql.Tx) error {
		result, err := tx.Exec(`DELETE FROM _change WHERE (version, n) IN (SELECT version, n FROM _change
  WHERE version <= (SELECT floor FROM _state) ORDER BY version, n LIMIT $1)`, most)
		if err == nil {
			gone, err = result.RowsAffected()
		}
		return err
	})
	return gone, err
}
