package replica

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"heyi/shared/kernel"
)

// try runs a prediction without keeping it. Code that fails on this device's rows
// is an error of the command alone: no patch may be stopped by it.
func (r *Replica) try(base kernel.Reader, call *kernel.Call) (tx *kernel.Tx, outcome kernel.Outcome, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case kernel.StoreError:
			panic(p)
		default:
			tx, outcome, err = nil, kernel.Outcome{}, fmt.Errorf("replica: %s failed: %v\n%s", call.Name, p, debug.Stack())
		}
	}()
	author, err := r.identify(base)
	if err != nil {
		return nil, kernel.Outcome{}, err
	}
	tx = kernel.NewTx(r.Catalog, base, r.eyes(author), call, author)
	outcome, err = tx.Predict()
	if changesAuthors(tx) {
		r.author = nil
	}
	if outcome.NeedsServer {
		tx = nil
	}
	return tx, outcome, err
}

// identify finds the user in the rows, once for all predictions that follow each
// other without changing who anybody is.
func (r *Replica) identify(base kernel.Reader) (*kernel.Author, error) {
	if r.author != nil {
		return r.author, nil
	}
	author, err := kernel.Identify(r.Catalog, base, r.Identity.Device, r.Identity.User)
	if err == nil {
		r.author = author
	}
	return author, err
}

func changesAuthors(tx *kernel.Tx) bool {
	for _, w := range tx.Writes() {
		if kernel.Identifies(w.Schema) {
			return true
		}
	}
	return false
}

// predict runs a kept command again. One that no longer holds loses its own
// prediction and nothing else. What its user saw first is remembered. While rows are
// loading it waits: what it would find is not whole, and to take it back could take
// out what the load has brought.
func (r *Replica) predict(w Writer, call kernel.Call, shown kernel.Made) *Pending {
	if r.state.Version == 0 || r.state.Loading {
		return &Pending{Call: call, Shown: shown, whole: true} // its digest is of what its user was shown before the rows were lost
	}
	call.Digest = 0
	tx, outcome, err := r.try(w, &call)
	if err != nil {
		p := &Pending{Call: call, Shown: shown, whole: true}
		var refusal *kernel.Refusal
		if errors.As(err, &refusal) {
			p.Failed = refusal
		}
		if tx != nil {
			p.reads = readsOf(tx)
		}
		return p
	}
	call.Digest = outcome.Digest
	p := pendingOf(call, outcome, tx)
	if shown != (kernel.Made{}) {
		p.Shown = shown
	}
	r.write(w, tx, p)
	return p
}

// write stores the effect of a prediction, as far as its author may see it: what
// he gives away is gone, what he is not shown never comes.
func (r *Replica) write(w Writer, tx *kernel.Tx, p *Pending) {
	p.whole = true
	if tx == nil {
		return
	}
	viewer := r.eyes(tx.Author)
	writes := tx.Writes()
	p.after = make(map[kernel.Key]kernel.Row, len(writes))
	for _, wr := range writes {
		w.Put(wr.After)
		p.after[kernel.Key{Schema: wr.Schema, ID: wr.After.Base().ID}] = wr.After
	}
	for _, wr := range writes {
		if viewer.Sees(wr.After, w.Get) {
			continue
		}
		p.whole = false
		if wr.Before == nil {
			p.drop(kernel.Key{Schema: wr.Schema, ID: wr.After.Base().ID})
		}
		for _, row := range leaving(r.Catalog, w, viewer, wr.After) {
			key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
			if p.after[key] == nil {
				p.Undo = append(p.Undo, UndoRow{Entity: int64(key.Schema.Number), ID: key.ID, Body: kernel.Encode(nil, row)})
				p.writes = append(p.writes, key)
			}
			w.Delete(key.Schema, key.ID)
		}
	}
}

// drop forgets a row that was born but never shown.
func (p *Pending) drop(key kernel.Key) {
	p.Undo = slices.DeleteFunc(p.Undo, func(u UndoRow) bool {
		return u.ID == key.ID && u.Entity == int64(key.Schema.Number)
	})
	p.writes = slices.DeleteFunc(p.writes, func(k kernel.Key) bool { return k == key })
}

// leaving lists a row that the viewer no longer sees and what leaves with it: its
// followers, but for those that he sees on other grounds.
func leaving(c *kernel.Catalog, base kernel.Reader, v *kernel.Viewer, row kernel.Row) []kernel.Row {
	gone := map[kernel.Key]bool{}
	leader := func(s *kernel.Schema, id kernel.ID) kernel.Row {
		if gone[kernel.Key{Schema: s, ID: id}] {
			return nil
		}
		return base.Get(s, id)
	}
	var rows []kernel.Row
	var leave func(kernel.Row)
	leave = func(row kernel.Row) {
		gone[kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}] = true
		rows = append(rows, row)
		for _, f := range c.Followers(base, row) {
			if !gone[kernel.Key{Schema: f.Base().Schema(), ID: f.Base().ID}] && !v.Sees(f, leader) {
				leave(f)
			}
		}
	}
	leave(row)
	return rows
}

// eyes is the author's scope within the window this device holds.
func (r *Replica) eyes(a *kernel.Author) *kernel.Viewer {
	return a.Viewer.Within(r.state.From, r.state.Pins)
}

func pendingOf(call kernel.Call, outcome kernel.Outcome, tx *kernel.Tx) *Pending {
	p := &Pending{Call: call, Shown: outcome.Made, Made: outcome.Made}
	if tx == nil {
		return p
	}
	for _, u := range tx.Undos() {
		row := UndoRow{Entity: int64(u.Schema.Number), ID: u.ID}
		if u.Before != nil {
			row.Body = kernel.Encode(nil, u.Before)
		}
		p.Undo = append(p.Undo, row)
		p.writes = append(p.writes, kernel.Key{Schema: u.Schema, ID: u.ID})
	}
	p.reads = readsOf(tx)
	return p
}

func readsOf(tx *kernel.Tx) *reads {
	points, ranges := tx.Reads()
	return &reads{points, ranges}
}
