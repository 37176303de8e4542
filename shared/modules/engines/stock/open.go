package stock

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Open enters opening stock of a place with its cost (期初库存).
type Open struct {
	kernel.Own[Doc]
	Place kernel.Ref[org.Place] `zh:"仓库" en:"Warehouse" is:"required"`
	Lines []OpenLine            `zh:"明细" en:"Lines" is:"required"`
	Note  string                `zh:"备注" en:"Note" text:"lines" max:"500"`
	More  bool                  `zh:"追加" en:"Adds" is:"answer" hint_zh:"商品在这个仓库已有期初、确有另一批时选" hint_en:"When the goods are opened in this warehouse and these are others"`
}

// OpenLine is a product with quantity and unit cost, without deductible tax.
type OpenLine struct {
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
	Price   kernel.Price                `zh:"成本单价" en:"Unit cost"`
	Free    bool                        `zh:"零成本" en:"No cost" hint_zh:"确实没有成本时才选" hint_en:"Only when it has truly cost nothing"`
}

var (
	_ = kernel.Intent[Open]("stock.open", "录入期初库存", "Enter opening stock", org.For(org.First, org.Finance))

	// NoCost refuses opening stock of which nobody says what it is worth.
	NoCost = kernel.Refuse("stock.no_cost", "请填写「{product}」的成本单价；确实没有成本的请选「零成本」",
		"State the unit cost of {product}, or say that it has cost nothing",
		kernel.Repair{Name: "free", Zh: "零成本", En: "It has cost nothing"})
	// OpenedBefore refuses opening stock that was entered already.
	OpenedBefore = kernel.Refuse("stock.opened", "「{product}」在{place}的期初 {qty} 已由{who}于 {at} 录入（{number}），这张没有入账。已录的不对时，打开 {number} 冲销后重录",
		"{who} entered the opening stock of {product} in {place} on {at} ({number}: {qty}), so this one was not booked. If that one is wrong, open {number}, reverse it and enter it anew", ledger.AddMore)
	// CountedSince refuses opening stock that a count has seen already.
	CountedSince = kernel.Refuse("stock.counted_since", "「{product}」在{place}已于 {date} 盘点，数量以盘点为准，不能再录或冲销期初；数量不对请再盘点一次",
		"{product} was counted in {place} on {date}, and that is what is there: its opening stock stays, count again if it is wrong")
)

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
		if l.Price == 0 && !l.Free {
			return NoCost.With(kernel.Text("product", productName(tx, l.Product)))
		}
		if err := o.uncounted(tx, l.Product); err != nil {
			return err
		}
		if err := o.unopened(tx, l.Product, d.Date); err != nil {
			return err
		}
		line, err := d.addLine(tx, i+1, &DocLine{Product: l.Product, Qty: l.Qty, Price: l.Price, Free: l.Price == 0})
		if err != nil {
			return err
		}
		if err := Move(tx, d.moves(line, o.Place, l.Qty, "")); err != nil {
			return err
		}
	}
	return nil
}

// uncounted refuses what has been counted since: a count has said what is there,
// with everything that was there when the books began.
func (o Open) uncounted(tx *kernel.Tx, p kernel.Ref[product.Product]) error {
	last, err := lastCount(tx, BalanceRef(p, o.Place))
	if err == nil && last != nil && last.At != 0 {
		err = countedSince(tx, p, o.Place)
	}
	return err
}

func countedSince(tx *kernel.Tx, p kernel.Ref[product.Product], at kernel.Ref[org.Place]) error {
	last, err := lastCount(tx, BalanceRef(p, at))
	if err != nil || last == nil {
		return err
	}
	return CountedSince.With(append(names(tx, p, at), kernel.Figure("date", last.At.Date(tx.Author.Zone)))...)
}

// Check looks once more with full sight: the first document may be somebody else's.
func (o Open) Check(tx *kernel.Tx) error {
	if err := ledger.OpeningAllowed(tx); err != nil {
		return err
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	for _, l := range o.Lines {
		if err := o.uncounted(tx, l.Product); err != nil {
			return err
		}
		if err := o.unopened(tx, l.Product, company.Start.AddDays(-1)); err != nil {
			return err
		}
	}
	return nil
}

// unopened refuses goods whose opening stock another document has entered, unless these
// are meant to be more.
func (o Open) unopened(tx *kernel.Tx, p kernel.Ref[product.Product], day kernel.Date) error {
	if o.More || !tx.Since(ledger.OpenedOnce) {
		return nil
	}
	had, _ := movementsOn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: BalanceRef(p, o.Place), B: day})
	for _, m := range had {
		d, found := Docs.Get(tx, kernel.Ref[Doc](m.Src))
		if found != kernel.Found || d.Kind != Opening || d.ID == Docs.Born(tx).ID() || !d.Reverses.IsZero() || d.reversal(tx) != nil {
			continue
		}
		return OpenedBefore.With(slices.Concat(names(tx, p, o.Place), org.Given(tx, d.Author, d.At),
			[]kernel.Arg{kernel.Text("number", d.Number), kernel.Quantity("qty", m.Qty, product.UnitOf(tx, p))})...)
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
