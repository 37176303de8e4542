package product

import (
	"math/big"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Unit is another unit of a product: 1 箱 = 4 把 is Num 4, Den 1; a base unit of
// 千只 sold by 只 is Num 1, Den 1000. The ratio is exact.
type Unit struct {
	kernel.Record
	Product kernel.Ref[Product] `zh:"商品" en:"Product" is:"required,fixed,listed"`
	Name    string              `zh:"计量单位" en:"Unit" is:"title,required,fixed" max:"20"`
	Num     int64               `zh:"换算分子" en:"Numerator" is:"required,listed,fixed" range:"1..1000000" hint_zh:"1 此单位 = 分子/分母 个基本单位" hint_en:"1 of this unit is numerator/denominator base units"`
	Den     int64               `zh:"换算分母" en:"Denominator" is:"required,listed,fixed" range:"1..1000000" default:"1"`
	Barcode string              `zh:"条码" en:"Barcode" text:"number" is:"listed,search" max:"40"`
}

// Units, those of one product, and by their barcode.
var (
	Units = kernel.Define[Unit]("product_unit", kernel.Spec{
		Zh: "商品计量单位", En: "Unit of a product", Scope: kernel.Scope{kernel.Everyone},
	})
	UnitsOf       = kernel.Find(Units, func(u *Unit) *kernel.Ref[Product] { return &u.Product })
	byUnitBarcode = kernel.Unique(Units, func(u *Unit) *string { return &u.Barcode })

	_ = org.ForRows(org.First, Units, "*", org.Purchase, org.Admin)
)

// The refusals of units.
var (
	NoUnit    = kernel.Refuse("product.unit", "{product} 没有「{unit}」这个计量单位", "{product} has no unit {unit}")
	UnitTwice = kernel.Refuse("product.unit_twice", "{product} 已有计量单位「{unit}」", "{product} has the unit {unit} already")
	Inexact   = kernel.Refuse("product.inexact", "{qty} 换算后超过 6 位小数，请改用别的计量单位或数量",
		"{qty} is not exact in base units (6 decimals); please choose another unit or quantity")
)

func init() { Units.OnSave(saveUnit) }

func saveUnit(tx *kernel.Tx, u *Unit) error {
	if other, _ := byBaseBarcode.Find(tx, u.Barcode); u.Barcode != "" && other != nil {
		return barcodeTaken(u.Barcode)
	}
	p, err := Products.Need(tx, u.Product)
	if err != nil {
		return err
	}
	twice := u.Name == p.Unit
	units, _ := UnitsOf.Of(tx, u.Product)
	for _, other := range units {
		twice = twice || other.ID != u.ID && other.Name == u.Name
	}
	if twice {
		return UnitTwice.With(kernel.Text("product", p.Name), kernel.Text("unit", u.Name))
	}
	return nil
}

// Ratio is how many base units one unit is, as an exact fraction. The zero Ratio
// is no unit; Base is the base unit itself.
type Ratio struct{ Num, Den int64 }

// Base is the ratio of the base unit.
var Base = Ratio{1, 1}

// RatioOf finds a product's unit by its name; "" and the base unit's name are
// the base unit.
func RatioOf(tx *kernel.Tx, p *Product, unit string) (Ratio, error) {
	if unit == "" || unit == p.Unit {
		return Base, nil
	}
	units, _ := UnitsOf.Of(tx, kernel.Ref[Product](p.ID))
	for _, u := range units {
		if u.Name == unit {
			return Ratio{u.Num, u.Den}, nil
		}
	}
	return Ratio{}, NoUnit.With(kernel.Text("product", p.Name), kernel.Text("unit", unit))
}

// ToBase converts a quantity in the unit to base units. exact is false when it
// does not fit six decimals, or any int64; the quantity is then zero.
func (r Ratio) ToBase(q kernel.Qty) (base kernel.Qty, exact bool) {
	return scale(q, r.Num, r.Den)
}

// FromBase converts a quantity in base units to the unit, likewise.
func (r Ratio) FromBase(base kernel.Qty) (q kernel.Qty, exact bool) {
	return scale(base, r.Den, r.Num)
}

func scale(q kernel.Qty, num, den int64) (kernel.Qty, bool) {
	if num < 1 || den < 1 {
		return 0, false
	}
	n := new(big.Int).Mul(big.NewInt(int64(q)), big.NewInt(num))
	n, rest := n.QuoRem(n, big.NewInt(den), new(big.Int))
	if rest.Sign() != 0 || !n.IsInt64() || kernel.Qty(n.Int64()) > kernel.MaxQty || kernel.Qty(n.Int64()) < -kernel.MaxQty {
		return 0, false
	}
	return kernel.Qty(n.Int64()), true
}

// UnitOf is the base unit of a product, in which stock and deliveries count it.
func UnitOf(tx *kernel.Tx, p kernel.Ref[Product]) string {
	row, presence := Products.Get(tx, p)
	if presence != kernel.Found {
		return ""
	}
	return row.Unit
}

// Convert is RatioOf and ToBase with the refusals a person sees.
func Convert(tx *kernel.Tx, p *Product, unit string, q kernel.Qty) (kernel.Qty, error) {
	r, err := RatioOf(tx, p, unit)
	if err != nil {
		return 0, err
	}
	base, exact := r.ToBase(q)
	if !exact {
		return 0, Inexact.With(kernel.Quantity("qty", q, unit))
	}
	return base, nil
}

// ByBarcode finds what a scanned code means: a product and its unit, the base
// unit's name for the product's own code. It is nil when nobody has the code.
func ByBarcode(tx *kernel.Tx, code string) (p *Product, unit string) {
	if p, _ := byBaseBarcode.Find(tx, code); p != nil {
		return p, p.Unit
	}
	u, _ := byUnitBarcode.Find(tx, code)
	if u == nil {
		return nil, ""
	}
	p, _ = Products.Get(tx, u.Product)
	return p, u.Name
}
