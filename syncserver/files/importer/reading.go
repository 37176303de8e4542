package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// reading is how the cells of a column are written, where one cell alone does not
// tell.
type reading struct {
	order habit.Order
	comma bool   // in front of a figure's fraction
	zone  int    // of the company
	float bool   // codes that a program has written as figures: 17850.0
	unit  string // behind most figures of the column
	mark  string // in front of most
	parts bool   // the column has percentages
}

// Refusals of a column as a whole.
var (
	whichOrder = kernel.Refuse("import.date_order", "「{value}」分不清月和日；请把文件里的日期改成 2026-11-03 这样（自己写映射的，在这一列写 order = \"dmy\" 或 \"mdy\"）",
		"{value} does not tell day from month; write days as 2026-11-03 in the file (in a mapping of your own: order = \"dmy\", day first, or \"mdy\")")
	twoOrders = kernel.Refuse("import.date_orders", "「{value}」与第 {line} 行的「{other}」日月顺序不同，请在文件里改成一样后再导入",
		"{value} and {other} in line {line} put day and month in different orders; make them alike in the source")
	whichMark = kernel.Refuse("import.decimal", "「{value}」分不清是千分位还是小数；请去掉文件里的千分位（自己写映射的，在 [[sheet]] 写 decimal = \",\" 或 decimal = \".\"）",
		"{value} may be thousands or a fraction; take the marks of thousands out of the file (in a mapping of your own: decimal = \",\" or decimal = \".\" in its [[sheet]])")
	signWord = kernel.Refuse("import.sign", "「{value}」带有借贷字样，分不清正负；请在文件里改成正负数（自己写映射的，在这一列写 debit = \"plus\" 或 \"minus\"）",
		"{value} says debit or credit; write figures above and below zero in the file (in a mapping of your own: debit = \"plus\", debits are above zero, or \"minus\")")
	otherUnit = kernel.Refuse("import.unit", "「{value}」的单位与本列其他行的「{unit}」不同，请在文件里换算成一样的", "{value} has another unit than the {unit} of this column's other lines; make them alike in the source")
	otherMark = kernel.Refuse("import.mark", "「{value}」的币种与本列其他行的「{unit}」不同，请在文件里换算成一样的", "{value} is another currency than the {unit} of this column's other lines; make them alike in the source")
	noPercent = kernel.Refuse("import.percent", "本列其他行是百分数，「{value}」不是，不知道是百分之几", "Other lines of this column are percentages and {value} is not")
)

// normalise brings the cells of all lines into their canonical form.
func (t *table) normalise(report *Report) error {
	t.fill()
	comma, err := t.decimalMark(report)
	if err != nil {
		return err
	}
	for i := range t.sheet.Columns {
		c, how := &t.sheet.Columns[i], reading{comma: comma, zone: t.zone}
		t.customs(i, &how)
		if c.Kind == "date" {
			if how.order, err = t.order(i, report); err != nil {
				return err
			}
		}
		for _, l := range t.lines {
			text, cut, err := c.normal(l.cells[i], how)
			if err != nil && !l.refused {
				report.refuse(l, c.Name, err)
			}
			if cut {
				report.note(l.file, l.number, fmt.Sprintf("「%s」截到 %d 个字", c.Name, c.Cut), fmt.Sprintf("%s is cut to %d characters", c.Name, c.Cut))
			}
			l.cells[i] = t.kept(text)
		}
	}
	t.texts = nil
	return nil
}

// customs finds out how a column is written as a whole: codes as figures, the unit
// and the currency of its figures.
func (t *table) customs(column int, how *reading) {
	c := &t.sheet.Columns[column]
	switch c.Kind {
	case "code":
		how.float = t.floats(column)
	case "number", "whole":
		units, marks := map[string]int{}, map[string]int{}
		for _, l := range t.lines {
			text := l.cells[column]
			if strings.Trim(text, "0123456789.,- ") == "" {
				continue
			}
			f, err := how.figure(text)
			if err != nil {
				continue
			}
			if unit := strings.ToLower(f.Unit); !signs[unit] && unit != "" {
				units[unit]++
			}
			if f.Mark != "" {
				marks[currency(f.Mark)]++
			}
		}
		how.unit, how.mark = most(units), most(marks)
		how.parts = units["%"] > 0
	}
}

// floats tells whether a column of codes holds figures with a fraction of zero, as
// programs write them that take every number for one: then 17850.0 is 17850.
func (t *table) floats(column int) bool {
	found := false
	for _, l := range t.lines {
		text := l.cells[column]
		whole, fraction, dotted := strings.Cut(text, ".")
		if !dotted {
			continue
		}
		if whole == "" || strings.Trim(whole, "0123456789") != "" || strings.Trim(fraction, "0") != "" || fraction == "" {
			return false
		}
		found = true
	}
	return found
}

