package importer

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// knowOurs notes which columns the company itself has a field for: their days and figures
// say nothing of what a sheet is.
func (k *Look) knowOurs(own []kernel.CustomField) {
	k.ours = map[string]bool{}
	for _, c := range k.Columns {
		k.ours[c.Name] = slices.ContainsFunc(own, func(f kernel.CustomField) bool { return calls(&f, c.Name) })
	}
}

// calls tells whether a title is what people call a field.
func calls(f *kernel.CustomField, title string) bool {
	word := titleWord(title)
	return word == titleWord(f.Zh) || word == titleWord(f.En)
}

// owns are the fields that the company has defined, of columns that are called like them.
func (w *proposal) owns(k *Look, entity string, told map[string]bool) (fields [][2]string) {
	s := w.catalog.Schema(entity)
	for _, own := range w.own {
		if own.Entity != entity && !slices.ContainsFunc(s.Parts, func(part *kernel.Schema) bool { return part.Name == own.Entity }) {
			continue
		}
		for _, c := range k.Columns {
			if told[c.Name] || slices.Contains(w.aside, c.Name) || !calls(&own, c.Name) {
				continue
			}
			told[c.Name] = true
			w.want(k, c.Name, own.Kind == kernel.KindText || own.Kind == kernel.KindChoice)
			fields = append(fields, [2]string{kernel.CustomPrefix + own.Zh, "{" + c.Name + "}"})
			break
		}
	}
	return fields
}

// ownOfOrders proposes the fields that the company has defined for orders, where all lines
// of an order agree on them.
func (w *proposal) ownOfOrders(k, head *Look, at string) {
	var fields [][2]string
	for _, f := range w.owns(head, sales.Orders.Name(), map[string]bool{}) {
		if head != k || k.has(anOrder) && k.agree(k.roles[anOrder], strings.Trim(f[1], "{}")) {
			fields = append(fields, f)
		}
	}
	if len(fields) > 0 {
		w.add("\n[sale.own]\n")
	}
	for _, f := range fields {
		w.add("%s = %s\n", keyed(f[0]), quote(joined(at, f[1])))
	}
}

// agree tells whether lines with one key have one content in a column.
func (k *Look) agree(key, column string) bool {
	at, of := -1, -1
	for i, c := range k.Columns {
		switch c.Name {
		case key:
			at = i
		case column:
			of = i
		}
	}
	said := map[string]string{}
	for _, row := range k.rows {
		if before, known := said[row[at]]; known && before != row[of] {
			return false
		}
		said[row[at]] = row[of]
	}
	return true
}
