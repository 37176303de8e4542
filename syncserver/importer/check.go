package importer

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// plainName is what may stand in the name of a file.
var plainName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

// check finds what is wrong with a mapping before any file is read: names that
// mean nothing, templates that are not closed.
func (m *Mapping) check(c *kernel.Catalog) error {
	if !plainName.MatchString(m.Name) || len(m.Sheets) == 0 {
		return errors.New("a name of small letters, digits and dashes and [[sheet]] are required")
	}
	k := &checking{catalog: c, mapping: m}
	for i := range m.Sheets {
		k.sheet(&m.Sheets[i])
	}
	for i := range m.Entities {
		k.entity(&m.Entities[i])
	}
	if o := m.Opening; o != nil {
		k.value("", o.Place)
		for _, f := range o.From {
			k.conditions(f.Sheet, f.When)
			k.value(f.Sheet, f.Product)
			k.exprs(f.Sheet, f.Qty, f.Cost)
		}
	}
	if s := m.Sale; s != nil {
		k.sale(s)
	}
	if r := m.Returned; r != nil {
		k.conditions(r.Sheet, r.When)
		k.values(r.Sheet, r.Customer, r.Product, r.Into)
		k.exprs(r.Sheet, r.Qty, r.Amount, r.Cost)
		k.templates(r.Sheet, append(slices.Clone(r.Key), r.Date, r.Reason, r.Assumed)...)
	}
	return errors.Join(k.problems...)
}

type checking struct {
	catalog  *kernel.Catalog
	mapping  *Mapping
	problems []error
}

func (k *checking) wrong(format string, args ...any) {
	k.problems = append(k.problems, fmt.Errorf(format, args...))
}

func (m *Mapping) sheet(name string) *Sheet {
	for i := range m.Sheets {
		if m.Sheets[i].Name == name {
			return &m.Sheets[i]
		}
	}
	return nil
}

func (k *checking) sheet(s *Sheet) {
	if _, err := path.Match(s.File, ""); err != nil || s.File == "" || s.Name == "" || k.mapping.sheet(s.Name) != s {
		k.wrong("sheet %q needs a name of its own and a file pattern", s.Name)
	}
	for _, c := range s.Columns {
		if !slices.Contains([]string{"", "text", "code", "date", "number", "whole"}, c.Kind) || c.Fold != "" && c.Fold != "upper" {
			k.wrong("column %s of %s has no kind %q or fold %q", c.Name, s.Name, c.Kind, c.Fold)
		}
	}
	for _, j := range s.Joins {
		other := k.mapping.sheet(j.Sheet)
		if other == nil || !other.has(j.To) || !s.has(j.On) {
			k.wrong("sheet %s joins %s by %s = %s, which are not there", s.Name, j.Sheet, j.On, j.To)
		}
		if other != nil && len(other.Joins) > 0 {
			k.wrong("sheet %s joins %s, which joins others itself", s.Name, j.Sheet)
		}
	}
	for _, skip := range s.Skip {
		k.conditions(s.Name, skip.When)
		if len(skip.When) == 0 || skip.Zh == "" || skip.En == "" {
			k.wrong("a skip of %s needs when, zh and en", s.Name)
		}
	}
}

func (s *Sheet) has(column string) bool {
	return slices.ContainsFunc(s.Columns, func(c Column) bool { return c.Name == column })
}

// column tells whether a line of a sheet has the column, its own or a joined one.
func (k *checking) column(sheet, name string) {
	s := k.mapping.sheet(sheet)
	if s == nil {
		k.wrong("there is no sheet %q for {%s}", sheet, name)
		return
	}
	if s.has(name) {
		return
	}
	for _, j := range s.Joins {
		column, joined := strings.CutPrefix(name, j.Sheet+".")
		if other := k.mapping.sheet(j.Sheet); joined && other != nil && other.has(column) {
			return
		}
	}
	k.wrong("sheet %s has no column {%s}", sheet, name)
}

