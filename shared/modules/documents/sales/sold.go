package sales

import "heyi/shared/figures"

// Sold is what left and what came back, line by line: the sales of every report, board
// and drill-down. What a merged customer bought counts for the one that stays. A gift
// has a cost and no margin, because selling expenses bear it, and its tax is not the
// customer's.
var Sold = figures.DeclareFact(figures.Fact{
	Name: "sold", Zh: "销售", En: "Sales",
	Grain: figures.Words{Zh: "出库的每一行商品；退回的每一行为红字", En: "each line that was shipped, and in red each that came back"},
	Parts: []figures.Part{
		{Entity: "sales_delivery_line", Zh: "销售", En: "Sale", Leader: "delivery", Date: "delivery.left", Some: []string{"shipped"}},
		{Entity: "sales_return_line", Zh: "退货", En: "Return", Leader: "return", Date: "return.date", Red: true},
	},
	Dimensions: []figures.Dimension{
		{Name: "document", Zh: "单据", En: "Document", Path: "delivery|return", Bare: true},
		{Name: "number", Zh: "单号", En: "Number", Path: "delivery.number|return.number"},
		{Name: "customer", Zh: "客户", En: "Customer", Path: "delivery.customer|return.customer", Copy: "delivery.name|return.name"},
		{Name: "region", Zh: "地区", En: "Region", Path: "delivery.customer.place|return.customer.place"},
		{Name: "city", Zh: "城市", En: "City", Path: "delivery.customer.place.city|return.customer.place.city"},
		{Name: "province", Zh: "省份", En: "Province", Path: "delivery.customer.place.province|return.customer.place.province"},
		{Name: "area", Zh: "销售大区", En: "Sales area", Path: "delivery.customer.place.area|return.customer.place.area"},
		{Name: "seller", Zh: "业务员", En: "Salesperson", Path: "delivery.owner|return.owner"},
		{Name: "warehouse", Zh: "仓库", En: "Warehouse", Path: "delivery.from|return.into"},
		{Name: "product", Zh: "商品", En: "Product", Path: "product", Copy: "name", Shows: []string{"code", "spec", "unit"}},
		{Name: "line", Zh: "行号", En: "Line", Path: "line"},
		{Name: "code", Zh: "商品编码", En: "Code", Path: "code|delivery_line.code"},
		{Name: "name", Zh: "商品名称", En: "Product", Path: "name"},
		{Name: "spec", Zh: "规格型号", En: "Specification", Path: "spec"},
		{Name: "unit", Zh: "单位", En: "Unit", Path: "unit"},
	},
	Measures: []figures.Measure{
		{Name: "qty", Zh: "数量", En: "Quantity", Of: []string{"shipped|qty"}, Means: figures.Words{Zh: "实发数量减退货数量，按基本单位", En: "shipped less returned, in base units"}},
		{Name: "net", Zh: "金额（不含税）", En: "Net", Of: []string{"net"}, Means: figures.Words{Zh: "不含税金额，退货为负", En: "without tax, returns negative"}},
		{Name: "vat", Zh: "税额", En: "VAT", Of: []string{"vat"}, Unless: "gift", Means: figures.Words{Zh: "客户承担的税额，赠品视同销售的税额不计", En: "tax that customers bear; not that of gifts"}},
		{Name: "gross", Zh: "价税合计", En: "Gross", Of: []string{"gross"}, Means: figures.Words{Zh: "不含税金额加税额", En: "net and tax"}},
		{Name: "cost", Zh: "成本", En: "Cost", Of: []string{"cost"}, Means: figures.Words{Zh: "出库成本，退货按原成本冲回", En: "cost of what left, less that of what came back"}},
		{Name: "margin", Zh: "毛利（不含税）", En: "Margin excl. tax", Of: []string{"net", "-cost"}, Unless: "gift", Means: figures.Words{Zh: "不含税金额减成本；赠品计入销售费用，不算毛利", En: "net less cost; gifts are selling expenses and have none"}},
		{Name: "margin_rate", Zh: "毛利率（不含税）", En: "Margin rate excl. tax", Operation: figures.Ratio, Of: []string{"margin", "net"}, Means: figures.Words{Zh: "毛利除以不含税金额", En: "margin by net"}},
		{Name: "documents", Zh: "单数", En: "Documents", Operation: figures.Distinct, Of: []string{"delivery|return"}, Means: figures.Words{Zh: "出库单和退货单的张数", En: "deliveries and returns, each once"}},
		{Name: "customers", Zh: "客户数", En: "Customers", Operation: figures.Distinct, Of: []string{"delivery.customer|return.customer"}, Means: figures.Words{Zh: "有出库或退货的客户数，合并的算一家", En: "customers with a delivery or return, merged ones once"}},
	},
	Cubes: []figures.Cube{{}, {"customer", "seller"}, {"product"}},
})

