package finance

import (
	"context"

	"heyi/app/client"
	"heyi/app/view"
	"heyi/shared/debt"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/party"
	"heyi/shared/rowstore"
)

// Take is a receipt that is being written. Until a share is changed by hand the
// money settles the oldest items first.
type Take struct {
	Customer kernel.ID
	Parts    []*TakePart
	Discount kernel.Money // 抹零/优惠
	Note     string

	items  []*debt.Item
	chosen map[kernel.ID]kernel.Money // by item; nil while oldest first
}

// TakePart is what goes into one fund; a fee of zero is the fund's own rate.
type TakePart struct {
	Fund        kernel.ID
	Amount, Fee kernel.Money
}

// Item is an open item of the customer.
type Item struct {
	ID               kernel.ID
	Entity           string
	Src              kernel.ID
	Number, Day, Due string
	Late             int64 // days
	Rest, Share      kernel.Money
	Kind             string
}

// Choose begins with a customer: his open items, oldest first.
func (t *Take) Choose(desk *view.Desk, customer kernel.ID) error {
	return desk.Read(func(r *view.Reader) error {
		open, _ := debt.OpenItems(r.Tx, kernel.Ref[party.Party](customer))
		t.Customer, t.chosen, t.items = customer, nil, nil
		for _, i := range open {
			if i.Kind == debt.Receivable {
				t.items = append(t.items, i)
			}
		}
		return nil
	})
}

// Total is the money of all parts.
func (t *Take) Total() kernel.Money {
	var sum kernel.Money
	for _, p := range t.Parts {
		sum += p.Amount
	}
	return sum
}

// Owes is what the customer owes now.
func (t *Take) Owes() kernel.Money {
	var sum kernel.Money
	for _, i := range t.items {
		sum += i.Rest()
	}
	return sum
}

// shares are what the money settles.
func (t *Take) shares() []debt.Share {
	if t.chosen == nil {
		return debt.OldestFirst(t.items, t.Total()+t.Discount)
	}
	var list []debt.Share
	for _, i := range t.items {
		if a := t.chosen[i.ID]; a != 0 {
			list = append(list, debt.Share{Item: kernel.Ref[debt.Item](i.ID), Amount: a})
		}
	}
	return list
}

// Prepaid is what is left of the money and paid in advance.
func (t *Take) Prepaid() kernel.Money {
	return finance.SplitOf(t.Total(), t.Discount, debt.Sum(t.shares())).Prepaid
}

// Items lists the open items with what the money settles of each.
func (t *Take) Items(today kernel.Date) []Item {
	share := map[kernel.ID]kernel.Money{}
	for _, s := range t.shares() {
		share[s.Item.ID()] = s.Amount
	}
	list := make([]Item, len(t.items))
	for n, i := range t.items {
		list[n] = Item{
			ID: i.ID, Entity: i.SrcEntity, Src: i.Src, Number: i.Number, Day: view.Date(i.Date), Due: view.Date(i.Due),
			Late: debt.DaysLate(i.Due, today), Rest: i.Rest(), Share: share[i.ID],
		}
	}
	return list
}

// Share settles so much of an item; the others keep what they have now.
func (t *Take) Share(item kernel.ID, amount kernel.Money) {
	if t.chosen == nil {
		t.chosen = map[kernel.ID]kernel.Money{}
		for _, s := range debt.OldestFirst(t.items, t.Total()+t.Discount) {
			t.chosen[s.Item.ID()] = s.Amount
		}
	}
	t.chosen[item] = amount
}

// OldestFirst forgets what was chosen.
func (t *Take) OldestFirst() { t.chosen = nil }

// Chosen tells whether shares were changed by hand.
func (t *Take) Chosen() bool { return t.chosen != nil }

// Save sends the receipt.
func (t *Take) Save(desk *view.Desk) error {
	receive := &finance.Receive{Customer: kernel.Ref[party.Party](t.Customer), Discount: t.Discount, Note: t.Note}
	for _, p := range t.Parts {
		if p.Amount != 0 || !p.Fund.IsZero() {
			receive.Parts = append(receive.Parts, finance.ReceivePart{Fund: kernel.Ref[finance.Fund](p.Fund), Amount: p.Amount, Fee: p.Fee})
		}
	}
	if t.chosen != nil {
		receive.Shares = t.shares()
	}
	_, err := desk.Do(receive)
	return err
}

// Named is something to choose by name.
type Named struct {
	ID           kernel.ID
	Name, Detail string
}

// Customers searches customers; those who owe most come first while nothing is
// typed.
func Customers(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		return view.Load(desk, func(r *view.Reader) ([]Named, error) {
			if query == "" {
				debtors, err := Debtors(r)
				var list []Named
				for _, d := range debtors[:min(limit, len(debtors))] {
					list = append(list, Named{d.ID, d.Name, d.Owes})
				}
				return list, err
			}
			page, err := r.List(client.Query{Search: query, Query: rowstore.Query{
				Entity: party.Parties.Name(), Where: rowstore.Is("is_customer", rowstore.Eq, true), Limit: limit, Sort: []rowstore.Order{{Field: "name"}},
			}})
			var list []Named
			for _, row := range page.Rows {
				p := row.(*party.Party)
				list = append(list, Named{p.ID, p.Name, view.Join(p.Contact, p.Mobile)})
			}
			return list, err
		})
	}
}

// Funds lists the settlement accounts in use.
func Funds(desk *view.Desk) ([]Named, error) {
	page, err := desk.Engine.List(client.Query{Query: rowstore.Query{
		Entity: finance.Funds.Name(), Where: rowstore.Is("active", rowstore.Eq, true), Sort: []rowstore.Order{{Field: "account"}}, Limit: 100,
	}})
	list := make([]Named, 0, len(page.Rows))
	for _, row := range page.Rows {
		f := row.(*finance.Fund)
		list = append(list, Named{f.ID, f.Name, f.Number})
	}
	return list, err
}
