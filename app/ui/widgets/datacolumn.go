package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
)

// CardPlace says where a column stands on the card of a phone.
type CardPlace int

const (
	// CardDetail is the quiet second line, as "title value".
	CardDetail CardPlace = iota
	// CardTitle is the bold first line.
	CardTitle
	// CardFigure is the bold figure at the right of the first line.
	CardFigure
	// CardBadge is a badge at the right of the second line.
	CardBadge
	// CardHidden stands in the table only.
	CardHidden
	// CardValue stands on the second line without its title: a number, a date, a
	// place, which nobody takes for something else.
	CardValue
)

// DataColumn describes one column of rows of type T, once for both shapes: the
// table of a wide window and the card of a phone.
type DataColumn[T any] struct {
	// ID names the column to OnSort.
	ID string
	// Title is the translated heading.
	Title string
	// Width is the least width in the table; spare room is shared in
	// proportion.
	Width float32
	// Align is trailing for figures.
	Align fyne.TextAlign
	// Text is the formatted content of a cell.
	Text func(T) string
	// Tone colours the cell; nil means Plain.
	Tone func(T) Tone
	// Photo fills the box of a small picture, which stands in the cell and before a card;
	// nil for every other column. It is called on the UI thread and must not wait.
	Photo func(row T, box *Photo)
	// Badge draws the cell as a badge in its tone.
	Badge bool
	// Card is the place on a phone.
	Card CardPlace
	// Long gives the title of a card all lines that it takes, for sentences.
	Long bool
	// CardOnly keeps the column out of the table, where others say the same.
	CardOnly bool
	// Sortable lets a tap on the heading call OnSort.
	Sortable bool
}

func (c DataColumn[T]) tone(row T) Tone {
	if c.Tone == nil {
		return Plain
	}
	return c.Tone(row)
}

// details are what stands on the second line of a card: "电话 139…", "业务员 王强".
func details[T any](columns []DataColumn[T], row T) []string {
	var parts []string
	for _, c := range columns {
		text := c.Text(row)
		switch {
		case text == "":
		case c.Card == CardValue:
			parts = append(parts, text)
		case c.Card == CardDetail:
			parts = append(parts, strings.TrimSpace(c.Title+" "+text))
		}
	}
	return parts
}

// columnLayout gives each cell its width and a share of what is left. Where little is
// lacking all give way a little, so that no table scrolls sideways for a few points.
type columnLayout []float32

// giving is the part of their widths that columns keep at least.
const giving = 0.92

func (l columnLayout) total() float32 {
	sum := float32(0)
	for _, w := range l {
		sum += w
	}
	return sum
}

func (l columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(l.total()*giving, height)
}

func (l columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	stretch := max(size.Width, l.total()*giving) / max(l.total(), 1)
	x := float32(0)
	for i, o := range objects {
		o.Resize(fyne.NewSize(l[i]*stretch, size.Height))
		o.Move(fyne.NewPos(x, 0))
		x += l[i] * stretch
	}
}
