package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
)

// Wide is the width from which a window is treated as a desk or tablet and no
// longer as a phone.
const Wide float32 = 700

// stacked puts objects below each other at full width without gaps; hidden
// ones take no room. Labels carry their own padding.
//
// It lays them out again when it is asked for its size and finds them out of their
// places: Fyne remembers one parent at a time that a changed child asks for a new
// layout, so where two parts of a page change in one frame, as a picker that closes
// and the field that gets the keyboard, the parent of the first is passed over. The
// size is asked for in every frame.
type stacked struct {
	gap   func() float32 // between two objects, nil for none
	width float32        // at the last layout, 0 before it
}

func (s *stacked) between() float32 {
	if s.gap == nil {
		return 0
	}
	return s.gap()
}

func (s *stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	stale := false
	for i, o := range shown(objects) {
		if i > 0 {
			size.Height += s.between()
		}
		min := o.MinSize()
		stale = stale || o.Position().Y != size.Height || o.Size().Height != min.Height
		size = fyne.NewSize(max(size.Width, min.Width), size.Height+min.Height)
	}
	if stale && s.width > 0 {
		s.Layout(objects, fyne.NewSize(s.width, size.Height))
	}
	return size
}

func (s *stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	s.width = size.Width
	if size.Width == 0 {
		return // not shown yet; adding row by row would lay out all rows each time
	}
	y := float32(0)
	for _, o := range shown(objects) {
		y += putAbove(o, y, size.Width) + s.between()
	}
}

// putAbove puts an object at a width and returns its height. Text that wraps knows
// how high it is only once it has its width, so that it is asked twice.
func putAbove(o fyne.CanvasObject, y, width float32) float32 {
	put(o, 0, y, width, o.MinSize().Height)
	height := o.MinSize().Height
	if height != o.Size().Height {
		o.Resize(fyne.NewSize(width, height))
	}
	return height
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
	filled    bool    // the last row shares the whole width
	aligned   bool    // as many columns as fit, whatever stands in them
	width     float32 // width at the last layout, which decides the height
}

// NewColumns returns a layout that follows the width: columns of at least
// narrowest, at most most of them (0 = any number).
func NewColumns(narrowest float32, most int) fyne.Layout {
	return &columns{narrowest: narrowest, most: most}
}

// NewFilledColumns is NewColumns whose last row leaves no gap: what stands in it
// shares the width.
func NewFilledColumns(narrowest float32, most int) fyne.Layout {
	return &columns{narrowest: narrowest, most: most, filled: true}
}

// NewAlignedColumns is NewColumns as many as fit, also where fewer objects stand in
// them: the columns of one group stand below those of another.
func NewAlignedColumns(narrowest float32) fyne.Layout {
	return &columns{narrowest: narrowest, aligned: true}
}

// gap is wider than Fyne's padding, so that neighbours do not run together.
func (*columns) gap() float32 { return 2 * base.Padding() }

func (c *columns) count(width float32, objects int) int {
	gap := c.gap()
	n := int((width + gap) / (c.narrowest + gap))
	if c.most > 0 {
		n = min(n, c.most)
	}
	if c.aligned {
		return max(1, n)
	}
	return max(1, min(n, objects))
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	visible := shown(objects)
	n := c.count(c.width, len(visible))
	var size fyne.Size
	stale := false // as of a stack
	for row := 0; row*n < len(visible); row++ {
		if row > 0 {
			size.Height += c.gap()
		}
		height := rowHeight(visible, row, n)
		first := visible[row*n]
		stale = stale || first.Position().Y != size.Height || first.Size().Height != height
		size.Height += height
	}
	for _, o := range visible {
		size.Width = max(size.Width, o.MinSize().Width)
	}
	if stale && c.width > 0 {
		c.Layout(objects, fyne.NewSize(c.width, size.Height))
	}
	return size
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	visible := shown(objects)
	n := c.count(size.Width, len(visible))
	gap := c.gap()
	width := (size.Width - gap*float32(n-1)) / float32(n)
	y := float32(0)
	for row := 0; row*n < len(visible); row++ {
		height := rowHeight(visible, row, n)
		if rest := len(visible) - row*n; c.filled && rest < n {
			width = (size.Width - gap*float32(rest-1)) / float32(rest)
		}
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

// trimmed takes the padding that a label brings above and below away, so that
// a note sits close to the box it belongs to.
type trimmed struct{}

func (trimmed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !objects[0].Visible() {
		return fyne.Size{}
	}
	return objects[0].MinSize().SubtractWidthHeight(0, base.InnerPadding())
}

func (trimmed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, -base.InnerPadding()/2, size.Width, size.Height+base.InnerPadding())
}

// lead is the place of an icon before a label: a margin at the left only,
// since the label brings its own, and the height of one line.
type lead struct{}

func (lead) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(base.InnerPadding()+base.IconInlineSize(), oneLine())
}

func (lead) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	side := base.IconInlineSize()
	put(objects[0], base.InnerPadding(), (size.Height-side)/2, side, side)
}

// oneLine is the height of a label of one line.
func oneLine() float32 {
	return fyne.MeasureText("合", base.TextSize(), fyne.TextStyle{}).Height + 2*base.InnerPadding()
}

// iconRow puts an icon before a text without a gap between them.
type iconRow struct{}

func (iconRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	icon, text := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(icon.Width+text.Width, max(icon.Height, text.Height))
}

func (iconRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	icon := objects[0].MinSize().Width
	put(objects[0], 0, 0, icon, size.Height)
	put(objects[1], icon, 0, size.Width-icon, size.Height)
}

// readable gives its objects no more width than can be read well, at the left,
// unless that would leave but a strip beside them; 0 is no limit.
type readable struct{ most float32 }

func (*readable) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}

func (r *readable) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if r.most > 0 && size.Width > r.most*5/4 {
		size.Width = r.most
	}
	for _, o := range objects {
		put(o, 0, 0, size.Width, size.Height)
	}
}

// upright centres one object vertically and gives it the whole width.
type upright struct{}

func (upright) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (upright) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := objects[0].MinSize().Height
	put(objects[0], 0, (size.Height-height)/2, size.Width, height)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}

// wrapping breaks Chinese anywhere and English between words: Fyne's word
// wrapping looks for blanks only, which Chinese has none of.
func wrapping() fyne.TextWrap {
	if i18n.Current() == i18n.English {
		return fyne.TextWrapWord
	}
	return fyne.TextWrapBreak
}

// wrappingOf is wrapping for a text that is known: a Chinese one with figures breaks
// at the blanks that stand around them, since a figure in two pieces is read wrongly.
func wrappingOf(text string) fyne.TextWrap {
	if strings.ContainsAny(text, "0123456789") && strings.Contains(text, " ") {
		return fyne.TextWrapWord
	}
	return wrapping()
}

// pageMargin is the space between a page's edge and its content.
const pageMargin = 8
