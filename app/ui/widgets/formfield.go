package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// FormField is what a FormPage holds: all fields of this package.
type FormField interface {
	fyne.CanvasObject
	// Name is the stable name that refusals use to point at the field.
	Name() string
	// Label is the translated label.
	Label() string
	// Check shows the field's own objection below it and returns it, "" if
	// the content is fine.
	Check() string
	// SetError shows an objection from elsewhere until the content changes;
	// "" removes it.
	SetError(text string)
	// Focus moves the keyboard into the field.
	Focus()
	// ErrorText returns the objection on screen, "" if none.
	ErrorText() string
	// Bind sets what Enter (next) and Ctrl+Enter (save) do.
	Bind(next, save func())
	// OnNote sets what is called when the objection on screen changes.
	OnNote(changed func())
}

// frame is the part that all fields share: label with required mark above,
// error or hint below. A field embeds it and gives it the control between.
type frame struct {
	widget.BaseWidget

	name, label string
	required    bool
	self        fyne.CanvasObject
	control     fyne.CanvasObject
	focusable   fyne.Focusable
	mark        *widget.Label
	note        *widget.Label
	hint        string
	objection   func() string
	noted       func()
	head        *fyne.Container
	bare        bool
}

// Blank tells whether nothing stands in the field's box.
func (f *frame) Blank() bool {
	in, ok := f.focusable.(*Input)
	return ok && in.Text == ""
}

// OnEscape sets what Escape does in the field's box, where the box has no use for it.
func (f *frame) OnEscape(leave func()) {
	if in, ok := f.focusable.(*Input); ok {
		in.OnEscape = leave
	}
}

// build assembles the frame around a control. objection returns what is wrong
// with the content ("" if nothing); an empty required field is the frame's own.
func (f *frame) build(self fyne.Widget, name, label string, control fyne.CanvasObject, focusable fyne.Focusable, objection func() string) {
	f.name, f.label = name, label
	f.self, f.control, f.focusable, f.objection = self, control, focusable, objection
	f.mark = widget.NewLabelWithStyle("*", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	f.mark.Importance = widget.HighImportance // not red: nothing is wrong yet
	f.mark.SizeName = base.SizeNameCaptionText
	f.mark.Hide()
	f.note = widget.NewLabel("")
	f.note.SizeName = base.SizeNameCaptionText
	f.note.Wrapping = wrapping()
	f.note.Hide()
	f.ExtendBaseWidget(self)
}

// CreateRenderer implements fyne.Widget.
func (f *frame) CreateRenderer() fyne.WidgetRenderer {
	title := widget.NewLabel(f.label)
	title.SizeName = base.SizeNameCaptionText
	f.head = container.New(tight{}, title, f.mark)
	f.SetBare(f.bare)
	return widget.NewSimpleRenderer(container.New(&stacked{}, f.head, f.control, container.New(trimmed{}, f.note)))
}

// SetBare leaves the label out, for a field in a table whose heading has it.
func (f *frame) SetBare(on bool) {
	f.bare = on
	switch {
	case f.head == nil:
	case on:
		f.head.Hide()
	default:
		f.head.Show()
	}
}

// Name implements FormField.
func (f *frame) Name() string { return f.name }

// Label implements FormField.
func (f *frame) Label() string { return f.label }

// Focus implements FormField.
func (f *frame) Focus() { focus(f.self, f.focusable) }

// SetRequired marks the field with a star; Check then objects to emptiness.
func (f *frame) SetRequired(required bool) {
	f.required = required
	if required {
		f.mark.Show()
	} else {
		f.mark.Hide()
	}
	f.Refresh()
}

// SetHint shows a quiet line below the field while it has no error.
func (f *frame) SetHint(text string) {
	f.hint = text
	if f.note.Importance != widget.DangerImportance {
		f.show(text, widget.LowImportance)
	}
}

// SetError implements FormField.
func (f *frame) SetError(text string) {
	if text != "" {
		f.show(text, widget.DangerImportance)
		return
	}
	f.show(f.hint, widget.LowImportance)
}

// OnNote implements FormField.
func (f *frame) OnNote(changed func()) { f.noted = changed }

// ErrorText implements FormField.
func (f *frame) ErrorText() string {
	if f.note.Visible() && f.note.Importance == widget.DangerImportance {
		return f.note.Text
	}
	return ""
}

// Check implements FormField.
func (f *frame) Check() string {
	text := ""
	if f.objection != nil {
		text = f.objection()
	}
	f.SetError(text)
	return text
}

// requiredText is the objection to an empty required field.
func (f *frame) requiredText() string {
	return i18n.RequiredField.Text(f.label)
}

func (f *frame) show(text string, importance widget.Importance) {
	if f.note.Text == text && f.note.Importance == importance && f.note.Visible() == (text != "") {
		return
	}
	f.note.Importance = importance
	f.note.SetText(text)
	if text == "" {
		f.note.Hide()
	} else {
		f.note.Show()
	}
	f.Refresh()
	if f.noted != nil {
		f.noted()
	}
}
