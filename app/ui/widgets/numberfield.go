package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// NumberField is a labelled box for a scaled integer. It takes what people
// type (１２．５, 12。5, 1,234.50) and writes it in the usual form when left.
type NumberField struct {
	frame
	// Input is the box itself.
	Input *Input
	// Validate returns what is wrong with a well-formed value, "" if nothing.
	Validate func(value int64) string
	// OnChanged is called with each well-formed value while typing; with 0 when
	// the box is emptied.
	OnChanged func(value int64)
	// OnCode takes a code that a scanner sent while the keyboard was here; what stood in
	// the box comes back. Set by pages with a scanner, see Counts.
	OnCode func(code string)

	counts bool
	kept   string // in the box when the keyboard came
	parse  func(string) (int64, error)
	format func(int64) string
	unit   *widget.Label // behind the box
	box    *fyne.Container
}

// NewMoneyField returns an empty field for minor units (123456 = 1,234.56).
func NewMoneyField(name, label string) *NumberField {
	return newNumberField(name, label, i18n.ParseMoney, i18n.Money)
}

// NewQtyField returns an empty field for micro units (12_500_000 = 12.5).
func NewQtyField(name, label string) *NumberField {
	f := newNumberField(name, label, i18n.ParseQuantity, i18n.Quantity)
	f.counts = true
	return f
}

// Counts tells whether the field is for a quantity.
func (f *NumberField) Counts() bool { return f.counts }

// NewPercentField returns an empty field for a percentage in millionths of a percent.
func NewPercentField(name, label string) *NumberField {
	return newNumberField(name, label, i18n.ParseQuantity, i18n.Ratio)
}

// NewPriceField returns an empty field for unit prices in micro units.
func NewPriceField(name, label string) *NumberField {
	return newNumberField(name, label, i18n.ParsePrice, i18n.Price)
}

func newNumberField(name, label string, parse func(string) (int64, error), format func(int64) string) *NumberField {
	f := &NumberField{Input: NewInput(), parse: parse, format: format}
	f.Input.Numeric, f.Input.Whole = true, true
	f.unit = NewNote("", Quiet)
	f.unit.Wrapping = fyne.TextWrapOff
	f.unit.Hide()
	f.box = NewBorder(nil, nil, nil, f.unit, f.Input)
	f.build(f, name, label, f.box, f.Input, f.wrong)
	wire(&f.frame, f.Input, f.changed, f.tidy)
	left := f.Input.OnFocus
	f.Input.OnFocus = func(gained bool) {
		if gained {
			f.kept = f.Input.Text
		}
		left(gained)
	}
	return f
}

// SetUnit writes the unit of measure behind the box; "" for none.
func (f *NumberField) SetUnit(unit string) {
	if f.unit.Text == unit {
		return
	}
	f.unit.SetText(unit)
	if unit == "" {
		f.unit.Hide()
	} else {
		f.unit.Show()
	}
	f.box.Refresh()
}

// Unit is what stands behind the box.
func (f *NumberField) Unit() string { return f.unit.Text }

// Value returns the content. ok is false when the box is empty or holds no
// number; Check tells the user which.
func (f *NumberField) Value() (value int64, ok bool) {
	value, err := f.parse(f.Input.Text)
	return value, err == nil
}

// SetValue writes a value in its usual form.
func (f *NumberField) SetValue(value int64) { f.Input.SetText(f.format(value)) }

// Clear empties the box.
func (f *NumberField) Clear() { f.Input.SetText("") }

// Bind implements FormField.
func (f *NumberField) Bind(next, save func()) {
	f.Input.OnSave = save
	f.Input.OnNext = func() {
		if code := f.Input.Text; f.OnCode != nil && isCode(code) {
			f.Input.SetText(f.kept)
			f.OnCode(code)
			return
		}
		next()
	}
}

// isCode tells whether a text is what a scanner sends and nobody counts: a trade number,
// or letters with digits.
func isCode(text string) bool {
	letters, digits := 0, 0
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			letters++
		case c != '-':
			return false
		}
	}
	if letters > 0 {
		return digits > 0 && len(text) >= shortestCode
	}
	return digits == len(text) && digits >= shortestNumber
}

const (
	shortestCode   = 4  // of a code with letters
	shortestNumber = 12 // of digits that are a trade number and no quantity
)

func (f *NumberField) changed(text string) {
	if f.OnChanged == nil {
		return
	}
	if strings.TrimSpace(text) == "" {
		f.OnChanged(0) // what was emptied is nothing, not what stood there before
		return
	}
	if value, err := f.parse(text); err == nil {
		f.OnChanged(value)
	}
}

// tidy checks the content and, if it is a number, writes it properly.
func (f *NumberField) tidy() {
	if f.Check() != "" {
		return
	}
	if value, ok := f.Value(); ok && f.Input.Text != f.format(value) {
		f.SetValue(value)
	}
}

func (f *NumberField) wrong() string {
	if f.Input.Text == "" {
		if f.required {
			return f.requiredText()
		}
		return ""
	}
	value, err := f.parse(f.Input.Text)
	if err != nil {
		return i18n.Explain(err)
	}
	if f.Validate != nil {
		return f.Validate(value)
	}
	return ""
}
