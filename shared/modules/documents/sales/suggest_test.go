package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

// What lies where nothing is sold from covers nobody's order, so it makes no purchase
// smaller.
func TestDefectiveGoodsMakeNoPurchaseSmaller(t *testing.T) {
	suggested := func(defective int64) string {
		s := open(t)
		o := s.place(s.wish(s.sofas(9)))
		deliveries, _ := sales.DeliveriesOf.Of(s.Tx(), kernel.Ref[sales.Order](o.ID))
		s.Must(t, s.keeper, &sales.Ship{Delivery: kernel.Ref[sales.Delivery](deliveries[0].ID)})
		s.Now += 24 * 3600_000
		if defective > 0 {
			s.Must(t, trial.System(), &stock.Receive{Place: s.Place("D1"), Supplier: s.Party(t, "佛山龙江盛达海绵厂"), Lines: []stock.ReceiveLine{
				{Product: s.sofa, Qty: kernel.Qty(defective) * one, Price: 2680_000_000},
			}})
		}
		r := s.Refused(t, sales.Short, s.sales, s.wish(s.sofas(20)))
		return r.Details[0].Arg("suggest").String()
	}
	if without, with := suggested(0), suggested(10); without != with || without == "15" {
		t.Errorf("%s are suggested, and with ten defective ones %s", without, with)
	}
}

// What purchasing was asked for customers without an order is asked for no more once there
// are enough: the first that were asked for first.
func TestWhatHasComeIsAskedForNoMore(t *testing.T) {
	s := open(t)
	for _, n := range []int64{4, 30} {
		s.Must(t, s.sales, &sales.Want{Product: s.sofa, Qty: kernel.Qty(n) * one, For: "门店客户"})
	}
	s.place(s.wish(s.sofas(15))) // takes all there are
	s.Must(t, trial.System(), &stock.Receive{Place: s.w1, Supplier: s.Party(t, "佛山龙江盛达海绵厂"), Lines: []stock.ReceiveLine{
		{Product: s.sofa, Qty: 10 * one, Price: 2680_000_000},
	}})
	var left []string
	for _, task := range trial.All(s.World, flow.Tasks) {
		if task.Kind == sales.TaskBuy.Name && task.State == flow.TaskOpen {
			left = append(left, task.Arg("short").Value.String())
		}
	}
	if len(left) != 1 || left[0] != "30" {
		t.Errorf("still asked for: %q", left)
	}
	s.Sound(t)
}
