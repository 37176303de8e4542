package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// groundRenderer repaints canvas objects on Refresh: unlike widgets they keep
// the colour they were given when the theme changes.
type groundRenderer struct {
	fyne.WidgetRenderer
	paint func()
}

func (r *groundRenderer) Refresh() {
	r.paint()
	r.WidgetRenderer.Refresh()
}

// ground is a rectangle that follows the theme: a fill, optionally a border.
type ground struct {
	widget.BaseWidget
	fill, line fyne.ThemeColorName
	radius     float32
	rectangle  *canvas.Rectangle
}

// newCard returns the ground of a card: surface with a thin line.
func newCard() *ground { return newGround(theme.Surface, theme.Line, 6) }

// newGround returns a rectangle; fill "" is clear, line "" means no border.
func newGround(fill, line fyne.ThemeColorName, radius float32) *ground {
	g := &ground{fill: fill, line: line, radius: radius, rectangle: canvas.NewRectangle(nil)}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer implements fyne.Widget.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	g.paint()
	return &groundRenderer{WidgetRenderer: widget.NewSimpleRenderer(g.rectangle), paint: g.paint}
}

// setFill changes the fill.
func (g *ground) setFill(name fyne.ThemeColorName) {
	if g.fill != name {
		g.fill = name
		g.Refresh()
	}
}

func (g *ground) paint() {
	g.rectangle.FillColor = color.Transparent
	if g.fill != "" {
		g.rectangle.FillColor = theme.Get(g.fill)
	}
	g.rectangle.CornerRadius = g.radius
	g.rectangle.StrokeWidth = 0
	if g.line != "" {
		g.rectangle.StrokeColor = theme.Get(g.line)
		g.rectangle.StrokeWidth = 1
	}
	g.rectangle.Refresh()
}

// shares divides the width among objects in proportion, whatever their content.
type shares []float32

func (s shares) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		min := o.MinSize()
		size = fyne.NewSize(size.Width+min.Width, max(size.Height, min.Height))
	}
	return size
}

func (s shares) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	total := float32(0)
	for i := range objects {
		total += s[i]
	}
	x := float32(0)
	for i, o := range objects {
		width := size.Width * s[i] / total
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos(x, 0))
		x += width
	}
}
