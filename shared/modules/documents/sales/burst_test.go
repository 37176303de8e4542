package sales_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rigs/trial"
)

// R31: TestBurstsOfOfflineDevicesNeverOversell (F12): devices without network sell one
// product from what they last saw; when they are back, what is accepted is never
// more than there was, and every rejection says that stock was the reason.
func TestBurstsOfOfflineDevicesNeverOversell(t *testing.T) {
	rejected, held := 0, 0
	for seed := range uint64(40) {
		rnd := rand.New(rand.NewPCG(seed, 7))
		s := open(t)
		edit(s, "limit", "80000.00", "0.00")
		var outboxes [][]*kernel.Call
		for range 2 + rnd.IntN(3) {
			outboxes = append(outboxes, s.burst(rnd))
		}
		for _, call := range interleave(rnd, outboxes) {
			call.Judged = s.Now
			switch r, refused := kernel.AsRefusal(s.Judge(s.sales, call)); {
			case refused && r.Code == sales.Short.Name && len(r.Details) > 0 && !r.Details[0].Arg("short").IsZero():
				rejected++
			case refused && r.Code == kernel.NotThere.Name:
				held++ // the order that it withdraws was itself rejected
			case refused:
				t.Fatalf("seed %d: rejected for another reason: %v", seed, r)
			}
		}
		var promised kernel.Qty
		for _, l := range trial.All(s.World, sales.OrderLines) {
			promised += l.Planned
		}
		if b := s.stock(s.sofa); promised > 15*one || b.Reserved != promised {
			t.Fatalf("seed %d: %s promised, %s reserved, 15 in stock", seed, promised, b.Reserved)
		}
		s.Sound(t)
	}
	if rejected < 20 || held == 0 {
		t.Errorf("the histories are too tame: %d rejections for stock, %d withdrawals of rejected orders", rejected, held)
	}
}

// interleave mixes the outboxes, each in its own order.
func interleave(rnd *rand.Rand, outboxes [][]*kernel.Call) []*kernel.Call {
	var mixed []*kernel.Call
	for len(outboxes) > 0 {
		n := rnd.IntN(len(outboxes))
		if len(outboxes[n]) == 0 {
			outboxes = slices.Delete(outboxes, n, n+1)
			continue
		}
		mixed, outboxes[n] = append(mixed, outboxes[n][0]), outboxes[n][1:]
	}
	return mixed
}

// burst is what one device does without network, on a copy of what it has.
func (s *shop) burst(rnd *rand.Rand) []*kernel.Call {
	device := s.Fork()
	var calls []*kernel.Call
	send := func(args kernel.Command) bool {
		call := s.Call(s.sales, args)
		tx := kernel.NewTx(s.Catalog, device, s.sales.Viewer, call, s.sales)
		if _, err := tx.Predict(); err != nil {
			return false // the device says so at once and sends nothing
		}
		for _, w := range tx.Writes() {
			device.Put(w.After)
		}
		calls = append(calls, call)
		return true
	}
	for range 1 + rnd.IntN(4) {
		p := s.wish(s.sofas(1+rnd.Int64N(8)), s.sofas(1+rnd.Int64N(2)))
		p.Lines = p.Lines[:1+rnd.IntN(2)]
		p.Allow = []kernel.Choice{"", sales.OrLess, sales.Backorder}[rnd.IntN(3)]
		if send(p) && rnd.IntN(4) == 0 {
			send(&sales.Unapprove{Order: orderBy(s, calls[len(calls)-1])})
		}
	}
	return calls
}

// TestBurstsOfOfflineDevicesNeverOverdrawCredit (F7): each device thinks the limit
// holds; together they pass it, so the order that would is held.
func TestBurstsOfOfflineDevicesNeverOverdrawCredit(t *testing.T) {
	s := open(t)
	var calls []*kernel.Call
	for range 4 {
		device := s.Fork()
		call := s.Call(s.sales, s.wish(s.chairs(30))) // 30 × 226.00 = 6,780.00 each
		tx := kernel.NewTx(s.Catalog, device, s.sales.Viewer, call, s.sales)
		if _, err := tx.Predict(); err != nil {
			t.Fatal(err)
		}
		calls = append(calls, call)
	}
	edit(s, "limit", "80000.00", "15000.00")
	var states []kernel.State
	for _, call := range calls {
		if err := s.Judge(s.sales, call); err != nil {
			t.Fatal(err)
		}
		states = append(states, s.orderOf(call).State)
	}
	if !slices.Equal(states, []kernel.State{sales.Approved, sales.Approved, sales.Held, sales.Held}) || s.balance().OpenOrders != 2*678000 {
		t.Errorf("states %v, promised %s", states, s.balance().OpenOrders)
	}
	s.Sound(t)
}
