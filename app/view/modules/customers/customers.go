// Package customers is who the company sells to: the list, one customer with
// what he owes, and the forms that make and change one.
package customers

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Overdue asks for the customers who owe what is due.
const Overdue = "overdue"

var (
	overdueOnly = i18n.Define("customers.overdue", "逾期", "Overdue")
	lateBy      = i18n.DefinePlural("customers.late", "逾期 {0} 天", "{0} day late", "{0} days late")
	onHold      = i18n.Define("customers.hold", "暂停交易", "On hold")
	noLimit     = i18n.Define("customers.nolimit", "不限", "No limit")
	standing    = i18n.Define("customers.standing", "状态", "Standing")
	overdue     = i18n.Define("customers.late.amount", "其中逾期", "Overdue")
)

// Receivable is what a customer owes, on his page and in lists.
var Receivable = i18n.Define("customers.receivable", "应收", "Receivable")

// Listing is the list of those who buy, with what they owe.
func Listing() *record.Listing {
	extra := func(c record.Column, say func(r *view.Reader, p *party.Party) view.Badge) record.Extra {
		return record.Extra{Column: c, Say: func(r *view.Reader, row kernel.Row) view.Badge { return say(r, row.(*party.Party)) }}
	}
	text := func(say func(r *view.Reader, p *party.Party) string) func(r *view.Reader, p *party.Party) view.Badge {
		return func(r *view.Reader, p *party.Party) view.Badge { return view.Badge{Text: say(r, p)} }
	}
	return &record.Listing{
		Entity: party.Parties.Name(), Fields: []string{"name", "mobile", "region", "standing", "limit", "late", "receivable"},
		Asks: []view.Option{{Code: Overdue, Label: overdueOnly.Text()}},
		Where: func(r *view.Reader, preset string) (ask.Filter, error) {
			if preset != Overdue {
				return view.WhoBuys.Only(), nil
			}
			late, err := among(r)
			return ask.Both(view.WhoBuys.Only(), late), err
		},
		Extra: []record.Extra{
			extra(record.Column{Name: "region", Place: record.Hidden, Chars: 6}, text(regionOf)),
			extra(record.Column{Name: "standing", Label: standing.Text(), Place: record.AsBadge, Chars: 7}, stands),
			extra(record.Column{Name: "limit", Figure: true, Place: record.Hidden, Chars: 7}, text(limitOf)),
			extra(record.Column{Name: "late", Label: overdue.Text(), Figure: true, Chars: 7}, text(overdueOf)),
			extra(record.Column{Name: "receivable", Label: Receivable.Text(), Figure: true, Place: record.AsFigure, Chars: 8}, text(owedOf)),
		},
	}
}

// lateMost bounds the filter by overdue customers, the oldest first.
const lateMost = 150

// among is the condition that a party is overdue today.
func among(r *view.Reader) (ask.Filter, error) {
	f := ask.Filter{Field: "id", Op: ask.In, Values: []string{kernel.ID{}.String()}}
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: party.Balances.Name(), Limit: lateMost, Sort: []rowstore.Order{{Field: "oldest_due"}},
		Where: rowstore.Filter{All: []rowstore.Filter{
			rowstore.Is("oldest_due", rowstore.Lt, r.Today()), rowstore.Is("oldest_due", rowstore.Gt, kernel.Date(0)),
		}},
	}})
	for _, row := range page.Rows {
		f.Values = append(f.Values, row.Base().ID.String())
	}
	return f, err
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

func limitOf(_ *view.Reader, p *party.Party) string {
	if p.Limit > 0 {
		return view.Money(p.Limit)
	}
	return noLimit.Text()
}

func owedOf(r *view.Reader, p *party.Party) string {
	b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](p.ID)))
	if has != kernel.Found {
		return ""
	}
	return view.Money(b.Receivable)
}

// daysLate is for how long the oldest of what he owes is due.
func daysLate(r *view.Reader, p *party.Party) int64 {
	b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](p.ID)))
	if has != kernel.Found {
		return 0
	}
	return debt.DaysLateOf(b, r.Today())
}

// overdueOf is what of it is due, "" for nothing.
func overdueOf(r *view.Reader, p *party.Party) string {
	if daysLate(r, p) <= 0 {
		return ""
	}
	items, _ := debt.ByParty.Of(r.Tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: kernel.Ref[party.Party](p.ID), B: debt.Open})
	return view.Money(debt.Overdue(items, r.Today()).Amount)
}

// stands is where he stands between device and server, else that nothing is sold to him, else
// that he is late.
func stands(r *view.Reader, p *party.Party) view.Badge {
	late := daysLate(r, p)
	switch {
	case r.Mark(p.ID) != client.MarkSaved:
		return view.SyncOf(r, p.ID)
	case p.Hold:
		return view.Badge{Text: onHold.Text(), Tone: view.Alert}
	case late > 0:
		return view.Badge{Text: lateBy.Text(late), Tone: view.Alert}
	}
	return view.Badge{}
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
