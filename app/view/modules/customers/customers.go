// Package customers is who the company sells to: the list, one customer with
// what he owes, and the forms that make and change one.
package customers

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Filters of the list.
const (
	All     = "all"
	Overdue = "overdue"
)

var (
	all         = i18n.Define("customers.all", "全部", "All")
	overdueOnly = i18n.Define("customers.overdue", "逾期", "Overdue")
	lateBy      = i18n.DefinePlural("customers.late", "逾期 {0} 天", "{0} day late", "{0} days late")
	onHold      = i18n.Define("customers.hold", "暂停交易", "On hold")
	noLimit     = i18n.Define("customers.nolimit", "不限", "No limit")
)

// Filters lists them with their labels.
func Filters() []view.Option {
	return []view.Option{{Code: All, Label: all.Text()}, {Code: Overdue, Label: overdueOnly.Text()}}
}

// Row is a customer of the list.
type Row struct {
	view.OwnCells
	ID         kernel.ID
	Name       string
	Detail     string // phone and region
	Mobile     string
	Owner      string // who sells to him
	Region     string
	Limit      string
	Receivable string
	Overdue    string     // of what he owes; "" for nothing
	Badge      view.Badge // overdue, on hold, or where it stands between device and server
}

// List gives the customers that a search finds: by name, pinyin initials, code or
// the tail of a phone number.
func List(d *view.Desk, search, filter string) *view.Pages[Row] {
	q := client.Query{Search: search, Query: rowstore.Query{Entity: party.Parties.Name(), Sort: []rowstore.Order{{Field: "name"}}}}
	q.Where.All = append(q.Where.All, view.WhoBuys.Only())
	if filter == Overdue {
		q.Where.All = append(q.Where.All, among(d))
	}
	return view.NewPages(d, q, func(r *view.Reader, rows []kernel.Row) ([]Row, error) {
		list := make([]Row, len(rows))
		for i, row := range rows {
			list[i] = rowOf(r, row.(*party.Party))
		}
		return list, nil
	})
}

// lateMost bounds the filter by overdue customers, the oldest first.
const lateMost = 150

// among is the condition that a party is overdue today.
func among(d *view.Desk) rowstore.Filter {
	f := rowstore.Filter{Field: "id", Op: rowstore.In, Values: []string{kernel.ID{}.String()}}
	err := d.Read(func(r *view.Reader) error {
		q := client.Query{Query: rowstore.Query{
			Entity: party.Balances.Name(), Limit: lateMost, Sort: []rowstore.Order{{Field: "oldest_due"}},
			Where: rowstore.Filter{All: []rowstore.Filter{
				rowstore.Is("oldest_due", rowstore.Lt, r.Today()), rowstore.Is("oldest_due", rowstore.Gt, kernel.Date(0)),
			}},
		}}
		page, err := r.List(q)
		for _, row := range page.Rows {
			f.Values = append(f.Values, row.Base().ID.String())
		}
		return err
	})
	if err != nil {
		return rowstore.Filter{} // the list itself will say what is wrong
	}
	return f
}

// regionOf is where a partner is: as it was written, else as his address tells.
func regionOf(r *view.Reader, p *party.Party) string {
	if p.Region != "" {
		return p.Region
	}
	if place, has := party.Regions.Get(r.Tx, p.Place); has == kernel.Found {
		return place.Name
	}
	return ""
}

func rowOf(r *view.Reader, p *party.Party) Row {
	region := regionOf(r, p)
	row := Row{ID: p.ID, Name: p.Name, Owner: view.Holder(r, p.Owner), Mobile: p.Mobile, Region: region, Detail: view.Join(p.Mobile, region), Limit: noLimit.Text()}
	if p.Limit > 0 {
		row.Limit = view.Money(p.Limit)
	}
	late := int64(0)
	if b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](p.ID))); has == kernel.Found {
		row.Receivable = view.Money(b.Receivable)
		late = debt.DaysLateOf(b, r.Today())
	}
	if late > 0 {
		items, _ := debt.ByParty.Of(r.Tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: kernel.Ref[party.Party](p.ID), B: debt.Open})
		row.Overdue = view.Money(debt.Overdue(items, r.Today()).Amount)
	}
	switch {
	case r.Mark(p.ID) != client.MarkSaved:
		row.Badge = view.SyncOf(r, p.ID)
	case p.Hold:
		row.Badge = view.Badge{Text: onHold.Text(), Tone: view.Alert}
	case late > 0:
		row.Badge = view.Badge{Text: lateBy.Text(late), Tone: view.Alert}
	}
	return row
}

// Choice is a customer as a picker offers him.
type Choice struct {
	ID     kernel.ID
	Name   string
	Detail string
}

// Find lists the best matches for a picker.
func Find(r *view.Reader, search string, limit int) ([]Choice, error) {
	page, err := r.List(client.Query{Search: search, Query: rowstore.Query{
		Entity: party.Parties.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "name"}},
		Where: view.WhoBuys.Only(),
	}})
	var list []Choice
	for _, row := range page.Rows {
		p := row.(*party.Party)
		list = append(list, Choice{p.ID, p.Name, view.Join(p.Mobile, regionOf(r, p))})
	}
	return list, err
}
