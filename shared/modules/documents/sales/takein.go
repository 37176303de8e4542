package sales

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// TakeIn says that goods came back which no delivery of these books sent out: they
// were sold before the books began, or nobody knows by which delivery. What the
// customer gets for them is said by who takes them in; so is what they are
// worth, else it is what the others are worth.
type TakeIn struct {
	kernel.Own[Return]
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Into     kernel.Ref[org.Place]   `zh:"退入仓库" en:"Returned into" is:"required"`
	Date     kernel.Date             `zh:"退货日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	When     kernel.Choice           `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Reason   string                  `zh:"退货原因" en:"Reason" max:"200"`
	Assumed  string                  `zh:"推定说明" en:"Assumed" max:"180"`
	Lines    []TakeInLine            `zh:"退货明细" en:"Lines" is:"required" max:"300"`
}

// TakeInLine is one product, in base units.
type TakeInLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"退货数量" en:"Returned" is:"required"`
	Amount  kernel.Money                `zh:"价税合计" en:"Gross" hint_zh:"退给客户的含税金额" hint_en:"What the customer gets back, with tax"`
	Cost    kernel.Price                `zh:"成本单价" en:"Unit cost" hint_zh:"不填按现有均价或最近成本" hint_en:"What the others are worth unless given"`
	Unpaid  bool                        `zh:"不退款" en:"No refund"`
	Free    bool                        `zh:"零成本" en:"No cost" hint_zh:"已无价值的货才选" hint_en:"Only for what is worth nothing any more"`
}

var (
	_ = kernel.Fact[TakeIn]("sales.return.loose", "无原单退货", "Take back without a delivery", org.For(org.First, org.Finance))

	// NoAmount refuses a line that says neither what the customer gets back nor that
	// he gets nothing.
	NoAmount = kernel.Refuse("sales.no_amount", "请填写「{product}」的退货金额；不退款的请选「不退款」",
		"State what the customer gets back for {product}, or say that there is no refund",
		kernel.Repair{Name: "unpaid", Zh: "不退款", En: "No refund"})
)

// assumedCost stands in the document where a line states no cost.
const assumedCost = "成本按现有均价或最近成本"

// Predict brings the goods into stock.
func (t TakeIn) Predict(tx *kernel.Tx) error {
	customer, err := party.Parties.Need(tx, t.Customer)
	if err != nil {
		return err
	}
	r := &Return{
		State: BackIn, Customer: t.Customer, Name: customer.Name, Into: t.Into, Reason: t.Reason, Assumed: t.Assumed,
	}
	if t.assumesCost() {
		r.Assumed = strings.TrimSpace(assumedCost + " " + t.Assumed)
	}
	r.Owner, r.Date = customer.Owner, t.Date
	org.Fill(tx, &r.Doc, "XT")
	if seat, p := org.Seats.Get(tx, r.Owner); p == kernel.Found {
		r.Dept = seat.Dept
	}
	Returns.Insert(tx, r)
	for n, l := range t.Lines {
		if err := l.take(tx, r, n+1, t.When); err != nil {
			return err
		}
	}
	return born(tx, r, BackIn)
}

func (t TakeIn) assumesCost() bool {
	return slices.ContainsFunc(t.Lines, func(l TakeInLine) bool { return l.Cost == 0 && !l.Free })
}

func (t TakeInLine) take(tx *kernel.Tx, r *Return, n int, when kernel.Choice) error {
	p, err := product.Products.Need(tx, t.Product)
	if err != nil {
		return err
	}
	if t.Unpaid == (t.Amount != 0) {
		return NoAmount.With(kernel.Text("product", productName(p)))
	}
	if err := product.CheckWhole(tx, p, t.Qty); err != nil {
		return err
	}
	row := ReturnLines.Insert(tx, &ReturnLine{
		Return: kernel.Ref[Return](r.ID), Line: int64(n), Product: t.Product, Name: p.Name, Spec: p.Spec,
		Unit: p.Unit, Into: r.Into, Service: p.Service, Free: t.Free, Qty: t.Qty,
	}, r.ID, n)
	if p.Service {
		return nil
	}
	return goodsBack(tx, r, row, when)
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
		cost, err := given.cost(b, l)
		if err != nil {
			return err
		}
		f := Figures{Gross: given.Amount}
		f.Net, f.Vat = tax.SplitGross(f.Gross, rate)
		return b.back(l, f, cost)
	})
}

// cost is what the goods come in at: what is stated, else what the others are worth.
func (t TakeInLine) cost(b *booking, l *ReturnLine) (kernel.Money, error) {
	switch {
	case l.Service || l.Free:
		return 0, nil
	case t.Cost != 0:
		return tax.LineGross(l.Qty, t.Cost, tax.NoDiscount)
	}
	r, err := Returns.Need(b.tx, l.Return)
	if err != nil {
		return 0, err
	}
	return stock.Worth(b.tx, &r.Doc, l, l.Product, l.Into, l.Qty)
}
