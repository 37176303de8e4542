package record

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/flow"
)

// Kin is a document that another one came out of, or that came out of it: the order
// of a delivery, the voucher of a receipt.
type Kin struct {
	Entity string
	ID     kernel.ID
	Title  string // what kind of document, and its number
	Day    string
	Figure string     // "" for one without an amount, or that the reader may not see
	Into   bool       // it led to the document; else it came out of it
	Offset bool       // neither: one is a credit that paid the other
	State  view.Badge // empty for what has no states
	Sync   view.Badge // empty for what is simply saved
}

// kinMost bounds the documents that one page lists.
const kinMost = 50

// ChainOf lists the documents around a document as far as the reader has them:
// where it comes from first, then what became of it. What a document made somebody
// owe is passed through to what settled it; where that is a credit note neither led to the
// other. Documents in listed are left out, since
// the page shows them anyway.
func ChainOf(r *view.Reader, row kernel.Row, listed ...kernel.ID) []Kin {
	seen := map[kernel.ID]bool{row.Base().ID: true}
	for _, id := range listed {
		seen[id] = true
	}
	into, out := flow.ChainOf(r.Tx, row)
	var list []Kin
	add := func(entity string, id kernel.ID, came bool) *Kin {
		kin, ok := kinOf(r, entity, id)
		if !ok || seen[id] || len(list) >= kinMost {
			return &Kin{}
		}
		seen[id], kin.Into = true, came
		list = append(list, kin)
		return &list[len(list)-1]
	}
	credit := gaveCredit(r, row.Base().ID)
	for _, h := range into {
		add(h.SrcEntity, h.Src, true)
	}
	for _, h := range out {
		if h.DstEntity != debt.Items.Name() {
			add(h.DstEntity, h.Dst, false)
		}
	}
	for _, h := range out { // behind the others: its own return takes a delivery back
		if h.DstEntity != debt.Items.Name() {
			continue
		}
		item, has := debt.Items.Get(r.Tx, kernel.Ref[debt.Item](h.Dst))
		if has != kernel.Found {
			continue
		}
		if item.Src != row.Base().ID {
			if kin := add(item.SrcEntity, item.Src, true); credit { // what is settled was there before
				kin.Into, kin.Offset = false, true
			}
			continue
		}
		settlers, _ := flow.ChainOf(r.Tx, item)
		for _, a := range settlers {
			if kin := add(a.SrcEntity, a.Src, false); gaveCredit(r, a.Src) {
				kin.Offset = true
			}
		}
	}
	return list
}

// Leads adds a document to those that a page's own led to, unless it is among them.
func (p *Page) Leads(r *view.Reader, row kernel.Row) {
	id := row.Base().ID
	if slices.ContainsFunc(p.Chain, func(k Kin) bool { return k.ID == id }) || len(p.Chain) >= kinMost {
		return
	}
	if kin, ok := kinOf(r, row.Base().Schema().Name, id); ok {
		p.Chain = append(p.Chain, kin)
	}
}

// KinOf are documents as lines of a page.
func KinOf(r *view.Reader, rows ...kernel.Row) (list []Kin) {
	for _, row := range rows {
		if kin, ok := kinOf(r, row.Base().Schema().Name, row.Base().ID); ok {
			list = append(list, kin)
		}
	}
	return list
}

// gaveCredit tells whether a document made the company owe its customer: a return.
func gaveCredit(r *view.Reader, id kernel.ID) bool {
	made, _ := debt.BySource.Of(r.Tx, id)
	return slices.ContainsFunc(made, func(i *debt.Item) bool { return i.Kind == debt.Receivable && i.Amount < 0 })
}

// kinOf reads a document; lines, movements and open items are none.
func kinOf(r *view.Reader, entity string, id kernel.ID) (Kin, bool) {
	s := r.Catalog.Schema(entity)
	if s == nil || id.IsZero() || s.Field("date") == nil || entity == debt.Items.Name() {
		return Kin{}, false
	}
	row, has := r.Tx.GetRow(s, id)
	if has != kernel.Found || named(r, row) == "" {
		return Kin{}, false
	}
	kin := Kin{Entity: entity, ID: id, Title: view.Join(view.Say(s.Zh, s.En), named(r, row)), Day: view.Date(kernel.Date(s.Field("date").Get(row).Int))}
	kin.State = view.StateOf(r, row)
	if mark := r.Mark(id); mark != client.MarkSaved {
		kin.Sync = view.SyncBadge(mark)
	}
	for _, name := range []string{"total", "amount"} {
		if f := s.Field(name); f != nil && f.Kind == kernel.KindMoney && f.Get(row).Int != 0 {
			kin.Figure = view.Money(kernel.Money(f.Get(row).Int))
			break
		}
	}
	return kin, true
}
