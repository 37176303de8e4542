package sales

import (
	"regexp"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
)

// The sums of checks are kept in the trail without a language; these are their parts.
var (
	exposureSum = regexp.MustCompile(`^(-?[\d.]+) − (-?[\d.]+) \+ (-?[\d.]+) \+ (-?[\d.]+) = (-?[\d.]+)(?: / (-?[\d.]+))?$`)
	lateSum     = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) \+(\d+) d / (\d+) d$`)
	shortSum    = regexp.MustCompile(`^(\S+) (-?[\d.]+)/(-?[\d.]+)$`)
)

// sayCheck puts what a check of an order has found into words. The sum behind a credit check
// stands apart from the trail, for those who see debts.
func sayCheck(tx *kernel.Tx, e *flow.ProcessEvent) []kernel.Saying {
	if c, found := CreditChecks.Get(tx, kernel.Ref[CreditCheck](e.ID)); found == kernel.Found {
		return saySum(tx, c.Sum)
	}
	return saySum(tx, e.Note)
}

func saySum(tx *kernel.Tx, note string) (list []kernel.Saying) {
	for part := range strings.SplitSeq(note, "; ") {
		list = append(list, sayPart(tx, part))
	}
	return list
}

func sayPart(tx *kernel.Tx, sum string) kernel.Saying {
	said := &parsed{}
	if p := exposureSum.FindStringSubmatch(sum); p != nil {
		said.figure("owed", kernel.KindMoney, p[5])
		if p[6] == "" {
			return said.as(sum, "连同本单应收 {owed}", "{owed} owed with this order")
		}
		said.figure("limit", kernel.KindMoney, p[6])
		return said.as(sum, "连同本单应收 {owed}，额度 {limit}", "{owed} owed with this order, limit {limit}")
	}
	if p := lateSum.FindStringSubmatch(sum); p != nil {
		said.figure("due", kernel.KindDate, p[1])
		said.figure("days", kernel.KindInt, p[2])
		said.figure("tolerance", kernel.KindInt, p[3])
		return said.as(sum, "{due} 到期未付，逾期 {days} 天（宽限 {tolerance} 天）", "due {due}, days late: {days} (tolerance {tolerance})")
	}
	if p := shortSum.FindStringSubmatch(sum); p != nil {
		name, unit := p[1], ""
		if goods, found := product.ByCode.Find(tx, p[1]); found == kernel.Found {
			name, unit = strings.TrimSpace(goods.Name+" "+goods.Spec), goods.Unit
		}
		said.args = append(said.args, kernel.Text("product", name))
		said.figure("wanted", kernel.KindQty, p[3])
		said.figure("there", kernel.KindQty, p[2])
		for i := range said.args[1:] {
			said.args[i+1].Zh, said.args[i+1].En = unit, unit
		}
		return said.as(sum, "{product} 要 {wanted}，有 {there}", "{product}: {wanted} wanted, {there} there")
	}
	return kernel.Saying{Zh: "{sum}", En: "{sum}", Args: []kernel.Arg{kernel.Text("sum", sum)}}
}

// parsed are figures read from a text.
type parsed struct {
	args []kernel.Arg
	err  error
}

func (p *parsed) figure(name string, kind kernel.Kind, text string) {
	v, err := kernel.ParseValue(kind, text)
	if err != nil {
		p.err = err
	}
	p.args = append(p.args, kernel.Arg{Name: name, Value: v})
}

// as is the saying, the text itself where it could not be read.
func (p *parsed) as(text, zh, en string) kernel.Saying {
	if p.err != nil {
		return kernel.Saying{Zh: "{sum}", En: "{sum}", Args: []kernel.Arg{kernel.Text("sum", text)}}
	}
	return kernel.Saying{Zh: zh, En: en, Args: p.args}
}

// sayPaid says how much was paid.
func sayPaid(_ *kernel.Tx, e *flow.ProcessEvent) []kernel.Saying {
	said := &parsed{}
	said.figure("paid", kernel.KindMoney, e.Note)
	return []kernel.Saying{said.as(e.Note, "{paid}", "{paid}")}
}

// What checks and payments come to.
var (
	checked = flow.Results(
		kernel.Option{Code: passed, Zh: "通过", En: "Passed", Tone: kernel.Good},
		kernel.Option{Code: warned, Zh: "提醒", En: "Warned", Tone: kernel.Caution},
		kernel.Option{Code: held, Zh: "待放行", En: "Held", Tone: kernel.Caution},
		kernel.Option{Code: short, Zh: "缺货", En: "Short", Tone: kernel.Alert},
		kernel.Option{Code: string(flow.Released), Zh: "已放行", En: "Released", Tone: kernel.Info},
		kernel.Option{Code: string(flow.Declined), Zh: "已拒绝", En: "Declined", Tone: kernel.Info})
	paying = flow.Results(
		kernel.Option{Code: paidPart, Zh: "部分", En: "Part", Tone: kernel.Caution},
		kernel.Option{Code: paidAll, Zh: "全部", En: "All", Tone: kernel.Good})
	scores = flow.Results(score("1"), score("2"), score("3"), score("4"), score("5"))
)

// score is how many of five a customer gave.
func score(n string) kernel.Option {
	return kernel.Option{Code: n, Zh: n + " 分", En: n + " of 5", Tone: kernel.Good}
}
