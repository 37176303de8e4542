package finance

import (
	"heyi/app/ui/i18n"
	"heyi/shared/modules/documents/sales"
)

// What people usually answer. An answer is written into the reason and can be
// changed; nothing is said in somebody's name that he has not chosen.
var (
	promised = i18n.Define("finance.why.promised", "客户已承诺付款日期", "The customer has promised a day")
	paidSlip = i18n.Define("finance.why.slip", "已见付款凭证", "The payment slip was shown")
	trusted  = i18n.Define("finance.why.trusted", "老客户，信誉好", "An old customer, trustworthy")
	oncemore = i18n.Define("finance.why.once", "同意超额度，仅此一次", "Over the limit, this once")
	agreed   = i18n.Define("finance.why.price", "价格已商定", "The price is agreed")
	clearing = i18n.Define("finance.why.clearing", "清库存，可低于最低售价", "Clearing stock below the floor price")
	reviewed = i18n.Define("finance.why.hold", "已复核，恢复发货", "Checked; ship again")

	forgotten = i18n.Define("finance.why.forgotten", "有单据漏记", "Something was left out")
	wrongly   = i18n.Define("finance.why.wrongly", "记错了要更正", "Something is wrong and corrected")
	tooEarly  = i18n.Define("finance.why.early", "结账过早", "It was closed too early")

	notIn    = i18n.Define("finance.why.notin", "款项未到账", "The money has not come in")
	otherSum = i18n.Define("finance.why.sum", "金额与到账不符", "The amount differs from what came in")
	twice    = i18n.Define("finance.why.twice", "重复的收款单", "A second slip for the same money")
	bounced  = i18n.Define("finance.why.bounced", "款项被退回", "The money was returned")
	mistyped = i18n.Define("finance.why.typed", "录入有误，重新登记", "Entered wrongly; done again")
	payFirst = i18n.Define("finance.why.payfirst", "先付清逾期款再放行", "Pay what is overdue first")
	tooMuch  = i18n.Define("finance.why.toomuch", "欠款过多", "Too much is owed")
	priceLow = i18n.Define("finance.why.low", "价格过低", "The price is too low")
	oldDebt  = i18n.Define("finance.opening.item", "期初", "Opening")
	offset   = i18n.Define("finance.offset", "冲抵", "Set off")
)

// answers are by what an order is held for.
var answers = map[string][]i18n.Key{
	sales.Overdue.Name: {promised, paidSlip, trusted}, sales.OverLimit.Name: {oncemore, promised, trusted},
	sales.PayFirst.Name: {paidSlip, promised}, sales.OnHold.Name: {reviewed, promised}, sales.BelowFloor.Name: {agreed, clearing},
}

func texts(keys ...i18n.Key) []string {
	list := make([]string, len(keys))
	for n, k := range keys {
		list[n] = k.Text()
	}
	return list
}

// NotReleased are usual reasons for sending an order back.
func NotReleased() []string { return texts(payFirst, tooMuch, priceLow) }

// Refused are usual reasons for refusing a receipt.
func Refused() []string { return texts(notIn, otherSum, twice) }

// Reopened are usual reasons for opening a month again.
func Reopened() []string { return texts(forgotten, wrongly, tooEarly) }

// Cancelled are usual reasons for taking a confirmed receipt back.
func Cancelled() []string { return texts(bounced, mistyped, twice) }
