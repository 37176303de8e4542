package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// The kinds of items.
const (
	Receivable kernel.Choice = "receivable"
	Prepaid    kernel.Choice = "prepaid"
	Payable    kernel.Choice = "payable"
)

var kinds = kernel.Choices(
	"debt_kind",
	kernel.Option{Code: string(Receivable), Zh: "应收", En: "Receivable"},
	kernel.Option{Code: string(Prepaid), Zh: "预收", En: "Prepaid"},
	kernel.Option{Code: string(Payable), Zh: "应付", En: "Payable"},
)

// The states of an item.
const (
	Open   kernel.State = "open"
	Closed kernel.State = "closed"
)

// Item is one amount that is owed. A red item, of a return, has a negative
// amount and is netted against black ones.
type Item struct {
	kernel.Record
	Party     kernel.Ref[party.Party] `zh:"往来单位" en:"Party" is:"required,listed,fixed"`
	Kind      kernel.Choice           `zh:"类型" en:"Kind" of:"debt_kind" is:"required,listed,fixed"`
	SrcEntity string                  `zh:"来源类型" en:"Source type" text:"word" is:"fixed"`
	Src       kernel.ID               `zh:"来源单据" en:"Source document" ref:"src_entity" is:"fixed"`
	Number    string                  `zh:"单号" en:"Number" text:"code" is:"title,fixed"`
	Date      kernel.Date             `zh:"日期" en:"Date" is:"required,listed,fixed"`
	Due       kernel.Date             `zh:"到期日" en:"Due" is:"listed"`
	Amount    kernel.Money            `zh:"金额" en:"Amount" is:"listed,fixed,negative" means_zh:"单据形成时的含税金额，以后不变；红字为负" means_en:"Incl. tax, when the document made it, and never changed; a red item is negative"`
	Settled   kernel.Money            `zh:"已核销" en:"Settled" is:"listed,settled,negative" means_zh:"收款、红字、预收和转销至今抵掉的，未结是金额减它" means_en:"What money, red items, advances and write-offs have met so far; the amount less this is open"`
	State     kernel.State            `zh:"状态" en:"State" is:"listed,derived"`
	For       kernel.ID               `zh:"所属订单" en:"Promised as" is:"fixed"` // the order of a delivery; zero for none
}

// Of tells whether the item is a document's own: what it made, or what was promised as it.
func (i *Item) Of(doc kernel.ID) bool { return !doc.IsZero() && (i.Src == doc || i.For == doc) }

// Rest is what is still open, negative for a red item.
func (i *Item) Rest() kernel.Money { return i.Amount - i.Settled }

// Owed tells whether the party owes it to the company, not the company to the party.
func (i *Item) Owed() bool { return (i.Kind == Receivable) == (i.Amount > 0) && i.Kind != Prepaid }

// Doc is the document that settles with the item: what made it, or the item itself.
func (i *Item) Doc(date kernel.Date) Doc {
	if i.SrcEntity == "" {
		return Doc{Entity: Items.Name(), ID: i.ID, Date: date}
	}
	return Doc{Entity: i.SrcEntity, ID: i.Src, Date: date}
}

// Items are the open items of all parties.
var Items = kernel.Define[Item]("debt_item", kernel.Spec{
	Zh: "往来明细", En: "Open item", Kept: true,
	States: []kernel.Option{
		{Code: string(Open), Zh: "未结清", En: "Open", Tone: kernel.Caution},
		{Code: string(Closed), Zh: "已结清", En: "Settled", Tone: kernel.Quiet},
	},
	Scope:  kernel.Scope{kernel.Follows(func(i *Item) *kernel.Ref[party.Party] { return &i.Party }).If(kernel.Audience(org.SeesDebt).Tag)},
	Bucket: kernel.OpenOrByMonth(func(i *Item) *kernel.State { return &i.State }, func(i *Item) *kernel.Date { return &i.Date }, Open),
})

// ByParty finds a party's items of one state, first due first.
var ByParty = kernel.Find2(Items,
	func(i *Item) *kernel.Ref[party.Party] { return &i.Party },
	func(i *Item) *kernel.State { return &i.State },
	func(i *Item) any { return &i.Due }, func(i *Item) any { return &i.Date })

// ItemsOf finds all items of a party, which they hold.
var ItemsOf = kernel.Find(Items, func(i *Item) *kernel.Ref[party.Party] { return &i.Party }).Holds().Carried()

// BySource finds the items that a document made.
var BySource = kernel.Find(Items, func(i *Item) *kernel.ID { return &i.Src })

// Allocation is a part of an item that a receipt, a return or another item has
// settled. A correction is a second allocation of the negative amount.
type Allocation struct {
	kernel.Record
	Item     kernel.Ref[Item] `zh:"往来明细" en:"Open item" is:"required,fixed,listed"`
	ByEntity string           `zh:"核销单据类型" en:"Settled by (type)" text:"word" is:"fixed"`
	By       kernel.ID        `zh:"核销单据" en:"Settled by" ref:"by_entity" is:"fixed,listed"`
	Amount   kernel.Money     `zh:"核销金额" en:"Amount" is:"listed,fixed,negative" means_zh:"这一次抵掉的金额，含税；取消核销写一笔负的" means_en:"What this one meets, incl. tax; taking it back writes a negative one"`
	Date     kernel.Date      `zh:"日期" en:"Date" is:"listed,fixed"`
	At       kernel.Time      `zh:"时间" en:"At" is:"fixed"`
}

// Allocations are append-only.
var Allocations = kernel.Define[Allocation]("debt_allocation", kernel.Spec{
	Zh: "核销记录", En: "Allocation", Kept: true, Once: true,
	Scope: kernel.Scope{kernel.Follows(func(a *Allocation) *kernel.Ref[Item] { return &a.Item })},
})

// ByItem finds the allocations on an item, ByReceipt those of a document.
var (
	ByItem    = kernel.Find(Allocations, func(a *Allocation) *kernel.Ref[Item] { return &a.Item }, func(a *Allocation) any { return &a.At })
	ByReceipt = kernel.Find(Allocations, func(a *Allocation) *kernel.ID { return &a.By }, func(a *Allocation) any { return &a.At })
)
