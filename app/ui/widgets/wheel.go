package widgets

import (
	"image/color"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// notches is how many times as far as Fyne's own a turn of the wheel goes, so that it
// goes as far as in every other program: about 100 px. Elsewhere the system says how
// far.
func notches() float32 {
	switch runtime.GOOS {
	case "darwin", "ios", "android", "js":
		return 1
	}
	return 4
}

// wheel lies over what scrolls and takes the wheel, and nothing else: taps and typing
// go through. Without it a text box under the pointer takes the wheel for itself, as
// Fyne's boxes scroll, and the page stands still.
type wheel struct {
	widget.BaseWidget
	turned func(dx, dy float32)
}

func newWheel(turned func(dx, dy float32)) *wheel {
	w := &wheel{turned: turned}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) {
	w.turned(e.Scrolled.DX*notches(), e.Scrolled.DY*notches())
}

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}

// MinSize is nothing: it is as large as what it lies over.
func (w *wheel) MinSize() fyne.Size { return fyne.Size{} }

// PageScroll scrolls a page up and down, wherever the pointer is.
type PageScroll struct {
	widget.BaseWidget
	scroll *container.Scroll
	wheel  *wheel
}

// NewPageScroll returns a page that scrolls up and down with a margin around
// its content.
func NewPageScroll(content fyne.CanvasObject) *PageScroll {
	p := &PageScroll{scroll: container.NewVScroll(container.New(inset{pageMargin, pageMargin}, content))}
	p.wheel = newWheel(func(dx, dy float32) {
		p.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)})
	})
	p.ExtendBaseWidget(p)
	return p
}

// Offset is how far the page is scrolled down.
func (p *PageScroll) Offset() float32 { return p.scroll.Offset.Y }

// ScrollTo scrolls the page down so far.
func (p *PageScroll) ScrollTo(y float32) { p.scroll.ScrollToOffset(fyne.NewPos(0, y)) }

// Reveal scrolls something on the page into sight; Fyne does not do so by itself. Of what
// is higher than the page its top is seen.
func (p *PageScroll) Reveal(o fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(p.scroll.Content).Y
	bottom := top + max(o.Size().Height, o.MinSize().Height) + 2*base.InnerPadding() // it may have grown just now
	view, offset := p.scroll.Size().Height, p.Offset()
	if bottom > offset+view {
		offset = bottom - view
	}
	if top < offset {
		offset = top
	}
	if offset != p.Offset() {
		p.ScrollTo(max(0, offset))
	}
}

// CreateRenderer implements fyne.Widget.
func (p *PageScroll) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.New(&scrolled{p.scroll}, p.scroll, p.wheel))
}

// scrolled stacks a scroll and its wheel, and lays the scroll out again where its
// content has outgrown it unheard, as stacked does.
type scrolled struct{ scroll *container.Scroll }

func (s *scrolled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	content, seen := s.scroll.Content, s.scroll.Size()
	if seen.Height > 0 && content.Size().Height != max(content.MinSize().Height, seen.Height) {
		s.scroll.Refresh()
	}
	return s.scroll.MinSize().Max(objects[1].MinSize())
}

func (*scrolled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		put(o, 0, 0, size.Width, size.Height)
	}
}

// Refresh implements fyne.CanvasObject.
func (p *PageScroll) Refresh() {
	p.scroll.Refresh()
	p.BaseWidget.Refresh()
}
