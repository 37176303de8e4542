package tasks

import (
	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Telling is how a person is told of a kind of task.
type Telling struct {
	Kind, Title string
	Opens, Ends string // what brings such tasks, what ends them; "" for the person himself
	Urgent      bool   // he is always told at once
	How         string // code of the choice
}

// Tellings lists the kinds of tasks that reach the person: those that his rights bring,
// and those of which he, or a seat of his, has had one.
func Tellings(r *view.Reader) ([]Telling, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: flow.Tasks.Name(), Sort: []rowstore.Order{{Field: "opened", Desc: true}}, Limit: rowstore.MaxPage}})
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, row := range page.Rows {
		t := row.(*flow.Task)
		tags := r.Author.Viewer.Tags
		named[t.Kind] = named[t.Kind] || tags["owner:"+t.Seat.String()] || tags["user:"+t.User.String()]
	}
	told := flow.ToldOf(r.Tx, kernel.Ref[org.User](r.Author.User))
	var list []Telling
	for _, k := range flow.TaskKinds() {
		if !named[k.Name] && !r.Author.Viewer.Tags[k.Asks.Tag()] {
			continue
		}
		list = append(list, Telling{
			k.Name, view.Say(k.Title.Zh, k.Title.En), view.Say(k.Opens.Zh, k.Opens.En), view.Say(k.Ends.Zh, k.Ends.En),
			k.Urgency == flow.Urgent, string(told.How(k.Name)),
		})
	}
	return list, nil
}

// Ways are the ways of telling.
func Ways(r *view.Reader) []view.Option {
	return view.Options(r.Catalog, flow.Deliveries.Name(), "how")
}
