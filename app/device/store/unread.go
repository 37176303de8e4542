package store

import (
	"fmt"

	"heyi/shared/kernel"
)

// Unread is a command that waits to be sent and cannot be read any more.
type Unread struct {
	Key  int64
	Name string      // "sales.ship"; "" when that cannot be read either
	At   kernel.Time // when it was given; 0 when that cannot be read either
	Data []byte      // as it stands in the file
}

// Unread lists what cannot be read.
func (o *Outbox) Unread() []Unread { return o.unread }

// DropUnread forgets one of them: its user has seen to it.
func (o *Outbox) DropUnread(key int64) error {
	err := o.sys.exec(`DELETE FROM "unread" WHERE key = ?`, key)
	if err == nil {
		err = o.findUnread()
	}
	return outboxFailure(err)
}

func (o *Outbox) isUnread(key int64) bool {
	for _, u := range o.unread {
		if u.Key == key {
			return true
		}
	}
	return false
}

// putApart takes entries that cannot be read out of the way of the others.
func (o *Outbox) putApart(keys []int64) error {
	err := o.sys.atomic(func() error {
		for _, key := range keys {
			if err := o.sys.exec(`INSERT OR REPLACE INTO "unread" (key, call) SELECT key, call FROM "entry" WHERE key = ?`, key); err != nil {
				return err
			}
			if err := o.sys.exec(`DELETE FROM "entry" WHERE key = ?`, key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: outbox: %w", err)
	}
	return o.findUnread()
}

func (o *Outbox) findUnread() error {
	o.unread = nil
	return o.sys.each(`SELECT key, call FROM "unread" ORDER BY key`, nil, func(scan func(...any) error) error {
		u, err := scanUnread(scan)
		o.unread = append(o.unread, u)
		return err
	})
}

func scanUnread(scan func(...any) error) (u Unread, err error) {
	if err = scan(&u.Key, &u.Data); err == nil {
		call, _ := decodeCall(u.Data) // what stands before the damage is likely right
		u.Name, u.At = legible(call.Name), call.At
	}
	return u, err
}

// legible is a command's name if it looks like one.
func legible(name string) string {
	for _, r := range name {
		if r != '.' && r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return ""
		}
	}
	return name
}
