package hub_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
	kept "heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// store is a company's real file whose commits can be made to fail or to take
// their time.
type failing struct {
	*kept.Store
	before, after atomic.Pointer[error] // what a commit fails with, before or after it is durable
	takes         atomic.Int64          // nanoseconds of a commit
	commits       atomic.Int64
}

func (s *failing) Commit(c *authority.Commit) error {
	time.Sleep(time.Duration(s.takes.Load()))
	if err := s.before.Load(); err != nil {
		return *err
	}
	err := s.Store.Commit(c)
	s.commits.Add(1)
	if late := s.after.Load(); late != nil && err == nil {
		return *late
	}
	return err
}

// office is a hub behind a real listener.
type office struct {
	*hub.Hub
	t     *testing.T
	store *failing
	http  *httptest.Server
	log   *journal
	user  kernel.ID
	open  atomic.Int64 // connections being served

	colleague kernel.ID               // may what the user may
	clerk     kernel.ID               // does not see what the warehouse writes
	others    map[kernel.ID]kernel.ID // by device: whose it is, where not the user's
}

// journal is what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) count(text string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), text)
}

func now() kernel.Time { return kernel.Time(time.Now().UnixMilli()) }

var luck atomic.Uint64

func random() (b [10]byte) {
	n := luck.Add(1)
	for i := range 8 {
		b[i+2] = byte(n >> (8 * (7 - i)))
	}
	return b
}

func newID() kernel.ID { return kernel.NewID(now(), random()) }

// raise founds a company of one user and serves it with these limits.
func raise(t *testing.T, limits hub.Config) *office {
	t.Helper()
	catalog := all.Catalog(all.Latest)
	file, err := sqlite.Create(filepath.Join(t.TempDir(), "company.db"), catalog, newID(), newID(), sqlite.Options{})
	must(t, err)
	o := &office{t: t, store: &failing{Store: file}, log: &journal{}, others: map[kernel.ID]kernel.ID{}}
	limits.Catalog, limits.Store, limits.Random = catalog, o.store, random
	if limits.Now == nil {
		limits.Now = now
	}
	limits.Log = slog.New(slog.NewJSONHandler(o.log, nil))
	o.Hub, err = hub.Open(limits)
	must(t, err)
	_, err = o.Run(t.Context(), &org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20261101, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}}, {Name: "业务员", Roles: []string{org.Boss}}, {Name: "门店", Roles: []string{org.Sales}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"},
			{Name: "林晓燕", Mobile: "19900000102", Seat: "业务员"},
			{Name: "何小妹", Mobile: "19900000103", Seat: "门店"},
		},
	})
	must(t, err)
	view, err := file.Read()
	must(t, err)
	must(t, kernel.Each(catalog, view, org.Users, func(u *org.User) error {
		switch u.Mobile {
		case "19900000101":
			o.user = u.ID
		case "19900000102":
			o.colleague = u.ID
		default:
			o.clerk = u.ID
		}
		return nil
	}))
	must(t, view.Close())
	o.http = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		device, err := kernel.ParseID(r.Header.Get("Device"))
		if err != nil {
			t.Error(err)
			return
		}
		o.open.Add(1)
		defer o.open.Add(-1)
		who := hub.Identity{Device: device, User: o.user}
		if user, other := o.others[device]; other {
			who.User = user
		}
		o.ServeWS(w, r, who)
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), await.Patience)
		defer cancel()
		must(t, o.Close(ctx))
		o.http.CloseClientConnections()
		must(t, file.Close())
	})
	return o
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// device is the other end of a socket, frame by frame.
type device struct {
	*websocket.Conn
	t   *testing.T
	id  kernel.ID
	key int64

	kept map[kernel.ID]wire.Verdict // by command, of answer
}

// enrol makes a device known.
func (o *office) enrol(series string) kernel.ID { return o.enrolFor(o.user, series) }

// enrolColleague makes a device of the other person known.
func (o *office) enrolColleague(series string) kernel.ID { return o.enrolFor(o.colleague, series) }

