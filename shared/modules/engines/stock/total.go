package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Total is how much there is of a product: on hand and promised wherever it lies, and
// available where it is sold from. What is in 待查 lies nowhere.
type Total struct{ OnHand, Reserved, Available kernel.Qty }

// Add counts the balance of one place.
func (t *Total) Add(tx *kernel.Tx, b *Balance) {
	at, found := org.Places.Get(tx, b.Place)
	if found != kernel.Found || at.Kind == org.Suspense {
		return
	}
	t.OnHand += b.OnHand
	t.Reserved += b.Reserved + b.Leased
	if at.Sells() {
		t.Available += Available(b)
	}
}

// TotalOf adds up the places of a product.
func TotalOf(tx *kernel.Tx, p kernel.Ref[product.Product]) (t Total) {
	balances, _ := BalancesOf.Of(tx, p)
	for _, b := range balances {
		t.Add(tx, b)
	}
	return t
}
