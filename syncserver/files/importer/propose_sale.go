package importer

import (
	"fmt"
	"slices"
	"strings"

	"heyi/shared/tools/habit"
)

// sale proposes the orders of a history with what became of them. heads is the
// file of the orders' heads, nil where every line tells all.
func (w *proposal) sale(k, heads, back *Look) {
	head, at := k, ""
	switch {
	case heads != nil && k.has(anOrder) && !(k.has(aDate) && k.anyOf(aPartyName, aPartyCode)):
		head, at = heads, heads.sheet()+"."
		w.goWith(k, heads, false)
	case heads != nil && k.has(anOrder) && heads.has(anAmount):
		w.goWith(k, heads, true)
	case heads != nil:
		w.unused[heads] = Why{"明细里已有日期和客户", "the lines tell day and customer themselves"}
		heads = nil
	}
	if !head.anyOf(aDate, aShipDate) {
		w.undated(k, heads)
		return
	}
	w.becomes(k, "销售订单", "sales orders")
	w.fill(k)
	w.leaveOut(k)
	w.currency(k)
	if head != k {
		w.leaveOut(head)
		w.currency(head)
	}
	party, key := w.buyer(head)
	product := w.sold(k)
	place := ""
	if k.has(aPlace) {
		place = w.place(k)
	}
	amount, how := w.lineAmount(k)
	day := joined(at, w.first(head, aDate, aShipDate))
	shipped := day
	if head.has(aShipDate) {
		shipped = joined(at, w.use(head, aShipDate))
	}
	w.mustHave(k, k.roles[anOrder], k.roles[aGoodsCode])
	w.mustHave(head, strings.Trim(w.first(head, aDate, aShipDate), "{}"))
	docKey := []string{w.use(k, anOrder)}
	if docKey[0] == "" {
		docKey = []string{day, joined(at, key)}
	} else if head == k {
		docKey = append(docKey, w.alsoKey(k)...)
	}
	line := saleLine{party, joined(at, key), place, product, day, shipped, amount, orOne(w.use(k, aQty)), quoted(docKey), "", ""}
	line.total = w.total(k, heads)
	line.back = w.cameBack(k, back)
	w.add("\n# %s\n", how)
	w.marks(k)
	if !w.opened {
		w.openingOf(k, line)
	}
	w.orders(k, head, at, line)
	w.returns(k, line)
}

// goWith joins the lines to another sheet of their orders.
func (w *proposal) goWith(k, other *Look, optional bool) {
	join := fmt.Sprintf("{ sheet = %s, on = %s, to = %s", quote(other.sheet()), quote(k.roles[anOrder]), quote(other.roles[anOrder]))
	if optional {
		join += ", optional = true"
	}
	w.joins[k] = append(w.joins[k], join+" }")
	w.use(k, anOrder)
	w.use(other, anOrder)
	w.becomes(other, "「"+k.sheet()+"」的补充", "what goes with "+k.sheet())
}

// undated says that orders cannot be imported for want of a day.
func (w *proposal) undated(k, heads *Look) {
	delete(w.joins, k)
	why := Why{"像是订单明细，但没有日期；请在文件里补一列日期", "order lines without a day; add a column of days to the file"}
	w.unused[k] = why
	delete(w.columns, k)
	if heads != nil {
		w.unused[heads] = why
		delete(w.columns, heads)
	}
}

// cameBack is the condition under which an order came back whole, by a list of
// returned orders or a column of its own; "" for none.
func (w *proposal) cameBack(k, back *Look) string {
	from, column := k, ""
	if back != nil {
		if !k.has(anOrder) {
			w.unused[back] = Why{"订单没有单号，对不上", "the orders have no numbers to find them by"}
			return ""
		}
		from, column = back, back.sheet()+"."
		w.goWith(k, back, true)
		w.becomes(back, "销售退货", "sales returns")
		w.extra[back] += fmt.Sprintf("once = [%s]\n", quote("{"+back.roles[anOrder]+"}"))
	}
	if !from.has(aReturned) {
		if back == nil {
			return ""
		}
		return fmt.Sprintf("{ column = %s, empty = false }", quote(column+back.roles[anOrder]))
	}
	var words []string
	for text := range from.column(aReturned).values {
		if yes[habit.Fold(text)] {
			words = append(words, text)
		}
	}
	if len(words) == 0 {
		return ""
	}
	slices.Sort(words)
	w.use(from, aReturned)
	return fmt.Sprintf("{ column = %s, is = [%s] }", quote(column+from.roles[aReturned]), quoted(words))
}

