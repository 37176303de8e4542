package record

import (
	"cmp"
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Choice is a row as a picker offers it.
type Choice struct {
	ID     kernel.ID
	Title  string
	Detail string
}

// unnamedMost is how many rows are looked through, the newest first, that no search
// finds: those without a name, and those that a command could be given about.
const unnamedMost = 500

// Could refuses a row that cannot be chosen, beside its state, see [kernel.If].
type Could = func(*kernel.Tx, kernel.ID) error

// Usual tells the rows that a reference is usually to.
type Usual = func(*kernel.Tx, kernel.ID) bool

// Find lists the best matches of a search among the rows of an entity, in some states
// or in any, which could does not refuse unless it is nil. Rows of an entity without names
// are found by what they join and by what tells them apart, an open item by its customer.
func Find(r *view.Reader, entity, search string, limit int, could Could, states ...kernel.State) ([]Choice, error) {
	s := r.Catalog.Schema(entity)
	named := len(s.SearchFields()) > 0
	q := client.Query{Query: rowstore.Query{
		Entity: entity, Limit: limit, Sort: order(s, Sort{}), Retired: could != nil, // the rule decides: who has left is taken back
	}}
	for _, state := range states {
		q.Where.Any = append(q.Where.Any, rowstore.Is(s.StateField().Name, rowstore.Eq, state))
	}
	if named {
		q.Search = search
	}
	if !named || could != nil {
		q.Limit = unnamedMost
	}
	list, err := choices(r, q, could)
	switch {
	case err != nil:
	case !named:
		list = like(list, search)
	case len(list) == 0 && search != "": // not its number but whose it is, perhaps
		q.Search, q.Limit = "", unnamedMost
		if list, err = choices(r, q, could); err == nil {
			list = like(list, search)
		}
	}
	return list[:min(len(list), limit)], err
}

// Find lists the best matches of a search among the rows that the input could refer to,
// those that it usually refers to before the others.
func (in Input) Find(r *view.Reader, search string, limit int) ([]Choice, error) {
	if in.First == nil {
		return Find(r, in.Target, search, limit, in.Could, in.Among...)
	}
	list, err := Find(r, in.Target, search, unnamedMost, in.Could, in.Among...)
	usual := func(c Choice) int {
		if in.First(r.Tx, c.ID) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b Choice) int { return cmp.Compare(usual(a), usual(b)) })
	return list[:min(len(list), limit)], err
}

// like are the choices that a search finds in what is shown of them.
func like(list []Choice, search string) []Choice {
	return view.Among(list, search, func(c Choice) string { return c.Title + " " + c.Detail })
}

// choices are the rows of a query as a picker offers them.
func choices(r *view.Reader, q client.Query, could Could) ([]Choice, error) {
	page, err := r.List(q)
	list := make([]Choice, 0, len(page.Rows))
	for _, row := range page.Rows {
		if could != nil && could(r.Tx, row.Base().ID) != nil {
			continue
		}
		list = append(list, Choice{ID: row.Base().ID, Title: title(r, row.Base().Schema(), row.Base().ID), Detail: detail(r, row)})
	}
	return list, err
}

// detailMost is how many fields tell two rows with the same name apart, and how many
// tell two documents apart, whose names are numbers.
const (
	detailMost   = 2
	documentMost = 3
)

func detail(r *view.Reader, row kernel.Row) string {
	s := row.Base().Schema()
	var fields []*kernel.Field
	for _, f := range s.Fields {
		if f.Listed && !f.Title && f.Kind != kernel.KindBool {
			fields = append(fields, f)
		}
	}
	most := detailMost
	if s.StateField() != nil {
		most = documentMost
		named := slices.ContainsFunc(fields, func(f *kernel.Field) bool { return telling(f) == 0 })
		rank := func(f *kernel.Field) int {
			if !named && f.Kind == kernel.KindID {
				return 0 // whose it is, a reference says
			}
			return telling(f)
		}
		slices.SortStableFunc(fields, func(a, b *kernel.Field) int { return cmp.Compare(rank(a), rank(b)) })
	}
	var parts []string
	for _, f := range fields {
		if text := Say(r, row, f); text != "" && len(parts) < most {
			parts = append(parts, text)
		}
	}
	return view.Join(parts...)
}

// telling ranks what tells documents apart: whose, how much, in which state, then the
// rest as it is declared.
func telling(f *kernel.Field) int {
	switch {
	case f.Kind == kernel.KindText && f.Search:
		return 0
	case f.Kind == kernel.KindMoney:
		return 1
	case f.Kind == kernel.KindState:
		return 2
	}
	return 3
}
