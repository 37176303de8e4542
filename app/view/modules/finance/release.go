package finance

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rowstore"
)

// Order is an order with the reasons it is held for.
type Order struct {
	Row       *sales.Order
	Seller    string
	State     view.Badge
	Sync      view.Badge
	Why       []string // in short
	Sums      []string // the whole sums behind them
	Usual     []string // what people answer to these reasons
	Lines     []OrderLine
	Chain     []record.Kin
	Trail     []view.Event
	MayDecide bool
}

// OrderLine is a line of an order.
type OrderLine struct{ Name, Spec, Qty, Price, Gross string }

// Held lists the orders that wait for release, oldest first.
func Held(r *view.Reader) ([]*Order, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: sales.Orders.Name(), Where: rowstore.Is("state", rowstore.Eq, sales.Held), Sort: []rowstore.Order{{Field: "at"}}, Limit: 200,
	}})
	list := make([]*Order, 0, len(page.Rows))
	for _, row := range page.Rows {
		list = append(list, orderOf(r, row.(*sales.Order)))
	}
	return list, err
}

func orderOf(r *view.Reader, row *sales.Order) *Order {
	o := &Order{Row: row, State: view.StateOf(r, row), Sync: view.SyncOf(r, row.ID), Seller: view.Holder(r, row.Owner)}
	o.MayDecide = row.State == sales.Held && r.Author.May("sales.order.release") && flow.Decidable(r.Tx, row.ID)
	for _, a := range flow.PendingOf(r.Tx, row.ID) {
		short, sum := view.WhyAndSum(a.Why(r.Tx.Held))
		o.Why = append(o.Why, short)
		if sum != "" {
			o.Sums = append(o.Sums, sum)
		}
		for _, k := range answers[a.Reason] {
			if text := k.Text(); !slices.Contains(o.Usual, text) {
				o.Usual = append(o.Usual, text)
			}
		}
	}
	return o
}

// LoadOrder reads an order to decide on.
func LoadOrder(id kernel.ID) func(*view.Reader) (*Order, error) {
	return func(r *view.Reader) (*Order, error) {
		row, err := view.Get(r, sales.Orders, id)
		if err != nil {
			return nil, err
		}
		o := orderOf(r, row)
		o.Chain, o.Trail = record.ChainOf(r, row), view.TrailOf(r, row.ID)
		lines, _ := sales.LinesOf.Of(r.Tx, kernel.Ref[sales.Order](id))
		for _, l := range lines {
			if !l.Removed {
				o.Lines = append(o.Lines, OrderLine{view.Join(l.Code, l.Name), l.Spec, view.Qty(l.Qty, l.Unit), view.Price(l.Price), view.Money(l.Gross)})
			}
		}
		return o, nil
	}
}

// Release lets an order pass, this once.
func Release(desk *view.Desk, id kernel.ID, why string) error {
	_, err := desk.Do(&sales.Release{Order: kernel.Ref[sales.Order](id), Note: why})
	return err
}

// SendBack refuses to release an order.
func SendBack(desk *view.Desk, id kernel.ID, why string) error {
	_, err := desk.Do(&sales.Refuse{Order: kernel.Ref[sales.Order](id), Note: why})
	return err
}
