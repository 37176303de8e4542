package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Voucher is a balanced set of entries (记账凭证). Its number is gapless within the
// period and the word.
type Voucher struct {
	kernel.Record
	Word      string               `zh:"凭证字" en:"Word" is:"title,settled" max:"4"`
	No        int64                `zh:"凭证号" en:"No." is:"title,settled"`
	Period    int64                `zh:"会计期间" en:"Period" is:"listed,settled,month" hint_zh:"年月，0 为期初" hint_en:"yyyymm; 0 is before the books"`
	Date      kernel.Date          `zh:"日期" en:"Date" is:"listed,settled"`
	SrcEntity string               `zh:"来源单据" en:"Source" text:"word" is:"settled" max:"60"`
	Src       kernel.ID            `zh:"来源单据号" en:"Source document" is:"settled" ref:"src_entity"`
	Summary   string               `zh:"摘要" en:"Summary" is:"listed,search,settled"`
	Amount    kernel.Money         `zh:"金额" en:"Amount" is:"listed,settled,negative" means_zh:"凭证一方的合计，借方与贷方相等" means_en:"What one side of it comes to; the other comes to the same"` // of one side
	Reverses  kernel.Ref[Voucher]  `zh:"冲销" en:"Reverses" is:"settled"`
	Author    kernel.Ref[org.User] `zh:"制单人" en:"Made by" is:"settled"`
	Moved     kernel.Ref[Voucher]  `zh:"转期自" en:"Moved from" is:"settled"` // the one that this, or the pair of this, brings into its own period
}

// Entry is one line of a voucher (分录). Reds are negative amounts on the side of
// what they take back.
type Entry struct {
	kernel.Record
	Voucher kernel.Ref[Voucher]     `zh:"凭证" en:"Voucher" is:"settled"`
	Line    int64                   `zh:"行号" en:"Line" is:"settled"`
	Account kernel.Ref[Account]     `zh:"科目" en:"Account" is:"listed,settled"`
	Period  int64                   `zh:"会计期间" en:"Period" is:"settled,month"`
	Debit   kernel.Money            `zh:"借方" en:"Debit" is:"listed,settled,negative,sided" means_zh:"记入科目借方的金额；红字为负，与贷方只有一方有数" means_en:"Entered on the debit side; a red one is negative, and only one side has a figure"`
	Credit  kernel.Money            `zh:"贷方" en:"Credit" is:"listed,settled,negative,sided" means_zh:"记入科目贷方的金额；红字为负，与借方只有一方有数" means_en:"Entered on the credit side; a red one is negative, and only one side has a figure"`
	Party   kernel.Ref[party.Party] `zh:"往来单位" en:"Party" is:"settled"`
	Place   kernel.Ref[org.Place]   `zh:"仓库" en:"Warehouse" is:"settled"`
	Summary string                  `zh:"摘要" en:"Summary" is:"listed,settled"`

	// Of an account of cash or bank: who keeps a fund sees its entries without their
	// vouchers.
	Date      kernel.Date `zh:"日期" en:"Date" is:"settled"`
	SrcEntity string      `zh:"来源单据" en:"Source" text:"word" is:"settled" max:"60"`
	Src       kernel.ID   `zh:"来源单据号" en:"Source document" is:"settled"`
}

// Balance is what an account has turned over in a period, for one party where the
// account is kept per party. It is a projection of the entries.
type Balance struct {
	kernel.Record
	Account kernel.Ref[Account]     `zh:"科目" en:"Account" is:"listed,settled"`
	Period  int64                   `zh:"会计期间" en:"Period" is:"listed,settled,month"`
	Party   kernel.Ref[party.Party] `zh:"往来单位" en:"Party" is:"settled"`
	Debit   kernel.Money            `zh:"借方" en:"Debit" is:"listed,settled,negative" means_zh:"科目在这个期间的借方发生额，不是余额；期间 0 是期初" means_en:"What was debited in this period, not a balance; period 0 is the opening"`
	Credit  kernel.Money            `zh:"贷方" en:"Credit" is:"listed,settled,negative" means_zh:"科目在这个期间的贷方发生额，不是余额；期间 0 是期初" means_en:"What was credited in this period, not a balance; period 0 is the opening"`
}

