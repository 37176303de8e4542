package shared_test

import (
	"errors"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// free are references that do not hold what they name, each with the reason. What
// an index declared with Holds begins with, holds; what follows its leader is a
// part of it and goes with it.
var free = map[string]string{
	// What is written only beside something that holds.
	"ledger_entry.party": "posted for a debt_item", "ledger_balance.party": "sums of entries", "sales_delivery.customer": "of an order",
	"sales_return.customer": "posted as a debt_item", "ledger_entry.place": "posted for a document",
	"stock_counted.product": "of a stock_line", "stock_counted.place": "of a stock_doc", "stock_day.product": "sums of moves",
	"stock_layer.product": "of goods that came in with a document", "stock_layer.place": "likewise", "stock_move.product": "of a document's line",
	"stock_move.place": "of a document", "stock_reservation.product": "of an order line", "stock_reservation.place": "of an order",
	"stock_revaluation.product": "of goods that came in with a document", "stock_revaluation.place": "likewise", "stock_revaluation_part.place": "likewise",
	"stock_revaluation.supplier": "of a stock_doc", "stock_revaluation.owner": "who wrote it; documents keep the name", "stock_revaluation.author": "who acts has a device",
	"stock_value.product": "of a stock_balance", "stock_value.place": "likewise", "stock_cost.product": "of goods that came in",
	"stock_balance.product": "asked by what is in stock", "stock_balance.place": "likewise", "sales_delivery_line.product": "of an order line",
	"sales_return_line.product": "of goods that were sold or stand in stock", "sales_return_line.into": "of goods that stand in stock",
	"sales_return.into": "likewise", "sales_delivery.from": "of an order", "sales_waiting.product": "of an order line",
	"sales_waiting.place": "of an order", "lease.place": "ends by itself",
	"sales_delivery.owner": "of an order", "sales_return.owner": "of a delivery", "receipt.owner": "of a customer's seat", "refund.owner": "likewise", "write_off.owner": "likewise", "stock_doc.owner": "who wrote it; documents keep the name",
	// Terms, rights and tasks, which mean nothing without what they name.
	"product_unit.product": "a unit of goods that nobody sells", "customer_price.product": "a price for goods that nobody sells", "seat_place.place": "a right at a place that is not there",
	"seat_place.seat":    "a right of a seat that is not there",
	"task_delivery.user": "his own setting", "task.role": "a task for nobody is the boss's", "task.seat": "likewise", "task.user": "likewise", "approval.role_a": "likewise", "approval.role_b": "likewise",
	"own_link.field": "a field that is defined no more holds nothing",
	"seat_left.seat": "only what its holder did before he left needs it", "seat_left.successor": "a note; who acts has a device",
	"region.own": "regions that an area leaves go back", "region.area": "likewise",
	"party.buyers": "derived of a shipped role", "party.keepers": "likewise",
	// Who did something is known by his device.
	"approval.by": "who acts has a device", "attachment.author": "likewise", "attachment.detached_by": "likewise", "comment.author": "likewise", "comment.withdrawn_by": "likewise", "mention.user": "a comment names him by name, too", "field_change.author": "likewise", "process_event.author": "likewise", "task.done_by": "likewise",
	"ledger_period.by": "likewise", "ledger_year.by": "likewise", "ledger_voucher.author": "likewise", "stock_doc.author": "likewise", "sales_delivery.author": "likewise",
	"sales_order.author": "likewise", "sales_return.author": "likewise", "receipt.author": "likewise", "refund.author": "likewise", "write_off.author": "likewise", "report_export.user": "likewise", "job.asked": "likewise",
	// Documents keep the department of their day; seats hold it.
	"sales_delivery.dept": "seats hold it", "sales_order.dept": "seats hold it", "sales_return.dept": "seats hold it", "receipt.dept": "seats hold it", "refund.dept": "seats hold it", "write_off.dept": "seats hold it",
}

func TestReferencesHoldWhatTheyName(t *testing.T) {
	used := map[string]bool{}
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			target := s.Target(f)
			if f.Kind != kernel.KindID || target == nil || target.Kept {
				continue
			}
			name := s.Name + "." + f.Name
			holds := slices.ContainsFunc(s.Indexes, func(ix *kernel.Index) bool { return ix.Holds && ix.Fields[0] == f })
			used[name] = true
			if !holds && free[name] == "" && !s.FollowsBy(f) {
				t.Errorf("%s does not hold what it names: declare an index with Holds, or say here why not", name)
			}
		}
	}
	for name := range free {
		if !used[name] {
			t.Errorf("%s is no reference to what can be removed", name)
		}
	}
}

// Whatever can be removed is refused while something holds it, and retired instead;
// with nothing that holds it, it goes.
func TestWhatIsInUseIsRetiredInstead(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	anyone := trial.System()
	for _, of := range catalog.Schemas {
		s := w.Catalog.Schema(of.Name)
		if s.Kept || s.Main != nil || s == org.Companies.In(w.Catalog) {
			continue
		}
		do := func(w *trial.World, verb string, args kernel.Command) error {
			spec := w.Catalog.Command(s.Name + "." + verb)
			if spec == nil {
				t.Fatalf("%s has no %s", s.Name, verb)
			}
			return w.Judge(anyone, w.CallOf(anyone, spec, args))
		}
		fresh := func() *trial.World {
			w := w.Fork()
			row := s.New()
			row.Base().ID = kernel.DeriveID("in use", s.Name)
			for _, f := range s.Fields {
				if f.Required && f.Kind == kernel.KindText {
					f.Put(row, kernel.Of("K"))
				}
			}
			if f := s.Field("num"); f != nil { // a unit's ratio
				f.Put(row, kernel.Of(int64(1)))
				s.Field("den").Put(row, kernel.Of(int64(1)))
			}
			w.Put(row)
			return w
		}
		id := kernel.DeriveID("in use", s.Name)
		if err := do(fresh(), "remove", &kernel.RemoveRow{Row: id}); err != nil {
			t.Errorf("%s that nothing holds stays: %v", s.Name, err)
		}
		for _, ix := range s.HeldBy {
			w := fresh()
			holder := ix.Schema.New()
			holder.Base().ID = kernel.DeriveID("holder", ix.Name)
			ix.Fields[0].Put(holder, kernel.Of(id))
			w.Put(holder)
			if err := do(w, "remove", &kernel.RemoveRow{Row: id}); !errors.Is(err, kernel.InUse.With()) {
				t.Errorf("%s is removed while %s holds it: %v", s.Name, ix.Name, err)
			}
			if err := do(w, "retire", &kernel.RetireRow{Row: id}); err != nil || !w.Get(s, id).Base().Retired {
				t.Errorf("%s cannot be retired: %v", s.Name, err)
			}
			if err := do(w, "restore", &kernel.RestoreRow{Row: id}); err != nil || w.Get(s, id).Base().Retired {
				t.Errorf("%s does not come back: %v", s.Name, err)
			}
		}
	}
}
