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
		rows[i] = s.Kin(k, word.Text())
	}
	return []fyne.CanvasObject{widgets.NewPanel(chainWord.Text(), rows...)}
}

// Kin is a line with another document, and what it is to the one whose page it stands on; it
// opens.
func (s *Site) Kin(k record.Kin, is string) fyne.CanvasObject {
	line := widgets.Line{Title: k.Title, Detail: k.Day, Figure: k.Figure, Under: is, Badges: Badges(k.State, k.Sync)}
	var open func()
	if k.Entity != "" && !k.ID.IsZero() && s.Opens(k.Entity) {
		open = func() { s.Open(k.Entity, k.ID) }
	}
	return widgets.NewLineRow(line, open)
}
