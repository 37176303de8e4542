package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Party is a customer, a supplier or both. Where its money goes is for those who deal
// with money, see [Parties].Guarded("debt").
type Party struct {
	kernel.Record
	Code       string               `zh:"编码" en:"Code" text:"code" is:"listed,search" max:"40" hint_zh:"留空则自动编号" hint_en:"Numbered by itself when left empty"`
	Name       string               `zh:"名称" en:"Name" is:"title,required" max:"120"`
	ShortName  string               `zh:"简称" en:"Short name" is:"search" max:"60"`
	IsCustomer bool                 `zh:"是客户" en:"Customer" is:"listed"`
	IsSupplier bool                 `zh:"是供应商" en:"Supplier" is:"listed"`
	Category   string               `zh:"分类" en:"Category" is:"listed" max:"60"`
	Level      kernel.Choice        `zh:"价格等级" en:"Price level" of:"price_level" is:"listed"`
	Owner      kernel.Ref[org.Seat] `zh:"业务员" en:"Salesperson" is:"listed" clash:"ask"`
	Contact    string               `zh:"联系人" en:"Contact" is:"listed,search" max:"60" section:"联系|Contact"`
	Mobile     string               `zh:"手机" en:"Mobile" text:"phone" is:"listed,search" max:"40"`
	Region     string               `zh:"省市区" en:"Region" max:"80" hint_zh:"留空则按地址识别" hint_en:"Told by the address when left empty"`
	Address    string               `zh:"地址" en:"Address"`
	Website    string               `zh:"网址" en:"Website" max:"120"`
	TaxNo      string               `zh:"税号" en:"Tax number" text:"number" max:"20" sees:"debt" clash:"ask" section:"结算|Settlement"`
	Bank       string               `zh:"开户行" en:"Bank" max:"120" sees:"debt" clash:"ask"`
	Account    string               `zh:"银行账号" en:"Bank account" text:"number" max:"40" sees:"debt" clash:"ask"`
	Terms      kernel.Choice        `zh:"结算方式" en:"Settlement terms" of:"settle_terms" clash:"ask" section:"结算|Settlement"`
	TermDays   int64                `zh:"账期天数/结算日" en:"Days or day of month" range:"0..3650" clash:"ask" hint_zh:"货到 n 天填天数；月结填次月几日" hint_en:"Days after delivery, or the day of the next month"`
	OnDayOff   kernel.Choice        `zh:"到期日遇休息日" en:"Due on a day off" of:"day_roll" default:"unadjusted" clash:"ask" hint_zh:"按工作日历；现结和款到发货不变" hint_en:"By the working calendar; cash and prepaid never move"`
	Limit      kernel.Money         `zh:"信用额度" en:"Credit limit" clash:"ask" hint_zh:"0 为不限额" hint_en:"0 for none set" means_zh:"应收减预收，加已审核未出库的订单，加新订单，合计含税不得超过它" means_en:"Incl. tax: what is owed less advances, approved orders that have not left and the new one may come to this"`
	Hold       bool                 `zh:"暂停交易" en:"On hold" clash:"ask"`
	Note       string               `zh:"备注" en:"Note" text:"lines" max:"1000" section:"其他|Other"`

	Place      kernel.Ref[Region] `zh:"识别的地区" en:"Recognised region" is:"settled"` // by what is written of it
	MergedInto kernel.Ref[Party]  `zh:"已并入" en:"Merged into" is:"derived"`

	NameKey string               `is:"derived" max:"240"` // equal for names that are probably the same company
	Buyers  kernel.Ref[org.Role] `is:"derived"`           // of a supplier: the key of those who see it beside its owner
	Keepers kernel.Ref[org.Role] `is:"derived"`           // which devices of earlier releases ask for, too
}

// The price levels, dearest first.
const (
	Retail    kernel.Choice = "retail"
	Wholesale kernel.Choice = "wholesale"
	Dealer    kernel.Choice = "dealer"
)

var _ = kernel.Choices("price_level",
	kernel.Option{Code: "retail", Zh: "零售", En: "Retail"},
	kernel.Option{Code: "wholesale", Zh: "批发", En: "Wholesale"},
	kernel.Option{Code: "dealer", Zh: "经销", En: "Dealer"})

var (
	seeParties   = org.See(54, "party.all", "全部往来单位", "All business partners", org.Finance, org.SalesManager, org.Admin)
	seeSuppliers = org.SeeSome(54, "party.supplier", "全部供应商", "All suppliers", org.Purchase, org.Storekeeper)
)

