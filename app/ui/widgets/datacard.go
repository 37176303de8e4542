package widgets

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// dataCard is a row of a DataGrid on a phone: title and figure on the first
// line, details and badge on the second.
type dataCard struct {
	widget.BaseWidget
	title, figure, detail *EllipsisLabel
	badge                 *Badge
}

func newDataCard() *dataCard {
	c := &dataCard{
		title: NewEllipsisLabel(""), figure: NewEllipsisLabel(""), detail: NewEllipsisLabel(""),
		badge: NewBadge("", Plain),
	}
	c.title.TextStyle.Bold = true
	c.figure.TextStyle.Bold = true
	c.figure.Truncation = fyne.TextTruncateOff // a figure that is cut is a wrong figure
	c.figure.Alignment = fyne.TextAlignTrailing
	c.detail.SizeName = base.SizeNameCaptionText
	c.detail.Importance = widget.LowImportance
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *dataCard) CreateRenderer() fyne.WidgetRenderer { return &cardRenderer{c} }

type cardRenderer struct{ card *dataCard }

func (r *cardRenderer) MinSize() fyne.Size {
	lines := r.card.title.MinSize().Height + r.card.detail.MinSize().Height
	return fyne.NewSize(200, lines-base.InnerPadding())
}

func (r *cardRenderer) Layout(size fyne.Size) {
	c := r.card
	first := c.title.MinSize().Height
	second := c.detail.MinSize().Height
	// The two lines belong together: their inner paddings overlap.
	top := size.Height - second
	figure := c.figure.MinSize().Width
	put(c.figure, size.Width-figure, 0, figure, first)
	put(c.title, 0, 0, size.Width-figure, first)
	badge := float32(0)
	if c.badge.Visible() {
		min := c.badge.MinSize()
		badge = min.Width + base.InnerPadding()
		put(c.badge, size.Width-badge, top+(second-min.Height)/2, min.Width, min.Height)
	}
	put(c.detail, 0, top, size.Width-badge, second)
}

func (r *cardRenderer) Refresh() {
	r.Layout(r.card.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.card.title, r.card.figure, r.card.detail, r.card.badge}
}

func (r *cardRenderer) Destroy() {}

func (g *DataGrid[T]) newCard() fyne.CanvasObject { return newDataCard() }

func (g *DataGrid[T]) fillCard(row T, o fyne.CanvasObject) {
	card := o.(*dataCard)
	badge, tone := "", Plain
	for _, c := range g.columns {
		switch c.Card {
		case CardTitle:
			setCell(card.title, c.Text(row), c.tone(row))
		case CardFigure:
			setCell(card.figure, c.Text(row), c.tone(row))
		case CardBadge:
			badge, tone = c.Text(row), c.tone(row)
		case CardDetail, CardValue, CardHidden:
		}
	}
	card.badge.Set(badge, tone)
	card.detail.SetText(details(g.columns, row))
	card.Refresh()
}
