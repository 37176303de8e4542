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
	Place kernel.Ref[org.Place] `zh:"仓库" en:"Warehouse" is:"required"`
	Lines []OpenLine            `zh:"明细" en:"Lines" is:"required"`
	Note  string                `zh:"备注" en:"Note" max:"500"`
}

// OpenLine is a product with quantity and unit cost, without deductible tax.
type OpenLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
	Price   kernel.Price                `zh:"成本单价" en:"Unit cost"`
}

var _ = kernel.Intent[Open]("stock.open", "录入期初库存", "Enter opening stock")

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
		line, err := d.addLine(tx, i+1, &DocLine{Product: l.Product, Qty: l.Qty, Price: l.Price})
		if err != nil {
			return err
		}
		if err := Move(tx, d.moves(line, o.Place, l.Qty)); err != nil {
			return err
		}
	}
	return nil
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
