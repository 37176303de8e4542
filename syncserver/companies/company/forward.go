package company

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
	"heyi/syncserver/store/postgres"
)

// way passes requests on to the server behind a door, connections of devices too.
type way struct {
	http.Handler
	secret string // of the door, new with every process

	mu    sync.Mutex
	conns map[net.Conn]bool
	over  bool
}

// to is the way to a server.
func to(h *postgres.Holder, log *slog.Logger) *way {
	f := &controlFile{Address: h.Address, Secret: h.Secret, Pin: h.Pin}
	w := &way{secret: h.Secret, conns: map[net.Conn]bool{}}
	target, _ := url.Parse(f.url())
	transport := f.transport()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return w.keep(conn)
	}
	w.Handler = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.Out.Header.Set(secretHeader, f.Secret)
			r.Out.Header.Set(forwardedHeader, hub.Address(r.In))
		},
		Transport: transport, FlushInterval: -1,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		ErrorHandler: func(rw http.ResponseWriter, r *http.Request, err error) {
			log.Debug("not passed on", "to", f.Address, "error", err)
			unavailable(rw, r, log)
		},
	}
	return w
}

// keep remembers a connection, to cut it when the way is over.
func (w *way) keep(conn net.Conn) (net.Conn, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.over {
		return nil, errors.Join(net.ErrClosed, conn.Close())
	}
	w.conns[conn] = true
	return &passing{conn, w}, nil
}

// cut ends the way: what hangs on a server that judges no more is to come again. One
// that stands still would keep its devices for as long.
func (w *way) cut() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	for conn := range w.conns {
		_ = conn.Close() // it may be gone
	}
}

// passing is a connection of a way.
type passing struct {
	net.Conn
	way *way
}

func (p *passing) Close() error {
	p.way.mu.Lock()
	delete(p.way.conns, p.Conn)
	p.way.mu.Unlock()
	return p.Conn.Close()
}

// passed lets through what another server has passed on, as if its device had come
// here.
func passed(public http.Handler, w http.ResponseWriter, r *http.Request) {
	r = r.Clone(r.Context())
	r.RemoteAddr = net.JoinHostPort(r.Header.Get(forwardedHeader), "0")
	r.Header.Del(secretHeader)
	r.Header.Del(forwardedHeader)
	public.ServeHTTP(w, r)
}

// Unavailable answers while nobody judges here.
func Unavailable(log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { unavailable(w, r, log) })
}

// unavailable asks a device to come again soon.
func unavailable(w http.ResponseWriter, r *http.Request, log *slog.Logger) {
	w.Header().Set("Retry-After", "1")
	reply.Error(w, r, log, http.StatusServiceUnavailable, hub.Unavailable.With())
}

// ClockOff is the refusal of a server whose clock is not the database's.
var ClockOff = kernel.Refuse("server.clock_off",
	"本机时钟 {clock} 与数据库服务器的时钟 {database} 相差超过一天，本机暂不接管 {place}。请校准不对的那一台（如启用 NTP），校准后自动继续；在此之前由其他服务器处理",
	"This machine's clock shows {clock} and that of the database {database}, more than a day apart, so this server does not take {place} over. Set right the one that is wrong (by NTP, say), and it goes on by itself; until then another server judges")

// clockMost is how far a server's clock may be from the database's for it to judge. The
// company's time would not follow it beyond that, or lead all devices astray.
const clockMost = 24 * time.Hour

// timely refuses to judge by a clock that is far from the database's, given in
// milliseconds.
func (p Place) timely(database int64) error {
	own := Now()
	if off := time.Duration(int64(own)-database) * time.Millisecond; off < clockMost && off > -clockMost {
		return nil
	}
	return ClockOff.With(kernel.Text("clock", local(own)), kernel.Text("database", local(kernel.Time(database))), kernel.Text("place", p.String()))
}

// Wait takes the right to judge at a shared store as soon as no other server has it;
// the door keeps it until the company is opened. What is asked of this server until
// then goes to the one that judges: answering is told how, time and again.
func (p Place) Wait(ctx context.Context, log *slog.Logger, door *Door, answering func(http.Handler)) error {
	s := p.home.(*schema)
	away := Unavailable(log)
	var w *way
	defer func() { w.cut() }()
	held := func(h *postgres.Holder) {
		switch {
		case h == nil || h.Address == "":
			answering(away)
			return
		case w == nil || w.secret != h.Secret:
			w.cut()
			w = to(h, log)
			log.Info("another server judges; what comes is passed on", "to", h.Address)
		}
		answering(w)
	}
	said := time.Time{}
	failed := func(err error) {
		if now := time.Now(); now.Sub(said) > time.Minute { // it is asked several times a second
			said = now
			if r, refused := kernel.AsRefusal(err); refused {
				log.Error(r.Sentence("en", nil), "zh", r.Sentence("zh", nil))
				return
			}
			log.Error("the store is not available", "error", p.Explain(err))
		}
	}
	l, err := s.Await(ctx, holder(door), p.timely, held, failed)
	if err != nil {
		return err
	}
	door.lease = l
	return nil
}
