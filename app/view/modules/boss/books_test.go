package boss_test

import (
	"slices"
	"strings"

	"heyi/app/rigs/viewtest"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// books are a company's facts: vouchers and entries, movements and layers,
// documents and allocations. No projection is among them, and nothing of package
// analytics is asked.
type books struct {
	*viewtest.Shop
	code    map[kernel.Ref[ledger.Account]]string
	voucher map[kernel.Ref[ledger.Voucher]]*ledger.Voucher
	entries []*ledger.Entry
}

func openBooks(s *viewtest.Shop) *books {
	b := &books{s, map[kernel.Ref[ledger.Account]]string{}, map[kernel.Ref[ledger.Voucher]]*ledger.Voucher{}, viewtest.Rows(s, ledger.Entries)}
	for _, a := range viewtest.Rows(s, ledger.Accounts) {
		b.code[kernel.Ref[ledger.Account](a.ID)] = a.Code
	}
	for _, v := range viewtest.Rows(s, ledger.Vouchers) {
		b.voucher[kernel.Ref[ledger.Voucher](v.ID)] = v
	}
	return b
}

const (
	dawn = kernel.Date(0)
	dusk = kernel.Date(99991231)
)

// turnover is debit less credit of accounts that begin with one of the codes, in
// vouchers dated between two days.
func (b *books) turnover(from, to kernel.Date, codes ...string) kernel.Money {
	var sum kernel.Money
	for _, e := range b.entries {
		day := b.voucher[e.Voucher].Date
		if from <= day && day <= to && slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(b.code[e.Account], c) }) {
			sum += e.Debit - e.Credit
		}
	}
	return sum
}

// sold is revenue with its tax, without the tax on gifts, which nobody pays.
func (b *books) sold(from, to kernel.Date) kernel.Money {
	left, back := map[kernel.ID]kernel.Date{}, map[kernel.ID]kernel.Date{}
	for _, d := range viewtest.Rows(b.Shop, sales.Deliveries) {
		left[d.ID] = d.Left
	}
	for _, r := range viewtest.Rows(b.Shop, sales.Returns) {
		back[r.ID] = r.Date
	}
	var gifts kernel.Money
	for _, l := range viewtest.Rows(b.Shop, sales.DeliveryLines) {
		if day := left[l.Delivery.ID()]; l.Gift && from <= day && day <= to {
			gifts += l.Vat
		}
	}
	for _, l := range viewtest.Rows(b.Shop, sales.ReturnLines) {
		if day := back[l.Return.ID()]; l.Gift && from <= day && day <= to {
			gifts -= l.Vat
		}
	}
	return -b.turnover(from, to, ledger.Revenue, ledger.OutputVat) - gifts
}

func (b *books) margin(from, to kernel.Date) kernel.Money {
	return -b.turnover(from, to, ledger.Revenue, ledger.CostOfSales)
}

// received is what came into the funds with the fees their providers kept.
func (b *books) received(from, to kernel.Date) kernel.Money {
	return b.turnover(from, to, ledger.Cash, ledger.Bank, ledger.OtherFunds, ledger.BankCharges)
}

// ordered adds up the lines of the orders of a day that stand.
func (b *books) ordered(day kernel.Date) (orders int, worth kernel.Money) {
	of := map[kernel.Ref[sales.Order]]bool{}
	for _, o := range viewtest.Rows(b.Shop, sales.Orders) {
		if o.Date == day && o.State != sales.Draft && o.State != sales.Void {
			of[kernel.Ref[sales.Order](o.ID)] = true
		}
	}
	for _, l := range viewtest.Rows(b.Shop, sales.OrderLines) {
		if of[l.Order] {
			worth += l.Gross
		}
	}
	return len(of), worth
}

// debtors are the customers with a balance on account 1122.
func (b *books) debtors() map[kernel.Ref[party.Party]]kernel.Money {
	owed := map[kernel.Ref[party.Party]]kernel.Money{}
	for _, e := range b.entries {
		if b.code[e.Account] == ledger.Receivable {
			owed[e.Party] += e.Debit - e.Credit
		}
	}
	for who, amount := range owed {
		if amount == 0 {
			delete(owed, who)
		}
	}
	return owed
}

