package warehouse

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/modules/products"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

// Kinds of warehouse documents that a storekeeper writes.
var Kinds = []kernel.Choice{stock.Receiving, stock.Issuing, stock.Transferring, stock.Counting}

// commands of the kinds.
var commands = map[kernel.Choice]string{
	stock.Receiving: "stock.receive", stock.Issuing: "stock.issue", stock.Transferring: "stock.transfer", stock.Counting: "stock.count", stock.Opening: "stock.open",
}

// CommandOf is the name of the command that writes a kind of document.
func CommandOf(kind kernel.Choice) string { return commands[kind] }

// KindLabel is what people call a kind: 入库单.
func KindLabel(c *kernel.Catalog, kind kernel.Choice) string {
	return view.Choice(c, stock.Docs.Name(), "kind", string(kind))
}

// Form is a warehouse document that is being written.
type Form struct {
	Kind     kernel.Choice
	Place    kernel.ID
	To       kernel.ID // of a transfer
	Supplier kernel.ID // of goods received
	Purpose  kernel.Choice
	Date     kernel.Date   // 0 for today
	When     kernel.Choice // before or after a count of that day, "" where there was none
	Note     string
	More     bool          // an opening adds to what is entered already
	Own      kernel.Custom `json:"-"` // fields of the company's own
	Lines    []*FormLine
}

// Dated tells whether the kind of document can be of an earlier day.
func (f *Form) Dated() bool { return slices.Contains(dated, f.Kind) }

// dated are the kinds of documents that are also typed late.
var dated = []kernel.Choice{stock.Receiving, stock.Issuing, stock.Transferring}

// FormLine is a line of the form. Qty is what was counted on a count.
type FormLine struct {
	Good  Good
	Qty   kernel.Qty
	Price kernel.Price // of goods from outside, without deductible tax
	Told  bool         // somebody has said how many, if only zero
	Free  bool         // it has cost nothing, and somebody says so
}

// Free says that goods without a cost have cost nothing.
func (f *Form) Free() {
	for _, l := range f.Lines {
		l.Free = l.Price == 0
	}
}

// Good is a product to choose.
type Good struct {
	ID                      kernel.ID
	Code, Name, Unit, Shelf string
}

// Priced tells whether the lines carry a cost that the reader may see: who may not
// counts goods in, and they are worth what is known of them.
func (f *Form) Priced(r *view.Reader) bool {
	return (f.Kind == stock.Receiving || f.Kind == stock.Opening) && view.Sees(r, stock.DocLines.Name(), "price")
}

// PriceField is the argument that a line's price becomes: what goods are worth without
// deductible tax is called so where it is asked for.
func (f *Form) PriceField(c *kernel.Catalog) *kernel.Field {
	_, line := c.Command(commands[f.Kind]).Field("lines").Item()
	return line.Field("price")
}

// Ready tells whether the form has a line with a product.
func (f *Form) Ready() bool {
	return slices.ContainsFunc(f.Lines, func(l *FormLine) bool { return !l.Good.ID.IsZero() })
}

// Filled is the form without the lines that nobody has filled in. On a count a line
// counts as filled in once its quantity was typed or scanned, zero included: a
// product that was only listed has not been counted.
func (f *Form) Filled() *Form {
	filled := *f
	filled.Lines = slices.DeleteFunc(slices.Clone(f.Lines), func(l *FormLine) bool {
		return l.Good.ID.IsZero() || f.Kind == stock.Counting && !l.Told
	})
	return &filled
}

