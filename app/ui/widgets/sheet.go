package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// Sheet is a small form above the page: a few fields and one act. What takes more
// than a few fields is a page of its own.
type Sheet struct {
	popup  *widget.PopUp
	banner *Banner
	act    *Button
	leave  *Button
	fields []FormField
	do     func()
}

// NewSheet returns a sheet for a window; Show opens it. act names what the button
// does, "" for a sheet that only says something; do is called when no field
// objects, and closes the sheet itself when it has succeeded.
func NewSheet(canvas fyne.Canvas, title, act string, do func(), content ...fyne.CanvasObject) *Sheet {
	s := &Sheet{banner: NewBanner(), do: do}
	heading := widget.NewLabelWithStyle(title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	heading.SizeName = base.SizeNameSubHeadingText
	heading.Wrapping = wrapping()
	body, inner := NewStacked(heading, s.banner), NewStacked()
	body.Add(container.New(&noHigher{room: func() float32 { return canvas.Size().Height - sheetFrame }}, container.NewVScroll(container.New(inset{base.Padding(), 0}, inner))))
	for _, o := range content {
		inner.Add(o)
		if f, ok := o.(FormField); ok {
			s.fields = append(s.fields, f)
		}
	}
	for i, f := range s.fields {
		next := s.Act
		if i+1 < len(s.fields) {
			next = s.fields[i+1].Focus
		}
		f.Bind(next, s.Act)
		if e, ok := f.(interface{ OnEscape(func()) }); ok {
			e.OnEscape(s.Hide)
		}
	}
	s.act = newButton(act, s.Act, s.Hide)
	s.act.Importance = widget.HighImportance
	s.leave = newButton(i18n.Cancel.Text(), s.Hide, s.Hide)
	buttons := container.NewGridWithColumns(2, s.leave, s.act)
	if act == "" {
		s.leave.Text = i18n.Close.Text()
		buttons = container.NewGridWithColumns(1, s.leave)
	}
	body.Add(container.New(inset{0, base.InnerPadding()}, buttons))
	width := min(460, canvas.Size().Width-48)
	s.popup = widget.NewModalPopUp(container.New(&fixedWidth{width: width}, container.New(inset{8, 8}, body)), canvas)
	return s
}

// Act does what the button does.
func (s *Sheet) Act() {
	if s.act.Disabled() || s.do == nil {
		return
	}
	good := true
	for _, f := range s.fields {
		if f.Visible() && f.Check() != "" {
			good = false
		}
	}
	if good {
		s.do()
	}
}

// SetBusy blocks the button while a command is on its way.
func (s *Sheet) SetBusy(busy bool) {
	if busy {
		s.act.Disable()
	} else {
		s.act.Enable()
	}
}

// SetError shows what went wrong; "" takes it away.
func (s *Sheet) SetError(text string) {
	if text == "" {
		s.banner.Hide()
		return
	}
	s.banner.Set(Alert, text, "", nil)
}

// Show opens the sheet with the keyboard in its first field, or on its way out.
func (s *Sheet) Show() {
	s.popup.Show()
	if len(s.fields) > 0 {
		s.fields[0].Focus()
		return
	}
	s.popup.Canvas.Focus(s.leave)
}

// Fit gives the sheet the height of what it holds now.
func (s *Sheet) Fit() { s.popup.Refresh() }

// sheetFrame is about how high a sheet is beside what it holds, with a margin.
const sheetFrame = 220

// noHigher gives a scroll the height of its content as far as there is room.
type noHigher struct{ room func() float32 }

func (l *noHigher) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := objects[0].(*container.Scroll).Content.MinSize()
	return fyne.NewSize(size.Width, max(min(size.Height, l.room()), 1))
}

func (l *noHigher) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// Hide closes it.
func (s *Sheet) Hide() { s.popup.Hide() }
