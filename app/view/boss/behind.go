package boss

import (
	"heyi/app/view"
	"heyi/shared/analytics"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/party"
	"heyi/shared/product"
	"heyi/shared/sales"
	"heyi/shared/stock"
)

// The figures that open.
const (
	Sales         = "sales"
	Orders        = "orders"
	Receipts      = "receipts"
	MonthSales    = "month.sales"
	MonthReceipts = "month.receipts"
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
	case Sales, MonthSales:
		return salesWord.Text()
	case Orders:
		return orders.Text()
	case Receipts, MonthReceipts:
		return received.Text()
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

// Behind lists what stands behind a figure.
func Behind(figure string) func(*view.Reader) ([]Wait, error) {
	return func(r *view.Reader) ([]Wait, error) {
		b, err := analytics.BoardOf(Books(r), r.Today())
		if err != nil {
			return nil, err
		}
		f := map[string]analytics.Figure{
			Sales: b.Sales, Orders: b.Orders, Receipts: b.Receipts, MonthSales: b.Month.Sales, MonthReceipts: b.Month.Receipts,
			Receivable: b.Receivable, Overdue: b.Overdue, Stock: b.Stock, OutOfStock: b.OutOfStock, Idle: b.Idle,
		}[figure]
		list := make([]Wait, 0, len(f.IDs))
		for _, id := range f.IDs {
			if w, ok := document(r, id); ok {
				list = append(list, w)
			}
		}
		return list, nil
	}
}

// document is one row behind a figure, whichever kind it is.
func document(r *view.Reader, id kernel.ID) (Wait, bool) {
	if d, p := sales.Deliveries.Get(r.Tx, kernel.Ref[sales.Delivery](id)); p == kernel.Found {
		return Wait{d.Name, view.Join(d.Number, view.Date(d.Left)), view.Money(d.Total), view.StateBadge(r.Catalog, sales.Deliveries.Name(), d.State), sales.Deliveries.Name(), id}, true
	}
	if b, p := sales.Returns.Get(r.Tx, kernel.Ref[sales.Return](id)); p == kernel.Found {
		return Wait{b.Name, view.Join(b.Number, view.Date(b.Date)), view.Money(-b.Total), view.StateBadge(r.Catalog, sales.Returns.Name(), b.State), sales.Deliveries.Name(), b.Delivery.ID()}, true
	}
	if o, p := sales.Orders.Get(r.Tx, kernel.Ref[sales.Order](id)); p == kernel.Found {
		return Wait{o.Name, o.Number, view.Money(o.Total), view.StateBadge(r.Catalog, sales.Orders.Name(), o.State), sales.Orders.Name(), id}, true
	}
	if m, p := finance.Receipts.Get(r.Tx, kernel.Ref[finance.Receipt](id)); p == kernel.Found {
		return Wait{m.Name, view.Join(m.Number, view.Date(m.Date)), view.Money(m.Total), view.StateBadge(r.Catalog, finance.Receipts.Name(), m.State), finance.Receipts.Name(), id}, true
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
