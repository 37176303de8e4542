package record

import (
	"image/color"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

// box is a labelled field around a control that is no text box. It implements
// widgets.FormField and looks like the fields of package widgets.
type box struct {
	widget.BaseWidget
	name, label string
	required    bool
	hint        string
	head        fyne.CanvasObject
	control     fyne.CanvasObject
	focusable   fyne.Focusable
	empty       func() bool
	enter       func(next, save func())
	note        *widget.Label
	wrong       string
	noted       func()
}

// build makes what is around the control. above is the line over it.
func (b *box) build(name, label, above string, required bool, hint string) {
	b.name, b.label, b.required, b.hint = name, label, required, hint
	title := widget.NewLabel(above)
	title.SizeName = base.SizeNameCaptionText
	star := widget.NewLabelWithStyle("*", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	star.Importance, star.SizeName = widget.HighImportance, base.SizeNameCaptionText
	star.Hidden = !required
	b.head = container.New(caption{}, title, star)
	b.note = widgets.NewNote("", widgets.Quiet)
	b.note.SizeName = base.SizeNameCaptionText
	b.SetError("")
}

// CreateRenderer implements fyne.Widget.
func (b *box) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(widgets.NewStacked(b.head, b.control, b.note))
}

// Name, Label, Check, SetError, Focus, ErrorText, Bind and OnNote implement
// widgets.FormField.
func (b *box) Name() string { return b.name }

// Label is the translated label.
func (b *box) Label() string { return b.label }

// Check objects to an empty required field.
func (b *box) Check() string {
	text := ""
	if b.required && b.empty() {
		text = i18n.RequiredField.Text(b.label)
	}
	b.SetError(text)
	return text
}

// SetError shows an objection, or the hint for "".
func (b *box) SetError(text string) {
	b.wrong = text
	b.note.Importance = widget.LowImportance
	shown := b.hint
	if text != "" {
		shown, b.note.Importance = text, widget.DangerImportance
	}
	b.note.SetText(shown)
	b.note.Hidden = shown == ""
	b.Refresh()
	if b.noted != nil {
		b.noted()
	}
}

// Focus moves the keyboard into the field.
func (b *box) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.control); c != nil && b.focusable != nil {
		c.Focus(b.focusable)
	}
}

// ErrorText is the objection on screen.
func (b *box) ErrorText() string { return b.wrong }

// Bind lets Enter go on from the control; of several ticks, from each.
func (b *box) Bind(next, save func()) { b.enter(next, save) }

// OnNote sets what is called when the objection changes.
func (b *box) OnNote(changed func()) { b.noted = changed }

// selectField chooses one of some options.
type selectField struct {
	box
	options []view.Option
	list    *widgets.Select
}

func newSelectField(name, label string, required bool, hint string, options []view.Option) *selectField {
	f := &selectField{options: options}
	labels := make([]string, 0, len(options)+1)
	if !required {
		labels = append(labels, nothingChosen.Text())
	}
	for _, o := range options {
		labels = append(labels, o.Label)
	}
	f.list = widgets.NewSelect(labels, func(string) { f.SetError("") })
	f.list.PlaceHolder = pleaseChoose.Text()
	f.control, f.focusable = container.NewStack(f.list, inputBorder()), f.list
	f.empty = func() bool { return f.Text() == "" }
	f.enter = func(next, save func()) { f.list.OnNext, f.list.OnSave = next, save }
	f.ExtendBaseWidget(f)
	f.build(name, label, label, required, hint)
	return f
}

// inputBorder is the edge that text boxes have and Fyne's Select lacks.
func inputBorder() fyne.CanvasObject {
	edge := canvas.NewRectangle(color.Transparent)
	edge.StrokeColor, edge.StrokeWidth = base.Color(base.ColorNameInputBorder), base.Size(base.SizeNameInputBorder)
	edge.CornerRadius = base.Size(base.SizeNameInputRadius)
	return edge
}

// Text is the code of the choice, "" for none.
func (f *selectField) Text() string {
	for _, o := range f.options {
		if o.Label == f.list.Selected {
			return o.Code
		}
	}
	return ""
}

