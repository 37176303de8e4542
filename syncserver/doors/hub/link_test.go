package hub_test

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
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

// A device that answers pings stays, and so does one that pings itself: on a slow line
// the server's pings come late, behind what it has sent. One that does neither is gone
// within the time, with its seat; one that says nothing at all is told so.
func TestSilence(t *testing.T) {
	o := raise(t, hub.Config{PingEvery: 100 * time.Millisecond, PongTime: 4 * time.Second, HelloTime: 2 * time.Second})
	alive, pinging, dead := o.connect(o.enrol("A01")), o.connect(o.enrol("A02")), o.connect(o.enrol("A03"))
	pinging.SetPingHandler(func(string) error { return nil })
	gone := make(chan string, 2)
	read := func(d *device, what string) { // reading answers pings
		for {
			if _, _, err := d.ReadMessage(); err != nil {
				gone <- what
				return
			}
		}
	}
	go read(alive, "answers pings")
	go read(pinging, "pings")
	go func() {
		for pinging.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Minute)) == nil {
			time.Sleep(100 * time.Millisecond)
		}
	}()
	_ = dead // reads nothing, so it answers nothing
	await.Until(t, "the dead device is dropped", func() bool { return o.open.Load() < 3 })
	select {
	case what := <-gone:
		t.Errorf("the device that %s was dropped", what)
	case <-time.After(2 * time.Second):
	}
	o.dial(o.enrol("A04")).told(hub.NoHello)
}

// trickle writes what it is given in pieces with pauses.
type trickle struct {
	net.Conn
	on atomic.Bool
}

func (c *trickle) Write(b []byte) (int, error) {
	if !c.on.Load() {
		return c.Conn.Write(b)
	}
	done := 0
	for piece := 1 + len(b)/10; done < len(b); {
		time.Sleep(200 * time.Millisecond)
		n, err := c.Conn.Write(b[done:min(done+piece, len(b))])
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

// A frame that takes longer than a silence may last comes in as long as something of
// it comes.
func TestASlowFrame(t *testing.T) {
	o := raise(t, hub.Config{PingEvery: time.Minute, PongTime: time.Second})
	id := o.enrol("A01")
	var line *trickle
	dialer := websocket.Dialer{NetDial: func(network, addr string) (net.Conn, error) {
		conn, err := net.Dial(network, addr)
		line = &trickle{Conn: conn}
		return line, err
	}}
	socket, _, err := dialer.Dial("ws"+strings.TrimPrefix(o.http.URL, "http"), http.Header{"Device": {id.String()}})
	must(t, err)
	defer socket.Close()
	d := &device{Conn: socket, t: t, id: id, kept: map[kernel.ID]wire.Verdict{}}
	d.say(&wire.Hello{Device: id})
	for whole := false; !whole; {
		p, ok := d.hear().(*wire.Patch)
		whole = ok && !p.Partial
	}
	calls := d.calls(1, "")
	line.on.Store(true)
	d.say(&wire.Push{Calls: calls})
	if v := d.verdict(calls[0].ID); v.Refused {
		t.Error(v.Refusal)
	}
}

// A frame beyond the limit is answered with its code and both sentences, also
// while more of it is under way; so is one that grows beyond it when it is
// decompressed. Neither takes the memory of the whole of it.
func TestTooLong(t *testing.T) {
	o := raise(t, hub.Config{})
	id := o.enrol("A01")
	d := o.connect(id)
	w, err := d.NextWriter(websocket.BinaryMessage)
	must(t, err)
	chunk := make([]byte, 1<<20)
	for range 24 { // far more than socket buffers hold
		if _, err := w.Write(chunk); err != nil {
			break // the server has said goodbye already
		}
	}
	d.told(hub.TooLong)

	z, err := zstd.NewWriter(nil)
	must(t, err)
	d = o.connect(id)
	d.send(z.EncodeAll(make([]byte, 64<<20), []byte{3, 1}))
	d.told(hub.BadFrame)
	await.Until(t, "both connections end", func() bool { return o.open.Load() == 0 })
}

// One device that floods waits for its verdicts; another's command is judged
// between its pushes and not behind all of them.
func TestFlood(t *testing.T) {
	o := raise(t, hub.Config{GroupMax: 100})
	flooder, honest := o.connect(o.enrol("A01")), o.connect(o.enrol("A02"))
	o.store.takes.Store(int64(20 * time.Millisecond))
	const pushes = 200
	flood := flooder.calls(pushes*100, "")
	go func() {
		for n := range pushes {
			if flooder.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: flood[n*100 : n*100+100]})) != nil {
				return
			}
		}
	}()
	go func() {
		for {
			if _, _, err := flooder.ReadMessage(); err != nil {
				return
			}
		}
	}()
	await.Until(t, "the flood to rise", func() bool { return o.store.commits.Load() > 8 })
	for range 3 {
		call := honest.calls(1, "")
		begun, commits := time.Now(), o.store.commits.Load()
		honest.say(&wire.Push{Calls: call})
		if v := honest.verdict(call[0].ID); v.Refused {
			t.Error(v.Refusal)
		}
		// Eight pushes may stand before it, and two groups may be at work.
		if n := o.store.commits.Load() - commits; n > 11 {
			t.Errorf("%d commits passed before an honest command, in %s", n, time.Since(begun))
		}
	}
	flooder.Close()
}

