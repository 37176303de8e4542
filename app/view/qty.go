package view

import (
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// This file alone writes quantities: with their unit, in every list, page, note and
// file. A test sees to it.

var unitless = i18n.Define("view.unitless", "{0}（单位未知）", "{0} (unit unknown)")

// figureOf is the figure of a quantity, for where the unit follows it.
func figureOf(q kernel.Qty) string { return i18n.Quantity(int64(q)) }

// Qty writes a quantity with its unit: 15 套.
func Qty(q kernel.Qty, unit string) string {
	if unit == "" {
		return unitless.Text(figureOf(q))
	}
	return i18n.QuantityOf(int64(q), unit)
}

// QtyOf writes a part beside the whole that it is of: 3 / 12 套.
func QtyOf(part, whole kernel.Qty, unit string) string {
	return figureOf(part) + " / " + Qty(whole, unit)
}

// QtyOfRow writes a field of a row with the unit that the row declares for it.
func QtyOfRow(r *Reader, row kernel.Row, f *kernel.Field) string {
	return Qty(kernel.Qty(f.Get(row).Int), kernel.UnitOf(r.Tx, row, f))
}

// QtyIn writes so many base units of a product in another of its units, as people
// say it: 247 箱 3 把. Where the unit does not fit, the base unit is what it is.
func QtyIn(base kernel.Qty, baseUnit, unit string, ratio product.Ratio) string {
	if unit == "" || unit == baseUnit || ratio.Num < 1 || ratio.Den < 1 {
		return Qty(base, baseUnit)
	}
	const one = kernel.Qty(1_000_000)
	q, exact := ratio.FromBase(base)
	switch {
	case exact && (q%one == 0 || ratio.Num <= ratio.Den):
		return Qty(q, unit)
	case ratio.Den != 1:
		return Qty(base, baseUnit)
	}
	per := kernel.Qty(ratio.Num) * one // base units in one unit
	whole, rest := base/per, base%per
	if whole == 0 {
		return Qty(base, baseUnit)
	}
	return Qty(whole*one, unit) + " " + Qty(rest, baseUnit)
}

// QtyOfLine writes base units of a document's product in the unit of its line.
func QtyOfLine(r *Reader, base kernel.Qty, goods kernel.Ref[product.Product], unit string) string {
	p, presence := product.Products.Get(r.Tx, goods)
	if presence != kernel.Found {
		return Qty(base, "")
	}
	ratio, err := product.RatioOf(r.Tx, p, unit)
	if err != nil {
		ratio = product.Base
	}
	return QtyIn(base, p.Unit, unit, ratio)
}
