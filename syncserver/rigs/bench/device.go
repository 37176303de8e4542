package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// device speaks the wire protocol and keeps nothing but what the measurement
// needs: a real replica would measure the client.
type device struct {
	ID     kernel.ID
	socket *websocket.Conn
	key    int64
	failed chan error
}

// enrolment is what the server answers to a new device.
type enrolment struct {
	Device kernel.ID `json:"device"`
	Token  string    `json:"token"`
}

func enrol(ctx context.Context, address, mobile, kind string) (*enrolment, error) {
	body, err := json.Marshal(map[string]string{"mobile": mobile, "password": password, "name": "bench", "kind": kind})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/api/v1/enrol", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return nil, fmt.Errorf("enrol %s: %s", mobile, resp.Status)
	}
	e := &enrolment{}
	return e, json.NewDecoder(resp.Body).Decode(e)
}

// connect enrols a device and attaches it.
func connect(ctx context.Context, address, mobile, kind string, see func(*wire.Patch)) (*device, error) {
	e, err := enrol(ctx, address, mobile, kind)
	if err != nil {
		return nil, err
	}
	return attach(ctx, address, e, see)
}

// attach opens the socket, takes the first load and then hands every patch to see, on
// a goroutine of its own.
func attach(ctx context.Context, address string, e *enrolment, see func(*wire.Patch)) (*device, error) {
	header := http.Header{"Authorization": {"Bearer " + e.Token}}
	socket, resp, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+address+"/ws", header)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	resp.Body.Close()
	d := &device{ID: e.Device, socket: socket, failed: make(chan error, 1)}
	month := kernel.Time(time.Now().UnixMilli()).Date(480).MonthStart()
	if err := d.send(&wire.Hello{Device: d.ID, Release: 1, Since: month}); err != nil {
		return nil, err
	}
	if err := d.load(see); err != nil {
		return nil, err
	}
	go d.listen(see)
	return d, d.send(&wire.Push{Reported: true})
}

func (d *device) send(m wire.Message) error {
	return d.socket.WriteMessage(websocket.BinaryMessage, wire.Encode(m))
}

// load reads until the catch-up is whole.
func (d *device) load(see func(*wire.Patch)) error {
	for {
		m, err := d.read()
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *wire.Patch:
			see(m)
			if !m.Partial {
				return nil
			}
		case *wire.Bye:
			return m.Refusal.Unpack()
		}
	}
}

func (d *device) read() (wire.Message, error) {
	_, data, err := d.socket.ReadMessage()
	if err != nil {
		return nil, err
	}
	return wire.Decode(data)
}

func (d *device) listen(see func(*wire.Patch)) {
	for {
		m, err := d.read()
		if err != nil {
			d.failed <- err
			return
		}
		if p, ok := m.(*wire.Patch); ok {
			see(p)
		}
	}
}

// push sends commands of one kind.
func (d *device) push(c *kernel.Catalog, args ...kernel.Command) error {
	push := &wire.Push{}
	now := kernel.Time(time.Now().UnixMilli())
	for _, a := range args {
		d.key++
		spec := c.CommandFor(a)
		if edit, ok := a.(*named); ok {
			spec, a = c.Command(edit.name), edit.Command
		}
		push.Calls = append(push.Calls, wire.Call{
			ID: kernel.NewID(now, random()), Key: d.key, Name: spec.Name, Version: 1, Args: spec.Encode(a), At: now,
		})
	}
	return d.send(push)
}

// named is a command that is told by its name, such as party.edit.
type named struct {
	kernel.Command
	name string
}
