package finance

import (
	"sort"

	"heyi/app/client"
	"heyi/app/view"
	"heyi/shared/debt"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/rowstore"
)

// Debtor is a customer who owes something.
type Debtor struct {
	ID               kernel.ID
	Name, Owes, Late string
	Days             int64

	owes, late kernel.Money
}

// Debtors lists who owes, the most overdue first, then by the amount.
func Debtors(r *view.Reader) ([]Debtor, error) {
	q := rowstore.Query{Entity: party.Balances.Name(), Where: rowstore.Is("receivable", rowstore.Gt, kernel.Money(0)), Limit: rowstore.MaxPage, Sort: []rowstore.Order{{Field: "receivable", Desc: true}}}
	page, err := r.List(client.Query{Query: q})
	var list []Debtor
	for _, row := range page.Rows {
		b := row.(*party.Balance)
		p, presence := party.Parties.Get(r.Tx, b.Party)
		if presence != kernel.Found {
			continue
		}
		d := Debtor{ID: p.ID, Name: p.Name, Owes: view.Money(b.Receivable), owes: b.Receivable}
		open, _ := debt.OpenItems(r.Tx, b.Party)
		if late := debt.Overdue(open, r.Today()); late.Items > 0 {
			d.late, d.Days, d.Late = late.Amount, late.Days, view.Money(late.Amount)
		}
		list = append(list, d)
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].late != list[j].late {
			return list[i].late > list[j].late
		}
		return list[i].owes > list[j].owes
	})
	return list, err
}

// Account is a customer's open items.
type Account struct {
	Name, Terms, Limit  string
	Receivable, Prepaid string
	Late                string // "" when nothing is overdue
	Days                int64
	Items               []Item
}

// LoadAccount reads a customer's account.
func LoadAccount(id kernel.ID) func(*view.Reader) (*Account, error) {
	return func(r *view.Reader) (*Account, error) {
		p, err := view.Get(r, party.Parties, id)
		if err != nil {
			return nil, err
		}
		ref := kernel.Ref[party.Party](id)
		a := &Account{Name: p.Name, Terms: view.Choice(r.Catalog, party.Parties.Name(), "terms", string(p.Terms)), Receivable: view.Money(0), Prepaid: view.Money(0)}
		if p.Limit != 0 {
			a.Limit = view.Money(p.Limit)
		}
		if b, presence := party.Balances.Get(r.Tx, party.BalanceOf(ref)); presence == kernel.Found {
			a.Receivable, a.Prepaid = view.Money(b.Receivable), view.Money(b.Prepaid)
		}
		open, _ := debt.OpenItems(r.Tx, ref)
		if late := debt.Overdue(open, r.Today()); late.Items > 0 {
			a.Late, a.Days = view.Money(late.Amount), late.Days
		}
		for _, i := range open {
			a.Items = append(a.Items, Item{
				ID: i.ID, Entity: i.SrcEntity, Src: i.Src, Number: i.Number, Day: view.Date(i.Date), Due: view.Date(i.Due),
				Late: debt.DaysLate(i.Due, r.Today()), Rest: i.Rest(), Kind: view.Choice(r.Catalog, debt.Items.Name(), "kind", string(i.Kind)),
			})
		}
		return a, nil
	}
}

func userName(r *view.Reader, ref kernel.Ref[org.User]) string {
	if u, p := org.Users.Get(r.Tx, ref); p == kernel.Found {
		return u.Name
	}
	return ""
}
