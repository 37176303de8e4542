package common

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// Fields are the fields of a form that was made from inputs.
type Fields struct {
	All  []widgets.FormField
	read map[string]func() (string, bool)
	kept []func() error
}

// NewFields makes a field for each input. A long text stands alone at full width;
// the others are for FormPage.Add.
func NewFields(site *Site, inputs []view.Input) *Fields {
	f := &Fields{read: map[string]func() (string, bool){}}
	for _, in := range inputs {
		f.All = append(f.All, f.field(site, in))
	}
	return f
}

// Texts is what the fields hold as canonical text. An untouched field that holds
// what nobody can read is left out; FormPage has objected to it.
func (f *Fields) Texts() map[string]string {
	texts := map[string]string{}
	for name, read := range f.read {
		if text, ok := read(); ok {
			texts[name] = text
		}
	}
	return texts
}

// Keep keeps the files that were chosen, before the command that names them is given. It
// runs away from the screen.
func (f *Fields) Keep() error {
	var errs []error
	for _, keep := range f.kept {
		errs = append(errs, keep())
	}
	return errors.Join(errs...)
}

func (f *Fields) field(site *Site, in view.Input) widgets.FormField {
	switch in.Kind {
	case kernel.KindMoney, kernel.KindQty, kernel.KindPrice:
		return f.number(in)
	case kernel.KindInt:
		return f.whole(in)
	case kernel.KindDate:
		return f.date(site, in)
	case kernel.KindBool:
		box := widgets.NewCheckField(in.Name, in.Label)
		box.SetOn(in.Text == "true")
		box.SetHint(in.Hint)
		f.read[in.Name] = func() (string, bool) { return strconv.FormatBool(box.On()), true }
		return box
	case kernel.KindFile:
		box := NewFileInput(site, in, in.Picture, in.At)
		f.read[in.Name] = func() (string, bool) { return box.Text(), true }
		f.kept = append(f.kept, box.Keep)
		return box
	case kernel.KindID:
		if in.Target != "" {
			return f.found(site, in)
		}
		return f.choice(in) // a row among those that are offered
	case kernel.KindChoice, kernel.KindState:
		return f.choice(in)
	}
	if in.Suggest != nil {
		return f.suggested(site, in)
	}
	field := widgets.NewField(in.Name, in.Label)
	if in.Long {
		field = widgets.NewTextField(in.Name, in.Label, 3)
	}
	field.SetRequired(in.Required)
	field.SetText(in.Text)
	field.SetHint(in.Hint)
	f.read[in.Name] = func() (string, bool) { return field.Text(), true }
	return field
}

// NewSuggested is the box of a text that offers something while it is typed.
func NewSuggested(site *Site, in view.Input) *widgets.PickerField[view.Option] {
	box := widgets.NewPickerField(site.Dispatcher, in.Name, in.Label, widgets.PickerConfig[view.Option]{
		Search: func(_ context.Context, query string, _ int) ([]view.Option, error) { return in.Suggest(query), nil },
		Title:  func(o view.Option) string { return o.Code },
		Detail: func(o view.Option) string { return o.Label },
		Aside:  func(o view.Option) bool { return o.Label != "" },
	})
	box.SetHint(in.Hint)
	return box
}

// suggested is a text that is chosen among those that what is typed suggests.
func (f *Fields) suggested(site *Site, in view.Input) widgets.FormField {
	box := NewSuggested(site, in)
	if in.Text != "" {
		box.SetPicked(view.Option{Code: in.Text})
	}
	f.read[in.Name] = func() (string, bool) {
		picked, chosen := box.Picked()
		return picked.Code, chosen || strings.TrimSpace(box.Input.Text) == ""
	}
	return box
}

// found is a row of an entity, found by its name.
func (f *Fields) found(site *Site, in view.Input) widgets.FormField {
	box := widgets.NewPickerField(site.Dispatcher, in.Name, in.Label, widgets.PickerConfig[record.Choice]{
		Search: func(_ context.Context, search string, limit int) ([]record.Choice, error) {
			return view.Load(site.Desk, func(r *view.Reader) ([]record.Choice, error) {
				return record.Find(r, in.Target, search, limit, nil)
			})
		},
		Title:  func(o record.Choice) string { return o.Title },
		Detail: func(o record.Choice) string { return o.Detail },
	})
	box.SetRequired(in.Required)
	box.SetHint(in.Hint)
	if id, err := kernel.ParseID(in.Text); err == nil && !id.IsZero() {
		box.SetPicked(record.Choice{ID: id, Title: in.Title})
	}
	f.read[in.Name] = func() (string, bool) {
		o, chosen := box.Picked()
		if !chosen {
			return "", strings.TrimSpace(box.Input.Text) == ""
		}
		return o.ID.String(), true
	}
	return box
}

