package company_test

import (
	"bytes"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/zstd"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

// raw is a device that says what it likes.
type raw struct {
	*device
	socket *websocket.Conn
	key    int64
}

func (d *device) raw() *raw { return &raw{device: d, socket: d.dial()} }

func (r *raw) say(kind int, data []byte) {
	r.t.Helper()
	if err := r.socket.WriteMessage(kind, data); err != nil {
		r.t.Fatal(err)
	}
}

func (r *raw) hello() {
	r.t.Helper()
	r.say(websocket.BinaryMessage, wire.Encode(&wire.Hello{Device: r.replica.Identity.Device}))
	for {
		if p, ok := r.hear().(*wire.Patch); ok && !p.Partial {
			return
		}
	}
}

func (r *raw) hear() wire.Message {
	r.t.Helper()
	_ = r.socket.SetReadDeadline(time.Now().Add(await.Patience))
	_, data, err := r.socket.ReadMessage()
	if err != nil {
		r.t.Fatal(err)
	}
	m, err := wire.Decode(data)
	if err != nil {
		r.t.Fatal(err)
	}
	return m
}

// end reads until the server closes and returns the reason it gave.
func (r *raw) end() string {
	r.t.Helper()
	code := ""
	_ = r.socket.SetReadDeadline(time.Now().Add(await.Patience))
	for {
		_, data, err := r.socket.ReadMessage()
		if closed, ok := err.(*websocket.CloseError); ok {
			if closed.Code != websocket.ClosePolicyViolation || closed.Text != code {
				r.t.Errorf("the socket was closed with %d %q after the reason %q", closed.Code, closed.Text, code)
			}
			return code
		}
		if err != nil {
			r.t.Logf("read: %v", err)
			return code
		}
		if m, err := wire.Decode(data); err == nil {
			if bye, ok := m.(*wire.Bye); ok {
				code = bye.Refusal.Code
			}
		}
	}
}

// judge pushes one command and returns the code of its refusal.
func (r *raw) judge(c wire.Call) string {
	r.t.Helper()
	r.key++
	c.Key, c.ID, c.At = r.key, kernel.NewID(company.Now(), company.Random()), company.Now()
	r.say(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: []wire.Call{c}}))
	for {
		p, ok := r.hear().(*wire.Patch)
		if !ok {
			continue
		}
		for _, v := range p.Verdicts {
			if v.ID == c.ID {
				return v.Refusal.Code
			}
		}
	}
}

// undisturbed fails unless an honest device's command is judged at once.
func (s *server) undisturbed(honest *device, name string) {
	s.t.Helper()
	start := time.Now()
	id, err := honest.addParty(name)
	if err != nil {
		s.t.Fatal(err)
	}
	if v := honest.judged(id); v.Refusal != nil {
		s.t.Errorf("an honest command was refused: %v", v.Refusal)
	}
	if took := time.Since(start); took > await.Patience {
		s.t.Errorf("an honest command took %s", took)
	}
}

func bomb(t *testing.T, zeros int) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(make([]byte, zeros), []byte{3, 1})
}

// What is no frame ends the connection it came on with a code, is logged once,
// and disturbs nobody.
func TestBrokenFrames(t *testing.T) {
	s := serve(t)
	honest, evil := s.enrol(boss, "老板"), s.enrol(lin, "坏平板")
	honest.connect()
	honest.loaded()
	zeros := bomb(t, 200<<20)
	other := wire.Encode(&wire.Hello{Device: honest.replica.Identity.Device})
	cases := []struct {
		name, code string
		kind       int
		first      bool // instead of a hello
		data       []byte
	}{
		{"noise", "link.frame", websocket.BinaryMessage, true, []byte("\xff\xfe\xfd noise")},
		{"empty", "link.frame", websocket.BinaryMessage, true, nil},
		{"text", "link.frame", websocket.TextMessage, true, []byte("hello")},
		{"push before hello", "link.frame", websocket.BinaryMessage, true, wire.Encode(&wire.Push{})},
		{"somebody else's device", "link.device", websocket.BinaryMessage, true, other},
		{"cut frame", "link.frame", websocket.BinaryMessage, false, append([]byte{3, 0}, 0x0a, 0xff, 0xff)},
		{"unknown kind", "link.frame", websocket.BinaryMessage, false, []byte{99, 0}},
		{"a server's message", "link.frame", websocket.BinaryMessage, false, wire.Encode(&wire.Welcome{})},
		{"bomb of 200 MiB", "link.frame", websocket.BinaryMessage, false, zeros},
		{"a frame beyond the limit", "link.too_long", websocket.BinaryMessage, false, bytes.Repeat([]byte{1}, wire.MaxFrame+1)},
	}
	for i, c := range cases {
		r := evil.raw()
		if !c.first {
			r.hello()
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r.say(c.kind, c.data)
		if code := r.end(); code != c.code {
			t.Errorf("%s: the reason is %q, want %q", c.name, code, c.code)
		}
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
			t.Errorf("%s: %d MiB were allocated", c.name, grown>>20)
		}
		s.undisturbed(honest, strings.Repeat("客", i+1))
		r.socket.Close()
		await.Until(t, "the refusal is logged", func() bool { return s.log.count("connection refused") > i })
		if n := s.log.count("connection refused"); n != i+1 {
			t.Errorf("%s: %d refusals are logged after %d attacks", c.name, n, i+1)
		}
	}
}

