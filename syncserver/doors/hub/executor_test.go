package hub_test

import (
	"errors"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// What comes while a group is being written is judged on top of it. Both are told
// in their order, and only when they are durable.
func TestWhatComesDuringAWriteIsJudgedOnTopOfIt(t *testing.T) {
	o := raise(t, hub.Config{})
	author := o.connect(o.enrol("A01"))
	const takes = 3 * time.Second // far longer than a busy machine needs to send the others
	o.store.takes.Store(int64(takes))
	before, err := o.State(t.Context())
	must(t, err)
	commits, start := o.store.commits.Load(), time.Now()
	var calls []wire.Call
	for range 4 {
		part := author.calls(1, "")
		author.say(&wire.Push{Calls: part})
		calls = append(calls, part...)
		time.Sleep(10 * time.Millisecond)
	}
	for i, c := range calls {
		v := author.answer(c.ID)
		if v.Refused || v.Version != before.Version+int64(i)+1 {
			t.Errorf("command %d: %+v, want version %d", i, v, before.Version+int64(i)+1)
		}
		if i == 0 && time.Since(start) < takes {
			t.Error("a verdict was told before its commit had returned")
		}
		o.store.takes.Store(0)
	}
	if n := o.store.commits.Load() - commits; n < 2 || n > 3 {
		t.Errorf("four commands during one write made %d commits", n)
	}
	state, err := o.State(t.Context())
	must(t, err)
	if state.Version != before.Version+4 || o.Version() != state.Version {
		t.Errorf("the company stands at %d, the hub says %d, want %d", state.Version, o.Version(), before.Version+4)
	}
}

// A write that fails takes with it what was judged on top of it: nobody is told of
// either, and both are judged once when they come again.
func TestAFailedWriteTakesWhatWasJudgedOnTopOfIt(t *testing.T) {
	o := raise(t, hub.Config{})
	first, second := o.enrol("A01"), o.enrol("A02")
	author, other := o.connect(first), o.connect(second)
	before, err := o.State(t.Context())
	must(t, err)
	disk := errors.New("database or disk is full")
	o.store.takes.Store(int64(3 * time.Second))
	o.store.before.Store(&disk)

	below, above := author.calls(2, ""), author.calls(3, "")
	author.say(&wire.Push{Calls: below})
	time.Sleep(60 * time.Millisecond)
	author.say(&wire.Push{Calls: above})
	program := make(chan error, 1)
	go func() {
		_, err := o.Run(t.Context(), &org.Enrol{Device: newID(), User: kernel.Ref[org.User](o.user), Name: "x", Series: "B01", Kind: "phone"})
		program <- err
	}()
	lost := append(below, above...)
	for _, d := range []*device{author, other} {
		d.toldNothingOf(lost)
	}
	if err := <-program; !errors.Is(err, hub.Unavailable.With()) {
		t.Errorf("a program was told %v", err)
	}

	o.store.before.Store(nil)
	o.store.takes.Store(0)
	key := author.key
	author = o.again(author.id)
	author.key = key
	author.say(&wire.Push{Calls: lost})
	for i, c := range lost {
		if v := author.answer(c.ID); v.Refused || v.Version != before.Version+int64(i)+1 {
			t.Errorf("command %d: %+v, want version %d", i, v, before.Version+int64(i)+1)
		}
	}
}
