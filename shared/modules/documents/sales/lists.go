package sales

import (
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/module"
)

// The questions of the list of orders.
const (
	ListOpen  = "open"  // that somebody still has to do something about
	ListLate  = "late"  // that should have left by now
	ListToday = "today" // written today, and not taken back since
)

// The questions of the list of deliveries.
const (
	ListToShip = "to_ship"
	ListGone   = "gone"
)

// ListInvoices is the list of what has left, by its invoices.
const ListInvoices = "invoices"

var lists = []module.List{
	{
		Of: Orders.Name(), Sort: []ask.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}},
		Presets: []module.Preset{
			{Code: ListOpen, Zh: "未完成", En: "Open", Where: module.Always(ask.Among("state", Undelivered...))},
			{Code: ListLate, Zh: "逾期未交", En: "Late", Where: LateOrders, Sort: []ask.Order{{Field: "promise"}, {Field: "number"}}},
			{Code: ListToday, Zh: "今日", En: "Today", Where: func(today kernel.Date) ask.Filter {
				return ask.Both(ask.Is("date", ask.Eq, today), ask.Among("state", Held, Approved, Partly, Shipped, Closed))
			}},
		},
	},
	{
		Of: Deliveries.Name(), First: ListToShip, Sort: []ask.Order{{Field: "date", Desc: true}, {Field: "number", Desc: true}},
		Presets: []module.Preset{
			{Code: ListToShip, Zh: "待出库", En: "To ship", Where: module.Always(ask.Among("state", ToLeave...)), Sort: []ask.Order{{Field: "rank"}, {Field: "by"}, {Field: "number"}}},
			{Code: ListLate, Zh: "逾期未发", En: "Late", Where: LateDeliveries, Sort: []ask.Order{{Field: "by"}, {Field: "number"}}},
			{Code: ListGone, Zh: "已出库", En: "Shipped", Where: module.Always(ask.Among("state", Shipped, Signed))},
		},
	},
	{
		Of: Deliveries.Name(), Name: ListInvoices, By: "invoice", First: string(NotInvoiced),
		Where: ask.Among("state", Shipped, Signed), Sort: []ask.Order{{Field: "left", Desc: true}, {Field: "number", Desc: true}},
		Presets: []module.Preset{{
			Code: string(NotInvoiced), Zh: "未开票", En: "No invoice", // a delivery that nobody has spoken of has none either
			Where: module.Always(ask.Filter{Any: []ask.Filter{{Field: "invoice", Op: ask.None}, ask.Is("invoice", ask.Eq, NotInvoiced)}}),
		}},
	},
}

// LateOrders asks for the orders of which [Order.DaysLate] counts days.
func LateOrders(today kernel.Date) ask.Filter { return late(Undelivered, "promise", today) }

// LateDeliveries asks for the deliveries of which [Delivery.DaysLate] counts days.
func LateDeliveries(today kernel.Date) ask.Filter { return late(ToLeave, "by", today) }

func late(open []kernel.State, promised string, today kernel.Date) ask.Filter {
	f := ask.Among("state", open...)
	for _, field := range []string{"due", promised} {
		f.Any = append(f.Any, ask.Filter{All: []ask.Filter{{Field: field, Op: ask.Some}, ask.Is(field, ask.Lt, today)}})
	}
	return f
}
