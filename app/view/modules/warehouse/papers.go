package warehouse

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
)

// PaperListing is the list of warehouse documents.
func PaperListing() *record.Listing {
	return &record.Listing{Entity: stock.Docs.Name(), Fields: []string{"date", "kind", "goods", "place", "number"}, Extra: paperExtras()}
}

// ReceivedListing is the list of the goods that have come.
func ReceivedListing() *record.Listing {
	return &record.Listing{
		Entity: stock.Docs.Name(), Name: stock.ListReceived, Fields: []string{"date", "supplier", "number", "goods", "place", "amount", "kind"},
		Extra: append(paperExtras(), record.Extra{
			Column: record.Column{Name: "supplier", Place: record.AsTitle, Chars: 14},
			Say: func(r *view.Reader, row kernel.Row) view.Badge {
				return view.Badge{Text: view.NameOf(r, party.Parties.Name(), row.(*stock.Doc).Supplier.ID())}
			},
		}, record.Extra{
			Column: record.Column{Name: "amount", Label: costWord.Text(), Figure: true, Place: record.AsFigure, Chars: 8},
			Say:    ofLines(costOf),
		}),
	}
}

// GoodsWord heads the column of what is in a document.
var GoodsWord = i18n.Define("warehouse.goods", "商品", "Goods")

var costWord = i18n.Define("purchase.receipts.amount", "金额（不含税）", "Cost")

func paperExtras() []record.Extra {
	return []record.Extra{
		{Column: record.Column{Name: "kind", Place: record.AsTitle, Chars: 6}, Say: func(r *view.Reader, row kernel.Row) view.Badge {
			return view.Badge{Text: record.KindOf(r, row.(*stock.Doc))}
		}},
		{Column: record.Column{Name: "place", Place: record.AsValue, Chars: 11}, Say: func(r *view.Reader, row kernel.Row) view.Badge { return view.Badge{Text: way(r, row.(*stock.Doc))} }},
		{Column: record.Column{Name: "goods", Label: GoodsWord.Text(), Place: record.AsValue, Chars: 15}, Say: ofLines(func(_ *view.Reader, lines []*stock.DocLine) string { return paperGoods(lines) })},
	}
}

// ofLines says something of a document's lines.
func ofLines(say func(*view.Reader, []*stock.DocLine) string) func(*view.Reader, kernel.Row) view.Badge {
	return func(r *view.Reader, row kernel.Row) view.Badge {
		lines, _ := stock.LinesOf.Of(r.Tx, kernel.Ref[stock.Doc](row.Base().ID))
		return view.Badge{Text: say(r, lines)}
	}
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
