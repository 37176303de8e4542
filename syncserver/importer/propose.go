package importer

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"heyi/shared/habit"
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
// Every sheet is used, or the mapping says why it is not.
func Propose(c *kernel.Catalog, looks []*Look) Proposal {
	d := newDictionary(c)
	w := &proposal{
		catalog: c, looks: gathered(looks), columns: map[*Look]map[string]bool{}, cuts: map[*Look]map[string]int{},
		skips: map[*Look]string{}, joins: map[*Look][]string{}, made: map[string]*Look{}, maps: map[*Look]map[string]map[string]string{}, fills: map[*Look][]string{},
		must: map[*Look]map[string]bool{}, extra: map[*Look]string{}, lists: map[*Look]bool{}, unused: map[*Look]Why{}, debits: map[*Look]map[string]string{},
	}
	for _, k := range w.looks {
		k.roles = d.of(k.names())
		k.settleNames()
	}
	lines := w.find(isSale)
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

// strange is why a sheet is none of those that can be imported, nil when it may be
// one. What has an order's number, a day or a quantity is no list of masters.
func (k *Look) strange(sold bool) *Why {
	dated := k.dated()
	switch {
	case isStatement(k):
		return &Why{"这是银行流水或钱包账单,目前还不能导入", "this is a statement of a bank or a wallet; statements cannot be imported yet"}
	case isTrialBalance(k), isOpenItems(k):
		return nil
	case isSale(k):
		return &Why{"一份映射只能有一份订单明细;请单独为它再做一份", "a mapping takes one sheet of order lines; make another one for this"}
	case isReturnList(k):
		return &Why{"是退货名单,但没有同时给出它的订单", "a list of returned orders, without the orders"}
	case isOrderHead(k):
		return &Why{"只有单据头,没有商品明细;请与明细文件一起给出", "heads of orders without their lines; give the file of lines, too"}
	case k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aQty, anAmount) && !isStock(k) && !dated:
		return &Why{"像是订单明细,但没有日期;请在来源中补一列日期,或在映射的 [sale] 里写明", "order lines without a day; add a column of days, or write the day in the mapping's [sale]"}
	case k.has(anOrder):
		return &Why{"有单号「" + k.roles[anOrder] + "」,不是基础资料", "it has order numbers (" + k.roles[anOrder] + ") and is no list of masters"}
	case dated && !isStock(k) && !isFunds(k):
		return &Why{"有业务日期,不是基础资料", "it has days of business and is no list of masters"}
	}
	for _, c := range k.Columns {
		if word := titleWord(c.Name); c.Name != k.roles[aStockQty] && c.Name != k.roles[aQty] && ordersOrCounts(word) && c.Filled > 0 {
			return &Why{"有「" + c.Name + "」这样的列,不是基础资料", "it has a column " + c.Name + " and is no list of masters"}
		}
	}
	if k.has(aQty) && !isStock(k) {
		return &Why{"有数量,不是基础资料", "it has quantities and is no list of masters"}
	}
	return nil
}

// ordersOrCounts tells whether a title speaks of an order's number or of a quantity,
// and not of how goods are packed or kept.
func ordersOrCounts(word string) bool {
	if contains(word, "包装", "装箱", "每箱", "每件", "起订", "最小", "最大", "安全", "上限", "下限", "库存", "min", "max", "pack", "per", "reorder", "stock", "level", "border") {
		return false
	}
	return contains(word, "单号", "订单编号", "单据编号", "orderid", "orderno", "ordernumber", "orderitem", "invoiceid", "invoiceno", "数量", "quantity", "qty")
}

// dated tells whether a sheet has days of business: not those on which a record
// was made, or a person was born.
func (k *Look) dated() bool {
	for _, c := range k.Columns {
		word := titleWord(c.Name)
		if c.Kind == "date" && c.Filled > 0 && !contains(word, "创建", "建档", "注册", "登记", "录入", "更新", "修改", "上架", "生效", "生日", "出生", "成立", "入职", "合作", "有效", "生产", "到期", "最近", "最后", "上次", "启用", "停用", "添加",
			"creat", "updat", "modif", "regist", "birth", "since", "valid", "expir", "last", "added", "joined", "founded") {
			return true
		}
	}
	return false
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
		!k.anyOf(aDebit, aCredit) && !isStatement(k) && !k.isReturns()
}

