package importer

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/module"
)

// sheetOf is what a module knows of a sheet: it is called by one of the module's words,
// and has a column for the key. Nil for a sheet that no module knows.
func (w *proposal) sheetOf(k *Look) *module.Sheet {
	word := titleWord(k.title() + " " + k.Form.Tab)
	for _, m := range module.All() {
		for i, s := range m.Sheets {
			of := w.catalog.Schema(s.Entity)
			called := slices.ContainsFunc(s.Words, func(known string) bool { return strings.Contains(word, titleWord(known)) })
			if called && of != nil && k.called(of.Field(s.Key)) != nil {
				return &m.Sheets[i]
			}
		}
	}
	return nil
}

// called is the column that is called like a field, nil for none.
func (k *Look) called(f *kernel.Field) *Seen {
	for _, c := range k.Columns {
		word := titleWord(c.Name)
		if c.Filled > 0 && (word == titleWord(f.Zh) || word == titleWord(f.En) || word == titleWord(f.Name)) {
			return c
		}
	}
	return nil
}

// declared proposes the rows of an entity of which its module has said what a list of them
// looks like: the columns that are called like its fields, and those that the company has
// defined.
func (w *proposal) declared(k *Look, sheet *module.Sheet) {
	w.lists[k] = true
	s := w.catalog.Schema(sheet.Entity)
	var fields [][2]string
	told := map[string]bool{}
	for _, f := range s.Fields {
		if f.Zh == "" || f.Kind == kernel.KindID || f.Derived {
			continue
		}
		c := k.called(f)
		if c == nil || told[c.Name] || !fits(c, f, w.catalog) {
			continue
		}
		told[c.Name] = true
		w.want(k, c.Name, f.Kind == kernel.KindText)
		if f.Kind == kernel.KindText {
			w.cut(k, "{"+c.Name+"}", f.Max)
		}
		fields = append(fields, [2]string{f.Name, "{" + c.Name + "}"})
	}
	fields = append(fields, w.owns(k, sheet.Entity, told)...)
	w.entity(s.Zh, sheet.Entity, k, "{"+k.called(s.Field(sheet.Key)).Name+"}", "", fields)
}
