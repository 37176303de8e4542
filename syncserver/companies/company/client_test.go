package company_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

// journal is what the server has logged.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, string(b))
	return len(b), nil
}

// count counts the lines that contain all texts.
func (j *journal) count(texts ...string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := 0
	for _, line := range j.lines {
		has := true
		for _, text := range texts {
			has = has && strings.Contains(line, text)
		}
		if has {
			n++
		}
	}
	return n
}

// server is a founded company behind a real socket.
type server struct {
	*company.Company
	t    *testing.T
	http *httptest.Server
	log  *journal
}

const password = "correct horse"

func setup() *org.Setup {
	return &org.Setup{
		Company: org.SetupCompany{Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20261101, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}},
			{Name: "业务一", Roles: []string{org.Sales}},
			{Name: "业务二", Roles: []string{org.Sales}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"},
			{Name: "林晓燕", Mobile: "19900000102", Seat: "业务一"},
			{Name: "黄建平", Mobile: "19900000103", Seat: "业务二"},
		},
	}
}

const (
	boss  = "19900000101"
	lin   = "19900000102"
	huang = "19900000103"
)

func serve(t *testing.T) *server { return serveIn(t, t.TempDir()) }

func serveIn(t *testing.T, dir string) *server {
	t.Helper()
	log := &journal{}
	c, err := company.At(dir).Create(slog.New(slog.NewJSONHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	s := &server{Company: c, t: t, log: log}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if _, err := c.Found(t.Context(), setup()); err != nil {
		t.Fatal(err)
	}
	for _, mobile := range []string{boss, lin, huang} {
		if _, err := c.NewPassword(t.Context(), mobile, password); err != nil {
			t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	c.Register(mux)
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.CloseClientConnections)
	return s
}

// post sends JSON and reads the answer.
func (s *server) post(path, token string, body any) (int, map[string]any) {
	s.t.Helper()
	return post(s.t, s.http.URL+path, token, body)
}

func post(t testing.TB, url, token string, body any) (int, map[string]any) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return doAll(t, req)
}

// do asks and returns the status and the code of a refusal.
func do(t testing.TB, req *http.Request) (int, any) {
	t.Helper()
	status, answer := doAll(t, req)
	return status, answer["code"]
}

func doAll(t testing.TB, req *http.Request) (int, map[string]any) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := map[string]any{}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// device is a real replica at the end of a real socket.
type device struct {
	t       testing.TB
	url     string
	token   string
	series  string
	catalog *kernel.Catalog

	mu       sync.Mutex
	disk     *sim.DeviceDisk
	replica  *replica.Replica
	socket   *websocket.Conn
	verdicts map[kernel.ID]replica.Verdict
	bye      *replica.News
	ended    chan struct{}
}

// enrol signs a user in on a new device.
func (s *server) enrol(mobile, name string) *device {
	s.t.Helper()
	return enrol(s.t, s.http.URL, mobile, name)
}

func enrol(t testing.TB, url, mobile, name string) *device {
	t.Helper()
	status, answer := post(t, url+"/api/v1/enrol", "", map[string]string{"mobile": mobile, "password": password, "name": name, "kind": "tablet"})
	if status != http.StatusOK {
		t.Fatalf("enrol: %d %v", status, answer)
	}
	d := &device{
		t: t, url: url, token: answer["token"].(string), series: answer["series"].(string), catalog: all.Catalog(all.Latest), disk: sim.NewDeviceDisk(),
		verdicts: map[kernel.ID]replica.Verdict{},
	}
	id := replica.Identity{Device: parse(t, answer["device"]), User: parse(t, answer["user"])}
	r, err := replica.Open(d.catalog, id, d.disk, d.disk.Outbox())
	if err != nil {
		t.Fatal(err)
	}
	d.replica = r
	return d
}

func parse(t testing.TB, id any) kernel.ID {
	t.Helper()
	parsed, err := kernel.ParseID(id.(string))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// dial opens a socket with the device's token.
func (d *device) dial() *websocket.Conn {
	d.t.Helper()
	socket, err := d.tryDial()
	if err != nil {
		d.t.Fatal(err)
	}
	return socket
}

func (d *device) tryDial() (*websocket.Conn, error) {
	socket, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(d.url, "http")+"/ws",
		http.Header{"Authorization": {"Bearer " + d.token}})
	return socket, err
}

// connect connects the replica and keeps it connected until the server ends it.
func (d *device) connect() {
	d.t.Helper()
	d.attach(d.dial())
}

func (d *device) attach(socket *websocket.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.socket, d.bye, d.ended = socket, nil, make(chan struct{})
	d.send(d.replica.Hello())
	go d.listen(socket, d.ended)
}

func (d *device) send(m wire.Message) {
	_ = d.socket.WriteMessage(websocket.BinaryMessage, wire.Encode(m)) // the reader notices a dead socket
}

func (d *device) listen(socket *websocket.Conn, ended chan struct{}) {
	defer close(ended)
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			d.mu.Lock()
			d.replica.Lost()
			d.mu.Unlock()
			return
		}
		if err := d.receive(data); err != nil {
			d.t.Errorf("device: %v", err)
			return
		}
	}
}

