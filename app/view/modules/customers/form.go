package customers

import (
	"cmp"
	"slices"
	"sync"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// Form makes or changes a customer.
type Form struct {
	ID     kernel.ID // zero for a new one
	Inputs []view.Input
	Credit []view.Input // fields that need a right of their own; empty without it

	mu sync.Mutex // guards what the inputs show: Save runs away from the screen
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
	f.Inputs = append(f.Inputs, view.GuardedInputs(r, party.Parties.Name(), id)...)
	return f, nil
}

// all are the inputs of the form.
func (f *Form) all() []view.Input {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Concat(f.Inputs, f.Credit)
}

// Typed tells whether texts differ from what the form showed.
func (f *Form) Typed(texts map[string]string) bool {
	return slices.ContainsFunc(view.Edited(f.all(), texts), func(c kernel.Change) bool {
		return c.Becomes != "" && c.Becomes != "false" || c.Was != ""
	})
}

// Differs tells whether a form that was loaded later asks for other fields, or shows
// others' contents.
func (f *Form) Differs(later *Form) bool {
	return !slices.EqualFunc(f.all(), later.all(), func(a, b view.Input) bool {
		return a.Name == b.Name && a.Text == b.Text && a.Title == b.Title && slices.Equal(a.Options, b.Options)
	})
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
		list = append(list, view.Option{Code: seat.ID.String(), Label: view.Holder(r, kernel.Ref[org.Seat](seat.ID))})
	}
	return list, err
}

// Save makes or changes the customer out of canonical texts by field and returns
// his id. Only what differs from what the form showed is sent. Fields of the company's own
// with an audience take a command for each; when a later one is refused, the form has
// become that of the saved customer.
func (f *Form) Save(d *view.Desk, texts map[string]string) (kernel.ID, error) {
	if f.ID.IsZero() {
		pairs := []string{string(view.WhoBuys), "true"}
		for _, in := range f.all() {
			if in.Entity == "" {
				pairs = append(pairs, in.Name, texts[in.Name])
			}
		}
		id, err := d.Add(party.Parties.Name(), pairs...)
		if err != nil {
			return id, err
		}
		f.ID = id
		f.saved("", texts)
	}
	for _, entity := range f.entities() {
		of := cmp.Or(entity, party.Parties.Name())
		if err := d.Edit(of, f.ID, view.Edited(f.of(entity), texts)); err != nil {
			return f.ID, err
		}
		f.saved(entity, texts)
	}
	return f.ID, nil
}

// entities are those whose edits write the form, the customer's own first.
func (f *Form) entities() []string {
	list := []string{""}
	for _, in := range f.Inputs {
		if !slices.Contains(list, in.Entity) {
			list = append(list, in.Entity)
		}
	}
	return list
}

// of are the inputs that an entity's edit writes.
func (f *Form) of(entity string) (list []view.Input) {
	for _, in := range f.all() {
		if in.Entity == entity {
			list = append(list, in)
		}
	}
	return list
}

// saved makes what was sent what the form showed.
func (f *Form) saved(entity string, texts map[string]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, inputs := range [][]view.Input{f.Inputs, f.Credit} {
		for i := range inputs {
			if now, has := texts[inputs[i].Name]; has && inputs[i].Entity == entity {
				inputs[i].Text = now
			}
		}
	}
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