// SetText chooses by code. A code that is no option any more becomes one, so that
// it is not lost by opening the form.
func (f *selectField) SetText(code string) {
	label := ""
	for _, o := range f.options {
		if o.Code == code {
			label = o.Label
		}
	}
	if label == "" && code != "" {
		label = code
		f.options = append(f.options, view.Option{Code: code, Label: code})
		f.list.Options = append(f.list.Options, code)
	}
	f.list.Selected = label
	f.list.Refresh()
}

// checkField is yes or no.
type checkField struct {
	box
	check *widgets.Check
}

func newCheckField(name, label, hint string) *checkField {
	f := &checkField{}
	f.check = widgets.NewCheck(label, func(bool) { f.SetError("") })
	f.control, f.focusable, f.empty = f.check, f.check, func() bool { return false }
	f.enter = func(next, save func()) { f.check.OnNext, f.check.OnSave = next, save }
	f.ExtendBaseWidget(f)
	f.build(name, label, "", false, hint)
	f.head.Hide() // the check carries the label; checks stand together
	return f
}

// Text is "true" or "false".
func (f *checkField) Text() string {
	if f.check.Checked {
		return "true"
	}
	return "false"
}

// SetText sets the mark.
func (f *checkField) SetText(text string) {
	f.check.Checked = text == "true"
	f.check.Refresh()
}

// manyField chooses several options.
type manyField struct {
	box
	options []view.Option
	checks  []*widgets.Check
	others  []string // codes that are no options
	was     string   // as it was read
}

// checkWidth is the least width of a check of several.
const checkWidth = 150

func newManyField(name, label string, required bool, hint string, options []view.Option) *manyField {
	f := &manyField{options: options}
	whole := widgets.NewStacked()
	var grid *fyne.Container
	width := float32(checkWidth)
	for _, o := range options {
		check := widgets.NewCheck(o.Label, func(bool) { f.SetError("") })
		f.checks = append(f.checks, check)
		width = max(width, check.MinSize().Width)
	}
	for i, o := range options {
		if i == 0 || o.Group != options[i-1].Group {
			if o.Group != "" {
				whole.Add(widgets.NewCaption(o.Group, widgets.Quiet))
			}
			grid = container.New(widgets.NewAlignedColumns(width))
			whole.Add(grid)
		}
		grid.Add(f.checks[i])
	}
	f.control = whole
	if len(f.checks) > 0 {
		f.focusable = f.checks[0]
	}
	f.empty = func() bool { return f.Text() == "" }
	f.enter = func(next, save func()) {
		for _, check := range f.checks {
			check.OnNext, check.OnSave = next, save
		}
	}
	f.ExtendBaseWidget(f)
	f.build(name, label, label, required, hint)
	return f
}

// Text is the chosen codes in the order of the options, separated by blanks; for
// choices that were only read in another order it is what was read.
func (f *manyField) Text() string {
	var codes []string
	for i, o := range f.options {
		if f.checks[i].Checked {
			codes = append(codes, o.Code)
		}
	}
	codes = append(codes, f.others...)
	if same(codes, strings.Fields(f.was)) {
		return f.was
	}
	return strings.Join(codes, " ")
}

func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// SetText chooses by codes.
func (f *manyField) SetText(text string) {
	f.was, f.others = text, nil
	codes := strings.Fields(text)
	for i, o := range f.options {
		f.checks[i].Checked = slices.Contains(codes, o.Code)
		f.checks[i].Refresh()
	}
	for _, code := range codes {
		if !slices.ContainsFunc(f.options, func(o view.Option) bool { return o.Code == code }) {
			f.others = append(f.others, code)
		}
	}
}

var (
	nothingChosen = i18n.Define("record.none", "（不选）", "(none)")
	pleaseChoose  = i18n.Define("record.choose", "请选择", "Choose one")
)

// caption puts a label and its star beside each other with their paddings
// overlapping, as the labels of other fields stand.
type caption struct{}

func (caption) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	trim := base.InnerPadding()
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		if i > 0 {
			min.Width -= trim
		}
		size = fyne.NewSize(size.Width+min.Width, max(size.Height, min.Height-trim))
	}
	return size
}

func (caption) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, trim := float32(0), base.InnerPadding()
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		o.Resize(min)
		o.Move(fyne.NewPos(x, size.Height-min.Height+trim/2))
		x += min.Width - trim
	}
}
