package client_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
	"heyi/shared/sync/wire"
)

// tap lets the frames of a connection through one by one.
type tap struct {
	client.Conn
	let  <-chan bool
	done <-chan struct{}
}

func (t tap) Read() ([]byte, error) {
	select {
	case <-t.let:
		return t.Conn.Read()
	case <-t.done:
		return nil, errors.New("the tap is closed")
	}
}

// counted counts the rows that a connection brings.
type counted struct {
	client.Conn
	rows *atomic.Int64
}

func (c counted) Read() ([]byte, error) {
	frame, err := c.Conn.Read()
	if m, e := wire.Decode(frame); err == nil && e == nil {
		if p, ok := m.(*wire.Patch); ok {
			c.rows.Add(int64(len(p.Rows)))
		}
	}
	return frame, err
}

// The first load says how much there is and how much of it has come, also after
// it was cut and went on; when it is whole there is nothing left to say.
func TestTheFirstSyncSaysHowFarItIs(t *testing.T) {
	c := found(t)
	s := product.Products.In(catalog)
	for n := range 5000 {
		p := &product.Product{Code: fmt.Sprintf("P%04d", n), Name: "商品", Unit: "件", TaxClass: "goods", Active: true}
		p.ID, p.Version = kernel.DeriveID("first", n), 1
		s.Adopt(p)
		c.disk.Put(p)
	}
	who := c.enrol(boss)
	all := int64(0)
	for _, s := range catalog.Schemas {
		all += int64(c.disk.Len(s))
	}
	var before, rows atomic.Int64
	let, done := make(chan bool, 100), make(chan struct{})
	tapped := func(o *client.Options) {
		o.Dial = func(ctx context.Context, e client.Enrolment) (client.Conn, error) {
			conn, err := client.DialWebSocket(ctx, e)
			return counted{tap{conn, let, done}, &before}, err
		}
	}
	e := open(t, who, tapped)
	let <- true // the welcome
	if s := until(t, e, "the device is online", func(s client.State) bool { return s.Link == client.Online }); s.FirstSync != (client.FirstSync{}) {
		t.Errorf("before the first part: %+v", s.FirstSync)
	}
	let <- true
	s1 := until(t, e, "a part is in", func(s client.State) bool { return s.FirstSync.Done > 0 })
	time.Sleep(1100 * time.Millisecond) // so that there is a speed to tell
	total := s1.FirstSync.Total         // rows with an audience of their own
	if total <= 0 || total > all {
		t.Errorf("%d rows are to come, the company has %d", total, all)
	}
	for s1.FirstSync.Done < total/2 {
		let <- true
		done := s1.FirstSync.Done
		s1 = until(t, e, "another part is in", func(s client.State) bool { return s.FirstSync.Done > done })
	}
	f := s1.FirstSync
	if f.Total != total || f.Done >= total || f.Percent() != int(100*f.Done/total) || f.Rest <= 0 || f.Rest > 10*time.Second {
		t.Errorf("after some parts of %d rows: %+v", total, f)
	}
	close(done)
	must(t, e.Close())

	// The company goes on meanwhile; what came before the cut is not sent again.
	c.goods("NEW", 5e6)
	e = open(t, who, func(o *client.Options) {
		o.Flight = true
		o.Dial = func(ctx context.Context, e client.Enrolment) (client.Conn, error) {
			conn, err := client.DialWebSocket(ctx, e)
			return counted{conn, &rows}, err
		}
	})
	if again := e.State().FirstSync; again.Done != f.Done || again.Total != total {
		t.Errorf("after a restart: %+v, before it %+v", again, f)
	}
	must(t, e.SetFlight(false))
	if s := until(t, e, "the first sync is whole", synced); s.FirstSync != (client.FirstSync{}) {
		t.Errorf("afterwards: %+v", s.FirstSync)
	}
	c.equal(t, e, who)
	if most := all - before.Load() + 60; rows.Load() > most {
		t.Errorf("%d rows came after the cut, at most %d were missing", rows.Load(), most)
	}
}