func (d *device) receive(data []byte) error {
	m, err := wire.Decode(data)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	news, err := d.replica.Receive(m, company.Now())
	if err != nil {
		return err
	}
	for _, v := range news.Verdicts {
		d.verdicts[v.Call.ID] = v
	}
	if news.Bye != nil {
		d.bye = &news
	}
	d.pump()
	return nil
}

func (d *device) pump() {
	for push := d.replica.Outgoing(); push != nil; push = d.replica.Outgoing() {
		d.send(push)
	}
}

// do runs a command as the user would.
func (d *device) do(name string, args kernel.Command) (kernel.ID, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var random [10]byte
	_, _ = rand.Read(random[:])
	saved, err := d.replica.DoEncoded(name, d.catalog.Command(name).Encode(args), company.Now(), random)
	if err == nil && d.socket != nil {
		d.pump()
	}
	return saved.Call.ID, err
}

// addParty adds a customer and returns the command's id.
func (d *device) addParty(name string) (kernel.ID, error) {
	return d.do("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}}})
}

// wait waits until something is true of the device.
func (d *device) wait(what string, holds func() bool) {
	d.t.Helper()
	await.Until(d.t, what, func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return holds()
	})
}

func (d *device) loaded() {
	d.wait("the first load", func() bool { return d.replica.State().Version > 0 && !d.replica.State().Loading })
}

// holds tells whether the replica has a party of the name.
func (d *device) holds(name string) bool {
	found := false
	_ = d.disk.Scan(d.catalog.Schema("party"), func(row kernel.Row) error { // visit never errs
		found = found || kernel.TitleOf(row) == name || strings.Contains(kernel.TitleOf(row), name)
		return nil
	})
	return found
}

func (d *device) judged(id kernel.ID) replica.Verdict {
	d.t.Helper()
	d.wait("a verdict", func() bool { _, ok := d.verdicts[id]; return ok })
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.verdicts[id]
}

// gone waits for the end of the connection and returns its reason.
func (d *device) gone() *replica.News {
	d.t.Helper()
	select {
	case <-d.ended:
	case <-time.After(await.Patience): // a server that waits for room knocks at ever longer intervals
		d.t.Fatal("the connection was not closed")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.socket.Close()
	return d.bye
}

// hangUp ends the connection from the device's side.
func (d *device) hangUp() {
	d.t.Helper()
	d.mu.Lock()
	d.socket.Close()
	d.mu.Unlock()
	<-d.ended
}

var locked = company.Locked.With()

func openAgain(s *server) (*company.Company, error) { return company.At(s.Dir).Open(s.Log) }
