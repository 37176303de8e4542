package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// NewStacked puts objects below each other at full width without gaps; hidden
// ones take no room.
func NewStacked(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stacked{}, objects...)
}

// NewSections puts the parts of a page below each other with a gap between them.
func NewSections(parts ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stacked{gap: func() float32 { return 2 * base.Padding() }}, parts...)
}

// NewPanel is a card with a heading ("" for none) and what stands below it.
func NewPanel(title string, content ...fyne.CanvasObject) fyne.CanvasObject {
	return NewPanelWith(title, nil, content...)
}

// NewPanelWith is a panel with an object at the right of its heading.
func NewPanelWith(title string, beside fyne.CanvasObject, content ...fyne.CanvasObject) fyne.CanvasObject {
	body := NewStacked()
	if title != "" {
		heading := newFoldingLabel(title) // a button beside it leaves a phone little room
		heading.TextStyle.Bold = true
		var head fyne.CanvasObject = heading
		if beside != nil {
			head = NewBorder(nil, nil, nil, beside, heading)
		}
		body.Add(head)
	}
	for _, o := range content {
		fold(o)
		body.Add(o)
	}
	fold(body)
	return container.NewStack(newCard(), container.New(inset{4, 4}, body))
}

// foldAt is how many rows a panel shows at first, and how many more a tap brings. A
// page is read from the top; nobody scrolls through a thousand rows to what is below.
const foldAt = 50

// fold keeps the rows of a long stack beyond foldAt aside, behind a button that says
// how many there are. Rows aside are not laid out and draw nothing.
func fold(o fyne.CanvasObject) {
	stack, ok := o.(*fyne.Container)
	if !ok || len(stack.Objects) <= foldAt+foldAt/5 { // a few more are not worth a tap
		return
	}
	if _, ok := stack.Layout.(*stacked); !ok {
		return
	}
	rest := slices.Clone(stack.Objects[foldAt:])
	var more *Button
	more = NewButton("", func() {
		n := min(foldAt, len(rest))
		shown := append(stack.Objects[:len(stack.Objects)-1], rest[:n]...)
		rest = rest[n:]
		if more.aside = rest; len(rest) > 0 {
			more.SetText(i18n.MoreRows.Text(len(rest)))
			shown = append(shown, more)
		}
		stack.Objects = shown
		stack.Refresh()
		relayout(stack)
	})
	more.Importance, more.aside = widget.LowImportance, rest
	more.SetText(i18n.MoreRows.Text(len(rest)))
	stack.Objects = append(slices.Clip(stack.Objects[:foldAt]), more)
}

// relayout lets what an object stands in take notice that it has become higher.
func relayout(o fyne.CanvasObject) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
		content := c.Content()
		content.Refresh()
		size := content.Size()
		content.Resize(size.AddWidthHeight(1, 0))
		content.Resize(size)
	}
}

// NewFolded keeps objects behind a button that says what they are, until somebody asks for
// them.
func NewFolded(label string, content ...fyne.CanvasObject) fyne.CanvasObject {
	stack := NewStacked()
	var more *Button
	more = NewButtonWithIcon(label, base.MenuDropDownIcon(), func() {
		stack.Objects, more.aside = content, nil
		stack.Refresh()
		relayout(stack)
	})
	more.Importance, more.Alignment, more.aside = widget.LowImportance, widget.ButtonAlignLeading, content
	stack.Add(more)
	return stack
}

// Fact is one labelled value of a document.
type Fact struct {
	Label, Value string
	Tone         Tone
	Tapped       func() // opens what the value names; nil for nothing
}

// NewFacts shows facts in columns; those without a value are left out.
func NewFacts(facts ...Fact) fyne.CanvasObject {
	grid := container.New(NewColumns(230, 3))
	for _, f := range facts {
		if f.Value == "" {
			continue
		}
		label := NewEllipsisLabel(f.Label)
		label.SizeName = base.SizeNameCaptionText
		label.Importance = widget.LowImportance
		value := widget.NewLabel(f.Value)
		value.Importance = f.Tone.importance()
		value.Wrapping = wrappingOf(f.Value)
		grid.Add(container.New(trimmed{}, container.New(shares{2, 3}, label, f.link(value))))
	}
	return grid
}

// link is the value as what opens the thing that it names.
func (f Fact) link(value *widget.Label) fyne.CanvasObject {
	if f.Tapped == nil {
		return value
	}
	value.Importance = widget.HighImportance
	l := &tapArea{}
	l.build(l, value, f.Tapped)
	return l
}

// NewActions puts buttons at the right of a wide place and shares the width of a
// narrow one. Buttons that do not fit beside each other go below.
func NewActions(buttons ...*Button) fyne.CanvasObject {
	row := container.New(&buttonFlow{columns{narrowest: 130, most: len(buttons)}})
	for _, b := range buttons {
		row.Add(b)
	}
	return container.New(inset{base.InnerPadding(), base.InnerPadding()}, row)
}

