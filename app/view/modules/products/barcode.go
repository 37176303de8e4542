package products

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// Hit is what a scanned code means: a product, and which of its units was scanned.
type Hit struct {
	Product kernel.ID
	Title   string
	Unit    string
}

// Lookup finds what a scanned code means: a barcode of a product or of one of its
// units, else the product's own code, which labels printed in the house carry.
func Lookup(r *view.Reader, code string) (hit Hit, known bool) {
	p, unit := product.ByBarcode(r.Tx, code)
	if p == nil {
		if p, _ = product.ByCode.Find(r.Tx, code); p == nil {
			return Hit{}, false
		}
		unit = p.Unit
	}
	return Hit{p.ID, Name(p), unit}, true
}

// Unknown refuses a code that no product has: by or, or, where it has the form of a
// document's number, by what it is.
func Unknown(c *kernel.Catalog, code string, or *kernel.Code) error {
	if s := view.PaperOf(c, code); s != nil {
		return IsPaper.With(kernel.Text("code", code), kernel.Words("kind", s.Zh, s.En))
	}
	return or.With(kernel.Text("code", code))
}

// leastBarcode is the shortest text that is taken for a barcode (EAN-8 without its
// check digit); shorter ones are rather part of a name.
const leastBarcode = 7

// LooksScanned tells whether a search is a barcode rather than a word.
func LooksScanned(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(text) >= leastBarcode
}

// Carrier is a unit of a product that a barcode can be given to.
type Carrier struct {
	Unit string
	Code string // that it has now, "" for none

	entity string
	row    kernel.ID
}

// Binding gives a barcode that nobody knows to a product.
type Binding struct {
	Code     string
	May      bool // this person may bind codes at all
	Product  Hit  // chosen so far
	Carriers []Carrier

	bind   bool            // may give a code to what has none
	rights map[string]bool // may edit rows of an entity, which replaces codes
}

// bindCommand binds a code without the right to edit products.
const bindCommand = "product.barcode.bind"

// NewBinding begins with a code.
func NewBinding(r *view.Reader, code string) *Binding {
	b := &Binding{Code: code, bind: r.Author.May(bindCommand), rights: map[string]bool{}}
	if view.PaperOf(r.Catalog, code) != nil {
		return b // no product is to answer to the number of a document
	}
	b.May = b.bind
	for _, e := range []string{product.Products.Name(), product.Units.Name()} {
		b.rights[e] = r.Author.May(e + ".edit")
		b.May = b.May || b.rights[e]
	}
	return b
}

// Choose takes a product and lists what of it can carry the code, the units without
// a code first.
func (b *Binding) Choose(r *view.Reader, id kernel.ID) error {
	p, err := view.Get(r, product.Products, id)
	if err != nil {
		return err
	}
	b.Product, b.Carriers = Hit{p.ID, Name(p), p.Unit}, nil
	var taken []Carrier
	add := func(c Carrier) {
		switch {
		case !b.rights[c.entity] && (c.Code != "" || !b.bind):
		case c.Code == "":
			b.Carriers = append(b.Carriers, c)
		default:
			taken = append(taken, c)
		}
	}
	add(Carrier{p.Unit, p.Barcode, product.Products.Name(), p.ID})
	units, _ := product.UnitsOf.Of(r.Tx, kernel.Ref[product.Product](id))
	for _, u := range units {
		if !u.Removed {
			add(Carrier{u.Name, u.Barcode, product.Units.Name(), u.ID})
		}
	}
	b.Carriers = append(b.Carriers, taken...)
	if b.May && len(b.Carriers) == 0 {
		return AllTaken.With(kernel.Text("product", b.Product.Title))
	}
	return nil
}

// The refusals of a binding that is not complete.
var (
	NoProduct = kernel.Refuse("products.bind.product", "请选择条码 {code} 对应的商品", "Choose the product that {code} belongs to")
	AllTaken  = kernel.Refuse("products.bind.taken", "{product} 的计量单位都已有条码，替换条码需要修改商品资料的权限",
		"Every unit of {product} has a barcode already; replacing one needs the right to edit products")
	IsPaper = kernel.Refuse("products.paper", "{code} 是{kind}的单号，不是商品条码", "{code} is the number of a document ({kind}), not a product's code")
	MayNot  = kernel.Refuse("products.bind.right", "没有商品对应条码 {code}；您没有绑定条码的权限，请联系管理员",
		"No product has the barcode {code}; you have no right to bind barcodes, please ask your administrator")
)

var (
	noCodeYet = i18n.Define("products.bind.free", "{0}（还没有条码）", "{0} (no barcode yet)")
	replaces  = i18n.Define("products.bind.replace", "{0}（替换原条码 {1}）", "{0} (replaces {1})")
)

// Label says what binding to the carrier does.
func (c Carrier) Label() string {
	if c.Code == "" {
		return noCodeYet.Text(c.Unit)
	}
	return replaces.Text(c.Unit, c.Code)
}

// Bind gives the code to a unit of the chosen product and returns what the code
// means from now on.
func (b *Binding) Bind(d *view.Desk, unit string) (Hit, error) {
	if !b.May {
		return Hit{}, MayNot.With(kernel.Text("code", b.Code))
	}
	for _, c := range b.Carriers {
		if c.Unit != unit {
			continue
		}
		return Hit{b.Product.Product, b.Product.Title, unit}, b.give(d, c)
	}
	return Hit{}, NoProduct.With(kernel.Text("code", b.Code))
}

// give binds the code by the narrow right where the unit has none; an edit replaces.
func (b *Binding) give(d *view.Desk, c Carrier) error {
	if c.Code == "" && b.bind {
		_, err := d.Do(&product.Bind{Product: kernel.Ref[product.Product](b.Product.Product), Unit: c.Unit, Barcode: b.Code})
		return err
	}
	return d.Edit(c.entity, c.row, []kernel.Change{{Field: "barcode", Was: c.Code, Becomes: b.Code}})
}
