package record

import (
	"sync"

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
	Resets  bool      // of a user, whose password the person may reset
	Begins  []Begin   // what a new row can begin with
	Inputs  []Input
	Facts   []Fact   // what a person reads but does not write here
	Refused []*Clash // edits of this row that the server has refused
	Related []Related
	Holds   []Related    // what hangs on a person or a seat
	Trail   []view.Event // what happened to it
	Chain   []Kin        // of a document: where it comes from and what became of it

	writer *writer // of an entity whose rows only commands write
	row    kernel.Row
	mu     sync.Mutex // guards Input.Was: Save runs away from the screen
}

// Fact is a field in words.
type Fact struct {
	Label, Text string
	Means       string     // of a figure: what it is
	Badge       view.Badge // of a state; then Text is ""
	Entity      string     // of the row that it refers to, "" for none
	ID          kernel.ID
}

// Related is an entity whose rows belong to the row.
type Related struct {
	Entity string
	Label  string
	Part   Part
	Count  int64
	Lines  []Line // of a document, in their order; nil where they are many
}

// Line is a line of a document in words.
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
	if f.row != nil {
		f.facts(r, s)
		if s.Kept && s.Field("date") != nil {
			f.Chain = ChainOf(r, f.row)
			f.Trail = view.TrailOf(r, id)
		}
		if err := f.relate(r, s); err != nil {
			return nil, err
		}
		var err error
		if f.Holds, err = holdings(r, s, id); err != nil {
			return nil, err
		}
		return f, f.refusals(d, r)
	}
	return f, nil
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

// facts are the labelled fields that the form has no input for.
func (f *Form) facts(r *view.Reader, s *kernel.Schema) {
	shown := map[string]bool{}
	for _, in := range f.Inputs {
		shown[in.Name] = true
	}
	if f.Retired {
		f.Facts = append(f.Facts, Fact{Badge: view.Badge{Text: view.FieldLabel(s.Field("retired")), Tone: view.Caution}})
	}
	rows := []kernel.Row{f.row}
	for _, part := range s.Parts {
		if companion, has := f.companion(r, part); has {
			rows = append(rows, companion)
		}
	}
	for _, row := range rows {
		of := row.Base().Schema()
		for _, field := range of.Fields {
			if basic[field.Name] || field.Zh == "" || shown[field.Name] || field.Kind == kernel.KindBytes || unspoken(of, field) {
				continue
			}
			fact := Fact{Label: view.FieldLabel(field), Text: Say(r, row, field), Means: view.Means(field)}
			if target := targetOf(r.Catalog, of, field, row); field.Kind == kernel.KindID && target != nil && fact.Text != "" {
				if _, p := r.Tx.GetRow(target, field.Get(row).ID()); p == kernel.Found {
					fact.Entity, fact.ID = target.Name, field.Get(row).ID()
				} else if s.Kept {
					continue // a document says itself what it prints of it
				}
			}
			if field.Kind == kernel.KindState && fact.Text != "" {
				fact = Fact{Label: fact.Label, Badge: view.StateOf(r, row)}
			}
			f.Facts = append(f.Facts, fact)
		}
	}
	for _, row := range rows {
		for _, in := range ownInputs(r, row.Base().Schema(), row) {
			if !shown[in.Name] {
				f.Facts = append(f.Facts, Fact{Label: in.Label, Text: in.say(r, in.Was)})
			}
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

// lines are the lines of a document, as they stand on it.
func lines(r *view.Reader, s *kernel.Schema, part Part) ([]Line, error) {
	q := partQuery(s.Name, part)
	q.Sort, q.Limit = []rowstore.Order{{Field: "line"}}, linesMost
	page, err := r.List(q)
	if err != nil {
		return nil, err
	}
	columns := Columns(r, s.Name)
	list := make([]Line, len(page.Rows))
	for i, row := range page.Rows {
		list[i] = lineOf(r, row, columns)
	}
	return list, nil
}

// lineOf is what a card of the lines' list says.
func lineOf(r *view.Reader, row kernel.Row, columns []Column) Line {
	line, cells := Line{ID: row.Base().ID}, rowOf(r, row, listed(row.Base().Schema())).Cells
	for _, c := range columns {
		text := cells[c.Name].Text
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

// relate finds the entities whose rows cannot be without this one: the units of a
// product, the contacts of a partner, the lines of a document.
func (f *Form) relate(r *view.Reader, s *kernel.Schema) error {
	for _, other := range r.Catalog.Schemas {
		if other.Main != nil {
			continue
		}
		for _, field := range other.Fields {
			if field.Kind != kernel.KindID || other.Target(field) != s || !belongs(other, field) {
				continue
			}
			rel := Related{Entity: other.Name, Label: view.Say(other.Zh, other.En), Part: Part{field.Name, f.ID}}
			n, err := r.Count(partQuery(rel.Entity, rel.Part), relatedMost)
			if err != nil {
				return err
			}
			rel.Count = n
			if n <= linesMost && IsLine(other) {
				if rel.Lines, err = lines(r, other, rel.Part); err != nil {
					return err
				}
			}
			f.Related = append(f.Related, rel)
		}
	}
	return nil
}

// refusals finds edits of the row that the server has refused, so that they are
// settled where the row is.
func (f *Form) refusals(d *view.Desk, r *view.Reader) error {
	if r.State.Attention == 0 {
		return nil
	}
	page, err := d.Engine.SyncPage()
	if err != nil {
		return err
	}
	for _, item := range page.Refused {
		args, ok := item.Args.(*kernel.EditRow)
		if !ok || args.Row != f.ID || item.Refusal == nil {
			continue
		}
		if c := f.clash(r, item.Refusal); c != nil && item.Command == c.entity+".edit" {
			c.Item, c.edit = &item, args
			f.Refused = append(f.Refused, c)
		}
	}
	return nil
}

// Remove sets the row aside unless somebody has changed it since it was read.
func (f *Form) Remove(d *view.Desk) error {
	_, err := d.Engine.DoNamed(f.Entity+".remove", &kernel.RemoveRow{Row: f.ID, Seen: f.row.Base().Version})
	return err
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
