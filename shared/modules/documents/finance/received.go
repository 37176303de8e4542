package finance

import "heyi/shared/figures"

// Received is the money that finance has confirmed.
var Received = figures.DeclareFact(figures.Fact{
	Name: "received", Zh: "收款", En: "Receipts",
	Grain: figures.Words{Zh: "财务已确认的每一张收款单", En: "each receipt that finance has confirmed"},
	Parts: []figures.Part{{
		Entity: "receipt", Zh: "收款", En: "Receipt", Date: "date",
		Only: []figures.Choice{{Path: "state", Values: []string{string(Approved)}}},
	}},
	Dimensions: []figures.Dimension{
		{Name: "document", Zh: "单据", En: "Document", Path: "id"},
		{Name: "customer", Zh: "客户", En: "Customer", Path: "customer", Copy: "name"},
		{Name: "seller", Zh: "业务员", En: "Salesperson", Path: "owner"},
	},
	Measures: []figures.Measure{
		{Name: "total", Zh: "收款金额", En: "Received", Of: []string{"total"}, Means: figures.Words{Zh: "已确认收款单的金额，按单据日期", En: "confirmed receipts, by their date"}},
	},
	Cubes: []figures.Cube{{}},
})
