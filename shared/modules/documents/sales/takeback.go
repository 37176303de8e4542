package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// TakeBack says that goods of a delivery came back.
type TakeBack struct {
	kernel.Own[Return]
	Delivery kernel.Ref[Delivery]  `zh:"出库单" en:"Delivery" is:"required"`
	Into     kernel.Ref[org.Place] `zh:"退入仓库" en:"Returned into" hint_zh:"不填为原发货仓库" hint_en:"Where it came from unless given"`
	Date     kernel.Date           `zh:"退货日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"delivery.left"`
	When     kernel.Choice         `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Reason   string                `zh:"退货原因" en:"Reason" max:"200"`
	Assumed  string                `zh:"推定说明" en:"Assumed" max:"200"`
	Lines    []TakeBackLine        `zh:"退货明细" en:"Lines" is:"required" max:"300"`
}

// TakeBackLine is what came back of one line, in base units, and where it went.
type TakeBackLine struct {
	Line kernel.Ref[DeliveryLine] `zh:"出库行" en:"Delivery line" is:"required"`
	Qty  kernel.Qty               `zh:"退货数量" en:"Returned" is:"required"`
	Into kernel.Ref[org.Place]    `zh:"退入仓库" en:"Returned into" hint_zh:"如不良品仓" hint_en:"For example defective goods"`
}

var (
	_ = kernel.Fact[TakeBack]("sales.return", "销售退货", "Take back", kernel.During(Deliveries, Shipped, Signed), org.For(org.First, org.Storekeeper))

	// TooManyBack refuses more than what the customer has of a line.
	TooManyBack = kernel.Refuse("sales.return_too_many", "{product} 已出库 {shipped}、已退 {returned}，不能再退 {qty}",
		"{product}: {shipped} shipped, {returned} returned; {qty} cannot come back")

	// NodeReturned stands in the order's trail.
	NodeReturned = flow.DeclareNode("sales.returned", "退货", "Returned")
)

// Predict brings the goods back into stock.
func (t TakeBack) Predict(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, t.Delivery)
	if err != nil {
		return err
	}
	r := &Return{
		State: BackIn, Delivery: t.Delivery, Order: d.Order, Customer: d.Customer, Dept: d.Dept, Name: d.Name,
		Into: t.Into, Reason: t.Reason, Assumed: t.Assumed,
	}
	if r.Into.IsZero() {
		r.Into = d.From
	}
	r.Owner, r.Date = d.Owner, t.Date
	org.Fill(tx, &r.Doc, "XT")
	Returns.Insert(tx, r)
	for n, l := range t.Lines {
		if err := l.take(tx, r, d, n+1, t.When); err != nil {
			return err
		}
	}
	return born(tx, r, BackIn)
}

func (t TakeBackLine) take(tx *kernel.Tx, r *Return, d *Delivery, n int, when kernel.Choice) error {
	l, err := DeliveryLines.Need(tx, t.Line)
	if err != nil {
		return err
	}
	if l.Delivery.ID() != d.ID {
		return NotOnDelivery.With(kernel.Text("number", d.Number))
	}
	if t.Qty > l.Shipped-l.Returned {
		return TooManyBack.With(kernel.Text("product", l.Name), kernel.Quantity("shipped", l.Shipped, l.Unit),
			kernel.Quantity("returned", l.Returned, l.Unit), kernel.Quantity("qty", t.Qty, l.Unit))
	}
	if t.Qty != l.Shipped-l.Returned { // what is left is what it is
		if err := product.CheckWholeOf(tx, l.Product, t.Qty); err != nil {
			return err
		}
	}
	into := t.Into
	if into.IsZero() {
		into = r.Into
	}
	row := ReturnLines.Insert(tx, &ReturnLine{
		Return: kernel.Ref[Return](r.ID), Line: int64(n), DeliveryLine: t.Line, Product: l.Product, Name: l.Name, Spec: l.Spec,
		Unit: l.Unit, Into: into, Service: l.Service, Gift: l.Gift, Qty: t.Qty, Before: l.Returned,
	}, r.ID, n)
	kernel.Add(tx, l, &l.Returned, t.Qty)
	kernel.Bump(tx, OrderLines, l.OrderLine.ID(), func(o *OrderLine) *kernel.Qty { return &o.Returned }, t.Qty)
	if l.Service {
		return nil
	}
	return goodsBack(tx, r, row, when)
}

// Settle books the return in red, at the delivery's own figures and cost.
func (t TakeBack) Settle(tx *kernel.Tx) error {
	return settleReturn(tx, (*booking).returned)
}

// settleReturn books the return of this command line by line and takes it off what
// the customer owes.
func settleReturn(tx *kernel.Tx, line func(*booking, *ReturnLine) error) error {
	r, err := Returns.Need(tx, Returns.Born(tx))
	if err != nil {
		return err
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	b := &booking{tx: tx, vat: ledger.VatAccount(company.Vat), customer: r.Customer}
	b.posting = ledger.NewPosting(Returns.Name(), &r.Doc, "销售退货")
	lines, _ := ReturnLinesOf.Of(tx, kernel.Ref[Return](r.ID))
	for _, l := range lines {
		if err := line(b, l); err != nil {
			return err
		}
	}
	kernel.Set(tx, r, &r.Serial, org.NextSerial(tx, Returns.Name()))
	sum := returnAmounts.Companion(tx, r.ID)
	kernel.Set(tx, sum, &sum.Total, -b.total.Gross)
	kernel.Set(tx, sum, &sum.Net, -b.total.Net)
	kernel.Set(tx, sum, &sum.Vat, -b.total.Vat)
	if _, err := ledger.Post(tx, b.posting); err != nil {
		return err
	}
	if o, p := Orders.Get(tx, r.Order); p == kernel.Found {
		flow.Note(tx, o, NodeReturned, r.Number, r.Reason)
	}
	if err := creditFor(tx, r, sum.Total); err != nil {
		return err
	}
	return stock.TellArrived(tx)
}

// returned books one line.
func (b *booking) returned(l *ReturnLine) error {
	d, err := DeliveryLines.Need(b.tx, l.DeliveryLine)
	if err != nil {
		return err
	}
	sold, err := deliveryLineAmount.Need(b.tx, l.DeliveryLine)
	if err != nil {
		return err
	}
	f := Figures{
		Gross: stock.Portion(sold.Gross, d.Shipped, l.Before, l.Qty),
		Vat:   stock.Portion(sold.Vat, d.Shipped, l.Before, l.Qty),
	}
	if !l.Gift {
		f.Net = f.Gross - f.Vat
	}
	was, err := deliveryCosts.Need(b.tx, l.DeliveryLine)
	if err != nil {
		return err
	}
	return b.back(l, f, stock.Portion(was.Cost, d.Shipped, l.Before, l.Qty))
}

// back writes and books the figures and the cost of a returned line.
func (b *booking) back(l *ReturnLine, f Figures, cost kernel.Money) error {
	sum := returnLineAmount.Companion(b.tx, l.ID)
	kernel.Set(b.tx, sum, &sum.Gross, f.Gross)
	kernel.Set(b.tx, sum, &sum.Net, f.Net)
	kernel.Set(b.tx, sum, &sum.Vat, f.Vat)
	if _, err := b.costOf(l.ID, l.Service, l.Gift, cost); err != nil {
		return err
	}
	guarded := returnCosts.Companion(b.tx, l.ID)
	kernel.Set(b.tx, guarded, &guarded.Cost, cost)
	b.post(l.Gift, Figures{Gross: -f.Gross, Net: -f.Net, Vat: -f.Vat})
	return nil
}

// creditFor takes the return off what the customer owes: for the delivery first,
// then for the oldest bills. What is left stays as a credit for the next ones.
func creditFor(tx *kernel.Tx, r *Return, total kernel.Money) error {
	if total == 0 {
		return nil
	}
	red, err := debt.Owe(tx, debt.Owing{
		Doc: debt.Doc{Entity: Returns.Name(), ID: r.ID, Date: r.Date}, Party: r.Customer, Kind: debt.Receivable, Number: r.Number, Due: r.Date, Amount: -total,
	})
	if err != nil {
		return err
	}
	if !r.Delivery.IsZero() {
		items, _ := debt.BySource.Of(tx, r.Delivery.ID())
		for _, black := range items {
			if err := debt.Net(tx, red, black, r.Date); err != nil {
				return err
			}
		}
	}
	return debt.UseCredit(tx, red, r.Date)
}
