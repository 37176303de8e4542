package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// fieldWidth is the least width of a field; wider pages show two columns.
const fieldWidth = 300

// formWidth is the most that a form takes of a wide page: a field as long as the
// screen is read badly.
const formWidth = 960

// FormPage is a form as high as its place, with the buttons always in sight.
//
//	form := widgets.NewFormPage(i18n.Save.Text(), save)
//	form.Add(name, phone)
//	form.AddWide(remark)
//
// Enter goes to the next field and from the last to the save button, which
// Enter and Space press, unless EnterSaves; Ctrl+Enter saves from anywhere. Saving first
// checks every field that is drawn, see [Faults]. save is called only when none objects.
type FormPage struct {
	widget.BaseWidget

	// EnterSaves lets Enter in the last field save at once, as where somebody signs in.
	EnterSaves bool
	// OnCancel shows a cancel button when set before the page is shown.
	OnCancel func()

	save   func()
	fields []FormField
	stops  []stop
	faults *Faults
	rows   *fyne.Container
	width  *readable
	scroll *PageScroll
	foot   *fyne.Container
	button *Button
	busy   bool
}

// stop is where Enter goes: a field, or the lines of a document, the field of a
// scanner.
type stop struct {
	field FormField
	enter func() // nil for a field
}

// NewFormPage returns an empty form. saveLabel names the act: 保存, 提交.
func NewFormPage(saveLabel string, save func()) *FormPage {
	f := &FormPage{save: save, width: &readable{most: formWidth}}
	f.faults = NewFaults(func() []fyne.CanvasObject { return []fyne.CanvasObject{f.rows} }, func(o fyne.CanvasObject) { f.scroll.Reveal(o) })
	f.button = newButton(saveLabel, f.Save, nil)
	f.button.Importance, f.button.OnSave = widget.HighImportance, f.Save
	f.rows = container.New(&stacked{})
	f.scroll, f.foot = NewPageScroll(container.New(f.width, f.rows)), NewStacked()
	f.ExtendBaseWidget(f)
	return f
}

// Add puts fields side by side where there is room, in the order of Enter.
func (f *FormPage) Add(fields ...FormField) {
	grid := container.New(NewColumns(fieldWidth, 2))
	for _, field := range fields {
		grid.Add(field)
	}
	f.rows.Add(grid)
	f.join(fields)
}

// AddLater keeps a place for fields that are not known yet, as behind a reading; fill
// puts them there. They come last in the order of Enter.
func (f *FormPage) AddLater() (fill func(fields ...FormField)) {
	grid := container.New(NewColumns(fieldWidth, 2))
	grid.Hide()
	f.rows.Add(grid)
	return func(fields ...FormField) {
		for _, field := range fields {
			grid.Add(field)
		}
		f.join(fields)
		grid.Show()
		f.rows.Refresh()
	}
}

// AddWide puts fields below each other at full width.
func (f *FormPage) AddWide(fields ...FormField) {
	for _, field := range fields {
		f.rows.Add(field)
	}
	f.join(fields)
}

// SetWide lets the form have the whole width of its page: it holds lines of many
// columns. To be called before the form is shown.
func (f *FormPage) SetWide() { f.width.most = 0 }

// AddObject puts something that is no field at full width: a heading, the
// lines of a document, a note.
func (f *FormPage) AddObject(o fyne.CanvasObject) { f.rows.Add(o) }

// AddFoot puts something above the buttons, where it stays in sight and, as it comes and
// goes, moves nothing under a finger: what went wrong.
func (f *FormPage) AddFoot(o fyne.CanvasObject) { f.foot.Add(o) }

// AddLines puts the lines of a document at full width into the order of Enter, which
// goes on behind them from a last line that nobody has begun.
func (f *FormPage) AddLines(lines *LineGrid) {
	f.rows.Add(lines)
	i := len(f.stops)
	f.stops = append(f.stops, stop{enter: lines.Enter})
	lines.OnLeave, lines.OnSave, lines.OnOpened = func() { f.next(i) }, f.Save, f.scroll.Reveal
}

