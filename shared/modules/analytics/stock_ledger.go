package analytics

import (
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// held is a product in a place at the end of a span, and what came and went in it.
type held struct {
	product                         kernel.Ref[product.Product]
	place                           kernel.Ref[org.Place]
	closing, in, out                kernel.Qty
	closingWorth, inWorth, outWorth kernel.Money
}

// shelfAt is one in the ledger's order of keys.
type shelfAt struct{ product, place kernel.ID }

// MayStockLedger tells whether the reader can have the stock ledger: who sees what is
// there but not what came and went would read today's stock as that of every day.
func MayStockLedger(b Books) error {
	return b.whole(stock.Movements.In(b.Catalog))
}

// MayBooks tells whether the reader sees the books.
func MayBooks(b Books) error { return b.whole(ledger.Vouchers.In(b.Catalog)) }

// whole refuses a reader who does not see every row of an entity.
func (b Books) whole(s *kernel.Schema) error {
	if b.Viewer == nil {
		return nil
	}
	whenever := *b.Viewer
	whenever.Since = 0 // what a device has let go is older than the figures it starts from
	if whenever.Total(s) {
		return nil
	}
	return figures.Withheld.With(kernel.Words("entity", s.Zh, s.En))
}

// MayDebts tells whether the reader sees what customers owe.
func MayDebts(b Books) error {
	if b.may(org.SeesDebt) {
		return nil
	}
	s := debt.Items.In(b.Catalog)
	return figures.Withheld.With(kernel.Words("entity", s.Zh, s.En))
}

// StockLedger is the 收发存 from one day to another: what was there, came, went and
// is there, by place and product; a zero place takes all places. Who may not see
// costs gets the quantities.
func StockLedger(b Books, from, to kernel.Date, place kernel.Ref[org.Place]) (*Table, error) {
	if err := MayStockLedger(b); err != nil {
		return nil, err
	}
	rows := map[shelfAt]*held{}
	if err := wentBy(b, stock.Turned, from, to, narrowed(kernel.Ref[product.Product]{}, place), rows, func(h *held, in, out, closing int64) {
		h.in, h.out, h.closing = kernel.Qty(in), kernel.Qty(out), kernel.Qty(closing)
	}); err != nil {
		return nil, err
	}
	worth := b.may(org.SeesCost)
	if worth {
		if err := wentBy(b, stock.TurnedWorth, from, to, narrowed(kernel.Ref[product.Product]{}, place), rows, func(h *held, in, out, closing int64) {
			h.inWorth, h.outWorth, h.closingWorth = kernel.Money(in), kernel.Money(out), kernel.Money(closing)
		}); err != nil {
			return nil, err
		}
	}
	t := &Table{Zh: "收发存汇总表", En: "Stock ledger", Columns: []Column{
		text("place", "仓库", "Warehouse"), text("code", "商品编码", "Code"), text("name", "商品名称", "Product"),
		text("spec", "规格型号", "Specification"), text("unit", "单位", "Unit"),
		quantity("opening", "期初数量", "Opening"), quantity("in", "收入数量", "In"),
		quantity("out", "发出数量", "Out"), quantity("closing", "结存数量", "Closing"),
	}}
	if worth {
		t.Columns = append(t.Columns,
			money("opening_worth", "期初金额", "Opening value"), money("in_worth", "收入金额", "Value in"),
			money("out_worth", "发出金额", "Value out"), money("closing_worth", "结存金额", "Closing value"))
	}
	for _, h := range rows { // sorted below
		hold(t, b, h, worth)
	}
	sortBy(t, "place", "code")
	sum(t)
	return t, nil
}

func hold(t *Table, b Books, h *held, worth bool) {
	if *h == (held{product: h.product, place: h.place}) {
		return
	}
	p := find(b, product.Products, h.product)
	if p == nil {
		p = &product.Product{Code: h.product.String()}
	}
	cells := []any{nameOf(b, h.place), p.Code, p.Name, p.Spec, p.Unit, h.closing - h.in + h.out, h.in, h.out, h.closing}
	if worth {
		cells = append(cells, h.closingWorth-h.inWorth+h.outWorth, h.inWorth, h.outWorth, h.closingWorth)
	}
	add(t, stock.Balances.Name(), stock.BalanceRef(h.product, h.place).ID(), 0, cells...)
	t.Rows[len(t.Rows)-1].Keys = []kernel.Value{kernel.Of(h.product.ID()), kernel.Of(h.place.ID())} // its card
}

// narrowed asks for one product, one place, or all of them.
func narrowed(p kernel.Ref[product.Product], at kernel.Ref[org.Place]) map[string][]kernel.Value {
	only := map[string][]kernel.Value{}
	if !p.IsZero() {
		only["product"] = []kernel.Value{kernel.Of(p.ID())}
	}
	if !at.IsZero() {
		only["place"] = []kernel.Value{kernel.Of(at.ID())}
	}
	return only
}

// wentBy asks what came and went in the span, and starts from what is there now and goes
// back by what has moved since.
func wentBy(b Books, fact *figures.Fact, from, to kernel.Date, only map[string][]kernel.Value, rows map[shelfAt]*held, take func(h *held, in, out, closing int64)) error {
	const ever = kernel.Date(29991231)
	found := map[shelfAt][4]int64{}
	for n, span := range [][2]kernel.Date{{from, to}, {to.AddDays(1), ever}} {
		q := figures.Query{Fact: fact, By: []string{"product", "place"}, Show: []string{"in", "out", "now", "net"}, From: span[0], To: span[1], Only: only}
		_, err := b.figures().Each(q, func(head *Table, r Row) error {
			at := shelfAt{r.Keys[0].ID(), r.Keys[1].ID()}
			figure := found[at]
			if n == 0 {
				for i, name := range q.Show[:3] {
					figure[i] = r.Cells[head.Column(name)].Int
				}
			} else {
				figure[3] = r.Cells[head.Column("net")].Int
			}
			found[at] = figure
			return nil
		})
		if err != nil {
			return err
		}
	}
	for at, figure := range found {
		if rows[at] == nil {
			rows[at] = &held{product: kernel.Ref[product.Product](at.product), place: kernel.Ref[org.Place](at.place)}
		}
		take(rows[at], figure[0], figure[1], figure[2]-figure[3])
	}
	return nil
}