func (k *checking) conditions(sheet string, list []Condition) {
	for _, c := range list {
		k.column(sheet, c.Column)
		if !slices.Contains([]string{"", "negative", "zero", "positive"}, c.Sign) {
			k.wrong("there is no sign %q", c.Sign)
		}
	}
}

func (k *checking) templates(sheet string, texts ...string) {
	for _, text := range texts {
		t, err := parseTemplate(text)
		if err != nil {
			k.problems = append(k.problems, err)
		}
		for _, name := range t.columns() {
			k.column(sheet, name)
		}
	}
}

func (k *checking) exprs(sheet string, texts ...string) {
	for _, text := range texts {
		if text == "" {
			continue
		}
		e, err := parseExpr(text)
		if err != nil {
			k.problems = append(k.problems, err)
			continue
		}
		for _, name := range e.columns() {
			k.column(sheet, name)
		}
	}
}

func (k *checking) values(sheet string, list ...Value) {
	for _, v := range list {
		k.value(sheet, v)
	}
}

func (k *checking) value(sheet string, v Value) {
	k.templates(sheet, v.Text, v.Key, v.Is)
	if v.Of != "" && !slices.ContainsFunc(k.mapping.Entities, func(e Entity) bool { return e.Name == v.Of }) {
		k.wrong("there is no [[entity]] %s to refer to", v.Of)
	}
	if v.Find != "" && k.unique(v.Find) == nil {
		k.wrong("%s is no unique field", v.Find)
	}
}

// unique is the index of "entity.field".
func (k *checking) unique(name string) *kernel.Index { return uniqueIndex(k.catalog, name) }

func uniqueIndex(c *kernel.Catalog, name string) *kernel.Index {
	entity, field, _ := strings.Cut(name, ".")
	s := c.Schema(entity)
	if s == nil {
		return nil
	}
	for _, ix := range s.Indexes {
		if ix.Unique && ix.KeyLen == 1 && ix.Fields[0].Name == field {
			return ix
		}
	}
	return nil
}

func (k *checking) entity(e *Entity) {
	if k.catalog.Command(e.Entity+".add") == nil {
		k.wrong("[[entity]] %s: %q has no rows to add", e.Name, e.Entity)
		return
	}
	if e.Name == "" || len(e.Key) == 0 {
		k.wrong("an [[entity]] of %s needs name and key", e.Entity)
	}
	k.conditions(e.Sheet, e.When)
	k.templates(e.Sheet, e.Key...)
	for _, field := range []string{e.Match, e.Suffix} {
		if field != "" && (k.unique(e.Entity+"."+field) == nil || e.Fields[field].none()) {
			k.wrong("[[entity]] %s: %s is no unique field that it fills", e.Name, field)
		}
	}
	for name, v := range e.Fields {
		if k.catalog.Schema(e.Entity).Field(name) == nil {
			k.wrong("%s has no field %s", e.Entity, name)
		}
		k.value(e.Sheet, v)
	}
}

func (k *checking) sale(s *Sale) {
	k.conditions(s.Sheet, s.When)
	k.values(s.Sheet, s.Customer, s.From, s.Line.Product)
	k.exprs(s.Sheet, s.Line.Qty, s.Line.Amount)
	k.templates(s.Sheet, append(slices.Clone(s.Key), s.Date, s.Due, s.Shipped, s.Contact, s.Phone, s.Address, s.Allow,
		s.Carrier, s.Note, s.Assumed, s.Line.Note)...)
	if r := s.Receipt; r != nil {
		k.value(s.Sheet, r.Fund)
		k.templates(s.Sheet, r.Date, r.Assumed)
	}
	if r := s.Return; r != nil {
		k.conditions(s.Sheet, r.When)
		k.templates(s.Sheet, r.Date, r.Reason, r.Assumed)
	}
	if len(s.Key) == 0 || s.Date == "" || s.Line.Qty == "" || s.Line.Amount == "" || s.Customer.none() || s.From.none() || s.Line.Product.none() {
		k.wrong("[sale] needs key, customer, from, date and a line with product, qty and amount")
	}
}
