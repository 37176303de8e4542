package company_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"

	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/replica"
)

// thin is a line to a server whose connections carry so many kilobytes from it and die.
type thin struct {
	net.Listener
	server   string
	from, to int64 // kilobytes
}

func newThin(t *testing.T, url string, from, to int64) *thin {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	p := &thin{Listener: l, server: strings.TrimPrefix(url, "http://"), from: from, to: to}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.carry(c)
		}
	}()
	return p
}

func (p *thin) carry(c net.Conn) {
	defer c.Close()
	s, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer s.Close()
	go func() { _, _ = io.Copy(s, c) }()
	_, _ = io.CopyN(c, s, 1024*(p.from+rand.Int64N(p.to-p.from+1)))
}

// A device that lacks thousands of changes, or everything, comes up to date over a line
// whose connections die every few kilobytes, while the company goes on.
func TestALineThatDies(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute under the race detector; the simulator goes this way, too")
	}
	s := serve(t)
	worker, away := s.enrol(boss, "在线"), s.enrol(boss, "信号差")
	for _, d := range []*device{worker, away} {
		d.connect()
		d.loaded()
	}
	away.hangUp()
	s.work(worker, "信号差时的客户", 2000) // some 60 kilobytes when they are sent
	fresh := s.enrol(boss, "新平板")
	line := newThin(t, s.http.URL, 4, 12)
	for name, d := range map[string]*device{"away": away, "fresh": fresh} {
		d.url = "http://" + line.Addr().String()
		n, at := 0, replica.Resume{}
		for ; !d.whole() && n < 300; n++ {
			d.connect()
			d.ending()
			now := d.resume()
			if n > 3 && now.Place.Version == at.Place.Version && now.Done < at.Done {
				t.Errorf("connection %d: %d rows after %d", n, now.Done, at.Done)
			}
			at = now
			s.work(worker, fmt.Sprintf("同时 %d", n), 1)
		}
		if !d.whole() {
			t.Errorf("%s stands at %+v after %d connections", name, d.resume(), n)
		}
		if n < 4 {
			t.Errorf("%s: %d connections were enough, the line was not tried", name, n)
		}
		t.Logf("%s: up to date after %d connections", name, n)
	}
}

// whole tells whether the device has the last of the customers.
func (d *device) whole() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.holds("客户 1999")
}

func (d *device) resume() replica.Resume {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.replica.State().Resume
}

// ending waits until the connection has died or the device is up to date.
func (d *device) ending() {
	await.Until(d.t, "the connection has died or the device is up to date", func() bool {
		select {
		case <-d.ended:
			return true
		default:
			return d.whole()
		}
	})
}
