package importer

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"heyi/shared/kernel"
)

// Names by which a proposal calls its entities.
const (
	theCustomer = "客户"
	theSupplier = "供应商"
	theProduct  = "商品"
	thePlace    = "仓库"
)

// keyMark stands between the parts of a key.
const keyMark = "\x1f"

// entity writes an [[entity]] with its fields in order. from is nil for a row that
// no sheet tells of.
func (w *proposal) entity(name, entity string, from *Look, key, match string, fields [][2]string) {
	w.entityWhen("", name, entity, from, key, match, fields)
}

// entityWhen is entity for those lines of its sheet that meet a condition.
func (w *proposal) entityWhen(when, name, entity string, from *Look, key, match string, fields [][2]string) {
	w.add("\n[[entity]]\nname = %s\nentity = %s\n", quote(name), quote(entity))
	if from != nil {
		w.add("sheet = %s\n", quote(from.sheet()))
	}
	if when != "" {
		w.add("when = [%s]\n", when)
	}
	w.add("key = [%s]\n", quoted(strings.Split(key, keyMark)))
	if match != "" {
		w.add("match = %s\n", quote(match))
	}
	w.add("\n[entity.fields]\n")
	for _, f := range fields {
		if strings.HasPrefix(f[1], "{ ") { // a reference
			w.add("%s = %s\n", keyed(f[0]), f[1])
		} else if f[1] != "" {
			w.add("%s = %s\n", keyed(f[0]), quote(f[1]))
		}
	}
	if w.made[name] == nil {
		w.made[name] = from
	}
	if schema := w.catalog.Schema(entity); schema != nil {
		w.becomes(from, schema.Zh, schema.En)
	}
}

// keyed is a field's name as TOML writes it: what a company calls its own fields has any
// letters.
func keyed(name string) string {
	if isOwn(name) {
		return quote(name)
	}
	return name
}

// supplies tells whether a list of parties is one of suppliers.
func (k *Look) supplies() bool {
	text := titleWord(strings.Join(append(k.names(), k.sheet()), " "))
	return k.has(aSupplier) || strings.Contains(text, "供应商") || strings.Contains(text, "供货") || strings.Contains(text, "supplier") || strings.Contains(text, "vendor")
}

// parties proposes the customers or suppliers of a list.
func (w *proposal) parties(k *Look) { w.people(k) }

// people proposes the parties of a list with their contacts. It returns the entity's
// name and the key of a line's party.
func (w *proposal) people(k *Look) (name, key string) {
	w.lists[k] = true
	people := k.has("party.contact") && k.severalEach()
	contact, mobile, title := k.roles["party.contact"], k.roles["party.mobile"], ""
	if people { // they are rows of their own
		delete(k.roles, "party.contact")
		delete(k.roles, "party.mobile")
		for _, c := range k.Columns {
			if word := titleWord(c.Name); word == "title" || word == "jobtitle" || word == "position" || word == "职务" || word == "职位" {
				title = c.Name
			}
		}
		w.aside = append(w.aside, contact, mobile, title)
	}
	defer func() { w.aside = nil }()
	name, key = w.party(k, true)
	if !people {
		return name, key
	}
	k.roles["party.contact"] = contact
	fields := [][2]string{{"party", fmt.Sprintf("{ of = %s, key = %s }", quote(name), quote(key))}, {"name", w.use(k, "party.contact")}}
	if mobile != "" && k.byName[mobile].mobile() {
		k.roles["party.mobile"] = mobile
		fields = append(fields, [2]string{"mobile", w.use(k, "party.mobile")})
	}
	if title != "" {
		w.want(k, title, false)
		w.cut(k, title, 60)
		fields = append(fields, [2]string{"title", "{" + title + "}"})
	}
	w.cut(k, "{"+contact+"}", 60)
	w.entity("联系人", "contact", k, key+"/{"+contact+"}", "", fields)
	return name, key
}

// severalEach tells whether parties stand in several lines, one for each contact.
func (k *Look) severalEach() bool {
	for _, r := range []role{aPartyCode, aPartyName, aSupplier} {
		if k.has(r) {
			return len(k.column(r).values) < k.column(r).Filled
		}
	}
	return false
}

