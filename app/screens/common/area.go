package common

import (
	"context"
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Area is what a package of screens brings.
type Area struct {
	Routes       map[string]nav.Make
	Rows         map[string]RowFunc  // of the routes that open the page of a row
	Givers       map[string][]Giver  // of commands, by their names
	Leads        map[string][]string // the commands to whose pages a page leads itself, by its route
	Shown        map[string][]string // the entities whose rows a page lists, by its route
	Answers      map[string]Answer   // to kinds of tasks
	About        map[string]string   // the entities that pages are about, by their routes
	Pages        []RowPage           // that its rows are opened with
	Destinations []nav.Destination   // the first is the area's home
}

// RowPage is where the rows of an entity are opened, by everybody or by those who may give
// a command.
type RowPage struct{ Entity, Route, For string }

// RowFunc tells the row that a route's id names, the zero id for none; its name
// stands in the title.
type RowFunc func(id string) (entity string, row kernel.ID)

// Place is one page of an area.
type Place struct {
	Route string
	// Make makes the page out of the id that its route carries: of a row, or "".
	Make func(site *Site, id string) nav.Page
	// Of tells the row that a route's id names; its name stands in the page's title.
	Of RowFunc
	// Opens are the commands whose givers open the rows of the place's entity here; "" is
	// for everybody who has no other page for them.
	Opens []string
	// About is an entity that the page is about, where it is not that of its row or of what
	// it shows: nobody is led there once the entity's module is switched off.
	About string
	// Gives are the commands that the page gives about the row that it is of, Starts
	// those that it gives about a row that is chosen on it, with the id of its route.
	Gives  []string
	Starts map[string]string
	// Leads are commands about its row that the page offers itself, when they can be
	// given, and that are given on another page.
	Leads []string
	// Shows are the entities whose rows the page lists: who sees none of them and may give
	// none of the page's commands is not led there.
	Shows []string
	// Answers are the kinds of tasks that the page answers.
	Answers map[string]Answer
	// Label and Icon make the page a destination: one that is reached from anywhere.
	Label *i18n.Key
	Icon  fyne.Resource
}

// Plain makes a page out of a route that carries no id.
func Plain[P nav.Page](page func(*Site) P) func(*Site, string) nav.Page {
	return func(site *Site, _ string) nav.Page { return page(site) }
}

// RowPlace is the page of the row of an entity whose id a route carries; a broken id
// is of none.
func RowPlace[P nav.Page](route, entity string, page func(*Site, kernel.ID) P) Place {
	return Place{Route: route, Of: RowOf(entity), Make: func(site *Site, text string) nav.Page {
		return page(site, idOf(text))
	}}
}

// Giving is the place with the commands that it gives about its row.
func (p Place) Giving(commands ...string) Place {
	p.Gives = commands
	return p
}

// Usual is the place with the rows of its entity opened there by all who have no place of
// their own for them.
func (p Place) Usual() Place { return p.WorkOf("") }

// WorkOf is the place with the rows of its entity opened there by those who may give a
// command: who sells works on an order, everybody else decides about it.
func (p Place) WorkOf(command string) Place {
	p.Opens = append(slices.Clone(p.Opens), command)
	return p
}

// Leading is the place that leads to the pages of some commands about its row itself.
func (p Place) Leading(commands ...string) Place {
	p.Leads = commands
	return p
}

// Showing is the place with the entities whose rows it lists.
func (p Place) Showing(entities ...string) Place {
	p.Shows = entities
	return p
}

// Starting is the place with a command that it gives about a row that is chosen on it;
// id is that of its route, "" for a page that takes the row's.
func (p Place) Starting(command, id string) Place {
	p.Starts = maps.Clone(p.Starts)
	if p.Starts == nil {
		p.Starts = map[string]string{}
	}
	p.Starts[command] = id
	return p
}

// Answer is a page that answers a kind of task by a command.
type Answer struct {
	Command   string
	Otherwise i18n.Key // what the button says that ends the task without it; none for the usual

	page  string
	ofRow bool // it is a page of the document that the task is about
	id    func(*flow.Task) string
}

// Answering is the place with a kind of task that it answers by a command; id makes the
// id of its route, otherwise says that there is nothing to do.
func (p Place) Answering(kind, command string, id func(*flow.Task) string, otherwise i18n.Key) Place {
	p.Answers = maps.Clone(p.Answers)
	if p.Answers == nil {
		p.Answers = map[string]Answer{}
	}
	p.Answers[kind] = Answer{Command: command, Otherwise: otherwise, page: p.Route, ofRow: p.Of != nil, id: id}
	return p
}

// AnswerTo is the page that answers a kind of task, if the person may give its command;
// here tells whether he sees the document that the task is about.
func (s *Site) AnswerTo(kind string, here bool) (a Answer, ok bool) {
	a, ok = s.way().answers[kind]
	return a, ok && s.May(a.Command) && s.Router.Knows(a.page) && (here || !a.ofRow)
}

// Answer opens it.
func (s *Site) Answer(a Answer, t *flow.Task) { s.Go(a.page, a.id(t)) }

// RowOf says that a route's id is that of a row of an entity.
func RowOf(entity string) RowFunc {
	return func(id string) (string, kernel.ID) { return entity, idOf(id) }
}

func idOf(text string) kernel.ID {
	id, err := kernel.ParseID(text)
	if err != nil {
		return kernel.ID{}
	}
	return id
}

// spoken is a row by its name, with the commands about it that its page does not
// give itself.
type spoken struct {
	name string
	acts []record.Act
}

// subject follows the row that a route is about.
func (s *Site) subject(of RowFunc) nav.Subject {
	return func(at nav.Route, told func(nav.Told)) (stop func()) {
		entity, row := of(at.ID)
		kind := view.Entity(s.Desk.Catalog, entity)
		if row.IsZero() {
			told(nav.Told{Kind: kind})
			return func() {}
		}
		loader := uithread.NewLoader[spoken](s.Dispatcher)
		load := func() {
			loader.Load(func(context.Context) (spoken, error) {
				return view.Load(s.Desk, func(r *view.Reader) (spoken, error) {
					return spoken{record.Subject(r, entity, row), s.others(at.Name, entity, offered(r, at.Name, entity, row))}, nil
				})
			}, func(found spoken, err error) {
				subject := nav.Told{Name: found.name, Kind: kind}
				if err == nil { // else the page says what is wrong
					subject.Acts = append(s.actions(found.acts, row), s.whoSees(entity, row)...)
				}
				told(subject)
			})
		}
		load()
		unfollow := s.Follow(load, entity)
		return func() {
			unfollow()
			loader.Cancel()
		}
	}
}

// offered are the commands about a row, without those that its page has buttons for.
func offered(r *view.Reader, page, entity string, row kernel.ID) []record.Act {
	acts := record.ActsAbout(r, entity, row)
	if page != RecordRoute {
		return acts
	}
	given := record.OnPage(r, entity, row, acts)
	return slices.DeleteFunc(acts, func(a record.Act) bool { return slices.Contains(given, a) })
}

// Serve puts the pages of areas into the window; those in front give a command before
// the others. What was served before leads nowhere from here on.
func (s *Site) Serve(areas ...Area) {
	w := &ways{pages: map[string]string{}, usual: map[string]string{}, about: map[string]string{}, givers: map[string][]Giver{}, leads: map[string][]string{}, shown: map[string][]string{}, answers: map[string]Answer{}}
	for _, a := range areas {
		for name, make := range a.Routes {
			if s.Router.Knows(name) { // pages are those they were, and others look them up meanwhile
				continue
			}
			s.Router.Register(name, make)
			if of := a.Rows[name]; of != nil {
				s.Router.RegisterSubject(name, s.subject(of))
			}
		}
		for _, p := range a.Pages {
			switch {
			case p.For == "":
				w.usual[p.Entity] = p.Route
			case org.Named(s.Person().Grants, p.For):
				w.pages[p.Entity] = p.Route
			}
		}
		for command, by := range a.Givers {
			w.givers[command] = append(w.givers[command], by...)
		}
		maps.Copy(w.answers, a.Answers)
		maps.Copy(w.leads, a.Leads)
		maps.Copy(w.shown, a.Shown)
		maps.Copy(w.about, a.About)
	}
	s.ways.Store(w)
}

// Declare makes an area out of its pages. Every area whose pages are written by
// hand is one such table.
func Declare(site *Site, places ...Place) Area {
	a := Area{Routes: map[string]nav.Make{}, Rows: map[string]RowFunc{}, Givers: map[string][]Giver{}, Leads: map[string][]string{}, Shown: map[string][]string{}, Answers: map[string]Answer{}, About: map[string]string{}}
	for _, p := range places {
		a.Routes[p.Route] = func(at nav.Route) nav.Page { return p.Make(site, at.ID) }
		if p.Of != nil {
			a.Rows[p.Route] = p.Of
		}
		switch {
		case p.About != "":
			a.About[p.Route] = p.About
		case p.Of != nil:
			a.About[p.Route], _ = p.Of("")
		}
		if len(p.Leads) > 0 {
			a.Leads[p.Route] = p.Leads
		}
		if len(p.Shows) > 0 {
			a.Shown[p.Route] = p.Shows
		}
		for _, right := range p.Opens {
			entity, _ := p.Of("")
			a.Pages = append(a.Pages, RowPage{entity, p.Route, right})
		}
		maps.Copy(a.Answers, p.Answers)
		for _, command := range p.Gives {
			a.Givers[command] = append(a.Givers[command], Giver{page: p.Route, ofRow: true})
		}
		for command, id := range p.Starts {
			a.Givers[command] = append(a.Givers[command], Giver{page: p.Route, id: id})
		}
		if p.Label != nil {
			a.Destinations = append(a.Destinations, nav.Destination{Route: nav.Route{Name: p.Route}, Label: *p.Label, Icon: p.Icon})
		}
	}
	return a
}
