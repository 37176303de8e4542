package common

import (
	"cmp"
	"slices"

	"heyi/app/ui/nav"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// ActRoute is the page that asks for the arguments of any command, made of its
// declaration. Its id is "command", or "command/row" about a row.
const ActRoute = "record.act"

// Giver is a page that gives a command.
type Giver struct {
	page  string
	id    string // of its route, where the command is about none yet
	ofRow bool   // it is the page of the row that the command is about, and of no other
}

// Starts are the givers of commands that a page gives about a row that is chosen on it,
// with the ids of its routes, for an area that is no table of places.
func Starts(page string, commands map[string]string) map[string][]Giver {
	givers := map[string][]Giver{}
	for command, id := range commands {
		givers[command] = []Giver{{page: page, id: id}}
	}
	return givers
}

// At is where the command is given about a row; ok is false where the page cannot
// be opened without one.
func (g Giver) At(about kernel.ID) (at nav.Route, ok bool) {
	if !about.IsZero() && (g.ofRow || g.id == "") {
		return nav.Route{Name: g.page, ID: about.String()}, true
	}
	return nav.Route{Name: g.page, ID: g.id}, !g.ofRow
}

// Give opens the page on which a command is given, about a row or, with the zero id,
// about one that is chosen there: the page that an area has for it, else the one made
// of its declaration.
func (s *Site) Give(command string, about kernel.ID) {
	for _, g := range s.givers(command) {
		if at, ok := g.At(about); ok && s.Router.Knows(g.page) {
			s.Router.Go(at)
			return
		}
	}
	id := command
	if !about.IsZero() {
		id += "/" + about.String()
	}
	s.Go(ActRoute, id)
}

// givers are the pages that give a command: first those that are about what it is about, as
// others begin it from a row of another kind.
func (s *Site) givers(command string) []Giver {
	way := s.way()
	list := slices.Clone(way.givers[command])
	spec := s.Desk.Catalog.Command(command)
	if spec == nil || spec.About() == nil {
		return list
	}
	target := s.Desk.Catalog.TargetOf(spec.About())
	slices.SortStableFunc(list, func(a, b Giver) int {
		fits := func(g Giver) int {
			if target == nil || way.about[g.page] == target.Name {
				return 0
			}
			return 1
		}
		return cmp.Compare(fits(a), fits(b))
	})
	return list
}

// others leaves out the commands that a page gives itself or leads to, and of those that
// are given on one page all but the first. Only the page on which a row is looked at offers any:
// a form is for what it asks.
func (s *Site) others(page, entity string, acts []record.Act) []record.Act {
	if page != RecordRoute && page != s.page(entity) {
		return nil
	}
	var list []record.Act
	way := s.way()
	taken := map[string]bool{}
	for _, a := range acts {
		by := ""
		if g := way.givers[a.Command]; len(g) > 0 {
			by = g[0].page + "#" + g[0].id
		}
		own := slices.ContainsFunc(way.givers[a.Command], func(g Giver) bool { return g.page == page })
		if own || slices.Contains(way.leads[page], a.Command) || by != "" && taken[by] {
			continue
		}
		taken[by] = true
		list = append(list, a)
	}
	return list
}

// actions are the buttons of commands about a row.
func (s *Site) actions(acts []record.Act, about kernel.ID) []nav.Action {
	list := make([]nav.Action, len(acts))
	for i, a := range acts {
		list[i] = nav.Action{Label: a.Label, Tapped: func() { s.Give(a.Command, about) }}
	}
	return list
}

// Beginning is what opens the page on which a command is begun from a row that it is not
// about: money is taken for an order. It is nil where the person may not give it, or where
// no page begins it from such a row.
func (s *Site) Beginning(command, entity string, from kernel.ID) func() {
	way := s.way()
	for _, g := range way.givers[command] {
		if way.about[g.page] == entity && !g.ofRow && s.Router.Knows(g.page) && s.May(command) {
			return func() { s.Go(g.page, from.String()) }
		}
	}
	return nil
}

// Answers are the ways out of a refusal that asks its author something: the command again
// with what he says.
func (s *Site) Answers(err error, command string, again func(kernel.Answers)) map[string]func() {
	spec := s.Desk.Catalog.Command(command)
	ways := map[string]func(){}
	if t := view.Explain(err); t != nil && spec != nil {
		for _, w := range t.Repairs {
			if spec.Takes(w.Answers) {
				ways[w.Name] = func() { again(w.Answers) }
			}
		}
	}
	return ways
}
