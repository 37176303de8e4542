package view

import (
	"slices"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Waiting is what the person must decide or do: what his board, the list of his tasks
// and the number beside it all show.
func Waiting(r *Reader) (analytics.Waiting, error) {
	w, _, err := waiting(r)
	return w, err
}

// ToldLater are the tasks of the person that he has not been told of yet, or does not want to
// be told of.
func ToldLater(r *Reader) ([]*flow.Task, error) {
	_, quiet, err := waiting(r)
	return quiet, err
}

func waiting(r *Reader) (w analytics.Waiting, quiet []*flow.Task, err error) {
	w, err = analytics.WaitingFor(analytics.Books{Catalog: r.Catalog, All: unsettled{r.Rows, r}, Viewer: r.Eyes()})
	w.Tasks = slices.DeleteFunc(w.Tasks, func(t *flow.Task) bool { return t.Lies(r.Author) })
	w.Approvals = slices.DeleteFunc(w.Approvals, func(a *flow.Approval) bool { return r.Lies(a.RootEntity) })
	told := flow.ToldOf(r.Tx, kernel.Ref[org.User](r.Author.User))
	w.Tasks = slices.DeleteFunc(w.Tasks, func(t *flow.Task) bool {
		if told.Brings(t, r.Tx.At(), r.Author.Zone) {
			return false
		}
		quiet = append(quiet, t)
		return true
	})
	return w, quiet, err
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
