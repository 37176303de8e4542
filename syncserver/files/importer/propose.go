package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"heyi/shared/kernel"
)

// Proposal is a mapping file for files that nobody has described yet.
type Proposal struct {
	TOML string
	// Known tells whether anything would be imported; otherwise TOML describes
	// the sheets alone and a person says what they are.
	Known bool
	// Fates are what becomes of each sheet.
	Fates []*Fate
}

// Propose makes a mapping file out of what was seen, by the titles of the columns.
// Every sheet is used, or the mapping says why it is not. own are the fields that the
// company has defined, where it is known whose files they are.
func Propose(c *kernel.Catalog, looks []*Look, own ...kernel.CustomField) Proposal {
	d := newDictionary(c)
	w := &proposal{
		catalog: c, own: own, looks: gathered(looks), columns: map[*Look]map[string]bool{}, cuts: map[*Look]map[string]int{},
		skips: map[*Look]string{}, joins: map[*Look][]string{}, made: map[string]*Look{}, maps: map[*Look]map[string]map[string]string{}, fills: map[*Look][]string{},
		must: map[*Look]map[string]bool{}, extra: map[*Look]string{}, lists: map[*Look]bool{}, unused: map[*Look]Why{}, debits: map[*Look]map[string]string{},
	}
	for _, k := range w.looks {
		k.roles = d.of(k.names())
		k.settleNames()
		k.knowOurs(own)
	}
	lines := w.find(isSale)
	w.lines = lines
	heads := w.find(isOrderHead)
	back := w.find(isReturnList)
	for _, k := range w.looks {
		if k != lines && (k != heads || lines == nil) && (k != back || lines == nil) {
			w.other(k, lines)
		}
	}
	if lines != nil {
		w.sale(lines, heads, back)
	}
	for _, k := range w.looks {
		if k.asked.JoinInto != "" && len(w.columns[k]) > 0 {
			w.want(k, k.asked.JoinInto, false)
		}
	}
	p := Proposal{TOML: w.file(), Known: w.body.Len() > 0}
	for _, k := range w.looks {
		p.Fates = append(p.Fates, w.fate(k))
	}
	return p
}

// gathered puts files of the same columns together.
func gathered(looks []*Look) (list []*Look) {
	for _, k := range looks {
		if i := slices.IndexFunc(list, k.alike); i >= 0 {
			list[i].join(k)
			continue
		}
		list = append(list, k)
	}
	return list
}

// other proposes what a sheet becomes that is not the orders' own.
func (w *proposal) other(k, lines *Look) {
	if sheet := w.sheetOf(k); sheet != nil {
		w.declared(k, sheet)
		return
	}
	switch why := k.strange(lines != nil); {
	case why != nil:
		w.unused[k] = *why
	case isTrialBalance(k):
		w.trialBalance(k)
	case isOpenItems(k):
		w.openItems(k)
	case isStock(k):
		w.stockOf(k)
	case isGoods(k):
		w.goods(k)
	case isFunds(k):
		w.funds(k)
	case isParties(k):
		w.parties(k)
	default:
		w.unused[k] = Why{"看不出它是什么", "it cannot be told what it is"}
	}
}

func (k *Look) names() []string {
	var names []string
	for _, c := range k.Columns {
		names = append(names, c.Name)
	}
	return names
}

// settleNames settles what 名称 and 编码 mean: of goods, where there is a unit or a
// price beside them.
func (k *Look) settleNames() {
	has := k.has
	if !has(aGoodsName) && has(aPartyName) && !has(anOrder) && !has(aBalance) &&
		(has("product.unit") || has("product.spec") || has("product.barcode") || has(aPrice) || has(aCost) || has(aStockQty)) {
		for from, to := range map[role]role{aPartyName: aGoodsName, aPartyCode: aGoodsCode, "party.category": "product.category"} {
			if k.has(from) && !k.has(to) {
				k.roles[to] = k.roles[from]
				delete(k.roles, from)
			}
		}
	}
	// An order's number may be called its name: #1001.
	if !has(anOrder) && has(aPartyName) && has(aGoodsName) && k.column(aPartyName).every(func(s string) bool { return orderNumber.MatchString(s) }) {
		k.roles[anOrder] = k.roles[aPartyName]
		delete(k.roles, aPartyName)
		for _, word := range []string{"billingname", "shippingname", "customername", "email"} {
			for _, c := range k.Columns {
				if titleWord(c.Name) == word && !k.has(aPartyName) {
					k.roles[aPartyName] = c.Name
				}
			}
		}
	}
	if has(anAccName) && !has(anAccount) && !has(aPartyName) { // an account of a CRM is a customer
		k.roles[aPartyName] = k.roles[anAccName]
	}
	// What is counted or priced must be figures, and days must be days.
	for _, r := range []role{aQty, aPrice, aCost, anAmount, aCostAmount, aStockQty, aBalance, aPayable, aDebit, aCredit, aDiscount, aProfit, aTaxRate, aTaxAmount, aMoneyIn, aMoneyOut} {
		sides := r == aDebit || r == aCredit || r == aMoneyIn || r == aMoneyOut
		if k.has(r) && k.column(r).Kind != "number" && !(sides && k.column(r).Filled == 0) {
			delete(k.roles, r)
		}
	}
	for _, r := range []role{aDate, aShipDate, aDueDate} {
		if k.has(r) && k.column(r).Kind != "date" && k.column(r).Filled > 0 {
			delete(k.roles, r)
		}
	}
}

