package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"heyi/shared/habit"
)

// sale proposes the orders of a history with what became of them. heads is the
// file of the orders' heads, nil where every line tells all.
func (w *proposal) sale(k, heads *Look) {
	head, at := k, ""
	if heads != nil && !(k.has(aDate) && k.anyOf(aPartyName, aPartyCode)) && k.has(anOrder) {
		head, at = heads, heads.sheet()+"."
		w.joins[k] = fmt.Sprintf("joins = [{ sheet = %s, on = %s, to = %s }]\n", quote(heads.sheet()), quote(k.roles[anOrder]), quote(heads.roles[anOrder]))
		w.use(heads, anOrder)
	}
	w.fill(k)
	w.leaveOut(k)
	if head != k {
		w.leaveOut(head)
	}
	party, key := w.buyer(head)
	product := w.sold(k)
	place := `{ find = "place.code", is = "W1" }`
	if k.has(aPlace) {
		place = w.place(k)
	}
	amount, how := w.lineAmount(k)
	day := joined(at, w.first(head, aDate, aShipDate))
	shipped := day
	if head.has(aShipDate) {
		shipped = joined(at, w.use(head, aShipDate))
	}
	docKey := []string{w.use(k, anOrder)}
	if docKey[0] == "" {
		docKey = []string{day, joined(at, key)}
	} else if head == k {
		docKey = append(docKey, w.alsoKey(k)...)
	}
	line := saleLine{party, joined(at, key), place, product, day, shipped, amount, orOne(w.use(k, aQty)), quoted(docKey)}
	w.add("\n# %s\n", how)
	if !w.opened {
		w.openingOf(k, line)
	}
	w.orders(k, head, at, line)
	w.returns(k, line)
}

// alsoKey are the columns that make an order beside its number, where a source
// gives one number to several customers or days.
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
		first := map[string]string{}
		for _, row := range k.rows {
			content := row[at[k.roles[r]]]
			if before, known := first[row[order]]; known && before != content {
				more = append(more, w.use(k, r))
				break
			}
			first[row[order]] = content
		}
	}
	return more
}

// saleLine is what the sections of a sale say alike.
type saleLine struct {
	party, partyKey, place, product, day, shipped, amount, qty, key string
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
	for _, r := range []role{aDate, aShipDate, aDueDate, aPartyCode, aPartyName, aStatus, "party.address"} {
		if !k.has(r) || k.column(r).Filled == k.Lines {
			continue
		}
		if column := at[k.roles[r]]; k.onlyFurther(key, column) {
			list = append(list, k.roles[r])
		} else if k.onlyFirst(key, column) {
			list, open = append(list, k.roles[r]), append(open, k.roles[r])
		}
	}
	if len(list) > 1 || k.column(anOrder).Filled < k.Lines && k.rows[0][key] != "" {
		w.fills[k] = list
		for _, name := range list {
			if !slices.Contains(open, name) {
				k.byName[name].Filled = k.Lines
			}
			w.want(k, name, name == k.roles[anOrder])
		}
	}
}

// onlyFurther tells whether a column is empty only in lines that go on with the
// order of the line above.
func (k *Look) onlyFurther(key, column int) bool {
	for i, row := range k.rows {
		if row[column] == "" && (i == 0 || row[key] != "" && row[key] != k.rows[i-1][key]) {
			return false
		}
	}
	return true
}

// onlyFirst tells whether a column is filled in nothing but first lines of orders,
// though not of all orders: the day of shipping of those that were shipped.
func (k *Look) onlyFirst(key, column int) bool {
	for i, row := range k.rows {
		if row[column] != "" && i > 0 && (row[key] == "" || row[key] == k.rows[i-1][key]) {
			return false
		}
	}
	return true
}

