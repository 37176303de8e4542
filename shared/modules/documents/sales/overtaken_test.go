package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

// An order that waits to be released waits no more when its goods have left all the same.
func TestAHeldOrderWhoseGoodsHaveLeftIsNotDecided(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(2), s.chairs(1)))
	d := s.deliveries(o)[0]
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o)})
	s.owes(9000000, 20260901)
	s.Must(t, s.sales, &sales.Submit{Order: ref(o)})
	if o = s.reload(o); o.State != sales.Held {
		t.Fatalf("order %+v", o)
	}
	s.Must(t, s.keeper, part(d, "", sales.ShipLine{Line: lineRef(s.deliveryLines(d)[0]), Qty: one}))
	if o = s.reload(o); o.State != sales.Shipped || o.HeldFor != "" || len(flow.PendingOf(s.Tx(), o.ID)) != 0 || taskOpen(s, "sales.release") {
		t.Errorf("order %+v waits for %v", o, flow.PendingOf(s.Tx(), o.ID))
	}
	s.Sound(t)
}

// Who was promised less anew than had left before waits for nothing and asks nobody to buy.
func TestWhatLeftIsNotBoughtAnyMore(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(10)))
	d := s.deliveries(o)[0]
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o)})
	other := s.place(s.wish(s.sofas(11)))
	s.Must(t, s.boss, &sales.Submit{Order: ref(o), Allow: sales.Backorder})
	if o = s.reload(o); o.State != sales.Approved || !taskOpen(s, "sales.buy") {
		t.Fatalf("order %+v", o)
	}
	s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID)})
	if o = s.reload(o); o.State != sales.Shipped || taskOpen(s, "sales.buy") {
		t.Errorf("order %+v", o)
	}
	if b := s.stock(s.sofa); b.Reserved != 11*one || b.OnHand != 11*one || len(s.deliveries(other)) != 1 {
		t.Errorf("stock %+v", b)
	}
	s.Sound(t)
}

// A company of the release before has the same goods on the way twice.
func TestOvertakenOrdersOfAnEarlierRelease(t *testing.T) {
	s := open(t)
	over, fine := s.place(s.wish(s.sofas(5), s.chairs(2))), s.place(s.wish(s.chairs(3)))
	for _, l := range trial.All(s.World, sales.OrderLines) {
		if l.Order == ref(over) && l.Product == s.sofa {
			less := *l
			less.Closed = 3 * one // as if that had left on a delivery that was withdrawn
			s.Put(&less)
		}
	}
	s.upgrade("sales.overtaken_orders")
	s.upgrade("sales.overtaken_orders") // finds nothing more
	if d := s.deliveries(over); len(d) != 2 || len(s.deliveries(fine)) != 1 {
		t.Fatalf("%d deliveries, %d of the other", len(d), len(s.deliveries(fine)))
	}
	if s.stock(s.sofa).Reserved != 2*one || s.stock(s.chair).Reserved != 5*one {
		t.Errorf("reserved %+v, %+v", s.stock(s.sofa), s.stock(s.chair))
	}
	s.Sound(t)
}

// What leaves twice of one line is not taken for what another line still promises.
func TestAnotherLineStillLeaves(t *testing.T) {
	s := open(t)
	o := s.place(s.wish(s.sofas(2), s.chairs(1)))
	old := s.deliveries(o)[0]
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o)})
	s.Must(t, s.sales, &sales.Submit{Order: ref(o)})
	for _, d := range s.deliveries(o) {
		if d.State == sales.Pending {
			s.Must(t, s.keeper, part(d, "", sales.ShipLine{Line: lineRef(s.deliveryLines(d)[0]), Qty: 2 * one}))
		}
	}
	s.Must(t, s.keeper, part(old, "", sales.ShipLine{Line: lineRef(s.deliveryLines(old)[0]), Qty: 2 * one}))
	if o = s.reload(o); o.State != sales.Partly || o.Open <= 0 {
		t.Errorf("order %+v", o)
	}
	s.Sound(t)
}

// What was dropped because the stock was short is wanted again when the order is a draft.
func TestUnapprovingForgetsWhatWasDropped(t *testing.T) {
	s := open(t)
	w := s.wish(s.sofas(20))
	w.Allow = sales.OrLess
	o := s.place(w)
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(o)})
	for _, l := range trial.All(s.World, sales.OrderLines) {
		if l.Rest() != 20*one {
			t.Errorf("%s rest of 20", l.Rest())
		}
	}
}
