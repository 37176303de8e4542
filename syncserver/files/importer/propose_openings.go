package importer

import (
	"fmt"
	"slices"
	"strings"

	"heyi/shared/modules/engines/ledger"
	"heyi/shared/tools/habit"
)

// openItems proposes what was owed when the books began, document by document.
func (w *proposal) openItems(k *Look) {
	name, key := "", ""
	if k.anyOf("party.contact", "party.mobile", "party.address") { // a list of partners, with what they owe
		for _, r := range []role{aSide, anInOut, aBalance, aPayable, aDate, aDueDate, anOrder, anAmount} {
			w.aside = append(w.aside, k.roles[r])
		}
		name, key = w.people(k)
		delete(w.lists, k)
	} else {
		name, key = w.party(k, false)
	}
	amount, kind, other := w.use(k, aBalance), "receivable", "prepaid"
	if amount == "" || name == theSupplier {
		amount, kind, other = w.first(k, aPayable, aBalance), "payable", ""
	}
	day := "{@eve}"
	if k.has(aDate) {
		day = strings.Replace(w.use(k, aDate), "}", "|@eve}", 1)
	}
	column := strings.Trim(amount, "{}")
	w.becomes(k, "期初往来", "opening receivables and payables")
	w.mustHave(k, column)
	if k.byName[column].sided { // 借 is what customers owe, 贷 what suppliers are owed
		side := "plus"
		if kind == "payable" {
			side = "minus"
		}
		w.debits[k] = map[string]string{column: side}
		k.byName[column].negative++
	}
	own, others := w.sides(k, column, kind, other)
	line := func(kind, sign, side, amount string) {
		w.add("\n[[document]]\ncommand = \"debt.open\"\nsheet = %s\nwhen = [{ column = %s, sign = %s }%s]\n\n[document.line]\nparty = { of = %s, key = %s }\nkind = %s\nnumber = %s\ndate = %s\n",
			quote(k.sheet()), quote(column), quote(sign), side, quote(name), quote(key), quote(kind), quote(w.use(k, anOrder)), quote(day))
		if k.has(aDueDate) {
			w.add("due = %s\n", quote(w.use(k, aDueDate)))
		}
		w.add("amount = %s\n", quote(amount))
	}
	w.cut(k, w.use(k, anOrder), 40)
	w.note("期初往来；单据日期应早于建账日期，没有日期的记在建账前一天。", "What was owed when the books began; dates lie before that day, and without one it is the day before.")
	line(kind, "positive", own, amount)
	if others != "" {
		w.note("贷方的余额是预收。", "What stands in credit was paid in advance.")
		line(other, "positive", others, amount)
		return
	}
	if own != "" {
		return
	}
	if k.byName[column].negative > 0 && other != "" {
		w.note("负的余额是预收。", "What is below zero was paid in advance.")
		line(other, "negative", "", "-"+amount)
	}
}

// sides reads a column that says on which side a balance stands: the conditions of
// what is owed, and of what was paid in advance. Balances that also have a sign, that
// stand on no known side, or on one that has no document, are refused.
func (w *proposal) sides(k *Look, balance, kind, other string) (own, others string) {
	r := aSide
	if !k.has(r) {
		r = anInOut
	}
	if !k.has(r) {
		return "", ""
	}
	column := quote(k.roles[r])
	w.use(k, r)
	mine := kind == "receivable"
	words := map[bool][]string{mine: {""}} // of the debit side and of the other; no word is the usual side
	for text := range k.column(r).values {
		switch word := titleMarks.Replace(habit.Fold(text)); {
		case debitWords[word]:
			words[true] = append(words[true], text)
		case creditWords[word]:
			words[false] = append(words[false], text)
		case evenWords[habit.Fold(text)]:
			words[mine] = append(words[mine], text)
		}
	}
	slices.Sort(words[true])
	slices.Sort(words[false])
	condition := func(debit bool) string {
		return fmt.Sprintf(", { column = %s, is = [%s] }", column, quoted(words[debit]))
	}
	own = condition(mine)
	known := slices.Clone(words[mine])
	if len(words[!mine]) > 0 && other != "" {
		others, known = condition(!mine), append(known, words[!mine]...)
	}
	w.skips[k] += fmt.Sprintf("\n[[sheet.refuse]]\nwhen = [{ column = %s, is = [%s], not = true }, { column = %s, sign = \"nothing\", not = true }]\nzh = \"看不懂余额的方向\"\nen = \"The side of the balance is not one that can be imported\"\n",
		column, quoted(known), quote(balance))
	if k.byName[balance].negative > 0 {
		w.skips[k] += fmt.Sprintf("\n[[sheet.refuse]]\nwhen = [{ column = %s, sign = \"negative\" }]\nzh = \"余额有方向又是负数\"\nen = \"The balance has a side and is below zero\"\n", quote(balance))
	}
	return own, others
}

