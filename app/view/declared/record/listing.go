package record

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/rowstore"
)

// Listing is a list of an entity's rows: what its declaration and its module say of it.
type Listing struct {
	Entity string
	Name   string                                                  // of one of the further lists of [module.List]
	Part   Part                                                    // the rows that belong to another one
	All    bool                                                    // it opens with all rows, whatever its module would begin with
	Title  string                                                  // the column that names a row on a card; "" for the longest name
	Fields []string                                                // its columns and their order, fields and extras; nil for those that are declared so
	Extra  []Extra                                                 // columns that are worked out
	Where  func(r *view.Reader, preset string) (ask.Filter, error) // what the declaration cannot ask; nil for nothing
	Asks   []view.Option                                           // the presets that it answers, after those declared
}

// Extra is a column of a list that is worked out of a row, or that says a field in other
// words: it then has the field's name, and is sorted by it.
type Extra struct {
	Column
	Say func(r *view.Reader, row kernel.Row) view.Badge
}

// Look is what a person asks of a list.
type Look struct {
	Search  string
	Preset  string // the code of the question that was tapped
	Narrow  Narrow
	Sort    Sort
	Retired bool // those that are no longer offered, instead of the others
}

var everything = i18n.Define("record.all", "全部", "All")

// Presets are the questions that the list answers by one tap, as chips; the first is the
// one that it opens with. A list with none has no chips.
func (l *Listing) Presets(c *kernel.Catalog) []view.Option {
	s := c.Schema(l.Entity)
	said := module.ListOf(l.Entity, l.Name)
	var list []view.Option
	for _, p := range said.Asks(s) {
		list = append(list, view.Option{Code: p.Code, Label: view.Say(p.Zh, p.En)})
	}
	list = append(list, l.Asks...)
	all := view.Option{Label: everything.Text()}
	switch {
	case len(list) == 0:
		return nil
	case said.First == "" || l.All:
		return append([]view.Option{all}, list...)
	}
	first := slices.IndexFunc(list, func(o view.Option) bool { return o.Code == said.First })
	list = append([]view.Option{list[first]}, slices.Delete(slices.Clone(list), first, first+1)...)
	return append(list, all)
}

// query is what is asked of the store.
func (l *Listing) query(r *view.Reader, look Look) (client.Query, error) {
	s := r.Catalog.Schema(l.Entity)
	where, by := module.ListOf(l.Entity, l.Name).Ask(s, look.Preset, r.Today())
	q := partQuery(l.Entity, l.Part)
	q.Search, q.Sort = look.Search, order(s, look.Sort)
	if look.Sort.Field == "" && by != nil {
		q.Sort = by
	}
	if l.Where != nil {
		more, err := l.Where(r, look.Preset)
		if err != nil {
			return q, err
		}
		where = ask.Both(where, more)
	}
	if look.Retired {
		where = ask.Both(where, ask.Is("retired", ask.Eq, true))
	}
	q.Where = ask.Both(q.Where, where, look.Narrow.filter(r, s))
	return q, nil
}

// Rows are the rows that are asked for, page by page. Rows set aside are left out, and those
// that are no longer offered.
func (l *Listing) Rows(d *view.Desk, look Look) *view.Pages[Row] {
	ask := func() (client.Query, error) {
		return view.Load(d, func(r *view.Reader) (client.Query, error) { return l.query(r, look) })
	}
	fields := l.fields(d.Catalog)
	return view.NewPagesOf(d, ask, func(r *view.Reader, rows []kernel.Row) ([]Row, error) {
		list := make([]Row, len(rows))
		for i, row := range rows {
			list[i] = rowOf(r, row, fields)
			for _, x := range l.Extra {
				list[i].Cells[x.Name] = x.Say(r, row)
			}
			if f := row.Base().Schema().Field(view.OwnerField); f != nil {
				list[i].Cells[view.OwnerField] = view.Badge{Text: Say(r, row, f)}
			}
			if m := r.Mark(row.Base().ID); m != client.MarkSaved {
				list[i].Cells[""] = view.SyncBadge(m)
			}
		}
		return list, nil
	})
}

// Total is what a list's rows come to.
type Total struct {
	Rows  int64
	Sums  []view.Option // the label of each column that has a sum, and the sum
	Since string        // from when on the rows are that it knows; "" for all
}

// Total adds up the columns of all rows that are asked for. Of masters nothing is added up:
// the sum of their limits and prices says nothing.
func (l *Listing) Total(r *view.Reader, look Look) (Total, error) {
	q, err := l.query(r, look)
	if err != nil {
		return Total{}, err
	}
	fields := l.summed(r)
	asked := rowstore.Sums{}
	for _, f := range fields {
		asked.Of = append(asked.Of, f.Name)
	}
	found, err := r.Sum(q, asked)
	if err != nil || len(found) == 0 {
		return Total{}, err
	}
	made := Total{Rows: found[0].Rows, Since: view.HeldSince(r.Catalog, r.State, l.Entity)}
	made.Sums = sayTotals(fields, found[0].Sums)
	return made, nil
}

// sayTotals are sums in words. Quantities of several units have none, and nothing at all
// has no unit.
func sayTotals(fields []*kernel.Field, sums []rowstore.Summed) (list []view.Option) {
	for i, f := range fields {
		text := view.Money(kernel.Money(sums[i].Sum))
		if f.Kind == kernel.KindQty {
			text = view.Qty(kernel.Qty(sums[i].Sum), sums[i].Unit)
		}
		if !sums[i].Mixed {
			list = append(list, view.Option{Code: view.FieldLabel(f), Label: text})
		}
	}
	return list
}

// summed are the columns that are added up, as far as the reader sees them.
func (l *Listing) summed(r *view.Reader) (list []*kernel.Field) {
	s := r.Catalog.Schema(l.Entity)
	if !s.Kept {
		return nil
	}
	for _, c := range l.Columns(r) {
		for _, at := range append([]*kernel.Schema{s}, s.Parts...) {
			if f := at.Field(c.Name); f != nil && (at == s || f.Sees != "") && rowstore.Summable(at, f) && !slices.Contains(list, f) {
				list = append(list, f)
			}
		}
	}
	return list
}
