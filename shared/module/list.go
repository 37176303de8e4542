package module

import (
	"fmt"
	"slices"

	"heyi/shared/ask"
	"heyi/shared/kernel"
)

// List is what a module says of a list of an entity's rows beyond what the fields say. The
// list without a name is the entity's own.
type List struct {
	Of      string     // one of the module's entities
	Name    string     // of a further list, which shows some of the rows
	Where   ask.Filter // those that it shows
	Presets []Preset   // the questions that it answers by one tap
	By      string     // the field whose choices are further ones; "" for the state
	First   string     // the code of the one that it opens with, all coming last; "" for all, which come first
	Sort    []ask.Order
}

// Preset is a question that a list answers by one tap. A figure elsewhere that opens the list
// counts by the same.
type Preset struct {
	Code   string // of the route; that of a choice takes its place
	Zh, En string
	Where  func(today kernel.Date) ask.Filter
	Sort   []ask.Order // nil for the list's
}

// Always is a condition that is the same on each day.
func Always(f ask.Filter) func(kernel.Date) ask.Filter {
	return func(kernel.Date) ask.Filter { return f }
}

// ListOf is what is said of a list of an entity.
func ListOf(entity, name string) List {
	for _, m := range declared {
		for _, l := range m.Lists {
			if l.Of == entity && l.Name == name {
				return l
			}
		}
	}
	return List{Of: entity, Name: name}
}

// Asks are all questions of a list: those declared, then one for each choice of its field.
func (l List) Asks(s *kernel.Schema) []Preset {
	list := slices.Clone(l.Presets)
	f := s.StateField()
	if l.By != "" {
		f = s.Field(l.By)
	}
	if f == nil {
		return list
	}
	for _, o := range s.ChoicesOf(f) {
		if !slices.ContainsFunc(l.Presets, func(p Preset) bool { return p.Code == o.Code }) {
			where := ask.Filter{Field: f.Name, Op: ask.Eq, Values: []string{o.Code}}
			list = append(list, Preset{Code: o.Code, Zh: o.Zh, En: o.En, Where: Always(where)})
		}
	}
	return list
}

// Ask is the condition of the list with one of its questions, and the order of its rows; a
// code that none has asks for all.
func (l List) Ask(s *kernel.Schema, code string, today kernel.Date) (ask.Filter, []ask.Order) {
	for _, p := range l.Asks(s) {
		if p.Code != code || code == "" {
			continue
		}
		if p.Sort != nil {
			return ask.Both(l.Where, p.Where(today)), p.Sort
		}
		return ask.Both(l.Where, p.Where(today)), l.Sort
	}
	return l.Where, l.Sort
}

// check panics where a list names what its entity does not have.
func (l List) check(s *kernel.Schema) {
	for _, p := range l.Presets {
		if p.Code == "" || p.Zh == "" || p.En == "" || p.Where == nil {
			panic(fmt.Sprintf("module: a preset of %s lacks a code, a language or its question", l.Of))
		}
	}
	if l.By != "" && s.Field(l.By) == nil {
		panic(fmt.Sprintf("module: a list of %s goes by %s, which it lacks", l.Of, l.By))
	}
	if l.First != "" && !slices.ContainsFunc(l.Asks(s), func(p Preset) bool { return p.Code == l.First }) {
		panic(fmt.Sprintf("module: a list of %s opens with %s, which it does not ask", l.Of, l.First))
	}
}
