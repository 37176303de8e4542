package client_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"heyi/app/client"
	"heyi/shared/kernel"
	"heyi/shared/product"
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
	total := int64(0)
	for _, s := range catalog.Schemas {
		total += int64(c.disk.Len(s))
	}
	let, done := make(chan bool, 100), make(chan struct{})
	tapped := func(o *client.Options) {
		o.Dial = func(ctx context.Context, e client.Enrolment) (client.Conn, error) {
			conn, err := client.DialWebSocket(ctx, e)
			return tap{conn, let, done}, err
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
	let <- true
	s2 := until(t, e, "another part is in", func(s client.State) bool { return s.FirstSync.Done > s1.FirstSync.Done })
	f := s2.FirstSync
	if f.Total != total || f.Done != 4000 || f.Percent() != int(100*4000/total) || f.Rest < 300*time.Millisecond || f.Rest > 10*time.Second {
		t.Errorf("after two of three parts of %d rows: %+v", total, f)
	}
	close(done)
	must(t, e.Close())

	e = open(t, who, func(o *client.Options) { o.Flight = true })
	if f := e.State().FirstSync; f.Done != 4000 || f.Total != total {
		t.Errorf("after a restart: %+v", f)
	}
	must(t, e.SetFlight(false))
	if s := until(t, e, "the first sync is whole", synced); s.FirstSync != (client.FirstSync{}) {
		t.Errorf("afterwards: %+v", s.FirstSync)
	}
	c.equal(t, e, who)
}
