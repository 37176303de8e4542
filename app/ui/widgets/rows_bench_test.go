package widgets

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
)

const (
	manyRows    = 10_000
	memoryLimit = 50.0  // MB
	timeLimit   = 200.0 // ms from the answer to the first rows
)

// A long list and a long panel show their first rows at once and hold little more
// than what is seen, however many rows there are.
func BenchmarkTenThousandRows(b *testing.B) {
	app := test.NewTempApp(b)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	rows := make(Rows[Line], manyRows)
	for i := range rows {
		rows[i] = Line{Title: fmt.Sprintf("客户 %d", i), Detail: "XS-A07-000001 · 2026-11-29", Figure: "1,234.50", Badges: []LineBadge{{Text: "已出库", Tone: Good}}}
	}
	warm := app.NewWindow("") // the typeface is read once
	warm.SetContent(NewLineRow(rows[0], func() {}))
	settle(warm, 390, 844)
	warm.Canvas().Capture()
	for _, shape := range []struct {
		name string
		make func() fyne.CanvasObject
	}{
		{"list", func() fyne.CanvasObject {
			return NewDataGrid[Line](uithread.Immediate{}, rows, []DataColumn[Line]{
				{ID: "title", Title: "名称", Width: 300, Card: CardTitle, Text: func(l Line) string { return l.Title }},
				{ID: "detail", Title: "单据", Width: 300, Card: CardValue, Text: func(l Line) string { return l.Detail }},
				{ID: "figure", Title: "金额", Width: 150, Card: CardFigure, Text: func(l Line) string { return l.Figure }},
			})
		}},
		{"panel", func() fyne.CanvasObject {
			box := NewStacked()
			for _, r := range rows {
				box.Add(NewLineRow(r, func() {}))
			}
			return NewPageScroll(NewPanel("全部", box))
		}},
	} {
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				var before, after runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&before)
				start := time.Now()
				w := app.NewWindow("")
				o := shape.make()
				w.SetContent(o)
				settle(w, 390, 844)
				w.Canvas().Capture()
				took := float64(time.Since(start).Microseconds()) / 1000
				runtime.GC()
				runtime.ReadMemStats(&after)
				held := float64(after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc)) / (1 << 20)
				runtime.KeepAlive(o)
				b.ReportMetric(held, "MB")
				b.ReportMetric(held/memoryLimit, "of-50MB")
				b.ReportMetric(took, "ms")
				b.ReportMetric(took/timeLimit, "of-200ms")
				if held > memoryLimit {
					b.Errorf("%.0f MB for %d rows, at most %.0f", held, manyRows, memoryLimit)
				}
				w.Close()
			}
		})
	}
}
