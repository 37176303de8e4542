package widgets

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// DateField is a labelled box for a date, typed as 2026-11-3, 20261103, 11-3, +5 and the
// like (see [i18n.ParseDay]) or chosen from a calendar; it writes the whole date when left. Fyne's own date entry follows the system's
// format and calls an empty date wrong, so it is not used.
type DateField struct {
	frame
	// Input is the box itself.
	Input *Input
	// Validate returns what is wrong with a date, "" if nothing.
	Validate func(date time.Time) string
	// OnChanged is called with each well-formed date, and with the zero time when the box
	// is emptied.
	OnChanged func(date time.Time)
	// Toward is where days lie that are typed without their year.
	Toward i18n.Toward

	today func() time.Time
	popup *widget.PopUp
}

// NewDateField returns an empty date field. today tells the day that the
// calendar opens on and marks, in the company's time zone.
func NewDateField(name, label string, today func() time.Time) *DateField {
	f := &DateField{Input: NewInput(), today: today}
	f.Input.SetPlaceHolder(i18n.DateHint.Text())
	f.Input.ActionItem = newTapIcon(base.CalendarIcon(), f.openCalendar)
	f.build(f, name, label, f.Input, f.Input, f.wrong)
	wire(&f.frame, f.Input, f.changed, f.tidy)
	return f
}

// Date returns the content as midnight UTC of that day. ok is false when the
// box is empty or holds no date.
func (f *DateField) Date() (date time.Time, ok bool) {
	date, err := f.parse(f.Input.Text)
	return date, err == nil
}

func (f *DateField) parse(text string) (time.Time, error) {
	return i18n.ParseDay(text, f.today(), f.Toward)
}

// SetDate writes a date, or empties the box for the zero time.
func (f *DateField) SetDate(date time.Time) { f.Input.SetText(i18n.Date(date)) }

// Bind implements FormField.
func (f *DateField) Bind(next, save func()) { f.Input.OnNext, f.Input.OnSave = next, save }

func (f *DateField) changed(text string) {
	if f.OnChanged == nil {
		return
	}
	if strings.TrimSpace(text) == "" {
		f.OnChanged(time.Time{})
		return
	}
	if date, err := f.parse(text); err == nil {
		f.OnChanged(date)
	}
}

func (f *DateField) tidy() {
	if f.Check() != "" {
		return
	}
	if date, ok := f.Date(); ok && f.Input.Text != i18n.Date(date) {
		f.SetDate(date)
	}
}

func (f *DateField) wrong() string {
	if f.Input.Text == "" {
		if f.required {
			return f.requiredText()
		}
		return ""
	}
	date, err := f.parse(f.Input.Text)
	if err != nil {
		return i18n.Explain(err)
	}
	if f.Validate != nil {
		return f.Validate(date)
	}
	return ""
}

// openCalendar shows the calendar below the box.
func (f *DateField) openCalendar() {
	driver := fyne.CurrentApp().Driver()
	canvas := driver.CanvasForObject(f.Input)
	if canvas == nil || f.Input.Disabled() {
		return
	}
	today := f.today()
	chosen, ok := f.Date()
	if !ok {
		chosen = today
	}
	calendar := NewCalendar(chosen, today, func(date time.Time) {
		f.popup.Hide()
		f.SetDate(date)
		f.Check()
	})
	f.popup = widget.NewPopUp(calendar, canvas)
	at := driver.AbsolutePositionForObject(f.Input).AddXY(0, f.Input.Size().Height)
	// Near the lower edge of a phone there is no room below the box.
	if room := canvas.Size().Height - at.Y; f.popup.MinSize().Height > room {
		at.Y = max(0, canvas.Size().Height-f.popup.MinSize().Height)
	}
	f.popup.ShowAtPosition(at)
}