// party proposes an entity of the parties that a sheet names, with all that it
// tells of them where it is a list of them. It returns the entity's name and the
// key of a line's party.
func (w *proposal) party(k *Look, list bool) (name, key string) {
	name, flag := theCustomer, "is_customer"
	if k.supplies() && (list || k.has(aSupplier)) {
		name, flag = theSupplier, "is_supplier"
	}
	code, title := w.use(k, aPartyCode), w.first(k, aPartyName, aSupplier)
	key, match := code, "code"
	switch {
	case code == "" && title == "":
		return "", ""
	case code == "":
		key, match = title, "name"
	case title == "":
		title = code
	}
	if !list {
		if c := k.byName[strings.Trim(key, "{}")]; c.Filled < k.Lines {
			key = strings.Replace(key, "}", "|散客}", 1)
			title = strings.Replace(title, "}", "|散客}", 1)
			if code != "" {
				code = strings.Replace(code, "}", "|SANKE}", 1)
			}
		}
	}
	fields := [][2]string{{"code", code}, {"name", title}, {flag, "true"}}
	if list || k.has("party.region") && !k.has(aGoodsName) {
		fields = append(fields, w.others(k, "party", []role{aPartyCode, aPartyName, aSupplier})...)
	}
	w.cut(k, title, 120)
	w.entity(name, "party", k, key, match, fields)
	return name, key
}

// cut bounds the column of a template to what a field holds.
func (w *proposal) cut(k *Look, template string, most int) {
	name := strings.Trim(strings.Split(template, "|")[0], "{}")
	if w.cuts[k] == nil {
		w.cuts[k] = map[string]int{}
	}
	if before := w.cuts[k][name]; before == 0 || most < before {
		w.cuts[k][name] = most
	}
}

// others are the further fields of a master that the sheet has columns for. What
// fits no field is kept in the note, so that nothing is lost.
func (w *proposal) others(k *Look, entity string, done []role) [][2]string {
	s := w.catalog.Schema(entity)
	var fields [][2]string
	told := map[string]bool{}
	for _, r := range done {
		told[k.roles[r]] = true
	}
	var roles []role
	for r := range k.roles {
		roles = append(roles, r)
	}
	sort.Slice(roles, func(i, j int) bool { return roles[i] < roles[j] })
	for _, r := range roles {
		field, mine := strings.CutPrefix(string(r), entity+".")
		f := fieldOf(s, field)
		if !mine || slices.Contains(done, r) || f == nil || f.Name == "note" || !fits(k.column(r), f, w.catalog) {
			continue
		}
		if f.Kind == kernel.KindText {
			w.cut(k, w.use(k, r), f.Max)
		}
		told[k.roles[r]] = true
		fields = append(fields, [2]string{field, w.use(k, r)})
	}
	fields = append(fields, w.owns(k, entity, told)...)
	var rest []string
	for _, c := range k.Columns {
		if !told[c.Name] && !slices.Contains(w.aside, c.Name) && c.Filled > 0 && len(rest) < 8 {
			w.want(k, c.Name, false)
			w.cut(k, c.Name, 100)
			rest = append(rest, c.Name+" {"+c.Name+"|-}")
		}
	}
	if len(rest) > 0 {
		fields = append(fields, [2]string{"note", strings.Join(rest, "; ")})
	}
	return fields
}

// fits tells whether all contents of a column can be those of a field.
func fits(c *Seen, f *kernel.Field, catalog *kernel.Catalog) bool {
	switch {
	case f.Name == "mobile":
		return c.mobile()
	case f.Name == "tax_no":
		return c.taxNo()
	case f.Name == "tax_class":
		return false
	case f.Name == "barcode":
		return !c.many && c.every(func(s string) bool { return c.values[s] == 1 })
	}
	switch f.Kind {
	case kernel.KindText:
		return true
	case kernel.KindMoney, kernel.KindPrice, kernel.KindQty:
		return c.Kind == "number" && c.negative == 0
	case kernel.KindBool:
		return c.every(func(s string) bool { return flags[strings.ToLower(s)] != "" })
	case kernel.KindChoice:
		p := &Plan{catalog: catalog}
		return c.every(func(s string) bool { _, err := p.choice(f, s); return err == nil })
	case kernel.KindInt:
		return false // a figure that only looks whole in this file
	}
	return false
}

// goods proposes the products of a list.
func (w *proposal) goods(k *Look) {
	w.lists[k] = true
	w.product(k, true, w.listTax(k))
	if k.has(aStockQty) {
		w.note("「"+oneLine(k.roles[aStockQty])+"」没有用到：来源没有成本，期初库存不能估价。补上成本一列后重新 inspect，或在下面写 [opening]。",
			oneLine(k.roles[aStockQty])+" is not used: without costs the opening stock has no value. Add a column of costs and inspect again, or write an [opening].")
	}
}

