package hub_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/zstd"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// A device has few connections, a person some more: the newest stay, the oldest is
// told why it ends.
func TestTheNewestConnectionsStay(t *testing.T) {
	o := raise(t, hub.Config{LinksOfDevice: 2, LinksOfPerson: 5})
	first, second := o.enrol("A01"), o.enrol("A02")
	one, two := o.connect(first), o.connect(first)
	three := o.connect(first)
	one.told(hub.Elsewhere)
	other := o.connect(second)
	for range 3 {
		o.connect(o.enrol(newID().String()[25:])) // the fourth to sixth of the person
	}
	two.told(hub.Elsewhere)
	call := three.calls(1, "")
	three.say(&wire.Push{Calls: call})
	if v := three.verdict(call[0].ID); v.Refused {
		t.Error(v.Refusal)
	}
	other.Close()
}

// Sockets that say hello and then take nothing keep nobody from his first sync, not
// even a colleague at the same moment.
func TestSilentSocketsKeepNobodyOut(t *testing.T) {
	o := raise(t, hub.Config{LaneBytes: 64 << 10, LinksOfDevice: 300})
	worker := o.connect(o.enrol("A01"))
	for range 6 { // enough that sockets and lanes are full
		calls := worker.calls(200, string(make([]rune, 900)))
		for i := range calls {
			values := []kernel.FieldValue{{Field: "name", Value: newID().String()}, {Field: "is_customer", Value: "true"}, {Field: "note", Value: noise(900)}}
			calls[i].Args = o.Catalog.Command("party.add").Encode(&kernel.AddRow{Values: values})
		}
		for n := 0; n < len(calls); n += 50 {
			worker.say(&wire.Push{Calls: calls[n : n+50]})
			worker.verdict(calls[n+49].ID)
		}
	}
	silent := o.enrol("A02")
	for range 200 {
		o.dial(silent).say(&wire.Hello{Device: silent})
	}
	begun := time.Now()
	o.connect(o.enrolColleague("A03"))
	if took := time.Since(begun); took > await.Patience {
		t.Errorf("the colleague's first sync took %s", took)
	}
}

// noise is text that does not compress.
func noise(length int) string {
	text := make([]rune, length)
	for i := range text {
		r := random()
		text[i] = '一' + (rune(r[9])<<6^rune(r[8])*31+rune(i*i*7919))%20000
	}
	return string(text)
}

// Commands that are refused cost their device more, so that nobody fills the log
// with them, and a colleague's command is judged at once. What waits is not lost.
func TestRefusedCommandsAreSlowedDown(t *testing.T) {
	o := raise(t, hub.Config{CommandsAMinute: 600})
	flooder, honest := o.connect(o.enrol("A01")), o.connect(o.enrolColleague("A02"))
	// A burst of 6,000 is 600 refused ones; then a push is paused for many seconds.
	flooder.paused(100, func() wire.Message { return &wire.Push{Calls: flooder.unknown(10)} }, func(m wire.Message) int {
		if p, ok := m.(*wire.Patch); ok {
			return len(p.Verdicts)
		}
		return 0
	}, 10)
	for range 20 {
		call := honest.calls(1, "")
		start := time.Now()
		honest.say(&wire.Push{Calls: call})
		if v := honest.verdict(call[0].ID); v.Refused {
			t.Error(v.Refusal)
		}
		if took := time.Since(start); took > await.Patience {
			t.Errorf("an honest command took %s", took)
		}
	}
}

// What costs the server more than a command costs its device more, too: another window,
// a look at what is older, a report.
func TestDearQuestionsAreSlowedDown(t *testing.T) {
	o := raise(t, hub.Config{CommandsAMinute: 60})
	since := kernel.Date(20260101)
	for _, dear := range []struct {
		name     string
		times    int
		next     func() wire.Message
		answered func(wire.Message) bool
	}{
		{"windows", 600, func() wire.Message { since = since.AddMonths(1); return &wire.Keep{Since: since} }, func(m wire.Message) bool { p, is := m.(*wire.Patch); return is && p.Rescope }},
		{"looks", 3000, func() wire.Message { return &wire.Look{Query: []byte(`{"Entity":"pigeon"}`)} }, func(m wire.Message) bool { _, is := m.(*wire.Seen); return is }},
		{"reports", 300, func() wire.Message { return &wire.Look{Query: []byte(`{}`), Report: true} }, func(m wire.Message) bool { _, is := m.(*wire.Seen); return is }},
	} {
		t.Run(dear.name, func(t *testing.T) {
			d := o.connect(o.enrol("B" + dear.name))
			d.t = t
			t.Parallel()
			d.paused(dear.times, dear.next, func(m wire.Message) int {
				if dear.answered(m) {
					return 1
				}
				return 0
			}, 1)
		})
	}
}

