package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Revalue says what goods have cost that were received, or found by a count, while the
// books knew no cost of them.
type Revalue struct {
	kernel.Own[Revaluation]
	Line  kernel.Ref[DocLine] `zh:"单据明细" en:"Document line" is:"required"`
	Price kernel.Price        `zh:"不含税单价" en:"Unit cost" is:"required" hint_zh:"小规模纳税人填含税价" hint_en:"With tax where tax is not deductible"`
	Date  kernel.Date         `zh:"补录日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"line.doc.date"`
	Note  string              `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// CancelRevaluation takes a wrong revaluation back, so that the right one can be made.
type CancelRevaluation struct {
	Revaluation kernel.Ref[Revaluation] `zh:"成本补录单" en:"Revaluation" is:"required"`
	Date        kernel.Date             `zh:"冲销日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done" after:"revaluation.date"`
	Note        string                  `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

// WithCost is the step by which old companies may set costs.
var WithCost = org.UpgradeRoles(51, "stock.revalue", "财务可以补录成本", "Finance may set the cost of goods that came in without one")

var (
	_ = flow.Answers(TaskCost, kernel.Intent[Revalue]("stock.revalue", "补录成本", "Set cost", org.For(WithCost, org.Finance), kernel.If(func(tx *kernel.Tx, line kernel.ID) error {
		u, err := unvalued(tx, kernel.Ref[DocLine](line))
		if err != nil {
			return err
		}
		return u.Awaits(tx)
	})))
	_ = kernel.Intent[CancelRevaluation]("stock.revalue.cancel", "冲销成本补录单", "Reverse revaluation",
		kernel.Moves(Revaluations, kernel.From(Approved), kernel.To(Void)), org.For(WithCost, org.Finance))
)

func init() {
}

// unvalued reads a line with what the books know of its cost.
func unvalued(tx *kernel.Tx, line kernel.Ref[DocLine]) (u Unvalued, err error) {
	l, err := DocLines.Need(tx, line)
	if err != nil {
		return u, err
	}
	d, err := Docs.Need(tx, l.Doc)
	if err != nil {
		return u, err
	}
	if back := d.reversal(tx); back != nil {
		return u, Reversed.With(kernel.Text("number", d.Number))
	}
	cost, err := costs.Need(tx, line)
	if err != nil {
		return u, err
	}
	return Unvalued{
		Doc: d, Head: &d.Doc, Line: l.ID, From: from[d.Kind], Supplier: d.Supplier, Product: l.Product, Name: l.Name, Unit: l.Unit,
		Place: d.Place, Qty: l.Qty, Free: l.Free, Costs: cost.Price != 0 || cost.Amount != 0,
	}, nil
}

// from are the kinds of documents that bring goods of which the books may know no cost.
var from = map[kernel.Choice]kernel.Choice{Receiving: FromSupplier, Counting: FromCount}

// Predict writes the revaluation.
func (c Revalue) Predict(tx *kernel.Tx) error {
	u, err := unvalued(tx, c.Line)
	if err != nil {
		return err
	}
	return u.Revalue(tx, c.Price, c.Date, c.Note)
}

// Settle books it.
func (Revalue) Settle(tx *kernel.Tx) error { return SettleRevaluation(tx) }

// Predict notes why.
func (c CancelRevaluation) Predict(tx *kernel.Tx) error {
	r, err := Revaluations.Need(tx, c.Revaluation)
	if err != nil {
		return err
	}
	flow.Note(tx, r, flow.Node(tx.Call.Name), "", c.Note)
	return nil
}

// Settle takes the value out of what is still there and asks for the cost again. What
// has left since then has taken its part along, which is no longer in the stock that
// the reversal reduces: the difference is given back by the cost of sales.
func (c CancelRevaluation) Settle(tx *kernel.Tx) error {
	r, err := Revaluations.Need(tx, c.Revaluation)
	if err != nil {
		return err
	}
	if c.Date == 0 {
		c.Date = tx.Today()
	}
	m, seen, err := r.arrival(tx)
	if err != nil {
		return err
	}
	if err := ledger.Reverse(tx, r.ID, c.Date); err != nil {
		return err
	}
	if !seen {
		was := r.booked(tx)
		now := r.spread(tx, m, -r.Amount, c.Date)
		p := ledger.NewPosting(Revaluations.Name(), &r.Doc, "补录成本冲销差异")
		p.Date = c.Date
		Booked{Stock: was.Stock + now.Stock, Suspense: was.Suspense + now.Suspense, Variance: was.Variance + now.Variance}.debit(p)
		if _, err := ledger.Post(tx, p); err != nil {
			return err
		}
	}
	r.forget(tx, m)
	return r.askAgain(tx, m)
}

// booked is what the revaluation did to the accounts.
func (r *Revaluation) booked(tx *kernel.Tx) (b Booked) {
	parts, _ := partsOf.Of(tx, kernel.Ref[Revaluation](r.ID))
	for _, p := range parts {
		b.add(p.Place, &Layer{Amount: p.InStock, Variance: p.Left})
	}
	return b
}

// askAgain asks for the cost that nobody knows now.
func (r *Revaluation) askAgain(tx *kernel.Tx, m *Movement) error {
	doc, _ := tx.GetRow(tx.Catalog.Schema(r.SrcEntity), r.Src)
	line, p := tx.GetRow(tx.Catalog.Schema(lineEntity(tx, m)), r.SrcLine)
	if p != kernel.Found {
		return kernel.NotThere.With(kernel.Text("entity", m.SrcEntity))
	}
	askCost(tx, line, kernel.TitleOf(doc), r.Product, r.Place, r.Qty)
	return nil
}
