package common

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view/declared/record"
)

var (
	chainWord = i18n.Define("common.chain", "上下游单据", "Related documents")
	cameFrom  = i18n.Define("common.chain.from", "来源", "Origin")
	became    = i18n.Define("common.chain.to", "后续", "Result")
	offset    = i18n.Define("common.chain.offset", "冲抵", "Set off")
)

// Chain is the section with the documents that a document came out of and that came
// out of it; each opens. It is empty for a document that stands alone.
func (s *Site) Chain(list []record.Kin) []fyne.CanvasObject {
	if len(list) == 0 {
		return nil
	}
	rows := make([]fyne.CanvasObject, len(list))
	for i, k := range list {
		word := became
		switch {
		case k.Offset:
			word = offset
		case k.Into:
			word = cameFrom
		}
		line := widgets.Line{Title: k.Title, Detail: k.Day, Figure: k.Figure, Under: word.Text(), Badges: Badges(k.State)}
		var open func()
		if s.Opens(k.Entity) {
			open = func() { s.Open(k.Entity, k.ID) }
		}
		rows[i] = widgets.NewLineRow(line, open)
	}
	return []fyne.CanvasObject{widgets.NewPanel(chainWord.Text(), rows...)}
}
