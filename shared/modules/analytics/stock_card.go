package analytics

import (
	"cmp"
	"slices"
	"strings"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// StockCard is the 收发明细 of a product in one place, or in all of them, from one day to
// another: what a line of the stock ledger is made of. Opening + In − Out = Closing, for
// the value as well; the lines add up to what came and what went.
type StockCard struct {
	Product      *product.Product
	Place        *org.Place // nil for all
	Worth        bool       // the reader sees what it is worth
	Goods, Value Turnover   // the value is none for who may not see it
	Lines        *Table     // rows open the document that made them
}

// Turnover is what was there, came, went and is there at the end, in the units of its kind.
type Turnover struct{ Opening, In, Out, Closing int64 }

func (t *Turnover) add(in, out, closing int64) {
	t.In, t.Out, t.Closing = t.In+in, t.Out+out, t.Closing+closing
	t.Opening = t.Closing - t.In + t.Out
}

// StockCardOf makes the card of a product; a zero place takes all places. It is nil for a
// reader who does not see the product or the place.
func StockCardOf(b Books, of kernel.Ref[product.Product], at kernel.Ref[org.Place], from, to kernel.Date) (*StockCard, error) {
	if err := MayStockLedger(b); err != nil {
		return nil, err
	}
	c := &StockCard{Product: find(b, product.Products, of), Worth: b.may(org.SeesCost)}
	if c.Product == nil {
		return nil, nil
	}
	if !at.IsZero() {
		if c.Place = find(b, org.Places, at); c.Place == nil {
			return nil, nil
		}
	}
	only := narrowed(of, at)
	if err := wentBy(b, stock.Turned, from, to, only, map[shelfAt]*held{}, func(_ *held, in, out, closing int64) { c.Goods.add(in, out, closing) }); err != nil {
		return nil, err
	}
	if c.Worth {
		if err := wentBy(b, stock.TurnedWorth, from, to, only, map[shelfAt]*held{}, func(_ *held, in, out, closing int64) { c.Value.add(in, out, closing) }); err != nil {
			return nil, err
		}
	}
	lines, err := c.moved(b, of, at, from, to)
	if err != nil {
		return nil, err
	}
	c.list(b, lines)
	return c, nil
}

// moved are the movements of the span, and what has changed the value without one.
func (c *StockCard) moved(b Books, of kernel.Ref[product.Product], at kernel.Ref[org.Place], from, to kernel.Date) ([]cardLine, error) {
	var lines []cardLine
	balances, _ := stock.BalancesOf.Of(b.tx(), of)
	for _, balance := range balances {
		if !at.IsZero() && balance.Place != at {
			continue
		}
		list, err := chosen(b, stock.Movements, "balance", balance.ID, from, to)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			l := cardLine{id: m.ID, date: m.Date, at: m.At, place: m.Place, qty: m.Qty, entity: m.SrcEntity, src: m.Src, why: m.Reason}
			if c.Worth {
				if layer := find(b, stock.Layers, kernel.Ref[stock.Layer](m.ID)); layer != nil {
					l.worth = layer.Amount
				}
			}
			lines = append(lines, l)
		}
	}
	if !c.Worth {
		return lines, nil
	}
	tx := b.tx()
	layers, err := chosen(b, stock.Layers, "product", of.ID(), from, to)
	for _, layer := range layers {
		if layer.Qty != 0 || !at.IsZero() && layer.Place != at {
			continue
		}
		l := cardLine{id: layer.ID, date: layer.Date, place: layer.Place, worth: layer.Amount, entity: stock.Revaluations.Name()}
		if part, p := stock.RevaluedParts.Get(tx, kernel.Ref[stock.RevaluedPart](layer.ID)); p == kernel.Found {
			l.src = part.Revaluation.ID()
		}
		lines = append(lines, l)
	}
	return lines, err
}

// cardLine is what one movement, or one change of value, did.
type cardLine struct {
	id, src kernel.ID
	date    kernel.Date
	at      kernel.Time
	place   kernel.Ref[org.Place]
	qty     kernel.Qty
	worth   kernel.Money
	entity  string
	why     kernel.Choice
}

