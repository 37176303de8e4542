package sales

import "heyi/shared/kernel"

// Need is what one line asks of the stock.
type Need struct {
	Product kernel.ID
	Qty     kernel.Qty
}

// Cover shares what is available out to the needs, the earlier first. Several
// lines of one product share one quantity.
func Cover(needs []Need, available func(product kernel.ID) kernel.Qty) []kernel.Qty {
	left := map[kernel.ID]kernel.Qty{}
	covered := make([]kernel.Qty, len(needs))
	for n, need := range needs {
		rest, known := left[need.Product]
		if !known {
			rest = max(available(need.Product), 0)
		}
		covered[n] = min(need.Qty, rest)
		left[need.Product] = rest - covered[n]
	}
	return covered
}
