package ledger

import (
	_ "embed"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Account is a line of the chart (科目).
type Account struct {
	kernel.Record
	Code     string              `zh:"科目编码" en:"Code" text:"code" is:"title,required,fixed" max:"20"`
	Name     string              `zh:"科目名称" en:"Chinese name" is:"title,required"`
	NameEn   string              `zh:"英文名称" en:"Name" is:"listed,search"`
	Parent   kernel.Ref[Account] `zh:"上级科目" en:"Parent" is:"fixed"`
	Class    kernel.Choice       `zh:"类别" en:"Class" of:"account_class" is:"required,listed,fixed"`
	Side     kernel.Choice       `zh:"余额方向" en:"Normal side" of:"account_side" is:"required,listed,fixed"`
	PerParty bool                `zh:"按往来单位核算" en:"Kept per party" is:"fixed"`
	Cash     bool                `zh:"现金及等价物" en:"Cash or equivalent" is:"fixed"`
	Posts    bool                `zh:"可记账" en:"Takes entries" is:"fixed"`
	Book     kernel.Choice       `zh:"明细账" en:"Kept by" of:"account_book" is:"fixed" hint_zh:"由业务单据登记，期初也在那里录入" hint_en:"Its figures, the opening ones too, come from documents"`
}

// Classes, sides and the subsidiary books that own an account.
const (
	Debit  kernel.Choice = "debit"
	Credit kernel.Choice = "credit"

	BookStock kernel.Choice = "stock"
	BookDebt  kernel.Choice = "debt"
	BookFund  kernel.Choice = "fund"

	Results kernel.Choice = "profit" // the class of the accounts of profit and loss
)

var (
	_ = kernel.Choices("account_class",
		kernel.Option{Code: "asset", Zh: "资产", En: "Assets"},
		kernel.Option{Code: "liability", Zh: "负债", En: "Liabilities"},
		kernel.Option{Code: "equity", Zh: "权益", En: "Equity"},
		kernel.Option{Code: "cost", Zh: "成本", En: "Costs"},
		kernel.Option{Code: string(Results), Zh: "损益", En: "Profit and loss"})
	_ = kernel.Choices("account_side",
		kernel.Option{Code: string(Debit), Zh: "借", En: "Debit"},
		kernel.Option{Code: string(Credit), Zh: "贷", En: "Credit"})
	books = kernel.Choices("account_book",
		kernel.Option{Code: string(BookStock), Zh: "期初库存", En: "opening stock"},
		kernel.Option{Code: string(BookDebt), Zh: "期初应收应付", En: "opening receivables and payables"},
		kernel.Option{Code: string(BookFund), Zh: "结算账户期初", En: "opening balances of funds"})
)

// The accounts that documents post to.
const (
	Cash            = "1001"
	Bank            = "1002"
	OtherFunds      = "1012"
	Receivable      = "1122"
	OtherReceivable = "1221"
	Merchandise     = "1405"
	Pending         = "1901" // 待处理财产损溢: what 待查 and counts have not explained yet
	Payable         = "220201"
	Estimated       = "220202" // 暂估: received, not invoiced
	Advance         = "2203"
	InputVat        = "22210101"
	OutputVat       = "22210107"
	SmallVat        = "222101" // a small-scale taxpayer has no columns below
	YearProfit      = "3103"   // 本年利润: what is carried forward goes through it
	Retained        = "310415"
	OpeningTransit  = "310490" // the other side of every opening balance; zero once all are in
	Revenue         = "5001"
	StockGain       = "530104"
	OtherIncome     = "530105"
	CostOfSales     = "5401"
	Gifts           = "560117"
	Samples         = "560118"
	OfficeSupplies  = "560201"
	BankCharges     = "560303"
	CashDiscounts   = "560304"
	StockLoss       = "571101"
	BadDebts        = "571103"
)

var seeAccounts = org.See(54, "ledger.account", "会计科目", "The chart of accounts", org.Finance, org.Admin)

// Accounts is the chart.
var (
	Accounts = kernel.Define[Account]("ledger_account", kernel.Spec{
		Zh: "会计科目", En: "Account", Kept: true,
		Scope: kernel.Scope{seeAccounts.All()},
	})
	_          = kernel.Unique(Accounts, func(a *Account) *string { return &a.Code })
	accountsOf = kernel.Find(Accounts, func(a *Account) *kernel.Choice { return &a.Class }, func(a *Account) any { return &a.Code })
)

// AccountRef is the account with a code; every account's id follows from it.
func AccountRef(code string) kernel.Ref[Account] {
	return kernel.Ref[Account](kernel.DeriveID("ledger_account", code))
}

// VatAccount is where the tax on the company's own sales goes.
func VatAccount(vat kernel.Choice) string {
	if vat == org.VatSmall {
		return SmallVat
	}
	return OutputVat
}

//go:embed chart.txt
var chart string

func init() {
	org.OnSetup.On("ledger", func(tx *kernel.Tx, _ org.SetUp) error {
		for line := range strings.SplitSeq(strings.TrimSpace(chart), "\n") {
			Accounts.Insert(tx, shippedAccount(line))
		}
		return nil
	})
}

// shippedAccount reads "code|中文|English|flags" of the shipped chart. The longest
// shipped prefix of a code is its parent, which always stands above it.
func shippedAccount(line string) *Account {
	parts := strings.Split(line+"|", "|")
	a := &Account{Code: parts[0], Name: parts[1], NameEn: parts[2], Posts: true}
	a.ID = AccountRef(a.Code).ID()
	if len(a.Code) > 4 {
		a.Parent = AccountRef(a.Code[:len(a.Code)-2])
	}
	a.Class, a.Side = classOf(a.Code)
	for flag := range strings.FieldsSeq(parts[3]) {
		switch flag {
		case "cash":
			a.Cash = true
		case "party":
			a.PerParty = true
		case "group":
			a.Posts = false
		case "debit", "credit":
			a.Side = kernel.Choice(flag)
		default:
			a.Book = kernel.Choice(flag)
		}
	}
	return a
}

// classOf is what the first digits of a code say.
func classOf(code string) (class, side kernel.Choice) {
	switch code[0] {
	case '1':
		return "asset", Debit
	case '2':
		return "liability", Credit
	case '3':
		return "equity", Credit
	case '4':
		return "cost", Debit
	}
	switch code[:2] {
	case "50", "51", "53":
		return Results, Credit
	}
	return Results, Debit
}

// AddAccount puts an account of the company's own below another.
type AddAccount struct {
	Parent kernel.Ref[Account] `zh:"上级科目" en:"Parent" is:"required"`
	Code   string              `zh:"科目编码" en:"Code" text:"code" is:"required" max:"20"`
	Name   string              `zh:"科目名称" en:"Chinese name" is:"required"`
	NameEn string              `zh:"英文名称" en:"Name"`
}

var _ = kernel.Intent[AddAccount]("ledger.account.add", "新增科目", "Add account")

// BadCode refuses a code that does not extend its parent's by two digits.
var BadCode = kernel.Refuse("ledger.account_code", "科目编码 {code} 应是上级编码 {parent} 加两位数字",
	"The code {code} must be the parent's {parent} and two digits")

// Predict inserts the account with its parent's nature.
func (c AddAccount) Predict(tx *kernel.Tx) error {
	parent, err := Accounts.Need(tx, c.Parent)
	if err != nil {
		return err
	}
	tail, extends := strings.CutPrefix(c.Code, parent.Code)
	if !extends || len(tail) != 2 || strings.Trim(tail, "0123456789") != "" {
		return BadCode.With(kernel.Text("code", c.Code), kernel.Text("parent", parent.Code))
	}
	if _, p := Accounts.Get(tx, AccountRef(c.Code)); p == kernel.Found {
		return kernel.Taken.With(kernel.Labelled("field", "code", "科目编码", "Code"), kernel.Text("value", c.Code))
	}
	a := &Account{
		Code: c.Code, Name: c.Name, NameEn: c.NameEn, Parent: c.Parent, Class: parent.Class, Side: parent.Side,
		PerParty: parent.PerParty, Cash: parent.Cash, Book: parent.Book, Posts: true,
	}
	a.ID = AccountRef(c.Code).ID()
	Accounts.Insert(tx, a)
	return nil
}
