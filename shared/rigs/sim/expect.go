package sim

import (
	"bytes"
	"fmt"

	"heyi/shared/kernel"
)

// What a device must hold is worked out here from nothing but the server's rows at
// the version it is at, the user's scope there and the commands that wait on it. It
// knows nothing of undo, rebase or staging, which is the point.

// Prefix is checked at random moments of every history.
var Prefix = Promised("prefix-plus-pending",
	"At any moment a device holds exactly the server's rows at its version in its user's scope, and on them what its waiting commands do when they are run from nothing.")

// expectation is what a device must hold.
type expectation struct {
	rows    *kernel.Memory
	effects map[kernel.ID][]kernel.Write // of what waits, by command; nothing where it predicts nothing
}

// expect works out what a device must hold at a version of its history; false where
// its user is nobody there.
func (w *World) expect(d *Device, at then) (*expectation, bool, error) {
	author, err := kernel.Identify(w.Catalog, at, d.ID.Device, d.ID.User)
	if err != nil {
		return nil, false, nil //nolint:nilerr // it was sent off, or will be
	}
	x := &expectation{rows: kernel.NewMemory(), effects: map[kernel.ID][]kernel.Write{}}
	eyes := d.eyes(author)
	for s, keys := range at.keys {
		mine := d.Catalog.Schema(s.Name)
		if mine == nil {
			continue // of a newer release
		}
		for _, key := range keys {
			row := at.Get(s, key.ID)
			if row == nil || !eyes.Sees(row, at.Get) {
				continue
			}
			if mine != s {
				if row, err = mine.Decode(kernel.Encode(nil, row)); err != nil {
					return nil, false, err
				}
			}
			x.rows.Put(row)
		}
	}
	for _, p := range d.Replica.Pending() {
		if writes, eyes, ok := d.predict(x.rows, p.Call); ok {
			x.effects[p.Call.ID] = writes
			x.apply(d, writes, eyes)
		}
	}
	return x, true, nil
}

// eyes is a viewer as far back as the device holds documents, with its pins. That these
// are what its user wants is another promise, see [Frames].
func (d *Device) eyes(a *kernel.Author) *kernel.Viewer {
	st := d.Replica.State()
	return a.Viewer.Within(st.From, st.Pins)
}

// predict runs a command on rows; false when it has no effect there.
func (d *Device) predict(rows kernel.Reader, call kernel.Call) (writes []kernel.Write, eyes *kernel.Viewer, ok bool) {
	defer func() {
		if recover() != nil {
			writes, ok = nil, false
		}
	}()
	author, err := kernel.Identify(d.Catalog, rows, d.ID.Device, d.ID.User)
	if err != nil {
		return nil, nil, false
	}
	call.Digest, eyes = 0, d.eyes(author)
	tx := kernel.NewTx(d.Catalog, rows, eyes, &call, author)
	out, err := tx.Predict()
	if err != nil || out.NeedsServer {
		return nil, nil, false
	}
	return tx.Writes(), eyes, true
}

// apply puts the effect of a command in, as far as the user may see it.
func (x *expectation) apply(d *Device, writes []kernel.Write, eyes *kernel.Viewer) {
	for _, w := range writes {
		x.rows.Put(w.After)
	}
	for _, w := range writes {
		if !eyes.Sees(w.After, x.rows.Get) {
			x.drop(d, w.After, eyes)
		}
	}
}

// drop takes a row out, and what was seen only because of it.
func (x *expectation) drop(d *Device, row kernel.Row, eyes *kernel.Viewer) {
	followers := d.Catalog.Followers(x.rows, row)
	x.rows.Delete(row.Base().Schema(), row.Base().ID)
	for _, f := range followers {
		if !eyes.Sees(f, x.rows.Get) {
			x.drop(d, f, eyes)
		}
	}
}

// differs compares what a device must hold with what it holds; empty when they are
// the same.
func differs(c *kernel.Catalog, want, have kernel.Scanner) string {
	for _, s := range c.Schemas {
		if what := differsIn(s, want, have); what != "" {
			return what
		}
	}
	return ""
}

func differsIn(s *kernel.Schema, want, have kernel.Scanner) string {
	wants, has := rowsOf(s, want), rowsOf(s, have)
	var a, b []byte
	for len(wants) > 0 || len(has) > 0 {
		switch {
		case len(has) == 0 || len(wants) > 0 && before(wants[0], has[0]):
			return fmt.Sprintf("lacks %s %s of version %d", s.Name, wants[0].Base().ID, wants[0].Base().Version)
		case len(wants) == 0 || before(has[0], wants[0]):
			return fmt.Sprintf("holds %s %s of version %d, which it must not", s.Name, has[0].Base().ID, has[0].Base().Version)
		}
		a, b = kernel.Encode(a[:0], wants[0]), kernel.Encode(b[:0], has[0])
		if string(a) != string(b) {
			return "holds " + s.Name + " " + wants[0].Base().ID.String() + " with " + fieldsApart(s, wants[0], has[0])
		}
		wants, has = wants[1:], has[1:]
	}
	return ""
}

func rowsOf(s *kernel.Schema, in kernel.Scanner) (rows []kernel.Row) {
	_ = in.Scan(s, func(row kernel.Row) error { rows = append(rows, row); return nil })
	return rows
}

func before(a, b kernel.Row) bool {
	x, y := a.Base().ID, b.Base().ID
	return string(x[:]) < string(y[:])
}

func fieldsApart(s *kernel.Schema, want, has kernel.Row) string {
	for _, f := range s.Fields {
		if a, b := f.Get(want), f.Get(has); a != b {
			return fmt.Sprintf("%s %q instead of %q", f.Name, b, a)
		}
	}
	return "other fields of a newer release"
}

// truth is the company as it was at the device's version; false where the device has
// to load and knows it, or the server's file has lost what the device has seen.
func (d *Device) truth() (then, bool) {
	st := d.Replica.State()
	at := then{d.world.pasts[st.History], st.Version}
	if st.Version == 0 || st.Loading || d.hurt || st.Catalog != d.digest || at.past == nil {
		return at, false
	}
	chain, _ := d.world.Server.Disk.ChainAt(st.Version) // in memory
	return at, !d.world.faults.PutBack || bytes.Equal(chain, st.Chain)
}

// checkPrefix holds one device against its own version.
func (w *World) checkPrefix(d *Device) error {
	at, ok := d.truth()
	if !ok {
		return nil
	}
	x, somebody, err := w.expect(d, at)
	if err != nil || !somebody {
		return err
	}
	if what := differs(d.Catalog, x.rows, d.Disk); what != "" {
		return Prefix.Broken("%s at version %d with %d waiting %s", d, at.version, len(d.Replica.Pending()), what)
	}
	return nil
}
