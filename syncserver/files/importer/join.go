package importer

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
)

// join gives every line its partners.
func (d *Data) join(t *table, report *Report) {
	for n, j := range t.sheet.Joins {
		other := d.tables[j.Sheet]
		byKey, twice := map[string]*line{}, map[string]bool{}
		for _, l := range other.lines {
			key := l.get(j.To)
			if byKey[key] != nil {
				twice[key] = true
			}
			byKey[key] = l
		}
		for _, l := range t.lines {
			if l.joined == nil {
				l.joined = make([]*line, len(t.sheet.Joins))
			}
			key := l.get(j.On)
			partner := byKey[key]
			args := []kernel.Arg{kernel.Text("sheet", j.Sheet), kernel.Text("value", key)}
			switch {
			case twice[key]:
				report.refuse(l, j.On, twicePart.With(args...))
			case partner == nil && !j.Optional && !l.refused:
				report.refuse(l, j.On, noPartner.With(args...))
			case partner != nil && partner.refused:
				report.refuse(l, j.On, withOthers.With(kernel.Int("line", int64(partner.number))))
			}
			l.joined[n] = partner
		}
	}
}

// skip marks what the mapping says is no document, and what stands twice.
func (t *table) skip(report *Report) {
	seen := map[string]bool{}
	for _, l := range t.lines {
		if l.refused {
			continue
		}
		if len(t.sheet.Once) > 0 {
			key := keyOf(l, t.sheet.Once)
			if seen[key] {
				l.leave(report, "已经有过的行，只取第一次", "Lines that were there before; the first is taken")
				continue
			}
			seen[key] = true
		}
		for _, s := range t.sheet.Skip {
			if l.meets(s.When) {
				l.leave(report, s.Zh, s.En)
				break
			}
		}
		for _, s := range t.sheet.Refuse {
			if !l.skipped && l.meets(s.When) {
				report.refuse(l, s.When[0].Column, byRule.With(kernel.Words("why", s.Zh, s.En), kernel.Text("value", l.get(s.When[0].Column))))
				break
			}
		}
	}
}

func (l *line) leave(report *Report, zh, en string) {
	l.skipped = true
	report.Skipped++
	report.note(l.file, l.number, zh, en)
}

// leaveOut takes the skipped lines away, and those that go with one: the lines of
// an order whose head was skipped.
func (t *table) leaveOut(report *Report) {
	for _, l := range t.lines {
		for _, partner := range l.joined {
			if partner != nil && partner.skipped && !l.skipped {
				l.leave(report, "属于跳过的「"+partner.table.sheet.Name+"」的行", "Lines that go with skipped ones of "+partner.table.sheet.Name)
			}
		}
	}
	t.lines = slices.DeleteFunc(t.lines, func(l *line) bool { return l.skipped })
}

// meets tells whether all conditions hold.
func (l *line) meets(list []Condition) bool {
	for _, c := range list {
		if c.holds(l.get(c.Column)) == c.Not {
			return false
		}
	}
	return true
}

func (c Condition) holds(text string) bool {
	if c.Empty != nil && *c.Empty != (text == "") || c.Prefix != "" && !strings.HasPrefix(text, c.Prefix) ||
		len(c.Is) > 0 && !slices.Contains(c.Is, text) {
		return false
	}
	if c.Sign == "" {
		return true
	}
	if c.Sign == "nothing" && text == "" {
		return true
	}
	n, err := decimal.NewFromString(text)
	if c.Sign == "nothing" {
		return err == nil && n.IsZero()
	}
	return err == nil && c.Sign == map[int]string{-1: "negative", 0: "zero", 1: "positive"}[n.Sign()]
}