// AddScan puts the field of a scanner into the order of Enter.
func (f *FormPage) AddScan(scan *ScanField) {
	f.rows.Add(container.New(layout.NewCustomPaddedLayout(base.Padding(), 0, 0, 0), scan))
	f.stops = append(f.stops, stop{enter: scan.Focus})
}

// AddHeading starts a group of fields.
func (f *FormPage) AddHeading(text string) {
	label := widget.NewLabelWithStyle(text, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	label.Wrapping = wrappingOf(text) // the name of a row may be longer than a phone is wide
	f.rows.Add(label)
}

func (f *FormPage) join(fields []FormField) {
	for _, field := range fields {
		i := len(f.stops)
		f.fields = append(f.fields, field)
		f.stops = append(f.stops, stop{field: field})
		field.Bind(func() { f.next(i) }, f.Save)
	}
}

// next moves the keyboard to the next visible field, the lines or the save button.
func (f *FormPage) next(from int) {
	for _, at := range f.stops[from+1:] {
		if at.field == nil {
			at.enter()
			return
		}
		if at.field.Visible() {
			f.scroll.Reveal(at.field)
			at.field.Focus()
			return
		}
	}
	if f.EnterSaves && from >= 0 {
		f.Save()
		return
	}
	focus(f, f.button)
}

// Begin gives the keyboard to the first field, for a page that has just opened.
func (f *FormPage) Begin() { f.next(-1) }

// Fields returns the fields in the order of Enter.
func (f *FormPage) Fields() []FormField { return f.fields }

// Save checks all fields and, if none objects, calls the save function. It does
// nothing while the form is busy.
func (f *FormPage) Save() {
	if !f.busy && f.Check() {
		f.save()
	}
}

// Check checks all fields that the form draws, those of its lines included, and shows what
// is wrong; true means nothing is.
func (f *FormPage) Check() bool { return f.faults.Check() }

// SetErrors shows objections from elsewhere, by field name, e.g. those of a
// rejected command. Objections to fields that the form does not have are
// returned, joined, for the caller to show with Banner.
func (f *FormPage) SetErrors(texts map[string]string) (rest string) {
	var wrong []drawnField
	known := map[string]bool{}
	for _, field := range f.fields {
		text, ok := texts[field.Name()]
		known[field.Name()] = true
		if ok && text != "" {
			field.SetError(text)
			wrong = append(wrong, drawnField{field: field})
		}
	}
	f.faults.complain(wrong)
	var others []string
	for name, text := range texts {
		if !known[name] && text != "" {
			others = append(others, text)
		}
	}
	return strings.Join(sorted(others), i18n.ListSeparator.Text())
}

// SetSave says on the button what saving does now, of a form that is saved in two steps.
func (f *FormPage) SetSave(label string) { f.button.SetText(label) }

// Reveal scrolls to something on the form.
func (f *FormPage) Reveal(o fyne.CanvasObject) { f.scroll.Reveal(o) }

// Banner returns the notice above the buttons, which is in sight wherever one has
// scrolled and, as it comes and goes, moves nothing under a finger.
func (f *FormPage) Banner() *Banner { return f.faults.Banner }

// Busy tells whether a command is on its way.
func (f *FormPage) Busy() bool { return f.busy }

// SetBusy blocks saving while a command is on its way.
func (f *FormPage) SetBusy(busy bool) {
	f.busy = busy
	if busy {
		f.button.Disable()
	} else {
		f.button.Enable()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *FormPage) CreateRenderer() fyne.WidgetRenderer {
	buttons := []fyne.CanvasObject{f.button}
	if f.OnCancel != nil {
		cancel := NewButton(i18n.Cancel.Text(), f.OnCancel)
		cancel.OnSave = f.Save
		buttons = []fyne.CanvasObject{cancel, f.button}
	}
	bar := newFoot(container.New(f.width, NewStacked(f.faults.Banner, f.foot, container.New(&actionRow{}, buttons...))))
	return widget.NewSimpleRenderer(NewBorder(nil, bar, nil, nil, f.scroll))
}
