package record

import (
	"cmp"
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Page is a row to be read: what it is, how it stands, what is likely done with it next,
// and everything that hangs on it.
type Page struct {
	Entity  string
	ID      kernel.ID
	Name    string       // what people call it, as in a title
	Head    Line         // whose or what it is, its number and day, its amount
	Chips   []view.Badge // how it stands
	Next    *Act         // what is likely done with it next; nil for nothing
	Parts   []Section    // its fields
	Tables  []Table      // its lines
	Related []Related    // what cannot be without it
	Holds   []Related    // what hangs on a person or a seat
	Chain   []Kin        // of a document: where it comes from and what became of it
	Trail   []view.Event // what happened to it, the newest first
	Refused bool         // the server has refused an edit of it
	Retired bool         // no longer offered
	Edits   bool         // the person may change it
	Takes   bool         // the person may set it aside
	Resets  bool         // of a user, whose password the person may reset

	version int64
}

var ownFields = i18n.Define("record.own", "自定义字段", "Own fields")

// Section is some fields of a row below a heading, "" for none.
type Section struct {
	Label string
	Facts []Fact
}

// Table is the lines of a document, with the sums of their amounts.
type Table struct {
	Related
	Columns []Column
	Rows    []Row
	Sums    map[string]string // by the column's name
}

// LoadPage reads a row as the person may see it.
func LoadPage(d *view.Desk, r *view.Reader, entity string, id kernel.ID) (*Page, error) {
	s := r.Catalog.Schema(entity)
	if s == nil {
		return nil, kernel.NotThere.With(kernel.Text("entity", entity))
	}
	row, has := r.Tx.GetRow(s, id)
	if has != kernel.Found {
		return nil, r.Missing(s, id, has)
	}
	r.Opened(id)
	p := &Page{
		Entity: entity, ID: id, Name: Title(r, row), Retired: row.Base().Retired,
		Edits: MayEdit(r, entity), Takes: MayRemove(r, entity), Next: Likely(r, entity, id, ActsAbout(r, entity, id)),
	}
	p.head(r, row)
	p.facts(r, row)
	if err := p.relate(r, s); err != nil {
		return nil, err
	}
	var err error
	if p.Holds, err = holdings(r, s, id); err != nil {
		return nil, err
	}
	if s.Kept && s.Field("date") != nil {
		p.Chain = ChainOf(r, row)
	}
	p.Trail = TrailOf(r, row)
	refused, err := refusedEdits(d, r, id)
	p.Refused, p.version = len(refused) > 0, row.Base().Version
	return p, err
}

// head says what the row is as its card in a list does.
func (p *Page) head(r *view.Reader, row kernel.Row) {
	s := row.Base().Schema()
	p.Head = rowOf(r, row, listed(s)).Line(Columns(r, s.Name))
	p.Head.Detail = view.Entity(r.Catalog, s.Name)
	if p.Head.Title = whose(r, row); p.Head.Title == "" {
		p.Head.Title = p.Name
	}
	if name := named(r, row); name != p.Head.Title {
		p.Head.Detail = view.Join(p.Head.Detail, name)
	}
	if date := s.Field("date"); s.Kept && date != nil {
		p.Head.Detail = view.Join(p.Head.Detail, view.Date(kernel.Date(date.Get(row).Int)))
	}
	if state := view.StateOf(r, row); state.Text != "" {
		p.Chips = append(p.Chips, state)
	}
	if p.Retired {
		p.Chips = append(p.Chips, view.Badge{Text: view.FieldLabel(s.Field("retired")), Tone: view.Caution})
	}
	if mark := view.SyncOf(r, p.ID); mark.Tone != view.Good {
		p.Chips = append(p.Chips, mark)
	}
}

// Facts are the fields of all sections.
func (p *Page) Facts() (list []Fact) {
	for _, part := range p.Parts {
		list = append(list, part.Facts...)
	}
	return list
}

// whose is the name of him that a document is about, as it prints it; "" for none.
func whose(r *view.Reader, row kernel.Row) string {
	s := row.Base().Schema()
	for _, f := range s.Fields {
		if s.Kept && f.Kind == kernel.KindText && f.Search && f.Listed && !f.Title {
			return Say(r, row, f)
		}
	}
	return ""
}

// facts are the labelled fields, by section, with those of companions that the person sees
// and of the company's own.
func (p *Page) facts(r *view.Reader, row kernel.Row) {
	said := map[string]bool{}
	for _, f := range row.Base().Schema().Fields { // what the head says
		said[f.Name] = f.Title && f.Kind != kernel.KindID && len(p.Head.Title) > 0 || row.Base().Schema().Kept && f.Name == "date"
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
	own := Section{Label: ownFields.Text()}
	for _, whole := range view.WholeRows(r, row) {
		for _, in := range ownInputs(r, whole.Base().Schema(), whole) {
			own.Facts = append(own.Facts, Fact{Field: in.Name, Label: in.Label, Text: in.say(r, in.Was)})
		}
	}
	p.add(own)
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
	return s.Kept && v.IsZero() && !worked
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

// Likely is the command that most likely comes next for a row, of those that may be given
// about it: the one that takes it on to the nearest further state; nil for none.
func Likely(r *view.Reader, entity string, id kernel.ID, acts []Act) *Act {
	s := r.Catalog.Schema(entity)
	row, has := r.Tx.GetRow(s, id)
	if s.StateField() == nil || has != kernel.Found {
		return nil
	}
	stands := stateAt(s, kernel.State(s.StateField().Get(row).Str))
	var next *Act
	nearest := len(s.States)
	for _, act := range acts {
		moves := r.Catalog.Command(act.Command).Moves
		if moves == nil {
			continue
		}
		for _, to := range moves.To {
			if at := stateAt(s, to); to != void && at > stands && at < nearest {
				next, nearest = &act, at
			}
		}
	}
	return next
}

// void is the state of what was taken back, by convention of all documents.
const void kernel.State = "void"

// stateAt is the place of a state in the life of a document.
func stateAt(s *kernel.Schema, state kernel.State) int {
	return slices.IndexFunc(s.States, func(o kernel.Option) bool { return o.Code == string(state) })
}

// Remove sets the row aside unless somebody has changed it since it was read.
func (p *Page) Remove(d *view.Desk) error {
	_, err := d.Engine.DoNamed(p.Entity+".remove", &kernel.RemoveRow{Row: p.ID, Seen: p.version})
	return err
}

// relate finds the rows that cannot be without this one. Lines stand on the page while
// they are few.
func (p *Page) relate(r *view.Reader, s *kernel.Schema) error {
	list, err := relatedTo(r, s, p.ID)
	if err != nil {
		return err
	}
	for _, rel := range list {
		if !IsLine(r.Catalog.Schema(rel.Entity)) || rel.Count > linesMost || rel.Count == 0 {
			p.Related = append(p.Related, rel)
			continue
		}
		table, err := tableOf(r, rel)
		if err != nil {
			return err
		}
		p.Tables = append(p.Tables, table)
	}
	return nil
}

// tableOf reads the lines of a document, in their order. Columns in which no line says
// anything are left out.
func tableOf(r *view.Reader, rel Related) (Table, error) {
	s := r.Catalog.Schema(rel.Entity)
	t := Table{Related: rel, Sums: map[string]string{}}
	rows, err := lineRows(r, s, rel.Part)
	if err != nil {
		return t, err
	}
	sums := map[string]kernel.Money{}
	for _, row := range rows {
		t.Rows = append(t.Rows, rowOf(r, row, listed(s)))
		for _, f := range listed(s) {
			if f.Kind == kernel.KindMoney {
				sums[f.Name] += kernel.Money(f.Get(row).Int)
			}
		}
	}
	for _, c := range Columns(r, rel.Entity) {
		says := slices.ContainsFunc(t.Rows, func(row Row) bool { return row.Cells[c.Name].Text != "" })
		if f := s.Field(c.Name); c.Name == "" || !says || f != nil && s.FollowsBy(f) {
			continue
		}
		t.Columns = append(t.Columns, c)
		if sum, adds := sums[c.Name]; adds && len(rows) > 1 {
			t.Sums[c.Name] = view.Money(sum)
		}
	}
	return t, nil
}

// TrailOf is what happened to a row, the newest first: the nodes of its process, and who
// changed which of its fields when.
func TrailOf(r *view.Reader, row kernel.Row) []view.Event {
	list := append(view.TrailOf(r, row.Base().ID), changesOf(r, row)...)
	slices.SortStableFunc(list, func(a, b view.Event) int { return cmp.Compare(b.At, a.At) })
	return list
}
