package widgets

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Wide is the width from which a window is treated as a desk or tablet and no
// longer as a phone.
const Wide float32 = 700

// stacked puts objects below each other at full width without gaps; hidden
// ones take no room. Labels carry their own padding.
type stacked struct{}

func (stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if o.Visible() {
			min := o.MinSize()
			size = fyne.NewSize(max(size.Width, min.Width), size.Height+min.Height)
		}
	}
	return size
}

func (stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if o.Visible() {
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
			o.Move(fyne.NewPos(0, y))
			y += o.MinSize().Height
		}
	}
}

// tight puts captions beside each other with their paddings overlapping, at
// less height than a line of Labels has.
type tight struct{}

func (tight) trim() float32 { return base.InnerPadding() }

func (l tight) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		if i > 0 {
			min.Width -= l.trim()
		}
		size = fyne.NewSize(size.Width+min.Width, max(size.Height, min.Height-l.trim()))
	}
	return size
}

func (l tight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		o.Resize(min)
		o.Move(fyne.NewPos(x, size.Height-min.Height+l.trim()/2))
		x += min.Width - l.trim()
	}
}

// columns spreads objects over as many equal columns as fit, at least one,
// row by row, so that a phone shows one column and a desk several. Each row is
// as high as its highest object.
type columns struct {
	narrowest float32 // least width of a column
	most      int     // most columns, 0 for any number
	width     float32 // width at the last layout, which decides the height
}

// NewColumns returns a layout that follows the width: columns of at least
// narrowest, at most most of them (0 = any number).
func NewColumns(narrowest float32, most int) fyne.Layout {
	return &columns{narrowest: narrowest, most: most}
}

func (c *columns) count(width float32, objects int) int {
	gap := base.Padding()
	n := int((width + gap) / (c.narrowest + gap))
	if c.most > 0 {
		n = min(n, c.most)
	}
	return max(1, min(n, objects))
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	visible := shown(objects)
	n := c.count(c.width, len(visible))
	var size fyne.Size
	for row := 0; row*n < len(visible); row++ {
		if row > 0 {
			size.Height += base.Padding()
		}
		size.Height += rowHeight(visible, row, n)
	}
	for _, o := range visible {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	return size
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	visible := shown(objects)
	n := c.count(size.Width, len(visible))
	gap := base.Padding()
	width := (size.Width - gap*float32(n-1)) / float32(n)
	y := float32(0)
	for row := 0; row*n < len(visible); row++ {
		height := rowHeight(visible, row, n)
		for i := row * n; i < min(row*n+n, len(visible)); i++ {
			visible[i].Resize(fyne.NewSize(width, height))
			visible[i].Move(fyne.NewPos(float32(i-row*n)*(width+gap), y))
		}
		y += height + gap
	}
}

func rowHeight(objects []fyne.CanvasObject, row, n int) float32 {
	height := float32(0)
	for _, o := range objects[row*n : min(row*n+n, len(objects))] {
		height = max(height, o.MinSize().Height)
	}
	return height
}

func shown(objects []fyne.CanvasObject) []fyne.CanvasObject {
	visible := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			visible = append(visible, o)
		}
	}
	return visible
}

// inset puts a margin of its own around an object, e.g. around the content of
// a card, where Fyne's padding is too small.
type inset struct{ x, y float32 }

func (i inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size.AddWidthHeight(2*i.x, 2*i.y)
}

func (i inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size.SubtractWidthHeight(2*i.x, 2*i.y))
		o.Move(fyne.NewPos(i.x, i.y))
	}
}