// Parties, by their code, mobile number and probable sameness.
var (
	Parties = kernel.Define[Party]("party", kernel.Spec{
		Zh: "往来单位", En: "Business partner", Prefix: "KH",
		Scope: kernel.Scope{
			kernel.By("owner", func(p *Party) *kernel.Ref[org.Seat] { return &p.Owner }),
			kernel.By("sees", func(p *Party) *kernel.Ref[org.Role] { return &p.Buyers }),
			seeParties.All(),
		},
	})
	ByCode    = kernel.Unique(Parties, func(p *Party) *string { return &p.Code })
	_         = kernel.Find(Parties, func(p *Party) *kernel.Ref[org.Seat] { return &p.Owner }).Holds()
	ByMobile  = kernel.Find(Parties, func(p *Party) *string { return &p.Mobile })
	ByNameKey = kernel.Find(Parties, func(p *Party) *string { return &p.NameKey })
	MergedOf  = kernel.Find(Parties, func(p *Party) *kernel.Ref[Party] { return &p.MergedInto }).Holds()

	_ = org.ForArea(org.First, "party", org.SalesManager, org.Admin)
	_ = org.ForRows(org.First, Parties, "add", org.Sales, org.SalesManager, org.Purchase)
	_ = org.ForRows(org.First, Parties, "edit", org.Sales, org.SalesManager, org.Finance, org.Purchase)
	_ = org.ToHandOut(org.ByAdministrators, org.Admin, "party.*", "contact.*")
)

// Contact is a person at a party.
type Contact struct {
	kernel.Record
	Party   kernel.Ref[Party] `zh:"往来单位" en:"Partner" is:"required,fixed"`
	Name    string            `zh:"姓名" en:"Name" is:"title,required" max:"60"`
	Mobile  string            `zh:"手机" en:"Mobile" text:"phone" is:"listed,search" max:"40"`
	Title   string            `zh:"职务" en:"Position" is:"listed" max:"60"`
	Decides bool              `zh:"决策人" en:"Decision maker" is:"listed"`
}

// Contacts and those of one party.
var (
	Contacts = kernel.Define[Contact]("contact", kernel.Spec{
		Zh: "联系人", En: "Contact",
		Scope: kernel.Scope{kernel.Follows(func(c *Contact) *kernel.Ref[Party] { return &c.Party })},
	})
	ContactsOf = kernel.Find(Contacts, func(c *Contact) *kernel.Ref[Party] { return &c.Party })

	_ = org.ForRows(org.First, Contacts, "*", org.Sales, org.SalesManager, org.Purchase, org.Admin)
)

// Balance is what stands open with a party: a projection of documents and
// receipts, kept by their deltas. Its id is the party's.
type Balance struct {
	kernel.Record
	Party      kernel.Ref[Party] `zh:"往来单位" en:"Partner" is:"required,derived,listed"`
	Receivable kernel.Money      `zh:"应收" en:"Receivable" is:"derived,listed,negative" means_zh:"出库、退货和期初形成的含税应收，减已核销的；负数是欠客户的" means_en:"Incl. tax, what deliveries, returns and openings made him owe, less what is settled; negative is owed to him"`
	Prepaid    kernel.Money      `zh:"预收" en:"Paid in advance" is:"derived,listed,negative" means_zh:"收款中没有核销到单据的部分，减已冲用和已退的" means_en:"What he paid beyond his bills, less what has been used or given back"`
	Payable    kernel.Money      `zh:"应付" en:"Payable" is:"derived,listed,negative" means_zh:"欠供应商的期初应付，含税，减已核销的" means_en:"Incl. tax, what is owed to a supplier, less what is settled"`
	OpenOrders kernel.Money      `zh:"未出库订单" en:"Ordered, not shipped" is:"derived,listed,negative" means_zh:"已审核订单里还没出库也没取消的部分，含税，占用信用额度" means_en:"Incl. tax, what of approved orders has neither left nor been dropped; it counts against the limit"` // approved, with tax
	Credit     kernel.Money      `zh:"红字余额" en:"Credit notes" is:"derived,negative" means_zh:"退货等红字里还没抵到单据的部分，已含在应收里" means_en:"What of returns and other red items has met no bill yet; the receivable has it taken off already"`                       // what red items, which no bill has met yet, come to
	OldestDue  kernel.Date       `zh:"最早到期日" en:"Oldest due date" is:"derived,listed"`
}

// Balances, one per party.
var (
	Balances = kernel.Define[Balance]("party_balance", kernel.Spec{
		Zh: "往来余额", En: "Partner balance", Kept: true,
		Scope: kernel.Scope{kernel.Follows(func(b *Balance) *kernel.Ref[Party] { return &b.Party }).If(kernel.Audience(org.SeesDebt).Tag)},
	})
	_ = kernel.Find(Balances, func(b *Balance) *kernel.Ref[Party] { return &b.Party })
)

// BalanceOf is the reference to a party's balance.
func BalanceOf(p kernel.Ref[Party]) kernel.Ref[Balance] { return kernel.Ref[Balance](p) }