// list writes the lines by day and hour, each with what there was after it.
func (c *StockCard) list(b Books, lines []cardLine) {
	slices.SortFunc(lines, func(x, y cardLine) int {
		return cmp.Or(cmp.Compare(x.date, y.date), cmp.Compare(x.at, y.at), strings.Compare(string(x.id[:]), string(y.id[:])))
	})
	c.Lines = &Table{Zh: "收发明细", En: "Stock card", Columns: []Column{
		column("date", "日期", "Date", kernel.KindDate), text("kind", "单据", "Document"), text("kind_en", "单据（英文）", "Document in English"),
		text("number", "单号", "Number"), text("place", "仓库", "Warehouse"), text("unit", "单位", "Unit"),
		quantity("in", "收入数量", "In"), quantity("out", "发出数量", "Out"), quantity("balance", "结存数量", "Balance"),
	}}
	if c.Worth {
		c.Lines.Columns = append(c.Lines.Columns,
			money("in_worth", "收入金额", "Value in"), money("out_worth", "发出金额", "Value out"), money("balance_worth", "结存金额", "Value left"))
	}
	balance, worth := c.Goods.Opening, c.Value.Opening
	for _, l := range lines {
		balance, worth = balance+int64(l.qty), worth+int64(l.worth)
		kind, number := said(b, l)
		cells := []any{
			l.date, kind.Zh, kind.En, number, nameOf(b, l.place), c.Product.Unit, max(l.qty, 0), max(-l.qty, 0), kernel.Qty(balance),
		}
		if c.Worth {
			in, out := l.worth, kernel.Money(0)
			if l.qty < 0 {
				in, out = 0, -l.worth
			}
			cells = append(cells, in, out, kernel.Money(worth))
		}
		add(c.Lines, l.entity, l.src, 0, cells...)
	}
	sum(c.Lines)
	if c.Worth { // what is left is no sum of what was left
		c.Lines.Totals[c.Lines.Column("balance_worth")] = kernel.Of(kernel.Money(c.Value.Closing))
	}
	for name, total := range map[string]int64{"in": c.Goods.In, "out": c.Goods.Out, "balance": c.Goods.Closing} { // of one product
		c.Lines.Totals[c.Lines.Column(name)] = kernel.Of(kernel.Qty(total))
	}
}

// said is what the document of a line is, and its number if the reader sees it.
func said(b Books, l cardLine) (kind figures.Words, number string) {
	s := b.Catalog.Schema(l.entity)
	if s == nil {
		return figures.Words{Zh: l.entity, En: l.entity}, ""
	}
	kind = figures.Words{Zh: s.Zh, En: s.En}
	if row, p := b.tx().GetRow(s, l.src); p == kernel.Found {
		number = kernel.TitleOf(row)
		if d, isDoc := row.(*stock.Doc); isDoc {
			kind = choice(s, "kind", d.Kind, kind)
		}
	}
	if l.why != stock.Plain && l.why != "" {
		why := choice(stock.Movements.In(b.Catalog), "reason", l.why, figures.Words{})
		kind = figures.Words{Zh: kind.Zh + "（" + why.Zh + "）", En: kind.En + " (" + why.En + ")"}
	}
	return kind, number
}

// choice is what a choice of a field is called.
func choice(s *kernel.Schema, field string, code kernel.Choice, otherwise figures.Words) figures.Words {
	for _, o := range s.ChoicesOf(s.Field(field)) {
		if o.Code == string(code) {
			return figures.Words{Zh: o.Zh, En: o.En}
		}
	}
	return otherwise
}

// nameOf is what a place is called.
func nameOf(b Books, at kernel.Ref[org.Place]) string {
	if p := find(b, org.Places, at); p != nil {
		return p.Name
	}
	return at.String()
}

// chosen reads the rows of an entity that name something in a column, and are of a span.
// It is for readers who see all of them.
func chosen[T any](b Books, e *kernel.Entity[T], column string, id kernel.ID, from, to kernel.Date) (list []*T, err error) {
	s := e.In(b.Catalog)
	q, columns := b.All.Statement(), make([]string, 0, len(s.Fields)+1)
	for _, f := range s.Fields {
		columns = append(columns, kernel.Quote(f.Name))
	}
	q.Write("SELECT ", strings.Join(append(columns, kernel.Quote(kernel.MoreColumn)), ", "), " FROM ", kernel.Quote(s.Name),
		` WHERE "removed" = 0 AND `, kernel.Quote(column), " = ")
	q.Arg(kernel.ColumnOf(kernel.Of(id)))
	q.Write(` AND "date" BETWEEN `)
	q.Arg(int64(from))
	q.Write(" AND ")
	q.Arg(int64(to))
	next := kernel.NewRowScanner(s).Scan
	err = b.All.Ask(q, func(scan func(...any) error) error {
		row, err := next(scan)
		if err == nil {
			list = append(list, any(row).(*T))
		}
		return err
	})
	return list, err
}
