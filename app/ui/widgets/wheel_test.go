package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/uithread"
)

// kindsOfFields are one of everything that people fill in or tap on a page.
func kindsOfFields() map[string]fyne.CanvasObject {
	d := uithread.Immediate{}
	number := NewQtyField("qty", "数量")
	number.SetUnit("把")
	grid := NewLineGrid([]LineColumn{{Title: "数量", Weight: 1}})
	grid.Add(LineCells{Cells: []fyne.CanvasObject{NewQtyField("qty", "数量")}})
	long := NewTextField("note", "备注", 3)
	long.SetText("一\n二\n三\n四\n五")
	return map[string]fyne.CanvasObject{
		"field": NewField("name", "名称"), "text": long, "number": number, "money": NewMoneyField("amount", "金额"),
		"date": NewDateField("date", "日期", nil), "choice": NewSelectField("unit", "单位", []SelectOption{{Code: "a", Label: "箱"}}),
		"check": NewCheckField("gift", "赠品"), "scan": NewScanField(d, ScanConfig{}), "lines": grid,
		"picker":  NewPickerField(d, "who", "客户", PickerConfig[string]{Title: func(s string) string { return s }}),
		"input":   NewInput(),
		"line":    NewLineRow(Line{Title: "单据"}, func() {}),
		"button":  NewButton("收款", nil),
		"figure":  NewKPI(Figure{Label: "应收", Full: "1.00"}, func() {}),
		"reasons": NewReasons("why", "原因", "一").Object(),
	}
}

// The wheel moves the page by the usual distance whatever lies under the pointer.
func TestTheWheelScrollsOverEverything(t *testing.T) {
	for name, o := range kindsOfFields() {
		below := container.NewVBox()
		for range 60 {
			below.Add(widget.NewLabel("…"))
		}
		page := NewPageScroll(NewStacked(o, below))
		w := window(t, page, 400, 400)
		size := o.Size()
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(size.Width/2, min(size.Height, 90)/2+4)
		test.Scroll(w.Canvas(), at, 0, -25) // a notch
		if moved := page.Offset(); moved < 90 || moved > 110 {
			t.Errorf("over %s a notch moves the page by %.0f px", name, moved)
		}
	}
}

// A list moves as far.
func TestTheWheelScrollsLists(t *testing.T) {
	rows := make(Rows[int], 1000)
	for _, width := range []float32{390, 1200} {
		g := NewDataGrid[int](uithread.Immediate{}, rows, []DataColumn[int]{
			{ID: "a", Title: "一", Width: 900, Card: CardTitle, Text: func(int) string { return "x" }},
			{ID: "b", Title: "二", Width: 900, Card: CardFigure, Text: func(int) string { return "y" }},
		})
		w := window(t, g, width, 500)
		test.Scroll(w.Canvas(), fyne.NewPos(100, 250), 0, -25)
		if moved := g.List().list.GetScrollOffset(); moved < 90 || moved > 110 {
			t.Errorf("a notch moves a list of %.0f px by %.0f px", width, moved)
		}
	}
}
