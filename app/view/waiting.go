package view

import (
	"heyi/app/client"
	"heyi/shared/analytics"
	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Waiting is what the person must decide or do: what his board, the list of his tasks
// and the number beside it all show.
func Waiting(r *Reader) (analytics.Waiting, error) {
	return analytics.WaitingFor(analytics.Books{Catalog: r.Catalog, All: unsettled{r.Rows, r}, Viewer: r.Author.Viewer})
}

// unsettled passes over the decisions that were made and the tasks that were done,
// which are most of them.
type unsettled struct {
	*rowstore.Session
	r *Reader
}

// Scan implements kernel.Scanner.
func (u unsettled) Scan(s *kernel.Schema, visit func(kernel.Row) error) error {
	q := rowstore.Query{Entity: s.Name, Limit: rowstore.MaxPage}
	switch s.Name {
	case flow.Approvals.Name():
		q.Where = rowstore.Is("decision", rowstore.Eq, flow.Pending)
	case flow.Tasks.Name():
		q.Where = rowstore.Is("state", rowstore.Eq, flow.TaskOpen)
	default:
		return u.Session.Scan(s, visit)
	}
	for {
		page, err := u.r.List(client.Query{Query: q})
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			if err := visit(row); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
