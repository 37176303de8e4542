package importer

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// Fields that a company has defined are targets of a mapping like declared ones, named by
// what people call them: "custom:门店面积". Which there are, the company says.

// NoOwnField is the refusal of a mapping that fills a field which the company lacks.
var NoOwnField = kernel.Refuse("import.no_own_field", "公司没有给「{entity}」定义「{field}」这个字段；请先在「自定义字段」里添加，或从映射里去掉它",
	"The company has defined no field {field} for {entity}; add it among its own fields first, or take it out of the mapping")

var notOption = kernel.Refuse("import.option", "「{value}」不在 {field} 的选项中：{options}", "{value} is none of the options of {field}: {options}")

// OwnFields lists the fields that a company has defined.
func OwnFields(c *kernel.Catalog, view kernel.Scanner) (fields []kernel.CustomField, err error) {
	err = view.Scan(org.CustomFields.In(c), func(row kernel.Row) error {
		if f := row.(*org.CustomField); !f.Removed && !f.Retired {
			fields = append(fields, f.Field())
		}
		return nil
	})
	return fields, err
}

// ownTarget is such a field as a mapping fills it.
type ownTarget struct {
	own   kernel.CustomField
	field *kernel.Field
	part  *kernel.Schema // the companion whose own command writes it, nil for a field of the row
}

func isOwn(name string) bool { return strings.HasPrefix(name, kernel.CustomPrefix) }

// ownField finds the field of an entity, or of one of its companions, by its label or id.
func (p *Plan) ownField(s *kernel.Schema, name string) (*ownTarget, error) {
	called := habit.Fold(strings.TrimPrefix(name, kernel.CustomPrefix))
	if p.owns == nil {
		var err error
		if p.owns, err = OwnFields(p.catalog, p.view); err != nil {
			return nil, err
		}
	}
	for _, of := range append([]*kernel.Schema{s}, s.Parts...) {
		for _, own := range p.owns {
			if own.Entity != of.Name || !slices.Contains([]string{habit.Fold(own.Zh), habit.Fold(own.En), own.ID.String()}, called) {
				continue
			}
			t := &ownTarget{own: own, field: &kernel.Field{Name: kernel.CustomPrefix + own.ID.String(), Zh: own.Zh, En: own.En, Kind: own.Kind, Negative: true, Max: ownMost}}
			if of != s {
				t.part = of
			}
			return t, nil
		}
	}
	return nil, NoOwnField.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("field", strings.TrimPrefix(name, kernel.CustomPrefix)))
}

// ownMost is how many characters of a text one such field takes.
const ownMost = 1000

// ownContent is the canonical text that such a field gets of a line.
func (p *Plan) ownContent(l *line, t *ownTarget, v Value) (string, error) {
	named := t.own.Kind == kernel.KindID
	if t.own.Kind != kernel.KindChoice && !named || v.Of != "" || v.Find != "" {
		return p.content(l, t.field, v)
	}
	said, err := parseTemplate(v.Text)
	if err != nil {
		return "", err
	}
	if named {
		return p.named(p.catalog.Schema(t.own.Target), said.render(l))
	}
	text, options := said.render(l), make([]string, len(t.own.Options))
	for i, o := range t.own.Options {
		if options[i] = o.Code; habit.Fold(o.Code) == habit.Fold(text) {
			return o.Code, nil
		}
	}
	if text == "" {
		return "", nil
	}
	return "", notOption.With(kernel.Text("value", text), kernel.Label("field", t.field), kernel.Text("options", strings.Join(options, ", ")))
}

// named is the id of the row that people call so: by its id, its code or number, or its
// name, in this import or in the company.
func (p *Plan) named(s *kernel.Schema, called string) (string, error) {
	if called = strings.TrimSpace(called); called == "" || s == nil {
		return "", nil
	}
	if id, err := kernel.ParseID(called); err == nil {
		return id.String(), nil
	}
	if id, known := p.coded[s.Name][called]; known {
		return id.String(), nil
	}
	for _, f := range s.Fields {
		if f.Kind != kernel.KindText || !f.Title && uniqueIndex(p.catalog, s.Name+"."+f.Name) == nil {
			continue
		}
		row, err := p.lookup(s.Name+"."+f.Name, called)
		if err != nil || row != nil {
			return idOf(row), err
		}
	}
	return "", noRow.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("value", called))
}

func idOf(row kernel.Row) string {
	if row == nil {
		return ""
	}
	return row.Base().ID.String()
}

// checkOwn refuses a mapping that fills fields which the company lacks, before any line
// is blamed for it.
func (p *Plan) checkOwn() error {
	check := func(s *kernel.Schema, fields map[string]Value) error {
		for _, name := range sortedNames(fields) {
			if s == nil || !isOwn(name) {
				continue
			}
			if _, err := p.ownField(s, name); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range p.Mapping.Entities {
		e := &p.Mapping.Entities[i]
		if err := check(p.catalog.Schema(e.Entity), e.Fields); err != nil {
			return err
		}
	}
	if sale := p.Mapping.Sale; sale != nil {
		if err := check(p.catalog.CommandFor(&sales.Place{}).Owns(p.catalog), sale.Own); err != nil {
			return err
		}
	}
	for i := range p.Mapping.Documents {
		d := &p.Mapping.Documents[i]
		if err := check(p.catalog.Command(d.Command).Owns(p.catalog), d.Fields); err != nil {
			return err
		}
	}
	return nil
}

// ownHead adds the own fields of a document to what its head says.
func (p *Plan) ownHead(l *line, spec *kernel.CommandSpec, fields map[string]Value, head map[string]string) error {
	for _, name := range sortedNames(fields) {
		if !isOwn(name) {
			continue
		}
		t, err := p.ownField(spec.Owns(p.catalog), name)
		if err != nil {
			return err
		}
		content, err := p.ownContent(l, t, fields[name])
		if err != nil {
			return err
		}
		if content != "" {
			head[t.field.Name] = content
		}
	}
	return nil
}

func sortedNames(fields map[string]Value) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
