package record

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	model "heyi/app/view/declared/record"
)

var beginWith = i18n.Define("record.begin", "从模板开始", "Begin with a template")

// begins are buttons that fill the form of a new row, which is then edited.
func (p *edit) begins(list []model.Begin) fyne.CanvasObject {
	var buttons []*widgets.Button
	for _, b := range list {
		buttons = append(buttons, widgets.NewButton(b.Label, func() {
			for _, c := range p.controls {
				if text, has := b.Texts[c.in.Name]; has {
					c.set(text)
				}
			}
		}))
	}
	return apart(widgets.NewPanel(beginWith.Text(), widgets.NewActions(buttons...)))
}
