package main

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"heyi/shared/rigs/trial/await"
)

// quick serves a handler with short times.
func quick(t *testing.T, body, piece time.Duration, handler http.HandlerFunc) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := newServer(handler, slog.New(slog.DiscardHandler), body, piece)
	go func() { _ = server.Serve(l) }() // ends when it is closed
	t.Cleanup(func() { _ = server.Close() })
	return l.Addr().String()
}

func connect(t *testing.T, address, say string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, say); err != nil {
		t.Fatal(err)
	}
	return conn
}

// An answer goes on as long as it is being read, however long that takes, and its
// making is not cut by the time for the body; one that nobody reads ends.
func TestAnswersGoOnWhileTheyAreRead(t *testing.T) {
	const body, piece, size = 300 * time.Millisecond, 400 * time.Millisecond, 24 << 20
	ended := make(chan error, 1)
	address := quick(t, body, piece, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(2 * body): // the making takes longer than the time for the body
		case <-r.Context().Done():
			t.Error("the making of the answer was cut")
		}
		_, err := w.Write(make([]byte, size))
		ended <- err
	})
	const get = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	slow := connect(t, address, get)
	got, begun := 0, time.Now()
	for buffer := make([]byte, 1<<20); ; time.Sleep(60 * time.Millisecond) {
		n, err := slow.Read(buffer)
		got += n
		if err != nil {
			break
		}
		if n == 0 || time.Since(begun) > await.Patience {
			break
		}
	}
	if err := <-ended; err != nil || got < size {
		t.Errorf("a slow reader got %d of %d bytes in %s: %v", got, size, time.Since(begun), err)
	}
	if time.Since(begun) < 2*piece {
		t.Errorf("the slow reader was quick: %s", time.Since(begun))
	}

	deaf := connect(t, address, get)
	_ = deaf
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an answer was written to nobody")
		}
	case <-time.After(await.Patience):
		t.Error("an answer that nobody reads stays")
	}
}

// A body that does not come ends its request within the time.
func TestSlowBodiesEnd(t *testing.T) {
	ended := make(chan error, 1)
	address := quick(t, 300*time.Millisecond, time.Second, func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		ended <- err
	})
	conn := connect(t, address, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
	for range 40 { // a byte now and then
		if _, err := io.WriteString(conn, "x"); err != nil {
			break
		}
		select {
		case err := <-ended:
			if err == nil {
				t.Error("half a body was taken for a whole one")
			}
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Error("a slow body stands")
}

// A listener takes so many connections at a time and takes others when those end.
func TestConnectionsAreBounded(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	n := newNarrow(l, 3, 2)
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			conn, err := n.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()
	one, two := connect(t, l.Addr().String(), ""), connect(t, l.Addr().String(), "")
	_, _ = one, two
	inside := []net.Conn{<-accepted, <-accepted}
	third := connect(t, l.Addr().String(), "")
	_ = third.SetReadDeadline(time.Now().Add(await.Patience))
	if _, err := third.Read(make([]byte, 1)); err == nil || strings.Contains(err.Error(), "timeout") {
		t.Errorf("a third connection of an address: %v", err)
	}
	for range 2 { // closing twice counts once
		_ = inside[0].Close()
	}
	connect(t, l.Addr().String(), "")
	select {
	case <-accepted:
	case <-time.After(await.Patience):
		t.Error("a place that was left is not given again")
	}
}

// Plain HTTP and the demo's passwords stay on the machine.
func TestPlainHTTPStaysOnLoopback(t *testing.T) {
	dir := founded(t)
	for args, want := range map[string]string{
		"serve --listen 0.0.0.0:0 --data " + dir:                        "--insecure-http",
		"serve --listen :0 --data " + dir:                               "--insecure-http",
		"serve --listen [::]:0 --data " + dir:                           "--insecure-http",
		"serve --listen 0.0.0.0:0 --demo --data " + dir:                 "loopback only",
		"serve --listen 0.0.0.0:0 --demo --insecure-http --data " + dir: "loopback only",
		"serve --memory 10 --data " + dir:                               "--memory is at least",
	} {
		status, _, stderr := cli(t, strings.Fields(args)...)
		if status != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d, said\n%s", args, status, stderr)
		}
	}
	p := startWith(t, dir, "--listen", "0.0.0.0:0", "--insecure-http")
	ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	p.kill(t)
	if !strings.Contains(p.log.String(), "unencrypted") {
		t.Errorf("nobody was warned:\n%s", p.log)
	}
}

// What is sent says that it is JSON.
func TestContentMustBeJSON(t *testing.T) {
	p := start(t, founded(t))
	body := []byte(`{"mobile":"` + bossMobile + `","password":"` + bossPassword + `"}`)
	for kind, status := range map[string]int{
		"application/json": http.StatusOK, "application/json; charset=utf-8": http.StatusOK,
		"text/plain": http.StatusUnsupportedMediaType, "application/x-www-form-urlencoded": http.StatusUnsupportedMediaType, "": http.StatusUnsupportedMediaType,
	} {
		req, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/signin", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header["Content-Type"] = []string{kind}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%q: %d, want %d", kind, resp.StatusCode, status)
		}
	}
}
