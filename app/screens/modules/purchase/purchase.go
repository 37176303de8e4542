// Package purchase is the buyer's home: what to buy, why and for whom, and the goods
// that come in.
package purchase

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/purchase"
	"heyi/app/view/modules/warehouse"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
)

// The routes of the area.
const (
	RouteHome     = "purchase"
	RouteReceipts = "purchase.receipts"
)

// taskRoute is the page of a task, which another area has.
const taskRoute = "task"

var (
	home     = i18n.Define("purchase.home", "采购", "Purchasing")
	toBuy    = i18n.Define("purchase.tobuy", "要采购的商品", "What to buy")
	none     = i18n.Define("purchase.none", "没有人等货，现在不用采购", "Nobody waits for goods: nothing has to be bought now")
	missing  = i18n.Define("purchase.missing", "缺 {0}，建议采购 {1}", "{0} short, buy {1}")
	by       = i18n.Define("purchase.by", "{0} 前需到货", "Needed by {0}")
	late     = i18n.Define("purchase.late", "已过需要日期", "Past the day it is needed")
	receive  = i18n.Define("purchase.receive", "采购入库", "Receive goods")
	receipts = i18n.Define("purchase.receipts", "入库单", "Goods received")
	goods    = i18n.Define("purchase.goods", "查看商品", "See the product")
)

var _ = common.Enter(common.Entry{Rank: 50, Make: Area, Needs: []string{"product__cost.edit"}, First: true})

// Area is the home, and the goods that have come.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: RouteHome, Make: common.Plain(newHome), Label: &home, Icon: base.HomeIcon()},
		common.Place{Route: RouteReceipts, Make: common.Plain(newReceipts), Label: &receipts, Icon: base.DownloadIcon()}.Showing(stock.Docs.Name()),
	)
}

func newHome(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[[]*model.Need]{
		Title: func() string { return home.Text() }, Load: model.Needs,
		Show:    func(needs []*model.Need) fyne.CanvasObject { return showNeeds(site, needs) },
		Of:      []string{flow.Tasks.Name(), stock.Balances.Name()},
		Actions: func() []nav.Action { return receiving(site) },
	})
}

// newReceipts are the goods that came from suppliers. A receipt opens with what may be done
// with it: a wrong one is reversed there.
func newReceipts(site *common.Site) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: warehouse.ReceivedListing(), Title: receipts, Actions: func() []nav.Action { return receiving(site) },
	})
}

// receiving begins the document of goods that have come, for those who may write it.
func receiving(site *common.Site) []nav.Action {
	const command = "stock.receive"
	if !site.May(command) {
		return nil
	}
	return []nav.Action{{Label: receive.Text(), Icon: base.DownloadIcon(), Tapped: func() { site.Give(command, kernel.ID{}) }}}
}

func showNeeds(site *common.Site, needs []*model.Need) fyne.CanvasObject {
	if len(needs) == 0 {
		return widgets.NewEmptyState(nil, none.Text(), "", "", nil)
	}
	panels := []fyne.CanvasObject{widgets.NewNote(toBuy.Text(), widgets.Quiet)}
	for _, n := range needs {
		panels = append(panels, showNeed(site, n))
	}
	return widgets.NewSections(panels...)
}

// showNeed is a product with everybody who waits for it.
func showNeed(site *common.Site, n *model.Need) fyne.CanvasObject {
	sum := widgets.Line{Title: missing.Text(n.Short, n.Suggest), Detail: n.Stock}
	if n.By != "" {
		sum.Detail = view.Join(sum.Detail, by.Text(n.By))
	}
	if n.Late {
		sum.Badges = []widgets.LineBadge{{Text: late.Text(), Tone: widgets.Alert}}
	}
	rows := []fyne.CanvasObject{widgets.NewLineRow(sum, nil)}
	for _, w := range n.For {
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: w.Text}, func() { site.Go(taskRoute, w.Task.ID.String()) }))
	}
	var buttons []*widgets.Button
	if !n.Product.IsZero() && site.Opens("product") {
		buttons = append(buttons, widgets.NewButton(goods.Text(), func() { site.Open("product", n.Product) }))
	}
	first := n.For[0].Task // goods are received for whoever waits, the first of them first
	if answer, ok := site.AnswerTo(first.Kind, false); ok {
		b := widgets.NewButton(view.Command(site.Desk.Catalog, answer.Command), func() { site.Answer(answer, first) })
		b.Importance = widget.HighImportance
		buttons = append(buttons, b)
	}
	if len(buttons) > 0 {
		rows = append(rows, widgets.NewActions(buttons...))
	}
	return widgets.NewPanel(n.Name, rows...)
}
