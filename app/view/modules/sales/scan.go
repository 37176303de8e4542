package sales

import (
	"strings"

	"heyi/app/view"
	"heyi/app/view/modules/products"
	"heyi/shared/kernel"
)

// NoSuchCode refuses a scan that means no product.
var NoSuchCode = kernel.Refuse("draft.code", "没有商品对应条码 {code}", "No product has the barcode {code}")

// one is a quantity of one.
const one kernel.Qty = 1_000_000

// Scan adds one of what a code means: to the line that has the product in this unit,
// or as a new line at the customer's price. It returns the line.
func (d *Draft) Scan(r *view.Reader, code string) (*Line, error) {
	hit, known := products.Lookup(r, code)
	if !known {
		return nil, products.Unknown(r.Catalog, code, NoSuchCode)
	}
	for _, l := range d.Lines {
		if l.Good != nil && l.Good.ID == hit.Product && l.Unit == hit.Unit && !l.Gift {
			l.Qty += one
			return l, nil
		}
	}
	g, err := d.Offer(r, hit.Product)
	if err != nil {
		return nil, err
	}
	l := &Line{Good: g, Unit: hit.Unit, Qty: one, Price: g.PricePer(hit.Unit)}
	d.Lines = append(d.filled(), l)
	return l, nil
}

// LikeName tells whether a text that is no product's code was typed for a name: it has
// more than digits, and products are found by it.
func LikeName(r *view.Reader, text string) bool {
	if strings.Trim(text, "0123456789") == "" {
		return false
	}
	found, err := Goods(r, text, 1)
	return err == nil && len(found) > 0
}
