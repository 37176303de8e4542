package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/zstd"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

// A siege is everything that was found to fill a server's memory or to make others
// wait, at once, against a real process on loopback. HEYI_SIEGE=1 is ten times as
// much of each.
type siege struct {
	t     *testing.T
	p     *process
	times int
	over  context.CancelFunc
	ctx   context.Context
	all   sync.WaitGroup
}

// besieged is a company whose device of a thief has many refused commands.
func besieged(t *testing.T, times int) (dir string, thief tablet) {
	t.Helper()
	dir = founded(t)
	succeed(t, "user", "add", "--data", dir, "--name", "贼", "--mobile", "19900000666", "--password", bossPassword)
	c, err := company.At(dir).Open(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	user, err := c.Auth.UserByMobile("19900000666")
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Auth.Enrol(t.Context(), user.ID, "贼的平板", "tablet")
	if err != nil {
		t.Fatal(err)
	}
	thief = tablet{device: e.Device, token: e.Token}
	for range 10 * times {
		calls := make([]kernel.Call, 1000)
		for i := range calls {
			calls[i] = kernel.Call{Origin: e.Device, Author: e.User, Name: "no.such", Args: bytes.Repeat([]byte{1}, 250)}
		}
		if _, err := c.Hub.Do(t.Context(), calls...); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir, thief
}

// many runs something of the attackers so many times side by side until the siege
// is over.
func (s *siege) many(n int, attack func(i int)) {
	for i := range n {
		s.all.Go(func() {
			for s.ctx.Err() == nil {
				attack(i)
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

// from dials from a loopback address of its own.
func from(i int) *net.Dialer {
	d := &net.Dialer{Timeout: 5 * time.Second}
	if runtime.GOOS == "linux" {
		d.LocalAddr = &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+i/200), byte(1+i%200))}
	}
	return d
}

// hold says something on a connection and then neither reads nor writes.
func (s *siege) hold(i int, text string) {
	conn, err := from(i).DialContext(s.ctx, "tcp", strings.TrimPrefix(s.p.url, "http://"))
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, text) // it may be closed
	select {
	case <-s.ctx.Done():
	case <-time.After(10 * time.Second):
	}
}

func (s *siege) socket(thief *tablet) *websocket.Conn {
	socket, _, err := websocket.DefaultDialer.DialContext(s.ctx, "ws"+strings.TrimPrefix(s.p.url, "http")+"/ws", http.Header{"Authorization": {"Bearer " + thief.token}})
	if err != nil {
		return nil
	}
	_ = socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Hello{Device: thief.device})) // it may be closed
	return socket
}

func (s *siege) attack(thief *tablet) {
	s.many(20*s.times, func(int) { // hellos of version 0 that take nothing
		if socket := s.socket(thief); socket != nil {
			select {
			case <-s.ctx.Done():
			case <-time.After(5 * time.Second):
			}
			socket.Close()
		}
	})
	z, err := zstd.NewWriter(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	key := int64(1_000_000)
	zeros := wire.Encode(&wire.Push{Calls: []wire.Call{{ID: kernel.NewID(1, company.Random()), Key: key, Name: "no.such", Args: make([]byte, 7<<20), At: company.Now()}}})
	bomb := z.EncodeAll(make([]byte, 200<<20), []byte{3, 1})
	s.many(2, func(i int) { // small frames that unpack to much
		socket := s.socket(thief)
		if socket == nil {
			return
		}
		defer socket.Close()
		for range 10 {
			if socket.WriteMessage(websocket.BinaryMessage, [][]byte{zeros, bomb}[i]) != nil {
				return
			}
		}
	})
	s.many(2, func(int) { // tiny refused commands, as many as go through
		socket := s.socket(thief)
		if socket == nil {
			return
		}
		defer socket.Close()
		go func() {
			for {
				if _, _, err := socket.ReadMessage(); err != nil {
					return
				}
			}
		}()
		for range 1000 {
			push := &wire.Push{Calls: make([]wire.Call, 100)}
			for i := range push.Calls {
				push.Calls[i] = wire.Call{ID: kernel.NewID(company.Now(), company.Random()), Key: 2_000_000 + int64(i), Name: "no.such", At: company.Now()}
			}
			if socket.WriteMessage(websocket.BinaryMessage, wire.Encode(push)) != nil {
				return
			}
		}
	})
	s.many(40*s.times, func(i int) { // passwords of long names, from as many addresses
		body := fmt.Sprintf(`{"mobile":"%s%d","password":"x"}`, strings.Repeat("9", 60_000), i)
		s.hold(i, fmt.Sprintf("POST /api/v1/signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
	})
	s.many(40*s.times, func(i int) { // answers that nobody reads
		s.hold(i, strings.Repeat("GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n", 20))
	})
	s.many(20*s.times, func(i int) {
		s.hold(i, strings.Repeat("GET /api/v1/user?limit=1000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+thief.token+"\r\n\r\n", 20))
	})
	s.many(50*s.times, func(i int) { // bodies that do not come
		s.hold(i, "POST /api/v1/signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
	})
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// resident is the most memory that the process has had, in MiB.
func (p *process) resident(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	kilobytes, err := strconv.Atoi(string(peak.FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}

// A server under all of it stays under a gigabyte and answers others: a tablet's
// command, a sign-in on a device that is known, a page over the API.
func TestSiege(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	s := &siege{t: t, times: 1}
	lasts, patience := 6*time.Second, time.Minute // that they are answered; how soon is measured in the long siege
	if os.Getenv("HEYI_SIEGE") != "" {
		s.times, lasts, patience = 10, time.Minute, 30*time.Second
	}
	dir, thief := besieged(t, s.times)
	s.p = start(t, dir)
	boss := ask(t, s.p.url+"/api/v1/enrol", map[string]string{"mobile": bossMobile, "password": bossPassword, "name": "老板的", "kind": "tablet"})
	honest := &tablet{token: boss["token"], acked: map[kernel.ID]wire.Verdict{}}
	var err error
	if honest.device, err = kernel.ParseID(boss["device"]); err != nil {
		t.Fatal(err)
	}
	s.ctx, s.over = context.WithCancel(t.Context())
	socket := honest.dial(t, s.p.url)
	defer socket.Close()
	rounds, begun := 0, time.Now()
	for ; rounds < 3; rounds++ { // how fast this machine is now, beside whatever else it does
		s.honest(honest, socket, int64(rounds+1))
		patience = max(patience, 10*time.Since(begun)/time.Duration(rounds+1))
	}
	s.attack(&thief)
	for begun = time.Now(); time.Since(begun) < lasts; rounds++ {
		start := time.Now()
		s.honest(honest, socket, int64(rounds+1))
		if took := time.Since(start); took > patience {
			t.Errorf("honest work took %s", took)
		}
	}
	s.over()
	s.all.Wait()
	t.Logf("%d rounds of honest work, %d MiB at most", rounds, s.p.resident(t))
	if most := s.p.resident(t); most >= 1000 {
		t.Errorf("the server took %d MiB", most)
	}
	info, err := os.Stat(filepath.Join(dir, company.File))
	if err != nil || info.Size() > 64<<20*int64(s.times) {
		t.Errorf("the file: %v %v", info, err)
	}
	socket.Close()
	if err := s.p.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.p.Wait(); err != nil {
		t.Errorf("the server ended with %v\n%s", err, s.p.log)
	}
	succeed(t, "verify", "--data", dir)
}

// honest does what people do: a command, a look over the API, a sign-in.
func (s *siege) honest(b *tablet, socket *websocket.Conn, key int64) {
	s.t.Helper()
	values := []kernel.FieldValue{{Field: "name", Value: fmt.Sprint("客户 ", key)}, {Field: "is_customer", Value: "true"}}
	spec := all.Catalog(all.Latest).Command(party.Parties.Name() + ".add")
	call := wire.Call{ID: kernel.NewID(company.Now(), company.Random()), Key: key, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(&kernel.AddRow{Values: values}), At: company.Now()}
	if err := socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: []wire.Call{call}})); err != nil {
		s.t.Fatal(err)
	}
	for judged := false; !judged; {
		_ = socket.SetReadDeadline(time.Now().Add(await.Patience)) // the read tells
		_, data, err := socket.ReadMessage()
		if err != nil {
			s.t.Fatalf("%v\n%s", err, s.p.log)
		}
		m, err := wire.Decode(data)
		if err != nil {
			s.t.Fatal(err)
		}
		switch m := m.(type) {
		case *wire.Bye:
			s.t.Fatalf("an honest tablet was sent away: %+v", m.Refusal)
		case *wire.Patch:
			for _, v := range m.Verdicts {
				judged = judged || v.ID == call.ID
			}
		}
	}
	for path, body := range map[string]any{
		"/api/v1/party?limit=10": nil, "/api/v1/signin": map[string]string{"mobile": bossMobile, "password": bossPassword}, "/healthz": nil,
	} {
		method, content := http.MethodGet, []byte(nil)
		if body != nil {
			method = http.MethodPost
			content, _ = json.Marshal(body)
		}
		req, err := http.NewRequest(method, s.p.url+path, bytes.NewReader(content))
		if err != nil {
			s.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+b.token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := (&http.Client{Timeout: 30 * time.Second}).Do(req)
		if err != nil {
			s.t.Errorf("%s: %v", path, err)
			continue
		}
		if resp.StatusCode != http.StatusOK {
			answer, _ := io.ReadAll(resp.Body)
			s.t.Errorf("%s: %d %s", path, resp.StatusCode, answer)
		}
		resp.Body.Close()
	}
}
