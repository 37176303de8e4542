package widgets

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// dataCard is a row of a DataGrid on a phone: title and figure on the first
// line, details and badge on the last. Between them is the rest of a title that is a
// sentence, whole. Details are whole or left out: half a figure is a wrong one.
type dataCard struct {
	widget.BaseWidget
	title, figure, detail *EllipsisLabel
	long                  bool             // the title is a sentence
	more                  []*EllipsisLabel // its further lines
	badge                 *Badge
	photo                 *Photo   // before both lines; nil for none
	text                  string   // the whole title
	parts                 []string // the details
}

func newDataCard(long bool) *dataCard {
	c := &dataCard{
		title: NewEllipsisLabel(""), figure: newWholeLabel(), detail: NewEllipsisLabel(""),
		badge: NewBadge("", Plain), long: long,
	}
	c.title.TextStyle.Bold = true
	c.figure.TextStyle.Bold = true
	c.figure.Alignment = fyne.TextAlignTrailing
	c.detail.SizeName = base.SizeNameCaptionText
	c.detail.Importance = widget.LowImportance
	c.ExtendBaseWidget(c)
	return c
}

// overlap is how much of the paddings two lines that belong together share.
func overlap() float32 { return base.InnerPadding() }

// line is a further line of the title.
func (c *dataCard) line(n int) *EllipsisLabel {
	for len(c.more) <= n {
		l := NewEllipsisLabel("")
		l.TextStyle.Bold = true
		c.more = append(c.more, l)
	}
	return c.more[n]
}

// split shares the title out to as many lines as it takes.
func (c *dataCard) split(width float32) {
	size, letters := base.TextSize(), []rune(c.text)
	lines := 0
	for at := c.title; len(letters) > 0 || lines < 1; at = c.line(lines - 1) {
		fits := sort.Search(len(letters), func(n int) bool {
			return fyne.MeasureText(string(letters[:n+1]), size, c.title.TextStyle).Width > width-2*base.InnerPadding()
		})
		if fits = unbroken(letters, fits); fits == 0 { // narrower than a letter
			fits = len(letters)
		}
		at.SetText(string(letters[:fits]))
		letters = []rune(strings.TrimSpace(string(letters[fits:])))
		lines++
	}
	c.more = c.more[:lines-1]
}

// height is that of the card in a width, with all lines of its title.
func (c *dataCard) height(width float32) float32 {
	if c.long && width > 0 {
		c.split(width - c.figure.MinSize().Width)
	}
	return c.MinSize().Height
}

// tell writes as many of the details as there is room for. A detail may be several, as a
// person with the position: they are left out one by one.
func (c *dataCard) tell(width float32) {
	const between, cut = " · ", " …"
	room := width - 2*base.InnerPadding()
	text := strings.Join(c.parts, between)
	parts := strings.Split(text, between)
	for n := len(parts) - 1; n > 0 && room > 0 && fyne.MeasureText(text, base.CaptionTextSize(), fyne.TextStyle{}).Width > room; n-- {
		text = strings.Join(parts[:n], between) + cut
	}
	c.detail.SetText(text)
}

// unbroken is where a text is cut at n or before, so that no number, date or Latin word is
// cut in two.
func unbroken(letters []rune, n int) int {
	latin := func(i int) bool { return letters[i] > ' ' && letters[i] <= unicode.MaxLatin1 }
	if n == len(letters) {
		return n
	}
	at := n
	for at > 0 && latin(at-1) && latin(at) {
		at--
	}
	if at == 0 { // one word longer than the line
		return n
	}
	return at
}

// CreateRenderer implements fyne.Widget.
func (c *dataCard) CreateRenderer() fyne.WidgetRenderer { return &cardRenderer{c} }

type cardRenderer struct{ card *dataCard }

func (r *cardRenderer) MinSize() fyne.Size {
	lines := r.card.title.MinSize().Height + r.card.detail.MinSize().Height
	for _, l := range r.card.more {
		lines += l.MinSize().Height - 2*overlap()
	}
	return fyne.NewSize(200, lines-overlap())
}

func (r *cardRenderer) Layout(size fyne.Size) {
	c := r.card
	left := float32(0)
	if c.photo != nil {
		left = cardPhoto + base.Padding()
		put(c.photo, base.Padding(), (size.Height-cardPhoto)/2, cardPhoto, cardPhoto)
		size.Width -= left
	}
	first := c.title.MinSize().Height
	second := c.detail.MinSize().Height
	// The two lines belong together: their inner paddings overlap.
	top := size.Height - second
	figure := c.figure.MinSize().Width
	put(c.figure, left+size.Width-figure, 0, figure, first)
	put(c.title, left, 0, size.Width-figure, first)
	if c.long {
		c.split(size.Width - figure)
	}
	for n, l := range c.more {
		put(l, left, float32(n+1)*(first-2*overlap()), size.Width-figure, first)
	}
	badge := float32(0)
	if c.badge.Visible() {
		min := c.badge.MinSize()
		badge = min.Width + base.InnerPadding()
		put(c.badge, left+size.Width-badge, top+(second-min.Height)/2, min.Width, min.Height)
	}
	c.tell(size.Width - badge)
	put(c.detail, left, top, size.Width-badge, second)
}

func (r *cardRenderer) Refresh() {
	r.Layout(r.card.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	list := []fyne.CanvasObject{r.card.title, r.card.figure, r.card.detail, r.card.badge}
	for _, l := range r.card.more {
		list = append(list, l)
	}
	if r.card.photo != nil {
		list = append(list, r.card.photo)
	}
	return list
}

func (r *cardRenderer) Destroy() {}

// cardPhoto is how large a picture stands before a card.
const cardPhoto = 40

func (g *DataGrid[T]) newCard() fyne.CanvasObject {
	card := newDataCard(slices.ContainsFunc(g.columns, func(c DataColumn[T]) bool { return c.Card == CardTitle && c.Long }))
	if slices.ContainsFunc(g.columns, func(c DataColumn[T]) bool { return c.Photo != nil }) {
		card.photo = NewPhoto(cardPhoto, nil)
	}
	return card
}

func (g *DataGrid[T]) fillCard(row T, o fyne.CanvasObject) {
	card := o.(*dataCard)
	badge, tone := "", Plain
	for _, c := range g.columns {
		if c.Photo != nil {
			c.Photo(row, card.photo)
		}
		switch c.Card {
		case CardTitle:
			setCell(card.title, c.Text(row), c.tone(row))
			card.text = c.Text(row)
		case CardFigure:
			setCell(card.figure, c.Text(row), c.tone(row))
		case CardBadge:
			badge, tone = c.Text(row), c.tone(row)
		case CardDetail, CardValue, CardHidden:
		}
	}
	card.badge.Set(badge, tone)
	card.parts = details(g.columns, row)
	card.Refresh()
}
