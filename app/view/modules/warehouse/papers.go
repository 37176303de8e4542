package warehouse

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Paper is a warehouse document in a list.
type Paper struct {
	view.OwnCells
	ID                       kernel.ID
	Number, Kind, Where, Day string
	Goods                    string
	Supplier, Amount         string // of a receipt; no amount for who sees no costs
	Sync                     view.Badge
}

// PaperFilters are the kinds of documents, all first.
func PaperFilters(c *kernel.Catalog) []view.Option {
	list := []view.Option{{Label: AllOnes.Text()}}
	for _, k := range Kinds {
		list = append(list, view.Option{Code: string(k), Label: KindLabel(c, k)})
	}
	return list
}

// Papers lists warehouse documents that a search finds, the newest first. kind is "" for
// all.
func Papers(desk *view.Desk, search, kind string) *view.Pages[Paper] {
	q := rowstore.Query{Entity: stock.Docs.Name(), Sort: []rowstore.Order{{Field: "at", Desc: true}}}
	if kind != "" {
		q.Where = rowstore.Is("kind", rowstore.Eq, kernel.Choice(kind))
	}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Paper, error) {
		list := make([]Paper, len(rows))
		for i, row := range rows {
			d := row.(*stock.Doc)
			lines, _ := stock.LinesOf.Of(r.Tx, kernel.Ref[stock.Doc](d.ID))
			list[i] = Paper{
				ID: d.ID, Number: d.Number, Kind: record.KindOf(r, d), Where: way(r, d), Day: view.Date(d.Date),
				Goods: paperGoods(lines), Sync: view.SyncOf(r, d.ID),
			}
			if supplier, has := party.Parties.Get(r.Tx, d.Supplier); has == kernel.Found {
				list[i].Supplier = supplier.Name
			}
			list[i].Amount = costOf(r, lines)
		}
		return list, nil
	})
}

// costOf is what goods have cost, "" for who does not see it.
func costOf(r *view.Reader, lines []*stock.DocLine) string {
	if !view.Sees(r, stock.DocLines.Name(), "amount") {
		return ""
	}
	sum := kernel.Money(0)
	for _, l := range lines {
		sum += stock.DocLines.Whole(r.Tx.Held, l).Amount
	}
	return view.Money(sum)
}

func way(r *view.Reader, d *stock.Doc) string {
	if d.To.IsZero() {
		return placeName(r, d.Place)
	}
	return placeName(r, d.Place) + " → " + placeName(r, d.To)
}

func paperGoods(lines []*stock.DocLine) string {
	if len(lines) == 0 {
		return ""
	}
	text := lines[0].Name + " " + view.Qty(lines[0].Qty, lines[0].Unit)
	if len(lines) > 1 {
		text = view.Join(text, kinds.Text(len(lines)))
	}
	return text
}

var (
	takenBack = i18n.Define("warehouse.paper.reversed", "已冲销", "Reversed")
	takesBack = i18n.Define("warehouse.paper.reverses", "冲销，数量为负", "Reverses: the quantities are below zero")
)

// The page of a warehouse document is called by its kind, and leads to the one that it takes
// back, or that takes it back.
var _ = record.Supply(stock.Docs.Name(), func(r *view.Reader, p *record.Page, row kernel.Row) error {
	d := row.(*stock.Doc)
	p.Head.Title = record.KindOf(r, d)
	if was, has := stock.Docs.Get(r.Tx, d.Reverses); has == kernel.Found {
		p.Panels = append(p.Panels, record.Panel{Label: takesBack.Text(), Lines: record.KinOf(r, was)})
	}
	if back := stock.ReversalOf(r.Tx, d); back != nil {
		p.Panels = append(p.Panels, record.Panel{Label: takenBack.Text(), Lines: record.KinOf(r, back)})
	}
	return nil
})