// isReturns tells whether a sheet is called one of returns.
func (k *Look) isReturns() bool {
	word := titleWord(k.title() + " " + k.Form.Tab)
	return contains(word, "退货", "退回", "退单", "returns", "returned", "refunds")
}

// isReturnList tells whether a sheet names orders that came back whole.
func isReturnList(k *Look) bool {
	return k.has(anOrder) && (k.has(aReturned) || k.isReturns()) && !k.anyOf(aGoodsCode, aGoodsName, aQty)
}

func isOrderHead(k *Look) bool {
	return k.has(anOrder) && k.anyOf(aDate, aPartyName, aPartyCode) && !isSale(k) && !isOpenItems(k) && !isReturnList(k) && !isStatement(k) && !k.anyOf(aGoodsCode, aGoodsName)
}

// isStatement tells whether a sheet is what a bank or a wallet says of an account.
func isStatement(k *Look) bool {
	if k.has(anAccount) || k.anyOf(aGoodsCode, aQty) {
		return false
	}
	both := k.has(aMoneyIn) && k.has(aMoneyOut) || k.has(aDebit) && k.has(aCredit)
	word := titleWord(k.title())
	return k.has(anInOut) && (k.anyOf(aDate, anAmount) || k.dated()) || both && (k.dated() || k.has(aBalance)) ||
		k.has(aBalance) && k.has(anAmount) && k.dated() && !k.anyOf(aPartyCode, aDueDate) ||
		contains(word, "对账单", "银行流水", "账户明细", "微信支付账单", "支付宝交易", "bankstatement") && k.dated()
}

func isTrialBalance(k *Look) bool { return k.has(anAccount) && k.anyOf(aDebit, aCredit) }

func isOpenItems(k *Look) bool {
	return !isStatement(k) && k.anyOf(aPartyName, aPartyCode, aSupplier) && k.anyOf(aBalance, aPayable) && !k.anyOf(aGoodsCode, aGoodsName, aQty)
}

func isStock(k *Look) bool {
	return k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aStockQty, aQty) && k.anyOf(aCost, aCostAmount) && !k.anyOf(anOrder, anAmount)
}

func isGoods(k *Look) bool { return k.anyOf(aGoodsCode, aGoodsName) }

func isFunds(k *Look) bool { return k.has(aFund) && !k.anyOf(aPartyName) }

func isParties(k *Look) bool { return k.anyOf(aPartyName, aSupplier) }

