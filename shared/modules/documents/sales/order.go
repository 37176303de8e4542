package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Order is a promise to a customer. What is printed stands in it as a copy.
type Order struct {
	org.Doc
	State    kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Customer kernel.Ref[party.Party]    `zh:"客户" en:"Customer" is:"required,fixed"`
	Dept     kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name     string                     `zh:"客户名称" en:"Customer name" is:"listed,search,derived"`
	Contact  string                     `zh:"收货人" en:"Consignee" max:"40" section:"交货|Delivery"`
	Phone    string                     `zh:"收货电话" en:"Consignee's phone" text:"phone" max:"40" is:"search"`
	Address  string                     `zh:"收货地址" en:"Address"`
	From     kernel.Ref[org.Place]      `zh:"发货仓库" en:"Ship from" is:"required"`
	Due      kernel.Date                `zh:"交货日期" en:"Deliver on" is:"listed"`
	Urgent   bool                       `zh:"加急" en:"Urgent" is:"listed"`
	Way      kernel.Choice              `zh:"交货方式" en:"Delivery way" of:"delivery_way"`
	Allow    kernel.Choice              `zh:"缺货时" en:"If short" of:"sales_allow"`
	Discount kernel.Money               `zh:"整单优惠" en:"Discount on the whole" means_zh:"含税，从合计里减，按金额摊到各行" means_en:"Incl. tax, taken off the goods and spread over the lines" section:"金额|Amounts"`
	Goods    kernel.Money               `zh:"合计" en:"Goods" is:"derived" means_zh:"各行折后含税金额之和，整单优惠之前" means_en:"Incl. tax, the lines after their own discounts, before the discount on the whole"`
	Net      kernel.Money               `zh:"金额（不含税）" en:"Net" is:"derived" means_zh:"各行不含税金额之和" means_en:"Without tax, the sum of the lines"`
	Vat      kernel.Money               `zh:"税额" en:"VAT" is:"derived" means_zh:"各行税额之和，逐行取整" means_en:"The sum of the lines' tax, each rounded for itself"`
	Total    kernel.Money               `zh:"价税合计" en:"Total" is:"listed,derived" means_zh:"合计减整单优惠，含税，是客户要付的" means_en:"Incl. tax, the goods less the discount on the whole; what the customer is to pay"`
	Shipped  kernel.Money               `zh:"已出库金额" en:"Shipped" is:"derived" means_zh:"已出库部分的含税金额，不减退货" means_en:"Incl. tax, what has left; returns are not taken off"`
	Open     kernel.Money               `zh:"未出库金额" en:"Still to ship" is:"derived" means_zh:"已审核但未出库也未取消的含税金额，占用信用额度" means_en:"Incl. tax, what is approved and has neither left nor been dropped; it counts against the customer's limit"` // counts into the customer's exposure
	Paid     kernel.Money               `zh:"已收款" en:"Paid" is:"settled,negative" means_zh:"已抵到这张订单出库应收的金额，含抹零，不含退货冲减" means_en:"What has been settled of what its deliveries made owed, discounts among it; not what returns took off"`
	Rating   int64                      `zh:"评分" en:"Rating" is:"derived" section:"进展|Progress"` // 1 to 5; 0 before the customer has said anything
	Promise  kernel.Date                `zh:"预计发货日" en:"Promised for" is:"derived"`
	HeldFor  string                     `zh:"待放行原因" en:"Held for" is:"derived"` // codes of refusals, separated by blanks
	Assumed  string                     `zh:"推定说明" en:"Assumed" is:"fixed"`     // what an import had to guess
}

