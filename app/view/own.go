package view

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// OwnOf makes the inputs of the fields that the company has defined for an entity, with
// the content of a row; row is nil for a new one.
func OwnOf(r *Reader, entity string, row kernel.Row) []Input {
	return OwnInputs(r, org.FieldsOf(r.Tx, entity), row)
}

// OwnFacts are the company's own fields of a row in words, those with content and, of
// guarded ones, those that are for the reader.
func OwnFacts(r *Reader, row kernel.Row) []Option {
	var facts []Option
	for _, of := range WholeRows(r, row) {
		for _, f := range org.FieldsOf(r.Tx, of.Base().Schema().Name) {
			if text := SayOwn(r, &f, of); text != "" {
				facts = append(facts, Option{Code: Say(f.Zh, f.En), Label: text})
			}
		}
	}
	return facts
}

// WholeOf are an entity and its companions, whose rows make up what people take for one.
func WholeOf(c *kernel.Catalog, entity string) []string {
	list := []string{entity}
	if s := c.Schema(entity); s != nil {
		for _, part := range s.Parts {
			list = append(list, part.Name)
		}
	}
	return list
}

// GuardedInputs are the inputs of the fields that the company has defined for those only
// who see an audience's fields of an entity, as far as the reader sees and writes them; id
// is zero for a new row.
func GuardedInputs(r *Reader, entity string, id kernel.ID) (list []Input) {
	for _, part := range r.Catalog.Schema(entity).Parts {
		if !seesPart(r, part) || !r.Author.May(part.Name+".edit") {
			continue
		}
		var row kernel.Row
		if !id.IsZero() {
			var has kernel.Presence
			if row, has = r.Tx.GetRow(part, id); has != kernel.Found {
				continue
			}
		}
		for _, in := range OwnOf(r, part.Name, row) {
			in.Entity = part.Name
			list = append(list, in)
		}
	}
	return list
}

// WholeRows are a row and those of its companions that the reader sees.
func WholeRows(r *Reader, row kernel.Row) []kernel.Row {
	rows := []kernel.Row{row}
	for _, part := range row.Base().Schema().Parts {
		if !seesPart(r, part) {
			continue
		}
		if companion, p := r.Tx.GetRow(part, row.Base().ID); p == kernel.Found {
			rows = append(rows, companion)
		}
	}
	return rows
}

// seesPart tells whether the fields of a companion are for the reader.
func seesPart(r *Reader, part *kernel.Schema) bool {
	v := r.Author.Viewer
	return v == nil || v.Tags[kernel.Audience(part.Sees).Tag]
}

// SayOwn puts what a row holds in one field of the company's own into words, "" for
// nothing.
func SayOwn(r *Reader, f *kernel.CustomField, row kernel.Row) string {
	return SayOwnText(r, f, row.Base().Custom.Get(f.ID))
}

// SayOwnText puts a content of a field of the company's own into words: an option and the
// row that a reference names by what people call them.
func SayOwnText(r *Reader, f *kernel.CustomField, text string) string {
	for _, o := range f.Options {
		if o.Code == text {
			return Say(o.Zh, o.En)
		}
	}
	v, err := kernel.ParseValue(f.Kind, text)
	switch {
	case text == "":
		return ""
	case err != nil:
		return text
	case v.Kind == kernel.KindID:
		return NameOf(r, f.Target, v.ID())
	}
	return Figure(v)
}

var veiled = i18n.Define("record.veiled", "（您的岗位看不到）", "(your seat does not see it)")

// Elsewhere is said of a row that something names and that the device does not hold: it is
// not for the reader, or it is too old.
func Elsewhere(r *Reader, entity string) string {
	if !Shows(r, entity) {
		return veiled.Text()
	}
	return NotHere.Text()
}