var (
	seeBooks = org.See(54, "ledger.book", "账簿", "The books", org.Finance)

	_         = org.ForArea(org.First, "ledger", org.Finance)
	_         = org.ToHandOut(org.ByAdministrators, org.Admin, "ledger.*")
	inFinance = kernel.Scope{seeBooks.All()}
)

// The tables of the books and the ways into them.
var (
	Vouchers = kernel.Define[Voucher]("ledger_voucher", kernel.Spec{
		Zh: "记账凭证", En: "Voucher", Kept: true, Once: true, Scope: inFinance,
		Bucket: kernel.ByMonth(func(v *Voucher) *kernel.Date { return &v.Date }),
	})
	VouchersOf = kernel.Find(Vouchers, func(v *Voucher) *kernel.ID { return &v.Src })
	VouchersIn = kernel.Find(Vouchers, func(v *Voucher) *int64 { return &v.Period }, func(v *Voucher) any { return &v.No })

	Entries = kernel.Define[Entry]("ledger_entry", kernel.Spec{
		Zh: "分录", En: "Entry", Kept: true, Once: true,
		Scope: kernel.Scope{
			kernel.Follows(func(e *Entry) *kernel.Ref[Voucher] { return &e.Voucher }),
			kernel.By(OfFund, func(e *Entry) *kernel.Ref[Account] { return &e.Account }),
		},
	})
	EntriesOf = kernel.Find(Entries, func(e *Entry) *kernel.Ref[Voucher] { return &e.Voucher }, func(e *Entry) any { return &e.Line })
	EntriesIn = kernel.Find2(Entries, func(e *Entry) *kernel.Ref[Account] { return &e.Account }, func(e *Entry) *int64 { return &e.Period })

	Balances = kernel.Define[Balance]("ledger_balance", kernel.Spec{
		Zh: "科目余额", En: "Account balance", Kept: true,
		Scope: kernel.Scope{seeBooks.All(), kernel.By(OfFund, func(b *Balance) *kernel.Ref[Account] { return &b.Account })},
	})
	BalancesIn   = kernel.Find(Balances, func(b *Balance) *int64 { return &b.Period })
	balancesOf   = kernel.Find(Balances, func(b *Balance) *kernel.Ref[Account] { return &b.Account })
	balancesWith = kernel.Find2(Balances, func(b *Balance) *kernel.Ref[Account] { return &b.Account }, func(b *Balance) *kernel.Ref[party.Party] { return &b.Party })
)

// BalanceOf is the debit balance of an account over all periods, opening included;
// a credit balance is negative. with narrows it to one party; zero takes all.
func BalanceOf(tx *kernel.Tx, account string, with kernel.Ref[party.Party]) kernel.Money {
	var list []*Balance
	if with.IsZero() {
		list, _ = balancesOf.Of(tx, AccountRef(account))
	} else {
		list, _ = balancesWith.Of(tx, kernel.Key2[kernel.Ref[Account], kernel.Ref[party.Party]]{A: AccountRef(account), B: with})
	}
	var sum kernel.Money
	for _, b := range list {
		sum += b.Debit - b.Credit
	}
	return sum
}

// turnover adds an entry to its projection.
func turnover(tx *kernel.Tx, e *Entry) {
	id := kernel.DeriveID("ledger_balance", e.Account, e.Period, e.Party)
	b, p := Balances.Get(tx, kernel.Ref[Balance](id))
	if p != kernel.Found {
		b = Balances.Insert(tx, &Balance{Record: kernel.Record{ID: id}, Account: e.Account, Period: e.Period, Party: e.Party})
	}
	kernel.Add(tx, b, &b.Debit, e.Debit)
	kernel.Add(tx, b, &b.Credit, e.Credit)
}
