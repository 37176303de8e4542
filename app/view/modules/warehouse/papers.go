package warehouse

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
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

// Document is a warehouse document to read.
type Document struct {
	Number, Kind, Where, Day, Supplier, Purpose, Note string
	By, At                                            string    // who wrote it, and when
	Reverses, Reversed                                kernel.ID // the document that it takes back, and that takes it back; zero for none
	ReversesNo, ReversedNo                            string
	Sync                                              view.Badge
	Lines                                             []DocumentLine
	Trail                                             []view.Event
	Own                                               []view.Option // the company's own fields
}

// DocumentLine is a line of a document. Book and Counted are of a count.
type DocumentLine struct{ Name, Qty, Book, Counted, Price, Amount string }

// LoadDocument reads a warehouse document.
func LoadDocument(id kernel.ID) func(*view.Reader) (*Document, error) {
	return func(r *view.Reader) (*Document, error) {
		d, err := view.Get(r, stock.Docs, id)
		if err != nil {
			return nil, err
		}
		made := &Document{
			Number: d.Number, Kind: record.KindOf(r, d), Where: way(r, d), Day: view.Date(d.Date), Note: d.Note, At: view.DateTime(d.At, r.Author.Zone),
			Sync: view.SyncOf(r, id), Trail: view.TrailOf(r, id), Own: view.OwnFacts(r, d),
		}
		if p, presence := party.Parties.Get(r.Tx, d.Supplier); presence == kernel.Found {
			made.Supplier = p.Name
		}
		if u, presence := org.Users.Get(r.Tx, d.Author); presence == kernel.Found {
			made.By = u.Name
		}
		if was, presence := stock.Docs.Get(r.Tx, d.Reverses); presence == kernel.Found {
			made.Reverses, made.ReversesNo = was.ID, was.Number
		}
		if back := stock.ReversalOf(r.Tx, d); back != nil {
			made.Reversed, made.ReversedNo = back.ID, back.Number
		}
		if d.Purpose != "" {
			made.Purpose = view.Choice(r.Catalog, stock.Docs.Name(), "purpose", string(d.Purpose))
		}
		lines, _ := stock.LinesOf.Of(r.Tx, kernel.Ref[stock.Doc](id))
		for _, l := range lines {
			line := DocumentLine{Name: l.Name, Qty: view.Qty(l.Qty, l.Unit)}
			if d.Kind == stock.Receiving {
				if line.Amount = costOf(r, []*stock.DocLine{l}); line.Amount != "" {
					line.Price = view.Price(stock.DocLines.Whole(r.Tx.Held, l).Price)
				}
			}
			if d.Kind == stock.Counting {
				line.Book, line.Counted = view.Qty(l.Book, l.Unit), view.Qty(l.Counted, l.Unit)
			}
			made.Lines = append(made.Lines, line)
		}
		return made, nil
	}
}
