package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/rowstore"
)

// LateOrders asks for the orders of which sales.Order.DaysLate counts days.
func LateOrders(today kernel.Date) rowstore.Filter { return late(sales.Undelivered, "promise", today) }

// LateDeliveries asks for the deliveries of which sales.Delivery.DaysLate counts days.
func LateDeliveries(today kernel.Date) rowstore.Filter { return late(sales.ToLeave, "by", today) }

func late(open []kernel.State, promised string, today kernel.Date) rowstore.Filter {
	f := rowstore.Filter{Field: "state", Op: rowstore.In}
	for _, s := range open {
		f.Values = append(f.Values, string(s))
	}
	for _, field := range []string{"due", promised} {
		f.Any = append(f.Any, rowstore.Filter{All: []rowstore.Filter{
			{Field: field, Op: rowstore.Some}, rowstore.Is(field, rowstore.Lt, today),
		}})
	}
	return f
}
