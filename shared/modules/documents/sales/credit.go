package sales

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// What people usually say who let such an order pass.
var (
	promised    = kernel.Word("客户已承诺付款日期", "The customer has promised a day")
	slipSeen    = kernel.Word("已见付款凭证", "The payment slip was shown")
	trusted     = kernel.Word("老客户，信誉好", "An old customer, trustworthy")
	overOnce    = kernel.Word("同意超额度，仅此一次", "Over the limit, this once")
	priceAgreed = kernel.Word("价格已商定", "The price is agreed")
	clearing    = kernel.Word("清库存，可低于最低售价", "Clearing stock below the floor price")
	reviewed    = kernel.Word("已复核，恢复发货", "Checked; ship again")
)

// Why an order waits for a release. Each is the sentence that the salesperson and
// the one who decides read.
var (
	OverLimit = kernel.Refuse("sales.over_limit",
		"{customer} 超信用额度：应收 {receivable} − 预收 {prepaid} + 未出库订单 {open} + 本单 {order} = {exposure}，额度 {limit}",
		"{customer} is over the credit limit: receivable {receivable} − prepaid {prepaid} + open orders {open} + this order {order} = {exposure}; the limit is {limit}").
		Guards(org.SeesDebt, "receivable", "prepaid", "open", "exposure").
		InAWord("超信用额度", "Over the credit limit").Briefly(overBy).Usually(overOnce, promised, trusted)
	Overdue = kernel.Refuse("sales.overdue",
		"{customer} 有货款 {due} 到期未付，已逾期 {days} 天（宽限 {tolerance} 天）",
		"{customer} has not paid what was due on {due}; days late: {days} (tolerance {tolerance})").
		Guards(org.SeesDebt, "due", "days").InAWord("有逾期", "Overdue items").Usually(promised, slipSeen, trusted)
	PayFirst = kernel.Refuse("sales.pay_first",
		"{customer} 的结算方式是款到发货，还差 {missing} 未到账",
		"{customer} pays before delivery: {missing} has not come in").
		Guards(org.SeesDebt, "missing").InAWord("款未到", "Not paid yet").Usually(slipSeen, promised)
	OnHold = kernel.Refuse("sales.customer_hold", "{customer} 已暂停交易", "{customer} is on hold").InAWord("客户暂停交易", "Customer on hold").Usually(reviewed, promised)
	// BelowFloor is about one line.
	BelowFloor = kernel.Refuse("sales.below_floor",
		"第 {line} 行 {product}：成交金额 {amount} 低于最低售价 {floor} 对应的 {least}",
		"Line {line}, {product}: {amount} is below {least}, at the floor price of {floor}").
		InAWord("低于最低售价", "Below the lowest price").Usually(priceAgreed, clearing)
)

// holds are the reasons for which an order may be held.
func holds() (list []kernel.Option) {
	for _, c := range []*kernel.Code{OverLimit, Overdue, PayFirst, BelowFloor, OnHold} {
		list = append(list, c.AsOption())
	}
	return list
}

// overBy is by how much a customer is over his limit; that he is, for those who do not see
// debts.
func overBy(why *kernel.Refusal) kernel.Saying {
	who := kernel.Text("customer", why.Arg("customer").Str)
	exposure, limit := why.Arg("exposure"), why.Arg("limit")
	if exposure.Kind != kernel.KindMoney || limit.Kind != kernel.KindMoney {
		return kernel.Saying{Zh: "{customer} 超信用额度", En: "{customer} is over the credit limit", Args: []kernel.Arg{who}}
	}
	return kernel.Saying{
		Zh: "{customer} 超信用额度 {over}", En: "{customer} is {over} over the credit limit",
		Args: []kernel.Arg{who, kernel.Figure("over", kernel.Money(exposure.Int-limit.Int))},
	}
}

// What the company decides about customers' credit.
var (
	OverdueDays = org.Number("sales.overdue_days", 0, "逾期宽限天数", "Overdue tolerance (days)", org.Within(0, 3650), org.Formerly("overdue_days"),
		org.Hint("货款逾期超过这个天数，新订单要等待放行", "Orders of a customer who is later than this wait for a release"))
	creditPolicy = org.OneOf("sales.credit_policy", org.CreditStop, "超信用额度时", "Beyond the credit limit", org.CreditPolicies, org.Formerly("credit_policy"))
)

// Standing is what is known of a customer when he orders. Amounts include tax.
type Standing struct {
	Customer                          string
	Receivable, Prepaid, Open, Order  kernel.Money
	Limit                             kernel.Money // 0: none set
	OldestDue, Today                  kernel.Date
	Tolerance                         int64 // days
	PaysFirst, OnHold, BalanceUnknown bool
}

