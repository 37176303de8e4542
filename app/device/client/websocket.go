package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/sync/wire"
)

// SyncPath is where a server takes WebSocket connections of devices.
const SyncPath = "/ws"

// writeMost is how long a frame may take to leave.
const writeMost = 30 * time.Second

// DialWebSocket connects to the enrolment's server.
func DialWebSocket(ctx context.Context, e Enrolment) (Conn, error) {
	url := "ws" + strings.TrimPrefix(e.Server, "http") + SyncPath
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialMost, ReadBufferSize: 64 << 10, WriteBufferSize: 16 << 10}
	header := http.Header{"Authorization": {"Bearer " + e.Token}}
	conn, response, err := dialer.DialContext(ctx, url, header)
	if err != nil {
		if response != nil {
			defer response.Body.Close()
			return nil, answered(response)
		}
		if refusal := distrust(e.Server, err); refusal != nil {
			return nil, fmt.Errorf("%w (%w)", refusal, err)
		}
		return nil, fmt.Errorf("client: connect: %w", err)
	}
	conn.SetReadLimit(wire.MaxFrame)
	w := &webSocket{conn}
	conn.SetPongHandler(func(string) error { return w.heard() })
	answer := conn.PingHandler()
	conn.SetPingHandler(func(data string) error { // a server that lets the device wait is there
		_ = answer(data) // one that has gone may have said why before
		return w.heard()
	})
	return w, w.heard()
}

type webSocket struct{ conn *websocket.Conn }

func (w *webSocket) heard() error {
	return w.conn.SetReadDeadline(time.Now().Add(wire.SilenceMost * time.Millisecond))
}

func (w *webSocket) Read() ([]byte, error) {
	for {
		kind, r, err := w.conn.NextReader()
		if err != nil {
			return nil, fmt.Errorf("client: receive: %w", err)
		}
		data, err := io.ReadAll(wire.Heard(r, w.heard))
		if err != nil {
			return nil, fmt.Errorf("client: receive: %w", err)
		}
		if kind == websocket.BinaryMessage {
			return data, nil
		}
	}
}

func (w *webSocket) Write(frame []byte) error {
	if err := w.conn.SetWriteDeadline(time.Now().Add(writeMost)); err != nil {
		return err
	}
	if err := w.conn.WriteMessage(websocket.BinaryMessage, frame); err != nil {
		return fmt.Errorf("client: send: %w", err)
	}
	return nil
}

func (w *webSocket) Ping() error {
	return w.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeMost))
}

func (w *webSocket) Close() error {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = w.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // the server may be gone
	return w.conn.Close()
}
