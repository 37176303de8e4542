package warehouse

import (
	"strings"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Stock is how much of a product there is, in one place or in all but 待查.
type Stock struct {
	ID                          kernel.ID // of the product
	Code, Name, Spec, Shelf     string
	OnHand, Reserved, Available string
	Short                       bool // nothing to sell
}

// Stocks lists products with their stock. place is a place's id, "" all of them.
func Stocks(desk *view.Desk, search, place string) *view.Pages[Stock] {
	q := rowstore.Query{Entity: product.Products.Name(), Retired: true, Where: rowstore.Is("service", rowstore.Eq, false), Sort: []rowstore.Order{{Field: "code"}}}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Stock, error) {
		list := make([]Stock, len(rows))
		for i, row := range rows {
			p := row.(*product.Product)
			list[i] = stockOf(r, p, place)
		}
		return list, nil
	})
}

// stockOf is what there is of a product: in all, or in one place.
func stockOf(r *view.Reader, p *product.Product, place string) Stock {
	s := Stock{ID: p.ID, Code: p.Code, Name: p.Name, Spec: p.Spec, Shelf: p.Shelf}
	ref := kernel.Ref[product.Product](p.ID)
	id, err := kernel.ParseID(place)
	if err != nil || id.IsZero() {
		all := stock.TotalOf(r.Tx, ref)
		s.OnHand, s.Reserved, s.Available = view.Qty(all.OnHand, p.Unit), view.Qty(all.Reserved, p.Unit), view.Qty(all.Available, p.Unit)
		s.Short = all.Available <= 0
		return s
	}
	b, found := stock.Balances.Get(r.Tx, stock.BalanceRef(ref, kernel.Ref[org.Place](id)))
	if found != kernel.Found {
		b = &stock.Balance{Place: kernel.Ref[org.Place](id)}
	}
	at := atPlace(r, b, p.Unit)
	s.OnHand, s.Reserved, s.Available = at.OnHand, at.Reserved, at.Available
	s.Short = at.Available != "" && stock.Available(b) <= 0
	return s
}

// atPlace is what there is in a place; nothing is available in one from which nothing is
// sold.
func atPlace(r *view.Reader, b *stock.Balance, unit string) AtPlace {
	at := AtPlace{placeName(r, b.Place), view.Qty(b.OnHand, unit), view.Qty(b.Reserved+b.Leased, unit), ""}
	if place, found := org.Places.Get(r.Tx, b.Place); found == kernel.Found && place.Sells() {
		at.Available = view.Qty(stock.Available(b), unit)
	}
	return at
}

// Product is one product in the warehouse.
type Product struct {
	Title  string
	Unit   string
	Places []AtPlace
	Sum    Stock
}

// AtPlace is the product's stock in one place.
type AtPlace struct {
	Place                       string
	OnHand, Reserved, Available string
}

// LoadProduct reads a product with its stock by place.
func LoadProduct(id kernel.ID) func(*view.Reader) (*Product, error) {
	return func(r *view.Reader) (*Product, error) {
		p, err := view.Get(r, product.Products, id)
		if err != nil {
			return nil, err
		}
		made := &Product{Title: view.Join(p.Code, p.Name, p.Spec), Unit: p.Unit, Sum: stockOf(r, p, "")}
		balances, _ := stock.BalancesOf.Of(r.Tx, kernel.Ref[product.Product](id))
		for _, b := range balances {
			if b.OnHand == 0 && b.Reserved == 0 && b.Leased == 0 {
				continue
			}
			made.Places = append(made.Places, atPlace(r, b, p.Unit))
		}
		return made, nil
	}
}

// Move is one movement of a product.
type Move struct {
	When, What, Number, Place, Qty, Reason string
	Out                                    bool
	Entity                                 string
	Src                                    kernel.ID
}

// Moves lists what came and went of a product, newest first.
func Moves(desk *view.Desk, id kernel.ID, unit string) *view.Pages[Move] {
	q := rowstore.Query{
		Entity: stock.Movements.Name(), Where: rowstore.Is("product", rowstore.Eq, id), Sort: []rowstore.Order{{Field: "at", Desc: true}},
	}
	return view.NewPages(desk, client.Query{Query: q}, func(r *view.Reader, rows []kernel.Row) ([]Move, error) {
		list := make([]Move, len(rows))
		for i, row := range rows {
			list[i] = moveOf(r, row.(*stock.Movement), unit)
		}
		return list, nil
	})
}

func moveOf(r *view.Reader, m *stock.Movement, unit string) Move {
	made := Move{
		When: view.DateTime(m.At, r.Author.Zone), What: view.Entity(r.Catalog, m.SrcEntity), Place: placeName(r, m.Place),
		Qty: view.Qty(m.Qty, unit), Out: m.Qty < 0, Entity: m.SrcEntity, Src: m.Src,
	}
	if m.Qty > 0 {
		made.Qty = "+" + made.Qty
	}
	if m.Reason != stock.Plain {
		made.Reason = view.Choice(r.Catalog, stock.Movements.Name(), "reason", string(m.Reason))
	}
	if s := r.Catalog.Schema(m.SrcEntity); s != nil {
		if row, p := r.Tx.GetRow(s, m.Src); p == kernel.Found {
			made.Number = kernel.TitleOf(row)
			if d, isDoc := row.(*stock.Doc); isDoc {
				made.What = KindLabel(r.Catalog, d.Kind)
			}
		}
	}
	return made
}

// Misfit is what is in suspense of a product.
type Misfit struct {
	Product   kernel.ID
	From      kernel.ID // where the goods were taken that the book did not have; zero for not known
	Name, Qty string
	TooLittle bool // the book had too little: the quantity is negative
}

// Misfits lists what 待查 holds and what the open tasks say about it.
func Misfits(r *view.Reader) ([]Misfit, error) {
	balances, _ := stock.BalancesAt.Of(r.Tx, org.SuspensePlace)
	var list []Misfit
	for _, b := range balances {
		if b.OnHand == 0 {
			continue
		}
		p, presence := product.Products.Get(r.Tx, b.Product)
		if presence != kernel.Found {
			continue
		}
		from, err := takenFrom(r, p.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, Misfit{Product: p.ID, From: from, Name: view.Join(p.Code, p.Name, p.Spec), Qty: view.Qty(b.OnHand, p.Unit), TooLittle: b.OnHand < 0})
	}
	return list, nil
}

// Todo is an open task of the warehouse.
type Todo struct {
	ID         kernel.ID
	Text, When string
	Row        *flow.Task
}

// ofStock begins the names of tasks about what the shelves hold.
var ofStock, _, _ = strings.Cut(stock.TaskMisfit.Name, "misfit")

// Todos lists the open tasks about stock that the reader sees, oldest first.
func Todos(r *view.Reader) ([]Todo, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: flow.Tasks.Name(), Where: rowstore.Is("state", rowstore.Eq, flow.TaskOpen), Sort: []rowstore.Order{{Field: "opened"}}, Limit: 200,
	}})
	var list []Todo
	for _, row := range page.Rows {
		t := row.(*flow.Task)
		if !strings.HasPrefix(string(t.Kind), ofStock) {
			continue
		}
		list = append(list, Todo{
			ID: t.ID, Text: t.Sentence(view.Lang(), view.Figure), When: view.Ago(t.Opened, r.State.Now), Row: t,
		})
	}
	return list, err
}
