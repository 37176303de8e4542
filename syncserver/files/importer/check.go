package importer

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
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
		for _, f := range o.From {
			k.value(f.Sheet, o.Place)
			k.conditions(f.Sheet, f.When)
			k.value(f.Sheet, f.Product)
			k.exprs(f.Sheet, f.Qty, f.Cost)
		}
	}
	for i := range m.Documents {
		k.document(&m.Documents[i])
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
	if !slices.Contains([]string{"", ".", ","}, s.Decimal) || utf8.RuneCountInString(s.Separator) > 1 || min(s.Header, s.DataFrom) < 0 {
		k.wrong("sheet %s: decimal is \".\" or \",\", a separator one character, header and data_from are lines", s.Name)
	}
	for _, c := range s.Columns {
		if !slices.Contains([]string{"", "text", "code", "date", "number", "whole"}, c.Kind) || c.Fold != "" && c.Fold != "upper" {
			k.wrong("column %s of %s has no kind %q or fold %q", c.Name, s.Name, c.Kind, c.Fold)
		}
		if _, err := decimal.NewFromString(orElse(c.Times, "1")); err != nil || !slices.Contains([]string{"", "plus", "minus"}, c.Debit) {
			k.wrong("column %s of %s has no times %q or debit %q", c.Name, s.Name, c.Times, c.Debit)
		}
		if c.Order != "" && !slices.Contains(habit.Orders, c.Order) || c.Cut < 0 {
			k.wrong("column %s of %s has no order %q or cut %d", c.Name, s.Name, c.Order, c.Cut)
		}
	}
	k.templates(s.Name, s.Once...)
	for _, name := range s.Fill {
		k.column(s.Name, name)
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
	for _, skip := range slices.Concat(s.Skip, s.Refuse) {
		k.conditions(s.Name, skip.When)
		if len(skip.When) == 0 || skip.Zh == "" || skip.En == "" {
			k.wrong("a skip or refuse of %s needs when, zh and en", s.Name)
		}
	}
	if s.Unused != nil && (s.Unused.Zh == "" || s.Unused.En == "") {
		k.wrong("unused of %s needs zh and en", s.Name)
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
	if s.has(name) || name == lineColumn || name == fileColumn || name == eveColumn {
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
		if !slices.Contains([]string{"", "negative", "zero", "positive", "nothing"}, c.Sign) {
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
	if v.Find == "" {
		return
	}
	if !k.field(v.Find) {
		k.wrong("there is no field %s to find a row by", v.Find)
	} else if t, err := parseTemplate(v.Is); err == nil && len(t.columns()) == 0 {
		k.mapping.constants = append(k.mapping.constants, v)
	}
}

// field tells whether there is "entity.field".
func (k *checking) field(name string) bool {
	entity, field, _ := strings.Cut(name, ".")
	s := k.catalog.Schema(entity)
	return s != nil && s.Field(field) != nil
}

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
	if e.Suffix != "" && (uniqueIndex(k.catalog, e.Entity+"."+e.Suffix) == nil || e.Fields[e.Suffix].none()) {
		k.wrong("[[entity]] %s: %s is no unique field that it fills", e.Name, e.Suffix)
	}
	if e.Match != "" && (!k.field(e.Entity+"."+e.Match) || e.Fields[e.Match].none()) {
		k.wrong("[[entity]] %s: %s is no field that it fills", e.Name, e.Match)
	}
	for name, v := range e.Fields {
		k.target(e.Sheet, e.Entity, fieldOf(k.catalog.Schema(e.Entity), name), name, v)
	}
}

// target checks what a field gets.
func (k *checking) target(sheet, owner string, f *kernel.Field, name string, v Value) {
	if isOwn(name) { // which there are, the company says
		k.value(sheet, v)
		return
	}
	switch {
	case f == nil || f.Derived:
		k.wrong("%s has no field %s to fill", owner, name)
	case f.Kind == kernel.KindID && v.Of == "" && v.Find == "":
		k.wrong("%s of %s is a row: say of and key, or find and is", name, owner)
	case f.Kind == kernel.KindList || f.Kind == kernel.KindStruct:
		k.wrong("%s of %s is filled by line", name, owner)
	}
	k.value(sheet, v)
}

func (k *checking) document(d *Document) {
	spec := k.catalog.Command(d.Command)
	if spec == nil || spec.System {
		k.wrong("[[document]]: there is no command %q", d.Command)
		return
	}
	k.conditions(d.Sheet, d.When)
	k.templates(d.Sheet, append(slices.Clone(d.Key), d.Day)...)
	for name, v := range d.Fields {
		if isOwn(name) && spec.Owns(k.catalog) == nil {
			k.wrong("%s makes nothing that has fields of the company's own, such as %s", d.Command, name)
		}
		k.target(d.Sheet, d.Command, spec.Field(name), name, v)
	}
	list := listOf(spec, d.List)
	switch {
	case list == nil && (d.List != "" || len(d.Line) > 0):
		k.wrong("[[document]] %s has no list %q to fill by line", d.Command, d.List)
	case list == nil && len(d.Key) == 0:
		k.wrong("[[document]] %s needs a key: it has no list of lines", d.Command)
	case list != nil:
		_, elem := list.Item()
		for name, v := range d.Line {
			k.target(d.Sheet, d.Command+"."+list.Name, elem.Field(name), name, v)
		}
	}
}

func (k *checking) sale(s *Sale) {
	k.conditions(s.Sheet, s.When)
	k.values(s.Sheet, s.Customer, s.From, s.Line.Product)
	k.exprs(s.Sheet, s.Line.Qty, s.Line.Amount, s.Total)
	k.templates(s.Sheet, append(slices.Clone(s.Key), s.Date, s.Due, s.Shipped, s.Contact, s.Phone, s.Address, s.Allow,
		s.Carrier, s.Note, s.Assumed, s.Line.Note)...)
	for name, v := range s.Own {
		if !isOwn(name) {
			k.wrong("[sale.own] fills fields of the company's own, such as custom:%s", name)
		}
		k.value(s.Sheet, v)
	}
	if r := s.Receipt; r != nil {
		k.value(s.Sheet, r.Fund)
		k.templates(s.Sheet, r.Date, r.Assumed)
	}
	if r := s.Return; r != nil {
		k.conditions(s.Sheet, r.When)
		k.templates(s.Sheet, r.Date, r.Reason, r.Assumed)
	}
	if len(s.Key) == 0 || s.Date == "" || s.Line.Qty == "" || s.Line.Amount == "" || s.Customer.none() || s.Line.Product.none() {
		k.wrong("[sale] needs key, customer, date and a line with product, qty and amount")
	}
}