// alsoKey are the columns that make an order beside its number, where a source
// gives one number to several customers or days: a quarter of the numbers that stand
// in several lines. Where it is less, a line that differs is wrong.
func (w *proposal) alsoKey(k *Look) (more []string) {
	at := map[string]int{}
	for i, c := range k.Columns {
		at[c.Name] = i
	}
	order := at[k.roles[anOrder]]
	for _, r := range []role{aPartyCode, aPartyName, aDate, aShipDate} {
		if !k.has(r) || r == aPartyName && k.has(aPartyCode) || slices.Contains(w.fills[k], k.roles[r]) {
			continue
		}
		first, several, others := map[string]string{}, map[string]bool{}, map[string]bool{}
		for _, row := range k.rows {
			content := row[at[k.roles[r]]]
			before, known := first[row[order]]
			if !known {
				first[row[order]] = content
				continue
			}
			several[row[order]] = true
			if before != content {
				others[row[order]] = true
			}
		}
		if len(others) > 0 && 4*len(others) >= len(several) {
			more = append(more, w.use(k, r))
		}
	}
	return more
}

// saleLine is what the sections of a sale say alike.
type saleLine struct {
	party, partyKey, place, product, day, shipped, amount, qty, key string
	total, back                                                     string
}

func orOne(qty string) string {
	if qty == "" {
		return "1"
	}
	return qty
}

// joined puts the name of a joined sheet in front of a template's columns.
func joined(sheet, template string) string { return strings.ReplaceAll(template, "{", "{"+sheet) }

// fill proposes to fill the cells of an order's further lines that only its first
// has: a number, a day, a customer.
func (w *proposal) fill(k *Look) {
	if !k.has(anOrder) || len(k.rows) == 0 {
		return
	}
	at := map[string]int{}
	for i, c := range k.Columns {
		at[c.Name] = i
	}
	key := at[k.roles[anOrder]]
	list, open := []string{k.roles[anOrder]}, []string(nil)
	for _, r := range []role{aDate, aShipDate, aDueDate, aPartyCode, aPartyName, aStatus, aCurrency, aReturned, "party.address"} {
		if !k.has(r) || k.column(r).Filled == k.Lines {
			continue
		}
		if column := at[k.roles[r]]; k.onlyFurther(key, column) {
			list = append(list, k.roles[r])
		} else if k.onlyFirst(key, column) {
			list, open = append(list, k.roles[r]), append(open, k.roles[r])
		}
	}
	if len(list) > 1 || k.column(anOrder).Filled < k.Lines && k.rows[0][key] != "" && !k.repeated(key) {
		w.fills[k] = list
		for _, name := range list {
			if !slices.Contains(open, name) {
				k.byName[name].Filled = k.Lines
			}
			w.want(k, name, name == k.roles[anOrder])
		}
	}
}

// leaveOut skips orders that came to nothing, and lines without a quantity.
func (w *proposal) leaveOut(k *Look) {
	if k.has(aStatus) {
		var words []string
		for text := range k.column(aStatus).values {
			if cancelled[titleMarks.Replace(habit.Fold(text))] {
				words = append(words, text)
			}
		}
		slices.Sort(words)
		if len(words) > 0 {
			w.use(k, aStatus)
			w.skips[k] += fmt.Sprintf("\n[[sheet.skip]]\nwhen = [{ column = %s, is = [%s] }]\nzh = \"没有成交的订单\"\nen = \"Orders that came to nothing\"\n",
				quote(k.roles[aStatus]), quoted(words))
		}
	}
	if k.has(aQty) && k.column(aQty).zero+k.Lines-k.column(aQty).Filled > 0 {
		w.skips[k] += fmt.Sprintf("\n[[sheet.skip]]\nwhen = [{ column = %s, sign = \"nothing\" }]\nzh = \"没有数量的行\"\nen = \"Lines without a quantity\"\n", quote(k.roles[aQty]))
	}
}