func (o *office) enrolFor(user kernel.ID, series string) kernel.ID {
	o.t.Helper()
	id := newID()
	_, err := o.Run(o.t.Context(), &org.Enrol{Device: id, User: kernel.Ref[org.User](user), Name: series, Series: series, Kind: "tablet"})
	must(o.t, err)
	if user != o.user {
		o.others[id] = user
	}
	return id
}

func (o *office) dial(id kernel.ID) *device {
	o.t.Helper()
	narrow := websocket.Dialer{NetDial: func(network, addr string) (net.Conn, error) {
		conn, err := net.Dial(network, addr)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(128 << 10) // so that the server notices early who reads nothing
		}
		return conn, err
	}}
	socket, _, err := narrow.Dial("ws"+strings.TrimPrefix(o.http.URL, "http"), http.Header{"Device": {id.String()}})
	must(o.t, err)
	o.t.Cleanup(func() { socket.Close() })
	answer := socket.PingHandler()
	socket.SetPingHandler(func(data string) error {
		_ = answer(data) // a hub that has gone may have said why before
		return nil
	})
	return &device{Conn: socket, t: o.t, id: id, kept: map[kernel.ID]wire.Verdict{}}
}

// connect introduces the device and takes the catch-up.
func (o *office) connect(id kernel.ID) *device {
	o.t.Helper()
	d := o.dial(id)
	d.say(&wire.Hello{Device: id})
	for {
		switch m := d.hear().(type) {
		case *wire.Patch:
			if !m.Partial {
				return d
			}
		case *wire.Bye:
			o.t.Fatalf("turned away: %+v", m.Refusal)
		}
	}
}

func (d *device) say(m wire.Message) { d.send(wire.Encode(m)) }

func (d *device) send(frame []byte) {
	d.t.Helper()
	must(d.t, d.WriteMessage(websocket.BinaryMessage, frame))
}

// hear reads the next message, nil once the server has closed.
func (d *device) hear() wire.Message {
	d.t.Helper()
	must(d.t, d.SetReadDeadline(time.Now().Add(await.Patience)))
	_, data, err := d.ReadMessage()
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return nil
	}
	must(d.t, err)
	m, err := wire.Decode(data)
	must(d.t, err)
	return m
}

// bye reads until the server closes and returns the reason it gave.
func (d *device) bye() (last *wire.Bye) {
	d.t.Helper()
	for {
		switch m := d.hear().(type) {
		case nil:
			if last == nil {
				d.t.Fatal("the connection was closed without a reason")
			}
			return last
		case *wire.Bye:
			last = m
		}
	}
}

// told fails unless the connection ends with the refusal, in both languages.
func (d *device) told(code *kernel.Code) {
	d.t.Helper()
	r := d.bye().Refusal.Unpack()
	if r.Code != code.Name || r.Sentence("zh", nil) == "" || r.Sentence("en", nil) == "" {
		d.t.Errorf("it was told %s, want %s", r.Code, code.Name)
	}
}

// calls makes commands that add customers.
func (d *device) calls(n int, note string) []wire.Call {
	spec := all.Catalog(all.Latest).Command("party.add")
	calls := make([]wire.Call, n)
	for i := range calls {
		d.key++
		values := []kernel.FieldValue{{Field: "name", Value: newID().String()}, {Field: "is_customer", Value: "true"}, {Field: "note", Value: note}}
		calls[i] = wire.Call{ID: newID(), Key: d.key, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(&kernel.AddRow{Values: values}), At: now()}
	}
	return calls
}

// verdict reads until a command is judged.
func (d *device) verdict(id kernel.ID) wire.Verdict {
	d.t.Helper()
	for {
		switch m := d.hear().(type) {
		case nil:
			d.t.Fatal("the connection ended before the verdict")
		case *wire.Bye:
			d.t.Fatalf("turned away: %+v", m.Refusal)
		case *wire.Patch:
			for _, v := range m.Verdicts {
				if v.ID == id {
					return v
				}
			}
		}
	}
}
