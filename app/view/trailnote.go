package view

import (
	"regexp"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
)

// The sums of checks are kept in the trail without a language; these are their parts.
var (
	exposureSum = regexp.MustCompile(`^(-?[\d.]+) − (-?[\d.]+) \+ (-?[\d.]+) \+ (-?[\d.]+) = (-?[\d.]+)(?: / (-?[\d.]+))?$`)
	lateSum     = regexp.MustCompile(`^(\d{4}-\d\d-\d\d) \+(\d+) d / (\d+) d$`)
	shortSum    = regexp.MustCompile(`^(\S+) (-?[\d.]+)/(-?[\d.]+)$`)

	exposureNote = i18n.Define("trail.exposure", "连同本单应收 {0}，额度 {1}", "{0} owed with this order, limit {1}")
	exposureFree = i18n.Define("trail.exposure.free", "连同本单应收 {0}", "{0} owed with this order")
	lateNote     = i18n.DefinePlural("trail.late", "{1} 到期未付，逾期 {0} 天（宽限 {2} 天）", "due {1}, {0} day late (tolerance {2})", "due {1}, {0} days late (tolerance {2})")
	shortNote    = i18n.Define("trail.short", "{0} 要 {1}，有 {2}", "{0}: {1} wanted, {2} there")
)

// TrailNote says what stands beside a step of a document's trail: the words of the
// person, or the figures of a check.
func TrailNote(r *Reader, e *flow.ProcessEvent) string {
	switch flow.Node(e.Node) {
	case sales.NodePaid:
		return figureSaid(kernel.KindMoney, e.Note)
	case sales.NodeCredit, sales.NodeStock:
	default:
		return e.Note
	}
	note := e.Note
	if c, found := sales.CreditChecks.Get(r.Tx, kernel.Ref[sales.CreditCheck](e.ID)); found == kernel.Found {
		note = c.Sum
	}
	return SumSaid(r, note)
}

// SumSaid puts what a check of an order has found into words.
func SumSaid(r *Reader, note string) string {
	parts := strings.Split(note, "; ")
	for i, part := range parts {
		parts[i] = sumSaid(r, part)
	}
	return Join(parts...)
}

func sumSaid(r *Reader, sum string) string {
	if p := exposureSum.FindStringSubmatch(sum); p != nil {
		if p[6] == "" {
			return exposureFree.Text(figureSaid(kernel.KindMoney, p[5]))
		}
		return exposureNote.Text(figureSaid(kernel.KindMoney, p[5]), figureSaid(kernel.KindMoney, p[6]))
	}
	if p := lateSum.FindStringSubmatch(sum); p != nil {
		days, err := kernel.ParseValue(kernel.KindInt, p[2])
		if err == nil {
			return lateNote.Text(days.Int, p[1], p[3])
		}
	}
	if p := shortSum.FindStringSubmatch(sum); p != nil {
		name, unit := p[1], ""
		if goods, found := product.ByCode.Find(r.Tx, p[1]); found == kernel.Found {
			name, unit = strings.TrimSpace(goods.Name+" "+goods.Spec), goods.Unit
		}
		return shortNote.Text(name, qtySaid(p[3], unit), qtySaid(p[2], unit))
	}
	return sum
}

func figureSaid(kind kernel.Kind, text string) string {
	v, err := kernel.ParseValue(kind, text)
	if err != nil {
		return text
	}
	return Figure(v)
}

func qtySaid(text, unit string) string {
	v, err := kernel.ParseValue(kernel.KindQty, text)
	if err != nil {
		return text
	}
	return Qty(kernel.Qty(v.Int), unit)
}
