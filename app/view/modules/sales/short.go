package sales

import (
	"cmp"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Shortage is one line that the stock does not cover, as the refusal of an order
// tells it.
type Shortage struct {
	Product string
	Figures []view.Option // label and figure: what was ordered, what there is, when the rest may come
	Buy     string        // the suggested purchase, "" for none
}

var (
	ordered  = i18n.Define("short.ordered", "订货", "Ordered")
	free     = i18n.Define("short.free", "可售", "Available")
	missing  = i18n.Define("short.missing", "缺", "Short")
	promised = i18n.Define("short.promise", "预计发货日", "Expected")
	buyNow   = i18n.Define("short.buy", "建议采购 {0}", "Suggested purchase {0}")
	leadTime = i18n.DefinePlural("short.lead", "供货 {0} 天", "{0} day to deliver", "{0} days to deliver")
)

// Shortages reads the refusal of an order that is short of stock, line by line; it
// is nil for every other error.
func Shortages(err error) []Shortage {
	r, refused := kernel.AsRefusal(err)
	if !refused || r.Code != sales.Short.Name {
		return nil
	}
	list := make([]Shortage, 0, len(r.Details))
	for i := range r.Details {
		list = append(list, shortageOf(r.Details[i].Args))
	}
	return list
}

func shortageOf(args []kernel.Arg) Shortage {
	said := map[string]kernel.Arg{}
	for _, a := range args {
		said[a.Name] = a
	}
	qty := func(name string) string {
		return view.Qty(kernel.Qty(said[name].Value.Int), cmp.Or(said[name].Zh, said["unit"].Value.Str)) // the latter of older releases
	}
	s := Shortage{Product: said["product"].Value.Str, Figures: []view.Option{
		{Code: ordered.Text(), Label: qty("ordered")},
		{Code: free.Text(), Label: qty("available")},
		{Code: missing.Text(), Label: qty("short")},
		{Code: promised.Text(), Label: view.Figure(said["promise"].Value)},
	}}
	if said["suggest"].Value.Int != 0 {
		s.Buy = view.Join(buyNow.Text(qty("suggest")), leadTime.Text(said["lead"].Value.Int))
	}
	return s
}

// lack is what is missing of a product.
type lack struct {
	product kernel.ID
	qty     kernel.Qty
}

// lacks adds up what the stock does not cover now, by product.
func (d *Draft) lacks(r *view.Reader) []lack {
	var list []lack
	at := map[kernel.ID]int{}
	for _, l := range d.filled() {
		if l.Good.Service {
			continue
		}
		n, seen := at[l.Good.ID]
		if !seen {
			n, at[l.Good.ID] = len(list), len(list)
			list = append(list, lack{l.Good.ID, -max(stock.AvailableAt(r.Tx, kernel.Ref[product.Product](l.Good.ID), kernel.Ref[org.Place](d.From)), 0)})
		}
		list[n].qty += l.Good.Base(l.Qty, l.Unit)
	}
	return list
}

// Buy asks purchasing for what is short. What is asked for belongs to the order, so that
// it is not asked for again when that is placed: the draft is saved first.
func (d *Draft) Buy(desk *view.Desk) error {
	list, err := view.Load(desk, func(r *view.Reader) ([]lack, error) { return d.lacks(r), nil })
	if err != nil {
		return err
	}
	order, err := d.Save(desk)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.qty <= 0 {
			continue
		}
		want := &sales.Want{Product: kernel.Ref[product.Product](l.product), Qty: l.qty, By: d.Due, For: d.Customer.Name, Order: kernel.Ref[sales.Order](order)}
		if _, err := desk.Do(want); err != nil {
			return err
		}
	}
	return nil
}
