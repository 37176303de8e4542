package customers

import (
	"slices"

	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/rowstore"
)

// Form makes or changes a customer.
type Form struct {
	ID     kernel.ID // zero for a new one
	Inputs []view.Input
	Credit []view.Input // fields that need a right of their own; empty without it
}

// creditFields may only be changed by those who may grant credit.
var creditFields = []string{"terms", "term_days", "on_day_off", "limit", "hold"}

// fields of the form. A new customer needs no more than name and phone.
var fields = []string{
	"name", "mobile", "contact", "short_name", "category", "level", "region", "address",
	"tax_no", "bank", "account", "website", "note",
}

// NewForm loads the form of a customer, or an empty one for the zero id.
func NewForm(r *view.Reader, id kernel.ID) (f *Form, err error) {
	f = &Form{ID: id}
	var row kernel.Row
	if !id.IsZero() {
		p, err := view.Get(r, party.Parties, id)
		if err != nil {
			return nil, err
		}
		row = party.Parties.Whole(r.Tx.Held, p)
	}
	f.Inputs = view.Inputs(r.Catalog, party.Parties.Name(), row, slices.DeleteFunc(slices.Clone(fields), func(name string) bool {
		return !view.Sees(r, party.Parties.Name(), name)
	})...)
	for i := range f.Inputs {
		if f.Inputs[i].Name == "region" {
			f.Inputs[i].Suggest = Regions
		}
	}
	if r.Author.May(party.MayAssign.Name) {
		owner := view.Inputs(r.Catalog, party.Parties.Name(), row, "owner")
		if owner[0].Options, err = sellers(r); err != nil {
			return nil, err
		}
		f.Inputs = append(f.Inputs, owner...)
	}
	if r.Author.May(party.MayCredit.Name) {
		f.Credit = view.Inputs(r.Catalog, party.Parties.Name(), row, creditFields...)
	}
	f.Inputs = append(f.Inputs, view.OwnInputs(r, ownFields(r), row)...)
	return f, nil
}

// sellersMost is how many seats a form offers.
const sellersMost = 500

// sellers are the seats of the company, to which customers can belong, with who holds
// them; those who sell come first.
func sellers(r *view.Reader) (list []view.Option, err error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: org.Seats.Name(), Sort: []rowstore.Order{{Field: "name"}}, Limit: sellersMost,
	}})
	sells := func(row kernel.Row) int {
		if org.SeatHas(r.Tx, kernel.Ref[org.Seat](row.Base().ID), "sales.order.place") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(page.Rows, func(a, b kernel.Row) int { return sells(a) - sells(b) })
	for _, row := range page.Rows {
		seat := row.(*org.Seat)
		label := seat.Name
		if holder, has := org.Users.Get(r.Tx, seat.Holder); has == kernel.Found {
			label = view.Join(holder.Name, seat.Name)
		}
		list = append(list, view.Option{Code: seat.ID.String(), Label: label})
	}
	return list, err
}

// Save makes or changes the customer out of canonical texts by field and returns
// his id. Only what differs from what the form showed is sent.
func (f *Form) Save(d *view.Desk, texts map[string]string) (kernel.ID, error) {
	inputs := append(append([]view.Input(nil), f.Inputs...), f.Credit...)
	if !f.ID.IsZero() {
		return f.ID, d.Edit(party.Parties.Name(), f.ID, view.Edited(inputs, texts))
	}
	pairs := []string{string(view.WhoBuys), "true"}
	for _, in := range inputs {
		pairs = append(pairs, in.Name, texts[in.Name])
	}
	return d.Add(party.Parties.Name(), pairs...)
}

var (
	samePhone = i18n.Define("customers.twin.phone", "手机号与「{0}」相同，可能是同一家", "{0} has the same phone and may be the same")
	sameName  = i18n.Define("customers.twin.name", "名称与「{0}」相近，可能是同一家", "{0} has nearly the same name and may be the same")
)

// Twin warns of a customer with the same phone or nearly the same name, "" if
// there is none that this person sees.
func (f *Form) Twin(r *view.Reader, name, mobile string) string {
	if phone, err := habit.Phone(mobile); err == nil && phone != "" {
		same, _ := party.ByMobile.Of(r.Tx, phone)
		for _, p := range same {
			if p = f.other(r, p); p != nil {
				return samePhone.Text(p.Name)
			}
		}
	}
	if key := habit.NameKey(name); key != "" {
		same, _ := party.ByNameKey.Of(r.Tx, key)
		for _, p := range same {
			if p = f.other(r, p); p != nil {
				return sameName.Text(p.Name)
			}
		}
	}
	return ""
}

// other is the partner whom a twin stands for, nil where that is nobody else.
func (f *Form) other(r *view.Reader, twin *party.Party) *party.Party {
	p, has := party.Parties.Get(r.Tx, party.Survivor(r.Tx, kernel.Ref[party.Party](twin.ID)))
	if has != kernel.Found || p.ID == f.ID || p.Removed {
		return nil
	}
	return p
}
