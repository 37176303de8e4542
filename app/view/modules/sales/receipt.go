package sales

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	money "heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Fund is a settlement account that money can go into.
type Fund struct {
	ID   kernel.ID
	Name string
	Fee  kernel.Rate
}

// Receipt is money that is being taken. What it settles is the oldest first until a
// share is changed by hand, see [money.Take].
type Receipt struct {
	money.Take
	Who     *party.Party // nil until he is chosen
	Order   *sales.Order // what it is for; nil for none
	Funds   []Fund
	Owed    kernel.Money // by the customer
	Suggest kernel.Money // of the order, or all that is owed
	Pending bool         // it counts once finance has confirmed it
	Hint    string
	Today   kernel.Date
}

var (
	pendingHint = i18n.Define("receipt.pending", "保存后待财务确认，确认前不计入应收", "Counts once finance has confirmed it")
	takenHint   = i18n.Define("receipt.taken", "另有 {0} 已收待确认", "{0} more is taken and to be confirmed")
	owedHint    = i18n.Define("receipt.owed", "应收 {0}（{1}）", "Owes {0} ({1})")
)

// StartReceipt begins a receipt of a customer, or for an order.
func StartReceipt(r *view.Reader, customer, order kernel.ID) (*Receipt, error) {
	m := &Receipt{Pending: !r.Author.May("finance.receipt.approve"), Today: r.Today()}
	if !order.IsZero() {
		o, err := view.Get(r, sales.Orders, order)
		if err != nil {
			return nil, err
		}
		m.Order, customer, m.Suggest = o, o.Customer.ID(), max(o.Total-o.Paid, 0)
		m.For, m.Src = Entity, o.ID
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
		m.Parts = append(m.Parts, &money.TakePart{Fund: f.ID})
	}
	return err
}

// SetCustomer chooses who paid: his open items, the oldest first.
func (m *Receipt) SetCustomer(r *view.Reader, id kernel.ID) error {
	p, err := view.Get(r, party.Parties, id)
	if err != nil {
		return err
	}
	m.Who, m.Owed = p, 0
	if b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](id))); has == kernel.Found {
		m.Owed = b.Receivable
	}
	m.ChooseIn(r, id)
	taken, ofOrder := unconfirmed(r, kernel.Ref[party.Party](id), m.Src)
	if m.Order == nil {
		m.Suggest = max(m.Owed-taken, 0)
	} else {
		m.Suggest = max(m.Order.Total-m.Order.Paid-ofOrder, 0)
	}
	m.Hint = owedHint.Text(view.Money(m.Owed), view.Age(r.State.AsOf, r.State.Now))
	if m.Hidden() {
		m.Hint = money.OwesHidden.Text()
	}
	if taken != 0 {
		m.Hint = view.Join(m.Hint, takenHint.Text(view.Money(taken)))
	}
	if m.Pending {
		m.Hint = view.Join(m.Hint, pendingHint.Text())
	}
	return nil
}

// unconfirmed is what was taken of a customer, and for one document, and waits for
// finance or for the server: it is not asked for again.
func unconfirmed(r *view.Reader, customer kernel.Ref[party.Party], doc kernel.ID) (all, ofDoc kernel.Money) {
	list, _ := finance.ReceiptsOf.Of(r.Tx, customer)
	for _, taken := range list {
		if taken.State == finance.Void || taken.State == finance.Approved && taken.Version != 0 {
			continue
		}
		all += taken.Total
		if !doc.IsZero() && taken.Src == doc {
			ofDoc += taken.Total
		}
	}
	return all, ofDoc
}

// Put says how much went into the n-th fund.
func (m *Receipt) Put(n int, amount kernel.Money) { m.Parts[n].Amount = amount }

// NothingTaken refuses a receipt without money.
var NothingTaken = kernel.Refuse("receipt.nothing", "请填写收款金额", "Enter the amount taken")

// Save sends the receipt.
func (m *Receipt) Save(d *view.Desk) error {
	switch {
	case m.Who == nil:
		return noCustomer.With()
	case m.Total() == 0:
		return NothingTaken.With()
	}
	return m.Take.Save(d)
}
