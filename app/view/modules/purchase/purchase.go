// Package purchase is what a buyer works from: what is to be bought, why, for whom
// and until when.
package purchase

import (
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Need is a product that somebody waits for.
type Need struct {
	Product kernel.ID // zero for what was asked for before products were named in tasks
	Name    string
	Short   string // what is missing in all
	Suggest string // what buying is suggested, in all
	Stock   string // what lies there and what of it is promised
	By      string // the earliest day that it is needed on; "" for none
	Late    bool
	For     []Want

	short, suggest kernel.Qty
	unit           string
	by             kernel.Date
}

// Want is one order, or one customer, that waits for it.
type Want struct {
	Task *flow.Task
	Text string // 12 套 · 长沙曾记家私城 · XS-A07-000123 · 2026-12-04
}

var stocked = i18n.Define("purchase.stocked", "现存 {0}，已占用 {1}，可售 {2}", "{0} on hand, {1} reserved, {2} available")

// mostTasks bounds what is gathered; a company with more has other troubles.
const mostTasks = 1000

// Needs gathers the open requests to buy by product, what is needed first at the top.
func Needs(r *view.Reader) ([]*Need, error) {
	q := rowstore.Query{Entity: flow.Tasks.Name(), Limit: mostTasks, Sort: []rowstore.Order{{Field: "opened"}}, Where: rowstore.Filter{All: []rowstore.Filter{
		rowstore.Is("state", rowstore.Eq, flow.TaskOpen), rowstore.Is("kind", rowstore.Eq, sales.TaskBuy.Name),
	}}}
	page, err := r.List(client.Query{Query: q})
	if err != nil {
		return nil, err
	}
	byName := map[string]*Need{}
	var list []*Need
	for _, row := range page.Rows {
		t := row.(*flow.Task)
		name := t.Arg("product").Value.Str
		n := byName[name]
		if n == nil {
			n = &Need{Product: t.Arg(sales.BuyGoods).Value.ID(), Name: name, unit: unitOf(t)}
			byName[name] = n
			list = append(list, n)
		}
		n.add(t)
	}
	for _, n := range list {
		n.words(r)
	}
	slices.SortStableFunc(list, func(a, b *Need) int {
		switch {
		case a.by == b.by:
			return strings.Compare(a.Name, b.Name)
		case a.by == 0 || b.by != 0 && b.by < a.by:
			return 1
		}
		return -1
	})
	return list, nil
}

// unitOf is the unit of a request's figures; older ones name it beside them.
func unitOf(t *flow.Task) string {
	if unit := t.Arg("short").Zh; unit != "" {
		return unit
	}
	return t.Arg("unit").Value.Str
}

// add counts one request.
func (n *Need) add(t *flow.Task) {
	short, by := kernel.Qty(t.Arg("short").Value.Int), kernel.Date(t.Arg("promise").Value.Int)
	n.short += short
	n.suggest += kernel.Qty(t.Arg("suggest").Value.Int)
	if by != 0 && (n.by == 0 || by < n.by) {
		n.by = by
	}
	n.For = append(n.For, Want{t, view.Join(view.Qty(short, n.unit), t.Arg("customer").Value.Str, t.Arg("number").Value.Str, view.Date(by))})
}

// words puts the sums into words.
func (n *Need) words(r *view.Reader) {
	n.Short, n.Suggest, n.By = view.Qty(n.short, n.unit), view.Qty(max(n.suggest, n.short), n.unit), view.Date(n.by)
	n.Late = n.by != 0 && n.by < r.Today()
	if n.Product.IsZero() {
		return
	}
	all := stock.TotalOf(r.Tx, kernel.Ref[product.Product](n.Product))
	n.Stock = stocked.Text(view.Qty(all.OnHand, n.unit), view.Qty(all.Reserved, n.unit), view.Qty(all.Available, n.unit))
}
