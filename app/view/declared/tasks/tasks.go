// Package tasks is what waits for a person: the list, and one task with what it is
// about.
package tasks

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Todo is a task in a list.
type Todo struct {
	ID    kernel.ID
	Text  string // what is to be done
	Since string // when it was asked for
	About string // the document that it is about
	State view.Badge
	Done  string // by whom and when, "" while nobody has

	Entity string    // what opens it: a decision is taken on its document
	Opens  kernel.ID // zero opens the task

	since, done kernel.Time
}

// The filters of the list.
const (
	Mine = "mine" // what he may decide, and what was given to his roles, his seats or him
	Open = "open" // all that he sees: the boss sees everybody's
	Done = "done"

	Later = "later" // his, of which he wants to be told later or not at all
)

var (
	mine = i18n.Define("tasks.mine", "给我的", "For me")
	open = i18n.Define("tasks.open", "全部待处理", "All to do")
	done = i18n.Define("tasks.done", "已处理", "Done")

	later = i18n.Define("tasks.later", "稍后提醒", "Reminded later")

	urgent = i18n.Define("tasks.urgent", "紧急", "Urgent")
)

// Filters are offered beside the search.
func Filters() []view.Option {
	return []view.Option{{Code: Mine, Label: mine.Text()}, {Code: Open, Label: open.Text()}, {Code: Done, Label: done.Text()}, {Code: Later, Label: later.Text()}}
}

func todo(r *view.Reader, t *flow.Task) Todo {
	made := Todo{
		ID: t.ID, Text: t.Sentence(view.Lang(), view.Figure), Since: view.DateTime(t.Opened, r.Author.Zone), About: aboutRow(r, t.RootEntity, t.Root),
		State: view.StateOf(r, t), since: t.Opened, done: t.DoneAt,
	}
	switch {
	case t.State == flow.TaskDone:
		made.Done = view.Join(record.TitleOf(r, org.Users.Name(), t.DoneBy.ID()), view.DateTime(t.DoneAt, r.Author.Zone))
	case t.Urgency() == flow.Urgent:
		made.State = view.Badge{Text: urgent.Text(), Tone: view.Caution}
	}
	return made
}

// Task is one task with what it is about.
type Task struct {
	Todo
	Entity string // of the document
	Root   kernel.ID
	Here   bool   // the person sees the document
	Acts   []Act  // what does what is asked for, as far as the person may
	For    string // who was asked
	Asked  bool   // the person is, or may answer for those who are
	Row    *flow.Task
	DoneBy string // "" while nobody has
	Note   string
}

// Act is a command about the row that a task is about.
type Act struct {
	record.Act
	About kernel.ID
}

// answers are the commands that do what a task asks for.
func answers(r *view.Reader, t *flow.Task) []Act {
	var list []Act
	named := flow.AnswersTo(t.Kind)
	for _, a := range record.ActsAbout(r, t.RootEntity, t.Root) {
		if slices.Contains(named, a.Command) {
			list = append(list, Act{a, t.Root})
		}
	}
	return list
}

// documentOf is the document that a row is or that it is a line of, and whether the
// person sees it. What is about the company as a whole has none.
func documentOf(r *view.Reader, entity string, id kernel.ID) (string, kernel.ID, bool) {
	s := r.Catalog.Schema(entity)
	if s == nil || entity == org.Companies.Name() {
		return entity, id, false
	}
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found {
		return entity, id, false
	}
	if of, leader := kernel.Leader(row); of != nil && record.IsLine(s) {
		return documentOf(r, of.Name, leader)
	}
	return entity, id, true
}

// Load reads one task.
func Load(r *view.Reader, id kernel.ID) (*Task, error) {
	t, err := flow.Tasks.Need(r.Tx, kernel.Ref[flow.Task](id))
	if err != nil {
		return nil, err
	}
	task := &Task{Todo: todo(r, t), Row: t, Note: t.Note}
	task.Entity, task.Root, task.Here = documentOf(r, t.RootEntity, t.Root)
	task.Asked = t.AskedOf(r.Author)
	if t.State == flow.TaskOpen {
		task.Acts = answers(r, t)
	}
	task.For = view.Join(
		record.AskedOf(r, t.Asked), record.TitleOf(r, org.Roles.Name(), t.Role.ID()), record.TitleOf(r, org.Seats.Name(), t.Seat.ID()), record.TitleOf(r, org.Users.Name(), t.User.ID()))
	task.DoneBy = task.Done
	return task, nil
}
