package record

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// behind is what stands on the page of a row behind what it is about: its fields, what hangs
// on it, its files and what happened to it.
func behind(site *common.Site, m *model.Page) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, part := range m.Parts {
		parts = append(parts, widgets.NewPanel(part.Label, slices.Concat(pictures(site, part.Facts), []fyne.CanvasObject{facts(site, part.Facts)}, explained(part.Facts))...))
	}
	return slices.Concat(
		parts, relatedPanel(site, belonging.Text(), m.Related), relatedPanel(site, holding.Text(), m.Holds),
		[]fyne.CanvasObject{site.Attached(m.Entity, m.ID)}, common.Trail(m.Trail),
	)
}

// Behind is the same for a page that is made by hand, which has all that it does not show
// itself by it. It reads the row beside the UI thread.
func Behind(site *common.Site, entity string, id kernel.ID) fyne.CanvasObject {
	whole := widgets.NewStacked()
	uithread.NewLoader[*model.Page](site.Dispatcher).Load(func(context.Context) (*model.Page, error) {
		return view.Load(site.Desk, func(r *view.Reader) (*model.Page, error) { return model.LoadPage(site.Desk, r, entity, id) })
	}, func(m *model.Page, err error) {
		if err != nil {
			return // the page itself says so
		}
		whole.Add(widgets.NewSections(behind(site, m)...))
		whole.Refresh()
	})
	return whole
}

// facts are fields in words; a reference opens what it names.
func facts(site *common.Site, list []model.Fact) fyne.CanvasObject {
	shown := make([]widgets.Fact, len(list))
	for i, f := range list {
		shown[i] = widgets.Fact{Label: f.Label, Value: f.Text}
		if f.Entity != "" && site.Opens(f.Entity) {
			shown[i].Tapped = func() { site.Open(f.Entity, f.ID) }
		}
	}
	return widgets.NewFacts(shown...)
}