// List puts every product that the book has in the place on a count, by shelf and
// without what the book says: a blind count. Products on the form stay as they are.
func (f *Form) List(r *view.Reader) error {
	on := map[kernel.ID]bool{}
	for _, l := range f.Lines {
		on[l.Good.ID] = true
	}
	type shelved struct {
		shelf string
		line  *FormLine
	}
	var found []shelved
	balances, _ := stock.BalancesAt.Of(r.Tx, kernel.Ref[org.Place](f.Place))
	for _, b := range balances {
		if b.OnHand == 0 || on[b.Product.ID()] {
			continue
		}
		if p, presence := product.Products.Get(r.Tx, b.Product); presence == kernel.Found {
			found = append(found, shelved{p.Shelf, &FormLine{Good: goodOf(p)}})
		}
	}
	slices.SortStableFunc(found, func(a, b shelved) int {
		return cmp.Or(cmp.Compare(a.shelf, b.shelf), cmp.Compare(a.line.Good.Code, b.line.Good.Code))
	})
	f.Lines = slices.DeleteFunc(f.Lines, func(l *FormLine) bool { return l.Good.ID.IsZero() })
	for _, s := range found {
		f.Lines = append(f.Lines, s.line)
	}
	return nil
}

// Scan adds one of what a code stands for: to its line, or as a new line.
func (f *Form) Scan(desk *view.Desk, code string) (line int, err error) {
	good, qty, err := scanned(desk, code)
	if err != nil {
		return 0, err
	}
	for i, l := range f.Lines {
		if l.Good.ID == good.ID {
			l.Qty, l.Told = l.Qty+qty, true
			return i, nil
		}
	}
	f.Lines = append(f.Lines, &FormLine{Good: good, Qty: qty, Told: true})
	return len(f.Lines) - 1, nil
}

func scanned(desk *view.Desk, code string) (good Good, qty kernel.Qty, err error) {
	err = desk.Read(func(r *view.Reader) error {
		p, unit := product.ByBarcode(r.Tx, code)
		if p == nil {
			p, _ = product.ByCode.Find(r.Tx, code)
			unit = ""
		}
		if p == nil {
			return products.Unknown(r.Catalog, code, NoProduct)
		}
		good = goodOf(p)
		qty, err = product.Convert(r.Tx, p, unit, onePiece)
		return err
	})
	return good, qty, err
}

// NoProduct refuses a code that no product has.
var NoProduct = kernel.Refuse("warehouse.no_product", "没有单据或商品对应条码 {code}", "Nothing has the code {code}")

func goodOf(p *product.Product) Good {
	return Good{p.ID, p.Code, view.Join(p.Name, p.Spec), p.Unit, p.Shelf}
}

// Command is what the form sends.
func (f *Form) Command() kernel.Command {
	place := kernel.Ref[org.Place](f.Place)
	goods := make([]stock.GoodsLine, 0, len(f.Lines))
	for _, l := range f.Lines {
		goods = append(goods, stock.GoodsLine{Product: kernel.Ref[product.Product](l.Good.ID), Qty: l.Qty})
	}
	own := kernel.Own[stock.Doc]{Custom: kernel.OwnOf[stock.Doc](f.Own)}
	switch f.Kind {
	case stock.Receiving:
		c := &stock.Receive{Own: own, Place: place, Supplier: kernel.Ref[party.Party](f.Supplier), Note: f.Note, Date: f.Date, When: f.When}
		for i, g := range goods {
			c.Lines = append(c.Lines, stock.ReceiveLine{Product: g.Product, Qty: g.Qty, Price: f.Lines[i].Price, Free: f.Lines[i].Free})
		}
		return c
	case stock.Issuing:
		return &stock.Issue{Own: own, Place: place, Purpose: f.Purpose, Date: f.Date, When: f.When, Note: f.Note, Lines: goods}
	case stock.Transferring:
		return &stock.Transfer{Own: own, Place: place, To: kernel.Ref[org.Place](f.To), Date: f.Date, When: f.When, Note: f.Note, Lines: goods}
	case stock.Opening:
		c := &stock.Open{Own: own, Place: place, Note: f.Note, More: f.More}
		for i, g := range goods {
			c.Lines = append(c.Lines, stock.OpenLine{Product: g.Product, Qty: g.Qty, Price: f.Lines[i].Price, Free: f.Lines[i].Free})
		}
		return c
	}
	c := &stock.Count{Own: own, Place: place, Note: f.Note}
	for _, g := range goods {
		c.Lines = append(c.Lines, stock.CountLine{Product: g.Product, Counted: g.Qty})
	}
	return c
}

