package widgets

import (
	"bytes"
	"image"
	"math/rand/v2"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A label that leaves to Fyne only what has no room looks at every width as one that
// leaves everything to it, whatever it has shown before, and asks for as much room.
func TestACutLabelIsFynes(t *testing.T) {
	ours, theirs := NewEllipsisLabel(""), widget.NewLabel("")
	theirs.Truncation = fyne.TextTruncateEllipsis
	box := container.NewWithoutLayout(ours, theirs)
	w := window(t, box, 400, 60)
	luck := rand.New(rand.NewPCG(1, 1))
	texts := []string{
		"", "1", "深圳龙岗万悦家居有限公司", "Northwind Traders Ltd.", "XS-A07-000123", "¥ 1,234,567.80", "沙发 2.1m × 3", "两行\n的字", "a\tb",
		"重庆长沙路装饰材料经营部（个体工商户）",
	}
	cut := 0
	for range 700 {
		text, size := texts[luck.IntN(len(texts))], fyne.NewSize(float32(luck.IntN(3600))/10, 40)
		style, name := fyne.TextStyle{Bold: luck.IntN(2) == 0}, fyne.ThemeSizeName("")
		if luck.IntN(3) == 0 {
			name = base.SizeNameCaptionText
		}
		align, importance := fyne.TextAlign(luck.IntN(3)), widget.Importance(luck.IntN(3))
		switch luck.IntN(3) {
		case 0:
			ours.Resize(size)
			theirs.Resize(size)
		case 1:
			ours.SetText(text)
			theirs.SetText(text)
		default:
			ours.TextStyle, ours.SizeName, ours.Alignment, ours.Importance = style, name, align, importance
			theirs.TextStyle, theirs.SizeName, theirs.Alignment, theirs.Importance = style, name, align, importance
			ours.Refresh()
			theirs.Refresh()
		}
		if ours.Truncation == fyne.TextTruncateEllipsis {
			cut++
		}
		if ours.MinSize() != theirs.MinSize() {
			t.Fatalf("%q in %v: asks for %v, not %v", ours.Text, ours.Size(), ours.MinSize(), theirs.MinSize())
		}
		ours.Show()
		theirs.Hide()
		got := pixels(w)
		ours.Hide()
		theirs.Show()
		if !bytes.Equal(got, pixels(w)) {
			t.Fatalf("%q in %v looks different", ours.Text, ours.Size())
		}
	}
	if cut < 100 || cut > 600 {
		t.Errorf("%d of 700 were cut: the test looks at nothing", cut)
	}
}

func pixels(w fyne.Window) []byte { return w.Canvas().Capture().(*image.NRGBA).Pix }

// A figure is never cut.
func TestAFigureIsNeverCut(t *testing.T) {
	l := newWholeLabel()
	window(t, container.NewWithoutLayout(l), 400, 60)
	l.SetText("¥ 1,234,567.80")
	l.Resize(fyne.NewSize(30, 40))
	l.Refresh()
	plain := widget.NewLabel("¥ 1,234,567.80")
	if l.Truncation != fyne.TextTruncateOff || l.MinSize() != plain.MinSize() {
		t.Errorf("it asks for %v, not %v", l.MinSize(), plain.MinSize())
	}
}
