package common

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view/system/syncpage"
)

var givenWord = i18n.Define("common.given", "已办理，等服务器处理", "Done here, waiting for the server")

// given is the section of what was given about a page's row and waits for the server, nil
// for nothing. Each line opens the document that the command makes, where it makes one.
func (s *Site) given(list []syncpage.Entry) fyne.CanvasObject {
	if len(list) == 0 {
		return nil
	}
	rows := make([]fyne.CanvasObject, len(list))
	for i, e := range list {
		var open func()
		if e.Opens != nil && s.Opens(e.Opens.Entity) {
			open = func() { s.Open(e.Opens.Entity, e.Opens.ID) }
		}
		line := widgets.Line{Title: e.Title, Detail: e.Detail, Badges: Badges(e.Badge)}
		if e.Why != nil {
			line.Under = e.Why.Text
		}
		rows[i] = widgets.NewLineRow(line, open)
	}
	return widgets.NewPanel(givenWord.Text(), rows...)
}