// SalesDetail is the 销售明细; who may see costs gets cost and margin. Its rows open
// their document.
var SalesDetail = figures.Declare(figures.Report{
	Name: "sales_detail", Zh: "销售明细", En: "Sales detail", Fact: Sold, Lines: true,
	About: figures.Words{Zh: "出库和退货的每一行商品", En: "Goods shipped and taken back, line by line"},
	By:    []string{figures.Day, "number", figures.Kind, "customer", "seller", "line", "code", "name", "spec", "unit"},
	Along: []string{"number", "line"}, Show: []string{"qty", "net", "vat", "gross", "cost", "margin"},
	Title: "customer", Figure: "gross", Details: []string{figures.Day, "name", "qty"}, Only: []string{"customer"},
})

// Sales brought together, each with the same days of the year before.
var (
	_ = by("sales_by_customer", "客户销售汇总", "Sales by customer", "谁买了多少，赚了多少，和去年同期比", "Who bought how much, what it earned, and how that compares with last year", "customer", "net", "gross", "margin", "margin_rate")
	_ = by("sales_by_product", "商品销售汇总", "Sales by product", "每种商品卖了多少，赚了多少，和去年同期比", "How much of each product was sold, what it earned, and how that compares with last year", "product", "qty", "net", "margin", "margin_rate")
	_ = by("sales_by_seller", "业务员销售汇总", "Sales by salesperson", "每个业务员卖了多少，赚了多少，和去年同期比", "What each salesperson sold and earned, and how that compares with last year", "seller", "net", "gross", "margin", "margin_rate", "customers")
	_ = by("sales_by_region", "地区销售汇总", "Sales by region", "每个地区卖了多少，赚了多少，和去年同期比", "What was sold in each region, what it earned, and how that compares with last year", "region", "net", "gross", "margin", "margin_rate", "customers")
	_ = by("sales_by_province", "省份销售汇总", "Sales by province", "每个省卖了多少，赚了多少，和去年同期比", "What was sold in each province, what it earned, and how that compares with last year", "province", "net", "gross", "margin", "margin_rate", "customers")
	_ = by("sales_by_city", "城市销售汇总", "Sales by city", "每个城市卖了多少，赚了多少，和去年同期比", "What was sold in each city, what it earned, and how that compares with last year", "city", "net", "gross", "margin", "margin_rate", "customers")
	_ = by("sales_by_area", "大区销售汇总", "Sales by sales area", "每个销售大区卖了多少，赚了多少，和去年同期比", "What was sold in each sales area, what it earned, and how that compares with last year", "area", "net", "gross", "margin", "margin_rate", "customers")
	_ = by("sales_by_month", "月度销售汇总", "Sales by month", "每个月卖了多少，赚了多少，和去年同期比", "What each month sold and earned, and how that compares with last year", figures.Month, "net", "gross", "margin", "margin_rate", "documents", "customers")
)

// by declares the sum of sales by one dimension, the largest first; months stand in
// their order.
func by(name, zh, en, aboutZh, aboutEn, dimension string, show ...string) *figures.Report {
	r := figures.Report{
		Name: name, Zh: zh, En: en, About: figures.Words{Zh: aboutZh, En: aboutEn}, Fact: Sold, By: []string{dimension}, Show: show,
		With: figures.LastYear, Share: "net", Order: "-net", Title: dimension, Figure: "net", Details: []string{"margin", "margin_rate"}, Only: []string{"customer"}, Opens: SalesDetail,
	}
	if dimension == figures.Month {
		r.Order, r.Total = "", "net"
	}
	return figures.Declare(r)
}
