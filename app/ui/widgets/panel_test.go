package widgets

import (
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Buttons stand at the right of a desk as wide as their words, and share the width
// of a phone.
func TestActionsFollowTheWidth(t *testing.T) {
	first, second := NewButton("不放行", nil), NewButton("放行", nil)
	row := NewActions(first, second)
	w := window(t, container.NewVBox(row), 1200, 300)
	if first.Size().Width > 200 || first.Position().X < 600 || second.Position().X <= first.Position().X {
		t.Errorf("on a desk %v %v at %v %v", first.Size(), second.Size(), first.Position(), second.Position())
	}
	settle(w, 390, 300)
	if sum := first.Size().Width + second.Size().Width; sum < 330 || first.Size() != second.Size() {
		t.Errorf("on a phone %v %v", first.Size(), second.Size())
	}
	settle(w, 240, 300)
	if second.Position().Y <= first.Position().Y || second.Size().Width < 200 {
		t.Errorf("on a narrow phone %v at %v", second.Size(), second.Position())
	}
	second.SetText("放行,并通知业务员、仓库和财务")
	settle(w, 390, 300)
	settle(w, 390, 300)
	if second.Position().Y <= first.Position().Y {
		t.Errorf("words of %v in %v beside %v", second.MinSize(), second.Size(), first.Size())
	}
	if height := row.MinSize().Height; height < 2*first.MinSize().Height {
		t.Errorf("two rows of buttons are %v high", height)
	}
}

// A panel of many rows draws the first of them; the others come by the tap of a
// button that says how many there are.
func TestLongPanelsAreFolded(t *testing.T) {
	box := NewStacked()
	for n := range 230 {
		box.Add(NewLineRow(Line{Title: strconv.Itoa(n)}, func() {}))
	}
	w := window(t, NewPageScroll(NewPanel("单据", box)), 390, 800)
	for _, want := range []int{50, 100, 150, 200, 230} {
		rows, more := 0, (*Button)(nil)
		for _, o := range box.Objects {
			switch o := o.(type) {
			case *LineRow:
				rows++
			case *Button:
				more = o
			}
		}
		if rows != want || (more == nil) != (want == 230) {
			t.Fatalf("%d rows are shown, want %d (button %v)", rows, want, more != nil)
		}
		if more != nil {
			if left := strconv.Itoa(230 - want); !strings.Contains(more.Text, left) {
				t.Errorf("%q does not say that %s are left", more.Text, left)
			}
			more.Tapped(&fyne.PointEvent{})
			settle(w, 390, 800)
		}
	}
	if last := box.Objects[229].(*LineRow); last.Line().Title != "229" || last.Size().Height == 0 {
		t.Error("the last row is not laid out")
	}
}

// A figure is whole and in sight on every width, with however many buttons beside it.
func TestABarShowsItsFigure(t *testing.T) {
	for _, width := range []float32{340, 390, 700, 1180} {
		for n := range 4 {
			buttons := []*Button{NewButton("提交订单", nil)}
			for range n {
				buttons = append(buttons, NewButton("现场交货", nil))
			}
			bar := NewBar("", buttons...)
			w := window(t, NewBorder(nil, bar, nil, nil), width, 600)
			settle(w, width, 600)
			buttons[n].Hide() // together with the figure, as when an order is judged
			bar.Set("1,234,567.80")
			figure := bar.figure
			if figure.Size().Width < figure.MinSize().Width {
				t.Errorf("%v wide, %d buttons: the figure has %v of %v", width, n+1, figure.Size(), figure.MinSize())
			}
			settle(w, width, 600)
			settle(w, width, 600)
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(figure)
			if at.X < 0 || at.X+figure.MinSize().Width > width || at.Y+figure.MinSize().Height > 600 {
				t.Errorf("%v wide, %d buttons: the figure is at %v", width, n+1, at)
			}
			for _, b := range buttons[:n] {
				on := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
				if on.X < 0 || on.X+b.Size().Width > width+1 || on.X < at.X+figure.MinSize().Width && on.Y < at.Y+figure.MinSize().Height && at.X < on.X+b.Size().Width {
					t.Errorf("%v wide, %d buttons: a button at %v, the figure at %v", width, n+1, on, at)
				}
			}
		}
	}
}

// A table that lacks a few points of width does not scroll sideways.
func TestColumnsGiveWay(t *testing.T) {
	for _, c := range []struct{ width, used float32 }{{1200, 1200}, {1000, 1000}, {950, 950}, {800, 920}} {
		l := columnLayout{600, 400}
		cells := []fyne.CanvasObject{NewFigureLabel("甲"), NewFigureLabel("乙")}
		if l.MinSize(cells).Width > 920 {
			t.Errorf("the least width is %v", l.MinSize(cells).Width)
		}
		l.Layout(cells, fyne.NewSize(c.width, 40))
		if end := cells[1].Position().X + cells[1].Size().Width; end < c.used-1 || end > c.used+1 {
			t.Errorf("%v wide: the columns take %v, not %v", c.width, end, c.used)
		}
	}
}
