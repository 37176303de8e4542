package importer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/habit"
	"heyi/shared/kernel"
)

// Proposal is a mapping file for files that nobody has described yet.
type Proposal struct {
	TOML string
	// Known tells whether anything would be imported; otherwise TOML describes
	// the sheets alone and a person says what they are.
	Known bool
}

// Propose makes a mapping file out of what was seen, by the titles of the columns.
func Propose(c *kernel.Catalog, looks []*Look) Proposal {
	d := newDictionary(c)
	w := &proposal{
		catalog: c, looks: looks, columns: map[*Look]map[string]bool{}, cuts: map[*Look]map[string]int{},
		skips: map[*Look]string{}, joins: map[*Look]string{}, made: map[string]*Look{}, maps: map[*Look]map[string]map[string]string{}, fills: map[*Look][]string{},
	}
	for _, k := range looks {
		k.roles = d.of(k.names())
		k.settleNames()
	}
	lines := w.find(isSale)
	heads := w.find(isOrderHead)
	for _, k := range looks {
		switch {
		case k == lines || k == heads && lines != nil:
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
		}
	}
	if lines != nil {
		w.sale(lines, heads)
	}
	return Proposal{TOML: w.file(), Known: w.body.Len() > 0}
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
	for _, r := range []role{aQty, aPrice, aCost, anAmount, aCostAmount, aStockQty, aBalance, aPayable, aDebit, aCredit, aDiscount, aProfit} {
		if k.has(r) && k.column(r).Kind != "number" {
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
	return k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aQty, anAmount) && k.anyOf(anAmount, aPrice) && k.anyOf(anOrder, aDate) && !k.anyOf(aDebit, aCredit)
}

func isOrderHead(k *Look) bool {
	return k.has(anOrder) && k.anyOf(aDate, aPartyName, aPartyCode) && !isSale(k) && !isOpenItems(k)
}

func isTrialBalance(k *Look) bool { return k.has(anAccount) && k.anyOf(aDebit, aCredit) }

func isOpenItems(k *Look) bool {
	return k.anyOf(aPartyName, aPartyCode, aSupplier) && k.anyOf(aBalance, aPayable) && !k.anyOf(aGoodsCode, aGoodsName, aQty)
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
	joins   map[*Look]string
	body    strings.Builder
	made    map[string]*Look // entities by name, with the sheet they come from
	cuts    map[*Look]map[string]int
	maps    map[*Look]map[string]map[string]string // other spellings of what a list has
	fills   map[*Look][]string
	aside   []string // columns that are told elsewhere
	opened  bool     // there is an opening stock
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

// name is what the import is remembered by.
func (w *proposal) name() string {
	name := strings.Trim(nameLetters.ReplaceAllString(strings.ToLower(w.looks[0].sheet()), "-"), "-")
	if name == "" {
		name = "import-" + kernel.DeriveID("mapping", w.looks[0].sheet()).String()[:8]
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
		if !w.idle(k) {
			b.WriteString(w.sheet(k))
		}
	}
	b.WriteString(w.body.String())
	return b.String()
}

// idle tells whether nothing is taken from a sheet of a workbook whose others are
// used: a cover, a pivot.
func (w *proposal) idle(k *Look) bool {
	return len(w.columns[k]) == 0 && slices.ContainsFunc(w.looks, func(o *Look) bool { return o.Path == k.Path && len(w.columns[o]) > 0 })
}

func quote(s string) string { return strconv.Quote(s) }

// sheet describes a file with the columns that are used, or all of them.
func (w *proposal) sheet(k *Look) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n[[sheet]]\nname = %s\nfile = %s\n", quote(k.sheet()), quote(escapePattern(k.title())))
	if len(k.Form.Tabs) > 1 {
		fmt.Fprintf(&b, "tab = %s\n", quote(k.Form.Tab))
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
	if null := k.nothing(); len(null) > 0 {
		fmt.Fprintf(&b, "null = [%s]\n", quoted(null))
	}
	b.WriteString("columns = [\n")
	used := w.columns[k]
	for _, c := range k.Columns {
		code, wanted := used[c.Name]
		if len(used) == 0 || wanted {
			fmt.Fprintf(&b, "  %s,\n", k.describe(c, code, w.cuts[k][c.Name], w.maps[k][c.Name]))
		}
	}
	b.WriteString("]\n")
	b.WriteString(w.joins[k])
	b.WriteString(w.skips[k])
	return b.String()
}

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

func (k *Look) nothing() []string {
	var all []string
	for _, c := range k.Columns {
		for _, word := range c.Nothing {
			if word != "0" && !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all
}

func quoted(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = quote(s)
	}
	return strings.Join(out, ", ")
}

// describe is a column's line in the mapping.
func (k *Look) describe(c *Seen, code bool, cut int, spelled map[string]string) string {
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
	if c.Filled < k.Lines {
		s += ", empty = true"
	}
	if cut > 0 && c.Longest > cut {
		s += fmt.Sprintf(", cut = %d", cut)
	}
	var pairs []string
	for text, known := range spelled {
		pairs = append(pairs, quote(text)+" = "+quote(known))
	}
	if slices.Sort(pairs); len(pairs) > 0 {
		s += ", map = { " + strings.Join(pairs, ", ") + " }"
	}
	return s + " }"
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
