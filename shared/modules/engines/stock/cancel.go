package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Cancel takes a wrong warehouse document back (冲销) by a document of its kind with the
// quantities turned round; the right one is written anew. The goods move back at the moment
// at which they had moved, so that a count in between has seen both.
type Cancel struct {
	Doc  kernel.Ref[Doc] `zh:"库存单据" en:"Warehouse document" is:"required"`
	Date kernel.Date     `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"doc.date"`
	When kernel.Choice   `zh:"与盘点先后" en:"Before or after the count" of:"stock_when" is:"answer" hint_zh:"原单是补录的、当天又盘点过时填写" hint_en:"For a document that was written late of a day of counting"`
	Note string          `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

// WithCancel is the step by which old companies may reverse warehouse documents.
var WithCancel = org.UpgradeRoles(63, "stock.cancel", "仓管和采购可以冲销库存单据", "Storekeepers and purchasing may reverse warehouse documents")

var (
	_ = kernel.Intent[Cancel]("stock.cancel", "冲销库存单据", "Reverse warehouse document",
		org.For(WithCancel, org.Storekeeper, org.Purchase), org.For(ledger.WithOpenedOnce, org.Finance), kernel.If(func(tx *kernel.Tx, doc kernel.ID) error {
			d, err := Docs.Need(tx, kernel.Ref[Doc](doc))
			if err != nil {
				return err
			}
			return d.reversible(tx)
		}))

	reversalsOf = kernel.Find(Docs, func(d *Doc) *kernel.Ref[Doc] { return &d.Reverses })

	// Reversed refuses what has been reversed, or is a reversal.
	Reversed = kernel.Refuse("stock.reversed", "{number} 是冲销单，或者已经冲销过", "{number} is a reversal or has been reversed already")
	// NotTheirs refuses who may not write a document of the kind.
	NotTheirs = kernel.Refuse("stock.not_theirs", "您不能办理「{kind}」，也就不能冲销它", "Who may not write a document of the kind {kind} may not reverse it")
	// Gone refuses to take goods back that are there no more.
	Gone = kernel.Refuse("stock.gone", "「{product}」在{place}可动的只有 {free}，冲销要减 {qty}：请先录入正确的单据，再冲销这一张",
		"{place} has {free} of {product} to spare, and the reversal takes {qty}: write the right document first and reverse this one then")
)

// written are the commands that write the kinds of documents.
var written = map[kernel.Choice]string{
	Opening: "stock.open", Receiving: "stock.receive", Issuing: "stock.issue", Transferring: "stock.transfer", Counting: "stock.count",
}

// reversible tells that the author can reverse a document: nil, or why not.
func (d *Doc) reversible(tx *kernel.Tx) error {
	kind := kernel.Words("kind", "", "")
	for _, o := range kinds {
		if o.Code == string(d.Kind) {
			kind = kernel.Words("kind", o.Zh, o.En)
		}
	}
	switch {
	case !d.Reverses.IsZero() || d.reversal(tx) != nil:
		return Reversed.With(kernel.Text("number", d.Number))
	case !tx.Author.System && !tx.Author.May(written[d.Kind]):
		return NotTheirs.With(kind)
	}
	return nil
}

// reversal is the document that reverses this one, nil for none.
func (d *Doc) reversal(tx *kernel.Tx) *Doc {
	if list, _ := reversalsOf.Of(tx, kernel.Ref[Doc](d.ID)); len(list) > 0 {
		return list[0]
	}
	return nil
}

// ReversalOf is the document that reverses one, nil for none.
func ReversalOf(tx *kernel.Tx, d *Doc) *Doc { return d.reversal(tx) }

// Check refuses a document whose cost was set since, with full sight.
func (c Cancel) Check(tx *kernel.Tx) error {
	lines, _ := LinesOf.Of(tx, c.Doc)
	for _, l := range lines {
		list, _ := revaluationsOf.Of(tx, l.ID)
		for _, r := range list {
			if r.State == Approved {
				return Revalued.With(kernel.Text("product", l.Name), kernel.Text("number", r.Number))
			}
		}
	}
	return nil
}

// Predict writes the document that turns the other one round.
func (c Cancel) Predict(tx *kernel.Tx) error {
	was, err := Docs.Need(tx, c.Doc)
	if err != nil {
		return err
	}
	lines, _ := LinesOf.Of(tx, c.Doc)
	if len(lines) == 0 {
		return kernel.ErrNeedsServer // an old document of which the device holds the head
	}
	if was.Kind == Opening { // it never was: what is taken back is of the same day
		if err := ledger.OpeningAllowed(tx); err != nil {
			return err
		}
		c.Date = was.Date
	}
	d := &Doc{Kind: was.Kind, Place: was.Place, To: was.To, Supplier: was.Supplier, Purpose: was.Purpose, Reverses: c.Doc}
	d.Date, d.Note, d.Owner = c.Date, c.Note, was.Owner
	if d, err = begin(tx, d); err != nil {
		return err
	}
	for _, l := range lines {
		back, err := d.addLine(tx, int(l.Line), &DocLine{Product: l.Product, Qty: -l.Qty, Free: l.Free})
		if err != nil {
			return err
		}
		if l.Qty != 0 { // a count that found what the book said has moved nothing
			if err := c.turn(tx, was, l, d, back); err != nil {
				return err
			}
		}
		if was.Kind == Counting {
			if err := uncount(tx, was, l); err != nil {
				return err
			}
		}
	}
	flow.Note(tx, was, flow.Node(tx.Call.Name), "", c.Note)
	return nil
}

// turn moves back what a line had moved, place by place: what had been taken from 待查 goes
// back there.
func (c Cancel) turn(tx *kernel.Tx, was *Doc, l *DocLine, d *Doc, back *DocLine) error {
	moves, _ := MovementsOf.Of(tx, l.ID)
	if len(moves) == 0 {
		return kernel.ErrNeedsServer
	}
	for _, m := range moves {
		if m.Reason == Counters {
			continue // a count in between has seen the way back, too
		}
		line := d.moves(back, m.Place, -m.Qty, c.When)
		line.At, line.dayOnly, line.count = m.At, m.DayOnly, was.Kind == Counting
		if err := line.turnBack(tx, was); err != nil {
			return err
		}
	}
	return nil
}

// turnBack writes one movement back. Unlike a fact it is refused where the goods are not
// there: what is to be written first is known.
func (l Line) turnBack(tx *kernel.Tx, was *Doc) error {
	then := l
	then.Head = &was.Doc // the day that is known is that of the document
	seen, err := then.seenByCount(tx)
	if err != nil {
		return err
	}
	if seen && was.Kind == Opening {
		return countedSince(tx, l.Product, l.Place)
	}
	if l.Qty < 0 && !seen && !mayGoBelowZero(tx, l.Place) {
		b, err := balance(tx, l.Product, l.Place)
		if err != nil {
			return err
		}
		if free := max(Available(b), 0); free < -l.Qty {
			unit := product.UnitOf(tx, l.Product)
			return Gone.With(append(names(tx, l.Product, l.Place), kernel.Quantity("free", free, unit), kernel.Quantity("qty", -l.Qty, unit))...)
		}
	}
	if err := l.step(tx, l.Place, l.Qty, Plain); err != nil || !seen {
		return err
	}
	return l.step(tx, l.Place, -l.Qty, Counters)
}

// Settle books the reversal: the supplier, the bearer of the cost and the line get back what
// they had, to the fen. Goods that leave again take along what they are worth now; the
// difference is one of the cost of sales, as for a cost that is taken back.
func (c Cancel) Settle(tx *kernel.Tx) error {
	was, err := Docs.Need(tx, c.Doc)
	if err != nil {
		return err
	}
	originals, _ := LinesOf.Of(tx, c.Doc)
	amounts := map[int64]kernel.Money{}
	for _, l := range originals {
		if cost, p := costs.Get(tx, kernel.Ref[DocLine](l.ID)); p == kernel.Found {
			amounts[l.Line] = cost.Amount
		}
		flow.CloseTasks(tx, TaskCost, l.ID)
	}
	flow.CloseTasks(tx, TaskMisfit, was.ID)
	strayed := kernel.Money(0) // what goods of an opening are worth now beyond what they were opened at
	goods, at := ledger.Merchandise, ledger.Aux{}
	if was.Place == org.SuspensePlace {
		goods, at = ledger.Pending, suspense
	}
	if err := settleDoc(tx, was.Kind, func(p *ledger.Posting, d *Doc, l *DocLine) error {
		amount := amounts[l.Line]
		l.settled(tx, -amount)
		v, err := SettleMove(tx, l.ID, -amount)
		if err != nil {
			return err
		}
		switch d.Kind {
		case Receiving:
			supplier := ledger.Aux{Party: party.Survivor(tx, d.Supplier)}
			v.PostOut(p, ledger.Estimated, supplier)
			p.Debit(ledger.Estimated, amount-v.Cost(), supplier)
			p.Credit(ledger.CostOfSales, amount-v.Cost(), ledger.Aux{})
		case Opening:
			p.Debit(ledger.OpeningTransit, amount, ledger.Aux{})
			p.Credit(goods, amount, at)
			strayed += v.Cost() - amount
		case Counting:
			v.postUncounted(p, amount)
		case Issuing:
			v.debit(p)
			p.Debit(bearers[d.Purpose], v.Cost(), ledger.Aux{}) // red, on the side on which it stood
			v.Counter.takeBack(p)
		default:
			v.PostTransfer(p)
		}
		return nil
	}); err != nil {
		return err
	}
	d, err := Docs.Need(tx, Docs.Born(tx))
	if err != nil {
		return err
	}
	p := ledger.NewPosting(Docs.Name(), &d.Doc, "冲销期初库存差异")
	p.Date = tx.Today()
	p.Debit(ledger.CostOfSales, strayed, ledger.Aux{})
	p.Credit(goods, strayed, at)
	_, err = ledger.Post(tx, p)
	return err
}