// NoLines refuses a document without goods.
var NoLines = kernel.Refuse("warehouse.no_lines", "还没有商品：请扫描条码，或在明细里选商品并填数量", "There are no goods yet: scan a code, or choose a product and fill in how many")

// Save sends what is filled in.
func (f *Form) Save(desk *view.Desk) error {
	filled := f.Filled()
	if len(filled.Lines) == 0 {
		return NoLines.With()
	}
	_, err := desk.Do(filled.Command())
	return err
}

// May tells whether the reader may write a kind.
func May(r *view.Reader, kind kernel.Choice) bool { return r.Author.May(commands[kind]) }

// Named is something to choose by name.
type Named struct {
	ID           kernel.ID
	Name, Detail string
}

// Places lists the places of the company: warehouses first, 待查 last.
func Places(desk *view.Desk) ([]Named, error) {
	return view.Load(desk, func(r *view.Reader) ([]Named, error) {
		page, err := r.List(client.Query{Query: rowstore.Query{Entity: org.Places.Name(), Sort: []rowstore.Order{{Field: "code"}}, Limit: 200}})
		var list, others, last []Named
		for _, row := range page.Rows {
			p := row.(*org.Place)
			n := Named{p.ID, p.Name, view.Choice(r.Catalog, org.Places.Name(), "kind", string(p.Kind))}
			switch p.Kind {
			case org.Warehouse:
				list = append(list, n)
			case org.Suspense:
				last = append(last, n)
			default:
				others = append(others, n)
			}
		}
		return append(append(list, others...), last...), err
	})
}

// PlaceNamed is a place by its id.
func PlaceNamed(desk *view.Desk, id kernel.ID) (Named, error) {
	p, err := view.Load(desk, func(r *view.Reader) (*org.Place, error) { return view.Get(r, org.Places, id) })
	if err != nil {
		return Named{}, err
	}
	return Named{ID: p.ID, Name: p.Name}, nil
}

// Goods searches products that have stock.
func Goods(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Good, error) {
	return func(_ context.Context, query string, limit int) ([]Good, error) {
		page, err := desk.Engine.List(client.Query{Search: query, Query: rowstore.Query{
			Entity: product.Products.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "code"}},
			Where: rowstore.Is("service", rowstore.Eq, false),
		}})
		list := make([]Good, 0, len(page.Rows))
		for _, row := range page.Rows {
			list = append(list, goodOf(row.(*product.Product)))
		}
		return list, err
	}
}

// GoodNamed is a product by its id.
func GoodNamed(desk *view.Desk, id kernel.ID) (Good, error) {
	p, err := view.Load(desk, func(r *view.Reader) (*product.Product, error) { return view.Get(r, product.Products, id) })
	if err != nil {
		return Good{}, err
	}
	return goodOf(p), nil
}

// LikeName tells whether a text that is no product's code was typed for a name: it has
// more than digits, and products are found by it.
func LikeName(desk *view.Desk, text string) bool {
	if strings.Trim(text, "0123456789") == "" {
		return false
	}
	found, err := Goods(desk)(context.Background(), text, 1)
	return err == nil && len(found) > 0
}

// Suppliers searches business partners who supply.
func Suppliers(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return partners(desk, view.WhoSupplies)
}

// Customers searches business partners who buy.
func Customers(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return partners(desk, view.WhoBuys)
}

func partners(desk *view.Desk, kind view.PartnerKind) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		page, err := desk.Engine.List(client.Query{Search: query, Query: rowstore.Query{
			Entity: party.Parties.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "name"}}, Where: kind.Only(),
		}})
		list := make([]Named, 0, len(page.Rows))
		for _, row := range page.Rows {
			p := row.(*party.Party)
			list = append(list, Named{p.ID, p.Name, p.Mobile})
		}
		return list, err
	}
}
