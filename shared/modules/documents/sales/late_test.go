package sales_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rigs/trial/drawn"
)

func TestLateIsPastThePromiseOrTheWish(t *testing.T) {
	const today = kernel.Date(20261119)
	for _, c := range []struct {
		wished, promised kernel.Date
		state            kernel.State
		want             int64
	}{
		{0, 20261118, sales.Approved, 1},        // nobody wished a day: the promise counts
		{20261117, 20261130, sales.Approved, 2}, // the wish is over, whatever was promised
		{20261130, 20261116, sales.Partly, 3},
		{20261118, 0, sales.Held, 1}, // nothing is promised yet, but he waits
		{20261119, 20261119, sales.Approved, 0},
		{0, 0, sales.Approved, 0},
		{20261101, 20261101, sales.Shipped, 0},
		{20261101, 0, sales.Draft, 0},
		{20261101, 20261101, sales.Void, 0},
	} {
		o := &sales.Order{Due: c.wished, Promise: c.promised, State: c.state}
		if got := o.DaysLate(today); got != c.want {
			t.Errorf("%+v: %d days late", c, got)
		}
		d := &sales.Delivery{Due: c.wished, By: c.promised, State: sales.Pending}
		if got := d.DaysLate(today); c.state == sales.Approved && got != c.want {
			t.Errorf("%+v: the delivery is %d days late", c, got)
		}
	}
	drawn.Check(t, func(t *rapid.T) {
		day := rapid.SampledFrom([]kernel.Date{0, 20261101, 20261102, 20261103})
		wished, promised := day.Draw(t, "wished"), day.Draw(t, "promised")
		by := sales.DueBy(wished, promised)
		for _, d := range []kernel.Date{wished, promised} {
			if d != 0 && (by == 0 || by > d) {
				t.Fatalf("%s is later than %s", by, d)
			}
		}
	})
}
