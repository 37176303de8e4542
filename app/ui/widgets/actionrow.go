package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// actionRow puts buttons at the right of a wide place and shares the width of
// a narrow one, where thumbs want broad buttons.
type actionRow struct{}

func (actionRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		min := o.MinSize()
		if i > 0 {
			size.Width += base.Padding()
		}
		size = fyne.NewSize(size.Width+min.Width, max(size.Height, min.Height))
	}
	return size
}

func (actionRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap := base.Padding() * 2
	n := float32(len(objects))
	width := (size.Width - gap*(n-1)) / n
	x := float32(0)
	if size.Width >= Wide/2*1.2 {
		width = 0
		for _, o := range objects {
			width = max(width, o.MinSize().Width, 120)
		}
		x = size.Width - width*n - gap*(n-1)
	}
	for _, o := range objects {
		put(o, x, 0, width, size.Height)
		x += width + gap
	}
}

// sorted returns the texts in a fixed order, whatever map they came from.
func sorted(texts []string) []string {
	slices.Sort(texts)
	return texts
}
