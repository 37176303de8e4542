package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Delivery (销售出库单) is what the warehouse works on. It copies what it needs
// of the order, because the warehouse does not see orders.
type Delivery struct {
	org.Doc
	State     kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Order     kernel.Ref[Order]          `zh:"销售订单" en:"Sales order" is:"required,fixed"`
	OrderNo   string                     `zh:"订单编号" en:"Order number" is:"listed,search,derived"`
	Customer  kernel.Ref[party.Party]    `zh:"客户" en:"Customer" is:"required,fixed"`
	Dept      kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name      string                     `zh:"客户名称" en:"Customer name" is:"listed,search,derived"`
	Contact   string                     `zh:"收货人" en:"Consignee" max:"40" section:"交货|Delivery"`
	Phone     string                     `zh:"收货电话" en:"Consignee's phone" text:"phone" max:"40"`
	Address   string                     `zh:"收货地址" en:"Address"`
	Way       kernel.Choice              `zh:"交货方式" en:"Delivery way" of:"delivery_way"`
	From      kernel.Ref[org.Place]      `zh:"发货仓库" en:"Ship from" is:"required,fixed"`
	Rank      int64                      `zh:"次序" en:"Rank" is:"derived"` // 0 urgent, 1 not: urgent ones come first
	Due       kernel.Date                `zh:"交货日期" en:"Deliver on" is:"listed"`
	By        kernel.Date                `zh:"应发日期" en:"Ship by" is:"listed,derived"` // wished or promised, whichever comes first
	Left      kernel.Date                `zh:"出库日期" en:"Left on" is:"listed,derived"`
	Overtook  bool                       `zh:"撤回后出库" en:"Left though withdrawn" is:"derived"`
	LeftAt    kernel.Time                `zh:"出库时间" en:"Left at" is:"derived"`
	Carrier   string                     `zh:"承运方" en:"Carrier" max:"80"`
	Waybill   string                     `zh:"运单号" en:"Waybill" text:"number" max:"80" is:"search"`
	SignedBy  string                     `zh:"签收人" en:"Signed by" max:"40" is:"derived" section:"签收与开票|Signed and billed"`
	SignedAt  kernel.Time                `zh:"签收时间" en:"Signed at" is:"derived"`
	Slip      kernel.File                `zh:"签收单照片" en:"Signed slip" is:"picture,derived"`
	Invoice   kernel.Choice              `zh:"开票状态" en:"Invoice" of:"invoice_state" is:"listed,derived"`
	InvoiceNo string                     `zh:"发票号码" en:"Invoice number" text:"number" max:"40" is:"search,derived"`
	Total     kernel.Money               `zh:"价税合计" en:"Total" is:"listed,settled" sees:"price" means_zh:"实际出库部分的含税金额，优惠已摊入；成为应收" means_en:"Incl. tax, of what left, discounts spread; it becomes the receivable" section:"金额|Amounts"` // of what left
	Net       kernel.Money               `zh:"金额（不含税）" en:"Net" is:"settled" sees:"price" means_zh:"实际出库部分的不含税金额，是收入" means_en:"Without tax, of what left; the revenue"`
	Vat       kernel.Money               `zh:"税额" en:"VAT" is:"settled" sees:"price" means_zh:"实际出库部分的税额，逐行计算再相加" means_en:"The tax on what left, worked out line by line"`
}

// Gone tells whether the goods have left.
func (d *Delivery) Gone() bool { return d.State == Shipped || d.State == Signed }

