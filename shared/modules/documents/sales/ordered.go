package sales

import "heyi/shared/figures"

// Ordered is what customers have ordered, as far as it stands: orders that are neither
// drafts nor void.
var Ordered = figures.DeclareFact(figures.Fact{
	Name: "ordered", Zh: "订单", En: "Orders",
	Grain: figures.Words{Zh: "草稿和作废以外的每一张销售订单", En: "each sales order that is neither a draft nor void"},
	Parts: []figures.Part{{
		Entity: "sales_order", Zh: "订单", En: "Order", Date: "date",
		Except: []figures.Choice{{Path: "state", Values: []string{string(Draft), string(Void)}}},
	}},
	Dimensions: []figures.Dimension{
		{Name: "document", Zh: "单据", En: "Document", Path: "id"},
		{Name: "customer", Zh: "客户", En: "Customer", Path: "customer", Copy: "name"},
		{Name: "seller", Zh: "业务员", En: "Salesperson", Path: "owner"},
	},
	Measures: []figures.Measure{
		{Name: "total", Zh: "订单金额", En: "Ordered", Of: []string{"total"}, Means: figures.Words{Zh: "订单价税合计，按单据日期", En: "orders incl. tax, by their date"}},
		{Name: "orders", Zh: "订单数", En: "Orders", Operation: figures.Count, Means: figures.Words{Zh: "订单张数", En: "how many orders"}},
	},
})
