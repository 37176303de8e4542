package replica_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

type note struct {
	kernel.Record
	Text string `zh:"内容" en:"Text" is:"title"`
}

type poison struct {
	Text string `zh:"内容" en:"Text"`
}

var (
	notes = kernel.Define[note]("note", kernel.Spec{Zh: "便签", En: "Note", Scope: kernel.Scope{kernel.Everyone}})
	_     = kernel.Intent[poison]("note.poison", "坏", "Poison", kernel.ForAll())
	_     = kernel.Intent[copied]("note.copy", "抄写", "Copy", kernel.ForAll())

	catalog = kernel.NewCatalog(1, kernel.Lock{})
	me      = replica.Identity{Device: kernel.DeriveID("test", 1), User: kernel.DeriveID("test", 2)}
	history = kernel.DeriveID("test", 3)
)

// Predict fails once there is a note, as code might on rows its author never met.
func (p poison) Predict(tx *kernel.Tx) error {
	if _, found := notes.Get(tx, kernel.Ref[note](kernel.DeriveID("test", 10))); found == kernel.Found {
		panic("poisoned")
	}
	notes.Insert(tx, &note{Text: p.Text})
	return nil
}

func init() {
	kernel.Identifies = func(*kernel.Schema) bool { return false }
	kernel.Identify = func(*kernel.Catalog, kernel.Reader, kernel.ID, kernel.ID) (*kernel.Author, error) {
		return &kernel.Author{User: me.User, Series: "A", Grants: []string{"*"}, Viewer: &kernel.Viewer{Tags: map[string]bool{"all": true}}}, nil
	}
}

// faulty is a disk that fails when told to.
type faulty struct {
	*sim.DeviceDisk
	replica.Outbox
	update, forget error
}

func (f *faulty) Update(run func(replica.Writer) error) error {
	if f.update != nil {
		_ = f.DeviceDisk.Update(func(w replica.Writer) error { _ = run(w); return f.update })
		return f.update
	}
	return f.DeviceDisk.Update(run)
}

func (f *faulty) Forget(keys ...int64) error {
	if f.forget != nil {
		return f.forget
	}
	return f.Outbox.Forget(keys...)
}