// bill is something owed with the day on which it is due.
type bill struct {
	who    kernel.Ref[party.Party]
	due    kernel.Date
	amount kernel.Money
}

// bills are what deliveries and returns put on account 1122, due by the customer's
// terms, and the openings, whose due dates stand in nothing but their items.
func (b *books) bills() map[kernel.Ref[debt.Item]]*bill {
	charged := map[kernel.ID]kernel.Money{} // by document
	for _, e := range b.entries {
		if b.code[e.Account] == ledger.Receivable {
			charged[b.voucher[e.Voucher].Src] += e.Debit - e.Credit
		}
	}
	left := map[kernel.ID]kernel.Date{}
	for _, d := range viewtest.Rows(b.Shop, sales.Deliveries) {
		left[d.ID] = d.Left
	}
	all := map[kernel.Ref[debt.Item]]*bill{}
	for _, i := range viewtest.Rows(b.Shop, debt.Items) {
		one := &bill{i.Party, i.Due, i.Amount}
		switch {
		case i.Kind != debt.Receivable:
			continue
		case i.SrcEntity == sales.Deliveries.Name():
			who, _ := party.Parties.Get(b.Tx(), i.Party)
			one.due, one.amount = who.Due(b.Tx(), left[i.Src]), charged[i.Src]
		case i.SrcEntity == sales.Returns.Name():
			one.amount = charged[i.Src]
		}
		all[kernel.Ref[debt.Item](i.ID)] = one
	}
	for _, a := range viewtest.Rows(b.Shop, debt.Allocations) {
		if one := all[a.Item]; one != nil {
			one.amount -= a.Amount
		}
	}
	return all
}

// overdue is what is past its day: of how many customers, how much, for how long.
func (b *books) overdue(today kernel.Date) (customers int, amount kernel.Money, days int64) {
	late := map[kernel.Ref[party.Party]]bool{}
	for _, one := range b.bills() {
		if one.amount != 0 && one.due < today {
			late[one.who] = true
			amount += one.amount
			days = max(days, int64(today.DaysSince(one.due)))
		}
	}
	return len(late), amount, days
}

// funds is what receipts brought into each fund, on top of its opening voucher.
func (b *books) funds() map[string]kernel.Money {
	counts := map[kernel.Ref[finance.Receipt]]bool{}
	for _, r := range viewtest.Rows(b.Shop, finance.Receipts) {
		counts[kernel.Ref[finance.Receipt](r.ID)] = r.State == finance.Approved
	}
	came := map[kernel.Ref[finance.Fund]]kernel.Money{}
	for _, p := range viewtest.Rows(b.Shop, finance.ReceiptParts) {
		if counts[p.Receipt] {
			came[p.Fund] += p.Amount - p.Fee
		}
	}
	money := map[string]kernel.Money{}
	for _, f := range viewtest.Rows(b.Shop, finance.Funds) {
		money[f.Name] = came[kernel.Ref[finance.Fund](f.ID)]
		for _, e := range b.entries {
			if e.Account == f.Account && b.voucher[e.Voucher].Period == 0 {
				money[f.Name] += e.Debit - e.Credit
			}
		}
	}
	return money
}

// worth adds up the value layers outside 待查.
func (b *books) worth() kernel.Money {
	var sum kernel.Money
	for _, l := range viewtest.Rows(b.Shop, stock.Layers) {
		if l.Place != org.SuspensePlace {
			sum += l.Amount
		}
	}
	return sum
}

// lot is a product over all places but 待查, by its movements.
type lot struct {
	onHand, promised, then kernel.Qty // then: before the idle days
	worth                  kernel.Money
	sold                   bool // in the idle days
}

