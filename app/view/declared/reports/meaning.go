package reports

import (
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/figures"
	"heyi/shared/kernel"
)

// Meaning says where the figures of something come from.
type Meaning struct {
	Title  string
	Grain  string // what one row is
	Source string // which rows count, and on which day
	Terms  []Fact // each figure with its formula
}

// term is a figure of a report that is worked out by hand, with its formula.
type term struct{ name, formula i18n.Key }

// MeaningsOf are the meanings of what a report shows to the reader; of all figures that
// there are without a report.
func MeaningsOf(r *view.Reader, name string) []Meaning {
	if s, found := Find(name); found {
		if s, err := s.defined(r); err == nil {
			return []Meaning{s.meaning(r)}
		}
	}
	var list []Meaning
	for _, f := range figures.Facts() {
		if f.Check(r.Catalog) == nil {
			list = append(list, meaningOf(r.Catalog, f, nil))
		}
	}
	for _, s := range byHand {
		list = append(list, s.meaning(r))
	}
	return list
}

func (s Spec) meaning(r *view.Reader) Meaning {
	if s.declared == nil {
		m := Meaning{Title: s.Title(), Source: s.About()}
		for _, t := range s.how {
			m.Terms = append(m.Terms, Fact{t.name.Text(), t.formula.Text()})
		}
		return m
	}
	head, err := figuresOf(r).Head(s.declared.Query(r.Today(), r.Today()))
	if err != nil {
		return Meaning{Title: s.Title()}
	}
	m := meaningOf(r.Catalog, s.declared.Fact, func(measure string) bool { return head.Column(measure) >= 0 })
	m.Title = s.Title()
	for _, c := range head.Columns {
		measure, what, derived := derivedFrom(s.declared, c.Name)
		if derived && head.Column(measure) >= 0 {
			m.Terms = append(m.Terms, Fact{view.Say(c.Zh, c.En), what.Text()})
		}
	}
	return m
}

// derivedFrom tells how a column is made of a measure that stands beside it.
func derivedFrom(r *figures.Report, column string) (measure string, how i18n.Key, derived bool) {
	for suffix, how := range map[string]i18n.Key{"_before": beforeMeans, "_change": changeMeans, "_share": shareMeans, "_total": totalMeans} {
		if measure, derived = strings.CutSuffix(column, suffix); derived {
			if suffix == "_before" && r.With == figures.LastYear {
				how = lastYearMeans
			}
			return measure, how, true
		}
	}
	return "", i18n.Key{}, false
}

// meaningOf says what a fact is, and the measures of it that are shown, nil for all.
func meaningOf(c *kernel.Catalog, f *figures.Fact, shown func(measure string) bool) Meaning {
	m := Meaning{Title: view.Say(f.Zh, f.En), Grain: view.Say(f.Grain.Zh, f.Grain.En)}
	var sources []string
	for _, p := range f.Parts {
		entity, day := p.Labels(c)
		text := view.Say(entity.Zh, entity.En)
		if p.Red {
			text = redRows.Text(text)
		}
		if p.Date != "" {
			text = onItsDay.Text(text, view.Say(day.Zh, day.En))
		} else {
			text = asItIs.Text(text)
		}
		if !slices.Contains(sources, text) {
			sources = append(sources, text)
		}
	}
	m.Source = view.Join(sources...)
	for _, measure := range f.Measures {
		if shown == nil || shown(measure.Name) {
			m.Terms = append(m.Terms, Fact{view.Say(measure.Zh, measure.En), view.Say(measure.Means.Zh, measure.Means.En)})
		}
	}
	return m
}

var (
	onItsDay      = i18n.Define("reports.meaning.day", "{0}，按{1}计入", "{0}, counted on {1}")
	asItIs        = i18n.Define("reports.meaning.now", "{0}，当前数", "{0}, as it stands now")
	redRows       = i18n.Define("reports.meaning.red", "{0}（红字）", "{0} (in red)")
	beforeMeans   = i18n.Define("reports.meaning.before", "上一段同样长的日期里的数；整月与前几个整月比", "The figure of as many days before; whole months are compared with the months before")
	lastYearMeans = i18n.Define("reports.meaning.year", "去年同一段日期里的数", "The figure of the same days a year before")
	changeMeans   = i18n.Define("reports.meaning.change", "本期减对比期，除以对比期；对比期为零时不算", "This figure less the earlier one, by the earlier one; none where that is nothing")
	shareMeans    = i18n.Define("reports.meaning.share", "本行除以合计", "This line by the total")
	totalMeans    = i18n.Define("reports.meaning.total", "从第一行加到本行", "Added up from the first line to this one")
)