func open(t *testing.T, f *faulty) *replica.Replica {
	t.Helper()
	r, err := replica.Open(catalog, me, f, f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func row(n int, text string) wire.Row {
	b := &note{Text: text}
	b.ID = kernel.DeriveID("test", n)
	s := notes.In(catalog)
	s.Adopt(b)
	return wire.Row{Entity: int64(s.Number), Body: kernel.Encode(nil, b)}
}

func receive(t *testing.T, r *replica.Replica, m wire.Message) replica.News {
	t.Helper()
	news, err := r.Receive(m, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return news
}

// loaded is a replica at version 5 of an empty company.
func loaded(t *testing.T) (*faulty, *replica.Replica) {
	t.Helper()
	d := sim.NewDeviceDisk()
	f := &faulty{DeviceDisk: d, Outbox: d.Outbox()}
	r := open(t, f)
	r.Hello()
	receive(t, r, &wire.Welcome{History: history, Version: 5, Now: 1000, Reload: true})
	receive(t, r, &wire.Patch{To: 5})
	return f, r
}

func do(r *replica.Replica, text string) (replica.Saved, error) {
	return r.Do(&poison{text}, 1000, [10]byte{byte(len(text)), 1})
}

func count(f *faulty) (n int) {
	_ = f.Scan(notes.In(catalog), func(kernel.Row) error { n++; return nil })
	return n
}

// A user who is told that his command was not saved finds it nowhere.
func TestACommandThatDoesNotFitTheDiskIsGone(t *testing.T) {
	f, r := loaded(t)
	f.update = errors.New("disk full")
	if _, err := do(r, "a"); !errors.Is(err, f.update) {
		t.Fatalf("got %v", err)
	}
	entries, _ := f.Entries()
	if len(entries) != 0 || len(r.Pending()) != 0 || count(f) != 0 {
		t.Errorf("%d in the outbox, %d pending, %d rows", len(entries), len(r.Pending()), count(f))
	}
	f.update = nil
	saved, err := do(r, "bb")
	if err != nil || saved.Call.Key != 2 {
		t.Errorf("key %d, %v", saved.Call.Key, err)
	}
	if r = open(t, f); len(r.Pending()) != 1 || count(f) != 1 {
		t.Errorf("after a restart %d pending, %d rows", len(r.Pending()), count(f))
	}
}

// When even the outbox cannot let go, the command is saved and the next start
// shows it; until then the replica does nothing that would forget it.
func TestACommandThatTheOutboxKeepsIsSaved(t *testing.T) {
	f, r := loaded(t)
	f.update, f.forget = errors.New("disk full"), errors.New("disk full")
	saved, err := do(r, "a")
	if err != nil || !saved.NeedsServer {
		t.Fatalf("got %+v, %v", saved, err)
	}
	f.update, f.forget = nil, nil
	if _, err := do(r, "bb"); err == nil {
		t.Error("the replica went on")
	}
	if _, err := r.Receive(&wire.Patch{From: 5, To: 6}, 1000); err == nil {
		t.Error("the replica received")
	}
	if r = open(t, f); len(r.Pending()) != 1 || r.Pending()[0].Call.ID != saved.Call.ID || count(f) != 1 {
		t.Errorf("after a restart %d pending, %d rows", len(r.Pending()), count(f))
	}
}

// Keys go on where they were when the outbox file is lost and the rows are not.
func TestKeysAreNotUsedAgain(t *testing.T) {
	f, r := loaded(t)
	for _, text := range []string{"a", "bb"} {
		if _, err := do(r, text); err != nil {
			t.Fatal(err)
		}
	}
	f.Outbox = sim.NewDeviceDisk().Outbox()
	r = open(t, f)
	saved, err := do(r, "ccc")
	if err != nil || saved.Call.Key != 3 {
		t.Errorf("key %d, %v", saved.Call.Key, err)
	}
}

// A command whose code fails on the server's rows loses its prediction; the
// patch goes in.
func TestCodeThatFailsStopsNoPatch(t *testing.T) {
	f, r := loaded(t)
	if _, err := do(r, "a"); err != nil {
		t.Fatal(err)
	}
	receive(t, r, &wire.Patch{From: 5, To: 6, Rows: []wire.Row{row(10, "bad")}})
	if len(r.Pending()) != 1 || count(f) != 1 || r.State().Version != 6 {
		t.Errorf("%d pending, %d rows at version %d", len(r.Pending()), count(f), r.State().Version)
	}
	if _, err := do(r, "bb"); err == nil {
		t.Error("a failing command was saved")
	}
}

// A first load that was cut begins anew when the server has moved on, also when
// that shows only with its patches.
func TestACutLoadHoldsNothingOld(t *testing.T) {
	welcome := &wire.Welcome{History: history, Version: 5, Now: 1000, Reload: true}
	for _, parts := range [][]*wire.Patch{
		{{To: 6, Partial: true, Rows: []wire.Row{row(12, "stays")}}, {To: 6, Rows: []wire.Row{row(13, "new")}}},
		{{To: 6, Rows: []wire.Row{row(12, "stays"), row(13, "new")}}},
	} {
		other := &faulty{DeviceDisk: sim.NewDeviceDisk()}
		other.Outbox = other.DeviceDisk.Outbox()
		r := open(t, other)
		r.Hello()
		receive(t, r, welcome)
		receive(t, r, &wire.Patch{To: 5, Partial: true, Rows: []wire.Row{row(11, "left the scope"), row(12, "stays")}})
		r.Lost()
		r.Hello()
		receive(t, r, welcome) // the view of the catch-up is opened a commit later
		for _, p := range parts {
			receive(t, r, p)
		}
		if n := count(other); n != 2 {
			t.Errorf("%d rows after %d parts, want 2", n, len(parts))
		}
	}
}
