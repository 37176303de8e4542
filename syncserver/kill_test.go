package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

func tamper(t *testing.T, dir, text string) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, company.File))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

// tablet pushes commands and remembers what the server has acknowledged.
type tablet struct {
	device kernel.ID
	token  string
	calls  []wire.Call
	acked  map[kernel.ID]wire.Verdict
	heard  int64         // how many, read beside
	pause  time.Duration // between commands of keepGoing; 0 is 10 ms
}

func (b *tablet) dial(t testing.TB, url string) *websocket.Conn {
	t.Helper()
	var socket *websocket.Conn
	await.Until(t, "the device is let in", func() (in bool) { // a server that has just begun may ask it to come again
		var err error
		socket, err = b.tryDial(url)
		return err == nil
	})
	return socket
}

func (b *tablet) tryDial(url string) (*websocket.Conn, error) {
	socket, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(url, "http")+"/ws", http.Header{"Authorization": {"Bearer " + b.token}})
	if err != nil {
		return nil, err
	}
	return socket, socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Hello{Device: b.device}))
}

// work pushes until the socket dies, and takes verdicts meanwhile.
func (b *tablet) work(t *testing.T, socket *websocket.Conn, resend []wire.Call) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		for b.hear(t, socket) {
		}
	}()
	push := &wire.Push{Calls: resend}
	for socket.WriteMessage(websocket.BinaryMessage, wire.Encode(push)) == nil {
		call := b.next()
		push = &wire.Push{Calls: []wire.Call{call}}
		time.Sleep(time.Millisecond)
		for wait := 0; wait < 1000 && int64(len(b.calls))-atomic.LoadInt64(&b.heard) > 400; wait++ {
			time.Sleep(time.Millisecond) // a device has a share, of which a flood would take more than the test has time
		}
	}
	<-done
}

func (b *tablet) hear(t testing.TB, socket *websocket.Conn) bool {
	_, data, err := socket.ReadMessage()
	if err != nil {
		return false
	}
	m, err := wire.Decode(data)
	if err != nil {
		t.Error(err)
		return false
	}
	patch, ok := m.(*wire.Patch)
	if !ok {
		return true
	}
	for _, v := range patch.Verdicts {
		if old, known := b.acked[v.ID]; known && (old.Version != v.Version || old.Refused != v.Refused) {
			t.Errorf("command %d was acknowledged at %d, now at %d", v.Key, old.Version, v.Version)
		}
		if _, known := b.acked[v.ID]; !known {
			atomic.AddInt64(&b.heard, 1)
		}
		b.acked[v.ID] = v
	}
	return true
}

// A server that is killed in the middle of its work, again and again, has lost
// nothing that it had acknowledged, judges nothing twice, and is sound.
func TestKill(t *testing.T) {
	kills := 12
	if testing.Short() {
		kills = 3
	}
	t.Run("sqlite", func(t *testing.T) { killAgain(t, foundedAt(t, ""), kills) })
	t.Run("postgres", func(t *testing.T) { killAgain(t, foundedAt(t, pgtest.Address(t)), kills/2) })
}

// enrolledAt is a tablet of the boss.
func enrolledAt(t testing.TB, p *process) *tablet {
	t.Helper()
	enrolled := ask(t, p.url+"/api/v1/enrol", map[string]string{"mobile": bossMobile, "password": bossPassword, "name": "平板", "kind": "tablet"})
	device, err := kernel.ParseID(enrolled["device"])
	if err != nil {
		t.Fatal(err)
	}
	return &tablet{device: device, token: enrolled["token"], acked: map[kernel.ID]wire.Verdict{}}
}

var departmentAdd = all.Catalog(all.Latest).Command("department.add")

// next is one more command: a department that nobody has refused yet.
func (b *tablet) next() wire.Call {
	key, now := int64(len(b.calls))+1, company.Now()
	add := &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: fmt.Sprintf("部门 %d of %s", key, b.device.String()[24:])}}}
	call := wire.Call{ID: kernel.NewID(now, company.Random()), Key: key, Name: departmentAdd.Name, Version: 1, Args: departmentAdd.Encode(add), At: now}
	b.calls = append(b.calls, call)
	return call
}

func killAgain(t *testing.T, at place, kills int) {
	p := at.start(t)
	b := enrolledAt(t, p)
	luck := rand.New(rand.NewPCG(1, 1))
	slowest := time.Duration(0)
	for range kills {
		socket, resend := b.dial(t, p.url), append([]wire.Call(nil), b.calls...)
		heard, pause := atomic.LoadInt64(&b.heard), time.Duration(luck.IntN(120))*time.Millisecond
		early := luck.IntN(4) == 0 // before it has acknowledged anything, as it may be
		go func() {
			_ = early || await.Held(func() bool { return atomic.LoadInt64(&b.heard) > heard })
			time.Sleep(pause)
			p.kill(t)
		}()
		b.work(t, socket, resend[max(0, len(resend)-900):])
		socket.Close()
		begun := time.Now()
		p = at.start(t)
		slowest = max(slowest, time.Since(begun))
	}
	before := len(b.acked)
	if before < kills/2 {
		t.Fatalf("only %d commands were acknowledged: the test proves little", before)
	}
	b.settle(t, p)
	if status, stdout, _ := cli(t, at.args("verify")...); status != 0 {
		t.Error(stdout)
	}
	t.Logf("%d kills, %d commands, %d acknowledged before the last restart; slowest restart %s", kills, len(b.calls), before, slowest)
}

// settle sends everything again and waits for all verdicts: those that had been
// given must be the same.
func (b *tablet) settle(t testing.TB, p *process) {
	t.Helper()
	socket := b.dial(t, p.url)
	defer socket.Close()
	for rest := b.calls; len(rest) > 0; {
		n := min(500, len(rest))
		if err := socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: rest[:n]})); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	_ = socket.SetReadDeadline(time.Now().Add(await.Patience))
	for len(b.acked) < len(b.calls) {
		if !b.hear(t, socket) {
			t.Fatalf("%d of %d commands have a verdict", len(b.acked), len(b.calls))
		}
	}
	versions := map[int64]bool{}
	for _, v := range b.acked {
		if versions[v.Version] {
			t.Errorf("two commands have version %d", v.Version)
		}
		versions[v.Version] = true
	}
}