func (b *books) lots(since kernel.Date) map[kernel.Ref[product.Product]]*lot {
	lots := map[kernel.Ref[product.Product]]*lot{}
	for _, p := range viewtest.Rows(b.Shop, product.Products) {
		lots[kernel.Ref[product.Product](p.ID)] = &lot{}
	}
	for _, m := range viewtest.Rows(b.Shop, stock.Movements) {
		l := lots[m.Product]
		if m.Place == org.SuspensePlace {
			continue
		}
		l.onHand += m.Qty
		if m.Day <= since {
			l.then += m.Qty
		} else if m.SrcEntity == sales.Deliveries.Name() {
			l.sold = true
		}
	}
	for _, l := range viewtest.Rows(b.Shop, stock.Layers) {
		if l.Place != org.SuspensePlace {
			lots[l.Product].worth += l.Amount
		}
	}
	for _, r := range viewtest.Rows(b.Shop, stock.Reservations) {
		lots[r.Product].promised += r.Qty
	}
	return lots
}

// outOfStock counts the products of which nothing can be promised.
func (b *books) outOfStock(today kernel.Date) int {
	lots, n := b.lots(today), 0
	for _, p := range viewtest.Rows(b.Shop, product.Products) {
		l := lots[kernel.Ref[product.Product](p.ID)]
		if p.Active && !p.Removed && !p.Service && l.onHand-l.promised <= 0 {
			n++
		}
	}
	return n
}

// idle counts the products that were there 90 days ago, are there now, and of which
// nothing has been sold since.
func (b *books) idle(today kernel.Date) (products int, worth kernel.Money) {
	for _, l := range b.lots(today.AddDays(-90)) {
		if l.onHand > 0 && l.then > 0 && !l.sold {
			products++
			worth += l.worth
		}
	}
	return products, worth
}

// waiting are the documents on which a person must decide or act: those for his
// roles, his seat and himself, and, for the boss, those for nobody who is here.
func (b *books) waiting(mobile string) map[kernel.ID]bool {
	me := b.As(mobile)
	held := map[kernel.Ref[org.Seat]]kernel.Ref[org.User]{}
	roles, taken := map[kernel.Ref[org.Role]]bool{}, map[kernel.Ref[org.Role]]bool{}
	asked, answered := map[kernel.Ref[org.Asked]]bool{}, map[kernel.Ref[org.Asked]]bool{}
	for _, s := range viewtest.Rows(b.Shop, org.Seats) {
		held[kernel.Ref[org.Seat](s.ID)] = s.Holder
		for _, code := range strings.Fields(s.Roles) {
			taken[org.RoleRef(code)] = taken[org.RoleRef(code)] || !s.Holder.IsZero()
			roles[org.RoleRef(code)] = roles[org.RoleRef(code)] || s.Holder.ID() == me.User
		}
		for _, role := range viewtest.Rows(b.Shop, org.Roles) {
			for _, a := range org.AllAsked() {
				if slices.Contains(strings.Fields(s.Roles), role.Code) && a.By(role) {
					asked[a.Ref()] = asked[a.Ref()] || s.Holder.ID() == me.User
					answered[a.Ref()] = answered[a.Ref()] || !s.Holder.IsZero()
				}
			}
		}
	}
	boss := roles[org.RoleRef(org.Boss)]
	docs := map[kernel.ID]bool{}
	for _, a := range viewtest.Rows(b.Shop, flow.Approvals) {
		nobody := boss && !answered[a.Asked] && !taken[a.RoleA] && !taken[a.RoleB]
		if a.Decision == flow.Pending && (asked[a.Asked] || roles[a.RoleA] || roles[a.RoleB] || nobody) {
			docs[a.Root] = true
		}
	}
	for _, t := range viewtest.Rows(b.Shop, flow.Tasks) {
		nobody := boss && !answered[t.Asked] && !taken[t.Role] && held[t.Seat].IsZero() && t.User.IsZero()
		if t.State == flow.TaskOpen && (asked[t.Asked] || roles[t.Role] || held[t.Seat].ID() == me.User || t.User.ID() == me.User || nobody) {
			docs[t.Root] = true
		}
	}
	return docs
}
