// Package tasks is what waits for a person: the list, and one task with what it is
// about.
package tasks

import (
	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/record"
	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/rowstore"
)

// Todo is a task in a list.
type Todo struct {
	ID    kernel.ID
	Text  string // what is to be done
	Since string // when it was asked for
	About string // the document that it is about
	State view.Badge
}

// The filters of the list.
const (
	Mine = "mine" // given to one of the person's roles or seats, or to himself
	Open = "open" // all that he sees: the boss sees everybody's
	Done = "done"
)

var (
	mine = i18n.Define("tasks.mine", "给我的", "For me")
	open = i18n.Define("tasks.open", "全部待处理", "All to do")
	done = i18n.Define("tasks.done", "已处理", "Done")
)

// Filters are offered beside the search.
func Filters() []view.Option {
	return []view.Option{{Code: Mine, Label: mine.Text()}, {Code: Open, Label: open.Text()}, {Code: Done, Label: done.Text()}}
}

// List lists tasks: those to do oldest first, those that are done newest first.
func List(desk *view.Desk, search, filter string) *view.Pages[Todo] {
	q := rowstore.Query{Entity: flow.Tasks.Name(), Sort: []rowstore.Order{{Field: "opened"}}, Where: rowstore.Is("state", rowstore.Eq, flow.TaskOpen)}
	switch filter {
	case Done:
		q.Where = rowstore.Is("state", rowstore.Eq, flow.TaskDone)
		q.Sort[0].Desc = true
	case Mine:
		q.Where = rowstore.Filter{All: []rowstore.Filter{q.Where, forMe(desk)}}
	}
	return view.NewPages(desk, client.Query{Query: q, Search: search}, func(r *view.Reader, rows []kernel.Row) ([]Todo, error) {
		list := make([]Todo, len(rows))
		for i, row := range rows {
			list[i] = todo(r, row.(*flow.Task))
		}
		return list, nil
	})
}

// Waiting counts what waits for the person.
func Waiting(desk *view.Desk) (int64, error) {
	return desk.Engine.Count(client.Query{Query: rowstore.Query{Entity: flow.Tasks.Name(), Where: rowstore.Filter{All: []rowstore.Filter{
		rowstore.Is("state", rowstore.Eq, flow.TaskOpen), forMe(desk),
	}}}}, countedMost)
}

// countedMost bounds how far tasks are counted: nobody reads a longer number.
const countedMost = 999

// forMe is the condition that a task was given to the person.
func forMe(desk *view.Desk) rowstore.Filter {
	var ways []rowstore.Filter
	_ = desk.Read(func(r *view.Reader) error { // without its rows nothing is for him
		ways = append(ways, rowstore.Is("user", rowstore.Eq, r.Author.User))
		for _, role := range r.Author.Roles {
			if row, p := org.RoleByCode.Find(r.Tx, role); p == kernel.Found {
				ways = append(ways, rowstore.Is("role", rowstore.Eq, row.ID))
			}
		}
		seats, _ := org.SeatsOf.Of(r.Tx, kernel.Ref[org.User](r.Author.User))
		for _, s := range seats {
			ways = append(ways, rowstore.Is("seat", rowstore.Eq, s.ID))
		}
		return nil
	})
	return rowstore.Filter{Any: ways}
}

func todo(r *view.Reader, t *flow.Task) Todo {
	about := ""
	if s := r.Catalog.Schema(t.RootEntity); s != nil {
		about = view.Say(s.Zh, s.En)
		if _, p := r.Tx.GetRow(s, t.Root); p == kernel.Found { // else the sentence names what he does not see
			about = view.Join(about, record.TitleOf(r, t.RootEntity, t.Root))
		}
	}
	return Todo{
		ID: t.ID, Text: t.Sentence(view.Lang(), view.Figure), Since: view.DateTime(t.Opened, r.Author.Zone), About: about,
		State: view.StateBadge(r.Catalog, flow.Tasks.Name(), t.State),
	}
}

// Task is one task with what it is about.
type Task struct {
	Todo
	Entity string // of the document
	Root   kernel.ID
	Here   bool   // the person sees the document
	For    string // who was asked
	DoneBy string // "" while nobody has
	Note   string
}

// Load reads one task.
func Load(r *view.Reader, id kernel.ID) (*Task, error) {
	t, err := flow.Tasks.Need(r.Tx, kernel.Ref[flow.Task](id))
	if err != nil {
		return nil, err
	}
	task := &Task{Todo: todo(r, t), Entity: t.RootEntity, Root: t.Root, Note: t.Note}
	if s := r.Catalog.Schema(t.RootEntity); s != nil {
		_, p := r.Tx.GetRow(s, t.Root)
		task.Here = p == kernel.Found
	}
	task.For = view.Join(
		record.TitleOf(r, org.Roles.Name(), t.Role.ID()), record.TitleOf(r, org.Seats.Name(), t.Seat.ID()), record.TitleOf(r, org.Users.Name(), t.User.ID()))
	if t.State == flow.TaskDone {
		task.DoneBy = view.Join(record.TitleOf(r, org.Users.Name(), t.DoneBy.ID()), view.DateTime(t.DoneAt, r.Author.Zone))
	}
	return task, nil
}