// proposal is a mapping file being written.
type proposal struct {
	catalog *kernel.Catalog
	looks   []*Look
	columns map[*Look]map[string]bool // which are used; true for codes
	skips   map[*Look]string
	joins   map[*Look][]string
	must    map[*Look]map[string]bool // columns whose cells may not be empty
	lists   map[*Look]bool            // of masters: words among their figures mean nothing
	unused  map[*Look]Why
	became  map[*Look][]Why
	extra   map[*Look]string            // further settings of a sheet
	debits  map[*Look]map[string]string // columns of figures with a side
	body    strings.Builder
	made    map[string]*Look // entities by name, with the sheet they come from
	cuts    map[*Look]map[string]int
	maps    map[*Look]map[string]map[string]string // other spellings of what a list has
	fills   map[*Look][]string
	aside   []string // columns that are told elsewhere
	opened  bool     // there is an opening stock
	untaxed bool     // the source's taxes are not used
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
	fmt.Fprintf(&b, "# 由 heyi-server import inspect 按列名推断,请先核对,再加 --dry-run 试运行。词汇见 docs/import.md。\n"+
		"# Guessed from the titles of the columns: read it through, then try it with --dry-run. See docs/import.md.\n\n"+
		"name = %q\nzh = %s\nen = %s\n", w.name(), quote(title), quote(title))
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

// quote is a text as TOML has it, which knows fewer escapes than Go.
func quote(s string) string {
	return goEscapes.ReplaceAllStringFunc(strconv.Quote(s), func(escape string) string {
		switch {
		case escape == `\a`:
			return `\u0007`
		case escape == `\v`:
			return `\u000b`
		case strings.HasPrefix(escape, `\x`):
			return `\u00` + escape[2:]
		}
		return escape
	})
}

var goEscapes = regexp.MustCompile(`\\(\\|a|v|x[0-9a-f]{2})`)

// sheet describes a file with the columns that are used, or all of them.
func (w *proposal) sheet(k *Look) string {
	var b strings.Builder
	zh, en := w.fate(k).Words()
	fmt.Fprintf(&b, "\n# 「%s」%s。\n# %s: %s.\n[[sheet]]\nname = %s\nfile = %s\n", oneLine(k.sheet()), oneLine(zh), oneLine(k.sheet()), oneLine(en), quote(k.sheet()), quote(w.pattern(k)))
	if len(k.Form.Tabs) > 1 {
		fmt.Fprintf(&b, "tab = %s\n", quote(k.Form.Tab))
	}
	if why, unused := w.unused[k]; unused && w.body.Len() > 0 {
		fmt.Fprintf(&b, "unused = { zh = %s, en = %s }\n", quote(why.Zh), quote(why.En))
		return b.String()
	}
	if k.asked.DataFrom > 0 {
		fmt.Fprintf(&b, "data_from = %d\n", k.asked.DataFrom)
	} else if k.HeaderLine > 1 {
		fmt.Fprintf(&b, "header = %d\n", k.HeaderLine)
	}
	if k.Form.Encoding != "" && k.Form.Encoding != "utf-8" {
		fmt.Fprintf(&b, "encoding = %s\n", quote(k.Form.Encoding))
	}
	if k.commas() {
		b.WriteString("decimal = \",\"\n")
	}
	if fill := w.fills[k]; len(fill) > 0 {
		fmt.Fprintf(&b, "fill = [%s]\n", quoted(fill))
	}
	b.WriteString("columns = [\n")
	used := w.columns[k]
	for _, c := range k.Columns {
		code, wanted := used[c.Name]
		if len(used) == 0 || wanted {
			fmt.Fprintf(&b, "  %s,\n", w.describe(k, c, code))
		}
	}
	b.WriteString("]\n")
	b.WriteString(w.extra[k])
	if len(w.joins[k]) > 0 {
		fmt.Fprintf(&b, "joins = [%s]\n", strings.Join(w.joins[k], ", "))
	}
	b.WriteString(w.skips[k])
	return b.String()
}

// pattern is what the files of a sheet are called: one name, or what several have in
// common as long as no other file has it too.
func (w *proposal) pattern(k *Look) string {
	names := []string{k.title()}
	for _, path := range k.Paths {
		names = append(names, (&Look{Path: path}).title())
	}
	first, last := names[0], names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, first) {
			_, size := utf8.DecodeLastRuneInString(first)
			first = first[:len(first)-size]
		}
		for !strings.HasSuffix(name, last) {
			_, size := utf8.DecodeRuneInString(last)
			last = last[size:]
		}
	}
	if common := escapePattern(first) + "*" + escapePattern(last); len(names) > 1 && len(first)+len(last) > 3 {
		others := slices.ContainsFunc(w.looks, func(o *Look) bool {
			return o != k && slices.ContainsFunc(append([]string{o.Path}, o.Paths...), func(path string) bool { return fitsFile(common, filepath.Base(path)) })
		})
		mine := !slices.ContainsFunc(names, func(name string) bool { return !fitsFile(common, name) })
		if mine && !others {
			return common
		}
	}
	for i, name := range names {
		names[i] = escapePattern(name)
	}
	return strings.Join(names, "|")
}

// oneLine keeps a text within a comment.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func escapePattern(name string) string {
	return strings.NewReplacer("[", `\[`, "*", `\*`, "?", `\?`).Replace(name)
}

