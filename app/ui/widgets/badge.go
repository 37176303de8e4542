package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// Badge is a short word on a tinted ground: the state of a document, the sync
// state of a row.
type Badge struct {
	widget.BaseWidget
	text   string
	tone   Tone
	ground *canvas.Rectangle
	word   *canvas.Text
}

// NewBadge returns a badge. An empty text hides it.
func NewBadge(text string, tone Tone) *Badge {
	b := &Badge{ground: canvas.NewRectangle(nil), word: canvas.NewText("", nil)}
	b.ExtendBaseWidget(b)
	b.Set(text, tone)
	return b
}

// Set changes word and tone; "" hides the badge.
func (b *Badge) Set(text string, tone Tone) {
	if text == b.text && tone == b.tone && b.Visible() == (text != "") {
		return
	}
	b.text, b.tone = text, tone
	if text == "" {
		b.Hide()
		return
	}
	b.Show()
	b.Refresh()
}

// Text returns the word.
func (b *Badge) Text() string { return b.text }

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{badge: b}
	r.paint()
	return r
}

type badgeRenderer struct{ badge *Badge }

func (r *badgeRenderer) margins() (x, y float32) { return base.InnerPadding(), base.Padding() * 0.75 }

func (r *badgeRenderer) MinSize() fyne.Size {
	x, y := r.margins()
	r.style()
	return r.badge.word.MinSize().AddWidthHeight(2*x, 2*y)
}

// Layout keeps the badge at its own height in the middle of the place given.
func (r *badgeRenderer) Layout(size fyne.Size) {
	height := min(size.Height, r.MinSize().Height)
	top := (size.Height - height) / 2
	r.badge.ground.Resize(fyne.NewSize(size.Width, height))
	r.badge.ground.Move(fyne.NewPos(0, top))
	word := r.badge.word.MinSize()
	r.badge.word.Resize(word)
	r.badge.word.Move(fyne.NewPos((size.Width-word.Width)/2, (size.Height-word.Height)/2))
}

func (r *badgeRenderer) style() {
	r.badge.word.Text = r.badge.text
	r.badge.word.TextSize = base.CaptionTextSize()
}

func (r *badgeRenderer) paint() {
	r.style()
	r.badge.word.Color = theme.Get(r.badge.tone.ink())
	r.badge.ground.FillColor = theme.Get(r.badge.tone.tint())
	r.badge.ground.CornerRadius = 4
}

func (r *badgeRenderer) Refresh() {
	r.paint()
	r.Layout(r.badge.Size())
	r.badge.ground.Refresh()
	r.badge.word.Refresh()
}

func (r *badgeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.badge.ground, r.badge.word}
}

func (r *badgeRenderer) Destroy() {}
