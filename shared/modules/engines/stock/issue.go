package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Issue reports goods that left otherwise than by a sale (其他出库单).
type Issue struct {
	kernel.Own[Doc]
	Place   kernel.Ref[org.Place] `zh:"仓库" en:"Warehouse" is:"required"`
	Purpose kernel.Choice         `zh:"用途" en:"Purpose" is:"required" of:"stock_purpose"`
	Date    kernel.Date           `zh:"单据日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Lines   []GoodsLine           `zh:"明细" en:"Lines" is:"required"`
	When    kernel.Choice         `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Note    string                `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// GoodsLine is a quantity of a product.
type GoodsLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
}

// What goods are issued for decides who bears their cost.
const (
	ForUse    kernel.Choice = "use"
	ForSample kernel.Choice = "sample"
	ForOffice kernel.Choice = "office"
	ForScrap  kernel.Choice = "scrap"
)

var _ = kernel.Choices("stock_purpose",
	kernel.Option{Code: string(ForUse), Zh: "领用", En: "Own use"},
	kernel.Option{Code: string(ForSample), Zh: "样品", En: "Samples"},
	kernel.Option{Code: string(ForOffice), Zh: "办公", En: "Office"},
	kernel.Option{Code: string(ForScrap), Zh: "报废", En: "Scrap"})

var bearers = map[kernel.Choice]string{
	ForUse: ledger.Samples, ForSample: ledger.Samples, ForOffice: ledger.OfficeSupplies, ForScrap: ledger.StockLoss,
}

var _ = kernel.Fact[Issue]("stock.issue", "其他出库", "Issue goods", org.For(org.First, org.Storekeeper))

// Predict writes document and movements.
func (c Issue) Predict(tx *kernel.Tx) error {
	d := &Doc{Kind: Issuing, Place: c.Place, Purpose: c.Purpose}
	d.Date, d.Note = c.Date, c.Note
	d, err := begin(tx, d)
	if err != nil {
		return err
	}
	for i, l := range c.Lines {
		line, err := d.addLine(tx, i+1, &DocLine{Product: l.Product, Qty: l.Qty})
		if err != nil {
			return err
		}
		if err := Move(tx, d.moves(line, c.Place, -l.Qty, c.When)); err != nil {
			return err
		}
	}
	return nil
}

// Settle books the cost on who bears it.
func (c Issue) Settle(tx *kernel.Tx) error {
	return settleDoc(tx, Issuing, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		v, err := SettleMove(tx, l.ID, 0)
		if err != nil {
			return err
		}
		l.settled(tx, -v.Cost())
		v.PostOut(p, bearers[c.Purpose], ledger.Aux{})
		return nil
	})
}
