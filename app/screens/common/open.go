package common

import (
	"maps"

	"heyi/app/ui/nav"
	"heyi/shared/kernel"
)

// RecordRoute is the page that any row has, made of its entity's declaration. Its
// id is "entity/row".
const RecordRoute = "record.row"

// SyncRoute is the page of what waits for the server and of what it has refused.
const SyncRoute = "sync"

// UsualPages are the routes that rows are opened with, by entity, by those who have no
// page of their own for them.
func (s *Site) UsualPages() map[string]string { return maps.Clone(s.way().usual) }

// page is that of a person's work, else the usual one where he is led there, else none:
// that of any row shows what he sees.
func (s *Site) page(entity string) string {
	way := s.way()
	if own := way.pages[entity]; s.Router.Knows(own) {
		return own
	}
	if page := way.usual[entity]; s.Leads(page, "") {
		return page
	}
	return ""
}

// Opens tells whether a page shows the rows of an entity to this person.
func (s *Site) Opens(entity string) bool {
	return s.Router.Knows(s.page(entity)) || s.Router.Knows(RecordRoute)
}

// Open shows a row: on the page that an area has for its entity, else on the one
// made of its declaration. A row that no page shows stays closed.
func (s *Site) Open(entity string, id kernel.ID) {
	switch page := s.page(entity); {
	case s.Router.Knows(page):
		s.Go(page, id.String())
	case s.Router.Knows(RecordRoute):
		s.Router.Go(nav.Route{Name: RecordRoute, ID: entity + "/" + id.String()})
	}
}
