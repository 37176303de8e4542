package record

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Narrow is what a list is narrowed down to beyond its chips: canonical texts by the name of
// what they are compared with, "date:ge" or "owner:eq". It is plain text, so that a
// view can be kept and sent.
type Narrow map[string]string

const opMark = ":"

// narrowing is one thing that a list can be narrowed by.
type narrowing struct {
	field string
	op    ask.Op
	Input Input
}

func (n narrowing) name() string { return n.field + opMark + string(n.op) }

var (
	fromOn = i18n.Define("record.narrow.from", "{0}从", "{0} from")
	upTo   = i18n.Define("record.narrow.to", "{0}至", "{0} to")
	is     = i18n.Define("record.narrow.is", "{0}：{1}", "{0}: {1}")
	isYes  = i18n.Define("record.narrow.yes", "是", "Yes")
	isNo   = i18n.Define("record.narrow.no", "否", "No")
	gone   = i18n.Define("record.narrow.gone", "「{0}」这个字段已经没有了，没有按它筛选", "There is no field {0} any more: the list is not narrowed by it")
)

// Narrowings are the inputs by which the list can be narrowed down: whose, when, states and
// choices, references, amounts, and the company's own fields. Those that people ask for
// most, the columns and whose it is, come first; the rest is behind them.
func (l *Listing) Narrowings(r *view.Reader, now Narrow) (usual, rest []Input) {
	s := r.Catalog.Schema(l.Entity)
	for _, n := range l.narrowings(r) {
		in := n.Input
		in.Name, in.Was, in.Required, in.Own, in.Hint, in.Section = n.name(), now[n.name()], false, true, "", "" // nothing asked is no zero
		if in.Kind == kernel.KindID && in.Was != "" {
			in.Title = in.say(r, in.Was)
		}
		f := s.Field(n.field)
		if in.Was != "" || f == nil || f.Listed || f.Name == view.OwnerField || f.Name == "date" || in.Suggest != nil || f.Kind == kernel.KindID && f.Required {
			usual = append(usual, in)
		} else {
			rest = append(rest, in)
		}
	}
	return usual, rest
}

func (l *Listing) narrowings(r *view.Reader) (list []narrowing) {
	s := r.Catalog.Schema(l.Entity)
	for _, f := range s.Fields {
		if f.Zh == "" || basic[f.Name] || f.Former || f.Name == l.Part.Field {
			continue
		}
		in := inputOf(r, s, f, nil)
		in.First = nil
		list = append(list, narrowed(f.Name, f.Kind, in)...)
	}
	if r.Tx == nil {
		return list
	}
	for _, in := range ownInputs(r, s, nil) {
		if !in.Setting {
			list = append(list, narrowed(in.Name, in.Kind, in)...)
		}
	}
	return list
}

// narrowed are the ways in which a list can be narrowed by one field.
func narrowed(name string, kind kernel.Kind, in Input) []narrowing {
	one := func(op ask.Op, label string) narrowing {
		n := narrowing{name, op, in}
		n.Input.Label = cmp.Or(label, in.Label)
		return n
	}
	switch kind {
	case kernel.KindState, kernel.KindChoice:
		if len(in.Options) > 0 {
			return []narrowing{one(ask.Eq, "")}
		}
	case kernel.KindBool:
		in.Kind, in.Options = kernel.KindChoice, []view.Option{{Code: "true", Label: isYes.Text()}, {Code: "false", Label: isNo.Text()}}
		return []narrowing{one(ask.Eq, "")}
	case kernel.KindID:
		if in.Target != "" {
			return []narrowing{one(ask.Eq, "")}
		}
	case kernel.KindDate, kernel.KindMoney, kernel.KindQty, kernel.KindPrice:
		in.Negative, in.Unit = true, ""
		return []narrowing{one(ask.Ge, fromOn.Text(in.Label)), one(ask.Le, upTo.Text(in.Label))}
	case kernel.KindText:
		if in.Suggest != nil || len(in.Options) > 0 && !in.Many { // a region, a code with a name
			return []narrowing{one(ask.Starts, "")}
		}
	}
	return nil
}

// filter is the condition; what the entity does not have any more is left out.
func (n Narrow) filter(r *view.Reader, s *kernel.Schema) ask.Filter {
	var all []ask.Filter
	for _, name := range slices.Sorted(maps.Keys(n)) {
		if f, ok := compared(r, s, name, n[name]); ok {
			all = append(all, f)
		}
	}
	return ask.Both(all...)
}

