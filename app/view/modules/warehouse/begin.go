package warehouse

import (
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Begun is what a form begins with besides its lines.
type Begun struct {
	Said  string // what it answers, in words
	Place Named  // where the goods are; none is for who writes
}

// About is what a form begins with that a hint opens: goods, and where they are or are
// thought to be. The place may be none.
func About(goods, place kernel.ID) string { return goods.String() + "@" + place.String() }

// Begin puts what a task or a hint is about on the form, without a quantity: how much has
// come, or is there, is for who counts it. about is the id of a task, or [About].
func (f *Form) Begin(r *view.Reader, about string) (b Begun, err error) {
	if goods, place, hint := strings.Cut(about, "@"); hint {
		product, _ := kernel.ParseID(goods) // one that is none is no product
		at, _ := kernel.ParseID(place)
		f.of(r, product)
		b.Place = named(r, at)
		if f.Kind == stock.Receiving {
			b.Said, err = waiting(r, product)
		}
		return b, err
	}
	id, err := kernel.ParseID(about)
	if err != nil {
		return b, err
	}
	t, err := flow.Tasks.Need(r.Tx, kernel.Ref[flow.Task](id))
	if err != nil {
		return b, err
	}
	b.Said = t.Sentence(view.Lang(), view.Figure)
	if goods := t.Arg(sales.BuyGoods).Value.ID(); !goods.IsZero() {
		f.of(r, goods)
		return b, nil
	}
	b.Place, err = placeCalled(r, t.Arg("place").Value.Str)
	f.of(r, goodsCalled(r, t.Root, t.Arg("product").Value.Str))
	return b, err
}

// mostSaid bounds how many requests are told on a form; the others are counted.
const mostSaid = 5

var moreWait = i18n.Define("warehouse.wait.more", "等共 {0} 笔", "{0} in all")

// waiting is who waits for goods that have come: all of them, the oldest request first.
func waiting(r *view.Reader, goods kernel.ID) (string, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: flow.Tasks.Name(), Limit: 1000, Sort: []rowstore.Order{{Field: "opened"}}, Where: rowstore.Filter{All: []rowstore.Filter{
			rowstore.Is("state", rowstore.Eq, flow.TaskOpen), rowstore.Is("kind", rowstore.Eq, sales.TaskBuy.Name),
		}},
	}})
	var said []string
	wait := 0
	for _, row := range page.Rows {
		t := row.(*flow.Task)
		if t.Arg(sales.BuyGoods).Value.ID() != goods {
			continue
		}
		if wait++; wait <= mostSaid {
			said = append(said, t.Sentence(view.Lang(), view.Figure))
		}
	}
	if wait > mostSaid {
		said = append(said, moreWait.Text(wait))
	}
	return strings.Join(said, "\n"), err
}

// of begins the form with a product.
func (f *Form) of(r *view.Reader, goods kernel.ID) {
	if p, presence := product.Products.Get(r.Tx, kernel.Ref[product.Product](goods)); presence == kernel.Found {
		f.Lines = []*FormLine{{Good: goodOf(p)}}
	}
}

func named(r *view.Reader, place kernel.ID) Named {
	return Named{ID: place, Name: placeName(r, kernel.Ref[org.Place](place))}
}

// goodsCalled finds the product that a task names among those that its document moved.
func goodsCalled(r *view.Reader, document kernel.ID, name string) kernel.ID {
	moves, _ := stock.MovementsBy.Of(r.Tx, document)
	for _, m := range moves {
		if p, presence := product.Products.Get(r.Tx, m.Product); presence == kernel.Found && kernel.TitleOf(p) == name {
			return p.ID
		}
	}
	return kernel.ID{}
}

// placeCalled finds the place that a task names.
func placeCalled(r *view.Reader, name string) (Named, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: org.Places.Name(), Where: rowstore.Is("name", rowstore.Eq, name), Limit: 1, Sort: []rowstore.Order{{Field: "code"}},
	}})
	if err != nil || len(page.Rows) == 0 {
		return Named{}, err
	}
	return named(r, page.Rows[0].Base().ID), nil
}

// takenFrom is where the goods were last taken from that stand in 待查 and of which the book
// had too little.
func takenFrom(r *view.Reader, goods kernel.ID) (kernel.ID, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: stock.Movements.Name(), Limit: 1, Sort: []rowstore.Order{{Field: "at", Desc: true}}, Where: rowstore.Filter{All: []rowstore.Filter{
			rowstore.Is("product", rowstore.Eq, goods), rowstore.Is("reason", rowstore.Eq, stock.Misfit),
		}},
	}})
	if err != nil || len(page.Rows) == 0 {
		return kernel.ID{}, err
	}
	m := page.Rows[0].(*stock.Movement)
	beside, _ := stock.MovementsOf.Of(r.Tx, m.SrcLine)
	for _, b := range beside { // what the book had
		if b.Place != org.SuspensePlace {
			return b.Place.ID(), nil
		}
	}
	s := r.Catalog.Schema(m.SrcEntity)
	if s == nil {
		return kernel.ID{}, nil
	}
	row, found := r.Tx.GetRow(s, m.Src)
	for _, field := range []string{"from", "place"} {
		if f := s.Field(field); found == kernel.Found && f != nil {
			return f.Get(row).ID(), nil
		}
	}
	return kernel.ID{}, nil
}