var orderNumber = regexp.MustCompile(`^#?[A-Z]{0,4}-?\d{3,}$`)

func (k *Look) has(r role) bool { return k.roles[r] != "" }

func (k *Look) column(r role) *Seen { return k.byName[k.roles[r]] }

func (k *Look) anyOf(list ...role) bool { return slices.ContainsFunc(list, k.has) }

func isSale(k *Look) bool {
	return k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aQty, anAmount) && k.anyOf(anAmount, aPrice) && (k.has(anOrder) || k.anyOf(aDate, aShipDate)) &&
		!k.anyOf(aDebit, aCredit) && !isStatement(k) && !isChances(k) && !k.isReturns()
}

func (w *proposal) find(is func(*Look) bool) *Look {
	for _, k := range w.looks {
		if is(k) {
			return k
		}
	}
	return nil
}

func (w *proposal) add(format string, args ...any) { fmt.Fprintf(&w.body, format, args...) }

// note is a comment in both languages.
func (w *proposal) note(zh, en string) { w.add("# %s\n# %s\n", zh, en) }

// use is a column as it stands in a template, "" without one.
func (w *proposal) use(k *Look, r role) string {
	name := k.roles[r]
	if name == "" {
		return ""
	}
	w.want(k, name, slices.Contains(codes, r))
	return "{" + name + "}"
}

// codes are the roles whose digits are a name.
var codes = []role{anOrder, aPartyCode, aGoodsCode, anAccount, "product.barcode", "party.account", "party.mobile", "party.tax_no"}

// want takes a column into the mapping.
func (w *proposal) want(k *Look, name string, code bool) {
	if w.columns[k] == nil {
		w.columns[k] = map[string]bool{}
	}
	w.columns[k][name] = w.columns[k][name] || code
}

// first is the first of the roles that the sheet has.
func (w *proposal) first(k *Look, list ...role) string {
	for _, r := range list {
		if k.has(r) {
			return w.use(k, r)
		}
	}
	return ""
}

var nameLetters = regexp.MustCompile(`[^a-z0-9]+`)

// name is what the import is remembered by. Of names that have other letters than
// those that it may have, it keeps what can be read and tells them apart by a hash.
func (w *proposal) name() string {
	title := w.looks[0].sheet()
	name := strings.Trim(nameLetters.ReplaceAllString(strings.ToLower(title), "-"), "-")
	if strings.IndexFunc(title, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 || name == "" {
		name = strings.Trim("import-"+clip(name, 30), "-") + "-" + kernel.DeriveID("mapping", title).String()[:8]
	}
	return clip(name, 50)
}

// file is the whole mapping.
func (w *proposal) file() string {
	var b strings.Builder
	title := w.looks[0].sheet()
	fmt.Fprintf(&b, "# 由 heyi-server import inspect 按列名推断，请先核对，再加 --dry-run 试运行。词汇见 docs/import.md。\n"+
		"# Guessed from the titles of the columns: read it through, then try it with --dry-run. See docs/import.md.\n\n"+
		"name = %q\nzh = %s\nen = %s\n", w.name(), quote(title), quote(title))
	if w.homely {
		b.WriteString("\n# 没有写仓库的货在公司唯一的仓库；有多个仓库时，去掉下一行的 # 写上编码，或导入时加 --place 编码。\n" +
			"# Goods without a word of their place are in the company's one warehouse; where there are several, write its code here, or give --place CODE.\n# place = \"W1\"\n")
	}
	for _, k := range w.looks {
		b.WriteString(w.sheet(k))
	}
	b.WriteString(w.body.String())
	return b.String()
}

// fate is what becomes of a sheet.
func (w *proposal) fate(k *Look) *Fate {
	f := &Fate{Sheet: k.sheet(), Lines: k.Lines}
	if why, unused := w.unused[k]; unused {
		f.Why = &why
		return f
	}
	f.Became = w.became[k]
	for _, c := range k.Columns {
		if _, used := w.columns[k][c.Name]; !used && c.Filled > 0 {
			f.Idle = append(f.Idle, c.Name)
		}
	}
	return f
}

// becomes notes what a sheet is used for.
func (w *proposal) becomes(k *Look, zh, en string) {
	if k == nil {
		return
	}
	if w.became == nil {
		w.became = map[*Look][]Why{}
	}
	if why := (Why{zh, en}); !slices.Contains(w.became[k], why) {
		w.became[k] = append(w.became[k], why)
	}
}
