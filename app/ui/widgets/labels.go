package widgets

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// EllipsisLabel is one line of text that is cut with … when there is no room.
// A plain Fyne label would run over into its neighbour; one that cuts shapes its text
// anew at every look, with a shaper that remembers nothing, which was a fifth of what
// drawing a page took. Whether a text has room says its measure, which Fyne keeps; only
// one that has none is left to Fyne's cutting.
type EllipsisLabel struct {
	widget.Label
	whole bool // never cut
	folds bool // goes on below where there is no room
}

// NewEllipsisLabel returns a label with a text.
func NewEllipsisLabel(text string) *EllipsisLabel {
	l := &EllipsisLabel{}
	l.Text = text
	l.ExtendBaseWidget(l)
	return l
}

// newWholeLabel returns one that is never cut: a figure that is cut is a wrong figure.
func newWholeLabel() *EllipsisLabel {
	l := NewEllipsisLabel("")
	l.whole = true
	return l
}

// newFoldingLabel returns one that is not cut: it goes on in further lines. What holds it
// asks for its height once it has its width.
func newFoldingLabel(text string) *EllipsisLabel {
	l := NewEllipsisLabel(text)
	l.folds = true
	return l
}

// SetText changes the text; setting the same text again costs nothing, which
// matters in lists that refresh often.
func (l *EllipsisLabel) SetText(text string) {
	if l.Text == text {
		return
	}
	l.Text = text
	l.fit(l.Size().Width)
	l.Label.SetText(text)
}

// Refresh draws the label anew.
func (l *EllipsisLabel) Refresh() {
	l.fit(l.Size().Width)
	l.Label.Refresh()
}

// Resize gives the label room.
func (l *EllipsisLabel) Resize(size fyne.Size) {
	if l.fit(size.Width) {
		l.Label.Refresh()
	}
	l.Label.Resize(size)
}

// MinSize is that of a label that may be cut, whether it is or not.
func (l *EllipsisLabel) MinSize() fyne.Size {
	least := l.Label.MinSize()
	if l.Truncation == fyne.TextTruncateOff && !l.whole {
		size := l.Theme().Size(base.SizeNameText)
		least.Width = fyne.MeasureText("M", size, fyne.TextStyle{}).Width + fyne.MeasureText("…", size, fyne.TextStyle{}).Width
	}
	return least
}

// fit settles what becomes of the text in a width, and tells whether that is new.
func (l *EllipsisLabel) fit(width float32) bool {
	cut, wrap := fyne.TextTruncateOff, fyne.TextWrapOff
	switch {
	case l.whole || !l.over(width):
	case l.folds:
		wrap = wrappingOf(l.Text)
	default:
		cut = fyne.TextTruncateEllipsis
	}
	fresh := cut != l.Truncation || wrap != l.Wrapping
	l.Truncation, l.Wrapping = cut, wrap
	return fresh
}

// over tells that the text has no room in a width.
func (l *EllipsisLabel) over(width float32) bool {
	th := l.Theme()
	room := width - 2*th.Size(base.SizeNameInnerPadding)
	if room <= 0 { // it is not laid out yet
		return false
	}
	name := l.SizeName
	if name == "" {
		name = base.SizeNameText
	}
	return strings.ContainsAny(l.Text, "\r\n\t") || math.Ceil(float64(fyne.MeasureText(l.Text, th.Size(name), l.TextStyle).Width)) > math.Floor(float64(room))
}

// Tone says what a text means, in words of the theme and not of the rainbow.
type Tone int

const (
	// Plain is ordinary text.
	Plain Tone = iota
	// Quiet is text of second rank.
	Quiet
	// Info stands out without a judgement.
	Info
	// Good is done, paid, in stock.
	Good
	// Caution waits or needs a decision.
	Caution
	// Alert is overdue, short or failed, and nothing else.
	Alert
)

// ink is the colour of a tone's text.
func (t Tone) ink() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{base.ColorNameForeground, theme.Muted, base.ColorNamePrimary, theme.Good, theme.Caution, theme.Alert}[t]
}

// tint is the ground behind a tone's text.
func (t Tone) tint() fyne.ThemeColorName {
	return [...]fyne.ThemeColorName{theme.NeutralTint, theme.NeutralTint, theme.InfoTint, theme.GoodTint, theme.CautionTint, theme.AlertTint}[t]
}

// importance is the nearest that Fyne's labels know.
func (t Tone) importance() widget.Importance {
	return [...]widget.Importance{widget.MediumImportance, widget.LowImportance, widget.HighImportance, widget.SuccessImportance, widget.WarningImportance, widget.DangerImportance}[t]
}
