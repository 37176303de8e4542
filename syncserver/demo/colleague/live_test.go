package colleague_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/demo"
	"heyi/syncserver/demo/colleague"
)

// The two take an order, pick it and ship it, through real sockets; they leave
// everybody else's documents alone, and after a restart they go on as the same
// devices.
func TestTheColleaguesMoveTheFigures(t *testing.T) {
	c, err := company.At(t.TempDir()).Create(slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	var made *demo.Company
	err = c.Hub.On(t.Context(), func(d *authority.Desk) (err error) {
		made, err = demo.Found(d, c.Store, company.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := shipped(t, c)
	for round := range 2 {
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			done <- colleague.Live(ctx, c, made.Members["周志强"].Mobile, made.Members["黄建平"].Mobile, 200*time.Millisecond)
		}()
		want := len(before) + 2*(round+1)
		await.Until(t, "the deliveries of the round have left", func() bool { return len(shipped(t, c)) >= want }, round)
		stop()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	series := map[string]bool{}
	read(t, c, func(tx kernel.Scanner) {
		_ = kernel.Each(c.Catalog, tx, org.Devices, func(d *org.Device) error {
			if strings.HasPrefix(d.Name, colleague.Badge) {
				series[d.Series] = true
			}
			return nil
		})
	})
	if len(series) != 2 {
		t.Errorf("%d devices are scripted after two rounds", len(series))
	}
	for number, order := range shipped(t, c) {
		if _, old := before[number]; !old && !series[strings.Split(order, "-")[1]] {
			t.Errorf("%s of order %s was none of their business", number, order)
		}
	}
}

// shipped are the order numbers of the deliveries that have left, by number.
func shipped(t *testing.T, c *company.Company) map[string]string {
	t.Helper()
	left := map[string]string{}
	read(t, c, func(all kernel.Scanner) {
		_ = kernel.Each(c.Catalog, all, sales.Deliveries, func(d *sales.Delivery) error {
			if d.Left != 0 {
				left[d.Number] = d.OrderNo
			}
			return nil
		})
	})
	return left
}

func read(t *testing.T, c *company.Company, look func(kernel.Scanner)) {
	t.Helper()
	view, err := c.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	look(view)
	if err := view.Close(); err != nil {
		t.Fatal(err)
	}
}
