package store

import (
	"context"

	"heyi/shared/kernel"
)

// OpenOutboxWith opens an outbox with other options than the program's.
func OpenOutboxWith(path, options string) (*Outbox, error) {
	if options == "" {
		options = outboxOptions
	}
	return openOutbox(path, options)
}

// CountIndexes counts the indexes of entities in a file.
func CountIndexes(path string) (n int, err error) {
	db, err := open(path, readOptions)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return n, db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE type = 'index' AND substr(name, 3, 1) = '_'
		AND substr(name, 1, 1) <> '_' AND sql IS NOT NULL`).Scan(&n)
}

// EncodeCall is a call as it stands in a file.
func EncodeCall(c kernel.Call) []byte { return encodeCall(c) }

// DecodeCall reads it with its checksum, DecodeUnsealed without.
func DecodeCall(data []byte) error {
	_, err := decodeCall(data)
	return err
}

// DecodeUnsealed is how an older program reads a call.
func DecodeUnsealed(data []byte) error {
	var c savedCall
	return callCodec.Decode(data, &c)
}

// Leaky has what is deleted stay where it was, for measuring what overwriting costs.
func (s *Store) Leaky() error {
	_, err := s.conn.ExecContext(context.Background(), "PRAGMA secure_delete = OFF")
	return err
}
