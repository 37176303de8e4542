package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// choiceRow is one choice of a picker: a title, a quieter detail, a mark.
type choiceRow struct {
	widget.BaseWidget
	title, detail *EllipsisLabel
	text          *fyne.Container
	ground        *canvas.Rectangle
	marked, over  bool
	tapped        func()
}

func newChoiceRow(tapped func()) *choiceRow {
	r := &choiceRow{title: NewEllipsisLabel(""), detail: NewEllipsisLabel(""), tapped: tapped}
	r.detail.SizeName = base.SizeNameCaptionText
	r.detail.Importance = widget.LowImportance
	r.detail.Alignment = fyne.TextAlignTrailing
	r.ground = canvas.NewRectangle(theme.Get(theme.Surface))
	r.ExtendBaseWidget(r)
	return r
}

func (r *choiceRow) CreateRenderer() fyne.WidgetRenderer {
	r.text = container.New(titleFirst{}, r.title, r.detail)
	return &groundRenderer{WidgetRenderer: widget.NewSimpleRenderer(container.NewStack(r.ground, r.text)), paint: r.paint}
}

// titleFirst gives the second text what it needs, up to two fifths of the width, and
// the first, which tells choices apart, all the rest.
type titleFirst struct{}

func (titleFirst) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return shares{3, 2}.MinSize(objects)
}

func (titleFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	detail := objects[1].(*EllipsisLabel)
	wants := fyne.MeasureText(detail.Text, base.Size(detail.SizeName), detail.TextStyle).Width + 2*base.InnerPadding() + base.Padding() // a hair too little cuts the last figure
	if detail.Text == "" {
		wants = 0
	}
	wants = min(wants, size.Width*2/5)
	objects[0].Resize(fyne.NewSize(size.Width-wants, size.Height))
	objects[0].Move(fyne.NewPos(0, 0))
	detail.Resize(fyne.NewSize(wants, size.Height))
	detail.Move(fyne.NewPos(size.Width-wants, 0))
}

func (r *choiceRow) set(title, detail string) {
	r.title.SetText(title)
	r.detail.SetText(detail)
	if r.text != nil {
		r.text.Refresh() // the detail needs another width
	}
}

func (r *choiceRow) mark(marked bool) {
	if r.marked != marked {
		r.marked = marked
		r.Refresh()
	}
}

func (r *choiceRow) paint() {
	name := theme.Surface
	if r.marked {
		name = theme.Selected
	} else if r.over {
		name = theme.NeutralTint
	}
	r.ground.FillColor = theme.Get(name)
	r.ground.Refresh()
}

// Tapped implements fyne.Tappable.
func (r *choiceRow) Tapped(*fyne.PointEvent) { r.tapped() }

// MouseIn implements desktop.Hoverable.
func (r *choiceRow) MouseIn(*desktop.MouseEvent) { r.over = true; r.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (r *choiceRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *choiceRow) MouseOut() { r.over = false; r.Refresh() }
