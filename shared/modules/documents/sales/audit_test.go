package sales_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// TestAuditsSeeWhatIsWrong plants one wrong figure at a time.
func TestAuditsSeeWhatIsWrong(t *testing.T) {
	for what, spoil := range map[string]func(s *shop){
		"F4": func(s *shop) { change(s, sales.OrderLines, func(l *sales.OrderLine) { l.Returned++ }) },
		"F4 of another's line": func(s *shop) {
			change(s, sales.DeliveryLines, func(l *sales.DeliveryLine) { l.OrderLine, l.Shipped, l.Qty = kernel.Ref[sales.OrderLine](l.ID), 0, 0 })
			change(s, sales.OrderLines, func(l *sales.OrderLine) { l.Shipped, l.Planned = 0, 0 })
		},
		"F4S":  func(s *shop) { change(s, sales.Orders, func(o *sales.Order) { o.State = sales.Partly }) },
		"F11Q": func(s *shop) { change(s, sales.Waitings, func(w *sales.Waiting) { w.Qty++ }) },
		"F7":   func(s *shop) { change(s, sales.Orders, func(o *sales.Order) { o.Open++ }) },
		"F10": func(s *shop) {
			change(s, flow.ProcessEvents, func(e *flow.ProcessEvent) {
				if e.Node == string(sales.NodeShipped) {
					e.Judged = 1
				}
			})
		},
		"F11": func(s *shop) { change(s, sales.OrderLines, func(l *sales.OrderLine) { l.Planned = 0 }) },
		"G6": func(s *shop) {
			change(s, sales.Deliveries.Guarded(org.SeesPrice), func(d *sales.Delivery) { d.Total++ })
		},
		"G7":  func(s *shop) { change(s, sales.DeliveryLines, func(l *sales.DeliveryLine) { l.Qty++ }) },
		"G10": func(s *shop) { change(s, sales.OrderLines, func(l *sales.OrderLine) { l.Gross++ }) },
	} {
		s := open(t)
		s.ship(s.place(s.wish(s.chairs(2))))
		s.place(s.wish(s.sofas(1)))
		waits := s.wish(s.chairs(200))
		waits.Allow = sales.Backorder
		edit(s, "limit", "80000.00", "0.00")
		s.place(waits)
		s.Sound(t)
		spoil(s)
		rule, _, _ := strings.Cut(what, " ")
		findings, err := kernel.Verify(s.Catalog, s)
		if err != nil || !slices.ContainsFunc(findings, func(f kernel.Finding) bool { return f.Rule == rule }) {
			t.Errorf("%s: nothing is found among %v %v", what, findings, err)
		}
	}
}

// change spoils every row of an entity.
func change[T any](s *shop, e *kernel.Entity[T], spoil func(*T)) {
	for _, row := range trial.All(s.World, e) {
		copied := *row
		spoil(&copied)
		s.Put(any(&copied).(kernel.Row))
	}
}
