package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// Line is one row of a short list on a page: a document, a customer, an event.
type Line struct {
	Title, Detail string
	Figure, Under string // at the right; Under is the quiet line below the figure
	FigureTone    Tone
	Badges        []LineBadge
}

// LineBadge is a word with its tone.
type LineBadge struct {
	Text string
	Tone Tone
}

// LineRow shows a Line and can be tapped.
type LineRow struct {
	tapArea
	line Line
}

// NewLineRow returns a row; tapped may be nil.
func NewLineRow(line Line, tapped func()) *LineRow {
	r := &LineRow{line: line}
	ground := newGround(theme.Surface, "", 4)
	r.hovered = func(in bool) {
		if in {
			ground.setFill(base.ColorNameHover)
		} else {
			ground.setFill(theme.Surface)
		}
	}
	title := NewEllipsisLabel(line.Title)
	left := container.New(snug{}, title)
	if line.Detail != "" {
		left.Add(NewCaption(line.Detail, Quiet))
	}
	var badges fyne.CanvasObject
	if len(line.Badges) > 0 {
		row := container.NewHBox()
		for _, b := range line.Badges {
			if b.Text != "" {
				row.Add(NewBadge(b.Text, b.Tone))
			}
		}
		badges = container.New(upright{}, row)
	}
	right := container.NewHBox()
	if badges != nil {
		right.Add(badges)
	}
	if line.Figure != "" || line.Under != "" {
		right.Add(container.New(upright{}, figures(line)))
	}
	r.build(r, container.NewStack(ground, container.NewBorder(nil, nil, nil, right, container.New(upright{}, left))), tapped)
	return r
}

func figures(line Line) fyne.CanvasObject {
	stack := container.New(snug{})
	if line.Figure != "" {
		figure := newTight(line.Figure, line.FigureTone)
		figure.TextStyle.Bold = true
		stack.Add(figure)
	}
	if line.Under != "" {
		under := newTight(line.Under, Quiet)
		under.SizeName = base.SizeNameCaptionText
		stack.Add(under)
	}
	return stack
}

// Line returns what the row shows.
func (r *LineRow) Line() Line { return r.line }

// newTight is a line that is never cut, since a figure that is cut is a wrong one.
func newTight(text string, tone Tone) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignTrailing, fyne.TextStyle{})
	l.Importance = tone.importance()
	return l
}

// NewTight is small quiet lines that belong together; empty ones take no room.
func NewTight(lines ...string) fyne.CanvasObject {
	stack := container.New(snug{})
	for _, text := range lines {
		if text != "" {
			stack.Add(NewCaption(text, Quiet))
		}
	}
	return stack
}

// snug is stacked with the paddings of labels overlapping: lines that belong
// together stand together.
type snug struct{}

func (snug) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := stacked{}.MinSize(objects)
	if n := len(objects); n > 1 {
		size.Height -= float32(n-1) * base.InnerPadding() * 1.25
	}
	return size
}

func (snug) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		put(o, 0, y, size.Width, o.MinSize().Height)
		y += o.MinSize().Height - base.InnerPadding()*1.25
	}
}
