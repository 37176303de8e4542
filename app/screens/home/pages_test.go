package home_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/home"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"

	"fyne.io/fyne/v2/test"
)

// Rows open on pages that there are, of entities that there are: the routes that
// areas know each other by are names.
func TestRowsHavePages(t *testing.T) {
	desk := viewtest.Found(t).Desk(viewtest.Sales)
	app := test.NewTempApp(t)
	_, router, end, err := home.OpenAt(home.Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: app.NewWindow(""), Still: true})
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	for entity, page := range common.UsualPages() {
		if desk.Catalog.Schema(entity) == nil || !router.Knows(page) {
			t.Errorf("rows of %s open on %s", entity, page)
		}
	}
	if !router.Knows(common.RecordRoute) || router.Knows((nav.Route{}).Name) {
		t.Error("there is no page for other rows, or one without a name")
	}
}
