package org

import "heyi/shared/kernel"

// Company is the one row that describes the company and how it keeps its books.
type Company struct {
	kernel.Record
	Name      string        `zh:"公司名称" en:"Company name" is:"title,required"`
	ShortName string        `zh:"简称" en:"Short name" max:"40"`
	Uscc      string        `zh:"统一社会信用代码" en:"Credit code" text:"number" max:"18" clash:"ask"`
	Phone     string        `zh:"电话" en:"Phone" text:"phone" max:"40"`
	Address   string        `zh:"地址" en:"Address"`
	Zone      int64         `zh:"时区（分钟）" en:"Time zone (minutes)" is:"fixed" range:"-720..840" hint_zh:"比世界标准时间早的分钟数，北京时间为 480" hint_en:"Minutes east of UTC; 480 for Beijing"`
	Vat       kernel.Choice `zh:"纳税人类型" en:"VAT status" of:"vat_mode" is:"required" clash:"ask"`
	Start     kernel.Date   `zh:"建账日期" en:"Books begin" is:"required,fixed" day:"any"`

	// Settings of modules since, see [Formerly]; programs of before read them here.
	OverdueDays  int64         `zh:"逾期宽限天数" en:"Overdue tolerance (days)" range:"0..3650" is:"former"`
	CreditPolicy kernel.Choice `zh:"超信用额度时" en:"Beyond the credit limit" of:"credit_policy" is:"required,former"`
	SpotFree     bool          `zh:"仓库现场交货不拦截" en:"Hand over from warehouses without checks" clash:"ask" is:"former"`
	PrintPrices  bool          `zh:"送货单打印价格" en:"Delivery notes show prices" clash:"ask" is:"former"`
	BelowZero    bool          `zh:"允许负库存" en:"Stock may go below zero" clash:"ask" is:"former"`
	WriteOffMost kernel.Money  `zh:"财务转销上限" en:"Finance may write off" clash:"ask" is:"former"`
	LeadWorkdays bool          `zh:"供货天数按工作日计算" en:"Lead times count working days" clash:"ask" is:"former"`

	VansTied    kernel.Time `zh:"车载仓按岗位登记起" en:"Vans belong to seats since" is:"derived"` // 0: from the founding on
	ClockBefore kernel.Time `zh:"时钟跳变前" en:"Clock before its jump" is:"derived"`
	ClockDoubt  kernel.Time `zh:"时钟跳变后" en:"Clock after its jump" is:"derived"` // 0: the clock is not in doubt
}

// What the company is to the tax office.
const (
	VatGeneral kernel.Choice = "general"
	VatSmall   kernel.Choice = "small"
	VatNone    kernel.Choice = "none"
)

// What happens to an order beyond the customer's credit.
const (
	CreditStop kernel.Choice = "stop" // it is held until someone releases it
	CreditWarn kernel.Choice = "warn" // it passes and says so
)

var (
	_ = kernel.Choices("vat_mode",
		kernel.Option{Code: "general", Zh: "一般纳税人", En: "General taxpayer"},
		kernel.Option{Code: "small", Zh: "小规模", En: "Small-scale taxpayer"},
		kernel.Option{Code: "none", Zh: "不计税", En: "No VAT"})

	// CreditPolicies are what may happen to such an order.
	CreditPolicies = kernel.Choices("credit_policy",
		kernel.Option{Code: "stop", Zh: "停止，等待放行", En: "Hold until released"},
		kernel.Option{Code: "warn", Zh: "提醒", En: "Warn"})
)

// PrintPrices tells whether who ships goods sees what they cost.
var PrintPrices = Switch("org.print_prices", false, "送货单打印价格", "Delivery notes show prices", Formerly("print_prices"),
	Hint("打开后，仓库也能看到所发货物的金额", "The warehouse then sees the amounts of what it ships"))

// usualWriteOff is the limit that a company starts with.
const usualWriteOff kernel.Money = 100_00

func init() {
	kernel.UpgradeRows(32, "org.write_off_most", "财务转销上限设为 100 元", "Finance may write off up to 100.00", Companies,
		func(c *Company) bool { return c.WriteOffMost == 0 },
		func(tx *kernel.Tx, c *Company) error {
			kernel.Set(tx, c, &c.WriteOffMost, usualWriteOff)
			return nil
		})
}

// Companies holds the one company of the books.
var Companies = kernel.Define[Company]("company", kernel.Spec{
	Zh: "公司", En: "Company", Scope: kernel.Scope{kernel.Everyone},
})

var _ = ForRows(First, Companies, "edit", Admin)

// TheCompany is the id of the company's row.
var TheCompany = kernel.Ref[Company](kernel.DeriveID("company"))

// Only is the refusal of a second company in the same books, Needed of removing
// what no company can be without.
var (
	Only   = kernel.Refuse("org.one_company", "一套账只有一家公司", "One set of books has one company")
	Needed = kernel.Refuse("org.needed", "「{name}」不能删除", "{name} cannot be removed")
)

func init() {
	Companies.GuardRow(Needed, func(_ *kernel.Tx, c *Company) error { return keep(c.Removed, c.Name) })
	Companies.OnSave(func(tx *kernel.Tx, c *Company) error {
		if c.ID != TheCompany.ID() {
			return Only.With()
		}
		if err := normalPhone(tx, c, &c.Phone); err != nil {
			return err
		}
		return normalCreditCode(tx, c, &c.Uscc)
	})
}

func keep(removed bool, name string) error {
	if removed {
		return Needed.With(kernel.Text("name", name))
	}
	return nil
}

// OfCompany reads the company's row.
func OfCompany(tx *kernel.Tx) (*Company, error) { return Companies.Need(tx, TheCompany) }
