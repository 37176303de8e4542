package stock

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Goods that are somewhere forbid to remove what they are and where they are.
func init() {
	product.Products.Holding(func(tx *kernel.Tx, p *product.Product) (zh, en string) {
		balances, _ := BalancesOf.Of(tx, kernel.Ref[product.Product](p.ID))
		var all kernel.Qty
		for _, b := range balances {
			all += b.OnHand
		}
		if all == 0 {
			return "", ""
		}
		return fmt.Sprintf("库存 %s %s", all, p.Unit), fmt.Sprintf("%s %s in stock", all, p.Unit)
	})
	org.Places.Holding(func(tx *kernel.Tx, p *org.Place) (zh, en string) {
		balances, _ := BalancesAt.Of(tx, kernel.Ref[org.Place](p.ID))
		goods := 0
		for _, b := range balances {
			if b.OnHand != 0 || b.Reserved != 0 {
				goods++
			}
		}
		if goods == 0 {
			return "", ""
		}
		return fmt.Sprintf("%d 种商品的库存", goods), fmt.Sprintf("stock of %d products", goods)
	})
}
