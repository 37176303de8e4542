package replica

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Identity is who uses the replica on which device.
type Identity struct {
	Device kernel.ID
	User   kernel.ID
}

// Replica is one user's replica of one company on one device.
type Replica struct {
	Catalog   *kernel.Catalog
	Identity  Identity
	Pushes    wire.Portion // how much one push carries
	ProofRows int          // see [ProofRows]

	store    Store
	outbox   Outbox
	state    State
	pending  []*Pending // by key
	lastKey  int64
	author   *kernel.Author // of the rows as they are; nil when they have to be asked
	sent     int64          // highest key pushed on this connection
	link     linkState
	history  kernel.ID      // of the server that welcomed this connection
	reload   bool           // what is received replaces everything held
	again    []Entry        // accepted by an earlier history, to be pushed again
	anew     map[int64]bool // their keys, until this history has answered
	reported bool           // a recovering server knows that it has all of them
	stuck    error          // memory and files have parted; only a restart brings them together
	digest   int64          // of the catalogue
	declared []Known        // by the catalogue
	brings   []wire.Lack    // what of another release's this connection's catch-up brings
	heard    kernel.Time    // the server's last word on the time that was believed; 0 before there was one
	proves   bool           // the server of this connection answers questions
	keeps    bool           // and takes another window while it goes on
	looks    bool           // and answers looks beyond it
	told     bool           // it knows which window is wanted
	behind   bool           // this connection's catch-up has not come to its end
	proving  *proving       // nil when no proof goes on
	apart    kernel.Time    // by which the server's clock is off what is believed here
}

type linkState uint8

const (
	offline linkState = iota
	greeting
	online
)

// NotReady refuses commands before the first load is whole.
var NotReady = kernel.Refuse("replica.loading", "首次同步还没有完成，请稍候", "The first sync is not complete yet; please wait")

// Open starts a replica and runs the predictions that its rows lack.
func Open(c *kernel.Catalog, id Identity, store Store, outbox Outbox) (*Replica, error) {
	r := &Replica{
		Catalog: c, Identity: id, store: store, outbox: outbox, digest: CatalogDigest(c), declared: knownBy(c),
		Pushes: wire.Portion{Rows: PushCalls, Bytes: PushBytes}, ProofRows: ProofRows,
	}
	var err error
	if r.state, r.pending, err = store.Load(); err != nil {
		return nil, fmt.Errorf("replica: load: %w", err)
	}
	if r.lastKey, err = outbox.LastKey(); err != nil {
		return nil, fmt.Errorf("replica: outbox: %w", err)
	}
	r.lastKey = max(r.lastKey, r.state.LastKey) // an outbox that was lost must not number anew, see judge too
	if err := r.migrate(); err != nil {
		return nil, fmt.Errorf("replica: migrate: %w", err)
	}
	return r, r.recover()
}

// recover brings rows and outbox together after a restart: an entry the rows do
// not contain is predicted now, one whose verdict they contain is let go.
func (r *Replica) recover() error {
	entries, err := r.outbox.Entries()
	if err != nil {
		return fmt.Errorf("replica: outbox: %w", err)
	}
	if err := r.refill(entries); err != nil {
		return err
	}
	waiting := map[int64]bool{}
	for _, p := range r.pending {
		waiting[p.Call.Key] = true
	}
	r.anew = map[int64]bool{}
	for _, e := range entries {
		if e.Accepted < 0 {
			r.anew[e.Call.Key] = true
		}
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

// refill puts into the outbox what only the rows hold: its file was damaged. A
// command that was judged meanwhile is answered with its verdict.
func (r *Replica) refill(entries []Entry) error {
	kept := make(map[int64]bool, len(entries))
	for _, e := range entries {
		kept[e.Call.Key] = true
	}
	for _, p := range r.pending {
		if kept[p.Call.Key] {
			continue
		}
		if err := r.outbox.Append(p.Call); err != nil {
			return fmt.Errorf("replica: outbox: %w", err)
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
		p := r.predict(w, call, kernel.Made{})
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

// Current tells that the rows are those of now: connected, and nothing of a catch-up is
// missing. What the server judges from then on comes by itself.
func (r *Replica) Current() bool { return r.link == online && !r.behind }

// Stood notes until when, by the server's clock, the rows were current.
func (r *Replica) Stood(until kernel.Time) error {
	if until <= r.state.AsOf || r.state.Version == 0 {
		return nil
	}
	r.state.AsOf = until
	return r.store.Update(func(w Writer) error { w.PutState(r.state); return nil })
}

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
	if size := len(args); size > wire.MaxArgs {
		return Saved{}, wire.TooLong(size)
	}
	at := now + kernel.Time(r.state.Offset)
	call := kernel.Call{
		ID: kernel.NewID(at, random), Origin: r.Identity.Device, Key: r.lastKey + 1, Author: r.Identity.User,
		Name: name, Version: 1, Args: args, At: at, Judged: at,
	}
	if spec := r.Catalog.Command(name); spec != nil {
		call.Version = int64(spec.Version)
		if author, err := r.identify(r.store); err == nil { // else the prediction says why
			if err := author.Gives(spec); err != nil {
				return Saved{}, err
			}
		}
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
		p := pendingOf(call, outcome, tx)
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

// Hello opens a connection.
func (r *Replica) Hello() *wire.Hello {
	r.link, r.sent, r.reload, r.reported = greeting, 0, false, false
	r.brings = nil
	r.cutProof()
	hello := &wire.Hello{
		Device: r.Identity.Device, History: r.state.History, Version: r.state.Version, Release: int64(r.Catalog.Release),
		Scope: r.held(), Since: r.state.Wants.Since, Pins: r.state.Wants.Pins, Chain: r.state.Chain,
		Held: r.state.Held, From: r.state.From, Kept: r.state.Pins, Waits: int64(len(r.pending)),
	}
	if r.state.Version > 0 && !r.current() && len(r.state.Known) > 0 {
		hello.Lacks = r.lacks()
	}
	r.told = true
	if r.state.Resume.Catalog == r.digest { // else it lacks what this release knows
		hello.Resume = r.state.Resume.Place
	}
	return hello
}

// Lost tells the replica that its connection is gone.
func (r *Replica) Lost() {
	r.link = offline
	r.cutProof()
}