// DeliveryLine is one product of a delivery, in base units.
type DeliveryLine struct {
	kernel.Record
	Delivery  kernel.Ref[Delivery]        `zh:"销售出库单" en:"Delivery" is:"required,fixed"`
	Line      int64                       `zh:"行号" en:"Line" is:"fixed"`
	OrderLine kernel.Ref[OrderLine]       `zh:"订单行" en:"Order line" is:"required,fixed"`
	Product   kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required,fixed"`
	Code      string                      `zh:"商品编码" en:"Code" text:"code" is:"listed,derived"`
	Name      string                      `zh:"商品名称" en:"Name" is:"title,derived"`
	Spec      string                      `zh:"规格型号" en:"Specification" is:"derived"`
	Unit      string                      `zh:"计量单位" en:"Unit" max:"20" is:"fixed"`
	Service   bool                        `zh:"服务" en:"Service" is:"derived"`
	Gift      bool                        `zh:"赠品" en:"Gift" is:"derived"`
	Qty       kernel.Qty                  `zh:"应发数量" en:"To ship" unit:"unit" is:"listed,derived" means_zh:"这张出库单要发的数量，按基本单位" means_en:"What this delivery is to ship, in base units"`
	Shipped   kernel.Qty                  `zh:"实发数量" en:"Shipped" unit:"unit" is:"listed,derived" means_zh:"仓库实际发出的数量，按基本单位，出库时写" means_en:"What the warehouse shipped, in base units"`
	Returned  kernel.Qty                  `zh:"已退数量" en:"Returned" unit:"unit" is:"listed,derived" means_zh:"从这一行退回的数量，按基本单位" means_en:"What has come back of this line, in base units"`
	Gross     kernel.Money                `zh:"价税合计" en:"Gross" is:"listed,settled" sees:"price" means_zh:"实发部分的含税金额，整单优惠已摊入" means_en:"Incl. tax, of what was shipped, the discount on the whole spread"`
	Net       kernel.Money                `zh:"金额（不含税）" en:"Net" is:"settled" sees:"price" means_zh:"实发部分的不含税金额" means_en:"Without tax, of what was shipped"`
	Vat       kernel.Money                `zh:"税额" en:"VAT" is:"settled" sees:"price" means_zh:"实发部分的税额；赠品是视同销售的税额，不向客户收" means_en:"The tax on what was shipped; of a gift that of its deemed sale, which the customer does not pay"` // of a gift, on its deemed sale
	Cost      kernel.Money                `zh:"成本" en:"Cost" is:"settled" sees:"cost" means_zh:"实发部分的成本，不含税，出库时按移动平均" means_en:"Without tax, what was shipped has cost, by the moving average of then"`
}

var seeDeliveries = org.See(54, "sales.delivery", "全部销售出库单", "All deliveries", org.Finance)

// Deliveries and their lines.
var (
	Deliveries = kernel.Define[Delivery]("sales_delivery", kernel.Spec{
		Zh: "销售出库单", En: "Delivery", States: deliveryStates, Kept: true, Prefix: "CK",
		Scope: kernel.Scope{
			kernel.By("place", func(d *Delivery) *kernel.Ref[org.Place] { return &d.From }).If(kernel.MaySee("sales.ship")),
			kernel.By("owner", func(d *Delivery) *kernel.Ref[org.Seat] { return &d.Owner }),
			kernel.By("dept", func(d *Delivery) *kernel.Ref[org.Department] { return &d.Dept }),
			seeDeliveries.All(),
		},
		// It stands in the month in which it left, as what is reported of it does.
		Bucket: kernel.OpenOrByMonth(func(d *Delivery) *kernel.State { return &d.State },
			func(d *Delivery) *kernel.Date { return &d.Left }, Pending, Picking),
	})
	DeliveryLines = kernel.Define[DeliveryLine]("sales_delivery_line", kernel.Spec{
		Zh: "销售出库行", En: "Delivery line", Kept: true,
		Scope: kernel.Scope{kernel.Follows(func(l *DeliveryLine) *kernel.Ref[Delivery] { return &l.Delivery })},
	})

	// ToShip is the warehouse's list: urgent first, then by the day it has to leave.
	ToShip = kernel.Find2(Deliveries,
		func(d *Delivery) *kernel.Ref[org.Place] { return &d.From }, func(d *Delivery) *kernel.State { return &d.State },
		func(d *Delivery) any { return &d.Rank }, func(d *Delivery) any { return &d.By }, func(d *Delivery) any { return &d.Number })
	DeliveriesOf = kernel.Find(Deliveries, func(d *Delivery) *kernel.Ref[Order] { return &d.Order },
		func(d *Delivery) any { return &d.At })
	DeliveryLinesOf = kernel.Find(DeliveryLines, func(l *DeliveryLine) *kernel.Ref[Delivery] { return &l.Delivery },
		func(l *DeliveryLine) any { return &l.Line })
	_ = kernel.Unique(Deliveries, func(d *Delivery) *string { return &d.Number })
	_ = kernel.Find(Deliveries, func(d *Delivery) *kernel.Date { return &d.Left }) // for [Sold]

	deliveryCosts      = DeliveryLines.Guarded(org.SeesCost)
	deliveryAmounts    = Deliveries.Guarded(org.SeesPrice)
	deliveryLineAmount = DeliveryLines.Guarded(org.SeesPrice)
)
