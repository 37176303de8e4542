package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
)

// NewCompared puts two contents of one thing beside each other: behind its label where
// there is room, below it on a phone.
func NewCompared(label string, one, other fyne.CanvasObject) fyne.CanvasObject {
	caption := NewCaption(label, Quiet)
	return container.New(&compared{}, caption, one, other)
}

// compared lays out a label and two contents.
type compared struct{ width float32 } // at the last layout, which decides the height

// below tells whether the contents stand below the label.
func (c *compared) below() bool { return c.width < Wide*0.8 }

// MinSize implements fyne.Layout.
func (c *compared) MinSize(objects []fyne.CanvasObject) fyne.Size {
	label, height := objects[0].MinSize(), float32(0)
	for _, o := range objects[1:] {
		height = max(height, o.MinSize().Height)
	}
	if c.below() {
		return fyne.NewSize(label.Width, label.Height+height-2*base.InnerPadding())
	}
	return fyne.NewSize(label.Width, max(label.Height, height)-base.InnerPadding())
}

// Layout implements fyne.Layout.
func (c *compared) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	trim := base.InnerPadding() / 2
	x, y, width := size.Width/5, -trim, size.Width*2/5
	put(objects[0], 0, -trim, x, objects[0].MinSize().Height)
	if c.below() {
		put(objects[0], 0, -trim, size.Width, objects[0].MinSize().Height)
		x, y, width = 0, objects[0].MinSize().Height-3*trim, size.Width/2
	}
	for i, o := range objects[1:] {
		put(o, x+float32(i)*width, y, width, o.MinSize().Height)
		put(o, x+float32(i)*width, y, width, o.MinSize().Height) // wrapped text knows its height once it has its width
	}
}
