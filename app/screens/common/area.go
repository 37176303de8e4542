package common

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/kernel"
)

// Area is what a package of screens brings.
type Area struct {
	Routes       map[string]nav.Make
	Destinations []nav.Destination // the first is the area's home
}

// Place is one page of an area.
type Place struct {
	Route string
	// Make makes the page out of the id that its route carries: of a row, or "".
	Make func(site *Site, id string) nav.Page
	// Label and Icon make the page a destination: one that is reached from anywhere.
	Label *i18n.Key
	Icon  fyne.Resource
}

// Plain makes a page out of a route that carries no id.
func Plain[P nav.Page](page func(*Site) P) func(*Site, string) nav.Page {
	return func(site *Site, _ string) nav.Page { return page(site) }
}

// OfRow makes the page of the row whose id a route carries; a broken id is of none.
func OfRow[P nav.Page](page func(*Site, kernel.ID) P) func(*Site, string) nav.Page {
	return func(site *Site, text string) nav.Page {
		id, err := kernel.ParseID(text)
		if err != nil {
			id = kernel.ID{}
		}
		return page(site, id)
	}
}

// Declare makes an area out of its pages. Every area whose pages are written by
// hand is one such table.
func Declare(site *Site, places ...Place) Area {
	a := Area{Routes: map[string]nav.Make{}}
	for _, p := range places {
		a.Routes[p.Route] = func(at nav.Route) nav.Page { return p.Make(site, at.ID) }
		if p.Label != nil {
			a.Destinations = append(a.Destinations, nav.Destination{Route: nav.Route{Name: p.Route}, Label: *p.Label, Icon: p.Icon})
		}
	}
	return a
}
