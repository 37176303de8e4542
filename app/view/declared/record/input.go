package record

import (
	"strconv"
	"unicode/utf8"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/tools/text"
)

// Input is one field of a form.
type Input struct {
	Name     string // as in kernel.Change
	Entity   string // whose edit writes it: the entity or a companion with guarded fields
	Label    string
	Section  string // the heading below which it stands
	Hint     string
	Kind     kernel.Kind
	Unit     string // of a quantity
	Required bool
	Negative bool
	Long     bool                             // a text of several lines
	Month    bool                             // a number that is a month, yyyymm
	Options  []view.Option                    // to choose from
	Suggest  func(query string) []view.Option // what is offered while a text is typed; nil for nothing
	Many     bool                             // several options, separated by blanks
	Target   string                           // the entity that a reference picks from
	Among    []kernel.State                   // of the target's rows; empty for all
	Could    Could                            // picks among the target's rows where no state does; nil for all
	First    Usual                            // the target's rows that are offered before the others; nil for none
	Was      string                           // canonical text, as it was read
	Title    string                           // of what the reference points to
	Own      bool                             // the company has defined it, or it is a setting
	Setting  bool                             // a module declares it
	Picture  bool                             // a file that is one
	At       client.FileAt                    // where a row has its file
}

// basic are the fields that every row has and no form shows.
var basic = map[string]bool{"id": true, "version": true, "removed": true, "retired": true, "custom": true}

// Editable tells whether a form has an input for a field; birth is true in the
// form of a new row.
func Editable(f *kernel.Field, birth bool) bool {
	if basic[f.Name] || f.Derived || f.Answer || f.Fixed && !birth || f.RefBy != "" {
		return false
	}
	switch f.Kind {
	case kernel.KindState, kernel.KindCustom, kernel.KindBytes, kernel.KindTime, kernel.KindStruct, kernel.KindList:
		return false
	}
	return true
}

// inputOf makes the input of a field with the content of a row; row is nil for a
// new one.
func inputOf(r *view.Reader, s *kernel.Schema, f *kernel.Field, row kernel.Row) Input {
	in := Input{
		Name: f.Name, Entity: s.Name, Label: view.FieldLabel(f), Hint: view.Hint(f), Kind: f.Kind, Required: f.Required,
		Negative: f.Negative, Long: f.Form == text.Lines, Month: f.Month, Was: zero(f.Kind),
	}
	in.Section = sectionOf(s, f)
	for _, o := range s.ChoicesOf(f) {
		in.Options = append(in.Options, view.Option{Code: o.Code, Label: view.Say(o.Zh, o.En)})
	}
	if f.Kind == kernel.KindInt && f.Required && f.Ranged() && f.Most-f.Least < fewFigures { // a score
		for n := f.Most; n >= f.Least; n-- {
			text := strconv.FormatInt(n, 10)
			in.Options = append(in.Options, view.Option{Code: text, Label: text})
		}
	}
	in.Suggest = view.Suggest(s.Name, f.Name)
	if in.Picture = f.Picture; f.Kind == kernel.KindFile && row != nil {
		in.At = view.FileAt(row, f)
	}
	if k := codesOf(s.Name, f.Name); k != nil {
		in.Options, in.Many, in.Hint = k.options(r), k.many, ""
	}
	if f.Kind == kernel.KindQty && row != nil {
		in.Unit = kernel.UnitOf(r.Tx, row, f)
	}
	if target := s.Target(f); f.Kind == kernel.KindID && target != nil {
		in.Target, in.First = target.Name, firsts[[2]string{s.Name, f.Name}]
	}
	if row == nil {
		in.Was = bornWith(r, s.Name, f)
		if f.Kind == kernel.KindInt && len(in.Options) > 0 && f.Default.IsZero() {
			in.Was = "" // none of them is chosen
		}
	} else {
		in.Was = f.Get(row).String()
		if f.Kind == kernel.KindID {
			in.Title = Say(r, row, f)
		}
	}
	return in
}

