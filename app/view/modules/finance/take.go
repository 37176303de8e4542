package finance

import (
	"context"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// OwesHidden stands for what a customer owes where it is not shown.
var OwesHidden = i18n.Define("finance.owes.hidden", "看不到客户现欠多少", "What the customer owes is not shown to you")

// Take is a receipt that is being written. Until a share is changed by hand the
// money settles the oldest items first.
type Take struct {
	Customer kernel.ID
	Parts    []*TakePart
	Discount kernel.Money // 抹零/优惠
	Date     kernel.Date  // 0 for today
	Note     string
	Own      kernel.Custom // fields of the company's own
	For      string        // the entity of the document that the money is for, "" for none
	Src      kernel.ID     // and its id

	spread
	advance kernel.Money
	taken   kernel.Money // from him on this device, which the server has not judged
	hidden  bool         // who writes it does not see debts
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
		t.ChooseIn(r, customer)
		return nil
	})
}

// ChooseIn is Choose for who is reading already.
func (t *Take) ChooseIn(r *view.Reader, customer kernel.ID) {
	open, _ := debt.OpenItems(r.Tx, kernel.Ref[party.Party](customer))
	t.Customer, t.spread = customer, spread{own: t.Src}
	t.advance, t.taken, t.hidden = 0, 0, !view.SeesDebt(r)
	receipts, _ := finance.ReceiptsOf.Of(r.Tx, kernel.Ref[party.Party](customer))
	for _, row := range receipts {
		if row.Version == 0 && row.State != finance.Void {
			t.taken += row.Total
		}
	}
	for _, i := range open {
		switch i.Kind {
		case debt.Receivable:
			t.items = append(t.items, i)
		case debt.Prepaid:
			t.advance += i.Rest()
			t.credits = append(t.credits, i)
		}
	}
}

// Total is the money of all parts.
func (t *Take) Total() kernel.Money {
	var sum kernel.Money
	for _, p := range t.Parts {
		sum += p.Amount
	}
	return sum
}

// money is what there is to settle with.
func (t *Take) money() kernel.Money { return t.Total() + t.Discount }

// Hidden tells that what the customer owes is not shown to who writes the receipt.
func (t *Take) Hidden() bool { return t.hidden }

// Owes is what the customer owes now.
func (t *Take) Owes() kernel.Money { return t.open() }

// Advance is what the customer has paid in advance and could be used first.
func (t *Take) Advance() kernel.Money { return t.advance }

// Taken is what was taken from the customer on this device and settles nothing before the
// server has it: he still stands as owing it.
func (t *Take) Taken() kernel.Money { return t.taken }

// Overdue is the part of it that is late on a day.
func (t *Take) Overdue(today kernel.Date) kernel.Money { return debt.Overdue(t.all(), today).Amount }

// oddMost is how little a shortfall must be to be offered as a discount.
const oddMost kernel.Money = 100_00

// Odd is the shortfall that rounding off would forgive (抹零): what the money lacks
// to settle everything, or the items up to the first it does not pay whole; 0 when
// it lacks nothing or too much.
func (t *Take) Odd() kernel.Money {
	money := t.Total()
	if money <= 0 || t.Discount != 0 {
		return 0
	}
	left := money
	for _, s := range t.usual(t.Owes()) { // in the order of settling
		if left -= s.Amount; left < 0 {
			break
		}
	}
	if odd := -left; odd > 0 && odd < oddMost && odd < money {
		return odd
	}
	return 0
}

// Prepaid is what is left of the money and paid in advance.
func (t *Take) Prepaid() kernel.Money {
	return finance.SplitOf(t.Total(), t.Discount, debt.Sum(t.shares(t.money()))).Prepaid
}

// Items lists the open items with what the money settles of each.
func (t *Take) Items(today kernel.Date) []Item { return t.list(today, t.money()) }

// Share settles so much of an item; the others keep what they have now.
func (t *Take) Share(item kernel.ID, amount kernel.Money) { t.set(item, amount, t.money()) }

// OldestFirst forgets what was chosen.
func (t *Take) OldestFirst() { t.chosen = nil }

// Chosen tells whether shares were changed by hand.
func (t *Take) Chosen() bool { return t.chosen != nil }

// Save sends the receipt.
func (t *Take) Save(desk *view.Desk) error {
	receive := &finance.Receive{Customer: kernel.Ref[party.Party](t.Customer), Discount: t.Discount, Date: t.Date, Note: t.Note, SrcEntity: t.For, Src: t.Src}
	receive.Custom = kernel.OwnOf[finance.Receipt](t.Own)
	for _, p := range t.Parts {
		if p.Amount != 0 {
			receive.Parts = append(receive.Parts, finance.ReceivePart{Fund: kernel.Ref[finance.Fund](p.Fund), Amount: p.Amount, Fee: p.Fee})
		}
	}
	shares, err := t.sendable(t.money())
	if err != nil {
		return err
	}
	receive.Shares = shares
	_, err = desk.Do(receive)
	return err
}

// Named is something to choose by name.
type Named struct {
	ID           kernel.ID
	Name, Detail string
	Rate         string // of a fund: what its provider keeps, "" for nothing
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
					list = append(list, Named{ID: d.ID, Name: d.Name, Detail: d.Owes})
				}
				return list, err
			}
			page, err := r.List(client.Query{Search: query, Query: rowstore.Query{
				Entity: party.Parties.Name(), Where: view.WhoBuys.Only(), Limit: limit, Sort: []rowstore.Order{{Field: "name"}},
			}})
			var list []Named
			for _, row := range page.Rows {
				p := row.(*party.Party)
				list = append(list, Named{ID: p.ID, Name: p.Name, Detail: view.Join(p.Contact, p.Mobile)})
			}
			return list, err
		})
	}
}

// CustomerName is a customer by its id.
func CustomerName(desk *view.Desk, id kernel.ID) (Named, error) {
	p, err := view.Load(desk, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, id) })
	if err != nil {
		return Named{}, err
	}
	return Named{ID: p.ID, Name: p.Name}, nil
}

// Funds lists the settlement accounts in use.
func Funds(desk *view.Desk) ([]Named, error) {
	page, err := desk.Engine.List(client.Query{Query: rowstore.Query{
		Entity: finance.Funds.Name(), Where: rowstore.Is("active", rowstore.Eq, true), Limit: 100, // in the order in which they were set up, as on the home
	}})
	list := make([]Named, 0, len(page.Rows))
	for _, row := range page.Rows {
		f := row.(*finance.Fund)
		n := Named{ID: f.ID, Name: f.Name, Detail: f.Number}
		if f.FeeRate != 0 {
			n.Rate = view.Rate(f.FeeRate)
		}
		list = append(list, n)
	}
	return list, err
}
