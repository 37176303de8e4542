package common

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// What leads to a page is there for who has something to see or to do on it. A page that
// lists rows and gives commands is for who sees some of the rows or may give one of the
// commands; one that says of neither is for everybody.

// Leads tells whether a page is anything to the person.
func (s *Site) Leads(route, id string) bool {
	if !s.Router.Knows(route) {
		return false
	}
	way := s.way()
	if s.lies(way, route) {
		return false
	}
	id, _, _ = strings.Cut(id, "/") // what it begins with says nothing of who may
	shown, given := way.shown[route], false
	if slices.ContainsFunc(shown, func(entity string) bool { return view.Shows(s.Rights(), entity) }) {
		return true
	}
	for command, by := range way.givers {
		for _, g := range by {
			here := g.id == "" || g.id == id
			if g.page != route || g.ofRow || !here && id != "" {
				continue
			}
			if given = true; here && s.May(command) {
				return true
			}
		}
	}
	return len(shown) == 0 && !given
}

// lies tells whether a page is about nothing but what belongs to modules that the company
// has switched off.
func (s *Site) lies(w *ways, route string) bool {
	who := s.Person()
	if who.Off == nil {
		return false
	}
	var entities []string
	if about := w.about[route]; about != "" {
		entities = append(entities, about)
	}
	entities = append(entities, w.shown[route]...)
	return len(entities) > 0 && !slices.ContainsFunc(entities, func(entity string) bool {
		schema := s.Desk.Catalog.Schema(entity)
		return schema == nil || !who.Lacks(schema.Module)
	})
}

// Door is a button that opens a page, nil for who has nothing to see or to do there.
func (s *Site) Door(label, route, id string) *widgets.Button {
	if !s.Leads(route, id) {
		return nil
	}
	return widgets.NewButton(label, func() { s.Go(route, id) })
}

// DoorAction is [Site.Door] in the head of a page; it has no action for who has nothing to
// do there.
func (s *Site) DoorAction(label string, icon fyne.Resource, route, id string) []nav.Action {
	if !s.Leads(route, id) {
		return nil
	}
	return []nav.Action{{Label: label, Icon: icon, Tapped: func() { s.Go(route, id) }}}
}

// CommandButton is a button that opens the page on which a command is given about a row,
// or with the zero id about one that is chosen there; nil for who may not give it. The
// label is the command's name where it is "".
func (s *Site) CommandButton(command, label string, about kernel.ID) *widgets.Button {
	if !s.May(command) {
		return nil
	}
	if label == "" {
		label = view.Command(s.Desk.Catalog, command)
	}
	return widgets.NewButton(label, func() { s.Give(command, about) })
}

var (
	hidden  = i18n.Define("common.veiled", "您的岗位看不到「{0}」", "Your seat does not see any {0}")
	ownOnly = i18n.Define("common.veiled.own", "这里只有您自己的「{0}」", "These are only your own: {0}")
)

// Veiled says of rows of which the person sees none, or only his own, that it is so; "" for
// who sees others.
func Veiled(site *Site, entity string) string {
	switch r := site.Rights(); {
	case view.Shows(r, entity):
		return ""
	case view.Owned(site.Desk.Catalog, entity):
		return ownOnly.Text(view.Entity(site.Desk.Catalog, entity))
	}
	return hidden.Text(view.Entity(site.Desk.Catalog, entity))
}

// Doors are the buttons that are there.
func Doors(buttons ...*widgets.Button) []*widgets.Button {
	return slices.DeleteFunc(buttons, func(b *widgets.Button) bool { return b == nil })
}
