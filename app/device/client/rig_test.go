package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

var catalog = all.Catalog(all.Latest)

// company is the real authority on the simulator's disk, behind real WebSockets
// on loopback: everything of a server but its files and its passwords.
type company struct {
	t       testing.TB
	catalog *kernel.Catalog
	disk    *sim.ServerDisk
	http    *httptest.Server

	mu      sync.Mutex // the authority's goroutine
	desk    *authority.Desk
	key     int64
	devices map[string]replica.Identity // by token
	sockets map[*websocket.Conn]bool
	bye     *wire.Bye // instead of a welcome
	deaf    bool      // takes pushes and does nothing
	busy    bool      // lets who wants another window wait for it
	lies    func(*wire.Patch)
	shelf   *shelf // of files; nil while there are none

	ahead atomic.Int64 // of the time of day, in milliseconds
}

func (c *company) now() kernel.Time { return kernel.Time(time.Now().UnixMilli() + c.ahead.Load()) }

const (
	boss    = "19900000101"
	seller1 = "19900000102"
	seller2 = "19900000103"
)

// raise opens the server of a company that is not founded yet.
func raise(t testing.TB) *company { return raiseOn(t, catalog) }

// raiseOn opens a server of another release.
func raiseOn(t testing.TB, release *kernel.Catalog) *company {
	t.Helper()
	c := &company{
		t: t, catalog: release, disk: sim.NewServerDisk(kernel.DeriveID("history", 1)),
		devices: map[string]replica.Identity{}, sockets: map[*websocket.Conn]bool{},
	}
	a, err := authority.Open(release, c.disk)
	must(t, err)
	a.Broken = func(call *kernel.Call, failure error) { t.Errorf("%s broke: %v", call.Name, failure) }
	c.desk = authority.NewDesk(a)
	c.http = httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(c.stop)
	return c
}

func found(t testing.TB) *company { return foundOn(t, catalog) }

func foundOn(t testing.TB, release *kernel.Catalog) *company {
	t.Helper()
	return foundAt(t, release, 20261101)
}

// foundAt founds a company whose books begin on a day.
func foundAt(t testing.TB, release *kernel.Catalog, start kernel.Date) *company {
	t.Helper()
	c := raiseOn(t, release)
	seat := func(name, role string) org.SetupSeat {
		return org.SetupSeat{Name: name, Roles: []string{role}, Places: []string{"W1"}}
	}
	c.must(&org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: start, OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}},
		Seats:  []org.SetupSeat{seat("老板", org.Boss), seat("珠三角", org.Sales), seat("粤西", org.Sales)},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: boss, Seat: "老板"}, {Name: "林晓燕", Mobile: seller1, Seat: "珠三角"}, {Name: "黄建平", Mobile: seller2, Seat: "粤西"},
		},
	})
	return c
}

func (c *company) stop() {
	c.cut()
	c.http.Close()
}

// cut ends every connection without a word.
func (c *company) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for s := range c.sockets {
		_ = s.Close()
	}
}

// judge runs a command of the server itself.
func (c *company) judge(name string, args kernel.Command) (kernel.Call, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key++
	spec := c.desk.Catalog.Command(name)
	now := c.now()
	call := kernel.Call{
		ID: kernel.NewID(now, [10]byte{1, byte(c.key >> 16), byte(c.key >> 8), byte(c.key)}), Key: c.key, Name: name,
		Version: int64(spec.Version), Args: spec.Encode(args), At: now,
	}
	var judged []authority.Judged
	err := c.desk.Take([]authority.Order{{Calls: []kernel.Call{call}, Done: func(j []authority.Judged) { judged = j }}}, now)
	if err == nil && judged[0].Refusal != nil {
		err = judged[0].Refusal
	}
	return call, err
}

func (c *company) must(args kernel.Command) {
	c.t.Helper()
	_, err := c.judge(c.catalog.CommandFor(args).Name, args)
	must(c.t, err)
}

// add sends <entity>.add; pairs are field, value.
func (c *company) add(entity string, pairs ...string) kernel.ID {
	c.t.Helper()
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	call, err := c.judge(entity+".add", args)
	must(c.t, err)
	return kernel.AddedID(call.ID, entity)
}

// version is where the company stands.
func (c *company) version() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	state, err := c.disk.State()
	must(c.t, err)
	return state.Version
}

func (c *company) tx() *kernel.Tx {
	return kernel.NewTx(c.catalog, c.disk, nil, &kernel.Call{}, &kernel.Author{System: true})
}

