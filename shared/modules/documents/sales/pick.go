package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Pick says that the warehouse has begun to pick a delivery.
type Pick struct {
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
}

var _ = kernel.Fact[Pick]("sales.delivery.pick", "开始拣货", "Start picking",
	kernel.Moves(Deliveries, kernel.From(Pending), kernel.To(Picking)), org.For(org.First, org.Storekeeper))

// Predict has nothing to add: the state says it.
func (p Pick) Predict(*kernel.Tx) error { return nil }
