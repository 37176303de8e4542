package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/tools/habit"
)

// currency refuses lines in other money than the company's: nothing is converted in
// silence.
func (w *proposal) currency(k *Look) {
	if !k.has(aCurrency) {
		return
	}
	own := []string{""}
	others := false
	for text := range k.column(aCurrency).values {
		if currency(text) == "CNY" || habit.Fold(text) == "人民币" {
			own = append(own, text)
		} else {
			others = true
		}
	}
	w.use(k, aCurrency)
	slices.Sort(own)
	if others || len(own) == 1 {
		own = append(own, "CNY")
	}
	w.skips[k] += fmt.Sprintf("\n# 公司只记人民币。要按汇率导入时，删去这一段，在行金额里乘以汇率：columns 里加 { name = \"汇率\", also = [%[1]s], kind = \"number\", map = { \"USD\" = \"7.1\", \"CNY\" = \"1\" } }。\n"+
		"# The books are in yuan. To import at a rate, remove this and multiply by a column that maps currencies to rates.\n"+
		"[[sheet.refuse]]\nwhen = [{ column = %[1]s, is = [%[2]s], not = true }]\nzh = \"不是人民币，没有汇率不能入账\"\nen = \"Another currency than the company's, without a rate\"\n",
		quote(k.roles[aCurrency]), quoted(slices.Compact(own)))
}

// marks says of a currency that stands in the cells that nothing is converted.
func (w *proposal) marks(k *Look) {
	for _, c := range k.Columns {
		if _, used := w.columns[k][c.Name]; used && c.mark != "" && currency(c.mark) != "CNY" {
			w.note("「"+oneLine(c.Name)+"」带有 "+c.mark+"：按公司的货币入账，没有换算。", oneLine(c.Name)+" has "+c.mark+": it is booked as the company's money, nothing is converted.")
		}
	}
}

// total is what the head of an order says that its lines come to, where that holds
// for most of them: then a difference is an error of the source.
func (w *proposal) total(k, heads *Look) string {
	told, column := "", ""
	switch {
	case heads != nil && heads.has(anAmount):
		told, column = heads.roles[anAmount], heads.sheet()+"."
	case k.has(anAmount) && k.has(aPrice) && k.repeats():
		told = k.roles[anAmount]
	default:
		return ""
	}
	equal, all := k.totals(heads)
	from := k
	if heads != nil && column != "" {
		from = heads
	}
	w.want(from, told, false)
	if all > 0 && 2*equal >= all {
		w.note("「"+oneLine(told)+"」是整单合计：与各行相加不符的单据会被拒绝。", oneLine(told)+" is the order's total: an order whose lines come to something else is refused.")
		return "{" + column + told + "}"
	}
	w.note("「"+oneLine(told)+"」与各行相加多半不符（可能含运费、税或折扣），没有核对。", oneLine(told)+" mostly differs from the sum of the lines (freight, tax or discounts may be in it), so it is not compared.")
	return ""
}

// totals counts the orders whose lines come to what is said of them.
func (k *Look) totals(heads *Look) (equal, all int) {
	at := map[string]int{}
	for i, c := range k.Columns {
		at[c.Name] = i
	}
	said, sums, bad := map[string]string{}, map[string]decimal.Decimal{}, map[string]bool{}
	cell := func(row []string, r role) (decimal.Decimal, bool) {
		if !k.has(r) {
			return decimal.NewFromInt(1), true
		}
		f, err := habit.Number(row[at[k.roles[r]]])
		if err != nil {
			return decimal.Zero, false
		}
		n, err := decimal.NewFromString(f.Fraction())
		return n, err == nil
	}
	for _, row := range k.rows {
		order := row[at[k.roles[anOrder]]]
		var amount decimal.Decimal
		var ok bool
		if heads != nil && k.has(anAmount) {
			amount, ok = cell(row, anAmount)
		} else {
			qty, ok1 := cell(row, aQty)
			price, ok2 := cell(row, aPrice)
			amount, ok = qty.Mul(price), ok1 && ok2
		}
		if !ok {
			bad[order] = true
		}
		sums[order] = sums[order].Add(amount)
		if heads == nil && said[order] == "" {
			said[order] = row[at[k.roles[anAmount]]]
		}
	}
	if heads != nil {
		for i, c := range heads.Columns {
			at["\x00"+c.Name] = i
		}
		for _, row := range heads.rows {
			said[row[at["\x00"+heads.roles[anOrder]]]] = row[at["\x00"+heads.roles[anAmount]]]
		}
	}
	for order, sum := range sums {
		f, err := habit.Number(said[order])
		total, err2 := decimal.NewFromString(f.Dec)
		if err != nil || err2 != nil || bad[order] {
			continue
		}
		if all++; total.Sub(sum).Abs().LessThan(decimal.New(1, -2)) {
			equal++
		}
	}
	return equal, all
}

// classes are the tax classes by the rates that goods have borne since 2019.
var classes = map[string]string{"0.13": "goods", "0.09": "farm", "0.06": "services", "0": "zero", "0.03": "levy", "0.01": "levy"}

