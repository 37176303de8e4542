package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// Figure is the content of a KPI card; all texts are formatted already.
type Figure struct {
	Label string // 本月销售额
	// Full is the exact figure, Short the one for small cards (118.64 万);
	// Full is shown where it fits. Short may be "".
	Full, Short string
	// Comparison is a quiet line below, e.g. i18n.Change; "" for none.
	Comparison string
	// Tone colours the figure: Alert for overdue or short, else Plain.
	Tone Tone
}

// KPI is a card with one figure. A tap calls tapped, which opens the documents
// behind the figure; without it a tap switches between Full and Short.
type KPI struct {
	tapArea
	figure     Figure
	short      bool
	label      *EllipsisLabel
	number     *canvas.Text
	comparison *EllipsisLabel
	card       *ground
	lines      *fyne.Container
}

// NewKPI returns a card with a figure. tapped may be nil.
func NewKPI(figure Figure, tapped func()) *KPI {
	k := &KPI{
		label: NewEllipsisLabel(""), number: canvas.NewText("", nil), comparison: NewEllipsisLabel(""), card: newCard(),
	}
	k.label.SizeName, k.label.Importance = base.SizeNameCaptionText, widget.LowImportance
	k.comparison.SizeName, k.comparison.Importance = base.SizeNameCaptionText, widget.LowImportance
	k.number.TextStyle.Bold = true
	k.lines = container.New(&kpiLayout{kpi: k}, k.label, k.number, k.comparison)
	if tapped == nil {
		tapped = k.toggle
	}
	k.build(k, container.NewStack(k.card, k.lines), tapped)
	k.hovered = func(in bool) {
		if in {
			k.card.setFill(theme.InfoTint)
		} else {
			k.card.setFill(theme.Surface)
		}
	}
	k.Set(figure)
	return k
}

// Set shows another figure.
func (k *KPI) Set(figure Figure) {
	k.figure = figure
	k.label.SetText(figure.Label)
	k.comparison.SetText(figure.Comparison)
	k.lines.Refresh()
}

// Label says what the figure is.
func (k *KPI) Label() string { return k.figure.Label }

// Number returns the figure as it is on screen.
func (k *KPI) Number() string { return k.number.Text }

func (k *KPI) toggle() {
	k.short = !k.short && k.figure.Short != ""
	k.lines.Refresh()
}

// kpiLayout stacks the lines and chooses the longest figure that fits.
type kpiLayout struct{ kpi *KPI }

func (l *kpiLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	k := l.kpi
	height := k.label.MinSize().Height + l.numberHeight() + k.comparison.MinSize().Height
	return fyne.NewSize(120, height)
}

func (l *kpiLayout) numberHeight() float32 {
	return fyne.MeasureText("8", base.TextSubHeadingSize()*1.25, fyne.TextStyle{Bold: true}).Height
}

func (l *kpiLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	k := l.kpi
	text := k.figure.Full
	if k.figure.Short != "" && (k.short || !l.fits(text, size.Width)) {
		text = k.figure.Short
	}
	k.number.Text = text
	k.number.Color = theme.Get(k.figure.Tone.ink())
	k.number.TextSize = base.TextSubHeadingSize() * 1.25
	top := k.label.MinSize().Height
	put(k.label, 0, 0, size.Width, top)
	number := l.numberHeight()
	put(k.number, base.InnerPadding(), top-base.Padding(), size.Width-2*base.InnerPadding(), number)
	put(k.comparison, 0, top+number-base.Padding(), size.Width, k.comparison.MinSize().Height)
	k.number.Refresh()
}

func (l *kpiLayout) fits(text string, width float32) bool {
	need := fyne.MeasureText(text, base.TextSubHeadingSize()*1.25, fyne.TextStyle{Bold: true}).Width
	return need <= width-2*base.InnerPadding()
}
