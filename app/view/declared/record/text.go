package record

import (
	"strings"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// zero is the canonical text of a kind's nothing: "0.00" of money, "" of text.
func zero(kind kernel.Kind) string { return kernel.Value{Kind: kind}.String() }

// Say puts a field of a row into words: the title of what a reference points to,
// the label of a choice, 13% for a rate, "" for nothing.
func Say(r *view.Reader, row kernel.Row, f *kernel.Field) string {
	s := row.Base().Schema()
	v := f.Get(row)
	if say := spokenOf(s, f); say != nil {
		return say(r, row)
	}
	switch {
	case v.IsZero() && !speaks(s, f):
		return ""
	case v.IsZero() && f.Settled && figure(f.Kind):
		return view.Settled(row, sayFigure(r, row, s, f, v))
	}
	return sayFigure(r, row, s, f, v)
}

func sayFigure(r *view.Reader, row kernel.Row, s *kernel.Schema, f *kernel.Field, v kernel.Value) string {
	switch {
	case f.Kind == kernel.KindQty:
		return view.QtyOfRow(r, row, f)
	case f.Kind == kernel.KindState:
		return view.StateOf(r, row).Text
	case f.Month:
		return view.Month(v.Int)
	case f.Kind == kernel.KindID:
		return title(r, targetOf(r.Catalog, s, f, row), v.ID())
	case namesEntity(s, f):
		return view.Entity(r.Catalog, v.Str)
	}
	return sayValue(r, s.Name, s.ChoicesOf(f), f.Name, v)
}

// speaks tells whether a field's nothing says something: no is an answer and a rate
// of 0% is one, and in what documents have made a figure of zero is a result. In a
// master a price of zero is one that nobody has set.
func speaks(s *kernel.Schema, f *kernel.Field) bool {
	switch f.Kind {
	case kernel.KindBool, kernel.KindRate:
		return true
	}
	declared, _ := module.SaidOf(s.Name, f.Name)
	return s.Kept && figure(f.Kind) && !declared.Open
}

// sayValue puts a value that is no reference into words.
func sayValue(r *view.Reader, entity string, choices []kernel.Option, field string, v kernel.Value) string {
	switch v.Kind {
	case kernel.KindState, kernel.KindChoice:
		for _, o := range choices {
			if o.Code == v.Str {
				return view.Say(o.Zh, o.En)
			}
		}
		return v.Str
	case kernel.KindFile:
		return view.File(kernel.File(v.Str))
	case kernel.KindRate:
		return view.Rate(kernel.Rate(v.Int))
	case kernel.KindTime:
		return view.DateTime(kernel.Time(v.Int), r.Author.Zone)
	case kernel.KindText:
		if k := codesOf(entity, field); k != nil {
			return sayCodes(k.options(r), v.Str, k.many)
		}
	}
	return view.Figure(v)
}

// targetOf is the entity that a reference points to; nil when nobody knows.
func targetOf(c *kernel.Catalog, s *kernel.Schema, f *kernel.Field, row kernel.Row) *kernel.Schema {
	if f.RefBy == "" {
		return s.Target(f)
	}
	if by := s.Field(f.RefBy); by != nil {
		return c.Schema(by.Get(row).Str)
	}
	return nil
}

// namesEntity tells whether a text field names the entity of a reference beside it.
func namesEntity(s *kernel.Schema, f *kernel.Field) bool {
	for _, other := range s.Fields {
		if other.RefBy == f.Name {
			return true
		}
	}
	return false
}

// title is what people call the row that a reference points to.
func title(r *view.Reader, target *kernel.Schema, id kernel.ID) string {
	if target == nil || id.IsZero() {
		return ""
	}
	row, p := r.Tx.GetRow(target, id)
	switch {
	case p != kernel.Found:
		return view.Elsewhere(r, target.Name)
	case target.Name == org.Seats.Name():
		return view.Holder(r, kernel.Ref[org.Seat](id))
	}
	return Title(r, row)
}

// Title is what people call a row: what its part is of for a row of guarded fields, its title fields, else the named rows that it
// joins, else the kind of row it is. It is never an id.
func Title(r *view.Reader, row kernel.Row) string {
	s := row.Base().Schema()
	if s.Main != nil {
		if main, p := r.Tx.GetRow(s.Main, row.Base().ID); p == kernel.Found {
			return Title(r, main)
		}
	}
	if text := named(r, row); text != "" {
		return text
	}
	var joined []string
	for _, f := range s.Fields {
		if target := s.Target(f); f.Kind == kernel.KindID && f.Listed && target != nil {
			if other, p := r.Tx.GetRow(target, f.Get(row).ID()); p == kernel.Found {
				joined = append(joined, named(r, other)) // no further: rows may refer to each other
			}
		}
	}
	if text := view.Join(joined...); text != "" {
		return text
	}
	return view.Say(s.Zh, s.En)
}

// named is the text of a row's title fields.
func named(r *view.Reader, row kernel.Row) string {
	var parts []string
	for _, f := range row.Base().Schema().Fields {
		if f.Title && f.Kind != kernel.KindID {
			parts = append(parts, Say(r, row, f))
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// TitleOf is the title of a row by its id.
func TitleOf(r *view.Reader, entity string, id kernel.ID) string {
	return title(r, r.Catalog.Schema(entity), id)
}

// Subject is the name of a row for the title of its page, "" when it has none of its
// own or is not there.
func Subject(r *view.Reader, entity string, id kernel.ID) string {
	s := r.Catalog.Schema(entity)
	if s == nil {
		return ""
	}
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found {
		return ""
	}
	if title := Title(r, row); title != view.Say(s.Zh, s.En) {
		return title
	}
	return ""
}