// goods makes a product with stock.
func (c *company) goods(code string, qty kernel.Qty) kernel.Ref[product.Product] {
	c.t.Helper()
	p := kernel.Ref[product.Product](c.add("product", "code", code, "name", "商品 "+code, "unit", "件", "tax_class", "goods", "retail", "100"))
	supplier := kernel.Ref[party.Party](c.add("party", "name", "供应商 "+code, "is_supplier", "true"))
	c.must(&stock.Receive{Place: c.place(), Supplier: supplier, Lines: []stock.ReceiveLine{{Product: p, Qty: qty, Price: 10e6}}})
	return p
}

func (c *company) place() kernel.Ref[org.Place] {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, _ := org.PlaceByCode.Find(c.tx(), "W1")
	return kernel.Ref[org.Place](p.ID)
}

func (c *company) seat(mobile string) kernel.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, _ := org.UserByMobile.Find(c.tx(), mobile)
	return u.Seat.ID()
}

// enrol makes a device for a user and keeps its enrolment in a folder.
func (c *company) enrol(mobile string) client.Enrolment {
	c.t.Helper()
	c.mu.Lock()
	u, _ := org.UserByMobile.Find(c.tx(), mobile)
	n := len(c.devices) + 1
	c.mu.Unlock()
	device := kernel.NewID(c.now(), [10]byte{9, byte(n)})
	series := fmt.Sprintf("A%02d", n)
	c.must(&org.Enrol{Device: device, User: kernel.Ref[org.User](u.ID), Name: "平板", Series: series, Kind: "tablet"})
	e, err := c.keep(device, u.ID, series, mobile)
	must(c.t, err)
	return e
}

// keep gives a device its token and its folder.
func (c *company) keep(device, user kernel.ID, series, mobile string) (client.Enrolment, error) {
	token := "token-" + series
	c.mu.Lock()
	c.devices[token] = replica.Identity{Device: device, User: user}
	c.mu.Unlock()
	return client.Home{Dir: filepath.Join(c.t.TempDir(), "heyi")}.Keep(client.Enrolment{
		Server: c.http.URL, Device: device, User: user, CompanyName: "禾宜", Series: series, Mobile: mobile, Token: token,
	})
}

var upgrader = websocket.Upgrader{}

