// Package reports is the screens of reports: the list, a table with its filters, and
// its export into a spreadsheet.
package reports

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
)

// The routes of the area.
const (
	RouteList   = "reports"
	RouteReport = "reports.report" // the id is a report's name

	RouteMeaning = "reports.meaning" // the id is a report's name; all without one
)

var home = i18n.Define("reports.home", "报表", "Reports")

var _ = common.Enter(common.Entry{Rank: 70, Make: Area, Needs: []string{
	common.Everything, "finance.receipt.approve", "sales.order.place", common.Sees(common.Everything), common.Sees("sales.order"), common.Sees("ledger.book"),
}})

// Area tells the routes and the destination.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: RouteList, Make: common.Plain(newList), Label: &home, Icon: base.ListIcon()},
		common.Place{Route: RouteReport, Make: newReport},
		common.Place{Route: RouteMeaning, Make: newMeaning},
	)
}

func newList(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]reports.Spec]{
		Ageless: true,
		Title:   func() string { return home.Text() },
		Load:    func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil },
		Show: func(list []reports.Spec) fyne.CanvasObject {
			box := widgets.NewStacked()
			for _, s := range list {
				box.Add(widgets.NewLineRow(widgets.Line{Title: s.Title(), Detail: s.About()}, func() { site.Go(RouteReport, s.Name) }))
			}
			box.Add(widgets.NewLineRow(widgets.Line{Title: dictionary.Text(), Detail: dictAbout.Text()}, func() { site.Go(RouteMeaning, "") }))
			return widgets.NewPanel("", box)
		},
	})
}
