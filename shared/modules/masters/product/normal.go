package product

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// buyers are asked about products whose codes are alike.
var buyers = org.Ask(org.Purchase, "product__cost.edit")

// Products of earlier releases have their codes as they were typed.
func init() {
	kernel.UpgradeRows(22, "product.texts", "商品资料的编码、条码规范化", "Codes and barcodes of products get their normal form", Products,
		func(p *Product) bool { return !kernel.IsNormal(p) },
		func(tx *kernel.Tx, p *Product) error {
			flow.Normalise(tx, p, buyers)
			return nil
		})
}
