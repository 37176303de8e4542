package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Receive reports goods that came from a supplier (入库单). They are worth what
// will be invoiced, without deductible tax; until the invoice the supplier's claim
// is an estimate (暂估).
type Receive struct {
	kernel.Own[Doc]
	Place    kernel.Ref[org.Place]   `zh:"仓库" en:"Warehouse" is:"required"`
	Supplier kernel.Ref[party.Party] `zh:"供应商" en:"Supplier" is:"required"`
	Date     kernel.Date             `zh:"单据日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Lines    []ReceiveLine           `zh:"明细" en:"Lines" is:"required"`
	When     kernel.Choice           `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Note     string                  `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// ReceiveLine is a product with quantity and unit cost.
type ReceiveLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
	Price   kernel.Price                `zh:"不含税单价" en:"Unit cost" hint_zh:"小规模纳税人填含税价" hint_en:"With tax where tax is not deductible"`
	Free    bool                        `zh:"赠送" en:"Free of charge" hint_zh:"供应商白送，成本为零" hint_en:"The supplier gives it: it costs nothing"`
}

var _ = kernel.Fact[Receive]("stock.receive", "入库", "Receive goods", org.For(org.First, org.Storekeeper, org.Purchase))

// Predict writes document and movements.
func (r Receive) Predict(tx *kernel.Tx) error {
	d := &Doc{Kind: Receiving, Place: r.Place, Supplier: r.Supplier}
	d.Date, d.Note = r.Date, r.Note
	d, err := begin(tx, d)
	if err != nil {
		return err
	}
	for i, l := range r.Lines {
		line, err := d.addLine(tx, i+1, &DocLine{Product: l.Product, Qty: l.Qty, Price: l.Price, Free: l.Free && l.Price == 0})
		if err != nil {
			return err
		}
		if err := Move(tx, d.moves(line, r.Place, l.Qty, r.When)); err != nil {
			return err
		}
	}
	return nil
}

// Settle books stock against the estimated payable of the supplier.
func (r Receive) Settle(tx *kernel.Tx) error {
	return settleDoc(tx, Receiving, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		v, err := settleReceived(tx, d, l)
		if err == nil {
			v.PostIn(p, ledger.Estimated, ledger.Aux{Party: r.Supplier})
		}
		return err
	})
}

// settleReceived values a line. Who counts goods in and may not see what they cost
// leaves the price to what is known: the average of the place, of the others, or
// what the product cost last. What is free has cost nothing.
func settleReceived(tx *kernel.Tx, d *Doc, l *DocLine) (Valued, error) {
	price, err := costs.Need(tx, kernel.Ref[DocLine](l.ID))
	if err != nil {
		return Valued{}, err
	}
	if price.Price != 0 {
		return settlePriced(tx, l)
	}
	amount := kernel.Money(0)
	if !l.Free {
		if amount, err = Worth(tx, &d.Doc, l, l.Product, d.Place, l.Qty); err != nil {
			return Valued{}, err
		}
	}
	v, err := SettleMove(tx, l.ID, amount)
	l.settled(tx, amount)
	return v, err
}