// unknown are calls of a command that nobody has.
func (d *device) unknown(n int) []wire.Call {
	calls := make([]wire.Call, n)
	for i := range calls {
		d.key++
		calls[i] = wire.Call{ID: newID(), Key: d.key, Name: "no.such", At: now()}
	}
	return calls
}

// paused sends messages, each when the one before has its answers, and fails unless one
// of them has to wait for seconds. It closes the connection.
func (d *device) paused(times int, next func() wire.Message, answers func(wire.Message) int, each int) {
	d.t.Helper()
	var answered atomic.Int64
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range times {
			if d.WriteMessage(websocket.BinaryMessage, wire.Encode(next())) != nil {
				return
			}
			for got := 0; got < each; {
				_, data, err := d.ReadMessage()
				if err != nil {
					return
				}
				if m, err := wire.Decode(data); err == nil {
					got += answers(m)
				}
			}
			answered.Add(1)
		}
	}()
	defer func() {
		d.Close()
		<-done
	}()
	for before := int64(-1); before != answered.Load(); {
		before = answered.Load()
		select {
		case <-done:
			if got := answered.Load(); got == int64(times) {
				d.t.Errorf("%d were answered without a pause", got)
			} else {
				d.t.Errorf("the connection ended after %d", got)
			}
			return
		case <-time.After(3 * time.Second):
		}
	}
}

// A frame that says it is small and is not, or has a command with an endless name,
// is a broken one.
func TestFramesThatLieAboutTheirSize(t *testing.T) {
	o := raise(t, hub.Config{})
	id := o.enrol("A01")
	z, err := zstd.NewWriter(nil)
	must(t, err)
	small := z.EncodeAll([]byte{0x0a, 0}, []byte{3, 1})
	for _, frame := range [][]byte{
		z.EncodeAll(make([]byte, 4<<20), small),
		wire.Encode(&wire.Push{Calls: []wire.Call{{ID: newID(), Key: 1, Name: string(make([]byte, 1000)), At: now()}}}),
		wire.Encode(&wire.Push{Calls: []wire.Call{{ID: newID(), Key: 1, Name: "a\xff", At: now()}}}),
	} {
		d := o.connect(id)
		d.send(frame)
		d.told(hub.BadFrame)
		d.Close()
	}
}

// A connection ends with its token: it is told why, and what it sends after is not
// taken.
func TestEndedConnections(t *testing.T) {
	o := raise(t, hub.Config{})
	id, stays := o.enrol("A01"), o.connect(o.enrol("A02"))
	gone := o.connect(id)
	if n := o.End(func(who hub.Identity) bool { return who.Device == id }, hub.NoHello.With()); n != 1 {
		t.Errorf("%d connections ended", n)
	}
	version := o.Version()
	_ = gone.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: gone.calls(1, "")})) // it may be closed
	gone.told(hub.NoHello)
	if o.Version() != version {
		t.Error("a command was taken after the end")
	}
	call := stays.calls(1, "")
	stays.say(&wire.Push{Calls: call})
	stays.verdict(call[0].ID)
}

// A device that says at every connection that the company has taken another course is
// let in each time and written down once.
func TestAPartedDeviceIsLoggedOnce(t *testing.T) {
	o := raise(t, hub.Config{})
	first, second := o.enrol("A01"), o.enrolColleague("A02")
	state, err := o.State(t.Context())
	must(t, err)
	for _, id := range []kernel.ID{first, first, second, first, second} {
		d := o.dial(id)
		d.say(&wire.Hello{Device: id, History: state.History, Version: 2, Chain: []byte("another course")})
		welcome, ok := d.hear().(*wire.Welcome)
		if !ok || !welcome.Parted || !welcome.Reload {
			t.Fatalf("it is welcomed with %+v", welcome)
		}
		d.Close()
	}
	if n := o.log.count("another course of it"); n != 2 {
		t.Errorf("%d lines were logged of two devices", n)
	}
}
