package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/text"
)

// entity plans one row for each key.
func (p *Plan) entity(e *Entity) {
	s := p.catalog.Schema(e.Entity)
	kind := p.kind(s.Zh, s.En)
	if p.made[e.Name] == nil { // a second [[entity]] of the name adds what is not there yet
		p.made[e.Name], p.alike[e.Name] = map[string]kernel.ID{}, map[string]kernel.ID{}
	}
	if p.coded[e.Entity] == nil {
		p.coded[e.Entity] = map[string]kernel.ID{}
	}
	first := map[string][]kernel.FieldValue{} // by key: what its first line says
	taken := map[string]int{}                 // contents of the suffixed field
	for _, l := range p.linesOf(e.Sheet) {
		if l.refused || !l.meets(e.When) {
			continue
		}
		key := keyOf(l, e.Key)
		if _, known := p.made[e.Name][key]; known {
			if values, err := p.fields(e, l); err == nil && first[key] != nil && !slices.Equal(values, first[key]) {
				p.Report.note(l.file, l.number, fmt.Sprintf("同一「%s」内容不同的行，以先出现的为准", e.Name), fmt.Sprintf("Lines of one %s that differ; the first is taken", e.Name))
			}
			continue
		}
		d := &document{kind: kind, key: e.Name + "/" + key, lines: []*line{l}}
		values, err := p.fields(e, l)
		if err != nil {
			p.spoil(d, l, "", err)
			continue
		}
		row, err := p.matched(e, d, values)
		if err == nil && row == nil {
			err = lacking(s, values)
		}
		if err != nil {
			p.spoil(d, l, "", err)
			continue
		}
		first[key] = values
		id, known := p.sameCode(e, d, values)
		switch {
		case row != nil:
			id = row.Base().ID
			kind.matched++
		case !known:
			p.tellNew(e, s, d, l)
			id = p.add(e, s, d, l, slices.Clone(values), taken)
		}
		p.made[e.Name][key] = id
		if near := text.Code.Normal(key); p.alike[e.Name][near].IsZero() {
			p.alike[e.Name][near] = id
		}
		if content := valueOf(values, e.Match); content != "" && p.coded[e.Entity][content].IsZero() {
			p.coded[e.Entity][content] = id
		}
	}
}

// tellNew says by name which warehouses and settlement accounts of the source an import
// sets up: a company has few of them, and one too many may be a typing error.
func (p *Plan) tellNew(e *Entity, s *kernel.Schema, d *document, l *line) {
	if e.Sheet == "" || e.Entity != org.Places.Name() && e.Entity != finance.Funds.Name() || p.has(d, "add") {
		return
	}
	_, name, _ := strings.Cut(d.key, "/")
	p.Report.note(l.file, l.number, fmt.Sprintf("公司里没有%s「%s」，将新建", s.Zh, name), fmt.Sprintf("The company has no %s called %s; it is made", strings.ToLower(s.En), name))
}

// sameCode is the row of this import whose code is the same but for case, width
// and blanks: nobody may have it a second time. Rows that an earlier run has made
// stand, and those that get a suffix are told apart by it.
func (p *Plan) sameCode(e *Entity, d *document, values []kernel.FieldValue) (kernel.ID, bool) {
	content := valueOf(values, e.Match)
	if content == "" || e.Suffix == e.Match || uniqueIndex(p.catalog, e.Entity+"."+e.Match) == nil || p.has(d, "add") {
		return kernel.ID{}, false
	}
	id, known := p.coded[e.Entity][content]
	return id, known
}

// lacking is what a new row cannot do without, or cannot hold; nil when it is
// complete. The company would say the same, but of its line only that it failed.
func lacking(s *kernel.Schema, values []kernel.FieldValue) error {
	for _, f := range s.Fields {
		content := valueOf(values, f.Name)
		switch {
		case f.Required && !f.Derived && content == "" && f.Default.IsZero():
			return kernel.Missing.With(kernel.Label("field", f))
		case f.Kind == kernel.KindText && f.Max > 0 && utf8.RuneCountInString(content) > f.Max:
			return kernel.TextTooLong.With(kernel.Label("field", f), kernel.Int("max", int64(f.Max)))
		}
	}
	return nil
}

