package finance

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rowstore"
)

// Held is an order that waits for its release.
type Held struct {
	ID    kernel.ID
	Name  string // of its customer
	Why   string // the first reason, in short
	Total string
}

// heldMost bounds the orders that the home lists.
const heldMost = 200

// HeldOrders lists the orders that wait for release, oldest first.
func HeldOrders(r *view.Reader) ([]Held, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: sales.Orders.Name(), Where: rowstore.Is("state", rowstore.Eq, sales.Held), Sort: []rowstore.Order{{Field: "at"}}, Limit: heldMost,
	}})
	list := make([]Held, len(page.Rows))
	for i, row := range page.Rows {
		o := row.(*sales.Order)
		list[i] = Held{ID: o.ID, Name: o.Name, Total: view.Money(o.Total)}
		if waits := flow.PendingOf(r.Tx, o.ID); len(waits) > 0 {
			list[i].Why, _ = view.WhyAndSum(waits[0].Why(r.Tx.Held))
		}
	}
	return list, err
}
