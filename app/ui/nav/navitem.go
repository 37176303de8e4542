package nav

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// navItem is one destination: icon above label, a count when something waits.
type navItem struct {
	widget.BaseWidget
	icon     fyne.Resource
	label    string
	tapped   func()
	selected bool
	over     bool
	low      bool // in the bar above a page: without a ground of its own
	count    int
}

func newNavItem(icon fyne.Resource, label string, tapped func()) *navItem {
	n := &navItem{icon: icon, label: label, tapped: tapped}
	n.ExtendBaseWidget(n)
	return n
}

func (n *navItem) setSelected(selected bool) {
	if n.selected != selected {
		n.selected = selected
		n.Refresh()
	}
}

func (n *navItem) setCount(count int) {
	if n.count != count {
		n.count = count
		n.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (n *navItem) Tapped(*fyne.PointEvent) { n.tapped() }

// MouseIn implements desktop.Hoverable.
func (n *navItem) MouseIn(*desktop.MouseEvent) { n.over = true; n.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (n *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (n *navItem) MouseOut() { n.over = false; n.Refresh() }

// CreateRenderer implements fyne.Widget.
func (n *navItem) CreateRenderer() fyne.WidgetRenderer {
	r := &navItemRenderer{
		item: n, ground: canvas.NewRectangle(nil), icon: canvas.NewImageFromResource(n.icon),
		label: canvas.NewText(n.label, nil), pill: canvas.NewRectangle(nil), number: canvas.NewText("", nil),
	}
	r.icon.FillMode = canvas.ImageFillContain
	r.label.Alignment = fyne.TextAlignCenter
	r.number.Alignment = fyne.TextAlignCenter
	r.paint()
	return r
}

type navItemRenderer struct {
	item          *navItem
	ground, pill  *canvas.Rectangle
	icon          *canvas.Image
	label, number *canvas.Text
}

func (r *navItemRenderer) MinSize() fyne.Size {
	text := fyne.MeasureText(r.item.label, base.CaptionTextSize(), fyne.TextStyle{Bold: true})
	if r.item.low {
		return fyne.NewSize(max(48, text.Width+2*base.Padding()), text.Height+base.IconInlineSize()*1.2+base.Padding())
	}
	return fyne.NewSize(max(56, text.Width+2*base.Padding()), text.Height+base.IconInlineSize()*1.2+3*base.Padding())
}

func (r *navItemRenderer) Layout(size fyne.Size) {
	gap := base.Padding()
	icon := base.IconInlineSize() * 1.2
	text := r.label.MinSize().Height
	top := (size.Height - icon - text) / 2
	r.ground.Resize(size.SubtractWidthHeight(gap, gap))
	r.ground.Move(fyne.NewPos(gap/2, gap/2))
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos((size.Width-icon)/2, top))
	r.label.Resize(fyne.NewSize(size.Width, text))
	r.label.Move(fyne.NewPos(0, top+icon))
	number := r.number.MinSize()
	pill := fyne.NewSize(max(number.Width+6, number.Height), number.Height)
	at := fyne.NewPos((size.Width+icon)/2-4, max(1, top-4))
	r.pill.Resize(pill)
	r.pill.CornerRadius = pill.Height / 2
	r.pill.Move(at)
	r.number.Resize(pill)
	r.number.Move(at)
}

func (r *navItemRenderer) paint() {
	n := r.item
	ink, ground := theme.Muted, theme.Surface
	switch {
	case n.selected:
		ink, ground = base.ColorNamePrimary, theme.Selected
	case n.over:
		ground = theme.NeutralTint
	case n.low:
		ink, ground = base.ColorNameForeground, base.ColorNameBackground
	}
	r.ground.FillColor = theme.Get(ground)
	r.ground.CornerRadius = 8
	r.icon.Resource = base.NewColoredResource(n.icon, ink)
	r.label.Color = theme.Get(ink)
	r.label.TextSize = base.CaptionTextSize()
	r.label.TextStyle.Bold = n.selected
	// Waiting work is no alarm: amber, not red.
	r.pill.FillColor = theme.Get(theme.Caution)
	r.number.Color = theme.Get(theme.Surface)
	r.number.TextSize = base.CaptionTextSize() - 2
	r.number.Text = strconv.Itoa(n.count)
	if n.count > 99 {
		r.number.Text = "99+"
	}
	r.pill.Hidden = n.count == 0
	r.number.Hidden = n.count == 0
}

func (r *navItemRenderer) Refresh() {
	r.paint()
	r.Layout(r.item.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *navItemRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.icon, r.label, r.pill, r.number}
}

func (r *navItemRenderer) Destroy() {}
