package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/product"
	"heyi/shared/tax"
)

// TakeIn says that goods came back which no delivery of these books sent out: they
// were sold before the books began, or nobody knows by which delivery. What the
// customer gets for them and what they are worth is said by who takes them in.
type TakeIn struct {
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Into     kernel.Ref[org.Place]   `zh:"退入仓库" en:"Returned into" is:"required"`
	Date     kernel.Date             `zh:"退货日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given"`
	Reason   string                  `zh:"退货原因" en:"Reason" max:"200"`
	Assumed  string                  `zh:"推定说明" en:"Assumed" max:"200"`
	Lines    []TakeInLine            `zh:"退货明细" en:"Lines" is:"required" max:"300"`
}

// TakeInLine is one product, in base units.
type TakeInLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"退货数量" en:"Returned" is:"required"`
	Amount  kernel.Money                `zh:"价税合计" en:"Gross"`
	Cost    kernel.Price                `zh:"成本单价" en:"Unit cost" hint_zh:"不填则不计成本" hint_en:"Worth nothing unless given"`
}

var _ = kernel.Fact[TakeIn]("sales.return.loose", "无原单退货", "Take back without a delivery")

// Predict brings the goods into stock.
func (t TakeIn) Predict(tx *kernel.Tx) error {
	customer, err := party.Parties.Need(tx, t.Customer)
	if err != nil {
		return err
	}
	r := &Return{
		State: BackIn, Customer: t.Customer, Name: customer.Name, Into: t.Into, Reason: t.Reason, Assumed: t.Assumed,
	}
	r.Owner, r.Date = customer.Owner, t.Date
	org.Fill(tx, &r.Doc, "XT")
	if seat, p := org.Seats.Get(tx, r.Owner); p == kernel.Found {
		r.Dept = seat.Dept
	}
	Returns.Insert(tx, r)
	for n, l := range t.Lines {
		if err := l.take(tx, r, n+1); err != nil {
			return err
		}
	}
	return born(tx, r, BackIn)
}

func (t TakeInLine) take(tx *kernel.Tx, r *Return, n int) error {
	p, err := product.Products.Need(tx, t.Product)
	if err != nil {
		return err
	}
	row := ReturnLines.Insert(tx, &ReturnLine{
		Return: kernel.Ref[Return](r.ID), Line: int64(n), Product: t.Product, Name: p.Name, Spec: p.Spec,
		Unit: p.Unit, Into: r.Into, Service: p.Service, Qty: t.Qty,
	}, r.ID, n)
	if p.Service {
		return nil
	}
	return goodsBack(tx, r, row)
}

// Settle books the return in red, at the figures that were given.
func (t TakeIn) Settle(tx *kernel.Tx) error {
	return settleReturn(tx, func(b *booking, l *ReturnLine) error {
		given := t.Lines[l.Line-1]
		p, err := product.Products.Need(tx, l.Product)
		if err != nil {
			return err
		}
		rate, err := tax.SaleRate(tx, p.TaxClass, b.posting.Date)
		if err != nil {
			return err
		}
		cost, err := tax.LineGross(l.Qty, given.Cost, tax.NoDiscount)
		if err != nil {
			return err
		}
		f := Figures{Gross: given.Amount}
		f.Net, f.Vat = tax.SplitGross(f.Gross, rate)
		if l.Service {
			cost = 0
		}
		return b.back(l, f, cost)
	})
}
