package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Outbox is a file of commands. It implements [replica.Outbox].
//
// What it holds may be the only copy of what a user was told is saved, so nothing
// damaged is ever deleted: a file that cannot be used is set aside and what can be
// read of it is taken over, see [OpenOutbox]; an entry that cannot be read is kept
// apart, see [Outbox.Unread].
type Outbox struct {
	// Mended tells what became of a damaged file when this one was opened, nil when
	// it was sound.
	Mended *Mended

	path   string
	db     *sql.DB
	conn   *sql.Conn
	sys    *system
	unread []Unread
	dirty  bool // the log holds what was deleted
}

// AUTOINCREMENT makes SQLite remember the highest key ever used, in the same
// transaction as the insert and also when the entry has gone. A flipped bit of the
// version of acceptance would show in its inverse, which a trigger keeps, so that
// programs of older releases keep it too; the call bears its own checksum.
var outboxTables = []string{
	`CREATE TABLE IF NOT EXISTS "entry" (key INTEGER PRIMARY KEY AUTOINCREMENT, call BLOB NOT NULL,
	accepted INTEGER NOT NULL DEFAULT 0, inverse INTEGER)`,
	`CREATE TABLE IF NOT EXISTS "unread" (key INTEGER PRIMARY KEY, call BLOB NOT NULL)`,
}

const inverseTrigger = `CREATE TRIGGER IF NOT EXISTS "accepted" AFTER UPDATE OF accepted ON "entry"
	BEGIN UPDATE "entry" SET inverse = -1 - NEW.accepted WHERE key = NEW.key; END`

// OpenOutbox opens or makes the file. A damaged one is set aside beside it and a
// new one takes over what can be read of it.
func OpenOutbox(path string) (*Outbox, error) {
	o, err := openOutbox(path, outboxOptions)
	if err == nil || !damaged(err) {
		return o, err
	}
	return mendOutbox(path, err)
}

func openOutbox(path, options string) (*Outbox, error) {
	private(path)
	if err := checkHeader(path); err != nil {
		return nil, outboxFailure(err)
	}
	db, conn, err := openConn(path, options)
	if err != nil {
		return nil, outboxFailure(err)
	}
	o := &Outbox{path: path, db: db, conn: conn, sys: newSystem(conn)}
	if err := errors.Join(o.prepare(), clean(conn)); err != nil {
		return nil, errors.Join(outboxFailure(fmt.Errorf("store: outbox: %w", err)), o.Close())
	}
	private(path) // the files beside it
	return o, nil
}

// prepare checks the file, which is small, and brings its tables up to date.
func (o *Outbox) prepare() error {
	if err := quickCheck(o.conn); err != nil {
		return err
	}
	for _, text := range outboxTables {
		if _, err := o.conn.ExecContext(context.Background(), text); err != nil {
			return err
		}
	}
	err := addColumn(o.conn, "entry", "inverse", "INTEGER")
	if err == nil {
		_, err = o.conn.ExecContext(context.Background(), inverseTrigger)
	}
	if err == nil {
		err = o.findUnread()
	}
	if err == nil {
		_, err = o.Entries()
	}
	return err
}

// Close lets the file go.
func (o *Outbox) Close() error { return errors.Join(o.sys.close(), o.conn.Close(), o.db.Close()) }

// Append returns when the command survives a power loss.
func (o *Outbox) Append(call kernel.Call) error {
	insert := func() error {
		return o.sys.exec(`INSERT INTO "entry" (key, call, inverse) VALUES (?, ?, -1)`, call.Key, encodeCall(call))
	}
	if !o.isUnread(call.Key) {
		return outboxFailure(insert())
	}
	err := o.sys.atomic(func() error { // a second copy has turned up
		return errors.Join(insert(), o.sys.exec(`DELETE FROM "unread" WHERE key = ?`, call.Key))
	})
	return outboxFailure(errors.Join(err, o.findUnread()))
}

// Entries lists what is kept and can be read, by key. What cannot be read is kept
// apart from then on.
func (o *Outbox) Entries() ([]replica.Entry, error) {
	var entries []replica.Entry
	var broken []int64
	err := o.sys.each(`SELECT key, call, accepted, inverse FROM "entry" ORDER BY key`, nil, func(scan func(...any) error) error {
		e, key, err := scanEntry(scan)
		if err != nil {
			return err
		}
		if e == nil {
			broken = append(broken, key)
			return nil
		}
		entries = append(entries, *e)
		return nil
	})
	if err == nil && len(broken) > 0 {
		err = o.putApart(broken)
	}
	return entries, outboxFailure(err)
}

// scanEntry reads an entry, nil for one whose call cannot be read. Where the
// version of acceptance is in doubt the command waits: the server knows whether it
// has it already.
func scanEntry(scan func(...any) error) (e *replica.Entry, key int64, err error) {
	var accepted int64
	var inverse sql.NullInt64
	var data []byte
	if err := scan(&key, &data, &accepted, &inverse); err != nil {
		return nil, 0, err
	}
	call, err := decodeCall(data)
	if err != nil || call.Key != key {
		return nil, key, nil
	}
	if inverse.Valid && inverse.Int64 != -1-accepted {
		accepted = 0
	}
	return &replica.Entry{Call: call, Accepted: accepted}, key, nil
}

// Accept notes the version at which a command was accepted, or its negative.
//
// A positive one is not synced: when a power loss takes it back, the restart
// finds the verdict in the replica and notes it again. The negative one has no
// second witness.
func (o *Outbox) Accept(key, version int64) (err error) {
	if version > 0 {
		if err := o.sys.exec("PRAGMA synchronous = NORMAL"); err != nil {
			return outboxFailure(err)
		}
		defer func() { err = errors.Join(err, outboxFailure(o.sys.exec("PRAGMA synchronous = FULL"))) }()
	}
	return outboxFailure(o.sys.exec(`UPDATE "entry" SET accepted = ? WHERE key = ?`, version, key))
}

// Sync makes what was accepted survive a power loss.
func (o *Outbox) Sync() error {
	return outboxFailure(o.sys.exec(`UPDATE sqlite_sequence SET seq = seq WHERE name = 'entry'`))
}

// Forget drops commands, all or none.
func (o *Outbox) Forget(keys ...int64) error {
	o.dirty = true
	return outboxFailure(o.sys.atomic(func() error {
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
	return key, outboxFailure(err)
}

// Scrub takes what was deleted out of the file's log, see [Store.Scrub].
func (o *Outbox) Scrub() (done bool, err error) {
	done, err = scrub(o.conn)
	o.dirty = o.dirty && !done
	return done, outboxFailure(err)
}

// Dirty tells whether the log holds what was deleted.
func (o *Outbox) Dirty() bool { return o.dirty }
