package boss

import (
	"cmp"
	"context"
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// The figures that open.
const (
	Sales         = "sales"
	Orders        = "orders"
	Receipts      = "receipts"
	MonthSales    = "month.sales"
	MonthReceipts = "month.receipts"
	MonthMargin   = "month.margin"
	Receivable    = "receivable"
	Overdue       = "overdue"
	Funds         = "funds"
	Stock         = "stock"
	OutOfStock    = "out"
	Idle          = "idle"
)

// Title names a figure's page.
func Title(figure string) string {
	switch figure {
	case Sales:
		return spanned.Text(today.Text(), salesWord.Text())
	case MonthSales:
		return spanned.Text(month.Text(), salesWord.Text())
	case MonthMargin:
		return spanned.Text(month.Text(), margin.Text())
	case Orders:
		return spanned.Text(today.Text(), orders.Text())
	case Receipts:
		return spanned.Text(today.Text(), received.Text())
	case MonthReceipts:
		return spanned.Text(month.Text(), received.Text())
	case Receivable:
		return total.Text()
	case Overdue:
		return late.Text()
	case Stock:
		return worth.Text()
	case OutOfStock:
		return out.Text()
	}
	return idle.Text()
}

// List is what stands behind a figure, which it adds up to. Its rows are read as they
// are looked at.
type List struct {
	Sum   kernel.Money
	Sums  bool // the figure is an amount; else it counts the rows
	since string
	desk  *view.Desk
	ids   []kernel.ID
	worth map[kernel.ID]kernel.Money
}

// Behind works out what stands behind a figure: documents the newest first, customers
// and goods by what they amount to.
func Behind(desk *view.Desk, figure string) func(*view.Reader) (*List, error) {
	return func(r *view.Reader) (*List, error) {
		b, err := analytics.BoardBehind(Books(r), r.Today())
		if err != nil {
			return nil, err
		}
		f := figuresOf(b)[figure]
		l := &List{Sum: f.Amount, Sums: f.Each != nil, since: heldSince(b), desk: desk, ids: slices.Clone(f.IDs), worth: f.Each}
		switch f.Entity {
		case sales.Deliveries.Name(), sales.Orders.Name(), finance.Receipts.Name():
			slices.Reverse(l.ids) // ids begin with the time
		default:
			slices.SortStableFunc(l.ids, func(x, y kernel.ID) int { return cmp.Compare(f.Each[y], f.Each[x]) })
		}
		return l, nil
	}
}

// figuresOf are the board's figures by the names that open them.
func figuresOf(b *analytics.Board) map[string]analytics.Figure {
	return map[string]analytics.Figure{
		Sales: b.Sales, Orders: b.Orders, Receipts: b.Receipts, MonthSales: b.Month.Sales, MonthReceipts: b.Month.Receipts, MonthMargin: b.Month.Margins,
		Receivable: b.Receivable, Overdue: b.Overdue, Stock: b.Stock, OutOfStock: b.OutOfStock, Idle: b.Idle,
	}
}

// Heading says how many rows there are and what they come to.
func (l *List) Heading() string {
	sum := ""
	if l.Sums {
		sum = sumWord.Text(view.Money(l.Sum))
	}
	return view.Join(i18n.RowCount.Text(len(l.ids)), sum, l.since)
}

// Count implements the source of a list.
func (l *List) Count(context.Context) (int, error) { return len(l.ids), nil }

// Page implements the source of a list.
func (l *List) Page(_ context.Context, offset, limit int) ([]Wait, error) {
	return view.Load(l.desk, func(r *view.Reader) ([]Wait, error) {
		ids := l.ids[min(offset, len(l.ids)):min(offset+limit, len(l.ids))]
		list := make([]Wait, len(ids))
		for n, id := range ids {
			w, ok := document(r, id)
			if !ok {
				w = Wait{Title: view.NotHere.Text()}
			}
			if l.Sums {
				w.Figure = view.Money(l.worth[id])
			}
			list[n] = w
		}
		return list, nil
	})
}

var sumWord = i18n.Define("boss.sum", "合计 {0}", "{0} in all")

// document is one row behind a figure, whichever kind it is.
func document(r *view.Reader, id kernel.ID) (Wait, bool) {
	if d, p := sales.Deliveries.Get(r.Tx, kernel.Ref[sales.Delivery](id)); p == kernel.Found {
		return Wait{d.Name, view.Join(d.Number, view.Date(d.Left)), view.Money(sales.Deliveries.Whole(r.Tx.Held, d).Total), view.StateOf(r, d), sales.Deliveries.Name(), id}, true
	}
	if b, p := sales.Returns.Get(r.Tx, kernel.Ref[sales.Return](id)); p == kernel.Found {
		return Wait{b.Name, view.Join(b.Number, view.Date(b.Date)), view.Money(-sales.Returns.Whole(r.Tx.Held, b).Total), view.StateOf(r, b), sales.Deliveries.Name(), b.Delivery.ID()}, true
	}
	if o, p := sales.Orders.Get(r.Tx, kernel.Ref[sales.Order](id)); p == kernel.Found {
		return Wait{o.Name, o.Number, view.Money(o.Total), view.StateOf(r, o), sales.Orders.Name(), id}, true
	}
	if m, p := finance.Receipts.Get(r.Tx, kernel.Ref[finance.Receipt](id)); p == kernel.Found {
		return Wait{m.Name, view.Join(m.Number, view.Date(m.Date)), view.Money(m.Total), view.StateOf(r, m), finance.Receipts.Name(), id}, true
	}
	if c, p := party.Parties.Get(r.Tx, kernel.Ref[party.Party](id)); p == kernel.Found {
		w := Wait{Title: c.Name, Detail: view.Join(c.Contact, c.Mobile), Entity: party.Parties.Name(), ID: id}
		if b, p := party.Balances.Get(r.Tx, kernel.Ref[party.Balance](id)); p == kernel.Found {
			w.Figure = view.Money(b.Receivable)
		}
		return w, true
	}
	return thing(r, id)
}

func thing(r *view.Reader, id kernel.ID) (Wait, bool) {
	figure := ""
	if b, p := stock.Balances.Get(r.Tx, kernel.Ref[stock.Balance](id)); p == kernel.Found {
		if v, p := stock.Values.Get(r.Tx, kernel.Ref[stock.Value](id)); p == kernel.Found {
			figure = view.Money(v.Amount)
		}
		id = b.Product.ID()
	}
	p, presence := product.Products.Get(r.Tx, kernel.Ref[product.Product](id))
	if presence != kernel.Found {
		return Wait{}, false
	}
	return Wait{Title: view.Join(p.Code, p.Name), Detail: p.Spec, Figure: figure, Entity: product.Products.Name(), ID: p.ID}, true
}
