package main

import (
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits of HTTP. A body has bodyTime in all; an answer may take as long as its
// reader keeps taking pieces of it, each within pieceTime.
const (
	headTime  = 10 * time.Second
	bodyTime  = 60 * time.Second
	pieceTime = 20 * time.Second
	pieceSize = 64 << 10
	idleTime  = 2 * time.Minute
)

// Connections that are open at a time, of all and of one address. An office with a
// thousand devices stands behind one address.
const (
	linksMax        = 8000
	linksAddressMax = 2500
)

// newServer serves with these limits.
func newServer(handler http.Handler, log *slog.Logger, body, piece time.Duration) *http.Server {
	return &http.Server{
		Handler: rolling(handler, piece), ReadHeaderTimeout: headTime, ReadTimeout: body, IdleTimeout: idleTime,
		MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// rolling lets an answer go on for as long as it is being read: a long export is
// not cut, and an answer that nobody reads does not stay. The time for a body is over
// once it was read: it is none for making the answer.
func rolling(next http.Handler, piece time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") == "" {
			deadline := http.NewResponseController(w)
			w = &rollingWriter{w, deadline, piece}
			if r.Body == nil || r.Body == http.NoBody {
				_ = deadline.SetReadDeadline(time.Time{}) // HTTP/1 and 2 can
			} else {
				r.Body = &timedBody{r.Body, deadline}
			}
		}
		next.ServeHTTP(w, r)
	})
}

type timedBody struct {
	io.ReadCloser
	deadline *http.ResponseController
}

// Read reads on; at the end the time for it is over.
func (b *timedBody) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	if errors.Is(err, io.EOF) {
		_ = b.deadline.SetReadDeadline(time.Time{}) // HTTP/1 and 2 can
	}
	return n, err
}

type rollingWriter struct {
	http.ResponseWriter
	deadline *http.ResponseController
	piece    time.Duration
}

// Unwrap lets an http.ResponseController find what is below.
func (w *rollingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write sends piece by piece.
func (w *rollingWriter) Write(b []byte) (n int, err error) {
	for first := true; first || len(b) > 0; first = false {
		_ = w.deadline.SetWriteDeadline(time.Now().Add(w.piece)) // HTTP/1 and 2 can
		piece := b[:min(len(b), pieceSize)]
		sent, err := w.ResponseWriter.Write(piece)
		n += sent
		if err != nil {
			return n, err
		}
		b = b[len(piece):]
	}
	return n, nil
}

// narrow is a listener that takes so many connections at a time. One more is closed
// at once.
type narrow struct {
	net.Listener
	all, each int

	mu     sync.Mutex
	open   int
	byAddr map[string]int
}

func newNarrow(l net.Listener, all, each int) *narrow {
	return &narrow{Listener: l, all: all, each: each, byAddr: map[string]int{}}
}

// Accept is the next connection that there is room for.
func (n *narrow) Accept() (net.Conn, error) {
	for {
		conn, err := n.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
		if err != nil {
			host = conn.RemoteAddr().String()
		}
		if n.enter(host) {
			return &narrowConn{Conn: conn, leave: sync.OnceFunc(func() { n.leave(host) })}, nil
		}
		_ = conn.Close() // whoever it was comes again
	}
}

func (n *narrow) enter(host string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.open >= n.all || n.byAddr[host] >= n.each {
		return false
	}
	n.open++
	n.byAddr[host]++
	return true
}

func (n *narrow) leave(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.open--
	if n.byAddr[host]--; n.byAddr[host] == 0 {
		delete(n.byAddr, host)
	}
}

type narrowConn struct {
	net.Conn
	leave func()
}

// Close ends the connection.
func (c *narrowConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}

// How much memory the program takes before it collects more eagerly, in MiB: half
// of the machine, but no more than a company with a million order lines needs. Rows
// in the cache are some hundred megabytes of it; SQLite's own caches come on top.
const (
	memoryLeast = 256
	memoryMost  = 640
)

// gcPercent lets the heap grow fourfold between collections while there is room. A
// server's heap is its row cache, some hundred megabytes at most; collecting at the
// usual double took a fifth of the time under load. GOGC overrules it.
const gcPercent = 300

// boundMemory sets the limits of the collector. GOGC and GOMEMLIMIT overrule them.
func boundMemory(s *session, megabytes int) {
	if s.env("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if s.env("GOMEMLIMIT") != "" {
		return
	}
	if megabytes == 0 {
		megabytes = max(memoryLeast, min(memoryMost, machineMemory()/2))
	}
	debug.SetMemoryLimit(int64(megabytes) << 20)
}

// machineMemory is what the machine, or the control group that the server is in,
// has, in MiB; very much where nobody says.
func machineMemory() int {
	least := math.MaxInt32
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) > 1 && fields[0] == "MemTotal:" {
			if kilobytes, err := strconv.Atoi(fields[1]); err == nil {
				least = kilobytes >> 10
			}
		}
	}
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(path); err == nil {
			if bytes, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
				least = int(min(int64(least), bytes>>20))
			}
		}
	}
	return least
}

// insecure tells why an address must not be listened on without TLS, and what a demo
// must not be offered on; nil for a loopback address.
func insecure(addr net.Addr, secured, demo, agreed bool) error {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		return nil
	}
	switch {
	case demo:
		return &mistake{
			"演示公司人人都能看到密码，只能监听本机地址，如 --listen 127.0.0.1:8420",
			"The demo company tells everybody its passwords; it listens on loopback only, such as --listen 127.0.0.1:8420",
		}
	case !secured && !agreed:
		return &mistake{
			"不加密的 HTTP 只能监听本机地址。请给出 --tls-cert 和 --tls-key；若前面另有加密的代理，请加 --insecure-http",
			"Plain HTTP is served on loopback only. Give --tls-cert and --tls-key, or --insecure-http where a proxy in front encrypts",
		}
	}
	return nil
}
