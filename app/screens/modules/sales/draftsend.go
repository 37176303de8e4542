package sales

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// keep saves a draft.
func (p *draftPage) keep() {
	p.send(func() (kernel.ID, error) { return p.draft.Save(p.site.Desk) }, draftSaved)
}

// submit asks for the order to be approved.
func (p *draftPage) submit() { p.submitAs(sales.Whole) }

func (p *draftPage) submitAs(allow kernel.Choice) {
	p.send(func() (kernel.ID, error) { return p.draft.Submit(p.site.Desk, allow) }, submitted)
}

func (p *draftPage) send(act func() (kernel.ID, error), said i18n.Key) {
	if !p.faults.Check() {
		return
	}
	p.busy(true)
	p.draft.Filled = p.own.Custom()
	var id kernel.ID
	p.site.Do(func() (err error) {
		id, err = act()
		return err
	}, func(err error) {
		p.busy(false)
		p.tell(err, map[string]func(){
			"ship_rest": func() { p.submitAs(sales.OrLess) },
			"wait":      func() { p.submitAs(sales.Backorder) },
			"buy":       p.buy,
			"order":     p.submit,
		})
		if err == nil {
			p.saved = true
			if p.kept != nil {
				p.kept.Done()
			}
			p.site.Toast(said.Text())
			p.site.Router.Replace(record.RowRoute(model.Entity, id))
		}
	})
}

func (p *draftPage) buy() {
	p.busy(true)
	p.site.Do(func() error { return p.draft.Buy(p.site.Desk) }, func(err error) {
		p.busy(false)
		if err != nil {
			p.tell(err, nil)
			return
		}
		p.site.Toast(askedBuy.Text())
	})
}

// tell shows what went wrong, and at the top of the page what is short.
func (p *draftPage) tell(err error, ways map[string]func()) {
	p.trouble.set(err, ways)
	if err != nil {
		p.scroll.ScrollTo(0)
	}
}

// shortTrouble shows what went wrong with an order: its panel at the foot of the page, and
// of a shortage, line by line with the purchase that would mend it, a table at the top.
type shortTrouble struct {
	panel *common.TroublePanel
	table *fyne.Container
}

func newShortTrouble() *shortTrouble {
	return &shortTrouble{panel: common.NewTroublePanel(), table: widgets.NewStacked()}
}

// set shows an error with what its repairs do; nil takes everything away.
func (s *shortTrouble) set(err error, ways map[string]func()) {
	t := view.Explain(err)
	lacking := model.Shortages(err)
	s.table.RemoveAll()
	if t != nil && len(lacking) > 0 {
		t.Lines = nil
		s.table.Add(shortages(lacking))
	}
	s.panel.Set(t, ways)
	s.table.Refresh()
}

var shortTitle = i18n.Define("draft.lacking", "缺货明细", "What is short")

// shortages are the lines that the stock does not cover.
func shortages(list []model.Shortage) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, s := range list {
		facts := container.New(widgets.NewColumns(130, 4))
		for i, f := range s.Figures {
			tone := widgets.Plain
			if i == 2 {
				tone = widgets.Alert
			}
			facts.Add(widgets.NewLabelled(f.Code, f.Label, tone))
		}
		rows = append(rows, widgets.NewLineRow(widgets.Line{Title: s.Product}, nil), facts)
		if s.Buy != "" {
			rows = append(rows, widgets.NewNote(s.Buy, widgets.Info))
		}
	}
	return widgets.NewPanel(shortTitle.Text(), rows...)
}

// Leave implements nav.Leaver.
func (p *draftPage) Leave(proceed func()) {
	if p.kept != nil && !p.saved {
		p.site.Leaves(p.keepTyped(), proceed)
		return
	}
	if p.saved || !p.touched {
		proceed()
		return
	}
	p.site.Confirm(leaveDraft.Text(), leaveText.Text(), leaveYes.Text(), true, proceed)
}
