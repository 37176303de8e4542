package analytics

import (
	"heyi/shared/debt"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/product"
	"heyi/shared/stock"
)

// held is a product in a place at the end of a span, and what came and went in it.
type held struct {
	product                         kernel.Ref[product.Product]
	place                           kernel.Ref[org.Place]
	closing, in, out                kernel.Qty
	closingWorth, inWorth, outWorth kernel.Money
}

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
	rows := map[kernel.ID]*held{}
	if err := holdQuantities(b, from, to, rows); err != nil {
		return nil, err
	}
	worth := b.may(org.SeesCost)
	if worth {
		if err := holdValues(b, from, to, rows); err != nil {
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
	for id, h := range rows { // sorted below
		if place.IsZero() || h.place == place {
			hold(t, b, id, h, worth)
		}
	}
	sortBy(t, "place", "code")
	sum(t)
	return t, nil
}

func hold(t *Table, b Books, id kernel.ID, h *held, worth bool) {
	if *h == (held{product: h.product, place: h.place}) {
		return
	}
	p := find(b, product.Products, h.product)
	if p == nil {
		p = &product.Product{Code: h.product.String()}
	}
	placeName := h.place.String()
	if at := find(b, org.Places, h.place); at != nil {
		placeName = at.Name
	}
	cells := []any{placeName, p.Code, p.Name, p.Spec, p.Unit, h.closing - h.in + h.out, h.in, h.out, h.closing}
	if worth {
		cells = append(cells, h.closingWorth-h.inWorth+h.outWorth, h.inWorth, h.outWorth, h.closingWorth)
	}
	add(t, stock.Balances.Name(), id, 0, cells...)
}

// of is the line of a balance.
func of(rows map[kernel.ID]*held, p kernel.Ref[product.Product], at kernel.Ref[org.Place]) *held {
	id := stock.BalanceRef(p, at).ID()
	if rows[id] == nil {
		rows[id] = &held{product: p, place: at}
	}
	return rows[id]
}

// holdQuantities starts from what is there now and goes back through what has
// moved since.
func holdQuantities(b Books, from, to kernel.Date, rows map[kernel.ID]*held) error {
	err := each(b, stock.Balances, func(row *stock.Balance) { of(rows, row.Product, row.Place).closing += row.OnHand })
	if err != nil {
		return err
	}
	return each(b, stock.Movements, func(m *stock.Movement) {
		h := of(rows, m.Product, m.Place)
		switch {
		case m.Date > to:
			h.closing -= m.Qty
		case m.Date < from:
		case m.Qty > 0:
			h.in += m.Qty
		default:
			h.out -= m.Qty
		}
	})
}

func holdValues(b Books, from, to kernel.Date, rows map[kernel.ID]*held) error {
	err := each(b, stock.Values, func(row *stock.Value) { of(rows, row.Product, row.Place).closingWorth += row.Amount })
	if err != nil {
		return err
	}
	return each(b, stock.Layers, func(l *stock.Layer) {
		h := of(rows, l.Product, l.Place)
		switch {
		case l.Date > to:
			h.closingWorth -= l.Amount
		case l.Date < from:
		case l.Qty >= 0: // without goods it is a value that came late
			h.inWorth += l.Amount
		default:
			h.outWorth -= l.Amount
		}
	})
}
