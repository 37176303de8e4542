package product

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// UnitsWhole are the units of measure that only go whole in a company: nobody sells half of
// what is counted in pieces, unless its product says that it can be divided. All other units
// take the places that quantities have.
var UnitsWhole = org.Words("product.units_whole", strings.Fields(`张 把 套 件 个 只 台 条 块 支 枝 根 片 本 册 双 对 副 组 辆 架 扇 樘 床 幅 枚 顶 盏 口 枕 粒 颗 朵 株
	箱 包 盒 袋 瓶 罐 桶 打 盘 捆 扎 篮 托 pc pcs piece pieces ea set sets box boxes pair pairs`),
	"只能是整数的计量单位", "Units that only go whole",
	org.Hint("用空格隔开；其中个别商品可以拆零的，在商品资料里勾选「可拆零」", "With blanks between them; a product among them that can be divided says so itself"))

const oneUnit kernel.Qty = 1_000_000

// WholeUnits is the step since which a part of a unit that only goes whole is refused.
const WholeUnits = "product.whole_units"

func init() {
	kernel.Upgrade(65, WholeUnits, "按件计量的商品数量只能是整数，采购建议只算可售仓库", "Quantities of what is counted in pieces are whole, and suggested purchases count what can be sold",
		func(*kernel.Tx) error { return nil })
}

// Fraction refuses a part of what only goes whole.
var Fraction = kernel.Refuse("product.fraction", "「{product}」按「{unit}」计，数量要是整数，不能是 {qty}。确实可以拆零的，请在商品资料里勾选「可拆零」；这个单位都可以有小数的，请在公司资料里改「只能是整数的计量单位」",
	"{product} is counted in {unit}, so {qty} cannot be: give a whole number, say of the product that it can be divided, or of the company that the unit can")

// CheckWhole refuses a quantity in base units that is finer than the product's unit goes in
// the company.
func CheckWhole(tx *kernel.Tx, p *Product, qty kernel.Qty) error {
	if qty%oneUnit == 0 || p.Divides || !tx.Since(WholeUnits) {
		return nil
	}
	units, err := UnitsWhole.In(tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(units, func(unit string) bool { return strings.EqualFold(unit, p.Unit) }) {
		return nil
	}
	return Fraction.With(kernel.Text("product", kernel.TitleOf(p)), kernel.Text("unit", p.Unit), kernel.Quantity("qty", qty, p.Unit))
}

// CheckWholeOf is CheckWhole of a product that a line names; one that is not there is for
// others to refuse.
func CheckWholeOf(tx *kernel.Tx, ref kernel.Ref[Product], qty kernel.Qty) error {
	if qty%oneUnit == 0 {
		return nil
	}
	p, presence := Products.Get(tx, ref)
	if presence != kernel.Found {
		return nil
	}
	return CheckWhole(tx, p, qty)
}