// buttonFlow is columns on a phone; where there is room to spare, buttons are as
// wide as their words and stand at the right.
type buttonFlow struct{ columns }

// MinSize implements fyne.Layout. A column is as wide as the longest words.
func (f *buttonFlow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	f.narrowest = max(f.narrowest, widest(shown(objects)))
	return f.columns.MinSize(objects)
}

func widest(objects []fyne.CanvasObject) (width float32) {
	for _, o := range objects {
		width = max(width, o.MinSize().Width)
	}
	return width
}

func (f *buttonFlow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	visible := shown(objects)
	width := max(120, widest(visible))
	f.narrowest = max(f.narrowest, width)
	n := float32(len(visible))
	if all := width*n + f.gap()*(n-1); n == 0 || size.Width < Wide/2*1.2 || all > size.Width {
		f.columns.Layout(objects, size)
		return
	}
	f.width = size.Width
	x := size.Width - width*n - f.gap()*(n-1)
	for _, o := range visible {
		put(o, x, 0, width, o.MinSize().Height)
		x += width + f.gap()
	}
}

// NewBar is the bottom of a page: a figure that is always in sight at the left, and
// the buttons, the most important last. Where both have no room beside each other the
// figure stands above.
func NewBar(figure string, buttons ...*Button) *Bar {
	act := &actionRow{}
	row := container.New(act)
	for _, b := range buttons {
		row.Add(b)
	}
	bar := &Bar{figure: NewFigureLabel(figure)}
	bar.parts = container.New(&figureBar{act: act}, bar.figure, row)
	bar.ExtendBaseWidget(bar)
	return bar
}

// Bar is a figure and buttons below a page that scrolls.
type Bar struct {
	widget.BaseWidget
	figure *widget.Label
	parts  *fyne.Container
}

// Set shows another figure, beside the buttons that are there now. The parts are laid
// out anew: of two that change their size together Fyne may overlook one.
func (b *Bar) Set(figure string) {
	b.figure.SetText(figure)
	b.parts.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(newFoot(b.parts))
}

// figureBar lays out a figure and the row of buttons beside or below it.
type figureBar struct {
	act   *actionRow
	width float32 // of the last layout
}

// above tells whether the figure has no room beside the buttons.
func (b *figureBar) above(objects []fyne.CanvasObject, width float32) bool {
	buttons := shown(objects[1].(*fyne.Container).Objects)
	return width > 0 && objects[0].MinSize().Width+b.act.gap()+b.act.needs(buttons) > width
}

// MinSize implements fyne.Layout.
func (b *figureBar) MinSize(objects []fyne.CanvasObject) fyne.Size {
	figure, row := objects[0].MinSize(), objects[1].MinSize()
	if b.above(objects, b.width) {
		return fyne.NewSize(max(figure.Width, row.Width), figure.Height+row.Height)
	}
	return fyne.NewSize(max(figure.Width, row.Width), max(figure.Height, row.Height))
}

// Layout implements fyne.Layout.
func (b *figureBar) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	b.width = size.Width
	figure := objects[0].MinSize()
	if b.above(objects, size.Width) {
		put(objects[0], size.Width-figure.Width, 0, figure.Width, figure.Height)
		put(objects[1], 0, figure.Height, size.Width, size.Height-figure.Height)
		return
	}
	put(objects[0], 0, (size.Height-figure.Height)/2, figure.Width, figure.Height)
	put(objects[1], figure.Width+b.act.gap(), 0, size.Width-figure.Width-b.act.gap(), size.Height)
}

// newFoot is the ground of what stands below a page that scrolls.
func newFoot(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newGround(base.ColorNameBackground, "", 0), container.New(inset{pageMargin, 6}, content))
}

// NewNote is a text of several lines in a tone.
func NewNote(text string, tone Tone) *widget.Label {
	l := widget.NewLabel(text)
	l.Importance = tone.importance()
	l.Wrapping = wrappingOf(text)
	return l
}

// NewCaption is a small line in a tone, cut where there is no room.
func NewCaption(text string, tone Tone) *EllipsisLabel {
	l := NewEllipsisLabel(text)
	l.SizeName = base.SizeNameCaptionText
	l.Importance = tone.importance()
	return l
}

// NewTrimmed is an object without the padding that a label brings above and below.
func NewTrimmed(o fyne.CanvasObject) fyne.CanvasObject { return container.New(trimmed{}, o) }

// NewRemark is a caption that takes as many lines as it needs.
func NewRemark(text string, tone Tone) *widget.Label {
	l := NewNote(text, tone)
	l.SizeName, l.Wrapping = base.SizeNameCaptionText, fyne.TextWrapWord
	return l
}

// NewFigureLabel is a bold figure that is never cut.
func NewFigureLabel(text string) *widget.Label {
	return widget.NewLabelWithStyle(text, fyne.TextAlignTrailing, fyne.TextStyle{Bold: true})
}
