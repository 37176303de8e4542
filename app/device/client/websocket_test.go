package client_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/app/device/client"
)

// A server that has said its last word and gone has been heard to the end, though its
// pings can be answered no more.
func TestTheLastWordIsHeardBehindPings(t *testing.T) {
	word, dialled, gone := []byte("wiped"), make(chan bool), make(chan bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(gone)
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer socket.Close()
		<-dialled // or some pings come with the answer, and answering those ends what is behind them
		for range 50 {
			if err := socket.WriteControl(websocket.PingMessage, nil, time.Now().Add(time.Minute)); err != nil {
				t.Error(err)
			}
		}
		if err := socket.WriteMessage(websocket.BinaryMessage, word); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	conn, err := client.DialWebSocket(t.Context(), client.Enrolment{Server: server.URL})
	must(t, err)
	defer conn.Close()
	close(dialled)
	<-gone
	heard, err := conn.Read()
	if err != nil || !bytes.Equal(heard, word) {
		t.Errorf("%q %v", heard, err)
	}
}
