package view

import (
	"heyi/shared/kernel"
	"heyi/shared/org"
)

// OwnOf makes the inputs of the fields that the company has defined for an entity, with
// the content of a row; row is nil for a new one.
func OwnOf(r *Reader, entity string, row kernel.Row) []Input {
	return OwnInputs(org.FieldsOf(r.Tx, entity), row)
}

// OwnFacts are the company's own fields of a row in words, those with content.
func OwnFacts(r *Reader, row kernel.Row) []Option {
	var facts []Option
	for _, f := range org.FieldsOf(r.Tx, row.Base().Schema().Name) {
		if text := row.Base().Custom.Get(f.ID); text != "" {
			v, err := kernel.ParseValue(f.Kind, text)
			if err != nil {
				v = kernel.Of(text)
			}
			facts = append(facts, Option{Code: Say(f.Zh, f.En), Label: Figure(v)})
		}
	}
	return facts
}

// Fill is what the commands of a document take of the inputs of [OwnOf]: the fields
// whose content is another now.
func Fill(inputs []Input, becomes map[string]string) kernel.Custom {
	texts := map[string]string{}
	for _, c := range Edited(inputs, becomes) {
		if Fills(c.Was, c.Becomes) {
			texts[c.Field] = c.Becomes
		}
	}
	return kernel.Fill(texts)
}

// Fills tells whether a field of the company's own is to be written. A box that nobody
// has ticked says nothing.
func Fills(was, becomes string) bool { return was != becomes && (was != "" || becomes != "false") }
