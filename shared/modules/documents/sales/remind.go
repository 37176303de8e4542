package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

var (
	// TaskOverdue tells whoever looks after an order that its day has passed.
	TaskOverdue = flow.DeclareTask("sales.order_late", "{customer} 的订单 {number} 应于 {due} 交货，至今没有交清，请跟进并告知客户",
		"Order {number} of {customer} was to be delivered by {due} and is not complete: please look into it and tell the customer", flow.Kind{
			Title: flow.Words{Zh: "订单逾期未交", En: "Late orders"}, Asks: org.Ask(org.SalesManager, "sales.order.place", "party.merge"), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "过了交货日期还没有交清", En: "The day of an order has passed and it is not complete"},
			Ends:  flow.Words{Zh: "订单交清或改期", En: "The order is complete or has another day"},
		},
		flow.AskAgain(7), flow.Until(Orders, func(tx *kernel.Tx, o *Order) bool { return o.DaysLate(tx.JudgedDate()) == 0 }))

	ordersIn = kernel.Find(Orders, func(o *Order) *kernel.State { return &o.State })

	_ = kernel.EveryRow(kernel.Daily(6), "sales.order_late", "提醒逾期未交的订单", "Remind of late orders", ordersIn.With(Undelivered...),
		func(at kernel.Moment, o *Order) bool { return o.DaysLate(at.Date) > 0 && TaskOverdue.Wanted(at, o.ID) },
		func(tx *kernel.Tx, o *Order, _ kernel.Moment) error {
			flow.OpenTask(tx, TaskOverdue, o, flow.To{Seat: o.Owner}, kernel.Text("customer", o.Name), kernel.Text("number", o.Number), kernel.Figure("due", o.DueBy()))
			return nil
		})
)
