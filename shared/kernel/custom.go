package kernel

import (
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// Custom holds the values of customer-defined fields of one row: pairs of field
// id and canonical text, sorted by id, so that equal content is equal bytes.
// To undo, digest and codec it is one field like any other.
type Custom []byte

// CustomValue is one pair.
type CustomValue struct {
	Field ID
	Text  string
}

// CustomField is a field a customer has defined for an entity, or a module for the
// company that it serves.
type CustomField struct {
	ID       ID
	Name     string // of a module's
	Entity   string
	Zh, En   string
	Kind     Kind
	Target   string // the entity whose rows a reference names, [KindID]
	Required bool
	Listed   bool // a column of lists
	Ask      bool // two people's edits are rejected with both values
	Options  []Option
	Usual    string // canonical text of what holds where nothing is said
	HintZh   string // a sentence below the input
	HintEn   string
	Least    int64 // of a figure, with Most; both zero where it has no bounds
	Most     int64
	Former   string // the field of the entity that held it in earlier releases, see [FormerlyNamed]
}

// Check refuses a canonical text that the field cannot have.
func (cf *CustomField) Check(content string) error {
	name := CustomPrefix + cf.ID.String()
	label := Arg{Name: "field", Value: Of(name), Zh: cf.Zh, En: cf.En}
	v, err := ParseValue(cf.Kind, content)
	switch {
	case err != nil:
		return (&Field{Name: name, Zh: cf.Zh, En: cf.En, Kind: cf.Kind}).Unreadable(content, err)
	case cf.Kind == KindChoice && !isOption(cf.Options, content):
		return BadChoice.With(label, Text("value", content))
	case cf.Least != cf.Most && (v.Int < cf.Least || v.Int > cf.Most):
		return OutOfBounds.With(label, Arg{Name: "value", Value: v},
			Arg{Name: "least", Value: Value{Kind: cf.Kind, Int: cf.Least}}, Arg{Name: "most", Value: Value{Kind: cf.Kind, Int: cf.Most}})
	}
	return nil
}

// CustomPrefix addresses a customer-defined field like a declared one:
// "custom:" and the field's id.
const CustomPrefix = "custom:"

// CustomFieldOf finds a customer-defined field. The module that owns these
// definitions sets it while packages initialise.
var CustomFieldOf func(tx *Tx, id ID) (CustomField, Presence)

// CustomFieldsOf lists the customer-defined fields of an entity that are in use. The
// module that owns them sets it.
var CustomFieldsOf func(tx *Tx, entity string) ([]CustomField, Presence)

// CustomRequired is the step from which on a row that is added or edited must have what
// its company has declared to be required, besides what the command itself names. Rows
// of before are left alone until somebody edits them.
const CustomRequired = "custom_field.required"

func init() {
	Upgrade(56, CustomRequired, "自定义的必填字段在新增和修改时必须填写", "Required fields of the company's own are asked for when a row is added or edited", func(*Tx) error { return nil })
}

// customComplete refuses a row that lacks a required field of the company's own. A yes
// or no that nobody has ticked is a no.
func (s *Schema) customComplete(tx *Tx, row Row) error {
	if CustomFieldsOf == nil || !tx.Since(CustomRequired) {
		return nil
	}
	fields, p := CustomFieldsOf(tx, s.Name)
	if p == Unknown {
		return ErrNeedsServer
	}
	for _, f := range fields {
		if f.Required && f.Kind != KindBool && row.Base().Custom.Get(f.ID) == "" {
			return Missing.With(Arg{Name: "field", Value: Of(CustomPrefix + f.ID.String()), Zh: f.Zh, En: f.En})
		}
	}
	return nil
}

// Values lists the pairs; broken content ends the list.
func (c Custom) Values() []CustomValue {
	var values []CustomValue
	for rest := []byte(c); len(rest) > 16; {
		var v CustomValue
		copy(v.Field[:], rest)
		text, n := protowire.ConsumeBytes(rest[16:])
		if n < 0 {
			break
		}
		v.Text = string(text)
		values = append(values, v)
		rest = rest[16+n:]
	}
	return values
}

// words appends what search finds of the content: all that a person would type. Pairs
// do not say of which kind they are, so a yes, a no and an id are told by their look.
func (c Custom) words(texts []string) []string {
	for _, v := range c.Values() {
		if v.Text == "true" || v.Text == "false" {
			continue
		}
		if _, err := ParseID(v.Text); err != nil {
			texts = append(texts, v.Text)
		}
	}
	return texts
}

// Get is the text of a field, empty when it has none.
func (c Custom) Get(field ID) string {
	for _, v := range c.Values() {
		if v.Field == field {
			return v.Text
		}
	}
	return ""
}

// With returns the content with one field changed; an empty text takes it out.
func (c Custom) With(field ID, text string) Custom {
	values := slices.DeleteFunc(c.Values(), func(v CustomValue) bool { return v.Field == field })
	if text != "" {
		values = append(values, CustomValue{field, text})
	}
	return pack(values)
}