// fewFigures are as many as one chooses among instead of typing one.
const fewFigures = 10

// born are the contents that new rows usually have, by who makes them: he is to find them
// where he works.
var born = map[[2]string]func(*view.Reader) string{
	{party.Parties.Name(), "is_customer"}: func(r *view.Reader) string { return yes(!buys(r.Author)) },
	{party.Parties.Name(), "is_supplier"}: func(r *view.Reader) string { return yes(buys(r.Author)) },
	{org.Roles.Name(), "code"}:            freeRole,
}

// buys tells whether somebody deals with suppliers and not with customers.
func buys(a *kernel.Author) bool { return a.May("stock.receive") && !a.May("sales.order.place") }

// freeRole is a code that no role has: nobody should have to think of one.
func freeRole(r *view.Reader) string {
	for n := 1; r.Tx != nil; n++ {
		code := "role" + strconv.Itoa(n)
		if _, p := org.RoleByCode.Find(r.Tx, code); p != kernel.Found {
			return code
		}
	}
	return ""
}

func yes(is bool) string { return strconv.FormatBool(is) }

// firsts are the rows that a reference is usually to.
var firsts = map[[2]string]Usual{
	{party.Parties.Name(), "owner"}: func(tx *kernel.Tx, seat kernel.ID) bool {
		return org.SeatHas(tx, kernel.Ref[org.Seat](seat), "sales.order.place")
	},
}

// bornWith is what the input of a new row begins with.
func bornWith(r *view.Reader, entity string, f *kernel.Field) string {
	if !f.Default.IsZero() {
		return f.Default.String()
	}
	if usual := born[[2]string{entity, f.Name}]; usual != nil {
		return usual(r)
	}
	return zero(f.Kind)
}

// lineMax is how many letters of a usual text are seen on one line of a form.
const lineMax = 30

// ownInputs makes the inputs of the fields that the company has defined, and of the
// settings of modules.
func ownInputs(r *view.Reader, s *kernel.Schema, row kernel.Row) []Input {
	var inputs []Input
	for _, f := range org.FieldsOf(r.Tx, s.Name) {
		in := Input{
			Name: kernel.CustomPrefix + f.ID.String(), Entity: s.Name, Label: view.Say(f.Zh, f.En), Kind: f.Kind,
			Required: f.Required, Negative: f.Least == f.Most, Own: true, Setting: org.IsSetting(f.ID), Hint: view.Say(f.HintZh, f.HintEn), Was: f.Usual,
			Long: f.Kind == kernel.KindText && utf8.RuneCountInString(f.Usual) > lineMax,
		}
		for _, o := range f.Options {
			in.Options = append(in.Options, view.Option{Code: o.Code, Label: view.Say(o.Zh, o.En)})
		}
		if f.Kind == kernel.KindID {
			in.Target = f.Target
		}
		if row != nil {
			if text := row.Base().Custom.Get(f.ID); text != "" {
				in.Was, in.Title = text, view.SayOwnText(r, &f, text)
			}
		}
		inputs = append(inputs, in)
	}
	return inputs
}

// Empty is the canonical text of the input's nothing. A field of the company's
// own has no figure zero by itself: it is there or it is not.
func (in Input) Empty() string {
	if in.Own {
		return ""
	}
	return zero(in.Kind)
}

// say puts a canonical text of the input into words.
func (in Input) say(r *view.Reader, text string) string {
	if text == "" || text == zero(in.Kind) && in.Kind == kernel.KindID {
		return ""
	}
	for _, o := range in.Options {
		if o.Code == text {
			return o.Label
		}
	}
	v, err := kernel.ParseValue(in.Kind, text)
	switch {
	case err != nil:
		return text
	case in.Kind == kernel.KindID:
		return title(r, r.Catalog.Schema(in.Target), v.ID())
	case in.Kind == kernel.KindQty && !in.Own:
		return view.Qty(kernel.Qty(v.Int), in.Unit)
	}
	return sayValue(r, in.Entity, nil, in.Name, v)
}
