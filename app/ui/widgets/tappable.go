package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tapArea makes its content a button without a frame. Widgets embed it.
type tapArea struct {
	widget.BaseWidget
	content fyne.CanvasObject
	tapped  func()
	hovered func(bool)
}

// build fills the area; self is the widget that embeds it.
func (a *tapArea) build(self fyne.Widget, content fyne.CanvasObject, tapped func()) {
	a.content, a.tapped = content, tapped
	a.ExtendBaseWidget(self)
}

// CreateRenderer implements fyne.Widget.
func (a *tapArea) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(a.content)
}

// Tapped implements fyne.Tappable.
func (a *tapArea) Tapped(*fyne.PointEvent) {
	if a.tapped != nil {
		a.tapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (a *tapArea) MouseIn(*desktop.MouseEvent) { a.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (a *tapArea) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (a *tapArea) MouseOut() { a.hover(false) }

func (a *tapArea) hover(in bool) {
	if a.hovered != nil && a.tapped != nil {
		a.hovered(in)
	}
}

// Cursor implements desktop.Cursorable.
func (a *tapArea) Cursor() desktop.Cursor {
	if a.tapped != nil {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// tapIcon is an icon in a box that can be tapped and that Tab passes over: with a
// keyboard one types what it offers.
type tapIcon struct{ tapArea }

func newTapIcon(icon fyne.Resource, tapped func()) *tapIcon {
	i := &tapIcon{}
	i.build(i, container.New(inset{base.InnerPadding(), 0}, widget.NewIcon(icon)), tapped)
	return i
}