// product proposes an entity of the products that a sheet names. It returns the
// key of a line's product.
func (w *proposal) product(k *Look, list bool, extra [][2]string) (key string) {
	code, title := w.use(k, aGoodsCode), w.use(k, aGoodsName)
	switch {
	case code == "" && title == "":
		return ""
	case code == "":
		code = title
		if c := k.column(aGoodsName); c.Longest > 40 {
			w.add("\n# 商品没有编码，用名称的前 40 个字作编码。\n# The products have no codes: the first 40 characters of their names are taken.\n")
			w.cut(k, title, 40)
		}
	case title == "":
		title = code
	}
	key = code
	w.cut(k, title, 120)
	if list && !k.has(aGoodsCode) && k.has("product.spec") && len(k.column(aGoodsName).values) < k.column(aGoodsName).Filled {
		// goods of one name in several packs are told apart by those
		spec := w.use(k, "product.spec")
		key = code + keyMark + spec
		code = title + " " + strings.Replace(spec, "}", "|}", 1)
		w.cut(k, title, 25)
		w.cut(k, spec, 14)
	}
	fields := [][2]string{{"code", code}, {"name", title}}
	unit := "件"
	if k.has("product.unit") {
		unit = strings.Replace(w.use(k, "product.unit"), "}", "|件}", 1)
		w.cut(k, w.use(k, "product.unit"), 20)
	}
	fields = append(fields, [2]string{"unit", unit})
	if list {
		retail := aPrice
		if k.has(aPrice) && k.column(aPrice).negative == 0 {
			fields = append(fields, [2]string{"retail", w.use(k, retail)})
		}
		if k.has(aCost) && k.column(aCost).negative == 0 {
			fields = append(fields, [2]string{"purchase", w.use(k, aCost)})
		}
		done := []role{aGoodsCode, aGoodsName, "product.unit", aPrice, aCost, aStockQty, aQty, aCostAmount, aPlace}
		fields = append(fields, w.others(k, "product", done)...)
	}
	fields = append(fields, extra...)
	fields = append(fields, [2]string{"active", "true"})
	if c := k.byName[strings.Trim(code, "{}")]; !list && c != nil && c.Filled < k.Lines {
		key = strings.Replace(code, "}", "|-}", 1)
	}
	w.entity(theProduct, "product", k, key, "code", fields)
	return key
}

// stockOf proposes products and their opening stock.
func (w *proposal) stockOf(k *Look) {
	key := w.product(k, true, w.listTax(k))
	place := ""
	if k.has(aPlace) {
		place = w.place(k)
	}
	qty, cost := w.first(k, aStockQty, aQty), w.use(k, aCostAmount)
	if cost == "" {
		cost = qty + " * " + w.use(k, aCost)
	}
	w.opened = true
	w.becomes(k, "期初库存", "opening stock")
	w.add("\n# 期初库存：数量与成本。\n# The stock when the books begin, with its cost.\n[opening]\n%s\n[[opening.from]]\nsheet = %s\nproduct = { of = %s, key = %s }\nqty = %s\ncost = %s\n",
		w.at("place", place), quote(k.sheet()), quote(theProduct), quote(key), quote(qty), quote(cost))
}

// at is a section's line with a place; without one the goods are at home, which stands at
// the top of the mapping.
func (w *proposal) at(what, place string) string {
	if place == "" {
		w.homely = true
		return ""
	}
	return what + " = " + place + "\n"
}

// place proposes the warehouses that a sheet names. Names in plain letters may be
// the codes of the company's own. Goods of lines that name none are at home.
func (w *proposal) place(k *Look) string {
	column := w.use(k, aPlace)
	w.cut(k, column, 20)
	match := "code"
	for text := range k.column(aPlace).values {
		if strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" {
			match = "name"
		}
	}
	when := ""
	if k.column(aPlace).Filled < k.Lines {
		w.homely, when = true, fmt.Sprintf("{ column = %s, empty = false }", quote(k.roles[aPlace]))
	}
	w.entityWhen(when, thePlace, "place", k, column, match, [][2]string{{"code", column}, {"name", column}, {"kind", "warehouse"}})
	return fmt.Sprintf("{ of = %s, key = %s }", quote(thePlace), quote(column))
}