// NameOf is what people call the row that a field of the company's own names.
func NameOf(r *Reader, entity string, id kernel.ID) string {
	s := r.Catalog.Schema(entity)
	if s == nil || id.IsZero() {
		return ""
	}
	row, p := r.Tx.GetRow(s, id)
	switch {
	case p != kernel.Found:
		return Elsewhere(r, entity)
	case entity == org.Seats.Name():
		return Holder(r, kernel.Ref[org.Seat](id))
	}
	return kernel.TitleOf(row)
}

// OwnColumn is a field of the company's own as a column of lists.
type OwnColumn struct {
	Name     string // as in queries
	Label    string
	Kind     kernel.Kind
	Sortable bool // not the guarded ones: what rows are sorted by stands in them; nor references, which hold no names
}

// OwnColumns are the columns that the company has asked for in the lists of an entity. A
// reader of rights alone knows none.
func OwnColumns(r *Reader, entity string) []OwnColumn {
	s := r.Catalog.Schema(entity)
	if s == nil || r.Tx == nil {
		return nil
	}
	var list []OwnColumn
	for _, of := range append([]*kernel.Schema{s}, s.Parts...) {
		if of != s && !seesPart(r, of) {
			continue
		}
		for _, f := range org.FieldsOf(r.Tx, of.Name) {
			if f.Listed {
				list = append(list, OwnColumn{Name: ownName(&f), Label: Say(f.Zh, f.En), Kind: f.Kind, Sortable: of == s && f.Kind != kernel.KindID})
			}
		}
	}
	return list
}

func ownName(f *kernel.CustomField) string { return kernel.CustomPrefix + f.ID.String() }

// TakesOwn tells whether a company can define fields for an entity: for what is added and
// edited as it is, and for documents whose commands take them.
func TakesOwn(c *kernel.Catalog, entity string) bool {
	s := c.Schema(entity)
	if s == nil || !s.Kept {
		return s != nil
	}
	return slices.ContainsFunc(c.Commands, func(spec *kernel.CommandSpec) bool { return spec.Owns(c) == s })
}

// OwnCells are embedded by the rows of lists, each of which shows a row of an entity:
// [NewPages] fills them, and the list has the columns of [OwnColumns].
type OwnCells struct{ own map[string]string }

// Own is what the row shows in a column of [OwnColumns].
func (c OwnCells) Own(column string) string { return c.own[column] }

func (c *OwnCells) takeOwn(cells map[string]string) { c.own = cells }

type owning interface{ takeOwn(map[string]string) }

// OwnTexts are the cells of a row by [OwnColumn.Name]; nil where the company has asked
// for none.
func OwnTexts(r *Reader, row kernel.Row) map[string]string {
	var cells map[string]string
	for _, of := range WholeRows(r, row) {
		for _, f := range org.FieldsOf(r.Tx, of.Base().Schema().Name) {
			if !f.Listed {
				continue
			}
			if cells == nil {
				cells = map[string]string{}
			}
			cells[ownName(&f)] = SayOwn(r, &f, of)
		}
	}
	return cells
}

// withOwn is what makes a list's rows, with their cells of the company's own fields.
func withOwn[T any](make func(*Reader, []kernel.Row) ([]T, error)) func(*Reader, []kernel.Row) ([]T, error) {
	if _, owns := any(new(T)).(owning); !owns {
		return make
	}
	return func(r *Reader, rows []kernel.Row) ([]T, error) {
		list, err := make(r, rows)
		for i := range min(len(list), len(rows)) {
			any(&list[i]).(owning).takeOwn(OwnTexts(r, rows[i]))
		}
		return list, err
	}
}

// Fill is what the commands of a document take of the inputs of [OwnOf]: the fields
// whose content is another now.
func Fill(inputs []Input, becomes map[string]string) kernel.Custom {
	texts := map[string]string{}
	for _, c := range Edited(inputs, becomes) {
		if Fills(c.Was, c.Becomes) {
			texts[c.Field] = c.Becomes
		}
	}
	return kernel.Fill(texts)
}

// Fills tells whether a field of the company's own is to be written. A box that nobody
// has ticked says nothing.
func Fills(was, becomes string) bool { return was != becomes && (was != "" || becomes != "false") }
