package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/replica"
)

// Outbox is a file of commands. It implements [replica.Outbox].
type Outbox struct {
	db   *sql.DB
	conn *sql.Conn
	sys  *system
}

// AUTOINCREMENT makes SQLite remember the highest key ever used, in the same
// transaction as the insert and also when the entry has gone.
const outboxTable = `CREATE TABLE IF NOT EXISTS "entry" (
	key INTEGER PRIMARY KEY AUTOINCREMENT, call BLOB NOT NULL, accepted INTEGER NOT NULL DEFAULT 0)`

// OpenOutbox opens or makes the file.
func OpenOutbox(path string) (*Outbox, error) {
	return openOutbox(path, outboxOptions)
}

func openOutbox(path, options string) (*Outbox, error) {
	db, conn, err := openConn(path, options)
	if err != nil {
		return nil, err
	}
	o := &Outbox{db: db, conn: conn, sys: newSystem(conn)}
	if _, err := conn.ExecContext(context.Background(), outboxTable); err != nil {
		return nil, errors.Join(fmt.Errorf("store: outbox: %w", failure(err)), o.Close())
	}
	return o, nil
}

// Close lets the file go.
func (o *Outbox) Close() error { return errors.Join(o.sys.close(), o.conn.Close(), o.db.Close()) }

// Append returns when the command survives a power loss.
func (o *Outbox) Append(call kernel.Call) error {
	return failure(o.sys.exec(`INSERT INTO "entry" (key, call) VALUES (?, ?)`, call.Key, encodeCall(call)))
}

// Entries lists what is kept, by key.
func (o *Outbox) Entries() ([]replica.Entry, error) {
	var entries []replica.Entry
	err := o.sys.each(`SELECT key, call, accepted FROM "entry" ORDER BY key`, nil, func(scan func(...any) error) error {
		var key, accepted int64
		var data []byte
		if err := scan(&key, &data, &accepted); err != nil {
			return err
		}
		call, err := decodeCall(data)
		if err != nil {
			return fmt.Errorf("store: outbox entry %d: %w", key, err)
		}
		entries = append(entries, replica.Entry{Call: call, Accepted: accepted})
		return nil
	})
	return entries, failure(err)
}

// Accept notes the version at which a command was accepted, or its negative.
//
// A positive one is not synced: when a power loss takes it back, the restart
// finds the verdict in the replica and notes it again. The negative one has no
// second witness.
func (o *Outbox) Accept(key, version int64) (err error) {
	if version > 0 {
		if err := o.sys.exec("PRAGMA synchronous = NORMAL"); err != nil {
			return failure(err)
		}
		defer func() { err = errors.Join(err, failure(o.sys.exec("PRAGMA synchronous = FULL"))) }()
	}
	return failure(o.sys.exec(`UPDATE "entry" SET accepted = ? WHERE key = ?`, version, key))
}

// Sync makes what was accepted survive a power loss.
func (o *Outbox) Sync() error {
	return failure(o.sys.exec(`UPDATE sqlite_sequence SET seq = seq WHERE name = 'entry'`))
}

// Forget drops commands, all or none.
func (o *Outbox) Forget(keys ...int64) error {
	return failure(o.sys.atomic(func() error {
		for _, key := range keys {
			if err := o.sys.exec(`DELETE FROM "entry" WHERE key = ?`, key); err != nil {
				return err
			}
		}
		return nil
	}))
}

// LastKey is the highest key ever appended, also of forgotten commands.
func (o *Outbox) LastKey() (int64, error) {
	var key int64
	_, err := o.sys.one(`SELECT seq FROM sqlite_sequence WHERE name = 'entry'`, nil, &key)
	return key, failure(err)
}