// A device that takes nothing during its catch-up is given up, and the view that
// was open for it is closed; one that reads slowly is not.
func TestASlowCatchUp(t *testing.T) {
	o := raise(t, hub.Config{LaneBytes: 256 << 10, StallTime: 6 * time.Second, WriteTime: 12 * time.Second})
	worker, stuck, slow := o.connect(o.enrol("A01")), o.enrol("A02"), o.enrol("A03")
	note, chance := make([]rune, 1000), rand.New(rand.NewPCG(1, 1))
	for range 8 { // some 10 MB, which compression cannot make small enough for a socket
		calls := worker.calls(400, "")
		for i := range calls {
			for j := range note {
				note[j] = '一' + chance.Int32N(20000)
			}
			values := []kernel.FieldValue{{Field: "name", Value: newID().String()}, {Field: "is_customer", Value: "true"}, {Field: "note", Value: string(note)}}
			calls[i].Args = o.Catalog.Command("party.add").Encode(&kernel.AddRow{Values: values})
		}
		for n := 0; n < len(calls); n += 50 {
			worker.say(&wire.Push{Calls: calls[n : n+50]})
			worker.verdict(calls[n+49].ID)
		}
	}
	worker.Close()
	d := o.dial(stuck)
	d.say(&wire.Hello{Device: stuck}) // and reads nothing
	await.Until(t, "the stuck device is given up", func() bool { return o.log.count(hub.TooSlow.Name) > 0 })
	await.Until(t, "its connection ends", func() bool { return o.open.Load() == 0 })

	s := o.dial(slow)
	s.say(&wire.Hello{Device: slow})
	for rows := 0; ; {
		m := s.hear()
		if bye, ok := m.(*wire.Bye); ok || m == nil {
			t.Fatalf("a slow reader was turned away after %d rows: %+v", rows, bye)
		}
		p, ok := m.(*wire.Patch)
		if ok {
			rows += len(p.Rows)
			time.Sleep(30 * time.Millisecond)
		}
		if ok && !p.Partial {
			if rows < 3200 {
				t.Errorf("the slow reader got %d rows", rows)
			}
			return
		}
	}
}

// A stop judges what has arrived, tells everybody who listens, and does not wait
// for those who do not.
func TestStopWithClients(t *testing.T) {
	o := raise(t, hub.Config{WriteTime: time.Second})
	var listening []*device
	for _, series := range []string{"A01", "A02", "A03", "A04"} {
		listening = append(listening, o.connect(o.enrol(series)))
	}
	o.connect(o.enrol("A05")) // never reads again
	half := o.dial(o.enrol("A06"))
	_ = half // never says hello
	last := listening[0].calls(1, "")
	listening[0].say(&wire.Push{Calls: last})
	listening[0].verdict(last[0].ID)
	version := o.Version()

	begun := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), await.Patience)
	defer cancel()
	closed := make(chan error, 1)
	go func() { closed <- o.Close(ctx) }()
	for _, d := range listening {
		if bye := d.bye(); bye.Refusal.Code != hub.Stopping.Name || bye.Wipe {
			t.Errorf("a device was told %+v", bye)
		}
		d.Close()
	}
	must(t, <-closed)
	if took := time.Since(begun); took >= await.Patience {
		t.Errorf("the stop took %s", took)
	}
	if _, err := o.State(t.Context()); err == nil {
		t.Error("a stopped hub answers")
	}
	if o.Version() != version {
		t.Errorf("the stop moved the company from %d to %d", version, o.Version())
	}
	await.Until(t, "all connections end", func() bool { return o.open.Load() == 0 })
}