// mustHave notes columns whose cells may not be empty: a line without is refused.
func (w *proposal) mustHave(k *Look, names ...string) {
	if w.must[k] == nil {
		w.must[k] = map[string]bool{}
	}
	for _, name := range names {
		w.must[k][name] = true
	}
}

// keptElsewhere are the accounts whose opening balances come from documents.
var keptElsewhere = []string{
	ledger.Cash, ledger.Bank, ledger.OtherFunds, ledger.Receivable, ledger.Merchandise, ledger.Payable, ledger.Estimated, ledger.Advance,
}

// trialBalance proposes the opening balances of the ledger.
func (w *proposal) trialBalance(k *Look) {
	w.becomes(k, "期初余额", "opening balances")
	code := w.use(k, anAccount)
	name := strings.Trim(code, "{}")
	var b strings.Builder
	skip := func(when, zh, en string) {
		fmt.Fprintf(&b, "\n[[sheet.skip]]\nwhen = [%s]\nzh = %s\nen = %s\n", when, quote(zh), quote(en))
	}
	for _, account := range keptElsewhere {
		skip(fmt.Sprintf("{ column = %s, prefix = %s }", quote(name), quote(account)), "期初由库存、往来、资金单据录入的科目", "Accounts whose opening balances come from stock, debts and funds")
	}
	if groups := k.groups(name); len(groups) > 0 {
		skip(fmt.Sprintf("{ column = %s, is = [%s] }", quote(name), quoted(groups)), "有下级科目的科目", "Accounts with others below them")
	}
	var empty, fields []string
	for r, field := range map[role]string{aDebit: "debit", aCredit: "credit"} {
		if column := w.use(k, r); column != "" {
			empty = append(empty, fmt.Sprintf("{ column = %s, sign = \"nothing\" }", quote(strings.Trim(column, "{}"))))
			fields = append(fields, field+" = "+quote(column))
		}
	}
	slices.Sort(empty)
	slices.Sort(fields)
	skip(strings.Join(empty, ", "), "没有余额的科目", "Accounts without a balance")
	w.skips[k] = b.String()
	w.add("\n[[document]]\ncommand = \"ledger.open\"\nsheet = %s\n\n[document.line]\naccount = { find = \"ledger_account.code\", is = %s }\n%s\n",
		quote(k.sheet()), quote(code), strings.Join(fields, "\n"))
}

// groups are the codes that others begin with.
func (k *Look) groups(column string) []string {
	var codes, groups []string
	for code := range k.byName[column].values {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for i, code := range codes {
		if i+1 < len(codes) && strings.HasPrefix(codes[i+1], code) {
			groups = append(groups, code)
		}
	}
	return groups
}

// funds proposes the opening balances of the company's settlement accounts.
func (w *proposal) funds(k *Look) {
	if !k.has(aBalance) {
		w.unused[k] = Why{"结算账户要在程序里建，只有名称没有余额", "settlement accounts are made in the program; there are names and no balances"}
		return
	}
	w.becomes(k, "期初资金", "opening balances of settlement accounts")
	w.note("结算账户要先在程序里建好，按名称对应。", "The settlement accounts must be there already; they are found by their names.")
	w.add("[[document]]\ncommand = \"finance.open\"\nsheet = %s\n\n[document.line]\nfund = { find = \"fund.name\", is = %s }\namount = %s\n",
		quote(k.sheet()), quote(w.use(k, aFund)), quote(w.use(k, aBalance)))
}
