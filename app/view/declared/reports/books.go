package reports

import (
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/tools/sheet"
)

// Layout is the columns that a report is written with: its own, or those that
// another program imports.
type Layout struct {
	Name    string
	label   i18n.Key
	columns []bookColumn // nil for the report's own
}

// Label is what people call the layout.
func (l Layout) Label() string { return l.label.Text() }

// bookColumn is a column of another program: its heading, and the cell for a row
// of the report.
type bookColumn struct {
	title string
	kind  sheet.Kind
	cell  func(t *analytics.Table, row int) any
}

// The layouts.
const (
	Own     = "own"
	Kingdee = "kingdee" // 金蝶 KIS, 精斗云: 引入凭证
	Yonyou  = "yonyou"  // 用友 T3, T+, 好会计: 凭证导入
)

var ownLayout = Layout{Name: Own, label: i18n.Define("reports.layout.own", "Excel", "Excel")}

// Layouts are those that the report can be written with, its own first.
func (s Spec) Layouts() []Layout {
	if s.Name != Vouchers {
		return []Layout{ownLayout}
	}
	return []Layout{ownLayout, kingdee, yonyou}
}

// kingdee is the sheet that 金蝶 reads vouchers from: one line per entry, amounts
// in the currency of the books beside those in its own, entries counted from 0.
var kingdee = Layout{
	Name: Kingdee, label: i18n.Define("reports.layout.kingdee", "金蝶凭证导入", "Kingdee vouchers"),
	columns: []bookColumn{
		{"凭证日期", sheet.Day, dated},
		{"会计年度", sheet.Quantity, whole(func(t *analytics.Table, row int) int64 { return t.Cell(row, "period").Int / 100 })},
		{"会计期间", sheet.Quantity, whole(func(t *analytics.Table, row int) int64 { return t.Cell(row, "period").Int % 100 })},
		{"凭证字", sheet.Text, said("word")},
		{"凭证号", sheet.Quantity, whole(counted("no"))},
		{"科目代码", sheet.Text, said("code")},
		{"科目名称", sheet.Text, said("name")},
		{"币别代码", sheet.Text, fixed("RMB")},
		{"币别名称", sheet.Text, fixed("人民币")},
		{"原币金额", sheet.Money, either},
		{"借方", sheet.Money, amount("debit")},
		{"贷方", sheet.Money, amount("credit")},
		{"凭证摘要", sheet.Text, said("summary")},
		{"汇率", sheet.Quantity, whole(func(*analytics.Table, int) int64 { return 1 })},
		{"分录序号", sheet.Quantity, whole(func(t *analytics.Table, row int) int64 { return t.Cell(row, "line").Int - 1 })},
		{"核算项目", sheet.Text, said("party")},
		{"附件数", sheet.Quantity, whole(func(*analytics.Table, int) int64 { return 0 })},
	},
}

// yonyou is the sheet that 用友 reads vouchers from: one line per entry, an amount
// on one side, partners by name.
var yonyou = Layout{
	Name: Yonyou, label: i18n.Define("reports.layout.yonyou", "用友凭证导入", "Yonyou vouchers"),
	columns: []bookColumn{
		{"制单日期", sheet.Day, dated},
		{"凭证类别", sheet.Text, said("word")},
		{"凭证编号", sheet.Quantity, whole(counted("no"))},
		{"附单据数", sheet.Quantity, whole(func(*analytics.Table, int) int64 { return 0 })},
		{"摘要", sheet.Text, said("summary")},
		{"科目编码", sheet.Text, said("code")},
		{"科目名称", sheet.Text, said("name")},
		{"币种", sheet.Text, fixed("人民币")},
		{"借方金额", sheet.Money, amount("debit")},
		{"贷方金额", sheet.Money, amount("credit")},
		{"往来单位", sheet.Text, said("party")},
	},
}

func dated(t *analytics.Table, row int) any { return sheet.Date(t.Cell(row, "date").Int) }

func said(column string) func(*analytics.Table, int) any {
	return func(t *analytics.Table, row int) any { return t.Cell(row, column).Str }
}

func fixed(text string) func(*analytics.Table, int) any {
	return func(*analytics.Table, int) any { return text }
}

func counted(column string) func(*analytics.Table, int) int64 {
	return func(t *analytics.Table, row int) int64 { return t.Cell(row, column).Int }
}

func whole(of func(*analytics.Table, int) int64) func(*analytics.Table, int) any {
	return func(t *analytics.Table, row int) any { return sheet.Fixed{Int: of(t, row)} }
}

// amount is empty for nothing: both programs read an entry by the side that is
// filled.
func amount(column string) func(*analytics.Table, int) any {
	return func(t *analytics.Table, row int) any { return filled(kernel.Money(t.Cell(row, column).Int)) }
}

func either(t *analytics.Table, row int) any {
	return filled(kernel.Money(t.Cell(row, "debit").Int + t.Cell(row, "credit").Int))
}

func filled(m kernel.Money) any {
	if m == 0 {
		return nil
	}
	return sheet.Fixed{Int: int64(m), Scale: i18n.MoneyDecimals}
}