// buyer is the entity of the customers and the key of a line's: of their own list
// where there is one, and of the sheet for those that the list lacks.
func (w *proposal) buyer(k *Look) (name, key string) {
	if list := w.made[theCustomer]; list != nil {
		for _, r := range []role{aPartyCode, aPartyName} {
			if k.has(r) && list.has(r) && w.listed(k, list, r) {
				return theCustomer, w.use(k, r)
			}
		}
	}
	if k.anyOf(aPartyCode, aPartyName) {
		delete(k.roles, aSupplier) // who made the goods is not who bought them
	}
	if name, key = w.party(k, false); name != "" {
		return name, key
	}
	w.entity(theCustomer, "party", nil, "散客", "name", [][2]string{{"name", "散客"}, {"is_customer", "true"}})
	return theCustomer, "散客"
}

// listed tells whether a list has most of what a sheet says; what it writes a
// little differently is mapped, and what it lacks is added from the sheet.
func (w *proposal) listed(k, list *Look, r role) bool {
	if keyed := list.roles[keyRole(list, r)]; keyed != list.roles[r] {
		return false
	}
	column, known := k.column(r), list.column(r).values
	missing, alike, spelled := 0, map[string]string{}, map[string]string{}
	for text := range known {
		alike[titleWord(text)] = text
	}
	for text := range column.values {
		if known[text] > 0 {
			continue
		}
		if missing++; alike[titleWord(text)] != "" {
			spelled[text] = alike[titleWord(text)]
		}
	}
	if w.maps[k] == nil {
		w.maps[k] = map[string]map[string]string{}
	}
	w.maps[k][column.Name] = spelled
	return 2*missing <= len(column.values)
}

// keyRole is the role by which the entity of a list is keyed.
func keyRole(list *Look, r role) role {
	code := aPartyCode
	if r == aGoodsCode || r == aGoodsName {
		code = aGoodsCode
	}
	if list.has(code) {
		return code
	}
	return r
}

// sold is the key of a line's product.
func (w *proposal) sold(k *Look) string {
	tax := w.tax(k)
	if list := w.made[theProduct]; list != nil {
		for _, r := range []role{aGoodsCode, aGoodsName} {
			if k.has(r) && list.has(r) && w.listed(k, list, r) {
				w.product(k, false, tax)
				return w.use(k, r)
			}
		}
	}
	return w.product(k, false, tax)
}

// openingOf proposes the stock that the deliveries were taken from. Its cost is
// known, follows from the profit or is assumed.
func (w *proposal) openingOf(k *Look, l saleLine) {
	cost, zh, en := "("+l.amount+") * 0.6", "来源没有成本，按销售额的 60% 推定，请改成实际的比例", "The source has no costs: 60 % of the sales is assumed; write your own"
	switch {
	case k.has(aCostAmount):
		cost, zh, en = w.use(k, aCostAmount), "成本取来源", "Costs are the source's"
	case k.has(aCost):
		cost, zh, en = l.qty+" * "+w.use(k, aCost), "成本取来源", "Costs are the source's"
	case k.has(aProfit):
		cost, zh, en = l.amount+" - "+w.use(k, aProfit), "成本 = 销售额 − 利润", "Costs are sales less profit"
	}
	w.add("\n# 期初库存：这些订单卖掉的货，建账时已在库。%s。\n# The goods of these orders were there when the books began. %s.\n[opening]\n%snote = %s\n\n[[opening.from]]\nsheet = %s\n",
		zh, en, w.at("place", l.place), quote("导入："+zh), quote(k.sheet()))
	if k.has(aQty) && k.column(aQty).negative > 0 {
		w.add("when = [{ column = %s, sign = \"positive\" }]\n", quote(k.roles[aQty]))
	}
	w.becomes(k, "期初库存", "opening stock")
	w.add("product = { of = %s, key = %s }\nqty = %s\ncost = %s\n", quote(theProduct), quote(l.product), quote(l.qty), quote(cost))
}

