package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Return (销售退货单) takes goods back: those of one delivery at their original cost,
// or, without a delivery, those that were sold before these books began.
type Return struct {
	org.Doc
	State    kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Delivery kernel.Ref[Delivery]       `zh:"销售出库单" en:"Delivery" is:"fixed"`
	Order    kernel.Ref[Order]          `zh:"销售订单" en:"Sales order" is:"fixed"`
	Customer kernel.Ref[party.Party]    `zh:"客户" en:"Customer" is:"required,fixed"`
	Dept     kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name     string                     `zh:"客户名称" en:"Customer name" is:"listed,search,derived"`
	Into     kernel.Ref[org.Place]      `zh:"退入仓库" en:"Returned into" is:"required,fixed"`
	Reason   string                     `zh:"退货原因" en:"Reason" is:"listed"`
	Total    kernel.Money               `zh:"价税合计" en:"Total" is:"listed,settled" sees:"price" means_zh:"退回货物的含税金额，正数；冲减应收" means_en:"Incl. tax, of what came back, as a positive amount; the receivable is less by it"` // as a positive amount
	Net      kernel.Money               `zh:"金额（不含税）" en:"Net" is:"settled" sees:"price" means_zh:"退回货物的不含税金额，正数；冲减收入" means_en:"Without tax, of what came back, as a positive amount; the revenue is less by it"`
	Vat      kernel.Money               `zh:"税额" en:"VAT" is:"settled" sees:"price" means_zh:"退回货物的税额，正数" means_en:"The tax on what came back, as a positive amount"`
	Assumed  string                     `zh:"推定说明" en:"Assumed" is:"fixed"`
}

// ReturnLine is one product that came back, in base units.
type ReturnLine struct {
	kernel.Record
	Return       kernel.Ref[Return]          `zh:"销售退货单" en:"Return" is:"required,fixed"`
	Line         int64                       `zh:"行号" en:"Line" is:"fixed"`
	DeliveryLine kernel.Ref[DeliveryLine]    `zh:"出库行" en:"Delivery line" is:"fixed"`
	Product      kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required,fixed"`
	Name         string                      `zh:"商品名称" en:"Name" is:"title,derived"`
	Spec         string                      `zh:"规格型号" en:"Specification" is:"derived"`
	Unit         string                      `zh:"计量单位" en:"Unit" max:"20" is:"fixed"`
	Into         kernel.Ref[org.Place]       `zh:"退入仓库" en:"Returned into" is:"required,fixed"`
	Service      bool                        `zh:"服务" en:"Service" is:"derived"`
	Gift         bool                        `zh:"赠品" en:"Gift" is:"derived"`
	Free         bool                        `zh:"零成本" en:"No cost" is:"derived"` // it is worth nothing any more, and somebody said so
	Qty          kernel.Qty                  `zh:"退货数量" en:"Returned" unit:"unit" is:"listed,fixed" means_zh:"退回的数量，按基本单位" means_en:"What came back, in base units"`
	Before       kernel.Qty                  `zh:"此前已退" en:"Returned before" unit:"unit" is:"derived" means_zh:"此前从同一出库行退过的数量，使分几次退的金额加起来分文不差" means_en:"What came back of the same delivery line before, so that parts add up to the fen"` // so that parts add up to the fen
	Gross        kernel.Money                `zh:"价税合计" en:"Gross" is:"listed,settled" sees:"price" means_zh:"退回部分的含税金额，按原出库行的比例" means_en:"Incl. tax, the share of the delivery line that came back"`
	Net          kernel.Money                `zh:"金额（不含税）" en:"Net" is:"settled" sees:"price" means_zh:"退回部分的不含税金额，按原出库行的比例" means_en:"Without tax, the share of the delivery line that came back"`
	Vat          kernel.Money                `zh:"税额" en:"VAT" is:"settled" sees:"price" means_zh:"退回部分的税额，按原出库行的比例" means_en:"The tax on the share of the delivery line that came back"`
	Cost         kernel.Money                `zh:"成本" en:"Cost" is:"settled" sees:"cost" means_zh:"退回部分冲回的成本，不含税，按原出库成本" means_en:"Without tax, the cost that is taken back, as it was when the goods left"`
}

// BackIn is the only state of a return: the goods are back.
const BackIn kernel.State = "returned"

var seeReturns = org.See(54, "sales.return", "全部销售退货单", "All returns", org.Finance)

// Returns and their lines.
var (
	Returns = kernel.Define[Return]("sales_return", kernel.Spec{
		Zh: "销售退货单", En: "Sales return", Kept: true, Once: true, Prefix: "XT",
		States: []kernel.Option{{Code: string(BackIn), Zh: "已退货", En: "Returned", Tone: kernel.Good}},
		Scope: kernel.Scope{
			kernel.By("place", func(r *Return) *kernel.Ref[org.Place] { return &r.Into }).If(kernel.MaySee("sales.return")),
			kernel.By("owner", func(r *Return) *kernel.Ref[org.Seat] { return &r.Owner }),
			kernel.By("dept", func(r *Return) *kernel.Ref[org.Department] { return &r.Dept }),
			seeReturns.All(),
		},
		Bucket: kernel.ByMonth(func(r *Return) *kernel.Date { return &r.Date }),
	})
	ReturnLines = kernel.Define[ReturnLine]("sales_return_line", kernel.Spec{
		Zh: "销售退货行", En: "Return line", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.Follows(func(l *ReturnLine) *kernel.Ref[Return] { return &l.Return })},
	})

	ReturnsOf     = kernel.Find(Returns, func(r *Return) *kernel.Ref[Delivery] { return &r.Delivery })
	ReturnLinesOf = kernel.Find(ReturnLines, func(l *ReturnLine) *kernel.Ref[Return] { return &l.Return },
		func(l *ReturnLine) any { return &l.Line })
	_ = kernel.Unique(Returns, func(r *Return) *string { return &r.Number })
	_ = kernel.Find(Returns, func(r *Return) *kernel.Date { return &r.Date }) // for [Sold]

	returnCosts      = ReturnLines.Guarded(org.SeesCost)
	returnAmounts    = Returns.Guarded(org.SeesPrice)
	returnLineAmount = ReturnLines.Guarded(org.SeesPrice)
)
