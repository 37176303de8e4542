package sheet

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"
)

// looks are the indexes of the cell styles of one workbook.
type looks struct {
	title, header, text, quoted, money, quantity, day, percent int
	totalText, totalMoney, totalQuantity, totalPercent         int
}

const (
	typeface       = "等线"
	textFormat     = 49 // @
	moneyFormat    = `#,##0.00;[Red]\-#,##0.00`
	quantityFormat = `General;[Red]\-General`
	percentFormat  = `0.00%;[Red]\-0.00%`
	dayFormat      = `yyyy\-mm\-dd`
)

// newLooks adds the styles to the workbook.
func newLooks(f *excelize.File) (looks, error) {
	var l looks
	plain := &excelize.Font{Family: typeface, Size: 11}
	bold := &excelize.Font{Family: typeface, Size: 11, Bold: true}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	above := []excelize.Border{{Type: "top", Style: 1, Color: "000000"}}
	custom := func(format string) *string { return &format }
	for _, s := range []struct {
		index *int
		style excelize.Style
	}{
		{&l.title, excelize.Style{
			Font:      &excelize.Font{Family: typeface, Size: 14, Bold: true},
			Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"},
		}},
		{&l.header, excelize.Style{
			Font: bold, NumFmt: textFormat, Alignment: middle,
			Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7EBF0"}},
			Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}},
		}},
		{&l.text, excelize.Style{Font: plain, NumFmt: textFormat}},
		{&l.money, excelize.Style{Font: plain, CustomNumFmt: custom(moneyFormat)}},
		{&l.quantity, excelize.Style{Font: plain, CustomNumFmt: custom(quantityFormat)}},
		{&l.day, excelize.Style{Font: plain, CustomNumFmt: custom(dayFormat)}},
		{&l.percent, excelize.Style{Font: plain, CustomNumFmt: custom(percentFormat)}},
		{&l.totalPercent, excelize.Style{Font: bold, CustomNumFmt: custom(percentFormat), Border: above}},
		{&l.totalText, excelize.Style{Font: bold, NumFmt: textFormat, Border: above}},
		{&l.totalMoney, excelize.Style{Font: bold, CustomNumFmt: custom(moneyFormat), Border: above}},
		{&l.totalQuantity, excelize.Style{Font: bold, CustomNumFmt: custom(quantityFormat), Border: above}},
	} {
		index, err := f.NewStyle(&s.style)
		if err != nil {
			return looks{}, err
		}
		*s.index = index
	}
	l.quoted = quotedCopy(f, l.text)
	return l, nil
}

// quotedCopy adds a style with the mark of quoted text, which excelize.Style
// does not have a word for.
func quotedCopy(f *excelize.File, style int) int {
	yes := true
	xfs := f.Styles.CellXfs
	quoted := xfs.Xf[style]
	quoted.QuotePrefix = &yes
	xfs.Xf = append(xfs.Xf, quoted)
	xfs.Count = len(xfs.Xf)
	return xfs.Count - 1
}

func (l looks) of(k Kind) int {
	return [...]int{Text: l.text, Money: l.money, Quantity: l.quantity, Day: l.day, Percent: l.percent}[k]
}

func (l looks) total(k Kind) int {
	switch k {
	case Money:
		return l.totalMoney
	case Percent:
		return l.totalPercent
	}
	return l.totalQuantity
}

// sheetName makes a name that the format allows: up to 31 characters, none of
// : \ / ? * [ ] and no apostrophe, which would end the name in a reference.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) || r < 0x20 || r == utf8.RuneError {
			return '_'
		}
		return r
	}, strings.ReplaceAll(name, "'", " "))
	units := 0
	for i, r := range name {
		if units += 1 + int(r>>16&1); units > excelize.MaxSheetNameLength {
			name = name[:i]
			break
		}
	}
	if name = strings.TrimSpace(name); name == "" {
		return "Sheet1"
	}
	return name
}

// printable drops the characters that XML cannot hold (NUL and its like).
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, text)
}

// columnWidth leaves a little air; a text longer than 60 does not widen the
// column further.
func columnWidth(c Column, content int) int {
	if c.Width > 0 {
		return min(c.Width, excelize.MaxColumnWidth)
	}
	return min(max(content+2, 8), 60)
}

// shownWidth counts Chinese characters as two and takes the longest line.
func shownWidth(text string) int {
	widest, n := 0, 0
	for _, r := range text {
		if r == '\n' {
			n = 0
			continue
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
		widest = max(widest, n)
	}
	return widest
}

// numberWidth adds the commas between thousands.
func numberWidth(text string) int {
	whole, _, _ := strings.Cut(text, ".")
	return max(len(text), len(whole)+3) + len(whole)/3
}
