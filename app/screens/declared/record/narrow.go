package record

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
)

var (
	narrowWord = i18n.Define("record.narrow", "筛选", "Filter")
	narrowMany = i18n.Define("record.narrow.many", "筛选（{0}）", "Filter ({0})")
	narrowDo   = i18n.Define("record.narrow.do", "查看结果", "Show")
	narrowMore = i18n.Define("record.narrow.more", "更多条件", "More conditions")
	narrowNone = i18n.Define("record.narrow.clear", "清空筛选", "Clear the filter")
)

// narrower is the button beside the search that narrows a list down, and the chips that say
// by what; a tap on one takes it away.
type narrower struct {
	site    *common.Site
	listing *model.Listing
	now     model.Narrow
	button  *widgets.Button
	chips   *fyne.Container
	words   string
	loader  *uithread.Loader[[]model.Narrowed]
	changed func()
}

func newNarrower(site *common.Site, listing *model.Listing, changed func()) *narrower {
	n := &narrower{site: site, listing: listing, now: model.Narrow{}, changed: changed, chips: widgets.NewStacked(), loader: uithread.NewLoader[[]model.Narrowed](site.Dispatcher)}
	n.button = widgets.NewButton(narrowWord.Text(), n.open)
	n.button.Importance = widget.LowImportance
	return n
}

func (n *narrower) said() string { return n.words }

// text is all that the list is narrowed by, as it is kept.
func (n *narrower) text() string { return n.now.String() }

// set narrows the list down and says so; the list is read by who calls.
func (n *narrower) set(now model.Narrow) {
	n.now = now
	n.draw()
}

func (n *narrower) take(now model.Narrow) {
	n.set(now)
	n.changed()
}

// draw says what the list is narrowed by.
func (n *narrower) draw() {
	now := n.now
	n.loader.Load(func(context.Context) ([]model.Narrowed, error) {
		return view.Load(n.site.Desk, func(r *view.Reader) ([]model.Narrowed, error) { return n.listing.Said(r, now), nil })
	}, func(list []model.Narrowed, err error) {
		if err == nil { // else the list says what is wrong
			n.tell(list)
		}
	})
}

func (n *narrower) tell(list []model.Narrowed) {
	n.words = said(list)
	n.button.SetText(narrowWord.Text())
	n.button.Importance = widget.LowImportance
	n.chips.RemoveAll()
	if len(list) > 0 {
		n.button.SetText(narrowMany.Text(i18n.Count(int64(len(list)))))
		n.button.Importance = widget.MediumImportance
		row := container.NewHBox()
		for _, one := range list {
			row.Add(n.chip(one.Label, func() { n.take(n.now.Without(one.Name)) }))
		}
		if len(list) > 1 {
			row.Add(n.chip(narrowNone.Text(), func() { n.take(model.Narrow{}) }))
		}
		n.chips.Add(container.NewPadded(container.NewHScroll(row)))
	}
	n.button.Refresh()
	n.chips.Refresh()
}

func (n *narrower) chip(label string, tapped func()) fyne.CanvasObject {
	b := widgets.NewButtonWithIcon(label, base.CancelIcon(), tapped)
	b.Importance = widget.LowImportance
	return b
}

// asks are the inputs that the sheet shows.
type asks struct{ usual, rest []model.Input }

func (n *narrower) open() {
	uithread.NewLoader[asks](n.site.Dispatcher).Load(func(context.Context) (asks, error) {
		return view.Load(n.site.Desk, func(r *view.Reader) (a asks, err error) {
			a.usual, a.rest = n.listing.Narrowings(r, n.now)
			return a, nil
		})
	}, func(a asks, err error) {
		if err != nil {
			n.site.Toast(view.Explain(err).Text)
			return
		}
		n.show(a)
	})
}

// show opens the sheet. What is asked for most stands in it, the rest behind a button.
func (n *narrower) show(a asks) {
	var controls []*control
	grid := func(inputs []model.Input) (fields []fyne.CanvasObject) {
		for _, in := range inputs {
			c := newControl(n.site, in)
			controls = append(controls, c)
			fields = append(fields, c.field)
		}
		return fields
	}
	parts := grid(a.usual)
	if len(a.rest) > 0 {
		parts = append(parts, widgets.NewFolded(narrowMore.Text(), widgets.NewStacked(grid(a.rest)...)))
	}
	var sheet *widgets.Sheet
	sheet = widgets.NewSheet(n.site.Window.Canvas(), narrowWord.Text(), narrowDo.Text(), func() {
		now := model.Narrow{}
		for _, c := range controls {
			if c.field.Check() != "" {
				return
			}
			if text := c.text(); text != "" {
				now[c.in.Name] = text
			}
		}
		sheet.Hide()
		n.take(now)
	}, parts...)
	sheet.Show()
}
