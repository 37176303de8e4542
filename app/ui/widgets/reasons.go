package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// Reasons is a text field with usual answers below it: a tap on one writes it, so
// that a reason costs one step and is still what the person chose to say.
type Reasons struct {
	Field *Field
	usual *fyne.Container // the row with its margins
	row   *fyne.Container
	chips []*Button
}

// NewReasons returns an empty field. usual are whole answers in the user's language.
func NewReasons(name, label string, usual ...string) *Reasons {
	r := &Reasons{Field: NewField(name, label), row: container.New(&flow{})}
	r.usual = container.New(inset{base.InnerPadding(), base.Padding()}, r.row)
	r.Field.SetHint(i18n.ReasonKept.Text()) // the line of an objection: nothing moves below a finger
	r.Field.OnChanged = func(string) { r.mark() }
	r.Offer(usual...)
	return r
}

// Offer changes the answers, as another act asks for other ones.
func (r *Reasons) Offer(usual ...string) {
	r.row.RemoveAll()
	r.chips = nil
	for _, text := range usual {
		chip := NewButton(text, func() { r.Field.SetText(text) })
		chip.OnSave = func() {
			if save := r.Field.Input.OnSave; save != nil {
				save()
			}
		}
		r.chips = append(r.chips, chip)
		r.row.Add(chip)
	}
	r.mark()
}

// Demand objects to an empty field, offers the answers of the act that asks for a
// reason, and tells whether there is one.
func (r *Reasons) Demand(usual ...string) bool {
	if r.Field.Text() != "" {
		return true
	}
	r.Offer(usual...)
	r.Field.SetError(r.Field.requiredText())
	r.Field.Focus()
	return false
}

// Object is the field with its answers, to stand on a page.
func (r *Reasons) Object() fyne.CanvasObject { return NewStacked(r.Field, r.usual) }

// Above is the field, what is done with it, and below that the answers: those of another
// act may be more, and move nothing under a finger.
func (r *Reasons) Above(act fyne.CanvasObject) fyne.CanvasObject {
	return NewStacked(r.Field, act, r.usual)
}

// mark shows which answer stands in the field.
func (r *Reasons) mark() {
	text := r.Field.Text()
	for _, chip := range r.chips {
		importance := widget.MediumImportance
		if chip.Text == text {
			importance = widget.HighImportance
		}
		if chip.Importance != importance {
			chip.Importance = importance
			chip.Refresh()
		}
	}
}

// flow puts objects beside each other at their own width and goes on below when a
// line is full.
type flow struct{ width float32 }

func (f *flow) place(objects []fyne.CanvasObject, width float32, at func(o fyne.CanvasObject, x, y float32, size fyne.Size)) float32 {
	gap := 2 * base.Padding()
	x, y, line := float32(0), float32(0), float32(0)
	for _, o := range shown(objects) {
		size := o.MinSize()
		size.Width = min(size.Width, max(width, 1))
		if x > 0 && x+size.Width > width {
			x, y, line = 0, y+line+gap, 0
		}
		at(o, x, y, size)
		x += size.Width + gap
		line = max(line, size.Height)
	}
	return y + line
}

// MinSize is as high as the lines were at the last layout.
func (f *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := f.width
	if width == 0 {
		width = Wide
	}
	return fyne.NewSize(100, f.place(objects, width, func(fyne.CanvasObject, float32, float32, fyne.Size) {}))
}

// Layout implements fyne.Layout.
func (f *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	f.place(objects, size.Width, func(o fyne.CanvasObject, x, y float32, own fyne.Size) { put(o, x, y, own.Width, own.Height) })
}