// most is the word that was counted most often.
func most(counts map[string]int) (word string) {
	for w, n := range counts {
		if n > counts[word] || n == counts[word] && w < word {
			word = w
		}
	}
	return word
}

// currency is a currency by one name.
func currency(mark string) string {
	switch strings.ToUpper(mark) {
	case "¥", "￥", "RMB", "CNY", "人民币", "CN¥", "元", "圆", "块", "块钱", "元整":
		return "CNY"
	case "US$", "USD", "美元":
		return "USD"
	case "€", "EUR", "欧元":
		return "EUR"
	case "£", "GBP", "英镑":
		return "GBP"
	case "HK$", "HKD", "港币", "港元":
		return "HKD"
	}
	return strings.ToUpper(mark)
}

// fill gives empty cells what stands above them, as reports mean it that name an
// order in its first line only. Columns behind the first are filled within one
// content of it.
func (t *table) fill() {
	var above *line
	for _, l := range t.lines {
		same := above != nil && above.file == l.file
		for n, name := range t.sheet.Fill {
			at, own := t.at[name]
			if !own || !same {
				continue
			}
			if l.cells[at] == "" {
				l.cells[at] = above.cells[at]
			}
			if n == 0 {
				same = l.cells[at] == above.cells[at]
			}
		}
		above = l
	}
}

// order finds out how the numbers of a column's dates follow each other: the only
// order in which all of them are days; else the one in which they lie in fewer
// years, for 24-01-05 is read as 2005 as easily as 05-01-24.
func (t *table) order(column int, report *Report) (habit.Order, error) {
	c := &t.sheet.Columns[column]
	if c.Order != "" {
		return c.Order, nil
	}
	v := t.votes(column)
	if v.all == 0 {
		return "", nil
	}
	first := v.first
	best, tie := v.best()
	if tie {
		return "", t.refuseColumn(report, first, c, whichOrder.With(kernel.Text("value", first.cells[column])))
	}
	if best == "" {
		a, b := v.only[habit.DayFirst], v.only[habit.MonthFirst]
		if a == nil || b == nil {
			a, b = first, first
		}
		return "", t.refuseColumn(report, b, c, twoOrders.With(kernel.Text("value", b.cells[column]), kernel.Int("line", int64(a.number)), kernel.Text("other", a.cells[column])))
	}
	words := map[habit.Order][2]string{habit.YearFirst: {"年-月-日", "year, month, day"}, habit.DayFirst: {"日-月-年", "day, month, year"}, habit.MonthFirst: {"月-日-年", "month, day, year"}}[best]
	report.note(first.file, first.number, fmt.Sprintf("「%s」按 %s 读取（如 %s）", c.Name, words[0], first.cells[column]),
		fmt.Sprintf("%s is read as %s (as in %s)", c.Name, words[1], first.cells[column]))
	return best, nil
}

// votes are what the dates of a column say of their order.
type votes struct {
	all   int // dates in some order
	first *line
	days  map[habit.Order]int            // how many are days in an order
	years map[habit.Order]map[int64]bool // in which years they lie
	only  map[habit.Order]*line          // a line that is a day in this order alone
}

func (t *table) votes(column int) *votes {
	v := &votes{days: map[habit.Order]int{}, years: map[habit.Order]map[int64]bool{}, only: map[habit.Order]*line{}}
	for _, l := range t.lines {
		text := l.cells[column]
		if !habit.Ordered(text) {
			continue
		}
		var fits []habit.Order
		for _, o := range habit.Orders {
			if day, err := habit.DateIn(text, o); err == nil {
				fits = append(fits, o)
				if v.years[o] == nil {
					v.years[o] = map[int64]bool{}
				}
				v.years[o][day/10000] = true
				v.days[o]++
			}
		}
		if len(fits) == 0 {
			continue // no day in any order: refused by itself
		}
		if v.all++; v.first == nil {
			v.first = l
		}
		if len(fits) == 1 && v.only[fits[0]] == nil {
			v.only[fits[0]] = l
		}
	}
	return v
}

// best is the order in which all dates are days; tie tells that there are several.
func (v *votes) best() (best habit.Order, tie bool) {
	for _, o := range habit.Orders {
		switch {
		case v.days[o] < v.all:
		case best == "" || 2*len(v.years[o]) <= len(v.years[best]):
			best, tie = o, false
		case 2*len(v.years[best]) > len(v.years[o]):
			tie = true
		}
	}
	return best, tie
}

