package common

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

var trailWord = i18n.Define("common.trail", "操作日志", "Log")

// Trail is the section that says what happened to a document, with the reasons that
// people gave; it is empty for one to which nothing did.
func Trail(events []view.Event) []fyne.CanvasObject {
	if len(events) == 0 {
		return nil
	}
	list := widgets.NewStacked()
	for _, e := range events {
		list.Add(widgets.NewLineRow(widgets.Line{Title: e.What, Detail: e.Who, Under: e.When, Badges: Badges(e.Result)}, nil))
		if e.Note != "" {
			list.Add(widgets.NewNote(e.Note, widgets.Quiet))
		}
	}
	return []fyne.CanvasObject{widgets.NewPanel(trailWord.Text(), list)}
}
