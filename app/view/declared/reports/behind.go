package reports

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Behind is the report that lists what a row of this one is made of, narrowed down to
// it; false where there is none.
func (m *Report) Behind(row Row) (Spec, Filter, bool) {
	f := m.Filter
	switch m.Spec.Name {
	case StockLedger: // the movements of what the row counts
		if len(row.Keys) != 2 {
			return Spec{}, Filter{}, false
		}
		f.Product, f.Place = row.Keys[0].ID(), row.Keys[1].ID()
		return found(StockCard, f)
	case TrialBalance: // from the balance to what it is made of
		if row.ID.IsZero() {
			return Spec{}, Filter{}, false
		}
		return found(Ledger, Filter{Account: row.ID, From: f.To.MonthStart(), To: f.To.MonthStart()})
	}
	d := m.Spec.declared
	if d == nil || d.Opens == nil || len(row.Keys) == 0 {
		return Spec{}, Filter{}, false
	}
	for i, by := range d.By {
		switch by {
		case "customer":
			f.Customer = row.Keys[i].ID()
		case figures.Month:
			start := kernel.Date(row.Keys[i].Int*100 + 1)
			f.From, f.To = max(f.From, start), min(f.To, start.MonthEnd())
		default:
			f.Only = map[string]kernel.Value{by: row.Keys[i]}
		}
	}
	return specOf(d.Opens), f, true
}

func found(name string, f Filter) (Spec, Filter, bool) {
	s, ok := Find(name)
	return s, f, ok
}

// Sums are what a report opens and closes with, by the columns of the report that opens it.
type Sums map[string]kernel.Value

var (
	cardOpening = i18n.Define("reports.card.opening", "期初结存", "Opening")
	cardIn      = i18n.Define("reports.card.in", "本期收入", "In")
	cardOut     = i18n.Define("reports.card.out", "本期发出", "Out")
	cardClosing = i18n.Define("reports.card.closing", "期末结存", "Closing")
	cardWorth   = i18n.Define("reports.card.worth", "{0}（金额 {1}）", "{0} (worth {1})")
)

// card works out what came and went of one product.
func (m *Report) card(r *view.Reader, b analytics.Books, f Filter) error {
	if f.Product.IsZero() {
		return NoProduct.With()
	}
	c, err := analytics.StockCardOf(b, kernel.Ref[product.Product](f.Product), kernel.Ref[org.Place](f.Place), f.From, f.To)
	if err != nil {
		return err
	}
	if c == nil {
		schema := product.Products.In(r.Catalog)
		return kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	m.Table = c.Lines
	m.Subject = view.Join(view.Join(c.Product.Code, c.Product.Name, c.Product.Spec), m.Subject)
	if c.Place != nil {
		m.Subject = view.Join(c.Place.Name, m.Subject)
	}
	g, w := c.Goods, c.Value
	m.Sums = Sums{
		"opening": kernel.Of(kernel.Qty(g.Opening)), "in": kernel.Of(kernel.Qty(g.In)), "out": kernel.Of(kernel.Qty(g.Out)), "closing": kernel.Of(kernel.Qty(g.Closing)),
	}
	if c.Worth {
		m.Sums["opening_worth"], m.Sums["closing_worth"] = kernel.Of(kernel.Money(w.Opening)), kernel.Of(kernel.Money(w.Closing))
		m.Sums["in_worth"], m.Sums["out_worth"] = kernel.Of(kernel.Money(w.In)), kernel.Of(kernel.Money(w.Out))
	}
	fact := func(label i18n.Key, qty, worth int64) {
		text := view.Qty(kernel.Qty(qty), c.Product.Unit)
		if c.Worth {
			text = cardWorth.Text(text, view.Money(kernel.Money(worth)))
		}
		m.Facts = append(m.Facts, Fact{label.Text(), text})
	}
	fact(cardOpening, g.Opening, w.Opening)
	fact(cardIn, g.In, w.In)
	fact(cardOut, g.Out, w.Out)
	fact(cardClosing, g.Closing, w.Closing)
	return nil
}
