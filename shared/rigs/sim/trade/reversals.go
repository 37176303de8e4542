package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/sim"
)

// TakenBack is held against the rows in the end.
var TakenBack = sim.Promised("reversals-add-up",
	"A warehouse document is reversed once at most; what it moved and what its reversal moves add up to nothing in every place, at the moment at which the goods had moved; and nobody is owed anything for goods of a receipt that was reversed.")

// reverse takes a warehouse document back: one of today or an old one, the storekeeper's or
// the buyer's, whether the goods are still there or not, and now and then one that is taken
// back elsewhere at the same time.
func (a act) reverse() {
	if d := pick(a, stock.Docs, func(d *stock.Doc) bool { return d.Kind != stock.Opening && d.Reverses.IsZero() }); d != nil {
		_, when := a.late()
		a.do(&stock.Cancel{Doc: kernel.Ref[stock.Doc](d.ID), When: when, Note: "录错了"})
	}
}

// moved is where goods of a product moved, and when.
type moved struct {
	product kernel.Ref[product.Product]
	place   kernel.Ref[org.Place]
	at      kernel.Time
}

// checkReversals holds every reversal against the document that it takes back.
func (c *Company) checkReversals(w *sim.World) error {
	reversed, kinds := map[kernel.ID]kernel.ID{}, map[kernel.ID]kernel.Choice{} // reversals by what they take back
	err := kernel.Each(c.Catalog, w.Server.Disk, stock.Docs, func(d *stock.Doc) error {
		if d.Reverses.IsZero() {
			return nil
		}
		c.Reversed++
		of := d.Reverses.ID()
		if _, twice := reversed[of]; twice {
			return TakenBack.Broken("%s is reversed twice", of)
		}
		reversed[of], kinds[of] = d.ID, d.Kind
		return nil
	})
	if err != nil {
		return err
	}
	tx := c.read(w)
	for of, by := range reversed {
		sum := map[moved]kernel.Qty{}
		for _, doc := range []kernel.ID{of, by} {
			moves, _ := stock.MovementsBy.Of(tx, doc)
			for _, m := range moves {
				if m.Reason != stock.Counters { // those take themselves back
					sum[moved{m.Product, m.Place, m.At}] += m.Qty
				}
			}
		}
		for where, qty := range sum {
			if qty != 0 {
				return TakenBack.Broken("%s and its reversal leave %s of %s in %s", of, qty, where.product, where.place)
			}
		}
	}
	return c.checkOwed(w, reversed, kinds)
}

// checkOwed adds up what receipts that were reversed, and their reversals, say is owed for
// goods without a bill.
func (c *Company) checkOwed(w *sim.World, reversed map[kernel.ID]kernel.ID, kinds map[kernel.ID]kernel.Choice) error {
	receipt := map[kernel.ID]kernel.ID{} // by both documents
	for of, by := range reversed {
		if kinds[of] == stock.Receiving {
			receipt[of], receipt[by] = of, of
		}
	}
	vouchers := map[kernel.Ref[ledger.Voucher]]kernel.ID{}
	err := kernel.Each(c.Catalog, w.Server.Disk, ledger.Vouchers, func(v *ledger.Voucher) error {
		if of, known := receipt[v.Src]; known {
			vouchers[kernel.Ref[ledger.Voucher](v.ID)] = of
		}
		return nil
	})
	if err != nil {
		return err
	}
	owed := map[kernel.ID]kernel.Money{}
	err = kernel.Each(c.Catalog, w.Server.Disk, ledger.Entries, func(e *ledger.Entry) error {
		if of, known := vouchers[e.Voucher]; known && e.Account == ledger.AccountRef(ledger.Estimated) {
			owed[of] += e.Credit - e.Debit
		}
		return nil
	})
	for of, amount := range owed {
		if amount != 0 {
			return TakenBack.Broken("%s is reversed and %s stay owed for it", of, amount)
		}
	}
	return err
}