// compared is one comparison, false for one that the entity does not know.
func compared(r *view.Reader, s *kernel.Schema, name, text string) (ask.Filter, bool) {
	field, op, _ := strings.Cut(name, opMark)
	f := ask.Filter{Field: field, Op: ask.Op(op), Values: []string{text}}
	if own, isOwn := strings.CutPrefix(field, kernel.CustomPrefix); isOwn {
		return f, slices.ContainsFunc(org.FieldsOf(r.Tx, s.Name), func(c kernel.CustomField) bool { return c.ID.String() == own })
	}
	declared := s.Field(field)
	if declared == nil || !slices.Contains(ask.OperatorsOf(declared.Kind), f.Op) {
		return f, false
	}
	if f.Op == ask.None || f.Op == ask.Some {
		f.Values = nil
		return f, true
	}
	v, err := kernel.ParseValue(declared.Kind, text)
	choices := s.ChoicesOf(declared)
	known := len(choices) == 0 || slices.ContainsFunc(choices, func(o kernel.Option) bool { return o.Code == v.Str })
	return f, err == nil && known
}

// Narrowed is one thing that a list is narrowed by, as a chip.
type Narrowed struct {
	Name  string // of the [Narrow]
	Label string
	Gone  bool // the field is no more, and the list shows all of it
}

// Said puts what the list is narrowed by into words, in the order of the inputs.
func (l *Listing) Said(r *view.Reader, now Narrow) (list []Narrowed) {
	if len(now) == 0 {
		return nil
	}
	known := map[string]bool{}
	for _, n := range l.narrowings(r) {
		text, asked := now[n.name()]
		if _, asks := compared(r, r.Catalog.Schema(l.Entity), n.name(), text); !asked || !asks {
			continue
		}
		known[n.name()] = true
		label := is.Text(n.Input.Label, n.Input.say(r, text))
		if n.op == ask.Ge || n.op == ask.Le {
			label = n.Input.Label + " " + n.Input.say(r, text)
		}
		list = append(list, Narrowed{Name: n.name(), Label: label})
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if label := l.saidElse(r, name, now[name]); label != "" && !known[name] {
			list = append(list, Narrowed{Name: name, Label: label})
		} else if !known[name] {
			list = append(list, Narrowed{Name: name, Label: gone.Text(l.called(r, name)), Gone: true})
		}
	}
	return list
}

// saidElse says what a list is narrowed by that no input asks for: a group that was opened.
// It is empty for what the entity does not have.
func (l *Listing) saidElse(r *view.Reader, name, text string) string {
	s := r.Catalog.Schema(l.Entity)
	asked, known := compared(r, s, name, text)
	f := s.Field(asked.Field)
	switch {
	case !known || f == nil:
		return ""
	case asked.Op == ask.None:
		return is.Text(view.FieldLabel(f), noneOf.Text())
	}
	v, err := kernel.ParseValue(f.Kind, text)
	if err != nil {
		return ""
	}
	return is.Text(view.FieldLabel(f), l.sayKey(r, f, v))
}

// called is what a field was called, as far as anybody knows.
func (l *Listing) called(r *view.Reader, name string) string {
	field, _, _ := strings.Cut(name, opMark)
	if f := r.Catalog.Schema(l.Entity).Field(field); f != nil {
		return view.FieldLabel(f)
	}
	if id, err := kernel.ParseID(strings.TrimPrefix(field, kernel.CustomPrefix)); err == nil && r.Tx != nil {
		if f, has := org.CustomFields.Get(r.Tx, kernel.Ref[org.CustomField](id)); has == kernel.Found {
			return view.Say(f.Zh, f.En)
		}
	}
	return field
}

// String is one text for all, which [ParseNarrow] reads.
func (n Narrow) String() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(n)) {
		b.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(n[name]) + "&")
	}
	return strings.TrimSuffix(b.String(), "&")
}

// ParseNarrow reads the text of [Narrow.String]; of what is none it makes nothing.
func ParseNarrow(text string) Narrow {
	made := Narrow{}
	values, err := url.ParseQuery(text)
	if err != nil {
		return made
	}
	for name := range values {
		made[name] = values.Get(name)
	}
	return made
}

// Without is all but one.
func (n Narrow) Without(name string) Narrow {
	made := maps.Clone(n)
	delete(made, name)
	return made
}
