package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// The states of a receipt.
const (
	Pending  kernel.State = "pending"
	Approved kernel.State = "approved"
	Void     kernel.State = "void"
)

// Receipt (收款单) is money taken from a customer.
type Receipt struct {
	org.Doc
	State     kernel.State               `zh:"状态" en:"State" is:"listed,derived"`
	Customer  kernel.Ref[party.Party]    `zh:"客户" en:"Customer" is:"required,fixed"`
	Dept      kernel.Ref[org.Department] `zh:"部门" en:"Department" is:"derived"`
	Name      string                     `zh:"客户名称" en:"Customer name" is:"listed,search,derived"`
	SrcEntity string                     `zh:"来源类型" en:"For (type)" text:"word" is:"derived" max:"60"`
	Src       kernel.ID                  `zh:"来源单据" en:"For document" ref:"src_entity" is:"fixed"` // an order may have been rejected meanwhile
	Total     kernel.Money               `zh:"收款金额" en:"Taken" is:"listed,derived" means_zh:"客户付的金额，手续费之前，各账户之和" means_en:"What the customer paid, before fees, over all funds" section:"金额|Amounts"`
	Fee       kernel.Money               `zh:"手续费" en:"Fee" is:"derived" means_zh:"平台扣下的，含在收款金额里，由公司承担" means_en:"What providers kept of it; the company bears it"`
	Discount  kernel.Money               `zh:"最多优惠" en:"Discount offered" is:"derived" means_zh:"制单人允许的上限，钱不够核销时才用" means_en:"The most that its author allows; it is used as far as the money falls short"` // as far as the money falls short it is granted
	Chosen    bool                       `zh:"指定核销" en:"Chosen items" is:"derived"`
	Granted   kernel.Money               `zh:"抹零/优惠" en:"Discount" is:"listed,settled" means_zh:"核销时实际让掉的，财务确认后由服务器写" means_en:"What was let off when it settled; the server writes it once finance has confirmed"`
	Allocated kernel.Money               `zh:"已核销" en:"Settled" is:"listed,settled,negative" means_zh:"已抵到单据的金额，包括抹零/优惠" means_en:"What it has settled, the discount among it"`
	Prepaid   kernel.Money               `zh:"转预收" en:"Paid in advance" is:"listed,settled" means_zh:"没有抵到单据、转为预收的部分" means_en:"What settled nothing and became an advance"`
	Assumed   string                     `zh:"推定说明" en:"Assumed" is:"fixed"`
}

// ReceiptPart is what went into one fund.
type ReceiptPart struct {
	kernel.Record
	Receipt kernel.Ref[Receipt] `zh:"收款单" en:"Receipt" is:"required,fixed"`
	Line    int64               `zh:"行号" en:"Line" is:"fixed"`
	Fund    kernel.Ref[Fund]    `zh:"结算账户" en:"Settlement account" is:"required,fixed,listed"`
	Amount  kernel.Money        `zh:"金额" en:"Amount" is:"listed,fixed" means_zh:"进这个账户的收款，手续费之前" means_en:"What was taken into this fund, before the fee"`
	Fee     kernel.Money        `zh:"手续费" en:"Fee" is:"listed,fixed" means_zh:"其中平台扣下的，账户实收是金额减它" means_en:"What the provider kept of it; the fund has the amount less this"`
}

// ReceiptShare is what the author wants a receipt to settle.
type ReceiptShare struct {
	kernel.Record
	Receipt kernel.Ref[Receipt]   `zh:"收款单" en:"Receipt" is:"required,fixed"`
	Line    int64                 `zh:"行号" en:"Line" is:"fixed"`
	Item    kernel.Ref[debt.Item] `zh:"核销单据" en:"Item" is:"required,fixed,listed"`
	Amount  kernel.Money          `zh:"核销金额" en:"Amount" is:"listed,fixed,negative" means_zh:"制单人指定抵这一笔的金额，含税；红字为负" means_en:"What its author wants it to settle of this item, incl. tax; of a red one negative"`
}

var seeReceipts = org.See(54, "finance.receipt", "全部收款单", "All receipts", org.Finance)

// Receipts with their parts and the items that were chosen.
var (
	Receipts = kernel.Define[Receipt]("receipt", kernel.Spec{
		Zh: "收款单", En: "Receipt", Kept: true, Prefix: "SK",
		States: []kernel.Option{
			{Code: string(Pending), Zh: "待财务确认", En: "To be confirmed", Tone: kernel.Caution},
			{Code: string(Approved), Zh: "已审核", En: "Confirmed", Tone: kernel.Info},
			{Code: string(Void), Zh: "已作废", En: "Void", Tone: kernel.Quiet},
		},
		Scope: kernel.Scope{
			kernel.By("owner", func(r *Receipt) *kernel.Ref[org.Seat] { return &r.Owner }),
			kernel.By("dept", func(r *Receipt) *kernel.Ref[org.Department] { return &r.Dept }),
			seeReceipts.All(),
		},
		Bucket: kernel.OpenOrByMonth(func(r *Receipt) *kernel.State { return &r.State },
			func(r *Receipt) *kernel.Date { return &r.Date }, Pending),
	})
	ReceiptParts = kernel.Define[ReceiptPart]("receipt_part", kernel.Spec{
		Zh: "收款明细", En: "Part of a receipt", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.Follows(func(p *ReceiptPart) *kernel.Ref[Receipt] { return &p.Receipt })},
	})
	ReceiptShares = kernel.Define[ReceiptShare]("receipt_share", kernel.Spec{
		Zh: "指定核销", En: "Chosen item", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.Follows(func(s *ReceiptShare) *kernel.Ref[Receipt] { return &s.Receipt })},
	})

	_          = kernel.Find(Receipts, func(r *Receipt) *kernel.Date { return &r.Date }) // for [Received]
	ReceiptsOf = kernel.Find(Receipts, func(r *Receipt) *kernel.Ref[party.Party] { return &r.Customer },
		func(r *Receipt) any { return &r.Date }).Holds()
	_       = kernel.Find(ReceiptParts, func(p *ReceiptPart) *kernel.Ref[Fund] { return &p.Fund }).Holds()
	PartsOf = kernel.Find(ReceiptParts, func(p *ReceiptPart) *kernel.Ref[Receipt] { return &p.Receipt },
		func(p *ReceiptPart) any { return &p.Line })
	SharesOf = kernel.Find(ReceiptShares, func(s *ReceiptShare) *kernel.Ref[Receipt] { return &s.Receipt },
		func(s *ReceiptShare) any { return &s.Line })
	_ = kernel.Unique(Receipts, func(r *Receipt) *string { return &r.Number })
)
