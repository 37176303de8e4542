package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// deal is an order on its way to being approved, with everything that is asked.
type deal struct {
	tx       *kernel.Tx
	company  *org.Company
	customer *party.Party
	order    *Order
	lines    []*OrderLine
	lead     leadTime
	anyVan   bool // goods that leave a van have left, whoever's it is
}

// leadTime is the day that lies a lead time after another, see [org.Company.LeadTime].
type leadTime func(from kernel.Date, days int64) kernel.Date

func dealOf(tx *kernel.Tx, ref kernel.Ref[Order]) (*deal, error) {
	o, err := Orders.Need(tx, ref)
	if err != nil {
		return nil, err
	}
	lines, _ := LinesOf.Of(tx, ref)
	return newDeal(tx, o, lines)
}

func newDeal(tx *kernel.Tx, o *Order, lines []*OrderLine) (*deal, error) {
	company, err := org.OfCompany(tx)
	if err != nil {
		return nil, err
	}
	customer, err := party.Parties.Need(tx, o.Customer)
	if err != nil {
		return nil, err
	}
	return &deal{tx: tx, company: company, customer: customer, order: o, lines: lines, lead: company.LeadTime(tx)}, nil
}

// renew works out the order's figures from its lines and moves the customer's
// open orders by the difference.
func renew(tx *kernel.Tx, o *Order, lines []*OrderLine) {
	var shipped kernel.Money
	for _, l := range lines {
		shipped += l.shippedGross()
	}
	if shipped != o.Shipped {
		kernel.Set(tx, o, &o.Shipped, shipped)
	}
	if open := open(o, lines); open != o.Open {
		kernel.Bump(tx, party.Balances, party.BalanceOf(o.Customer).ID(), openOrders, open-o.Open)
		kernel.Set(tx, o, &o.Open, open)
	}
}

// open is the amount of what an order still promises.
func open(o *Order, lines []*OrderLine) (sum kernel.Money) {
	if o.State != Approved && o.State != Partly {
		return 0
	}
	for _, l := range lines {
		sum += l.openGross()
	}
	return sum
}

func openOrders(b *party.Balance) *kernel.Money { return &b.OpenOrders }

// progress is the state of an order that has been approved.
func progress(lines []*OrderLine) kernel.State {
	var shipped, rest kernel.Qty
	for _, l := range lines {
		shipped += l.Shipped
		rest += l.Rest()
	}
	switch {
	case rest > 0 && shipped == 0:
		return Approved
	case rest > 0:
		return Partly
	}
	return Shipped
}

// moveTo changes an order's state outside of a declared transition and tells of
// it. It does nothing when the order is there already.
func moveTo(tx *kernel.Tx, o *Order, to kernel.State) error {
	if o.State == to {
		return nil
	}
	from := o.State
	kernel.Set(tx, o, &o.State, to)
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: o, From: from, To: to, Command: tx.Catalog.Command(tx.Call.Name)})
}
