// Package boss is the owner's screens, made for a phone: one scroll of figures, each
// of which opens its documents.
package boss

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/modules/finance"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view/modules/boss"
	"heyi/shared/modules/documents/sales"
)

// The routes of the area.
const (
	RouteHome   = "boss"
	RouteBehind = "boss.behind" // the id is a figure
)

var (
	home       = i18n.Define("boss.home", "经营", "Business")
	waiting    = i18n.Define("boss.waiting", "待我处理", "Waiting for me")
	stuck      = i18n.Define("boss.stuck", "卡住的订单", "Orders that are stuck")
	nothing    = i18n.Define("boss.nothing", "没有", "None")
	titleWord  = i18n.Define("boss.behind.title", "名称", "Name")
	detailWord = i18n.Define("boss.behind.detail", "单据", "Document")
	stateWord  = i18n.Define("boss.behind.state", "状态", "State")
	figureWord = i18n.Define("boss.behind.figure", "金额", "Amount")
	noneWaits  = i18n.Define("boss.waiting.none", "没有等你处理的事", "Nothing waits for you")
)

var _ = common.Enter(common.Entry{Rank: 30, Make: Area, Needs: []string{common.Everything, common.Sees(common.Everything)}, First: true})

// Area tells the routes and the destination.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: RouteHome, Make: common.Plain(newHome), Label: &home, Icon: base.HomeIcon()},
		common.Place{Route: RouteBehind, Make: newBehind},
	)
}

func newHome(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[*boss.Board]{
		Title: func() string { return home.Text() }, Load: boss.Load,
		Show: func(b *boss.Board) fyne.CanvasObject {
			parts := []fyne.CanvasObject{waits(site, waiting, noneWaits.Text(), b.Waiting)} // he is waited for
			if b.Since != "" {
				parts = append(parts, widgets.NewNote(b.Since, widgets.Quiet))
			}
			for _, g := range b.Groups {
				parts = append(parts, group(site, g))
			}
			return widgets.NewSections(append(parts, waits(site, stuck, cmp.Or(common.Veiled(site, sales.Orders.Name()), nothing.Text()), b.Stuck))...)
		},
	})
}

func group(site *common.Site, g boss.Group) fyne.CanvasObject {
	cards := container.New(widgets.NewFilledColumns(150, 5))
	for _, c := range g.Cards {
		figure := widgets.Figure{Label: c.Label, Full: c.Full, Short: c.Short, Comparison: c.Comparison, Tone: common.Tone(c.Tone)}
		cards.Add(widgets.NewKPI(figure, opener(site, c.Opens)))
	}
	return widgets.NewPanel(g.Title, cards)
}

// opener opens what stands behind a figure; nil for nothing.
func opener(site *common.Site, figure string) func() {
	switch figure {
	case "":
		return nil
	case boss.Funds:
		return func() { site.Go(finance.RouteFunds, "") }
	case boss.Receivable:
		return func() { site.Go(finance.RouteDebtors, "") }
	}
	return func() { site.Go(RouteBehind, figure) }
}

func waits(site *common.Site, title i18n.Key, none string, list []boss.Wait) fyne.CanvasObject {
	box := widgets.NewStacked()
	for _, w := range list {
		box.Add(row(site, w))
	}
	if len(list) == 0 {
		box.Add(widgets.NewNote(none, widgets.Quiet))
	}
	return widgets.NewPanel(title.Text(), box)
}

func row(site *common.Site, w boss.Wait) fyne.CanvasObject {
	line := widgets.Line{Title: w.Title, Detail: w.Detail, Figure: w.Figure, Badges: common.Badges(w.Badge)}
	return widgets.NewLineRow(line, func() { site.Open(w.Entity, w.ID) })
}

// behindColumns are those of what stands behind a figure, whatever kind of row it is.
func behindColumns() []widgets.DataColumn[boss.Wait] {
	return []widgets.DataColumn[boss.Wait]{
		{ID: "title", Title: titleWord.Text(), Width: 300, Card: widgets.CardTitle, Text: func(w boss.Wait) string { return w.Title }},
		{ID: "detail", Title: detailWord.Text(), Width: 300, Card: widgets.CardValue, Text: func(w boss.Wait) string { return w.Detail }},
		{ID: "state", Title: stateWord.Text(), Width: 100, Badge: true, Card: widgets.CardBadge, Text: func(w boss.Wait) string { return w.Badge.Text }, Tone: func(w boss.Wait) widgets.Tone { return common.Tone(w.Badge.Tone) }},
		{ID: "figure", Title: figureWord.Text(), Width: 150, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(w boss.Wait) string { return w.Figure }},
	}
}

func newBehind(site *common.Site, figure string) nav.Page {
	var grid *widgets.DataGrid[boss.Wait]
	heading := widgets.NewEllipsisLabel("")
	heading.TextStyle.Bold = true
	return common.NewPage(site, common.Spec[*boss.List]{
		Title: func() string { return boss.Title(figure) }, Load: boss.Behind(site.Desk, figure), Fixed: true,
		Show: func(list *boss.List) fyne.CanvasObject {
			heading.SetText(list.Heading())
			if grid == nil {
				grid = widgets.NewDataGrid(site.Dispatcher, list, behindColumns())
				grid.List().OnTapped = func(w boss.Wait) { site.Open(w.Entity, w.ID) }
				grid.List().Empty = widgets.NewEmptyState(nil, nothing.Text(), "", "", nil)
			} else {
				grid.List().Follow(list)
			}
			return widgets.NewBorder(heading, nil, nil, nil, grid)
		},
		Ended: func() {
			if grid != nil {
				grid.List().Dispose()
			}
		},
	})
}
