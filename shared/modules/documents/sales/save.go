package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Save keeps an order as a draft, a new one or one that is a draft already.
type Save struct {
	Order kernel.Ref[Order] `zh:"草稿" en:"Draft" hint_zh:"不填为新订单" hint_en:"A new order unless given"`
	Wish
}

var _ = kernel.Intent[Save]("sales.order.save", "保存订单草稿", "Save order as draft", org.For(org.First, org.Sales, org.SalesManager), kernel.Sketch())

// Predict writes the draft. It promises nothing, so nothing is checked.
func (s Save) Predict(tx *kernel.Tx) error {
	if s.Order.IsZero() {
		o := s.newOrder(tx, "")
		if _, err := s.fill(tx, o); err != nil {
			return err
		}
		return born(tx, o, Draft)
	}
	o, err := Orders.Need(tx, s.Order)
	if err != nil {
		return err
	}
	if o.State != Draft {
		return inState(tx, o)
	}
	if _, err := s.fill(tx, o); err != nil {
		return err
	}
	flow.Note(tx, o, flow.Node(tx.Call.Name), string(Draft), "")
	return nil
}

// newOrder inserts the order that the wish is written into.
func (w *Wish) newOrder(tx *kernel.Tx, assumed string) *Order {
	o := &Order{Customer: w.Customer, From: w.From, State: Draft, Assumed: assumed}
	o.Date = w.Date
	org.Fill(tx, &o.Doc, "XS")
	return Orders.Insert(tx, o)
}

// born tells of a document that came into being in a state.
func born(tx *kernel.Tx, row kernel.Row, state kernel.State) error {
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: row, To: state, Command: tx.Catalog.Command(tx.Call.Name)})
}

// inState is the refusal of a command that an order's state does not allow.
func inState(tx *kernel.Tx, o *Order) error {
	spec := tx.Catalog.Command(tx.Call.Name)
	state := kernel.Text("state", string(o.State))
	for _, s := range orderStates {
		if s.Code == string(o.State) {
			state = kernel.Words("state", s.Zh, s.En)
		}
	}
	return kernel.WrongState.With(kernel.Words("entity", "销售订单", "Sales order"), kernel.Text("title", o.Number),
		kernel.Words("command", spec.Zh, spec.En), state)
}
