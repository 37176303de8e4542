// Package ask is what can be asked of an entity's rows, as data: a condition and an order.
// A module declares the questions that its lists answer with it, a screen keeps them, the
// API reads them, and the store answers them.
package ask

import (
	"slices"

	"heyi/shared/kernel"
)

// Op compares a field with values.
type Op string

// The operators. Which a field takes depends on its kind: see OperatorsOf.
const (
	Eq     Op = "eq"
	Ne     Op = "ne"
	Lt     Op = "lt"
	Le     Op = "le"
	Gt     Op = "gt"
	Ge     Op = "ge"
	In     Op = "in"
	Has    Op = "has"    // the text contains the value, bytewise
	Starts Op = "starts" // the text starts with the value, bytewise
	None   Op = "none"   // the field is empty
	Some   Op = "some"   // the field is not empty
)

// Filter is a condition: a comparison, or others joined. What is given together must hold
// together. The zero Filter lets every row through.
type Filter struct {
	All []Filter `json:"all,omitempty"`
	Any []Filter `json:"any,omitempty"`
	Not *Filter  `json:"not,omitempty"`

	Field  string   `json:"field,omitempty"` // a field's name, kernel.CustomPrefix and an id, or a path to one: order.customer.name
	Op     Op       `json:"op,omitempty"`
	Values []string `json:"values,omitempty"` // canonical texts, see kernel.ParseValue
}

// Order is one column of an order. A name is ordered as people expect
// (kernel.SortKey), any other text bytewise.
type Order struct {
	Field string
	Desc  bool
}

// Is compares a field with one value, given as the Go content of the field.
func Is(field string, op Op, value any) Filter {
	return Filter{Field: field, Op: op, Values: []string{kernel.Of(value).String()}}
}

// Among asks for one of several states or choices.
func Among[T ~string](field string, values ...T) Filter {
	f := Filter{Field: field, Op: In}
	for _, v := range values {
		f.Values = append(f.Values, string(v))
	}
	return f
}

// Both asks for what holds together. A filter that lets every row through is left out.
func Both(filters ...Filter) Filter {
	filters = slices.DeleteFunc(slices.Clone(filters), func(f Filter) bool { return f.Empty() })
	if len(filters) == 1 {
		return filters[0]
	}
	return Filter{All: filters}
}

// Names tells whether the condition asks for a field.
func (f *Filter) Names(field string) bool {
	in := func(list []Filter) bool {
		return slices.ContainsFunc(list, func(each Filter) bool { return each.Names(field) })
	}
	return f.Field == field || in(f.All) || in(f.Any) || f.Not != nil && f.Not.Names(field)
}

// Empty tells whether every row passes because nothing is asked.
func (f *Filter) Empty() bool {
	return len(f.All) == 0 && len(f.Any) == 0 && f.Not == nil && f.Field == ""
}

// OperatorsOf lists the operators that fields of a kind take.
func OperatorsOf(kind kernel.Kind) []Op {
	list := []Op{Eq, Ne, In, None, Some}
	switch kind {
	case kernel.KindCustom, kernel.KindBytes, kernel.KindList, kernel.KindStruct:
		return nil
	case kernel.KindFile:
		return []Op{None, Some}
	case kernel.KindBool, kernel.KindState, kernel.KindChoice:
		return list
	case kernel.KindText:
		list = append(list, Has, Starts)
	}
	return append(list, Lt, Le, Gt, Ge)
}
