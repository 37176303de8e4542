package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
)

// OpeningCancel takes back (冲销) what is still open of an old document that was entered
// wrongly, or twice. The right one is entered anew.
type OpeningCancel struct {
	Item kernel.Ref[Item] `zh:"往来明细" en:"Open item" is:"required"`
	Note string           `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[OpeningCancel]("debt.open.cancel", "冲销期初往来", "Take back opening item", kernel.During(Items, Open), kernel.If(func(tx *kernel.Tx, item kernel.ID) error {
		i, err := Items.Need(tx, kernel.Ref[Item](item))
		if err != nil {
			return err
		}
		return i.reversible()
	}))

	// NotOpening refuses what a document has made: it is taken back with the document.
	NotOpening = kernel.Refuse("debt.not_opening", "{number} 不是期初往来：请冲销产生它的单据", "{number} is no opening item: reverse the document that made it")
)

// reversible tells that an item is an old document: nil, or why it cannot be taken back here.
func (i *Item) reversible() error {
	if !i.IsOpening() {
		return NotOpening.With(kernel.Text("number", i.Number))
	}
	return nil
}

// Predict checks that opening balances are still possible, and says why it was done; what
// the item owes is the server's.
func (c OpeningCancel) Predict(tx *kernel.Tx) error {
	if err := ledger.OpeningAllowed(tx); err != nil {
		return err
	}
	item, err := Items.Need(tx, c.Item)
	if err != nil {
		return err
	}
	if err := item.reversible(); err != nil {
		return err
	}
	flow.Note(tx, item, flow.Node(tx.Call.Name), "", c.Note)
	return nil
}

// Settle posts the voucher that turns the opening one round, and settles the item by it.
func (c OpeningCancel) Settle(tx *kernel.Tx) error {
	item, err := Items.Need(tx, c.Item)
	if err != nil {
		return err
	}
	p, err := ledger.NewOpening(tx, "冲销期初应收应付")
	if err != nil {
		return err
	}
	side, aux := sides[item.Kind], ledger.Aux{Party: item.Party}
	if side.debit {
		p.Pair(side.account, ledger.OpeningTransit, -item.Rest(), aux)
	} else {
		p.Pair(ledger.OpeningTransit, side.account, -item.Rest(), aux)
	}
	v, err := ledger.Post(tx, p)
	if err != nil {
		return err
	}
	by := Doc{Entity: ledger.Vouchers.Name(), ID: v.ID, Date: v.Date}
	return Allocate(tx, item, by, item.Rest(), before(tx, item))
}

// takenBack tells whether an old document was taken back.
func takenBack(tx *kernel.Tx, item *Item) bool {
	if item.State != Closed {
		return false
	}
	made, _ := ByItem.Of(tx, kernel.Ref[Item](item.ID))
	for _, a := range made {
		if a.ByEntity == ledger.Vouchers.Name() {
			return true
		}
	}
	return false
}
