package common

import (
	"slices"

	"heyi/app/ui/nav"
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
func Starts(page string, commands map[string]string) map[string]Giver {
	givers := map[string]Giver{}
	for command, id := range commands {
		givers[command] = Giver{page: page, id: id}
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
	for _, g := range s.way().givers[command] {
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
