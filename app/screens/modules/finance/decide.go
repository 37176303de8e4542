package finance

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

var whyWord = i18n.Define("finance.why", "理由", "Reason")

// decision is the part of a page on which a document is decided on: what went wrong,
// a reason with usual answers, and buttons that are blocked while one works.
type decision struct {
	site    *common.Site
	why     *widgets.Reasons
	trouble *common.TroublePanel
	buttons []*widgets.Button
	asks    int    // how many of them ask for a reason
	wanted  string // the command that has asked for its reason, "" for none
	done    func()
}

func newDecision(site *common.Site, done func()) *decision {
	return &decision{site: site, why: widgets.NewReasons("note", whyWord.Text()), trouble: common.NewTroublePanel(), done: done}
}

// button gives a command. It is drawn again with the page.
func (d *decision) button(command string, importance widget.Importance, work func() error) *widgets.Button {
	b := widgets.NewButton(view.Command(d.site.Desk.Catalog, command), nil)
	b.OnTapped = func() { d.run(command, work) }
	b.Importance = d.weight(command, importance)
	d.buttons = append(d.buttons, b)
	d.why.Field.SetRequired(false)
	return b
}

// because is a button whose command needs a reason; without one it asks, and offers
// what people usually answer.
func (d *decision) because(command string, importance widget.Importance, usual []string, work func(why string) error) *widgets.Button {
	b := d.button(command, importance, nil)
	d.asks++
	d.why.Field.SetRequired(d.asks == len(d.buttons)) // where one act needs none it is not marked
	b.OnTapped = func() {
		if d.why.Demand(usual...) {
			d.run(command, func() error { return work(d.why.Field.Text()) })
			return
		}
		d.wanted = command
		for _, other := range d.buttons {
			other.Importance = widget.MediumImportance
			other.Refresh()
		}
		b.Importance = d.weight(command, importance)
		b.Refresh()
	}
	return b
}

// weight makes the act that has asked for its reason the one that is pressed next, also
// when the page is drawn again.
func (d *decision) weight(command string, otherwise widget.Importance) widget.Importance {
	switch d.wanted {
	case "":
		return otherwise
	case command:
		return widget.HighImportance
	}
	return widget.MediumImportance
}

func (d *decision) run(command string, work func() error) {
	for _, b := range d.buttons {
		b.Disable()
	}
	d.site.Do(work, func(err error) {
		d.trouble.Set(view.Explain(err), nil)
		for _, b := range d.buttons {
			b.Enable()
		}
		if err == nil {
			d.why.Field.SetText("")
			d.wanted = ""
			d.site.Toast(d.site.Did(command))
			d.done()
		}
	})
}

// fresh begins to draw the page anew.
func (d *decision) fresh() { d.buttons, d.asks = nil, 0 }

// panel is the reason, the buttons, and what people usually answer.
func (d *decision) panel(title string, buttons ...*widgets.Button) fyne.CanvasObject {
	return widgets.NewPanel(title, d.why.Above(widgets.NewActions(buttons...)))
}