func (k *Look) commas() bool {
	points, commas := 0, 0
	for _, c := range k.Columns {
		if c.Kind == "number" {
			points, commas = points+c.pointed, commas+c.comma
		}
	}
	return commas > points
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quote(s)
	}
	return strings.Join(out, ", ")
}

// keys are the roles whose words are never empty cells: somebody is called so.
var keys = append(slices.Clone(codes), aPartyName, aGoodsName, aSupplier, aPlace, aFund)

// describe is a column's line in the mapping.
func (w *proposal) describe(k *Look, c *Seen, code bool) string {
	s := "{ name = " + quote(c.Name)
	kind := c.Kind
	if code {
		kind = "code"
	}
	if kind != "text" {
		s += ", kind = " + quote(kind)
	}
	if kind == "date" && c.Order != "" {
		s += ", order = " + quote(string(c.Order))
	}
	null := w.nulls(k, c, kind)
	if c.cells-c.count(null) < k.Lines && !w.must[k][c.Name] && !w.filled(k, c) {
		s += ", empty = true"
	}
	if len(null) > 0 {
		s += ", null = [" + quoted(null) + "]"
	}
	if times := timesOf(c.Name); times != "" && kind == "number" {
		s += ", times = " + quote(times)
	}
	if side := w.debits[k][c.Name]; side != "" {
		s += ", debit = " + quote(side)
	}
	if cut := w.cuts[k][c.Name]; cut > 0 && c.Longest > cut {
		s += fmt.Sprintf(", cut = %d", cut)
	}
	var pairs []string
	for text, known := range w.maps[k][c.Name] {
		pairs = append(pairs, quote(text)+" = "+quote(known))
	}
	if slices.Sort(pairs); len(pairs) > 0 {
		s += ", map = { " + strings.Join(pairs, ", ") + " }"
	}
	return s + " }"
}

// filled tells whether empty cells of a column get what stands above.
func (w *proposal) filled(k *Look, c *Seen) bool {
	return slices.Contains(w.fills[k], c.Name) && c.Filled == k.Lines
}

// nulls are the words that mean an empty cell of a column: never in a key, a code
// or a quantity, where they are what they say, or wrong.
func (w *proposal) nulls(k *Look, c *Seen, kind string) []string {
	if kind == "code" || c.Name == k.roles[aQty] || c.Name == k.roles[aStockQty] || slices.ContainsFunc(keys, func(r role) bool { return k.roles[r] == c.Name }) {
		return nil
	}
	null := slices.DeleteFunc(slices.Clone(c.Nothing), func(word string) bool { return word == "0" })
	if w.lists[k] && kind == "number" {
		null = append(null, c.Words...)
	}
	return null
}

// count is how many cells hold one of the words.
func (c *Seen) count(words []string) (n int) {
	for _, word := range words {
		n += c.values[word]
	}
	return n
}

var bracketed = regexp.MustCompile(`[(（]([^()（）]*)[)）]\s*$`)

// timesOf is what a figure under a title stands for: 10000 under 金额(万元).
func timesOf(title string) string {
	found := bracketed.FindStringSubmatch(title)
	if found == nil {
		return ""
	}
	unit := habit.Fold(found[1])
	unit = strings.TrimSpace(strings.TrimPrefix(unit, "单位:"))
	if f, err := habit.Number("1" + unit); err == nil && f.Dec != "1" && (f.Unit == "" || habit.IsCurrency(f.Unit)) {
		return f.Dec
	}
	if contains(unit, "thousand", "'000") || unit == "000s" || unit == "000" {
		return "1000"
	}
	return ""
}

// mobile tells whether all contents of a column are numbers that can be dialled,
// taxNo whether they are credit codes: otherwise they are better kept as a note.
func (c *Seen) mobile() bool {
	return c.every(func(s string) bool { _, err := habit.Phone(s); return err == nil })
}

func (c *Seen) taxNo() bool {
	return c.every(func(s string) bool { _, _, err := habit.CreditCode(s); return err == nil })
}

func (c *Seen) every(is func(string) bool) bool {
	for text := range c.values {
		if !nothings[habit.Fold(text)] && !is(text) {
			return false
		}
	}
	return true
}
