package replica_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/wire"
)

// A device whose rows were lost, but not its outbox, loads anew. What waits is not
// predicted on half of the rows: taking that back would take out what the load has
// brought of a command that was accepted long ago.
func TestNothingIsPredictedWhileRowsLoad(t *testing.T) {
	d := sim.NewDeviceDisk()
	f := &faulty{DeviceDisk: d, Outbox: d.Outbox()}
	call := kernel.Call{
		ID: kernel.DeriveID("test", 30), Origin: me.Device, Key: 1, Author: me.User, Name: "note.poison", Version: 1,
		Args: catalog.Command("note.poison").Encode(&poison{"mine"}),
	}
	if err := f.Append(call); err != nil {
		t.Fatal(err)
	}
	r := open(t, f)
	if len(r.Pending()) != 1 || count(f) != 0 {
		t.Fatalf("%d pending, %d rows before anything was loaded", len(r.Pending()), count(f))
	}
	s := notes.In(catalog)
	born := &note{Text: "mine"}
	born.ID = kernel.AddedID(call.ID, "note")
	s.Adopt(born)
	mine := wire.Row{Entity: int64(s.Number), Body: kernel.Encode(nil, born)}
	for _, again := range []bool{true, false} { // the load is cut once
		r.Hello()
		receive(t, r, &wire.Welcome{History: history, Version: 5, Now: 1000, Reload: true})
		receive(t, r, &wire.Patch{To: 5, Rows: []wire.Row{mine, row(20, "other")}, Partial: true})
		if again {
			r = open(t, f)
		}
	}
	receive(t, r, &wire.Patch{To: 5, Verdicts: []wire.Verdict{{ID: call.ID, Key: 1, Version: 3, Name: call.Name}}})
	if got := f.Get(s, born.ID); got == nil || got.(*note).Text != "mine" || count(f) != 2 || len(r.Pending()) != 0 {
		t.Errorf("the command's own row is %v, %d rows, %d pending", got, count(f), len(r.Pending()))
	}
}

// A verdict that comes again answers a resend. It says less than what the user was
// told, and takes nothing of it back.
func TestAnAnswerToAResendTakesNothingBack(t *testing.T) {
	f, r := loaded(t)
	if _, err := do(r, "a"); err != nil {
		t.Fatal(err)
	}
	c := r.Pending()[0].Call
	v := wire.Verdict{ID: c.ID, Key: c.Key, Version: 6, Digest: int64(c.Digest) + 1, Name: c.Name, At: c.At + 1}
	receive(t, r, &wire.Patch{From: 5, To: 6, Verdicts: []wire.Verdict{v}})
	receive(t, r, &wire.Patch{From: 6, To: 6, Verdicts: []wire.Verdict{v}})
	kept, err := f.Verdict(c.Key)
	if err != nil || kept == nil || !kept.Adjusted || kept.Dated != c.At+1 || kept.Call.Author != me.User {
		t.Errorf("the file holds %+v, %v", kept, err)
	}
	entries, err := f.Entries()
	if err != nil || len(entries) != 1 || entries[0].Accepted != 6 {
		t.Errorf("the outbox holds %+v, %v", entries, err)
	}
}

// A place that the server did not go on behind is gone with what was staged before it:
// brought back the next time, it would stand for parts that nobody has any more.
func TestAPlaceThatWasNotGoneOnBehindIsForgotten(t *testing.T) {
	_, r := loaded(t)
	place := wire.Place{Base: 5, Version: 9, Newest: 9, Chain: []byte{9}, Done: 1}
	r.Hello()
	receive(t, r, &wire.Welcome{History: history, Version: 9, Now: 1000})
	receive(t, r, &wire.Patch{From: 5, To: 9, Rows: []wire.Row{row(20, "other")}, Partial: true, Place: place})
	if at := r.Hello().Resume; at.Version != 9 || at.Base != 5 {
		t.Fatalf("it would go on behind %+v", at)
	}
	receive(t, r, &wire.Welcome{History: history, Version: 9, Now: 1000})
	if at := r.Hello().Resume; at.Version != 0 {
		t.Errorf("it would go on behind %+v, before which nothing is kept", at)
	}
}

// Rows are of now once the catch-up of a connection has come whole, also one that comes
// later because of what its user has gained, and no more when the connection is lost.
func TestRowsAreCurrentBehindTheCatchUp(t *testing.T) {
	f, r := loaded(t)
	r.Hello()
	steps := []struct {
		message wire.Message
		current bool
	}{
		{&wire.Welcome{History: history, Version: 9, Now: 1000}, false},
		{&wire.Patch{From: 5, To: 9, Rows: []wire.Row{row(20, "other")}, Partial: true}, false},
		{&wire.Patch{From: 5, To: 9}, true},
		{&wire.Patch{From: 9, To: 10, Rows: []wire.Row{row(21, "live")}}, true},
		{&wire.Patch{From: 10, To: 12, Rows: []wire.Row{row(22, "gained")}, Partial: true}, false},
		{&wire.Patch{From: 10, To: 12, Rescope: true}, true},
	}
	for n, s := range steps {
		if receive(t, r, s.message); r.Current() != s.current {
			t.Errorf("after message %d it is current: %v", n, r.Current())
		}
	}
	if r.Lost(); r.Current() {
		t.Error("current without a connection")
	}
	if err := r.Stood(5_000_000); err != nil {
		t.Fatal(err)
	}
	if r = open(t, f); r.State().AsOf != 5_000_000 || r.Stood(4_000_000) != nil || r.State().AsOf != 5_000_000 {
		t.Errorf("the rows are of %d after a restart", r.State().AsOf)
	}
}
