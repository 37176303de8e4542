package sales_test

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rigs/trial"
)

func taskOpen(s *shop, kind string) bool {
	for _, task := range trial.All(s.World, flow.Tasks) {
		if task.Kind == kind && task.State == flow.TaskOpen {
			return true
		}
	}
	return false
}

// edit changes a field of the customer.
func edit(s *shop, field, was, becomes string) {
	s.t.Helper()
	args := &kernel.EditRow{Row: s.customer.ID(), Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}}
	spec := s.Catalog.Command("party.edit")
	call := s.Call(trial.System(), &sales.Want{}) // for its id and time
	call.Name, call.Version, call.Args = spec.Name, int64(spec.Version), spec.Encode(args)
	if err := s.Judge(trial.System(), call); err != nil {
		s.t.Fatal(err)
	}
}

func receive(s *shop, sofas int64) kernel.Command {
	return &stock.Receive{Place: s.w1, Supplier: s.customer, Lines: []stock.ReceiveLine{{
		Product: s.sofa, Qty: kernel.Qty(sofas) * one, Price: 2700_000_000,
	}}}
}