// leaveOut skips orders that came to nothing, and lines without a quantity.
func (w *proposal) leaveOut(k *Look) {
	if k.has(aStatus) {
		var words []string
		for text := range k.column(aStatus).values {
			if cancelled[habit.Fold(text)] {
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
	w.maps[k] = map[string]map[string]string{column.Name: spelled}
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
	tax := [][2]string{{"tax_class", "zero"}}
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
		return product, "行金额 = 数量 × 单价 / A line's amount is quantity × price"
	case product != "" && k.repeats():
		return product, "「" + k.roles[anAmount] + "」在同一订单的各行相同或只写在首行,像是整单合计,行金额取 数量 × 单价 / " + k.roles[anAmount] + " is alike in all lines of an order, or only in its first, so it is the order's: quantity × price is taken"
	}
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

// openingOf proposes the stock that the deliveries were taken from. Its cost is
// known, follows from the profit or is assumed.
func (w *proposal) openingOf(k *Look, l saleLine) {
	cost, zh, en := "("+l.amount+") * 0.6", "来源没有成本,按销售额的 60% 推定,请改成实际的比例", "The source has no costs: 60 % of the sales is assumed; write your own"
	switch {
	case k.has(aCostAmount):
		cost, zh, en = w.use(k, aCostAmount), "成本取来源", "Costs are the source's"
	case k.has(aCost):
		cost, zh, en = l.qty+" * "+w.use(k, aCost), "成本取来源", "Costs are the source's"
	case k.has(aProfit):
		cost, zh, en = l.amount+" - "+w.use(k, aProfit), "成本 = 销售额 − 利润", "Costs are sales less profit"
	}
	w.add("\n# 期初库存:这些订单卖掉的货,建账时已在库。%s。\n# The goods of these orders were there when the books began. %s.\n[opening]\nplace = %s\nnote = %s\n\n[[opening.from]]\nsheet = %s\n",
		zh, en, l.place, quote("导入:"+zh), quote(k.sheet()))
	if k.has(aQty) && k.column(aQty).negative > 0 {
		w.add("when = [{ column = %s, sign = \"positive\" }]\n", quote(k.roles[aQty]))
	}
	w.add("product = { of = %s, key = %s }\nqty = %s\ncost = %s\n", quote(theProduct), quote(l.product), quote(l.qty), quote(cost))
}

func (w *proposal) orders(k, head *Look, at string, l saleLine) {
	w.add("\n[sale]\nsheet = %s\n", quote(k.sheet()))
	if k.has(aQty) && k.column(aQty).negative > 0 {
		w.add("when = [{ column = %s, sign = \"positive\" }]\n", quote(k.roles[aQty]))
	}
	w.add("key = [%s]\ncustomer = { of = %s, key = %s }\nfrom = %s\ndate = %s\n", l.key, quote(l.party), quote(l.partyKey), l.place, quote(l.day))
	if head.has(aDueDate) {
		w.add("due = %s\n", quote(joined(at, w.use(head, aDueDate))))
	}
	w.add("shipped = %s\n", quote(l.shipped))
	if head.has("party.address") {
		w.add("address = %s\n", quote(joined(at, w.use(head, "party.address"))))
	}
	if k.has(anOrder) {
		w.add("note = %s\n", quote("来源单号 "+w.use(k, anOrder)))
	}
	if !head.has(aShipDate) {
		w.add("assumed = \"导入:来源没有发货日期,按订单日期发货\"\n")
	}
	w.add("\n[sale.line]\nproduct = { of = %s, key = %s }\nqty = %s\namount = %s\n", quote(theProduct), quote(l.product), quote(l.qty), quote(l.amount))
	w.add("\n# 来源没有收款:推定发货当日收现金。没有收到的,删去下面两段。\n# The source does not tell of money: it is assumed to have come in cash on the day of shipping. Remove both sections if it has not.\n"+
		"[sale.receipt]\nfund = { of = \"账户\", key = \"现金\" }\ndate = %s\nassumed = \"导入:推定发货当日收款\"\n", quote(l.shipped))
	w.entity("账户", "fund", nil, "现金", "account", [][2]string{{"name", "现金"}, {"account", `{ find = "ledger_account.code", is = "1001" }`}, {"active", "true"}})
}

// returns proposes lines below zero as goods that came back.
func (w *proposal) returns(k *Look, l saleLine) {
	if !k.has(aQty) || k.column(aQty).negative == 0 {
		return
	}
	w.add("\n# 负数的行是退货。\n# Lines below zero are goods that came back.\n[returned]\nsheet = %s\nwhen = [{ column = %s, sign = \"negative\" }]\nkey = [%s]\n"+
		"customer = { of = %s, key = %s }\ninto = %s\nproduct = { of = %s, key = %s }\nqty = %s\namount = %s\ncost = %s\ndate = %s\nreason = \"来源为负数\"\nassumed = \"导入:来源未指明原单,成本按 60%% 推定\"\n",
		quote(k.sheet()), quote(k.roles[aQty]), l.key, quote(l.party), quote(l.partyKey), l.place, quote(theProduct), quote(l.product),
		quote("-"+l.qty), quote("-("+l.amount+")"), quote("-("+l.amount+") * 0.6"), quote(l.day))
}
