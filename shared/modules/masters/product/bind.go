package product

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Bind gives a barcode that nobody knows to a unit of a product that has none yet.
// Who meets the code binds it, at the rack or when goods arrive, without the right
// to edit products; a barcode that is there is replaced by an edit.
type Bind struct {
	Product kernel.Ref[Product] `zh:"商品" en:"Product" is:"required"`
	Unit    string              `zh:"计量单位" en:"Unit" max:"20" hint_zh:"不填为基本计量单位" hint_en:"The base unit unless given"`
	Barcode string              `zh:"条码" en:"Barcode" text:"number" is:"required" max:"40"`
}

var (
	_ = kernel.Intent[Bind]("product.barcode.bind", "绑定条码", "Bind barcode", org.For(org.First, org.Storekeeper))

	// HasBarcode refuses a second barcode for a unit.
	HasBarcode = kernel.Refuse("product.has_barcode", "{product}（{unit}）已有条码 {barcode}，替换条码需要修改商品资料的权限",
		"{product} ({unit}) has the barcode {barcode} already; replacing it needs the right to edit products")
)

// Predict writes the barcode into the product or its unit. Binding it twice is
// binding it once.
func (b Bind) Predict(tx *kernel.Tx) error {
	p, err := Products.Need(tx, b.Product)
	if err != nil {
		return err
	}
	if b.Unit == "" || b.Unit == p.Unit {
		if err := b.free(tx, p, p.Unit, p.Barcode); err != nil {
			return err
		}
		kernel.Set(tx, p, &p.Barcode, b.Barcode)
		return nil
	}
	units, _ := UnitsOf.Of(tx, b.Product)
	for _, u := range units {
		if u.Name == b.Unit {
			if err := b.free(tx, p, u.Name, u.Barcode); err != nil {
				return err
			}
			kernel.Set(tx, u, &u.Barcode, b.Barcode)
			return nil
		}
	}
	return NoUnit.With(kernel.Text("product", p.Name), kernel.Text("unit", b.Unit))
}

// free refuses to replace the barcode that a unit has, and a code that another has.
func (b Bind) free(tx *kernel.Tx, p *Product, unit, has string) error {
	if has == b.Barcode {
		return nil
	}
	if has == "" {
		if other, _ := ByBarcode(tx, b.Barcode); other != nil {
			return barcodeTaken(b.Barcode)
		}
		return nil
	}
	return HasBarcode.With(kernel.Text("product", p.Name), kernel.Text("unit", unit), kernel.Text("barcode", has))
}
