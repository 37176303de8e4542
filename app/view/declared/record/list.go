package record

import (
	"slices"
	"strings"
	"unicode"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Place says where a column stands on a card.
type Place int

// The places, in the order of the widgets'.
const (
	InDetail Place = iota
	AsTitle
	AsFigure
	AsBadge
	Hidden
)

// Column is one column of a list.
type Column struct {
	Name     string // of the field; "" for where the row stands between device and server
	Label    string
	Figure   bool // right-aligned
	Place    Place
	Sortable bool
	Chars    int // about how many characters it shows
}

var standing = i18n.Define("record.standing", "同步", "Sync")

// Columns are the columns of an entity's list, from the declaration. Whose the rows are
// stands there for who sees rows of several.
func Columns(r *view.Reader, entity string) []Column {
	s := r.Catalog.Schema(entity)
	var list []Column
	for _, f := range listed(s) {
		if f.Name == "name_en" && view.Lang() == "en" { // the name says it
			continue
		}
		if f.Name == view.OwnerField && view.Owned(r.Catalog, entity) && !view.SeesSeveral(r, entity) {
			continue
		}
		list = append(list, Column{
			Name: f.Name, Label: view.FieldLabel(f), Figure: figure(f.Kind), Place: place(f), Chars: chars(f),
			Sortable: f.Kind != kernel.KindID && f.Kind != kernel.KindBool,
		})
	}
	name(s, list)
	for _, c := range view.OwnColumns(r, entity) {
		list = append(list, Column{Name: c.Name, Label: c.Label, Figure: figure(c.Kind), Place: Hidden, Chars: max(ownChars, heading(c.Label)), Sortable: c.Sortable})
	}
	if !s.Kept {
		list = append(list, Column{Label: standing.Text(), Place: AsBadge, Chars: 4})
	}
	return list
}

// listed are the fields of the columns: those declared so, else the first ones
// that have a label.
func listed(s *kernel.Schema) []*kernel.Field {
	var fields, others []*kernel.Field
	for _, f := range s.Fields {
		switch {
		case f.Listed:
			fields = append(fields, f)
		case !basic[f.Name] && f.Zh != "" && len(others) < fewColumns:
			others = append(others, f)
		}
	}
	if len(fields) == 0 {
		return others
	}
	return fields
}

const fewColumns = 4

func figure(k kernel.Kind) bool {
	switch k {
	case kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate, kernel.KindInt:
		return true
	}
	return false
}

func place(f *kernel.Field) Place {
	switch f.Kind {
	case kernel.KindState:
		return AsBadge
	case kernel.KindBool:
		return Hidden
	}
	return InDetail
}

// chars is a guess of a column's width: of what it holds and of its heading.
func chars(f *kernel.Field) int {
	return max(content(f), heading(view.FieldLabel(f)))
}

func content(f *kernel.Field) int {
	switch {
	case f.Kind == kernel.KindBool:
		return 2
	case f.Kind == kernel.KindTime:
		return 11
	case f.Title:
		return 11
	case f.Kind == kernel.KindText && f.Max <= 20:
		return 4
	case f.Kind == kernel.KindText && f.Max <= 60:
		return 7
	case f.Kind == kernel.KindID || f.Kind == kernel.KindText:
		return 9
	}
	return 6
}

// heading is the width of a text in Chinese characters.
func heading(label string) int {
	half := 0
	for _, r := range label {
		half++
		if r > unicode.MaxLatin1 {
			half++
		}
	}
	return (half + 1) / 2
}

// ownChars is about how wide a column of the company's own is.
const ownChars = 7

// cardDetails is how many fields the second line of a card has room for.
const cardDetails = 3

// name chooses which columns are the first line of a card: the longest name and
// the first amount.
func name(s *kernel.Schema, list []Column) {
	title, figure, longest := -1, -1, -1
	for i, c := range list {
		f := s.Field(c.Name)
		if f.Title && f.Kind != kernel.KindText && title < 0 {
			title = i
		}
		if f.Title && f.Kind == kernel.KindText && f.Max > longest {
			title, longest = i, f.Max
		}
		if figure < 0 && (f.Kind == kernel.KindMoney || f.Kind == kernel.KindPrice || f.Kind == kernel.KindQty || f.Kind == kernel.KindRate) {
			figure = i
		}
	}
	if title < 0 && len(list) > 0 {
		title = 0
	}
	if title >= 0 {
		list[title].Place = AsTitle
	}
	if figure >= 0 && figure != title {
		list[figure].Place = AsFigure
	}
	details := 0
	for i := range list {
		if list[i].Place != InDetail {
			continue
		}
		if details++; details > cardDetails {
			list[i].Place = Hidden
		}
	}
}

// Row is a row of a list: a cell for each column.
type Row struct {
	ID    kernel.ID
	Cells map[string]view.Badge // by Column.Name
}

// Sort is the order a person asked for; without a field rows stand by their name.
type Sort struct {
	Field string
	Desc  bool
}

// Part narrows a list to the rows that belong to another one; the zero Part does
// not.
type Part struct {
	Field string
	Of    kernel.ID
}

// Searchable tells whether a list of the entity can be searched by text.
func Searchable(c *kernel.Catalog, entity string) bool {
	return len(c.Schema(entity).SearchFields()) > 0
}

// List gives the rows of an entity that a search finds, page by page. Rows set
// aside are left out, and those that are no longer offered.
func List(d *view.Desk, entity, search string, by Sort, part Part) *view.Pages[Row] {
	return list(d, partQuery(entity, part), search, by)
}

// Retirable tells whether rows of the entity can be retired.
func Retirable(c *kernel.Catalog, entity string) bool {
	return c.Schema(entity).Field("retired") != nil
}

// Retired gives the rows that are no longer offered.
func Retired(d *view.Desk, entity, search string, by Sort, part Part) *view.Pages[Row] {
	q := partQuery(entity, part)
	q.Where = rowstore.Filter{All: []rowstore.Filter{q.Where, rowstore.Is("retired", rowstore.Eq, true)}}
	return list(d, q, search, by)
}

func list(d *view.Desk, q client.Query, search string, by Sort) *view.Pages[Row] {
	s := d.Catalog.Schema(q.Entity)
	q.Search, q.Sort = search, order(s, by)
	fields := listed(s)
	return view.NewPages(d, q, func(r *view.Reader, rows []kernel.Row) ([]Row, error) {
		list := make([]Row, len(rows))
		for i, row := range rows {
			list[i] = rowOf(r, row, fields)
			if m := r.Mark(row.Base().ID); m != client.MarkSaved {
				list[i].Cells[""] = view.SyncBadge(m)
			}
		}
		return list, nil
	})
}

func rowOf(r *view.Reader, row kernel.Row, fields []*kernel.Field) Row {
	made := Row{ID: row.Base().ID, Cells: map[string]view.Badge{}}
	for _, f := range fields {
		cell := view.Badge{Text: Say(r, row, f)}
		switch {
		case f.Kind == kernel.KindState:
			cell = view.StateOf(r, row)
		case f.Kind == kernel.KindBool && f.Get(row).Int == 0:
			cell.Tone = view.Quiet
		}
		made.Cells[f.Name] = cell
	}
	for name, text := range view.OwnTexts(r, row) {
		made.Cells[name] = view.Badge{Text: text}
	}
	return made
}

// order is the order of a list: what was asked for, else the newest document, the newest
// line of one or the name first.
func order(s *kernel.Schema, by Sort) []rowstore.Order {
	if by.Field != "" {
		return []rowstore.Order{{Field: by.Field, Desc: by.Desc}}
	}
	if date := s.Field("date"); s.Kept && date != nil {
		return []rowstore.Order{{Field: "date", Desc: true}}
	}
	if IsLine(s) || happened(s) {
		return []rowstore.Order{{Field: "id", Desc: true}}
	}
	for _, f := range s.Fields {
		if f.Title {
			return []rowstore.Order{{Field: f.Name}}
		}
	}
	for _, f := range s.Fields {
		if f.Listed && f.Kind == kernel.KindID {
			return []rowstore.Order{{Field: f.Name}} // rows of one thing stand together
		}
	}
	return nil
}

// happened tells whether the rows of an entity are what happened to others, and when.
func happened(s *kernel.Schema) bool {
	return s.Kept && slices.ContainsFunc(s.Fields, func(f *kernel.Field) bool { return f.Listed && f.Kind == kernel.KindID && f.RefBy != "" && f.Required })
}

func partQuery(entity string, part Part) client.Query {
	q := client.Query{Query: rowstore.Query{Entity: entity}}
	if part.Field != "" {
		q.Where = rowstore.Is(part.Field, rowstore.Eq, part.Of)
	}
	return q
}

var jobsToCome = i18n.Define("record.jobs.none", "到时间后自动运行，运行后列在这里：{0}", "They run by themselves when their time comes, and are listed here from then on: {0}")

// Before says of a list that is empty what will stand there; "" where nothing can be said.
func Before(c *kernel.Catalog, entity string) string {
	if entity != org.Jobs.Name() {
		return ""
	}
	var names []string
	for _, t := range c.Timers() {
		names = append(names, view.Say(t.Zh, t.En))
	}
	return jobsToCome.Text(strings.Join(names, i18n.ListSeparator.Text()))
}
