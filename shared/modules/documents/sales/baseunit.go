package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// Lines of deliveries and returns count in the base unit of their product. Earlier
// releases wrote the unit of the order beside it: 24 箱 for 24 个.
func init() {
	kernel.UpgradeRowsBeside(24, "sales.delivery_units", "出库行改为基本单位", "Delivery lines are named by their base unit", DeliveryLines,
		func(all kernel.Reader, l *DeliveryLine) bool { return l.Unit != baseUnit(all, l, l.Product, l.Unit) },
		func(tx *kernel.Tx, l *DeliveryLine) error {
			kernel.Set(tx, l, &l.Unit, product.UnitOf(tx, l.Product))
			return nil
		})
	kernel.UpgradeRowsBeside(25, "sales.return_units", "退货行改为基本单位", "Return lines are named by their base unit", ReturnLines,
		func(all kernel.Reader, l *ReturnLine) bool { return l.Unit != baseUnit(all, l, l.Product, l.Unit) },
		func(tx *kernel.Tx, l *ReturnLine) error {
			kernel.Set(tx, l, &l.Unit, product.UnitOf(tx, l.Product))
			return nil
		})
}

// baseUnit is that of a line's product; without the product it stays as it is.
func baseUnit(all kernel.Reader, line kernel.Row, of kernel.Ref[product.Product], otherwise string) string {
	row := all.Get(product.Products.In(line.Base().Schema().Catalog()), of.ID())
	if row == nil {
		return otherwise
	}
	return row.(*product.Product).Unit
}
