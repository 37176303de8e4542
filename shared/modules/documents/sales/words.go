package sales

import "heyi/shared/kernel"

// The states of an order.
const (
	Draft    kernel.State = "draft"
	Held     kernel.State = "held"
	Approved kernel.State = "approved"
	Partly   kernel.State = "partly"
	Shipped  kernel.State = "shipped"
	Closed   kernel.State = "closed"
	Void     kernel.State = "void"
)

var orderStates = []kernel.Option{
	{Code: string(Draft), Zh: "草稿", En: "Draft", Tone: kernel.Quiet},
	{Code: string(Held), Zh: "待放行", En: "Held", Tone: kernel.Caution},
	{Code: string(Approved), Zh: "已审核", En: "Approved", Tone: kernel.Info},
	{Code: string(Partly), Zh: "部分出库", En: "Partly shipped", Tone: kernel.Caution},
	{Code: string(Shipped), Zh: "全部出库", En: "Shipped", Tone: kernel.Good},
	{Code: string(Closed), Zh: "已关闭", En: "Closed", Tone: kernel.Quiet},
	{Code: string(Void), Zh: "已作废", En: "Void", Tone: kernel.Quiet},
}

// The states of a delivery. Shipped and Void are those of an order, too.
const (
	Pending kernel.State = "pending"
	Picking kernel.State = "picking"
	Signed  kernel.State = "signed"
)

var deliveryStates = []kernel.Option{
	{Code: string(Pending), Zh: "待出库", En: "To ship", Tone: kernel.Caution},
	{Code: string(Picking), Zh: "拣货中", En: "Picking", Tone: kernel.Info},
	{Code: string(Shipped), Zh: "已出库", En: "Shipped", Tone: kernel.Good},
	{Code: string(Signed), Zh: "已签收", En: "Signed for", Tone: kernel.Good},
	{Code: string(Void), Zh: "已撤回", En: "Withdrawn", Tone: kernel.Quiet},
}

// What the author allows beforehand where stock is short.
const (
	Whole     kernel.Choice = "whole"
	OrLess    kernel.Choice = "or_less"
	Backorder kernel.Choice = "backorder"
)

// What becomes of the rest when less than the delivery is shipped.
const (
	RestOpen  kernel.Choice = "open"
	RestClose kernel.Choice = "close"
)

// PolicyWarn judges credit as a warning where a command does not leave it to the
// company.
const PolicyWarn kernel.Choice = "warn"

// Whether the fapiao of a delivery is issued.
const (
	NotInvoiced kernel.Choice = "none"
	ToInvoice   kernel.Choice = "asked"
	Invoiced    kernel.Choice = "issued"
)

// How goods reach the customer.
const (
	ByUs      kernel.Choice = "deliver"
	Logistics kernel.Choice = "logistics"
	Express   kernel.Choice = "express"
	PickUp    kernel.Choice = "pick_up"
)

var (
	_ = kernel.Choices("sales_allow",
		kernel.Option{Code: string(Whole), Zh: "必须全部有货", En: "Only the whole order"},
		kernel.Option{Code: string(OrLess), Zh: "有多少发多少，其余取消", En: "What there is, drop the rest"},
		kernel.Option{Code: string(Backorder), Zh: "先发现货，其余等货", En: "What there is, the rest later"})
	_ = kernel.Choices("sales_rest",
		kernel.Option{Code: string(RestOpen), Zh: "其余继续发", En: "Ship the rest later"},
		kernel.Option{Code: string(RestClose), Zh: "其余不发", En: "Close the rest"})
	_ = kernel.Choices("sales_policy",
		kernel.Option{Code: "stop", Zh: "停止，等待放行", En: "Hold until released"},
		kernel.Option{Code: string(PolicyWarn), Zh: "只提醒", En: "Warn only"})
	_ = kernel.Choices("invoice_state",
		kernel.Option{Code: string(NotInvoiced), Zh: "未开票", En: "No invoice"},
		kernel.Option{Code: string(ToInvoice), Zh: "待开票", En: "To be invoiced"},
		kernel.Option{Code: string(Invoiced), Zh: "已开票", En: "Invoiced"})
	_ = kernel.Choices("delivery_way",
		kernel.Option{Code: string(ByUs), Zh: "送货上门", En: "Our own delivery"},
		kernel.Option{Code: string(Logistics), Zh: "物流", En: "Freight carrier"},
		kernel.Option{Code: string(Express), Zh: "快递", En: "Express"},
		kernel.Option{Code: string(PickUp), Zh: "自提", En: "Pick up"})
)