// matched is the row of the company that an entity's line means, nil for a new one.
func (p *Plan) matched(e *Entity, d *document, values []kernel.FieldValue) (kernel.Row, error) {
	if e.Match == "" || p.has(d, "add") {
		return nil, nil
	}
	content := valueOf(values, e.Match)
	if content == "" {
		return nil, nil
	}
	row, err := p.lookup(e.Entity+"."+e.Match, content)
	if row != nil || err != nil {
		return row, err
	}
	for _, v := range values { // a source that calls one warehouse by its name and another by its code
		name := e.Entity + "." + v.Field
		if v.Value == content && v.Field != e.Match && v.Field != e.Suffix && uniqueIndex(p.catalog, name) != nil {
			return p.lookup(name, content)
		}
	}
	return nil, nil
}

// add plans a new row, and an edit of its guarded fields, which have commands of
// their own.
func (p *Plan) add(e *Entity, s *kernel.Schema, d *document, l *line, values []kernel.FieldValue, taken map[string]int) kernel.ID {
	args, guarded := &kernel.AddRow{}, map[*kernel.Schema]*kernel.EditRow{}
	for _, v := range values {
		if part := p.companionOf(s, v.Field); part != nil {
			if guarded[part] == nil {
				guarded[part] = &kernel.EditRow{}
			}
			guarded[part].Changes = append(guarded[part].Changes, kernel.Change{Field: v.Field, Becomes: v.Value})
			continue
		}
		if v.Field == e.Suffix {
			if taken[v.Value]++; taken[v.Value] > 1 {
				p.Report.note(l.file, l.number, "编码相同而内容不同的，后出现的加了 -2、-3 …", "Of those that share a code, the later got -2, -3 …")
				v.Value = fmt.Sprintf("%s-%d", v.Value, taken[v.Value])
			}
		}
		args.Values = append(args.Values, v)
	}
	st := p.step(d, "add", 0, e.Entity+".add", func(kernel.ID) kernel.Command { return args })
	st.kind = d.kind
	id := kernel.AddedID(st.call.ID, e.Entity)
	p.masters = append(p.masters, st)
	for _, part := range s.Parts {
		if edit := guarded[part]; edit != nil {
			edit.Row = id
			p.masters = append(p.masters, p.step(d, part.Name, 0, part.Name+".edit", func(kernel.ID) kernel.Command { return edit }))
		}
	}
	return id
}

// companionOf is [companionOf] for fields that the company has defined, too.
func (p *Plan) companionOf(s *kernel.Schema, field string) *kernel.Schema {
	if !isOwn(field) {
		return companionOf(s, field)
	}
	t, err := p.ownField(s, field)
	if err != nil {
		return nil
	}
	return t.part
}

// companionOf is the companion whose own command writes a guarded field, nil for one
// that comes with the row.
func companionOf(s *kernel.Schema, field string) *kernel.Schema {
	if _, f := s.Takes(field); f != nil {
		return nil
	}
	for _, part := range s.Parts {
		if part.Field(field) != nil {
			return part
		}
	}
	return nil
}

func valueOf(values []kernel.FieldValue, field string) string {
	for _, v := range values {
		if v.Field == field {
			return v.Value
		}
	}
	return ""
}

// fieldOf is a field of an entity, its own or a guarded one.
func fieldOf(s *kernel.Schema, name string) *kernel.Field {
	if part := companionOf(s, name); part != nil {
		return part.Field(name)
	}
	_, f := s.Takes(name)
	return f
}

// fields are the contents of a row, in the order of their names.
func (p *Plan) fields(e *Entity, l *line) ([]kernel.FieldValue, error) {
	if e.names == nil {
		e.names = sortedNames(e.Fields)
	}
	s := p.catalog.Schema(e.Entity)
	var values []kernel.FieldValue
	for _, name := range e.names {
		text, name, err := p.fieldText(l, s, name, e.Fields[name])
		if err != nil {
			return nil, err
		}
		if text = strings.TrimSpace(text); text != "" {
			values = append(values, kernel.FieldValue{Field: name, Value: text})
		}
	}
	return values, nil
}

// fieldText is what a field gets of a line, and how commands call the field.
func (p *Plan) fieldText(l *line, s *kernel.Schema, name string, v Value) (text, field string, err error) {
	if !isOwn(name) {
		text, err = p.content(l, fieldOf(s, name), v)
		return text, name, err
	}
	t, err := p.ownField(s, name)
	if err != nil {
		return "", name, err
	}
	text, err = p.ownContent(l, t, v)
	return text, t.field.Name, err
}
