package record

import (
	"heyi/app/client"
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

// unnamedMost is how many rows without a name are looked through for a search.
const unnamedMost = 500

// Find lists the best matches of a search among the rows of an entity. Rows of an
// entity without names are found by what they join.
func Find(r *view.Reader, entity, search string, limit int) ([]Choice, error) {
	s := r.Catalog.Schema(entity)
	named := len(s.SearchFields()) > 0
	q := client.Query{Query: rowstore.Query{Entity: entity, Limit: limit, Sort: order(s, Sort{})}}
	if named {
		q.Search = search
	} else {
		q.Limit = unnamedMost
	}
	page, err := r.List(q)
	list := make([]Choice, 0, len(page.Rows))
	for _, row := range page.Rows {
		list = append(list, Choice{ID: row.Base().ID, Title: Title(r, row), Detail: detail(r, row)})
	}
	if !named {
		list = view.Among(list, search, func(c Choice) string { return c.Title })
		list = list[:min(len(list), limit)]
	}
	return list, err
}

// detailMost is how many fields tell two rows with the same name apart.
const detailMost = 2

func detail(r *view.Reader, row kernel.Row) string {
	var parts []string
	for _, f := range row.Base().Schema().Fields {
		if f.Listed && !f.Title && f.Kind != kernel.KindBool && len(parts) < detailMost {
			if text := Say(r, row, f); text != "" {
				parts = append(parts, text)
			}
		}
	}
	return view.Join(parts...)
}