// What the figures of reports mean that are worked out by hand.
var (
	receivableTerms = []term{
		{i18n.Define("reports.how.owed", "应收合计", "Receivable"), i18n.Define("reports.how.owed.is", "客户每笔应收还没有核销的部分之和", "What is not settled of each item that the customer owes")},
		{i18n.Define("reports.how.age", "未到期、逾期各档", "Not due, and late by days"), i18n.Define("reports.how.age.is", "应收合计按到期日到今天的天数分档，各档相加等于应收合计；预收和红字先抵最早到期的，预收抵得掉的部分不算逾期，列在未到期", "What is owed by the days from its due date to today; the classes add up to it. Advances and credit notes count against the oldest bills first: what advances cover is not late and stands among what is not due")},
		{i18n.Define("reports.how.advance", "预收", "Paid in advance"), i18n.Define("reports.how.advance.is", "收到而还没有用来核销的款", "Money received that settles nothing yet")},
		{i18n.Define("reports.how.net.age", "净额", "Net"), i18n.Define("reports.how.net.age.is", "应收合计 － 预收，负数是公司欠客户的", "Receivable less what is paid in advance; below zero the company owes it")},
	}
	statementTerms = []term{
		{i18n.Define("reports.how.opening", "上次欠款", "Owed before"), i18n.Define("reports.how.opening.is", "当前应收余额，倒推开始日期以后的每笔往来", "What is owed now, less all that has happened from the first day on")},
		{i18n.Define("reports.how.closing", "累计欠款", "Owed now"), i18n.Define("reports.how.closing.is", "上次欠款 ＋ 本次应收 － 本次已收或冲抵", "Owed before, and what was charged, less what was settled")},
		{i18n.Define("reports.how.advanced", "本次预收变动", "Change of advances"), i18n.Define("reports.how.advanced.is", "收款中没有核销单据而转预收的，减去用掉和退还的；上次预收 ＋ 本次预收变动 ＝ 预收余额", "What of receipts settled nothing and is paid in advance, less what was used and given back; paid in advance before, and the change, is what is now")},
		{i18n.Define("reports.how.net", "净欠款", "Net"), i18n.Define("reports.how.net.is", "累计欠款 － 预收余额", "Owed now, less what is paid in advance")},
	}
	stockTerms = []term{
		{i18n.Define("reports.how.stock.closing", "结存", "Closing"), i18n.Define("reports.how.stock.closing.is", "当前库存，倒推结束日期以后的每笔出入库", "What is there now, less all that has come and gone since the last day")},
		{i18n.Define("reports.how.stock.opening", "期初", "Opening"), i18n.Define("reports.how.stock.opening.is", "结存 － 本期收入 ＋ 本期发出", "Closing less what came, and what went")},
		{i18n.Define("reports.how.stock.worth", "金额", "Value"), i18n.Define("reports.how.stock.worth.is", "出入库的成本，按出库时的成本结转", "Cost of what came and went, as it was when it left")},
	}
	bookTerms = []term{
		{i18n.Define("reports.how.movement", "借方、贷方", "Debit, credit"), i18n.Define("reports.how.movement.is", "该期间全部凭证分录的借方、贷方金额", "Debit and credit of all voucher entries of the period")},
		{i18n.Define("reports.how.balance", "余额", "Balance"), i18n.Define("reports.how.balance.is", "期初余额 ＋ 借方 － 贷方，借方余额为正", "Opening balance, and debit less credit; a debit balance is positive")},
	}
	voucherTerms = []term{
		{i18n.Define("reports.how.entry", "借方、贷方", "Debit, credit"), i18n.Define("reports.how.entry.is", "每行是一笔凭证分录；一张凭证借贷相等", "Each line is an entry of a voucher, whose debit equals its credit")},
	}
)