// OrderLine is one product of an order.
type OrderLine struct {
	kernel.Record
	Order    kernel.Ref[Order]           `zh:"销售订单" en:"Sales order" is:"required,fixed"`
	Line     int64                       `zh:"行号" en:"Line" is:"fixed"`
	Product  kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required,fixed"`
	Code     string                      `zh:"商品编码" en:"Code" text:"code" is:"derived"`
	Name     string                      `zh:"商品名称" en:"Name" is:"title,derived"`
	Spec     string                      `zh:"规格型号" en:"Specification" is:"derived"`
	Unit     string                      `zh:"计量单位" en:"Unit" max:"20" is:"fixed"`
	Service  bool                        `zh:"服务" en:"Service" is:"derived"`
	Qty      kernel.Qty                  `zh:"数量" en:"Quantity" unit:"unit" is:"listed,fixed" means_zh:"按本行所选的计量单位" means_en:"In the unit of this line"`
	BaseQty  kernel.Qty                  `zh:"基本数量" en:"Base quantity" unit:"product.unit" is:"derived" means_zh:"数量换算成商品的基本单位，库存按它" means_en:"The quantity in the product's base unit, by which stock is kept"`
	Price    kernel.Price                `zh:"含税单价" en:"Price incl. tax" is:"listed,fixed" means_zh:"每个本行单位的含税价，折扣之前" means_en:"Incl. tax, for one unit of this line, before its discount"`
	Discount kernel.Rate                 `zh:"折扣率" en:"Discount rate" is:"fixed" means_zh:"实付比例：0.9 是九折，1 是不打折" means_en:"What is paid of the price: 0.9 is ten percent off, 1 is none"`
	Gift     bool                        `zh:"赠品" en:"Gift" is:"fixed"`
	TaxRate  kernel.Rate                 `zh:"税率" en:"Tax rate" is:"derived" means_zh:"订单日期那天的增值税税率" means_en:"The rate of VAT on the day of the order"`
	Goods    kernel.Money                `zh:"折后金额" en:"Amount" is:"derived" means_zh:"数量×含税单价×折扣率，整单优惠之前" means_en:"Incl. tax: quantity, price and discount rate multiplied, before the discount on the whole"` // before the discount on the whole
	Gross    kernel.Money                `zh:"价税合计" en:"Gross" is:"listed,derived" means_zh:"折后金额减摊到本行的整单优惠，含税" means_en:"Incl. tax, the amount less the line's share of the discount on the whole"`
	Net      kernel.Money                `zh:"金额（不含税）" en:"Net" is:"derived" means_zh:"价税合计除以 1 加税率，取到分" means_en:"Without tax: the gross amount by one and the rate, rounded once"`
	Vat      kernel.Money                `zh:"税额" en:"VAT" is:"derived" means_zh:"价税合计减不含税金额" means_en:"The gross amount less the net one"`
	Shipped  kernel.Qty                  `zh:"已出库" en:"Shipped" unit:"product.unit" is:"listed,derived" means_zh:"已经出库的数量，按基本单位，不减退货" means_en:"What has left, in base units; returns are not taken off"` // this and the next three in base units
	Returned kernel.Qty                  `zh:"已退货" en:"Returned" unit:"product.unit" is:"listed,derived" means_zh:"已经退回的数量，按基本单位" means_en:"What has come back, in base units"`
	Closed   kernel.Qty                  `zh:"已取消" en:"Dropped" unit:"product.unit" is:"derived" means_zh:"不再发的数量，按基本单位，关闭或取消余量时写" means_en:"What will not be shipped any more, in base units"`
	Planned  kernel.Qty                  `zh:"待出库" en:"On deliveries" unit:"product.unit" is:"derived" means_zh:"已开出库单、还没出库的数量，按基本单位" means_en:"What stands on deliveries that have not left, in base units"` // on deliveries that have not left
	Promise  kernel.Date                 `zh:"预计发货日" en:"Promised for" is:"listed,derived"`
	Note     string                      `zh:"备注" en:"Note"`
}

// Rest is what of the line is neither shipped nor dropped, in base units; nothing where
// more left than was ordered, see [TaskWithdrawnLeft].
func (l *OrderLine) Rest() kernel.Qty { return max(l.BaseQty-l.Shipped-l.Closed, 0) }

// shippedGross is the amount of what has left.
func (l *OrderLine) shippedGross() kernel.Money {
	return stock.Portion(l.Gross, l.BaseQty, 0, l.Shipped)
}

// openGross is the amount of what is still promised.
func (l *OrderLine) openGross() kernel.Money {
	return stock.Portion(l.Gross, l.BaseQty, l.Shipped+l.Closed, l.Rest())
}

var seeOrders = org.See(54, "sales.order", "全部销售订单", "All sales orders", org.Finance)

// Orders and their lines are made and changed by the commands of this package.
var (
	Orders = kernel.Define[Order]("sales_order", kernel.Spec{
		Zh: "销售订单", En: "Sales order", States: orderStates, Kept: true, Prefix: "XS",
		Scope: kernel.Scope{
			kernel.By("owner", func(o *Order) *kernel.Ref[org.Seat] { return &o.Owner }),
			kernel.By("dept", func(o *Order) *kernel.Ref[org.Department] { return &o.Dept }),
			seeOrders.All(),
		},
		Bucket: kernel.OpenOrByMonth(func(o *Order) *kernel.State { return &o.State },
			func(o *Order) *kernel.Date { return &o.Date }, Draft, Held, Approved, Partly),
	})
	OrderLines = kernel.Define[OrderLine]("sales_order_line", kernel.Spec{
		Zh: "销售订单行", En: "Order line", Kept: true,
		Scope: kernel.Scope{kernel.Follows(func(l *OrderLine) *kernel.Ref[Order] { return &l.Order })},
	})

	_        = kernel.Unique(Orders, func(o *Order) *string { return &o.Number })
	_        = kernel.Find(Orders, func(o *Order) *kernel.Date { return &o.Date }) // for [Ordered]
	OrdersOf = kernel.Find(Orders, func(o *Order) *kernel.Ref[party.Party] { return &o.Customer },
		func(o *Order) any { return &o.Date }).Holds()
	_       = kernel.Find(Orders, func(o *Order) *kernel.Ref[org.Place] { return &o.From }).Holds()
	_       = kernel.Find(Orders, func(o *Order) *kernel.Ref[org.Seat] { return &o.Owner }).Holds()
	_       = kernel.Find(OrderLines, func(l *OrderLine) *kernel.Ref[product.Product] { return &l.Product }).Holds()
	LinesOf = kernel.Find(OrderLines, func(l *OrderLine) *kernel.Ref[Order] { return &l.Order },
		func(l *OrderLine) any { return &l.Line })
)
