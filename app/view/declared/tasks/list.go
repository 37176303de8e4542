package tasks

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// Todos are the tasks of a filter that a search finds by what they say. They are few:
// what is open, or the last thousand that are done. They implement the source of a list.
type Todos struct {
	desk   *view.Desk
	filter string
	terms  []string

	by rowstore.Order // as somebody chose it; without a field what presses most comes first

	mu   sync.Mutex
	list []Todo
}

// The columns that tasks can be put in order by.
const (
	ByText  = "text"
	ByAbout = "about"
	BySince = "since"
	ByDone  = "done"
)

// OrderBy puts the tasks in the order of a column.
func (l *Todos) OrderBy(by rowstore.Order) { l.by = by }

// compare is the order that was chosen.
func (l *Todos) compare(a, b Todo) (c int) {
	switch l.by.Field {
	case ByText:
		c = cmp.Compare(kernel.SortKey(a.Text), kernel.SortKey(b.Text))
	case ByAbout:
		c = cmp.Compare(kernel.SortKey(a.About), kernel.SortKey(b.About))
	case BySince:
		c = cmp.Compare(a.since, b.since)
	case ByDone:
		c = cmp.Compare(a.done, b.done)
	}
	if l.by.Desc {
		return -c
	}
	return c
}

// List lists tasks: of those to do what is urgent first, then the oldest; of those that
// are done the newest. What the person must decide comes before what he must do.
func List(desk *view.Desk, search, filter string) *Todos {
	return &Todos{desk: desk, filter: filter, terms: habit.Query(search)}
}

// Count implements the source of a list.
func (l *Todos) Count(context.Context) (int, error) {
	list, err := view.Load(l.desk, l.read)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = slices.DeleteFunc(list, func(t Todo) bool { return !t.has(l.terms) })
	slices.SortStableFunc(l.list, l.compare)
	return len(l.list), err
}

// Page implements the source of a list.
func (l *Todos) Page(_ context.Context, offset, limit int) ([]Todo, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list[min(offset, len(l.list)):min(offset+limit, len(l.list))]), nil
}

func (t Todo) has(terms []string) bool {
	key := habit.FindKey(t.Text, t.About)
	return !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(key, term) })
}

func (l *Todos) read(r *view.Reader) ([]Todo, error) {
	if l.filter == Mine {
		return Waits(r)
	}
	if l.filter == Later {
		quiet, err := view.ToldLater(r)
		list := make([]Todo, len(quiet))
		for i, t := range quiet {
			list[i] = todo(r, t)
		}
		return list, err
	}
	q := rowstore.Query{
		Entity: flow.Tasks.Name(), Sort: []rowstore.Order{{Field: "opened"}}, Limit: rowstore.MaxPage,
		Where: rowstore.Is("state", rowstore.Eq, flow.TaskOpen),
	}
	if l.filter == Done {
		q.Where, q.Sort[0].Desc = rowstore.Is("state", rowstore.Eq, flow.TaskDone), true
	}
	page, err := r.List(client.Query{Query: q})
	page.Rows = slices.DeleteFunc(page.Rows, func(row kernel.Row) bool { return row.(*flow.Task).Lies(r.Author) })
	list := make([]Todo, len(page.Rows))
	if l.filter == Open {
		slices.SortStableFunc(page.Rows, func(a, b kernel.Row) int { return cmp.Compare(b.(*flow.Task).Urgency(), a.(*flow.Task).Urgency()) })
	}
	for i, row := range page.Rows {
		list[i] = todo(r, row.(*flow.Task))
	}
	return list, err
}

// Waits is what waits for the person, each document once.
func Waits(r *view.Reader) ([]Todo, error) {
	w, err := view.Waiting(r)
	if err != nil {
		return nil, err
	}
	var list []Todo
	seen := map[kernel.ID]bool{}
	for _, a := range w.Approvals {
		if !seen[a.Root] {
			seen[a.Root] = true
			list = append(list, decision(r, a))
		}
	}
	decided := len(list)
	for _, t := range w.Tasks {
		if !slices.ContainsFunc(list[:decided], func(d Todo) bool { return d.Opens == t.Root }) {
			list = append(list, todo(r, t))
		}
	}
	return list, nil
}

var toDecide = i18n.Define("tasks.decide", "待放行：{0}", "To release: {0}")

// decision is a document that the person may release, with the reason why it waits.
func decision(r *view.Reader, a *flow.Approval) Todo {
	why := view.Why(a.Why(r.Tx.Held))
	if whose := partner(r, a.RootEntity, a.Root); !strings.Contains(why, whose) {
		why = view.Join(whose, why)
	}
	made := Todo{
		ID: a.ID, Text: toDecide.Text(why), About: aboutRow(r, a.RootEntity, a.Root),
		State:  view.Badge{Text: view.Choice(r.Catalog, flow.Approvals.Name(), "decision", string(a.Decision)), Tone: view.Caution},
		Entity: a.RootEntity, Opens: a.Root,
	}
	if at := a.ID.Time(); at != 0 {
		made.Since, made.since = view.DateTime(at, r.Author.Zone), at
	}
	return made
}

// partner is the name that a document was written with.
func partner(r *view.Reader, entity string, id kernel.ID) string {
	s := r.Catalog.Schema(entity)
	if s == nil || s.Field("name") == nil {
		return ""
	}
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found {
		return ""
	}
	return s.Field("name").Get(row).Str
}

// Waiting counts what waits for the person.
func Waiting(desk *view.Desk) (int64, error) {
	list, err := view.Load(desk, Waits)
	return int64(len(list)), err
}

// aboutRow is a document with the kind of it; what the person does not see is named by
// the sentence.
func aboutRow(r *view.Reader, entity string, id kernel.ID) string {
	entity, id, here := documentOf(r, entity, id)
	s := r.Catalog.Schema(entity)
	if s == nil || entity == org.Companies.Name() {
		return ""
	}
	about := view.Say(s.Zh, s.En)
	if here {
		about = view.Join(about, record.TitleOf(r, entity, id))
	}
	return about
}