func (t *table) refuseColumn(report *Report, at *line, c *Column, why error) error {
	report.refuse(at, c.Name, why)
	return Unusable.With()
}

// decimalMark finds out whether the sheet's figures have a decimal comma. All of
// its columns are written alike.
func (t *table) decimalMark(report *Report) (comma bool, err error) {
	if t.sheet.Decimal != "" {
		return t.sheet.Decimal == ",", nil
	}
	var points, commas int
	var open *line // a figure that may be either
	var where *Column
	for i := range t.sheet.Columns {
		c := &t.sheet.Columns[i]
		if c.Kind != "number" && c.Kind != "whole" {
			continue
		}
		for _, l := range t.lines {
			if !strings.ContainsAny(l.cells[i], ".,，") {
				continue
			}
			point, err1 := habit.Number(l.cells[i])
			withComma, err2 := habit.NumberComma(l.cells[i])
			switch {
			case err1 == nil && err2 != nil:
				points++
			case err1 != nil && err2 == nil:
				commas++
			case err1 == nil && point.Dec != withComma.Dec && open == nil:
				open, where = l, c
			}
		}
	}
	if points == 0 && commas == 0 && open != nil && t.semi {
		return false, t.refuseColumn(report, open, where, whichMark.With(kernel.Text("value", open.cells[t.at[where.Name]])))
	}
	// One odd cell is a typing error and no custom.
	if comma = points == 0 && (commas > 2 || commas > 0 && t.semi); comma {
		report.note("", 0, "数字按小数逗号读取（1.234,50）", "Figures are read with a decimal comma (1.234,50)")
	}
	return comma, nil
}

// normal is the canonical form of a cell; cut tells that its end is lost.
func (c *Column) normal(text string, how reading) (normal string, cut bool, err error) {
	if c.Fold == "upper" {
		text = strings.ToUpper(text)
	}
	if slices.Contains(c.Null, text) {
		text = ""
	}
	if mapped, ok := c.Map[text]; ok {
		text = mapped
	} else if others, ok := c.Map["*"]; ok && text != "" {
		text = others
	}
	if text == "" {
		if c.Empty || c.Optional {
			return "", false, nil
		}
		return "", false, isEmpty.With()
	}
	switch c.Kind {
	case "date":
		day, err := habit.DateAt(text, how.order, how.zone)
		return kernel.Date(day).String(), false, err
	case "code":
		if how.float {
			text, _, _ = strings.Cut(text, ".")
		}
	case "number", "whole":
		n, err := c.figure(text, how)
		return n, false, err
	}
	if c.Cut > 0 && utf8.RuneCountInString(text) > c.Cut {
		return string([]rune(text)[:c.Cut]), true, nil
	}
	return text, false, nil
}

// signs are the words for the sides of an account behind a figure.
var signs = map[string]bool{"cr": true, "dr": true, "c": true, "d": true, "cr.": true, "dr.": true, "借": true, "贷": true, "h": true, "s": true}

func (how *reading) figure(text string) (habit.Figure, error) {
	if how.comma {
		return habit.NumberComma(text)
	}
	return habit.Number(text)
}

// figure reads a figure; its unit and its currency must be those of the column.
func (c *Column) figure(text string, how reading) (string, error) {
	f, err := how.figure(text)
	if err != nil {
		return "", err
	}
	unit := strings.ToLower(f.Unit)
	n, err := decimal.NewFromString(f.Fraction())
	if err != nil {
		return "", fmt.Errorf("importer: %q: %w", f.Fraction(), err)
	}
	switch {
	case signs[unit] && c.Debit == "":
		return "", signWord.With(kernel.Text("value", text))
	case signs[unit]:
		if debit := unit[0] == 'd' || unit == "借" || unit == "s"; debit != (c.Debit == "plus") {
			n = n.Neg()
		}
	case unit != "" && unit != how.unit && !(habit.IsCurrency(unit) && currency(unit) == currency(how.unit)):
		return "", otherUnit.With(kernel.Text("value", text), kernel.Text("unit", how.unit))
	case f.Mark != "" && currency(f.Mark) != how.mark:
		return "", otherMark.With(kernel.Text("value", text), kernel.Text("unit", how.mark))
	case how.parts && unit == "" && n.Abs().GreaterThan(decimal.NewFromInt(1)):
		return "", noPercent.With(kernel.Text("value", text))
	}
	if c.Times != "" {
		n = n.Mul(decimal.RequireFromString(c.Times)) // the mapping was checked
	}
	if c.Kind == "whole" && !n.IsInteger() {
		return "", notWhole.With(kernel.Text("value", text))
	}
	return n.String(), nil
}
