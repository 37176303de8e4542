package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Count reports what was counted in a place (盘点单). Afterwards the book says what
// was counted, changed by what moved after the counting, whichever is reported
// first. Gains and losses go through 1901.
type Count struct {
	kernel.Own[Doc]
	Place kernel.Ref[org.Place] `zh:"仓库" en:"Warehouse" is:"required"`
	At    kernel.Time           `zh:"盘点时间" en:"Counted at" hint_zh:"留空为现在" hint_en:"Now when empty" day:"done"`
	Lines []CountLine           `zh:"明细" en:"Lines" is:"required"`
	Note  string                `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// CountLine is what was counted of a product; zero is a count too.
type CountLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Counted kernel.Qty                  `zh:"实盘数量" en:"Counted"`
}

var _ = kernel.Fact[Count]("stock.count", "盘点", "Count stock", org.For(org.First, org.Storekeeper))

// Predict writes the document and moves the differences.
func (c Count) Predict(tx *kernel.Tx) error {
	if c.At == 0 {
		c.At = tx.At()
	}
	d := &Doc{Kind: Counting, Place: c.Place}
	if d.Note = c.Note; tx.Since(ledger.OpenedOnce) { // counts are reversed since
		d.Counted = c.At
	}
	d, err := begin(tx, d)
	if err != nil {
		return err
	}
	seen := map[kernel.Ref[product.Product]]bool{}
	for i, l := range c.Lines {
		if seen[l.Product] {
			return Twice.With(kernel.Text("product", productName(tx, l.Product)))
		}
		seen[l.Product] = true
		if err := c.line(tx, d, i+1, l); err != nil {
			return err
		}
	}
	return nil
}

// Difference is what a line of a count comes to: what the book had at the time of counting,
// and how much more there is. Late is a count behind which a later one stands: it has said
// what is there, and this one changes nothing.
type Difference struct {
	Book, More kernel.Qty
	Late       bool
}

// Against holds a line of the count against the book as far as it is known, as booking it
// does.
func (c Count) Against(tx *kernel.Tx, l CountLine) (d Difference, err error) {
	ref := BalanceRef(l.Product, c.Place)
	last, err := lastCount(tx, ref)
	if err != nil || last != nil && last.At >= c.At {
		return Difference{Late: err == nil}, err
	}
	b, presence := Balances.Get(tx, ref)
	switch presence {
	case kernel.Unknown:
		return d, kernel.ErrNeedsServer
	case kernel.Absent:
		b = &Balance{Record: kernel.Record{ID: ref.ID()}, Product: l.Product, Place: c.Place}
	}
	since, err := movedSince(tx, b, c.At)
	if err != nil {
		return d, err
	}
	d.Book = b.OnHand - since
	d.More = l.Counted - d.Book
	return d, nil
}

func (c Count) line(tx *kernel.Tx, d *Doc, no int, l CountLine) error {
	b, err := balance(tx, l.Product, c.Place)
	if err != nil {
		return err
	}
	last, err := lastCount(tx, kernel.Ref[Balance](b.ID))
	if err != nil {
		return err
	}
	differs, err := c.Against(tx, l)
	if err != nil {
		return err
	}
	diff := differs.More
	line, err := d.addLine(tx, no, &DocLine{Product: l.Product, Qty: diff, Counted: l.Counted, Book: differs.Book})
	if err != nil || differs.Late {
		return err
	}
	if diff < 0 {
		if err := cutReservations(tx, b, b.OnHand+diff); err != nil {
			return err
		}
	}
	move := d.moves(line, c.Place, diff, "")
	move.At, move.count = c.At, true
	if err := Move(tx, move); err != nil {
		return err
	}
	if last == nil {
		last = Counts.Insert(tx, &Counted{Record: kernel.Record{ID: b.ID}, Product: l.Product, Place: c.Place})
	}
	kernel.Set(tx, last, &last.At, c.At)
	kernel.Set(tx, last, &last.Qty, l.Counted)
	return nil
}

// Settle books gains and losses. What is found is worth what the rest is worth.
func (Count) Settle(tx *kernel.Tx) error {
	if err := tellLost(tx); err != nil {
		return err
	}
	return settleDoc(tx, Counting, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		if l.Qty == 0 {
			return nil
		}
		if l.Qty < 0 {
			v, err := SettleMove(tx, l.ID, 0)
			if err != nil {
				return err
			}
			l.settled(tx, -v.Cost())
			v.PostOut(p, ledger.Pending, ledger.Aux{})
			p.Pair(ledger.StockLoss, ledger.Pending, v.Cost(), ledger.Aux{})
			return nil
		}
		amount, err := Worth(tx, &d.Doc, l, l.Product, d.Place, l.Qty)
		if err != nil {
			return err
		}
		v, err := SettleMove(tx, l.ID, amount)
		if err != nil {
			return err
		}
		l.settled(tx, amount)
		v.PostIn(p, ledger.Pending, ledger.Aux{})
		p.Pair(ledger.Pending, ledger.StockGain, amount, ledger.Aux{})
		return nil
	})
}
