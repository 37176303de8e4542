package home

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
)

// Rows open on pages that there are, of entities that there are: each area says which of
// its pages open them.
func TestRowsHavePages(t *testing.T) {
	site := siteOf(t, viewtest.Found(t).Desk(viewtest.Sales))
	for entity, page := range site.UsualPages() {
		if site.Desk.Catalog.Schema(entity) == nil || !site.Router.Knows(page) {
			t.Errorf("rows of %s open on %s", entity, page)
		}
	}
	if len(site.UsualPages()) == 0 {
		t.Error("no rows have a page of their own: the test looks at nothing")
	}
	if !site.Router.Knows(common.RecordRoute) || site.Router.Knows((nav.Route{}).Name) {
		t.Error("there is no page for other rows, or one without a name")
	}
}

// A page is the usual one of no more than one area, or chance decided.
func TestOneAreaOpensTheRowsOfAnEntity(t *testing.T) {
	site := siteOf(t, viewtest.Found(t).Desk(viewtest.Boss))
	seen := map[common.RowPage]bool{}
	for _, e := range common.Entries() {
		for _, p := range e.Make(site).Pages {
			p.Route = ""
			if seen[p] {
				t.Errorf("the rows of %s open on two pages for who may %q", p.Entity, p.For)
			}
			seen[p] = true
		}
	}
}
