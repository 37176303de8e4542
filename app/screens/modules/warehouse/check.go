package warehouse

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/warehouse"
)

var (
	lookAt     = i18n.Define("warehouse.count.look", "核对差异", "Check the differences")
	bookCount  = i18n.Define("warehouse.count.post", "过账", "Book it")
	differing  = i18n.Define("warehouse.count.differ", "差异：还没有过账", "Differences: nothing is booked yet")
	allFits    = i18n.Define("warehouse.count.fits", "{0} 种商品账实相符", "{0} products are as the book says")
	lookAgain  = i18n.Define("warehouse.count.again", "有差异的请复点；改了数量要再核对一次", "Count again what differs; a quantity that is changed is checked anew")
	onServer   = i18n.Define("warehouse.count.server", "本机没有这些商品的全部收发，差异要由服务器核对：过账后在盘点单上看", "This device does not hold all movements of these goods: the server works the differences out, look at the count afterwards")
	countWorth = i18n.Define("warehouse.count.worth", "盘盈 {0}，盘亏 {1}", "Found {0}, missing {1}")
)

// check shows what a count differs by from the book before it is booked: first 核对差异, then,
// if nothing has been changed since, 过账.
type check struct {
	page  *formPage
	panel *fyne.Container
	seen  bool
}

func newCheck(p *formPage) *check {
	c := &check{page: p, panel: widgets.NewStacked()}
	p.Form.SetSave(lookAt.Text())
	return c
}

// look works the differences out and shows them.
func (c *check) look() {
	p := c.page
	var found warehouse.Differences
	p.Form.SetBusy(true)
	p.Trouble.Set(nil, nil)
	p.site.Do(func() (err error) {
		found, err = view.Load(p.site.Desk, p.form.Differences)
		return err
	}, func(err error) {
		p.Form.SetBusy(false)
		p.Trouble.Set(view.Explain(err), nil)
		if err != nil {
			p.failed()
			return
		}
		c.show(found)
	})
}

func (c *check) show(found warehouse.Differences) {
	list := widgets.NewStacked()
	for _, d := range found.Lines {
		tone := widgets.Good
		if d.Less {
			tone = widgets.Alert
		}
		list.Add(widgets.NewLineRow(widgets.Line{Title: d.Name, Detail: bookWas.Text(d.Book, d.Counted), Figure: d.More, FigureTone: tone, Under: d.Worth}, nil))
	}
	if found.Equal > 0 {
		list.Add(widgets.NewNote(allFits.Text(found.Equal), widgets.Quiet))
	}
	if found.Found != "" || found.Missing != "" {
		list.Add(widgets.NewNote(countWorth.Text(found.Found, found.Missing), widgets.Plain))
	}
	switch {
	case found.Unknown:
		list.Add(widgets.NewNote(onServer.Text(), widgets.Caution))
	case len(found.Lines) > 0:
		list.Add(widgets.NewNote(lookAgain.Text(), widgets.Quiet))
	}
	list.Add(c.page.site.NewAge())
	c.panel.Objects = []fyne.CanvasObject{widgets.NewPanel(differing.Text(), list)}
	c.panel.Refresh()
	c.seen = true
	c.page.Form.SetSave(bookCount.Text())
	c.page.Form.Reveal(c.panel)
}

// forget takes away what was shown: something has been changed since.
func (c *check) forget() {
	if !c.seen {
		return
	}
	c.seen = false
	c.panel.RemoveAll()
	c.panel.Refresh()
	c.page.Form.SetSave(lookAt.Text())
}
