package colleague

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

// device is a colleague's: a replica and the way to the server.
type device struct {
	url     string
	token   string
	files   *replica.Memory
	replica *replica.Replica
	log     *slog.Logger
	act     func(*device) error
	after   time.Duration // until the first act
	every   time.Duration
}

// retry is how long a device waits before it connects again.
const retry = 5 * time.Second

// work keeps the device at work until ctx ends.
func (d *device) work(ctx context.Context) error {
	wait := d.after
	for {
		err := d.connect(ctx, wait)
		if ctx.Err() != nil {
			return nil
		}
		d.log.Debug("a demo colleague lost the server", "device", d.replica.Identity.Device.String(), "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retry):
		}
		wait = d.every
	}
}

// connect works on one connection until it ends. One goroutine reads; this one
// drives the replica.
func (d *device) connect(ctx context.Context, wait time.Duration) error {
	socket, answer, err := websocket.DefaultDialer.DialContext(ctx, d.url, http.Header{"Authorization": {"Bearer " + d.token}})
	if answer != nil {
		_ = answer.Body.Close() // nothing is read from it
	}
	if err != nil {
		return fmt.Errorf("colleague: connect: %w", err)
	}
	defer socket.Close()
	socket.SetReadLimit(wire.MaxFrame)
	frames, ended := make(chan []byte), make(chan error, 1)
	gone := make(chan struct{})
	defer close(gone)
	go func() {
		for {
			_, data, err := socket.ReadMessage()
			if err != nil {
				ended <- err
				return
			}
			select {
			case frames <- data:
			case <-gone:
				return
			}
		}
	}()
	defer d.replica.Lost()
	if err := send(socket, d.replica.Hello()); err != nil {
		return err
	}
	next := time.NewTimer(wait)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-ended:
			return err
		case data := <-frames:
			if err := d.receive(data); err != nil {
				return err
			}
		case <-next.C:
			d.try()
			next.Reset(d.every)
		}
		for push := d.replica.Outgoing(); push != nil; push = d.replica.Outgoing() {
			if err := send(socket, push); err != nil {
				return err
			}
		}
	}
}

func send(socket *websocket.Conn, m wire.Message) error {
	if err := socket.WriteMessage(websocket.BinaryMessage, wire.Encode(m)); err != nil {
		return fmt.Errorf("colleague: send: %w", err)
	}
	return nil
}

var errDismissed = errors.New("colleague: the server has ended the connection")

func (d *device) receive(data []byte) error {
	m, err := wire.Decode(data)
	if err != nil {
		return err
	}
	news, err := d.replica.Receive(m, company.Now())
	if err == nil && news.Bye != nil {
		err = errDismissed
	}
	return err
}

// try acts once. A refusal is part of the work.
func (d *device) try() {
	state := d.replica.State()
	if state.Version == 0 || state.Loading {
		return
	}
	if err := d.act(d); err != nil {
		d.log.Debug("a demo colleague was refused", "device", d.replica.Identity.Device.String(), "error", err)
	}
}

// do runs a command on the replica.
func (d *device) do(args kernel.Command) error {
	_, err := d.replica.Do(args, company.Now(), company.Random())
	return err
}

// tx reads what the colleague sees.
func (d *device) tx() (*kernel.Tx, error) {
	author, err := d.replica.Author()
	if err != nil {
		return nil, err
	}
	now := company.Now()
	return kernel.NewTx(d.replica.Catalog, d.files, author.Viewer, &kernel.Call{At: now, Judged: now}, author), nil
}
