package record

import (
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// Page is a row to be read: what it is, how it stands, what is likely done with it next,
// and everything that hangs on it.
type Page struct {
	Entity  string
	ID      kernel.ID
	Name    string       // what people call it, as in a title
	Head    Line         // whose or what it is, its number and day, its amount
	Chips   []view.Badge // how it stands, and for how long
	Notes   []Note       // what stands out about it
	Panels  []Panel      // how its process stands
	Next    *Act         // what is likely done with it next; nil for nothing
	AtOnce  bool         // Next asks for nothing
	Decides []Deciding   // commands by which it is decided on; Next may be one of them
	Begins  []Act        // commands that are begun from it, though they are not about it
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
	acts := ActsAbout(r, entity, id)
	p := &Page{
		Entity: entity, ID: id, Name: Title(r, row), Retired: row.Base().Retired,
		Edits: MayEdit(r, entity) && changeable(r, s), Takes: MayRemove(r, entity), Next: Likely(r, entity, id, acts), Decides: decidings(r, id, acts),
	}
	p.AtOnce = p.Next != nil && AtOnce(r, p.Next.Command)
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
	if p.Trail, err = TrailOf(r, row); err != nil {
		return nil, err
	}
	refused, err := refusedEdits(d, r, id)
	if p.Refused, p.version = len(refused) > 0, row.Base().Version; err != nil {
		return nil, err
	}
	p.stands(r, row)
	p.expects(r, row)
	return p, p.supplement(r, row)
}

// Follows are the entities whose rows a page shows: the row's own, those that cannot be
// without it, and what happens to it, which need not change the row.
func Follows(c *kernel.Catalog, entity string) []string {
	list := append(view.WholeOf(c, entity), flow.ProcessEvents.Name(), flow.FieldChanges.Name())
	for _, p := range partsOf(c, c.Schema(entity)) {
		list = append(list, p.of.Name)
	}
	return list
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
		table, err := tableOf(r, rel, p.Head.Title)
		if err != nil {
			return err
		}
		p.Tables = append(p.Tables, table)
	}
	return nil
}
