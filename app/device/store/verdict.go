package store

import (
	"fmt"

	"heyi/shared/sync/replica"
)

// Verdict finds the verdict of a command, nil when the file holds none.
func (s *Store) Verdict(key int64) (*replica.Verdict, error) {
	var data []byte
	var seen bool
	found, err := s.sys.one(`SELECT data, seen FROM "_verdict" WHERE key = ?`, []any{key}, &data, &seen)
	if err != nil || !found {
		return nil, failure(err)
	}
	v, err := decodeVerdict(data, seen)
	if err != nil {
		return nil, fmt.Errorf("store: verdict %d: %w", key, err)
	}
	return &v, nil
}

// Attention lists the verdicts a person has to know of and has not dealt with:
// refused and adjusted commands, by key.
func (s *Store) Attention() ([]replica.Verdict, error) {
	var list []replica.Verdict
	err := s.sys.each(`SELECT data FROM "_verdict" WHERE attention = 1 AND seen = 0 ORDER BY key`, nil, func(scan func(...any) error) error {
		var data []byte
		if err := scan(&data); err != nil {
			return err
		}
		v, err := decodeVerdict(data, false)
		list = append(list, v)
		return err
	})
	return list, failure(err)
}

// NeedAttention counts them.
func (s *Store) NeedAttention() (int, error) {
	n := 0
	_, err := s.sys.one(`SELECT count(*) FROM "_verdict" WHERE attention = 1 AND seen = 0`, nil, &n)
	return n, failure(err)
}

// MarkSeen notes that the user has dealt with verdicts, all of them or none.
func (s *Store) MarkSeen(keys ...int64) error {
	err := s.sys.atomic(func() error {
		for _, key := range keys {
			if err := s.sys.exec(`UPDATE "_verdict" SET seen = 1 WHERE key = ?`, key); err != nil {
				return err
			}
		}
		return nil
	})
	return failure(err)
}

// DropSettled forgets verdicts that nobody waits for: seen ones, and those that
// were as predicted. The outbox must know of them for certain, see Outbox.Sync.
func (s *Store) DropSettled() error {
	return failure(s.sys.exec(`DELETE FROM "_verdict" WHERE seen = 1 OR attention = 0`))
}
