package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// front is the listener that devices use, with whatever answers behind it at the
// moment.
type front struct {
	listener    net.Listener
	secured     *certificate // nil without TLS
	log         *slog.Logger
	addressFile string // told once requests are answered

	now    atomic.Pointer[http.Handler] // who answers at the moment
	once   sync.Once
	server *http.Server // nil until somebody answers
	failed chan error   // of the listener
}

func newFront(listener net.Listener, secured *certificate, log *slog.Logger, addressFile string) *front {
	return &front{listener: listener, secured: secured, log: log, addressFile: addressFile, failed: make(chan error, 1)}
}

// begin has requests answered by a handler from now on.
func (f *front) begin(h http.Handler) (err error) {
	f.now.Store(&h)
	f.once.Do(func() {
		f.server = newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*f.now.Load()).ServeHTTP(w, r) }), f.log, bodyTime, pieceTime)
		go f.listen()
		if f.addressFile != "" {
			err = writeWhole(f.addressFile, f.listener.Addr().String())
		}
	})
	return err
}

func (f *front) listen() {
	listener := newNarrow(f.listener, linksMax, linksAddressMax)
	if f.secured != nil {
		f.server.TLSConfig = f.secured.config()
		f.failed <- f.server.ServeTLS(listener, "", "")
		return
	}
	f.failed <- f.server.Serve(listener)
}

// end takes no more requests and lets what runs come to its end.
func (f *front) end(ctx context.Context) error {
	if f.server == nil {
		return f.listener.Close()
	}
	err := f.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = f.server.Close()
	}
	return err
}
