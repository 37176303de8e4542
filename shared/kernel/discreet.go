package kernel

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Guards see everything, and the rows they look at have names and amounts that
// their author may not read. So what a refusal tells is held against what it was
// made of, here and nowhere else: a text or a sum that only rows out of his sight
// hold is left out, and so is what its code guards. What he said himself, or can read
// elsewhere, stays.

// discreet takes out of a refusal what its author may not read.
func (tx *Tx) discreet(err error) error {
	r, ok := err.(*Refusal)
	if !ok || tx.author() == nil {
		return err
	}
	var shown, hidden []Row
	for _, h := range slices.Collect(maps.Values(tx.rows)) { // who sees a row may have to be looked up
		switch {
		case h == nil:
		case h.before == nil || tx.author().permits(h.before, tx.leader):
			shown = append(shown, h.row)
		default:
			hidden = append(hidden, h.before)
		}
	}
	if len(hidden) == 0 {
		return err
	}
	quiet := *r
	quiet.Args = tx.without(r, shown, hidden)
	quiet.Details = nil
	for _, d := range r.Details {
		d.Args = tx.without(&d, shown, hidden)
		quiet.Details = append(quiet.Details, d)
	}
	return &quiet
}

func (tx *Tx) without(r *Refusal, shown, hidden []Row) []Arg {
	list := make([]Arg, len(r.Args))
	for i, a := range r.Args {
		sees := r.Guarded(a.Name)
		if list[i] = a; sees != "" && !tx.author().Tags[Audience(sees).Tag] || tx.tellsOf(a, shown, hidden) {
			list[i] = NotShown(a.Name)
		}
	}
	return list
}

// NotShown stands where a reader may not read an argument.
func NotShown(name string) Arg { return Words(name, "（无权查看）", "(not shown)") }

// tellsOf tells whether an argument repeats something of the hidden rows alone.
func (tx *Tx) tellsOf(a Arg, shown, hidden []Row) bool {
	for _, row := range hidden {
		for _, f := range row.Base().schema.Fields {
			v := f.Get(row)
			if v.IsZero() || !repeats(a.Value, v) {
				continue
			}
			if v.Kind == KindText && bytes.Contains(tx.Call.Args, []byte(v.Str)) {
				continue
			}
			if !someHave(shown, v) {
				return true
			}
		}
	}
	return false
}

// someHave tells whether one of the rows has a value.
func someHave(rows []Row, v Value) bool {
	for _, row := range rows {
		for _, f := range row.Base().schema.Fields {
			if own := f.Get(row); own.Kind == v.Kind && repeats(own, v) {
				return true
			}
		}
	}
	return false
}

// repeats tells whether a value says what another says: a text holds it, a sum or a
// price is it. Quantities and single letters are too common to tell anything.
func repeats(said, v Value) bool {
	switch v.Kind {
	case KindText:
		return said.Kind == KindText && utf8.RuneCountInString(v.Str) > 1 && strings.Contains(said.Str, v.Str)
	case KindMoney, KindPrice:
		return said.Kind == v.Kind && said.Int == v.Int
	}
	return false
}
