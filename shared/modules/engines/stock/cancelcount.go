package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// CountUsed refuses to reverse a count that a later document was held against.
var CountUsed = kernel.Refuse("stock.count_used", "「{product}」盘点之后补录的 {number} 已按这次盘点处理，这张盘点单不能冲销：请再盘点一次",
	"{number} was written after the count of {product} and booked as seen by it, so the count stays: count again")

// uncount lets a line of a count say no more what is there: the count before it does, or
// none. What a later count has said stays.
func uncount(tx *kernel.Tx, was *Doc, l *DocLine) error {
	last, err := lastCount(tx, BalanceRef(l.Product, was.Place))
	if err != nil || last == nil || last.At != was.countedAt(tx, l) {
		return err
	}
	at, qty, err := countBefore(tx, was, l.Product)
	if err != nil {
		return err
	}
	if err := unused(tx, last, at); err != nil {
		return err
	}
	kernel.Set(tx, last, &last.At, at)
	kernel.Set(tx, last, &last.Qty, qty)
	return nil
}

// countedAt is when a line of a count was counted. Older counts say it in what they moved.
func (d *Doc) countedAt(tx *kernel.Tx, l *DocLine) kernel.Time {
	if d.Counted != 0 {
		return d.Counted
	}
	if moves, _ := MovementsOf.Of(tx, l.ID); len(moves) > 0 {
		return moves[0].At
	}
	return d.At
}

// countBefore is what was last counted of a product in the place of a count, but for it
// and what was reversed; zeros where nothing was.
func countBefore(tx *kernel.Tx, than *Doc, p kernel.Ref[product.Product]) (at kernel.Time, qty kernel.Qty, err error) {
	counts, presence := docsAt.Of(tx, kernel.Key2[kernel.Ref[org.Place], kernel.Choice]{A: than.Place, B: Counting})
	if presence == kernel.Unknown && tx.Author.Viewer != nil {
		return 0, 0, kernel.ErrNeedsServer // the count before may be of a month that the device does not hold
	}
	for _, d := range counts {
		if d.ID == than.ID || !d.Reverses.IsZero() || d.Counted != 0 && d.Counted <= at || d.reversal(tx) != nil {
			continue
		}
		lines, _ := LinesOf.Of(tx, kernel.Ref[Doc](d.ID))
		for _, l := range lines {
			if when := d.countedAt(tx, l); l.Product == p && when > at {
				at, qty = when, l.Counted
			}
		}
	}
	return at, qty, nil
}

// unused refuses to forget a count by which something that came later was held to be
// counted already: it would be missing, or be there twice.
func unused(tx *kernel.Tx, last *Counted, before kernel.Time) error {
	zone := tx.Author.Zone
	first := before.Date(zone)
	if company, err := org.OfCompany(tx); err != nil {
		return err
	} else if first < company.Start.AddDays(-1) {
		first = company.Start.AddDays(-1)
	}
	b := kernel.Ref[Balance](last.ID)
	for day := first; day <= last.At.Date(zone); day = day.AddDays(1) {
		list, presence := movementsOn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: b, B: day})
		if presence == kernel.Unknown && !holdsMovements(tx, first) {
			return kernel.ErrNeedsServer
		}
		for _, m := range list {
			if m.Reason != Counters || m.At >= last.At || m.At < before {
				continue
			}
			number := ""
			if row, p := tx.GetRow(tx.Catalog.Schema(m.SrcEntity), m.Src); p == kernel.Found {
				number = kernel.TitleOf(row)
			}
			return CountUsed.With(kernel.Text("product", productName(tx, last.Product)), kernel.Text("number", number))
		}
	}
	return nil
}

// postUncounted books what a count had found or missed back: gain or loss go, red on
// their sides. Found goods that leave again take along what they are worth now.
func (v Valued) postUncounted(p *ledger.Posting, amount kernel.Money) {
	if amount < 0 { // a loss: the goods come back at what they were written off at
		v.PostIn(p, ledger.Pending, ledger.Aux{})
		p.Pair(ledger.StockLoss, ledger.Pending, amount, ledger.Aux{})
		return
	}
	v.PostOut(p, ledger.Pending, ledger.Aux{})
	p.Pair(ledger.Pending, ledger.StockGain, -amount, ledger.Aux{})
	p.Pair(ledger.CostOfSales, ledger.Pending, v.Cost()-amount, ledger.Aux{})
}
