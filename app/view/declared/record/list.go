package record

import (
	"cmp"
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
	AsValue // like InDetail, without its label: what nobody takes for something else
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
	return (&Listing{Entity: entity}).Columns(r)
}

// fields are those that the list has columns of: those that it names, else those declared
// so.
func (l *Listing) fields(c *kernel.Catalog) []*kernel.Field {
	s := c.Schema(l.Entity)
	if l.Fields == nil {
		return listed(s)
	}
	var list []*kernel.Field
	for _, name := range l.Fields {
		if _, f := wholeField(s, name); f != nil {
			list = append(list, f)
		}
	}
	return list
}

// wholeField finds a field of an entity or of its guarded companions, and where it stands.
func wholeField(s *kernel.Schema, name string) (*kernel.Schema, *kernel.Field) {
	if f := s.Field(name); f != nil {
		return s, f
	}
	for _, part := range s.Parts {
		if f := part.Field(name); f != nil && f.Sees != "" {
			return part, f
		}
	}
	return nil, nil
}

// Columns are those of the list. A guarded one is for those who see it.
func (l *Listing) Columns(r *view.Reader) []Column {
	s := r.Catalog.Schema(l.Entity)
	list := l.declared(r, s)
	if i := slices.IndexFunc(list, func(c Column) bool { return l.Title != "" && c.Name == l.Title }); i >= 0 {
		list[i].Place = AsTitle
	}
	name(s, list)
	for _, c := range view.OwnColumns(r, l.Entity) {
		list = append(list, Column{Name: c.Name, Label: c.Label, Figure: figure(c.Kind), Place: Hidden, Chars: max(ownChars, heading(c.Label)), Sortable: c.Sortable})
	}
	if !s.Kept || l.Fields != nil {
		at := AsBadge
		if slices.ContainsFunc(list, func(c Column) bool { return c.Place == AsBadge }) { // the card's badge says another thing
			at = AsValue
		}
		list = append(list, Column{Label: standing.Text(), Place: at, Chars: 4})
	}
	return list
}

// declared are the columns of fields and extras.
func (l *Listing) declared(r *view.Reader, s *kernel.Schema) []Column {
	var list []Column
	for _, f := range l.fields(r.Catalog) {
		if f.Name == "name_en" && view.Lang() == "en" { // the name says it
			continue
		}
		if f.Name == view.OwnerField && view.Owned(r.Catalog, s.Name) && !view.SeesSeveral(r, s.Name) {
			continue
		}
		at, _ := wholeField(s, f.Name)
		if at != s && !view.Sees(r, s.Name, f.Name) {
			continue
		}
		list = append(list, Column{
			Name: f.Name, Label: view.FieldLabel(f), Figure: figure(f.Kind), Place: place(f), Chars: chars(f),
			Sortable: at == s && f.Kind != kernel.KindID && f.Kind != kernel.KindBool && f.Kind != kernel.KindFile,
		})
	}
	return l.withExtras(list)
}

// withExtras are the columns with those that are worked out: in place of the field of the
// same name, else where the list names them.
func (l *Listing) withExtras(list []Column) []Column {
	at := func(column string) int {
		return slices.IndexFunc(l.Fields, func(name string) bool { return name == column })
	}
	for _, x := range l.Extra {
		if i := slices.IndexFunc(list, func(c Column) bool { return c.Name == x.Name }); i >= 0 {
			x.Sortable = list[i].Sortable
			x.Label = cmp.Or(x.Label, list[i].Label)
			list[i] = x.Column
			continue
		}
		i := slices.IndexFunc(list, func(c Column) bool { return at(c.Name) > at(x.Name) })
		if i < 0 {
			i = len(list)
		}
		list = slices.Insert(list, i, x.Column)
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
	case kernel.KindID:
		return AsValue
	}
	if f.Title || f.Search && f.Kind == kernel.KindText || f.Name == "date" {
		return AsValue
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

// keepDetails leaves on a card what its second line has room for.
func keepDetails(list []Column) {
	details := 0
	for i := range list {
		if list[i].Place != InDetail && list[i].Place != AsValue {
			continue
		}
		if details++; details > cardDetails {
			list[i].Place = Hidden
		}
	}
}

// Row is a row of a list: a cell for each column.
type Row struct {
	ID      kernel.ID
	Cells   map[string]view.Badge // by Column.Name
	Picture client.FileAt         // of an entity that has one
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
	return (&Listing{Entity: entity, Part: part}).Rows(d, Look{Search: search, Sort: by})
}

// Retirable tells whether rows of the entity can be retired.
func Retirable(c *kernel.Catalog, entity string) bool {
	return c.Schema(entity).Field("retired") != nil
}

// Retired gives the rows that are no longer offered.
func Retired(d *view.Desk, entity, search string, by Sort, part Part) *view.Pages[Row] {
	return (&Listing{Entity: entity, Part: part}).Rows(d, Look{Search: search, Sort: by, Retired: true})
}

func rowOf(r *view.Reader, row kernel.Row, fields []*kernel.Field) Row {
	made := Row{ID: row.Base().ID, Cells: map[string]view.Badge{}}
	s := row.Base().Schema()
	if f := pictureOf(s); f != nil {
		made.Picture = view.FileAt(row, f)
	}
	for _, f := range fields {
		at, _ := wholeField(s, f.Name)
		if at != s {
			if companion, p := r.Tx.GetRow(at, row.Base().ID); p == kernel.Found {
				made.Cells[f.Name] = view.Badge{Text: Say(r, companion, f)}
			}
			continue
		}
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

// Own is what the row shows in a column of the company's own, see [view.OwnColumns].
func (r Row) Own(column string) string { return r.Cells[column].Text }

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
