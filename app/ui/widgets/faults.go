package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/ui/i18n"
)

// Faults checks what a page asks for before it acts. It has no list of fields: it checks
// those that the page draws, so that none that somebody can fill in is passed over. What
// objects is counted and named by a banner, and the first of it is scrolled into sight and
// gets the keyboard.
type Faults struct {
	// Banner tells what is wrong; the page places it.
	Banner *Banner

	drawn  func() []fyne.CanvasObject
	reveal func(fyne.CanvasObject)
	shown  bool // the banner tells of fields, not of something else
}

// NewFaults returns the check of a page. drawn is what the page draws at present, reveal
// scrolls something of it into sight.
func NewFaults(drawn func() []fyne.CanvasObject, reveal func(fyne.CanvasObject)) *Faults {
	return &Faults{Banner: NewBanner(), drawn: drawn, reveal: reveal}
}

// Check lets every field that is drawn object and shows what does; true means none.
func (f *Faults) Check() bool {
	return f.complain(f.which(func(field FormField) string { return field.Check() }))
}

// which are the drawn fields that object, by what is asked of them.
func (f *Faults) which(objection func(FormField) string) (wrong []drawnField) {
	for _, d := range drawnIn(f.drawn()) {
		if objection(d.field) != "" {
			wrong = append(wrong, d)
		}
	}
	return wrong
}

func (f *Faults) complain(wrong []drawnField) bool {
	f.summarise(wrong)
	if len(wrong) == 0 {
		return true
	}
	for _, d := range wrong {
		d.field.OnNote(f.recount)
	}
	f.reveal(wrong[0].field)
	wrong[0].field.Focus()
	return false
}

// recount keeps an open summary true while the user mends field after field.
func (f *Faults) recount() {
	if f.shown {
		f.summarise(f.which(FormField.ErrorText))
	}
}

// summarise writes the banner. One that the page has set for another reason is left
// alone.
func (f *Faults) summarise(wrong []drawnField) {
	if len(wrong) == 0 {
		if f.shown {
			f.shown = false
			f.Banner.Hide()
		}
		return
	}
	f.shown = true
	var labels []string
	for _, d := range wrong {
		if label := d.label(); !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
	}
	f.Banner.Set(Alert, i18n.FormFaults.Text(len(wrong), strings.Join(labels, i18n.ListSeparator.Text())), "", nil)
}

// drawnField is a field with where it stands.
type drawnField struct {
	field FormField
	line  int // of a grid, from 1; 0 outside of one
}

func (d drawnField) label() string {
	if d.line == 0 {
		return d.field.Label()
	}
	return i18n.FieldOfLine.Text(d.field.Label(), d.line)
}

func drawnIn(objects []fyne.CanvasObject) (list []drawnField) {
	for _, o := range objects {
		if o == nil || !o.Visible() {
			continue
		}
		switch o := o.(type) {
		case FormField:
			list = append(list, drawnField{field: o})
		case *fyne.Container:
			list = append(list, drawnIn(o.Objects)...)
		case *container.Scroll:
			list = append(list, drawnIn([]fyne.CanvasObject{o.Content})...)
		case *PageScroll:
			list = append(list, drawnIn([]fyne.CanvasObject{o.scroll.Content})...)
		case *FormPage:
			list = append(list, drawnIn([]fyne.CanvasObject{o.rows})...)
		case *Button:
			list = append(list, drawnIn(o.aside)...)
		case *LineGrid:
			for n, l := range o.lines {
				for _, field := range formFields(l) {
					list = append(list, drawnField{field, n + 1})
				}
			}
		}
	}
	return list
}
