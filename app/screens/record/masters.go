package record

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	model "heyi/app/view/record"
)

var noMasters = i18n.Define("record.masters.none", "你没有可维护的资料", "There are no masters for you to keep")

// panelWidth is the least width of a group; wide pages show several beside each
// other.
const panelWidth = 320

// newMasters is the page of the masters that the person may write.
func newMasters(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]model.Group]{
		Title: func() string { return mastersTitle.Text() },
		Load:  model.Masters,
		Show:  func(groups []model.Group) fyne.CanvasObject { return showMasters(site, groups) },
	})
}

func showMasters(site *common.Site, groups []model.Group) fyne.CanvasObject {
	if len(groups) == 0 {
		return widgets.NewEmptyState(nil, noMasters.Text(), "", "", nil)
	}
	grid := container.New(widgets.NewColumns(panelWidth, 3))
	for _, g := range groups {
		var lines []fyne.CanvasObject
		for _, m := range g.Masters {
			line := widgets.Line{Title: m.Label, Figure: i18n.Count(m.Count)}
			open := func() { site.Router.Go(ListRoute(m.Entity)) }
			if !m.Only.IsZero() {
				line.Figure = ""
				open = func() { site.Router.Go(RowRoute(m.Entity, m.Only)) }
			}
			lines = append(lines, widgets.NewLineRow(line, open))
		}
		grid.Add(widgets.NewPanel(g.Label, lines...))
	}
	return grid
}
