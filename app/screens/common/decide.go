package common

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

var whyWord = i18n.Define("common.why", "理由", "Reason")

// Decision is the part of a page on which something is decided: a reason with usual
// answers, and buttons that are blocked while one works. What goes wrong stands at the foot
// of the page.
type Decision struct {
	Why     *widgets.Reasons
	Trouble *TroublePanel
	site    *Site
	buttons []*widgets.Button
	asks    int    // how many of them ask for a reason
	wanted  string // the command that has asked for its reason, "" for none
	done    func()
}

// NewDecision returns a decision without buttons; done is called after each.
func NewDecision(site *Site, done func()) *Decision {
	return &Decision{Why: widgets.NewReasons("note", whyWord.Text()), Trouble: NewTroublePanel(), site: site, done: done}
}

// button gives a command. It is drawn again with the page.
func (d *Decision) button(command string, importance widget.Importance, work func(kernel.Answers) error) *widgets.Button {
	b := widgets.NewButton(view.Command(d.site.Desk.Catalog, command), nil)
	b.OnTapped = func() { d.run(command, work, nil) }
	b.Importance = d.weight(command, importance)
	d.buttons = append(d.buttons, b)
	d.Why.Field.SetRequired(false)
	return b
}

// Because is a button whose command needs a reason; without one it asks, and offers
// what people usually answer.
func (d *Decision) Because(command string, importance widget.Importance, usual []string, work func(why string, answers kernel.Answers) error) *widgets.Button {
	b := d.button(command, importance, nil)
	d.asks++
	d.Why.Field.SetRequired(d.asks == len(d.buttons)) // where one act needs none it is not marked
	b.OnTapped = func() {
		if d.Why.Demand(usual...) {
			d.run(command, func(answers kernel.Answers) error { return work(d.Why.Field.Text(), answers) }, nil)
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
func (d *Decision) weight(command string, otherwise widget.Importance) widget.Importance {
	switch d.wanted {
	case "":
		return otherwise
	case command:
		return widget.HighImportance
	}
	return widget.MediumImportance
}

func (d *Decision) run(command string, work func(kernel.Answers) error, answers kernel.Answers) {
	for _, b := range d.buttons {
		b.Disable()
	}
	d.site.Do(func() error { return work(answers) }, func(err error) {
		d.Trouble.Set(view.Explain(err), d.site.Answers(err, command, func(a kernel.Answers) { d.run(command, work, a) }))
		for _, b := range d.buttons {
			b.Enable()
		}
		if err == nil {
			d.Why.Field.SetText("")
			d.wanted = ""
			d.site.Toast(d.site.Did(command))
			d.done()
		}
	})
}

// Fresh begins to draw the page anew.
func (d *Decision) Fresh() { d.buttons, d.asks = nil, 0 }

// Panel is the reason, the buttons, and what people usually answer.
func (d *Decision) Panel(title string, buttons ...*widgets.Button) fyne.CanvasObject {
	return widgets.NewPanel(title, d.Why.Above(widgets.NewActions(buttons...)))
}

// About is the panel of the commands by which a row is decided on; the likely one is the
// first to be seen.
func (d *Decision) About(title string, id kernel.ID, acts []record.Deciding, likely *record.Act) fyne.CanvasObject {
	d.Fresh()
	var buttons []*widgets.Button
	var usual []string
	asks := false
	for _, a := range acts {
		importance := widget.MediumImportance
		if likely != nil && likely.Command == a.Command {
			importance = widget.HighImportance
		}
		if !a.Because {
			buttons = append(buttons, d.button(a.Command, importance, func(answers kernel.Answers) error {
				return record.GiveNow(d.site.Desk, a.Command, id, "", answers)
			}))
			continue
		}
		asks = true
		buttons = append(buttons, d.Because(a.Command, importance, a.Usual, func(why string, answers kernel.Answers) error {
			return record.GiveNow(d.site.Desk, a.Command, id, why, answers)
		}))
		if d.wanted == "" && (len(usual) == 0 || likely != nil && likely.Command == a.Command) {
			usual = a.Usual
		}
	}
	if d.wanted == "" {
		d.Why.Offer(usual...)
	}
	if !asks {
		return widgets.NewPanel(title, widgets.NewActions(buttons...))
	}
	return d.Panel(title, buttons...)
}