func (f *Fields) choice(in view.Input) widgets.FormField {
	options := make([]widgets.SelectOption, len(in.Options))
	for i, o := range in.Options {
		options[i] = widgets.SelectOption{Code: o.Code, Label: o.Label}
	}
	box := widgets.NewSelectField(in.Name, in.Label, options)
	box.SetRequired(in.Required)
	box.SetCode(in.Text)
	box.SetHint(in.Hint)
	f.read[in.Name] = func() (string, bool) { return box.Code(), true }
	return box
}

func (f *Fields) number(in view.Input) widgets.FormField {
	field := widgets.NewQtyField(in.Name, in.Label)
	field.SetUnit(in.Unit)
	switch in.Kind {
	case kernel.KindMoney:
		field = widgets.NewMoneyField(in.Name, in.Label)
	case kernel.KindPrice:
		field = widgets.NewPriceField(in.Name, in.Label)
	}
	field.SetRequired(in.Required)
	field.SetHint(in.Hint)
	if v, err := kernel.ParseValue(in.Kind, in.Text); err == nil && in.Text != "" {
		field.SetValue(v.Int)
	}
	f.read[in.Name] = func() (string, bool) {
		if field.Input.Text == "" {
			return emptied(in.Text), true
		}
		n, ok := field.Value()
		return kernel.Value{Kind: in.Kind, Int: n}.String(), ok
	}
	return field
}

// emptied is what an emptied number says: nothing where there was nothing, else
// zero.
func emptied(was string) string {
	if was == "" {
		return ""
	}
	return "0"
}

func (f *Fields) whole(in view.Input) widgets.FormField {
	field := widgets.NewField(in.Name, in.Label)
	field.Input.Numeric = true
	field.SetRequired(in.Required)
	field.SetText(in.Text)
	field.SetHint(in.Hint)
	field.Validate = func(text string) string {
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return kernel.OutOfRange.With(kernel.Text("field", in.Label)).Sentence(view.Lang(), nil)
		}
		return ""
	}
	f.read[in.Name] = func() (string, bool) {
		if field.Text() == "" {
			return emptied(in.Text), true
		}
		_, err := strconv.ParseInt(field.Text(), 10, 64)
		return field.Text(), err == nil
	}
	return field
}

func (f *Fields) date(site *Site, in view.Input) widgets.FormField {
	field := widgets.NewDateField(in.Name, in.Label, site.Day)
	field.SetRequired(in.Required)
	field.SetHint(in.Hint)
	if d, err := kernel.ParseDate(in.Text); err == nil {
		field.SetDate(Calendar(d))
	}
	f.read[in.Name] = func() (string, bool) {
		if field.Input.Text == "" {
			return "", true
		}
		d, ok := field.Date()
		return DateOf(d).String(), ok
	}
	return field
}

// NewDay asks for the day of a document that is typed later than it happened, as its
// command declares it.
func NewDay(site *Site, command, name string) *widgets.DateField {
	f := view.Argument(site.Desk.Catalog, command, name)
	field := widgets.NewDateField(name, view.FieldLabel(f), site.Day)
	field.SetHint(view.Hint(f))
	field.Toward = toward(f)
	return field
}

// toward is where the days of a field lie, as it is declared; nil for one that is not.
func toward(f *kernel.Field) i18n.Toward {
	switch {
	case f == nil:
		return i18n.Nearest
	case f.Day == kernel.Happened, f.Day == kernel.Before:
		return i18n.Past
	case f.Day == kernel.ToCome:
		return i18n.Ahead
	}
	return i18n.Nearest
}

// DayOf is the day in a field, 0 for none.
func DayOf(f *widgets.DateField) kernel.Date {
	if day, ok := f.Date(); ok {
		return DateOf(day)
	}
	return 0
}

// Calendar is a civil date as the date field takes it.
func Calendar(d kernel.Date) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, time.UTC)
}

// DateOf is a date field's day as a civil date.
func DateOf(t time.Time) kernel.Date {
	if t.IsZero() {
		return 0
	}
	return kernel.DateOf(t.Year(), int(t.Month()), t.Day())
}