// Exposure is what the company would lose, this order included.
func (s Standing) Exposure() kernel.Money {
	return debt.Exposure(s.Receivable, s.Prepaid, s.Open, s.Order)
}

// Reasons lists why the order must not pass without a release.
func (s Standing) Reasons() []*kernel.Refusal {
	who := kernel.Text("customer", s.Customer)
	var reasons []*kernel.Refusal
	if s.OnHold {
		reasons = append(reasons, OnHold.With(who))
	}
	if s.BalanceUnknown { // on a device whose person may not see it: the server judges with full sight
		return reasons
	}
	exposure := s.Exposure()
	switch {
	case s.PaysFirst && exposure > 0:
		reasons = append(reasons, PayFirst.With(who, kernel.Figure("missing", exposure)))
	case !s.PaysFirst && s.Limit > 0 && exposure > s.Limit:
		reasons = append(reasons, OverLimit.With(who, kernel.Figure("receivable", s.Receivable),
			kernel.Figure("prepaid", s.Prepaid), kernel.Figure("open", s.Open), kernel.Figure("order", s.Order),
			kernel.Figure("exposure", exposure), kernel.Figure("limit", s.Limit)))
	}
	if days := s.daysLate(); days > s.Tolerance {
		reasons = append(reasons, Overdue.With(who, kernel.Figure("due", s.OldestDue),
			kernel.Int("days", days), kernel.Int("tolerance", s.Tolerance)))
	}
	return reasons
}

// daysLate is how long the oldest claim is overdue.
func (s Standing) daysLate() int64 { return debt.DaysLate(s.OldestDue, s.Today) }

// Sum is the exposure as a sum that needs no language, for the trail.
func (s Standing) Sum() string {
	sum := fmt.Sprintf("%s − %s + %s + %s = %s", s.Receivable, s.Prepaid, s.Open, s.Order, s.Exposure())
	if s.Limit > 0 {
		sum += fmt.Sprintf(" / %s", s.Limit)
	}
	if days := s.daysLate(); days > 0 {
		sum += fmt.Sprintf("; %s +%d d / %d d", s.OldestDue, days, s.Tolerance)
	}
	return sum
}

// standing reads what the order's customer is worth on a day.
func (d *deal) standing(day kernel.Date) Standing {
	s := Standing{
		Customer: d.customer.Name, Order: d.order.Total, Limit: d.customer.Limit, Today: day,
		Tolerance: OverdueDays.Of(d.company), PaysFirst: d.customer.Terms == party.Prepaid, OnHold: d.customer.Hold,
	}
	b, p := party.Balances.Get(d.tx, party.BalanceOf(d.order.Customer))
	if p != kernel.Found {
		s.BalanceUnknown = true
		return s
	}
	s.owes(b)
	return s
}

// owes takes over what a balance says.
func (s *Standing) owes(b *party.Balance) {
	s.Receivable, s.Prepaid, s.Open, s.OldestDue = b.Receivable, b.Prepaid, b.OpenOrders, b.OldestDue
}

// belowFloor lists the lines whose amount, after every discount, is less than the
// floor price asks. A gift of a product with a floor is one of them.
func (d *deal) belowFloor() ([]*kernel.Refusal, error) {
	var reasons []*kernel.Refusal
	for _, l := range d.lines {
		p, err := product.Products.Need(d.tx, l.Product)
		if err != nil {
			return nil, err
		}
		below, err := FloorReason(l.Line, p, l.BaseQty, l.Gross)
		if err != nil {
			return nil, err
		}
		if below != nil {
			reasons = append(reasons, below)
		}
	}
	return reasons, nil
}

// FloorReason says why a line must not pass without a release: what it brings, tax
// included, is less than the floor price asks for its base units. It is nil for a line
// that may pass.
func FloorReason(line int64, p *product.Product, base kernel.Qty, gross kernel.Money) (*kernel.Refusal, error) {
	if p.Floor == 0 {
		return nil, nil
	}
	least, err := kernel.MoneyOf(base.Decimal().Mul(p.Floor.Decimal()))
	if err != nil {
		return nil, kernel.OutOfRange.With(kernel.Text("field", p.Name))
	}
	if gross >= least {
		return nil, nil
	}
	return BelowFloor.With(kernel.Int("line", line), kernel.Text("product", p.Name),
		kernel.Figure("amount", gross), kernel.Figure("floor", p.Floor), kernel.Figure("least", least)), nil
}
