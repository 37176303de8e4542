package widgets

import "strings"

// Field is a labelled text box.
//
//	name := widgets.NewField("name", customerName.Text())
//	name.SetRequired(true)
//	name.Validate = func(text string) string { ... return "" or what is wrong }
//
// Objections appear when the user leaves the field or saves, never while
// typing: an input method shows letters that are not the text yet.
type Field struct {
	frame
	// Input is the box itself, for placeholder, password or keyboard type.
	Input *Input
	// Validate returns what is wrong with a non-empty text, "" if nothing.
	Validate func(text string) string
	// OnChanged is called on every change by the user or SetText.
	OnChanged func(text string)
}

// NewField returns an empty text field. name identifies it to refusals, label
// is translated.
func NewField(name, label string) *Field { return newField(name, label, NewInput()) }

// NewTextField returns an empty field of several lines, for remarks.
func NewTextField(name, label string, lines int) *Field {
	return newField(name, label, NewTextInput(lines))
}

// NewPasswordField returns an empty field that hides what is typed.
func NewPasswordField(name, label string) *Field {
	input := NewInput()
	input.Password = true
	return newField(name, label, input)
}

func newField(name, label string, input *Input) *Field {
	f := &Field{Input: input}
	f.build(f, name, label, input, input, f.wrong)
	wire(&f.frame, input, func(text string) {
		if f.OnChanged != nil {
			f.OnChanged(text)
		}
	}, func() { f.Check() })
	return f
}

// Text returns the content without surrounding blanks.
func (f *Field) Text() string { return strings.TrimSpace(f.Input.Text) }

// SetText replaces the content.
func (f *Field) SetText(text string) { f.Input.SetText(text) }

// Disable makes the field read-only.
func (f *Field) Disable() { f.Input.Disable() }

// Enable makes the field editable again.
func (f *Field) Enable() { f.Input.Enable() }

// Bind implements FormField.
func (f *Field) Bind(next, save func()) { f.Input.OnNext, f.Input.OnSave = next, save }

func (f *Field) wrong() string {
	text := f.Text()
	switch {
	case text == "" && f.required:
		return f.requiredText()
	case text == "" || f.Validate == nil:
		return ""
	}
	return f.Validate(text)
}

// wire connects a box to its frame: a change removes the objection, leaving
// the box after a change checks it.
func wire(f *frame, input *Input, changed func(string), left func()) {
	touched := false
	input.OnChanged = func(text string) {
		touched = true
		f.SetError("")
		changed(text)
	}
	input.OnFocus = func(gained bool) {
		if !gained && touched {
			touched = false
			left()
		}
	}
}
