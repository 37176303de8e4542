package importer

import (
	"slices"
	"strings"
)

// What a column is follows from its title and from its cells together: a title that
// speaks of days is believed as soon as half of the cells are days, so that one
// wrong cell is refused at its line and does not make a text of the column.

func titleSaysDay(title string) bool {
	return contains(titleWord(title), "日期", "时间", "到期", "交期", "date", "dueon", "createdat")
}

func titleSaysFigure(title string) bool {
	return contains(titleWord(title), "数量", "金额", "单价", "价格", "余额", "售价", "进价", "成本", "件数", "销售额", "应收", "应付", "欠款", "小计", "合计", "利润",
		"折扣", "税率", "税额", "库存", "qty", "quantity", "amount", "price", "balance", "total", "cost", "debit", "credit", "discount", "profit", "outstanding")
}

// titleSaysCode tells whether a title speaks of names that may be digits.
func titleSaysCode(title string) bool {
	word := titleWord(title)
	if titleSaysFigure(title) || titleSaysDay(title) {
		return false
	}
	return contains(word, "编码", "编号", "单号", "货号", "款号", "条码", "代码", "发票号", "手机", "电话", "税号", "账号", "barcode", "sku", "code", "phone", "mobile", "tel") ||
		strings.HasSuffix(word, "id") || strings.HasSuffix(word, "no") || strings.HasSuffix(word, "号")
}

func contains(word string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(word, part) })
}

// judge decides the kind of a column.
func (c *Seen) judge() {
	c.Kind, c.Order, c.Nothing, c.Words = "text", "", nil, nil
	nothings := 0
	for text, n := range c.empties {
		c.Nothing = append(c.Nothing, text)
		nothings += n
	}
	slices.Sort(c.Nothing)
	if c.Filled = c.cells - nothings; c.Filled == 0 || titleSaysCode(c.Name) || contains(titleWord(c.Name), "地址", "address") { // 57 High Street is no figure
		return
	}
	leading := false // digits that are a name: 0012, or more than a figure has
	for text := range c.values {
		digits := strings.Trim(text, "0123456789") == ""
		leading = leading || digits && (len(text) > 1 && text[0] == '0' || len(text) > 15)
	}
	days := c.days
	ordered := 0
	for _, n := range c.fits {
		ordered = max(ordered, n)
	}
	days += ordered
	switch {
	case titleSaysDay(c.Name) && 2*days >= c.looked && days > 0, c.nearly(days) && (c.ordered > 0 || !c.digits()):
		c.Kind, c.Order = "date", c.likelyOrder()
	case titleSaysFigure(c.Name) && 2*c.figures >= c.looked && c.figures > 0, c.nearly(c.figures) && !leading:
		c.Kind = "number"
	default:
		return
	}
	for text := range c.plain { // 面议, 待定
		if !strings.ContainsAny(text, "0123456789") {
			c.Words = append(c.Words, text)
		}
	}
	slices.Sort(c.Words)
}

// nearly tells whether all cells are of a kind, but for a few that are words: the
// column is one of figures in which somebody wrote 面议 now and then.
func (c *Seen) nearly(n int) bool {
	words := 0
	for text, count := range c.plain {
		if !strings.ContainsAny(text, "0123456789") {
			words += count
		}
	}
	return n+min(words, c.looked/3) >= c.looked && n > 0
}

// digits tells whether the column holds nothing but digits.
func (c *Seen) digits() bool {
	for text := range c.values {
		if strings.Trim(text, "0123456789.") != "" {
			return false
		}
	}
	return true
}

// alike tells whether two looks are parts of one table: the same columns, written
// alike.
func (k *Look) alike(o *Look) bool {
	if len(k.Columns) != len(o.Columns) || k.HeaderLine != o.HeaderLine || k.asked.DataFrom != o.asked.DataFrom || k.commas() != o.commas() {
		return false
	}
	for _, c := range k.Columns {
		if titleSame := o.byName[c.Name]; titleSame == nil {
			return false
		}
	}
	return len(k.Columns) > 1
}

// join adds what was seen of another part of the table.
func (k *Look) join(o *Look) {
	k.Paths = append(k.Paths, o.Path)
	k.Lines += o.Lines
	at := map[string]int{}
	for i, c := range o.Columns {
		at[c.Name] = i
	}
	for _, row := range o.rows {
		if len(k.rows) == rowsKept {
			break
		}
		cells := make([]string, len(k.Columns))
		for i, c := range k.Columns {
			cells[i] = row[at[c.Name]]
		}
		k.rows = append(k.rows, cells)
	}
	if k.Form.Encoding != o.Form.Encoding {
		k.Form.Encoding = ""
	}
	if len(o.Form.Tabs) != len(k.Form.Tabs) || o.Form.Tab != k.Form.Tab {
		k.Form.Tabs = nil
	}
	for _, c := range k.Columns {
		c.join(o.byName[c.Name])
		c.judge()
	}
}

func (c *Seen) join(o *Seen) {
	c.cells, c.looked, c.Longest = c.cells+o.cells, c.looked+o.looked, max(c.Longest, o.Longest)
	c.days, c.figures, c.ordered = c.days+o.days, c.figures+o.figures, c.ordered+o.ordered
	c.pointed, c.comma, c.negative, c.zero = c.pointed+o.pointed, c.comma+o.comma, c.negative+o.negative, c.zero+o.zero
	c.many, c.fraction, c.sided = c.many || o.many, c.fraction && o.fraction, c.sided || o.sided
	if c.mark == "" {
		c.mark = o.mark
	}
	add := func(into, from map[string]int) {
		for text, n := range from {
			into[text] += n
		}
	}
	add(c.values, o.values)
	add(c.empties, o.empties)
	add(c.plain, o.plain)
	for order, n := range o.fits {
		c.fits[order] += n
	}
	for order, years := range o.years {
		if c.years[order] == nil {
			c.years[order] = map[int64]bool{}
		}
		for year := range years {
			c.years[order][year] = true
		}
	}
}