// taxWords are the tax classes by what a sheet says of its rates; nil where they are not
// such, or a product has several.
func (k *Look) taxWords() map[string]string {
	if !k.has(aTaxRate) {
		return nil
	}
	code := k.roles[aGoodsCode]
	if code == "" {
		code = k.roles[aGoodsName]
	}
	at := map[string]int{}
	for i, c := range k.Columns {
		at[c.Name] = i
	}
	rates, words := map[string]string{}, map[string]string{}
	for _, row := range k.rows {
		text := row[at[k.roles[aTaxRate]]]
		f, err := habit.Number(text)
		rate := f.Fraction()
		if n, bad := decimal.NewFromString(rate); err == nil && bad == nil && f.Unit == "" && n.GreaterThanOrEqual(decimal.NewFromInt(1)) {
			rate = n.Shift(-2).String() // 13 is 13 %
		}
		if before, seen := rates[row[at[code]]]; err != nil || classes[rate] == "" || seen && before != rate {
			return nil
		}
		rates[row[at[code]]], words[text] = rate, classes[rate]
	}
	if len(words) == 0 || len(k.column(aTaxRate).values) != len(words) {
		return nil
	}
	return words
}

// listTax is the tax class of listed products whose orders tell of no tax: none, as is said
// of the orders.
func (w *proposal) listTax(k *Look) [][2]string {
	if w.lines == nil || w.lines.taxWords() != nil || k.has("product.tax_class") || k.has(aTaxRate) {
		return nil
	}
	return [][2]string{{"tax_class", "zero"}}
}

// tax is the products' tax class: that of the source's rates, where they are such
// and each product has one, or none, which is said.
func (w *proposal) tax(k *Look) [][2]string {
	if words := k.taxWords(); words != nil {
		w.want(k, k.roles[aTaxRate], false)
		k.byName[k.roles[aTaxRate]].Kind = "text" // its words are mapped
		if w.maps[k] == nil {
			w.maps[k] = map[string]map[string]string{}
		}
		w.maps[k][k.roles[aTaxRate]] = words
		w.add("\n# 税类取自「%[1]s」；金额按含税计。\n# Tax classes are taken from %[1]s; amounts include the tax.\n", oneLine(k.roles[aTaxRate]))
		return [][2]string{{"tax_class", "{" + k.roles[aTaxRate] + "}"}}
	}
	w.untaxed = true
	why := [2]string{"来源没有税率", "The source has no tax rates"}
	for _, r := range []role{aTaxRate, aTaxAmount} {
		if k.has(r) {
			why = [2]string{"「" + oneLine(k.roles[r]) + "」没有用到", oneLine(k.roles[r]) + " is not used"}
		}
	}
	w.add("\n# %s：商品按零税率，金额按不计税。有税时把 tax_class 改成 goods(13%%)、farm（9%%）或 services(6%%)。\n# %s: products bear no tax. Change tax_class to goods, farm or services where they do.\n", why[0], why[1])
	return [][2]string{{"tax_class", "zero"}}
}

// lineAmount is the formula of a line's amount, and what is said of it. A total of
// the order that stands in each of its lines is no amount of a line.
func (w *proposal) lineAmount(k *Look) (formula, how string) {
	product := ""
	if k.has(aPrice) {
		product = orOne(w.use(k, aQty)) + " * " + w.use(k, aPrice)
		if k.has(aDiscount) && k.column(aDiscount).fraction && !k.has(anAmount) {
			product += " * (1 - " + w.use(k, aDiscount) + ")"
		}
	}
	switch {
	case !k.has(anAmount):
		w.mustHave(k, k.roles[aPrice])
		return product, "行金额 = 数量 × 单价 / A line's amount is quantity × price"
	case product != "" && k.repeats():
		w.mustHave(k, k.roles[aPrice])
		return product, "「" + k.roles[anAmount] + "」在同一订单的各行相同或只写在首行，像是整单合计，行金额取 数量 × 单价 / " + k.roles[anAmount] + " is alike in all lines of an order, or only in its first, so it is the order's: quantity × price is taken"
	}
	w.mustHave(k, k.roles[anAmount])
	return w.use(k, anAmount), "行金额取「" + k.roles[anAmount] + "」/ A line's amount is " + k.roles[anAmount]
}

// repeats tells whether orders of several lines have one amount in all of them, or
// in their first alone, that is not what quantity and price give.
func (k *Look) repeats() bool {
	if !k.has(anOrder) {
		return false
	}
	at := map[string]int{}
	for i, c := range k.Columns {
		at[c.Name] = i
	}
	order, amount := at[k.roles[anOrder]], at[k.roles[anAmount]]
	byOrder := map[string][]string{}
	for _, row := range k.rows {
		byOrder[row[order]] = append(byOrder[row[order]], row[amount])
	}
	same, other := 0, 0
	for _, list := range byOrder {
		switch {
		case len(list) < 2:
		case len(slices.Compact(slices.Clone(list))) == 1 || strings.Join(list[1:], "") == "":
			same++
		default:
			other++
		}
	}
	return same > 4*other && same > 0 && !k.multiplies(at)
}

// multiplies tells whether amount is quantity times price in most lines.
func (k *Look) multiplies(at map[string]int) bool {
	hits, all := 0, 0
	for _, row := range k.rows {
		var n [3]decimal.Decimal
		ok := true
		for i, r := range []role{aQty, aPrice, anAmount} {
			f, err := habit.Number(row[at[k.roles[r]]])
			if err != nil {
				ok = false
				break
			}
			n[i], err = decimal.NewFromString(f.Dec)
			ok = ok && err == nil
		}
		if !ok {
			continue
		}
		if all++; n[0].Mul(n[1]).Sub(n[2]).Abs().LessThan(decimal.New(2, -2)) {
			hits++
		}
	}
	return 10*hits >= 9*all
}
