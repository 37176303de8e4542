package record

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
)

// panelWidth is the least width of a group; wide pages show several beside each
// other.
const panelWidth = 320

// desk is all that a person may write and do.
type desk struct {
	masters []model.Group
	acts    []model.ActGroup
}

// newMasters is the page of the masters that the person may write and of the commands
// that he may give.
func newMasters(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[desk]{
		Ageless: true,
		Title:   func() string { return mastersTitle.Text() },
		Load: func(r *view.Reader) (desk, error) {
			masters, err := model.Masters(r)
			return desk{masters, model.Acts(r)}, err
		},
		Show: func(d desk) fyne.CanvasObject { return showMasters(site, d) },
	})
}

func showMasters(site *common.Site, d desk) fyne.CanvasObject {
	grid := container.New(widgets.NewColumns(panelWidth, 3))
	for _, g := range d.masters {
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
	for _, panel := range showActs(site, d.acts) {
		grid.Add(panel)
	}
	return grid
}
