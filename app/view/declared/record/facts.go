package record

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
)

var ownFields = i18n.Define("record.own", "自定义字段", "Own fields")

// Section is some fields of a row below a heading, "" for none.
type Section struct {
	Label string
	Facts []Fact
}

// Facts are the fields of all sections.
func (p *Page) Facts() (list []Fact) {
	for _, part := range p.Parts {
		list = append(list, part.Facts...)
	}
	return list
}

// facts are the labelled fields, by section, with those of companions that the person sees
// and of the company's own.
func (p *Page) facts(r *view.Reader, row kernel.Row) {
	said := map[string]bool{}
	for _, f := range row.Base().Schema().Fields { // by the head
		said[f.Name] = f.Title && f.Kind != kernel.KindID || row.Base().Schema().Kept && f.Name == "date"
	}
	linked := linkedTexts(r, row)
	for _, whole := range view.WholeRows(r, row) {
		s := whole.Base().Schema()
		part := Section{}
		for _, f := range s.Fields {
			if heading := sectionOf(s, f); heading != part.Label {
				p.add(part)
				part = Section{Label: heading}
			}
			fact, ok := factOf(r, whole, f)
			if ok && !said[f.Name] && !(f.Kind == kernel.KindText && linked[fact.Text]) {
				said[f.Name] = true
				part.Facts = append(part.Facts, fact)
			}
		}
		p.add(part)
	}
	for _, whole := range view.WholeRows(r, row) {
		for _, in := range ownInputs(r, whole.Base().Schema(), whole) {
			part := Section{Label: ownFields.Text()}
			if in.Setting { // as on the form
				part.Label = ""
			}
			if text := in.say(r, in.Was); text != "" {
				part.Facts = append(part.Facts, Fact{Field: in.Name, Label: in.Label, Text: text})
			}
			p.add(part)
		}
	}
}

// sectionOf is the heading of a field: that of the last field up to it that begins a section.
func sectionOf(s *kernel.Schema, f *kernel.Field) string {
	heading := ""
	for _, other := range s.Fields {
		if other.Section != [2]string{} {
			heading = view.Say(other.Section[0], other.Section[1])
		}
		if other == f {
			return heading
		}
	}
	return ""
}

// add puts a section on the page, behind what stands below the same heading.
func (p *Page) add(part Section) {
	if len(part.Facts) == 0 {
		return
	}
	at := slices.IndexFunc(p.Parts, func(s Section) bool { return s.Label == part.Label })
	if at >= 0 {
		p.Parts[at].Facts = append(p.Parts[at].Facts, part.Facts...)
		return
	}
	p.Parts = append(p.Parts, part)
}

// linkedTexts are what a row's references are called: the names that a document prints of
// them are no further fact.
func linkedTexts(r *view.Reader, row kernel.Row) map[string]bool {
	texts := map[string]bool{}
	for _, f := range row.Base().Schema().Fields {
		if fact, ok := factOf(r, row, f); ok && fact.Entity != "" {
			texts[fact.Text] = true
		}
	}
	return texts
}

// nothing tells whether a field's content is no answer to anything: a no and a zero that
// nobody has worked out, on a document.
func nothing(s *kernel.Schema, f *kernel.Field, v kernel.Value) bool {
	worked := (f.Derived || f.Settled) && f.Kind != kernel.KindInt && f.Kind != kernel.KindBool
	return s.Kept && v.IsZero() && (!worked || f.Sided)
}

// factOf is a field of a row in words; ok is false for one that no page shows, or that says
// nothing.
func factOf(r *view.Reader, row kernel.Row, f *kernel.Field) (fact Fact, ok bool) {
	s := row.Base().Schema()
	if !Shown(s, f) || f.Kind == kernel.KindState || nothing(s, f, f.Get(row)) { // how it stands is a chip
		return fact, false
	}
	fact = Fact{Field: f.Name, Label: view.FieldLabel(f), Text: Say(r, row, f), Means: view.Means(f)}
	if f.Kind == kernel.KindFile && fact.Text != "" {
		fact.File = view.FileAt(row, f)
	}
	if fact.Text == "" {
		return fact, false
	}
	if target := targetOf(r.Catalog, s, f, row); f.Kind == kernel.KindID && target != nil {
		if _, p := r.Tx.GetRow(target, f.Get(row).ID()); p == kernel.Found {
			fact.Entity, fact.ID = target.Name, f.Get(row).ID()
		} else if s.Kept {
			return fact, false // a document says itself what it prints of it
		}
	}
	return fact, true
}

// Shown tells whether a page shows a field of an entity. Others are what every row has,
// what only programs read, and what a declaration has no words for.
func Shown(s *kernel.Schema, f *kernel.Field) bool {
	return !basic[f.Name] && f.Zh != "" && f.Kind != kernel.KindBytes && !unspoken(s, f)
}
