package widgets

import (
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
)

// SelectOption is one of a few fixed choices.
type SelectOption struct{ Code, Label string }

// SelectField is a labelled choice among a few. For many, use a PickerField.
type SelectField struct {
	frame
	// OnChanged is called when the user chose.
	OnChanged func(code string)
	// Follows says that another cell of its line fills it in: Enter passes it over, Tab
	// does not.
	Follows bool

	box     *Select
	options []SelectOption
	filling bool
}

// NewSelectField returns a field with nothing chosen. It has the edge of a text box,
// which Fyne's Select lacks.
func NewSelectField(name, label string, options []SelectOption) *SelectField {
	f := &SelectField{options: options}
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = o.Label
	}
	f.box = NewSelect(labels, func(string) {
		f.SetError("")
		if f.OnChanged != nil && !f.filling {
			f.OnChanged(f.Code())
		}
	})
	f.box.PlaceHolder = " "
	f.build(f, name, label, container.NewStack(f.box, newGround("", base.ColorNameInputBorder, base.InputRadiusSize())), f.box, func() string {
		if f.required && f.Code() == "" {
			return f.requiredText()
		}
		return ""
	})
	return f
}

// SetOptions replaces what can be chosen and keeps the choice where it is still
// among them.
func (f *SelectField) SetOptions(options []SelectOption) {
	code := f.Code()
	f.options = options
	labels := make([]string, len(options))
	for i, o := range options {
		labels[i] = o.Label
	}
	f.filling = true
	f.box.SetOptions(labels)
	f.filling = false
	f.SetCode(code)
}

// Code returns what is chosen, "" for nothing.
func (f *SelectField) Code() string {
	if i := f.box.SelectedIndex(); i >= 0 && i < len(f.options) {
		return f.options[i].Code
	}
	return ""
}

// SetCode chooses without calling OnChanged; a code that is no option clears.
func (f *SelectField) SetCode(code string) {
	f.filling = true
	defer func() { f.filling = false }()
	for i, o := range f.options {
		if o.Code == code {
			f.box.SetSelectedIndex(i)
			return
		}
	}
	f.box.ClearSelected()
}

// Passed tells whether Enter goes past the field.
func (f *SelectField) Passed() bool { return f.Follows }

// Bind implements FormField; a choice is made with Space.
func (f *SelectField) Bind(next, save func()) { f.box.OnNext, f.box.OnSave = next, save }

// CheckField is a labelled yes or no.
type CheckField struct {
	frame
	// OnChanged is called when the user ticks or clears the box.
	OnChanged func(on bool)

	box     *Check
	filling bool
}

// NewCheckField returns a field that says no.
func NewCheckField(name, label string) *CheckField {
	f := &CheckField{}
	f.box = NewCheck("", func(on bool) {
		if f.OnChanged != nil && !f.filling {
			f.OnChanged(on)
		}
	})
	f.build(f, name, label, f.box, f.box, nil)
	return f
}

// On tells whether the box is ticked.
func (f *CheckField) On() bool { return f.box.Checked }

// SetOn ticks or clears the box without calling OnChanged.
func (f *CheckField) SetOn(on bool) {
	f.filling = true
	defer func() { f.filling = false }()
	f.box.SetChecked(on)
}

// Bind implements FormField; Space ticks the box.
func (f *CheckField) Bind(next, save func()) { f.box.OnNext, f.box.OnSave = next, save }
