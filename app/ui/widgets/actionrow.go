package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// actionRow puts buttons at the right of a wide place and shares the width of
// a narrow one, where thumbs want broad buttons: equally where the words allow, else by
// what they need, and on further lines where they do not fit beside each other.
type actionRow struct{ width float32 } // of the last layout

func (a *actionRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	objects = shown(objects)
	lines := a.lines(objects, a.width)
	size := fyne.NewSize(widest(objects), -a.gap())
	for range lines {
		size.Height += height(objects) + a.gap()
	}
	return fyne.NewSize(size.Width, max(size.Height, 0))
}

func (*actionRow) gap() float32 { return base.Padding() * 2 }

func height(objects []fyne.CanvasObject) (most float32) {
	for _, o := range objects {
		most = max(most, o.MinSize().Height)
	}
	return most
}

// needs is the width of objects beside each other.
func (a *actionRow) needs(objects []fyne.CanvasObject) float32 {
	width := a.gap() * float32(len(objects)-1)
	for _, o := range objects {
		width += o.MinSize().Width
	}
	return width
}

// lines breaks the objects where the next one has no room; a width of 0 is not known
// yet.
func (a *actionRow) lines(objects []fyne.CanvasObject, width float32) (lines [][]fyne.CanvasObject) {
	for _, o := range objects {
		last := len(lines) - 1
		if last < 0 || width > 0 && a.needs(append(slices.Clone(lines[last]), o)) > width {
			lines = append(lines, []fyne.CanvasObject{o})
			continue
		}
		lines[last] = append(lines[last], o)
	}
	return lines
}

func (a *actionRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects = shown(objects)
	a.width = size.Width
	high := height(objects)
	if size.Width >= Wide/2*1.2 && a.needs(objects) <= size.Width {
		width := max(widest(objects), 120)
		x := size.Width - width*float32(len(objects)) - a.gap()*float32(len(objects)-1)
		for _, o := range objects {
			put(o, x, 0, width, size.Height)
			x += width + a.gap()
		}
		return
	}
	y := float32(0)
	for _, line := range a.lines(objects, size.Width) {
		a.share(line, y, size.Width, high)
		y += high + a.gap()
	}
}

// share gives a line's objects the whole width, each at least what it needs.
func (a *actionRow) share(line []fyne.CanvasObject, y, width, high float32) {
	n := float32(len(line))
	equal := (width - a.gap()*(n-1)) / n
	spare := (width - a.needs(line)) / n
	x := float32(0)
	for _, o := range line {
		own := equal
		if widest(line) > equal {
			own = o.MinSize().Width + spare
		}
		put(o, x, y, own, high)
		x += own + a.gap()
	}
}

// sorted returns the texts in a fixed order, whatever map they came from.
func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}
