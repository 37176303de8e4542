package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// Transfer reports goods that went from one place to another (调拨单). From or to
// 待查 it is how a misfit is explained.
type Transfer struct {
	kernel.Own[Doc]
	Place kernel.Ref[org.Place] `zh:"调出仓库" en:"From warehouse" is:"required"`
	To    kernel.Ref[org.Place] `zh:"调入仓库" en:"To warehouse" is:"required"`
	Date  kernel.Date           `zh:"单据日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Lines []GoodsLine           `zh:"明细" en:"Lines" is:"required"`
	When  kernel.Choice         `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"补录盘点当天的单据时填写" hint_en:"For a late document of a day of counting"`
	Note  string                `zh:"备注" en:"Note" text:"lines" max:"500"`
}

var _ = kernel.Fact[Transfer]("stock.transfer", "调拨", "Transfer goods", org.For(org.First, org.Storekeeper))

// Predict writes document and movements.
func (c Transfer) Predict(tx *kernel.Tx) error {
	if c.Place == c.To {
		return SamePlace.With()
	}
	d := &Doc{Kind: Transferring, Place: c.Place, To: c.To}
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
		if err := Move(tx, d.moves(line, c.To, l.Qty, c.When)); err != nil {
			return err
		}
	}
	return nil
}

// Settle carries the value along.
func (Transfer) Settle(tx *kernel.Tx) error {
	return settleDoc(tx, Transferring, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		v, err := SettleMove(tx, l.ID, 0)
		if err == nil {
			v.PostTransfer(p)
		}
		return err
	})
}
