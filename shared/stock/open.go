package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/product"
	"heyi/shared/tax"
)

// Open enters opening stock of a place with its cost (期初库存).
type Open struct {
	kernel.Own[Doc]
	Place kernel.Ref[org.Place] `zh:"仓库" en:"Warehouse" is:"required"`
	Lines []OpenLine            `zh:"明细" en:"Lines" is:"required"`
	Note  string                `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// OpenLine is a product with quantity and unit cost, without deductible tax.
type OpenLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
	Price   kernel.Price                `zh:"成本单价" en:"Unit cost"`
	Free    bool                        `zh:"零成本" en:"No cost" hint_zh:"确实没有成本时才选" hint_en:"Only when it has truly cost nothing"`
}

var (
	_ = kernel.Intent[Open]("stock.open", "录入期初库存", "Enter opening stock", org.For(org.First, org.Finance))

	// NoCost refuses opening stock of which nobody says what it is worth.
	NoCost = kernel.Refuse("stock.no_cost", "请填写「{product}」的成本单价；确实没有成本的请选「零成本」",
		"State the unit cost of {product}, or say that it has cost nothing",
		kernel.Repair{Name: "free", Zh: "零成本", En: "It has cost nothing"})
	// CountedSince refuses opening stock that a count has seen already.
	CountedSince = kernel.Refuse("stock.counted_since", "「{product}」在{place}已于 {date} 盘点，数量以盘点为准，不能再录期初；数量不对请再盘点一次",
		"{product} was counted in {place} on {date}, and that is what is there: count again if it is wrong")
)

// Predict writes document and movements on the day before the books begin, so that
// they are the opening stock of the first month.
func (o Open) Predict(tx *kernel.Tx) error {
	if err := ledger.OpeningAllowed(tx); err != nil {
		return err
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	d := &Doc{Kind: Opening, Place: o.Place}
	d.Date, d.Note = company.Start.AddDays(-1), o.Note
	if d, err = begin(tx, d); err != nil {
		return err
	}
	for i, l := range o.Lines {
		if l.Price == 0 && !l.Free {
			return NoCost.With(kernel.Text("product", productName(tx, l.Product)))
		}
		if err := o.uncounted(tx, l.Product); err != nil {
			return err
		}
		line, err := d.addLine(tx, i+1, &DocLine{Product: l.Product, Qty: l.Qty, Price: l.Price, Free: l.Price == 0})
		if err != nil {
			return err
		}
		if err := Move(tx, d.moves(line, o.Place, l.Qty, "")); err != nil {
			return err
		}
	}
	return nil
}

// uncounted refuses what has been counted since: a count has said what is there,
// with everything that was there when the books began.
func (o Open) uncounted(tx *kernel.Tx, p kernel.Ref[product.Product]) error {
	last, err := lastCount(tx, BalanceRef(p, o.Place))
	if err == nil && last != nil {
		err = CountedSince.With(append(names(tx, p, o.Place), kernel.Figure("date", last.At.Date(tx.Author.Zone)))...)
	}
	return err
}

// Settle values the goods at what the lines say.
func (Open) Settle(tx *kernel.Tx) error {
	return settleDoc(tx, Opening, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		v, err := settlePriced(tx, l)
		if err == nil {
			v.PostIn(p, ledger.OpeningTransit, ledger.Aux{})
		}
		return err
	})
}

// settlePriced values a line of goods from outside at quantity × price.
func settlePriced(tx *kernel.Tx, l *DocLine) (Valued, error) {
	price, err := costs.Need(tx, kernel.Ref[DocLine](l.ID))
	if err != nil {
		return Valued{}, err
	}
	amount, err := tax.LineGross(l.Qty, price.Price, tax.NoDiscount)
	if err != nil {
		return Valued{}, err
	}
	v, err := SettleMove(tx, l.ID, amount)
	l.settled(tx, amount)
	return v, err
}
