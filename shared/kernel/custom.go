package kernel

import (
	"slices"
	"sort"

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

// CustomField is a field a customer has defined for an entity.
type CustomField struct {
	ID       ID
	Entity   string
	Zh, En   string
	Kind     Kind
	Required bool
	Ask      bool // two people's edits are rejected with both values
	Options  []Option
}

// CustomPrefix addresses a customer-defined field like a declared one:
// "custom:" and the field's id.
const CustomPrefix = "custom:"

// CustomFieldOf finds a customer-defined field. The module that owns these
// definitions sets it while packages initialise.
var CustomFieldOf func(tx *Tx, id ID) (CustomField, Presence)

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
	sort.Slice(values, func(i, j int) bool { return string(values[i].Field[:]) < string(values[j].Field[:]) })
	var b []byte
	for _, v := range values {
		b = append(b, v.Field[:]...)
		b = protowire.AppendString(b, v.Text)
	}
	return b
}