func (c *company) serve(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	c.mu.Lock()
	who, known := c.devices[token]
	c.mu.Unlock()
	if known && c.shelf != nil && strings.HasPrefix(r.URL.Path, "/api/v1/") {
		c.shelf.serve(w, r, who)
		return
	}
	if r.URL.Path != client.SyncPath || !known {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"code":"auth.token","zh":"请重新登录","en":"Please sign in again"}`))
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c.mu.Lock()
	c.sockets[socket] = true
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.sockets, socket)
		c.mu.Unlock()
		_ = socket.Close()
	}()
	c.talk(socket, who)
}

func (c *company) talk(socket *websocket.Conn, who replica.Identity) {
	hello, ok := c.hear(socket).(*wire.Hello)
	if !ok {
		return
	}
	out := newQueue(socket)
	out.alters = c.lies
	defer out.close()
	c.mu.Lock()
	if c.bye != nil {
		out.send(c.bye)
		c.mu.Unlock()
		_ = c.hear(socket)
		return
	}
	session, welcome, err := c.desk.Connect(who.Device, who.User, hello, c.now())
	var view authority.Reader
	if err == nil {
		out.send(welcome)
		view, err = c.disk.View()
	}
	c.mu.Unlock()
	if r, refused := kernel.AsRefusal(err); refused {
		out.send(wire.Farewell(r, !errors.Is(err, wire.Unavailable.With()))) // as the hub does
		_ = c.hear(socket)
		return
	}
	if err == nil {
		err = session.Fill(view, func(p *wire.Patch) error { out.send(p); return nil })
	}
	seat := &authority.Seat{Session: session, Deliver: out.send}
	c.mu.Lock()
	if err == nil {
		err = c.desk.Sit(seat)
	}
	c.mu.Unlock()
	if err != nil {
		c.t.Errorf("fill: %v", err)
		return
	}
	defer func() {
		c.mu.Lock()
		c.desk.Leave(seat)
		c.mu.Unlock()
	}()
	for {
		m := c.hear(socket)
		push, ok := m.(*wire.Push)
		ask, asks := m.(*wire.Prove)
		keep, keeps := m.(*wire.Keep)
		if !ok && !asks && !keeps {
			return
		}
		c.mu.Lock()
		switch {
		case asks:
			err = errors.Join(ask.Check(), c.desk.Prove(seat, ask))
		case keeps && c.busy:
		case keeps:
			err = c.desk.Keep(seat, keep)
		case c.deaf:
		default:
			err = c.desk.Take([]authority.Order{{Seat: seat, Calls: seat.CallsOf(push), Reported: push.Reported}}, c.now())
		}
		c.mu.Unlock()
		if err != nil {
			c.t.Errorf("take: %v", err)
			return
		}
	}
}

func (c *company) hear(socket *websocket.Conn) wire.Message {
	_, data, err := socket.ReadMessage()
	if err != nil {
		return nil
	}
	m, err := wire.Decode(data)
	if err != nil {
		c.t.Errorf("a broken frame: %v", err)
	}
	return m
}

// queue writes to a socket without blocking the authority.
type queue struct {
	socket *websocket.Conn
	mu     sync.Mutex
	more   *sync.Cond
	frames []wire.Message
	ended  bool
	alters func(*wire.Patch) // what is sent; nil for nothing
}

func newQueue(socket *websocket.Conn) *queue {
	q := &queue{socket: socket}
	q.more = sync.NewCond(&q.mu)
	go func() {
		for {
			q.mu.Lock()
			for len(q.frames) == 0 && !q.ended {
				q.more.Wait()
			}
			if q.ended {
				q.mu.Unlock()
				return
			}
			m := q.frames[0]
			q.frames = q.frames[1:]
			q.mu.Unlock()
			if socket.WriteMessage(websocket.BinaryMessage, wire.Encode(m)) != nil {
				return
			}
		}
	}()
	return q
}

func (q *queue) send(m wire.Message) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p, ok := m.(*wire.Patch); ok && q.alters != nil {
		q.alters(p)
	}
	q.frames = append(q.frames, m)
	q.more.Signal()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.more.Signal()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open starts an engine.
func open(t testing.TB, e client.Enrolment, change ...func(*client.Options)) *client.Engine {
	t.Helper()
	o := client.Options{Catalog: catalog, Enrolment: e}
	for _, c := range change {
		c(&o)
	}
	engine, err := client.Open(o)
	must(t, err)
	t.Cleanup(func() { must(t, engine.Close()) })
	return engine
}

// until waits for something to become true of the engine.
func until(t testing.TB, e *client.Engine, what string, true func(client.State) bool) client.State {
	t.Helper()
	var s client.State
	await.Until(t, what, func() bool {
		s = e.State()
		return true(s)
	}, func() any { return s })
	return s
}

// caughtUp waits until a device stands where the company stands now. A row that has
// come does not mean that what was judged after it has come too.
func caughtUp(t testing.TB, c *company, e *client.Engine) {
	t.Helper()
	version := c.version()
	until(t, e, fmt.Sprintf("it holds version %d", version), func(s client.State) bool { return s.Version >= version })
}

func synced(s client.State) bool {
	return s.Link == client.Online && !s.Loading && s.Waiting == 0
}

// equal compares what a device holds with what its user may see.
func (c *company) equal(t testing.TB, e *client.Engine, who client.Enrolment) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	author, err := kernel.Identify(c.catalog, c.disk, who.Device, who.User)
	must(t, err)
	must(t, e.View(func(v *client.View) error {
		for _, s := range c.catalog.Schemas {
			var want, have []string
			_ = c.disk.Scan(s, func(row kernel.Row) error {
				if author.Viewer.Sees(row, c.disk.Get) {
					want = append(want, string(kernel.Encode(nil, row)))
				}
				return nil
			})
			if err := v.Rows.Scan(s, func(row kernel.Row) error { have = append(have, string(kernel.Encode(nil, row))); return nil }); err != nil {
				return err
			}
			if len(want) != len(have) {
				t.Errorf("%s: the device holds %d rows of %s, its scope has %d", who.Series, len(have), s.Name, len(want))
				continue
			}
			for i := range want {
				if want[i] != have[i] {
					t.Errorf("%s: row %d of %s differs", who.Series, i, s.Name)
				}
			}
		}
		return nil
	}))
}

func refusedWith(t testing.TB, err error, code *kernel.Code) *kernel.Refusal {
	t.Helper()
	if !errors.Is(err, code.With()) {
		t.Fatalf("want %s, got %v", code.Name, err)
	}
	r, _ := kernel.AsRefusal(err)
	return r
}