// An address that sends nothing but broken frames is kept out for a while.
func TestFloodOfBrokenFrames(t *testing.T) {
	s := serve(t)
	evil := s.enrol(lin, "坏平板")
	for range 100 {
		socket, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.http.URL, "http")+"/ws",
			http.Header{"Authorization": {"Bearer " + evil.token}})
		if err != nil {
			if response == nil || response.StatusCode != http.StatusTooManyRequests {
				t.Fatalf("%v %v", response, err)
			}
			return
		}
		_ = socket.WriteMessage(websocket.BinaryMessage, []byte("x"))
		_, _, _ = socket.ReadMessage()
		socket.Close()
	}
	t.Error("100 broken frames were taken from one address")
}

// What is a frame but no honest command is refused with a code, has a verdict
// like any other command, and changes nothing.
func TestForgedCommands(t *testing.T) {
	s := serve(t)
	honest, evil := s.enrol(boss, "老板"), s.enrol(boss, "坏手机")
	seller := s.enrol(lin, "业务员")
	honest.connect()
	honest.loaded()
	price := func(p kernel.Price) []byte {
		return s.Catalog.Command("product.price.set").Encode(&product.SetPrice{
			Party:   kernel.Ref[party.Party](kernel.DeriveID("another company", "party")),
			Product: kernel.Ref[product.Product](kernel.DeriveID("another company", "product")), Price: p,
		})
	}
	add := func(field, value string) []byte {
		return s.Catalog.Command("party.add").Encode(&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "x"}, {Field: field, Value: value}}})
	}
	edit := s.Catalog.Command("party.edit").Encode(&kernel.EditRow{
		Row: kernel.DeriveID("another company"), Changes: []kernel.Change{{Field: "note", Becomes: "mine"}},
	})
	enrol := s.Catalog.Command("org.device.enrol").Encode(s.Catalog.Command("org.device.enrol").New())
	cases := []struct {
		name string
		by   *device
		call wire.Call
		code string
	}{
		{"an unknown command", evil, wire.Call{Name: "company.steal"}, "command.unknown"},
		{"a command of the system", evil, wire.Call{Name: "org.device.enrol", Args: enrol}, "auth.permission"},
		{"beyond the author's rights", seller, wire.Call{Name: "product.price.set", Args: price(1)}, "auth.permission"},
		{"arguments that are noise", evil, wire.Call{Name: "party.add", Args: []byte("\xff\xff\xff")}, "command.arguments"},
		{"invalid UTF-8", evil, wire.Call{Name: "party.add", Args: add("note", "\xc0\xaf")}, "command.arguments"},
		{"a NUL in a text", evil, wire.Call{Name: "party.add", Args: add("note", "a\x00b")}, "field.text"},
		{"an overlong text", evil, wire.Call{Name: "party.add", Args: add("note", strings.Repeat("长", 1001))}, "field.too_long"},
		{"another company's row", evil, wire.Call{Name: "party.edit", Args: edit}, "row.missing"},
		{"another company's ids", evil, wire.Call{Name: "product.price.set", Args: price(1)}, "row.missing"},
		{"a negative price", evil, wire.Call{Name: "product.price.set", Args: price(-1)}, "field.negative"},
		{"an amount of 1e18", evil, wire.Call{Name: "product.price.set", Args: price(1e18)}, "field.range"},
	}
	raws := map[*device]*raw{evil: evil.raw(), seller: seller.raw()}
	for _, r := range raws {
		r.hello()
	}
	for i, c := range cases {
		if code := raws[c.by].judge(c.call); code != c.code {
			t.Errorf("%s: the refusal is %q, want %q", c.name, code, c.code)
		}
		s.undisturbed(honest, strings.Repeat("客", i+1))
	}
	if n := s.log.count("command failed"); n != 0 {
		t.Errorf("%d of the commands broke inside", n)
	}
}

func TestDoorsWithoutKeys(t *testing.T) {
	s := serve(t)
	for name, token := range map[string]string{"none": "", "invented": "abc", "long": strings.Repeat("x", 8000)} {
		d := &device{t: t, url: s.http.URL, token: token}
		if socket, err := d.tryDial(); err == nil {
			socket.Close()
			t.Errorf("%s: a socket opened", name)
		}
	}
	if status, answer := s.post("/api/v1/enrol", "", map[string]string{"mobile": boss, "password": "wrong wrong", "name": "x", "kind": "tablet"}); status != http.StatusUnauthorized || answer["code"] != "auth.sign_in" {
		t.Errorf("a wrong password: %d %v", status, answer)
	}
	page := http.Header{"Authorization": {"Bearer " + s.enrol(boss, "x").token}, "Origin": {"https://evil.example"}}
	if _, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.http.URL, "http")+"/ws", page); err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign page's socket: %v", err)
	}
}
