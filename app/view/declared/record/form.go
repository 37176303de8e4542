package record

import (
	"slices"
	"sync"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Form makes or changes a row. Save may be called again after a refusal: what was
// saved is not saved twice.
type Form struct {
	Entity  string
	ID      kernel.ID // zero for a new row
	Title   string    // of the row, "" for a new one
	Retired bool      // no longer offered
	Begins  []Begin   // what a new row can begin with
	Inputs  []Input
	Refused []*Clash // edits of this row that the server has refused

	writer *writer // of an entity whose rows only commands write
	row    kernel.Row
	mu     sync.Mutex // guards Input.Was: Save runs away from the screen
}

// Fact is a field in words.
type Fact struct {
	Field       string // its name; "" for what is no field
	Label, Text string
	Means       string // of a figure: what it is
	Entity      string // of the row that it refers to, "" for none
	ID          kernel.ID
	File        client.FileAt // that the field names
}

// Related is an entity whose rows belong to the row.
type Related struct {
	Entity string
	Label  string
	Part   Part
	Count  int64
}

// Line is a row in words, as on the card of a list.
type Line struct {
	ID                    kernel.ID
	Title, Detail, Figure string
}

// MayAdd tells whether the person may make rows of the entity.
func MayAdd(r *view.Reader, entity string) bool {
	if w := writers[entity]; w != nil {
		return r.Author.May(w.command)
	}
	s := r.Catalog.Schema(entity)
	return s != nil && !s.Kept && entity != org.Companies.Name() && r.Author.May(entity+".add")
}

// MayEdit tells whether the person may change rows of the entity.
func MayEdit(r *view.Reader, entity string) bool {
	if w := writers[entity]; w != nil {
		return w.edits && r.Author.May(w.command)
	}
	s := r.Catalog.Schema(entity)
	return s != nil && !s.Kept && r.Author.May(entity+".edit")
}

// changeable tells whether rows of an entity have anything that is written after their
// birth: of a link between two others all is fixed.
func changeable(r *view.Reader, s *kernel.Schema) bool {
	if writers[s.Name] != nil {
		return true
	}
	for _, of := range append([]*kernel.Schema{s}, s.Parts...) {
		if slices.ContainsFunc(of.Fields, func(f *kernel.Field) bool { return Editable(f, false) }) || len(org.FieldsOf(r.Tx, of.Name)) > 0 {
			return true
		}
	}
	return false
}

// MayRemove tells whether the person may set rows of the entity aside.
func MayRemove(r *view.Reader, entity string) bool {
	s := r.Catalog.Schema(entity)
	return s != nil && !s.Kept && entity != org.Companies.Name() && r.Author.May(entity+".remove")
}

// Load makes the form of a row, an empty one for the zero id, as the person may
// see it.
func Load(d *view.Desk, r *view.Reader, entity string, id kernel.ID, part Part) (*Form, error) {
	f := &Form{Entity: entity, ID: id, writer: writers[entity]}
	s := r.Catalog.Schema(entity)
	if s == nil {
		return nil, kernel.NotThere.With(kernel.Text("entity", entity))
	}
	if !id.IsZero() {
		row, p := r.Tx.GetRow(s, id)
		if p != kernel.Found {
			return nil, r.Missing(s, id, p)
		}
		r.Opened(id)
		f.row, f.Title, f.Retired = row, Title(r, row), row.Base().Retired
	}
	switch {
	case f.writer != nil && (id.IsZero() || f.writer.edits):
		f.commandInputs(r, s)
	case !s.Kept:
		f.rowInputs(r, s)
	}
	f.Begins = beginsOf(r, entity, id)
	f.belongTo(r, part)
	if f.row == nil {
		return f, nil
	}
	return f, f.refusals(d, r)
}

// rowInputs are the fields of the entity, those of companions that the person may
// see and write, and those of the company's own.
func (f *Form) rowInputs(r *view.Reader, s *kernel.Schema) {
	birth := f.row == nil
	for _, field := range s.Fields {
		if Editable(field, birth) {
			f.Inputs = append(f.Inputs, inputOf(r, s, field, f.row))
		}
	}
	for _, part := range s.Parts {
		companion, shown := f.companion(r, part)
		if !shown {
			continue
		}
		for _, field := range part.Fields {
			at, _ := s.Takes(field.Name)
			if !Editable(field, birth) || at != part && !r.Author.May(part.Name+".edit") {
				continue
			}
			in := inputOf(r, part, field, companion)
			if at == part { // its row's own commands write it
				in.Entity = s.Name
			}
			f.Inputs = append(f.Inputs, in)
		}
		if r.Author.May(part.Name + ".edit") {
			f.Inputs = append(f.Inputs, ownInputs(r, part, companion)...)
		}
	}
	f.Inputs = append(f.Inputs, ownInputs(r, s, f.row)...)
}

// companion is the row with the fields of an audience; shown is false when it is
// not for this person.
func (f *Form) companion(r *view.Reader, part *kernel.Schema) (row kernel.Row, shown bool) {
	if v := r.Author.Viewer; v != nil && !v.Tags["sees:"+part.Sees] {
		return nil, false
	}
	if f.ID.IsZero() {
		return nil, true
	}
	row, p := r.Tx.GetRow(part, f.ID)
	return row, p == kernel.Found
}

// belongTo fills the reference of a new row that is made below another one.
func (f *Form) belongTo(r *view.Reader, part Part) {
	if part.Field == "" || f.row != nil {
		return
	}
	for i := range f.Inputs {
		if in := &f.Inputs[i]; in.Name == part.Field && in.Target != "" {
			in.Was = part.Of.String()
			in.Title = title(r, r.Catalog.Schema(in.Target), part.Of)
		}
	}
}

// relatedMost bounds how far rows are counted.
const relatedMost = 1000

// IsLine tells whether the rows of an entity are the lines of documents.
func IsLine(s *kernel.Schema) bool {
	return s.Field("line") != nil && s.Field("line").Kind == kernel.KindInt
}

// belongs tells whether a row of an entity cannot be without the one that a field names:
// a unit without its product, a line without its document.
func belongs(s *kernel.Schema, f *kernel.Field) bool {
	if s.Kept {
		return IsLine(s) && s.FollowsBy(f)
	}
	return f.Required && f.Fixed
}

// linesMost bounds the lines that a document's page shows; more are a list of their own.
const linesMost = 60

// lineRows are the lines of a document, as they stand on it.
func lineRows(r *view.Reader, s *kernel.Schema, part Part) ([]kernel.Row, error) {
	q := partQuery(s.Name, part)
	q.Sort, q.Limit = []rowstore.Order{{Field: "line"}}, linesMost
	page, err := r.List(q)
	return page.Rows, err
}

// Line is what a card of a list says of the row.
func (row Row) Line(columns []Column) Line {
	line := Line{ID: row.ID}
	for _, c := range columns {
		text := row.Cells[c.Name].Text
		switch c.Place {
		case AsTitle:
			line.Title = text
		case AsFigure:
			line.Figure = text
		case InDetail, AsBadge:
			if c.Figure && text != "" {
				text = c.Label + " " + text
			}
			line.Detail = view.Join(line.Detail, text)
		}
	}
	return line
}

// part is an entity whose rows cannot be without the row that a field of them names.
type part struct {
	of *kernel.Schema
	by *kernel.Field
}

// partsOf lists the parts of an entity: the units of a product, the contacts of a partner,
// the lines of a document.
func partsOf(c *kernel.Catalog, s *kernel.Schema) (list []part) {
	for _, other := range c.Schemas {
		for _, f := range other.Fields {
			if other.Main == nil && f.Kind == kernel.KindID && other.Target(f) == s && belongs(other, f) {
				list = append(list, part{other, f})
			}
		}
	}
	return list
}

// relatedTo counts the rows of the parts of a row.
func relatedTo(r *view.Reader, s *kernel.Schema, id kernel.ID) (list []Related, err error) {
	for _, p := range partsOf(r.Catalog, s) {
		rel := Related{Entity: p.of.Name, Label: view.Say(p.of.Zh, p.of.En), Part: Part{p.by.Name, id}}
		if rel.Count, err = r.Count(partQuery(rel.Entity, rel.Part), relatedMost); err != nil {
			return nil, err
		}
		list = append(list, rel)
	}
	return list, nil
}

// refusals finds edits of the row that the server has refused, so that they are settled
// where the row is.
func (f *Form) refusals(d *view.Desk, r *view.Reader) error {
	items, err := refusedEdits(d, r, f.ID)
	for _, item := range items {
		if c := f.clash(r, item.Refusal); c != nil && item.Command == c.entity+".edit" {
			c.Item, c.edit = &item, item.Args.(*kernel.EditRow)
			f.Refused = append(f.Refused, c)
		}
	}
	return err
}

// refusedEdits are the edits of a row that the server has refused.
func refusedEdits(d *view.Desk, r *view.Reader, id kernel.ID) ([]client.Item, error) {
	if r.State.Attention == 0 {
		return nil, nil
	}
	page, err := d.Engine.SyncPage()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(page.Refused, func(item client.Item) bool {
		args, edits := item.Args.(*kernel.EditRow)
		return !edits || args.Row != id || item.Refusal == nil
	}), nil
}

// Retire takes a row out of what is offered, or brings it back.
func Retire(d *view.Desk, entity string, id kernel.ID, on bool) error {
	if on {
		_, err := d.Engine.DoNamed(entity+".retire", &kernel.RetireRow{Row: id})
		return err
	}
	_, err := d.Engine.DoNamed(entity+".restore", &kernel.RestoreRow{Row: id})
	return err
}

// input finds an input by name.
func (f *Form) input(name string) *Input {
	for i := range f.Inputs {
		if f.Inputs[i].Name == name {
			return &f.Inputs[i]
		}
	}
	return nil
}

// Were are the texts that the form was opened with.
func (f *Form) Were() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	texts := map[string]string{}
	for _, in := range f.Inputs {
		texts[in.Name] = in.Was
	}
	return texts
}

// Dirty tells whether the texts differ from what the form was opened with.
func (f *Form) Dirty(texts map[string]string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, in := range f.Inputs {
		if now, has := texts[in.Name]; has && now != in.Was {
			return true
		}
	}
	return false
}

// InputSection is inputs that stand below one heading, "" for none.
type InputSection struct {
	Label  string
	Inputs []Input
}

// Sections are the inputs by the sections that the declaration begins with a field, those
// of the company's own last.
func (f *Form) Sections() []InputSection {
	var list []InputSection
	own := InputSection{Label: ownFields.Text()}
	for _, in := range f.Inputs {
		switch {
		case in.Own && !in.Setting:
			own.Inputs = append(own.Inputs, in)
		default:
			i := slices.IndexFunc(list, func(s InputSection) bool { return s.Label == in.Section })
			if i < 0 {
				i, list = len(list), append(list, InputSection{Label: in.Section})
			}
			list[i].Inputs = append(list[i].Inputs, in)
		}
	}
	if len(own.Inputs) > 0 {
		list = append(list, own)
	}
	return list
}