func (w *proposal) orders(k, head *Look, at string, l saleLine) {
	w.add("\n[sale]\nsheet = %s\n", quote(k.sheet()))
	if k.has(aQty) && k.column(aQty).negative > 0 {
		w.add("when = [{ column = %s, sign = \"positive\" }]\n", quote(k.roles[aQty]))
	}
	w.add("key = [%s]\ncustomer = { of = %s, key = %s }\n%sdate = %s\n", l.key, quote(l.party), quote(l.partyKey), w.at("from", l.place), quote(l.day))
	if head.has(aDueDate) {
		w.add("due = %s\n", quote(joined(at, w.use(head, aDueDate))))
	}
	w.add("shipped = %s\n", quote(l.shipped))
	if l.total != "" {
		w.add("total = %s\n", quote(l.total))
	}
	if head.has("party.address") {
		w.add("address = %s\n", quote(joined(at, w.use(head, "party.address"))))
	}
	if k.has(anOrder) {
		w.add("note = %s\n", quote("来源单号 "+w.use(k, anOrder)))
	}
	var assumed []string
	if !head.has(aShipDate) {
		assumed = append(assumed, "来源没有发货日期，按订单日期发货")
	}
	if w.untaxed {
		assumed = append(assumed, "按零税率")
	}
	if len(assumed) > 0 {
		w.add("assumed = %s\n", quote("导入："+strings.Join(assumed, ";")))
	}
	w.ownOfOrders(k, head, at)
	w.add("\n[sale.line]\nproduct = { of = %s, key = %s }\nqty = %s\namount = %s\n", quote(theProduct), quote(l.product), quote(l.qty), quote(l.amount))
	w.add("\n# 来源没有收款：推定发货当日收现金。没有收到的，删去下面两段。\n# The source does not tell of money: it is assumed to have come in cash on the day of shipping. Remove both sections if it has not.\n"+
		"[sale.receipt]\nfund = { of = \"账户\", key = \"现金\" }\ndate = %s\nassumed = \"导入：推定发货当日收款\"\n", quote(l.shipped))
	if l.back != "" {
		w.add("\n# 整单退回的订单；退货日期按发货日期。\n# Orders that came back whole; the day of shipping is taken for the day of return.\n"+
			"[sale.return]\nwhen = [%s]\ndate = %s\nreason = \"来源标记为退货\"\nassumed = \"导入：来源未给退货日期，按发货日期\"\n", l.back, quote(l.shipped))
	}
	w.entity("账户", "fund", nil, "现金", "account", [][2]string{{"name", "现金"}, {"account", `{ find = "ledger_account.code", is = "1001" }`}, {"active", "true"}})
}

// returns proposes lines below zero as goods that came back.
func (w *proposal) returns(k *Look, l saleLine) {
	if !k.has(aQty) || k.column(aQty).negative == 0 {
		return
	}
	w.becomes(k, "销售退货", "sales returns")
	w.add("\n# 负数的行是退货。\n# Lines below zero are goods that came back.\n[returned]\nsheet = %s\nwhen = [{ column = %s, sign = \"negative\" }]\nkey = [%s]\n"+
		"customer = { of = %s, key = %s }\n%sproduct = { of = %s, key = %s }\nqty = %s\namount = %s\ncost = %s\ndate = %s\nreason = \"来源为负数\"\nassumed = \"导入：来源未指明原单，成本按 60%% 推定\"\n",
		quote(k.sheet()), quote(k.roles[aQty]), l.key, quote(l.party), quote(l.partyKey), w.at("into", l.place), quote(theProduct), quote(l.product),
		quote("-"+l.qty), quote("-("+l.amount+")"), quote("-("+l.amount+") * 0.6"), quote(l.day))
}
