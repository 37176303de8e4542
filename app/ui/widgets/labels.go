package widgets

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
)

// EllipsisLabel is one line of text that is cut with … when there is no room.
// A plain Fyne label would run over into its neighbour.
type EllipsisLabel struct{ widget.Label }

// NewEllipsisLabel returns a label with a text.
func NewEllipsisLabel(text string) *EllipsisLabel {
	l := &EllipsisLabel{}
	l.Text = text
	l.Truncation = fyne.TextTruncateEllipsis
	l.ExtendBaseWidget(l)
	return l
}

// SetText changes the text; setting the same text again costs nothing, which
// matters in lists that refresh often.
func (l *EllipsisLabel) SetText(text string) {
	if l.Text != text {
		l.Label.SetText(text)
	}
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
