package replica

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// Identity is who uses the replica on which device.
type Identity struct {
	Device kernel.ID
	User   kernel.ID
}

// Replica is one user's replica of one company on one device.
type Replica struct {
	Catalog  *kernel.Catalog
	Identity Identity
	Since    kernel.Date // start of the window of closed documents, as agreed with the server
	Pins     []kernel.ID

	store    Store
	outbox   Outbox
	state    State
	pending  []*Pending // by key
	lastKey  int64
	author   *kernel.Author // of the rows as they are; nil when they have to be asked
	sent     int64          // highest key pushed on this connection
	link     linkState
	history  kernel.ID // of the server that welcomed this connection
	reload   bool      // what is received replaces everything held
	again    []Entry   // accepted by an earlier history, to be pushed again
	reported bool      // a recovering server knows that it has all of them
	stuck    error     // memory and files have parted; only a restart brings them together
}

type linkState uint8

const (
	offline linkState = iota
	greeting
	online
)

// NotReady refuses commands before the first load is whole.
var NotReady = kernel.Refuse("replica.loading", "首次同步还没有完成,请稍候", "The first sync is not complete yet; please wait")

// Open starts a replica and runs the predictions that its rows lack.
func Open(c *kernel.Catalog, id Identity, store Store, outbox Outbox) (*Replica, error) {
	r := &Replica{Catalog: c, Identity: id, store: store, outbox: outbox}
	var err error
	if r.state, r.pending, err = store.Load(); err != nil {
		return nil, fmt.Errorf("replica: load: %w", err)
	}
	if r.lastKey, err = outbox.LastKey(); err != nil {
		return nil, fmt.Errorf("replica: outbox: %w", err)
	}
	r.lastKey = max(r.lastKey, r.state.LastKey) // an outbox that was lost must not number anew
	return r, r.recover()
}

