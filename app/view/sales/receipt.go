package sales

import (
	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/debt"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/party"
	"heyi/shared/rowstore"
	"heyi/shared/sales"
)

// Fund is a settlement account that money can go into.
type Fund struct {
	ID   kernel.ID
	Name string
	Fee  kernel.Rate
}

// Receipt is money that is being taken.
type Receipt struct {
	Customer *party.Party
	Order    *sales.Order // what it is for; nil for none
	Funds    []Fund
	Owed     kernel.Money // by the customer
	Suggest  kernel.Money // of the order, or all that is owed
	Pending  bool         // it counts once finance has confirmed it
	Hint     string
}

var (
	pendingHint = i18n.Define("receipt.pending", "保存后待财务确认,确认前不计入应收", "Counts once finance has confirmed it")
	owedHint    = i18n.Define("receipt.owed", "应收 {0};不指定时先核销最早到期的", "Owes {0}; the oldest item is settled first")
)

// StartReceipt begins a receipt of a customer, or for an order.
func StartReceipt(r *view.Reader, customer, order kernel.ID) (*Receipt, error) {
	m := &Receipt{Pending: !r.Author.May("finance.receipt.approve")}
	if !order.IsZero() {
		o, err := view.Get(r, sales.Orders, order)
		if err != nil {
			return nil, err
		}
		m.Order, customer, m.Suggest = o, o.Customer.ID(), o.Total-o.Paid
	}
	if err := m.funds(r); err != nil {
		return nil, err
	}
	if customer.IsZero() {
		return m, nil
	}
	return m, m.SetCustomer(r, customer)
}

func (m *Receipt) funds(r *view.Reader) error {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: finance.Funds.Name(), Limit: 100, Sort: []rowstore.Order{{Field: "name"}}, Where: rowstore.Is("active", rowstore.Eq, true),
	}})
	for _, row := range page.Rows {
		f := row.(*finance.Fund)
		m.Funds = append(m.Funds, Fund{f.ID, f.Name, f.FeeRate})
	}
	return err
}

// SetCustomer chooses who paid.
func (m *Receipt) SetCustomer(r *view.Reader, id kernel.ID) error {
	p, err := view.Get(r, party.Parties, id)
	if err != nil {
		return err
	}
	m.Customer = p
	if b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](id))); has == kernel.Found {
		m.Owed = b.Receivable
	}
	if m.Order == nil {
		m.Suggest = max(m.Owed, 0)
	}
	m.Hint = owedHint.Text(view.Money(m.Owed))
	if m.Pending {
		m.Hint = view.Join(m.Hint, pendingHint.Text())
	}
	return nil
}

// Items lists what the customer owes, the oldest first.
func (m *Receipt) Items(r *view.Reader) []*debt.Item {
	items, _ := debt.ByParty.Of(r.Tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: kernel.Ref[party.Party](m.Customer.ID), B: debt.Open})
	return items
}

// Part is what went into one fund.
type Part struct {
	Fund   kernel.ID
	Amount kernel.Money
}

// Take saves the receipt.
func (m *Receipt) Take(d *view.Desk, parts []Part, discount kernel.Money, note string) error {
	if m.Customer == nil {
		return noCustomer.With()
	}
	args := &finance.Receive{Customer: kernel.Ref[party.Party](m.Customer.ID), Discount: discount, Note: note}
	for _, p := range parts {
		if p.Amount != 0 {
			args.Parts = append(args.Parts, finance.ReceivePart{Fund: kernel.Ref[finance.Fund](p.Fund), Amount: p.Amount})
		}
	}
	if m.Order != nil {
		args.SrcEntity, args.Src = Entity, m.Order.ID
	}
	_, err := d.Do(args)
	return err
}
