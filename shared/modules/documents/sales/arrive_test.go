package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

// waiting lists who waits for a sofa of W1, first in the queue first.
func (s *shop) waiting() []*sales.Waiting {
	list, _ := sales.WaitingFor.Of(s.Tx(), kernel.Key2[kernel.ID, kernel.State]{
		A: stock.BalanceRef(s.sofa, s.w1).ID(), B: sales.StillWaiting,
	})
	return list
}

// crowd is a shop without limits whose 15 sofas are sold, and four orders that
// wait for two each: by the promise late, by the promise soon, and two urgent ones.
func crowd(t *testing.T) (s *shop, late, soon, urgent, later *sales.Order) {
	t.Helper()
	s = open(t)
	edit(s, "limit", "80000.00", "0.00")
	s.place(s.wish(s.sofas(15)))
	want := func(due kernel.Date, urgent bool) *sales.Order {
		p := s.wish(s.sofas(2))
		p.Allow, p.Due, p.Urgent = sales.Backorder, due, urgent
		return s.place(p)
	}
	return s, want(20261231, false), want(20261210, false), want(20261220, true), want(20261220, true)
}

// allotted is how many sofas an order has on deliveries.
func (s *shop) allotted(o *sales.Order) kernel.Qty {
	lines, _ := sales.LinesOf.Of(s.Tx(), ref(o))
	return lines[0].Planned
}

// R28, R29, R30, R37, R44: goods that arrive go to the urgent first, among equals to the
// older; then by the day of the promise.
func TestGoodsGoToWhoNeedsThemFirst(t *testing.T) {
	s, late, soon, urgent, later := crowd(t)
	s.Must(t, trial.System(), receive(s, 3))
	for n, c := range []struct {
		o    *sales.Order
		want kernel.Qty
	}{{urgent, 2 * one}, {later, one}, {soon, 0}, {late, 0}} {
		if got := s.allotted(c.o); got != c.want {
			t.Errorf("number %d of the queue has %s of %s", n+1, got, c.want)
		}
	}
	first, second := s.deliveries(urgent), s.deliveries(later)
	if len(first) != 1 || len(second) != 1 || first[0].Number == second[0].Number || first[0].State != sales.Pending || first[0].Rank != 0 {
		t.Fatalf("deliveries %+v %+v", first, second)
	}
	trail, _ := flow.TrailOf(s.Tx(), urgent.ID)
	if last := trail[len(trail)-1]; last.Node != string(sales.NodeArrived) || last.Judged == 0 || last.AuthorName != "系统" {
		t.Errorf("trail ends with %+v", last)
	}
	told := 0
	for _, task := range trial.All(s.World, flow.Tasks) {
		if task.Kind == "sales.arrived" && task.Seat.ID() == s.sales.Seat {
			told++
		}
	}
	if told != 2 {
		t.Errorf("the salesperson was told of %d orders", told)
	}
	s.Sound(t)

	s.Must(t, trial.System(), receive(s, 2))
	if s.allotted(later) != 2*one || s.allotted(soon) != one || s.allotted(late) != 0 || len(s.waiting()) != 2 {
		t.Errorf("the next two: %s %s %s", s.allotted(later), s.allotted(soon), s.allotted(late))
	}
	s.Sound(t)
}

// What a count finds, a transfer brings and a customer sends back is allotted, too.
func TestEveryArrivalIsAllotted(t *testing.T) {
	for what, arrive := range map[string]func(*shop){
		"count": func(s *shop) {
			s.Must(t, s.keeper, &stock.Count{Place: s.w1, Lines: []stock.CountLine{{Product: s.sofa, Counted: 16 * one}}})
		},
		"transfer": func(s *shop) {
			w2 := s.Place("W2")
			s.Must(t, trial.System(), &stock.Receive{Place: w2, Supplier: s.customer, Lines: []stock.ReceiveLine{{Product: s.sofa, Qty: one, Price: 2700_000_000}}})
			s.Must(t, trial.System(), &stock.Transfer{Place: w2, To: s.w1, Lines: []stock.GoodsLine{{Product: s.sofa, Qty: one}}})
		},
		"return": func(s *shop) {
			s.Must(t, s.finance, &sales.TakeIn{Customer: s.customer, Into: s.w1, Lines: []sales.TakeInLine{{Product: s.sofa, Qty: one, Amount: 368000, Cost: 2680_000_000}}})
		},
	} {
		s, _, _, urgent, _ := crowd(t)
		arrive(s)
		if s.allotted(urgent) != one || len(s.waiting()) != 4 {
			t.Errorf("%s: the urgent order has %s, %d wait", what, s.allotted(urgent), len(s.waiting()))
		}
		s.Sound(t)
	}
}

// Who gave up waiting gets nothing; who waits for another warehouse neither.
func TestWhoNoLongerWaitsGetsNothing(t *testing.T) {
	s, late, soon, urgent, later := crowd(t)
	s.Must(t, s.sales, &sales.Close{Order: ref(urgent)})
	s.Must(t, s.sales, &sales.Unapprove{Order: ref(later)})
	if w := s.waiting(); len(w) != 2 || w[0].Order != ref(soon) || w[1].Order != ref(late) {
		t.Fatalf("waiting %+v", w)
	}
	s.Must(t, trial.System(), &stock.Receive{Place: s.Place("W2"), Supplier: s.customer, Lines: []stock.ReceiveLine{{Product: s.sofa, Qty: 9 * one, Price: 2700_000_000}}})
	s.Must(t, trial.System(), receive(s, 2))
	if s.allotted(soon) != 2*one || s.allotted(late) != 0 || s.allotted(urgent) != 0 || s.allotted(later) != 0 {
		t.Errorf("%s %s %s %s", s.allotted(soon), s.allotted(late), s.allotted(urgent), s.allotted(later))
	}
	s.Sound(t)
}

// However many wait, goods that have come are taken in.
func TestAnArrivalStaysWithinWhatACommandWrites(t *testing.T) {
	s := open(t)
	edit(s, "limit", "80000.00", "0.00")
	s.place(s.wish(s.sofas(15)))
	for range 250 {
		p := s.wish(s.sofas(1))
		p.Allow = sales.Backorder
		s.place(p)
	}
	s.Must(t, trial.System(), receive(s, 250))
	first := len(s.waiting())
	if first == 0 || first > 150 {
		t.Errorf("%d wait on", first)
	}
	s.Must(t, trial.System(), receive(s, 1))
	if left := len(s.waiting()); left >= first {
		t.Errorf("the next arrival helped nobody: %d of %d", left, first)
	}
}
