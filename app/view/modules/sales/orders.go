package sales

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rowstore"
)

// Entity is the name of orders.
var Entity = sales.Orders.Name()

// Row is an order of a list.
type Row struct {
	view.OwnCells
	ID       kernel.ID
	Number   string
	Customer string
	Owner    string // who sells
	Date     string
	Due      string
	Total    string
	State    view.Badge
	Sync     view.Badge // empty for what is simply saved
	Urgent   bool
	Late     int64 // days since it should have left
}

// Open are the orders that somebody still has to do something about.
const Open = "open"

// Today are those that were written today.
const Today = "today"

// Late are those of them that should have left by now.
const Late = "late"

var (
	everything = i18n.Define("orders.all", "全部", "All")
	tooLate    = i18n.Define("orders.late", "逾期未交", "Late")
	ofToday    = i18n.Define("orders.today", "今日", "Today")
	inProgress = i18n.Define("orders.open", "未完成", "Open")
)

// Filters of the list: the open ones, all, and one state each.
func Filters(c *kernel.Catalog) []view.Option {
	list := []view.Option{{Code: "", Label: everything.Text()}, {Code: Open, Label: inProgress.Text()}, {Code: Late, Label: tooLate.Text()}, {Code: Today, Label: ofToday.Text()}}
	for _, o := range c.Schema(Entity).States {
		list = append(list, view.Option{Code: o.Code, Label: view.Say(o.Zh, o.En)})
	}
	return list
}

// List gives the orders of a filter that a search finds, the newest first.
func List(d *view.Desk, search, filter string) *view.Pages[Row] {
	q := client.Query{Search: search, Query: rowstore.Query{
		Entity: Entity, Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}},
	}}
	switch filter {
	case "":
	default:
		day, _ := view.Load(d, func(r *view.Reader) (kernel.Date, error) { return r.Today(), nil }) // without a replica nothing is late
		q.Where = where(filter, day)
		if filter == Late {
			q.Sort = []rowstore.Order{{Field: "promise"}, {Field: "number"}}
		}
	}
	return view.NewPages(d, q, func(r *view.Reader, rows []kernel.Row) ([]Row, error) {
		list := make([]Row, len(rows))
		for i, row := range rows {
			list[i] = rowOf(r, row.(*sales.Order))
		}
		return list, nil
	})
}

// where is the condition of a filter. The figures of the home count by it, so that
// each opens the orders that it counts.
func where(filter string, today kernel.Date) rowstore.Filter {
	among := func(states ...kernel.State) rowstore.Filter {
		f := rowstore.Filter{Field: "state", Op: rowstore.In}
		for _, s := range states {
			f.Values = append(f.Values, string(s))
		}
		return f
	}
	switch filter {
	case Open:
		return among(sales.Held, sales.Approved, sales.Partly)
	case Late:
		return LateOrders(today)
	case Today:
		standing := among(sales.Held, sales.Approved, sales.Partly, sales.Shipped, sales.Closed)
		return rowstore.Filter{All: []rowstore.Filter{rowstore.Is("date", rowstore.Eq, today), standing}}
	}
	return rowstore.Is("state", rowstore.Eq, kernel.State(filter))
}

func rowOf(r *view.Reader, o *sales.Order) Row {
	row := Row{
		ID: o.ID, Number: o.Number, Customer: o.Name, Owner: view.Holder(r, o.Owner), Date: view.Date(o.Date), Due: view.Date(o.DueBy()),
		Total: view.Money(o.Total), State: view.StateOf(r, o), Urgent: o.Urgent, Late: o.DaysLate(r.Today()),
	}
	if r.Mark(o.ID) != client.MarkSaved {
		row.Sync = view.SyncOf(r, o.ID)
	}
	return row
}