// recover brings rows and outbox together after a restart: an entry the rows do
// not contain is predicted now, one whose verdict they contain is let go.
func (r *Replica) recover() error {
	entries, err := r.outbox.Entries()
	if err != nil {
		return fmt.Errorf("replica: outbox: %w", err)
	}
	waiting := map[int64]bool{}
	for _, p := range r.pending {
		waiting[p.Call.Key] = true
	}
	for _, e := range entries {
		var err error
		switch {
		case e.Accepted != 0 || waiting[e.Call.Key]:
		case e.Call.Key <= r.state.LastKey:
			err = r.letGo(e.Call.Key)
		default:
			err = r.contain(e.Call)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// letGo finishes what a power loss cut off between storing a verdict and telling
// the outbox.
func (r *Replica) letGo(key int64) error {
	v, err := r.store.Verdict(key)
	if err != nil {
		return fmt.Errorf("replica: verdict of %d: %w", key, err)
	}
	if v != nil && v.Refusal == nil {
		return r.outbox.Accept(key, v.Version)
	}
	return r.outbox.Forget(key)
}

// contain predicts a command of the outbox and stores it as pending.
func (r *Replica) contain(call kernel.Call) error {
	return r.store.Update(func(w Writer) error {
		p := r.predict(w, call)
		r.pending = append(r.pending, p)
		w.PutPending(p)
		r.state.LastKey = max(r.state.LastKey, call.Key)
		w.PutState(r.state)
		return nil
	})
}

// State is where the replica stands; the screen shows its age.
func (r *Replica) State() State { return r.state }

// Pending lists the commands the server has not judged yet.
func (r *Replica) Pending() []*Pending { return r.pending }

// Online tells whether the server has welcomed this connection.
func (r *Replica) Online() bool { return r.link == online }

// Author is the user as the replica's rows know him.
func (r *Replica) Author() (*kernel.Author, error) {
	return kernel.Identify(r.Catalog, r.store, r.Identity.Device, r.Identity.User)
}

// Saved is what Do gives back for a command that is safe.
type Saved struct {
	Call        kernel.Call
	NeedsServer bool // nothing could be predicted; the effect shows after the verdict
}

// Do runs a command now and keeps it. A refusal means that nothing was kept: the
// user can correct his form. random makes the command's id.
func (r *Replica) Do(args kernel.Command, now kernel.Time, random [10]byte) (Saved, error) {
	spec := r.Catalog.CommandFor(args)
	if spec == nil {
		return Saved{}, fmt.Errorf("replica: %T is not a command of this release", args)
	}
	return r.DoEncoded(spec.Name, spec.Encode(args), now, random)
}

// DoEncoded is Do for commands that are made from data, such as <entity>.edit.
func (r *Replica) DoEncoded(name string, args []byte, now kernel.Time, random [10]byte) (Saved, error) {
	if r.stuck != nil {
		return Saved{}, r.stuck
	}
	if r.state.Version == 0 || r.state.Loading {
		return Saved{}, NotReady.With()
	}
	at := now + kernel.Time(r.state.Offset)
	call := kernel.Call{
		ID: kernel.NewID(at, random), Origin: r.Identity.Device, Key: r.lastKey + 1, Author: r.Identity.User,
		Name: name, Version: 1, Args: args, At: at, Judged: at,
	}
	if spec := r.Catalog.Command(name); spec != nil {
		call.Version = int64(spec.Version)
	}
	tx, outcome, err := r.try(r.store, &call)
	if err != nil {
		return Saved{}, err
	}
	call.Digest = outcome.Digest
	if err := r.outbox.Append(call); err != nil {
		return Saved{}, fmt.Errorf("replica: outbox: %w", err)
	}
	r.lastKey = call.Key
	pending, state := r.pending, r.state
	err = r.store.Update(func(w Writer) error {
		p := pendingOf(call, tx)
		r.write(w, tx, p)
		w.PutPending(p)
		r.pending = append(r.pending, p)
		r.state.LastKey = call.Key
		w.PutState(r.state)
		return nil
	})
	if err != nil {
		r.pending, r.state, r.author = pending, state, nil
		return r.withdraw(call, err)
	}
	return Saved{call, outcome.NeedsServer}, nil
}

// withdraw takes back a command whose effect the rows could not take, so that its
// user, who is told that it was not saved, can send it again. One that the outbox
// cannot let go of is saved: the next start predicts it.
func (r *Replica) withdraw(call kernel.Call, cause error) (Saved, error) {
	if err := r.outbox.Forget(call.Key); err != nil {
		r.stuck = fmt.Errorf("replica: command %d is kept without its effect: %w (%w)", call.Key, cause, err)
		return Saved{Call: call, NeedsServer: true}, nil
	}
	return Saved{}, cause
}

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

func pinSet(ids []kernel.ID) map[kernel.ID]bool {
	set := make(map[kernel.ID]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// predict runs a kept command again. One that no longer holds loses its own
// prediction and nothing else.
func (r *Replica) predict(w Writer, call kernel.Call) *Pending {
	call.Digest = 0
	tx, outcome, err := r.try(w, &call)
	if err != nil {
		p := &Pending{Call: call}
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
	p := pendingOf(call, tx)
	r.write(w, tx, p)
	return p
}

// write stores the effect of a prediction, as far as its author may see it: what
// he gives away is gone, what he is not shown never comes.
func (r *Replica) write(w Writer, tx *kernel.Tx, p *Pending) {
	if tx == nil {
		return
	}
	viewer := r.eyes(tx.Author)
	writes := tx.Writes()
	written := map[kernel.Key]bool{}
	for _, wr := range writes {
		w.Put(wr.After)
		written[kernel.Key{Schema: wr.Schema, ID: wr.After.Base().ID}] = true
	}
	for _, wr := range writes {
		if viewer.Sees(wr.After, w.Get) {
			continue
		}
		if wr.Before == nil {
			p.drop(kernel.Key{Schema: wr.Schema, ID: wr.After.Base().ID})
		}
		for _, row := range withFollowers(r.Catalog, w, wr.After) {
			key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
			if !written[key] {
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

// withFollowers lists a row and everything that shares its audience.
func withFollowers(c *kernel.Catalog, base kernel.Reader, row kernel.Row) []kernel.Row {
	rows := []kernel.Row{row}
	for _, f := range c.Followers(base, row) {
		rows = append(rows, withFollowers(c, base, f)...)
	}
	return rows
}

// eyes is the author's scope within the window this device holds.
func (r *Replica) eyes(a *kernel.Author) *kernel.Viewer {
	if a.Viewer == nil {
		return nil
	}
	return &kernel.Viewer{Tags: a.Viewer.Tags, Since: r.Since, Pins: pinSet(r.Pins)}
}

func pendingOf(call kernel.Call, tx *kernel.Tx) *Pending {
	p := &Pending{Call: call}
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

// Hello opens a connection.
func (r *Replica) Hello() *wire.Hello {
	r.link, r.sent, r.reload, r.reported = greeting, 0, false, false
	return &wire.Hello{
		Device: r.Identity.Device, History: r.state.History, Version: r.state.Version, Release: int64(r.Catalog.Release),
		Scope: r.state.Scope, Since: r.Since, Pins: r.Pins,
		Resume: wire.Resume{Version: r.state.Resume.Version, Entity: r.state.Resume.Entity, Row: r.state.Resume.Row},
	}
}

// Lost tells the replica that its connection is gone.
func (r *Replica) Lost() { r.link = offline }

// pushBatch bounds one push, in commands and bytes.
const (
	pushBatch = 100
	pushBytes = 256 << 10
)

// Outgoing makes the next push, nil when there is nothing to send. The first one
// on a connection tells a recovering server what an earlier history accepted.
func (r *Replica) Outgoing() *wire.Push {
	if r.link != online {
		return nil
	}
	batch := &batch{push: &wire.Push{}}
	for len(r.again) > 0 && batch.room() {
		batch.add(&r.again[0].Call, -r.again[0].Accepted)
		r.again = r.again[1:]
	}
	if len(r.again) == 0 && !r.reported {
		r.reported, batch.push.Reported = true, true
	}
	for _, p := range r.pending {
		if p.Call.Key > r.sent && len(r.again) == 0 && batch.room() {
			r.sent = p.Call.Key
			batch.add(&p.Call, 0)
		}
	}
	if len(batch.push.Calls) == 0 && !batch.push.Reported {
		return nil
	}
	return batch.push
}

type batch struct {
	push  *wire.Push
	bytes int
}

func (b *batch) room() bool { return len(b.push.Calls) < pushBatch && b.bytes < pushBytes }

func (b *batch) add(call *kernel.Call, accepted int64) {
	b.bytes += len(call.Args)
	b.push.Calls = append(b.push.Calls, wire.Call{
		ID: call.ID, Key: call.Key, Name: call.Name, Version: call.Version, Args: call.Args, At: call.At,
		Digest: int64(call.Digest), Accepted: accepted,
	})
}
