package view

import (
	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/tools/text"
)

// Input is one field of a form, taken from the declaration of an entity or from a
// field that the company has defined itself.
type Input struct {
	Name     string // as in kernel.Change
	Entity   string // whose edit writes it, where that is a companion's; "" for the row's own
	Label    string
	Hint     string
	Kind     kernel.Kind
	Unit     string // of a quantity, where it stands in the same row
	Required bool
	Options  []Option                    // of a choice
	Target   string                      // of a reference that is not one of options: the entity whose rows are found
	Title    string                      // of a reference: what people call the row that it names now
	Text     string                      // canonical, as it is now; "" for nothing
	Long     bool                        // several lines
	Picture  bool                        // a file that is one
	At       client.FileAt               // where the row has its file
	Suggest  func(query string) []Option // of a text: what is offered while it is typed; nil for nothing. What was typed itself has a label that says so
}

// Inputs makes the inputs of some fields of an entity, with the content of a row that
// is whole, [kernel.Entity.Whole]; row is nil for a new one.
func Inputs(c *kernel.Catalog, entity string, row kernel.Row, fields ...string) []Input {
	s := c.Schema(entity)
	texts := map[string]string{}
	if row != nil {
		texts = Texts(row, fields...)
	}
	var inputs []Input
	for _, name := range fields {
		_, f := s.Takes(name)
		if f == nil {
			continue
		}
		in := Input{
			Name: name, Label: FieldLabel(f), Hint: Hint(f), Kind: f.Kind, Required: f.Required, Text: texts[name], Long: f.Form == text.Lines,
		}
		in.Suggest = Suggest(entity, name)
		if in.Picture = f.Picture; f.Kind == kernel.KindFile && row != nil {
			in.At = FileAt(row, f)
		}
		if by := s.Field(f.Unit); by != nil && row != nil {
			in.Unit = by.Get(row).Str
		}
		for _, o := range s.ChoicesOf(f) {
			in.Options = append(in.Options, Option{Code: o.Code, Label: Say(o.Zh, o.En)})
		}
		inputs = append(inputs, in)
	}
	return inputs
}

// OwnInputs makes the inputs of the fields that the company has defined.
func OwnInputs(r *Reader, fields []kernel.CustomField, row kernel.Row) []Input {
	var inputs []Input
	for _, f := range fields {
		in := Input{Name: kernel.CustomPrefix + f.ID.String(), Label: Say(f.Zh, f.En), Kind: f.Kind, Required: f.Required}
		for _, o := range f.Options {
			in.Options = append(in.Options, Option{Code: o.Code, Label: Say(o.Zh, o.En)})
		}
		if row != nil {
			in.Text = row.Base().Custom.Get(f.ID)
		}
		if f.Kind == kernel.KindID {
			in.Target, in.Title = f.Target, SayOwnText(r, &f, in.Text)
		}
		inputs = append(inputs, in)
	}
	return inputs
}

// Edited compares what a form showed with what it holds. An emptied choice or
// text becomes empty.
func Edited(inputs []Input, becomes map[string]string) []kernel.Change {
	var changes []kernel.Change
	for _, in := range inputs {
		if now, shown := becomes[in.Name]; shown && now != in.Text {
			changes = append(changes, kernel.Change{Field: in.Name, Was: in.Text, Becomes: now})
		}
	}
	return changes
}
