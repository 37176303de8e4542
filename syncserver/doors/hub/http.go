package hub

import (
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/syncserver/doors/reply"
)

// upgrader takes requests of the app, which sends no Origin, and of pages of
// this very server; gorilla refuses other pages. Per-message compression stays
// off: its read limit would count compressed bytes, and our frames are
// compressed already.
var upgrader = websocket.Upgrader{
	HandshakeTimeout: 10 * time.Second,
	ReadBufferSize:   4 << 10,
	WriteBufferSize:  16 << 10,
	WriteBufferPool:  &sync.Pool{},
}

// ServeWS runs the WebSocket of a device whose token has been checked. It
// returns when the connection has ended.
func (h *Hub) ServeWS(w http.ResponseWriter, r *http.Request, who Identity) {
	addr := Address(r)
	if h.bad.blocked(who.Device, time.Now()) {
		reply.Error(w, r, h.Log, http.StatusTooManyRequests, BadFrame.With())
		return
	}
	socket, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // answered by the upgrader
	}
	h.serve(socket, who, addr)
}

// Address is where a request comes from, without the port.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// blacklist counts broken frames by device: a neighbour behind the same address
// has nothing to do with them.
type blacklist struct {
	mu    sync.Mutex
	since time.Time
	count map[kernel.ID]int
}

const (
	badWindow = time.Minute
	badMax    = 30 // broken frames within a window
)

func newBlacklist() *blacklist { return &blacklist{count: map[kernel.ID]int{}} }

func (b *blacklist) note(device kernel.ID, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn(now)
	b.count[device]++
}

func (b *blacklist) blocked(device kernel.ID, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn(now)
	return b.count[device] >= badMax
}

// turn starts a new window, so the list never grows for long.
func (b *blacklist) turn(now time.Time) {
	if now.Sub(b.since) > badWindow {
		b.since = now
		clear(b.count)
	}
}
