package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"heyi/app/device/store"
	"heyi/shared/kernel"
)

// exported is one command of an export: for people and other programs its
// arguments as JSON, for a server the bytes it would have been sent. Of one that
// cannot be read there are only the bytes as they stand in the file.
type exported struct {
	ID      kernel.ID       `json:"id,omitzero"`
	Key     int64           `json:"key"`
	Command string          `json:"command,omitempty"`
	Version int64           `json:"version,omitempty"`
	Zh      string          `json:"zh,omitempty"`
	En      string          `json:"en,omitempty"`
	At      string          `json:"at,omitempty"`
	Args    json.RawMessage `json:"args,omitempty"`
	Encoded []byte          `json:"encoded,omitempty"`
	Damaged []byte          `json:"damaged,omitempty"`
}

// export is the document.
type export struct {
	Format    string     `json:"format"`
	Enrolment Enrolment  `json:"enrolment"`
	Commands  []exported `json:"commands"`
}

// Unread is a command that waits and cannot be read any more, by what is still
// legible of it.
type Unread struct {
	Key    int64
	Name   string // "sales.ship", "" when it is not known
	Zh, En string // the same for people
	At     kernel.Time
}

// Export writes the unsent commands as one JSON document, those that cannot be read
// among them.
func (e *Engine) Export(w io.Writer) error {
	calls, err := e.Unsent()
	if err != nil {
		return err
	}
	var unread []store.Unread
	err = e.run(func() error {
		if e.outbox != nil {
			unread = e.outbox.Unread()
		} else {
			_, unread = e.options.Enrolment.unsent()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return writeUnsent(w, e.options.Catalog, e.options.Enrolment, calls, unread)
}

// Export writes the unsent commands of an enrolment whose files nobody has open, as
// Engine.Export does. It works on damaged files too and changes none.
func (e Enrolment) Export(w io.Writer, c *kernel.Catalog) error {
	calls, unread := e.unsent()
	return writeUnsent(w, c, e, calls, unread)
}

func (e Enrolment) unsent() ([]kernel.Call, []store.Unread) {
	return store.ReadUnsent(filepath.Join(e.Dir, outboxFile), filepath.Join(e.Dir, replicaFile))
}

func writeUnsent(w io.Writer, catalog *kernel.Catalog, e Enrolment, calls []kernel.Call, unread []store.Unread) error {
	doc := export{"heyi.unsent/1", e, make([]exported, 0, len(calls)+len(unread))}
	for _, c := range calls {
		x := exported{ID: c.ID, Key: c.Key, Command: c.Name, Version: c.Version, At: c.At.String(), Encoded: c.Args}
		if spec := catalog.Command(c.Name); spec != nil {
			x.Zh, x.En = spec.Zh, spec.En
			spec = spec.As(c.Version)
			if args, err := spec.Decode(c.Args); err == nil {
				x.Args = spec.EncodeJSON(args)
			}
		}
		doc.Commands = append(doc.Commands, x)
	}
	for _, u := range unread {
		doc.Commands = append(doc.Commands, exported{Key: u.Key, Command: u.Name, Damaged: u.Data})
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(doc); err != nil {
		return fmt.Errorf("client: export: %w", err)
	}
	return nil
}

// unread lists what waits and cannot be read.
func (e *Engine) unread() []Unread {
	if e.outbox == nil {
		return nil
	}
	var list []Unread
	for _, u := range e.outbox.Unread() {
		x := Unread{Key: u.Key, Name: u.Name, Zh: u.Name, En: u.Name, At: u.At}
		if spec := e.options.Catalog.Command(u.Name); spec != nil {
			x.Zh, x.En = spec.Zh, spec.En
		}
		list = append(list, x)
	}
	return list
}

// DropUnread takes commands that cannot be read off the page: their user has written
// them again, or gives them up.
func (e *Engine) DropUnread(keys ...int64) error {
	return e.run(func() error {
		if e.outbox == nil {
			return e.issues
		}
		var errs []error
		for _, key := range keys {
			errs = append(errs, e.outbox.DropUnread(key))
		}
		e.changed(Change{})
		return errors.Join(errs...)
	})
}

// SeenMended takes the word about a damaged outbox off the page.
func (e *Engine) SeenMended() error {
	return e.run(func() error {
		e.mended = nil
		e.changed(Change{})
		return nil
	})
}
