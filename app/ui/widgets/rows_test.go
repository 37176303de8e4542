package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/uithread"
)

// A list of rows that are all there shows them; a column of cards stays out of the
// table and one without a title says only its value.
func TestRowsAndCardOnly(t *testing.T) {
	grid := NewDataGrid(uithread.Immediate{}, Rows[string]{"借方", "贷方"}, []DataColumn[string]{
		{ID: "account", Title: "科目", Width: 100, Card: CardTitle, Text: func(s string) string { return s }},
		{ID: "no", Title: "凭证号", Width: 100, Card: CardValue, Text: func(string) string { return "记 1" }},
		{ID: "figure", Title: "金额", Card: CardFigure, CardOnly: true, Text: func(s string) string { return s + " 8.00" }},
	})
	w := window(t, grid, 390, 400)
	if !shows(grid, "借方 8.00") || !shows(grid, "记 1") || grid.List().Count() != 2 {
		t.Error("the cards lack what only they say")
	}
	if settle(w, 1200, 400); shows(grid, "借方 8.00") || !shows(grid, "贷方") {
		t.Error("the table shows what belongs to cards")
	}
}

// shows tells whether a text is on screen.
func shows(o fyne.CanvasObject, text string) bool {
	if !o.Visible() {
		return false
	}
	if l, ok := o.(*EllipsisLabel); ok && l.Text == text {
		return true
	}
	var inner []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		inner = o.Objects
	case fyne.Widget:
		inner = test.WidgetRenderer(o).Objects()
	}
	for _, c := range inner {
		if shows(c, text) {
			return true
		}
	}
	return false
}
