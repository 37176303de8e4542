package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// Fund (结算账户) is where money is: the till, a bank account, WeChat. Its balance
// is that of its account in the ledger, which it shares with no other fund.
type Fund struct {
	kernel.Record
	Name    string                     `zh:"账户名称" en:"Settlement account" is:"title,required" max:"60"`
	Account kernel.Ref[ledger.Account] `zh:"会计科目" en:"Ledger account" is:"required,fixed"`
	FeeRate kernel.Rate                `zh:"手续费率" en:"Fee rate" range:"0..0.5" clash:"ask" hint_zh:"如微信 0.006" hint_en:"For example 0.006" means_zh:"收款时平台扣下的比例，没有填手续费的收款按它算" means_en:"What the provider keeps of money taken, where no fee is given"`
	Number  string                     `zh:"账号" en:"Account number" text:"number" max:"40" clash:"ask"`
	Active  bool                       `zh:"在用" en:"Active" is:"listed" default:"true"`
	Keeper  kernel.Ref[org.Seat]       `zh:"保管岗位" en:"Kept by" clash:"ask" hint_zh:"能看到本账户的日记账和余额" hint_en:"Sees the journal and the balance of this fund"`
}

// Funds are seen by everyone who may be handed money.
var (
	Funds = kernel.Define[Fund]("fund", kernel.Spec{
		Zh: "结算账户", En: "Settlement account", Scope: kernel.Scope{kernel.Everyone},
	})
	_           = kernel.Unique(Funds, func(f *Fund) *kernel.Ref[ledger.Account] { return &f.Account })
	fundsKeptBy = kernel.Find(Funds, func(f *Fund) *kernel.Ref[org.Seat] { return &f.Keeper }).Holds()

	_ = org.ForRows(org.First, Funds, "*", org.Finance)
	_ = org.ForArea(org.First, "finance", org.Finance)
	_ = org.ToHandOut(org.ByAdministrators, org.Admin, "finance.*", "fund.*")
)

// NoCash refuses an account in which no money can be.
var NoCash = kernel.Refuse("finance.no_cash", "科目 {account} 不是现金或银行类科目", "Account {account} is not one of cash or bank")

func init() {
	Funds.OnSave(func(tx *kernel.Tx, f *Fund) error {
		a, p := ledger.Accounts.Get(tx, f.Account)
		if p == kernel.Found && (!a.Cash || !a.Posts) {
			return NoCash.With(kernel.Text("account", a.Code+" "+a.Name))
		}
		return nil
	})
}

// fee is what the fund's provider keeps of an amount, unless it is given.
func (f *Fund) fee(amount, given kernel.Money) (kernel.Money, error) {
	if given != 0 || f.FeeRate == 0 {
		return given, nil
	}
	fee, err := kernel.MoneyOf(amount.Decimal().Mul(f.FeeRate.Decimal()))
	if err != nil {
		return 0, kernel.OutOfRange.With(kernel.Labelled("field", "fee", "手续费", "Fee"))
	}
	return fee, nil
}

// code is the code of the fund's ledger account.
func (f *Fund) code(tx *kernel.Tx) (string, error) {
	a, err := ledger.Accounts.Need(tx, f.Account)
	if err != nil {
		return "", err
	}
	return a.Code, nil
}
