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
	Large         bool // it heads a page
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

// NewLineRow returns a row; tapped may be nil. What it draws is made when it is first
// shown: a row that nobody looks at costs next to nothing.
func NewLineRow(line Line, tapped func()) *LineRow {
	r := &LineRow{line: line}
	r.build(r, nil, tapped)
	return r
}

// CreateRenderer implements fyne.Widget.
func (r *LineRow) CreateRenderer() fyne.WidgetRenderer {
	r.content = r.draw()
	return r.tapArea.CreateRenderer()
}

func (r *LineRow) draw() fyne.CanvasObject {
	line := r.line
	ground := newGround(theme.Surface, "", 4)
	r.hovered = func(in bool) {
		if in {
			ground.setFill(base.ColorNameHover)
		} else {
			ground.setFill(theme.Surface)
		}
	}
	title := newFoldingLabel(line.Title)
	if line.Large {
		title.SizeName, title.TextStyle.Bold = base.SizeNameSubHeadingText, true
	}
	parts := &lineParts{title: title}
	objects := []fyne.CanvasObject{parts.title}
	add := func(at *fyne.CanvasObject, o fyne.CanvasObject) {
		*at = o
		objects = append(objects, o)
	}
	if line.Detail != "" {
		detail := newFoldingLabel(line.Detail)
		detail.SizeName, detail.Importance = base.SizeNameCaptionText, Quiet.importance()
		add(&parts.detail, detail)
	}
	if row := badgeRow(line.Badges); row != nil {
		add(&parts.badges, row)
	}
	if line.Figure != "" {
		figure := newTight(line.Figure, line.FigureTone)
		figure.TextStyle.Bold = true
		if line.Large {
			figure.SizeName = base.SizeNameSubHeadingText
		}
		add(&parts.figure, figure)
	}
	if line.Under != "" {
		under := newTight(line.Under, Quiet)
		under.SizeName = base.SizeNameCaptionText
		add(&parts.under, under)
	}
	return container.NewStack(ground, container.New(parts, objects...))
}

// NewBadges is a line of badges, apart from what stands above and below; those without a
// word are left out.
func NewBadges(badges ...LineBadge) fyne.CanvasObject {
	row := badgeRow(badges)
	if row == nil {
		return NewStacked()
	}
	return container.New(inset{base.InnerPadding(), base.Padding()}, row)
}

func badgeRow(badges []LineBadge) fyne.CanvasObject {
	row := container.NewHBox()
	for _, b := range badges {
		if b.Text != "" {
			row.Add(NewBadge(b.Text, b.Tone))
		}
	}
	if len(row.Objects) == 0 {
		return nil
	}
	return row
}

// lineParts lays a row out. Where there is room, badges and figures stand at the right
// of both lines; on a phone they share the lines with the texts. Texts go on below where
// they have no room: a name tells customers apart, and a reason is what one decides on.
type lineParts struct {
	title, detail, badges, figure, under fyne.CanvasObject // nil for none, but the title
	width                                float32
}

// lineRoom is the width from which on badges stand beside both lines.
const lineRoom = 520

func minOf(o fyne.CanvasObject) fyne.Size {
	if o == nil {
		return fyne.Size{}
	}
	return o.MinSize()
}

// captionHeight is how high a line of the quiet text is. Rows ask for it all the time,
// so no label is made for it.
func captionHeight() float32 {
	return fyne.MeasureText(" ", base.CaptionTextSize(), fyne.TextStyle{}).Height + 2*base.InnerPadding()
}

func (l *lineParts) narrow() bool { return l.width < lineRoom }

// rights are what stands at the right of the first and the second line of a phone.
func (l *lineParts) rights() (first, second []fyne.CanvasObject) {
	there := func(list ...fyne.CanvasObject) (kept []fyne.CanvasObject) {
		for _, o := range list {
			if o != nil {
				kept = append(kept, o)
			}
		}
		return kept
	}
	if l.figure == nil {
		return there(l.badges), there(l.under)
	}
	return there(l.figure), there(l.under, l.badges)
}

// lower is by how much the second line of a phone stands lower for what is at its right
// and higher than a line of text.
func (l *lineParts) lower() float32 {
	_, right := l.rights()
	height := captionHeight()
	for _, o := range right {
		height = max(height, o.MinSize().Height)
	}
	return height - captionHeight()
}

func (l *lineParts) MinSize([]fyne.CanvasObject) fyne.Size {
	height := l.title.MinSize().Height
	_, right := l.rights()
	switch {
	case l.narrow() && (l.detail != nil || len(right) > 0):
		height += l.lower() + max(minOf(l.detail).Height, captionHeight()) - base.InnerPadding()*1.25
	case !l.narrow() && (l.detail != nil || l.figure != nil && l.under != nil):
		height += max(minOf(l.detail).Height, captionHeight()) - base.InnerPadding()*1.25
	}
	return fyne.NewSize(minOf(l.figure).Width+80, max(height, minOf(l.badges).Height))
}

func (l *lineParts) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	if !l.narrow() {
		l.wide(size)
		return
	}
	first, second := l.rights()
	one := putAbove(l.title, 0, atRight(first, size.Width, 0, oneLine()))
	top := one - base.InnerPadding()*1.25 + l.lower()
	room := atRight(second, size.Width, top, captionHeight())
	if l.detail != nil {
		putAbove(l.detail, top, room)
	}
}

// atRight puts objects at the right of a line and returns the width left of them.
func atRight(objects []fyne.CanvasObject, width, y, height float32) float32 {
	for i := len(objects) - 1; i >= 0; i-- {
		min := objects[i].MinSize()
		if width -= min.Width; i == len(objects)-1 {
			if _, text := objects[i].(*widget.Label); !text {
				width -= base.InnerPadding() // labels bring their own
			}
		}
		put(objects[i], width, y+(height-min.Height)/2, min.Width, min.Height)
	}
	return width
}

func (l *lineParts) wide(size fyne.Size) {
	stack := func(upper, lower fyne.CanvasObject, x, width float32) {
		height := minOf(upper).Height + minOf(lower).Height
		if upper != nil && lower != nil {
			height -= base.InnerPadding() * 1.25
		}
		y := (size.Height - height) / 2
		if upper != nil {
			put(upper, x, y, width, upper.MinSize().Height)
		}
		if lower != nil {
			put(lower, x, y+height-lower.MinSize().Height, width, lower.MinSize().Height)
		}
	}
	right := max(minOf(l.figure).Width, minOf(l.under).Width)
	stack(l.figure, l.under, size.Width-right, right)
	room := size.Width - right
	if l.badges != nil {
		min := l.badges.MinSize()
		room -= min.Width
		if right == 0 {
			room -= base.InnerPadding()
		}
		put(l.badges, room, (size.Height-min.Height)/2, min.Width, min.Height)
	}
	putAbove(l.title, 0, room)
	if l.detail != nil {
		putAbove(l.detail, 0, room)
	}
	stack(l.title, l.detail, 0, room)
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

// NewLabelled is a figure below its label, close together.
func NewLabelled(label, figure string, tone Tone) fyne.CanvasObject {
	value := NewEllipsisLabel(figure)
	value.Importance = tone.importance()
	return container.New(snug{}, NewCaption(label, Quiet), value)
}

// snug is stacked with the paddings of labels overlapping: lines that belong
// together stand together.
type snug struct{}

func (snug) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := new(stacked).MinSize(objects)
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
