package sales

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rowstore"
)

// Entity is the name of orders.
var Entity = sales.Orders.Name()

// Row is an order of a short list.
type Row struct {
	ID       kernel.ID
	Number   string
	Customer string
	Owner    string // who sells
	Date     string
	Due      string
	Total    string
	State    view.Badge
	Sync     view.Badge // empty for what is simply saved
	Late     int64      // days since it should have left
}

// Listing is the list of orders. By when one has to leave, its wish or its promise says.
func Listing() *record.Listing {
	return &record.Listing{
		Entity: Entity, Title: "name", Fields: []string{"number", "name", "date", "promise", "state", "total"},
		Extra: []record.Extra{{
			Column: record.Column{Name: "promise", Place: record.Hidden, Chars: 6},
			Say: func(_ *view.Reader, row kernel.Row) view.Badge {
				return view.Badge{Text: view.Date(row.(*sales.Order).DueBy())}
			},
		}},
	}
}

// asked is a question of the list of orders, for the figures that open it.
func asked(r *view.Reader, preset string) client.Query {
	where, by := module.ListOf(Entity, "").Ask(r.Catalog.Schema(Entity), preset, r.Today())
	return client.Query{Query: rowstore.Query{Entity: Entity, Where: where, Sort: by, Limit: rowstore.MaxPage}}
}

func rowOf(r *view.Reader, o *sales.Order) Row {
	row := Row{
		ID: o.ID, Number: o.Number, Customer: o.Name, Owner: view.Holder(r, o.Owner), Date: view.Date(o.Date), Due: view.Date(o.DueBy()),
		Total: view.Money(o.Total), State: view.StateOf(r, o), Late: o.DaysLate(r.Today()),
	}
	if r.Mark(o.ID) != client.MarkSaved {
		row.Sync = view.SyncOf(r, o.ID)
	}
	return row
}
