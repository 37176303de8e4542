package record

import (
	"strconv"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/text"
)

// spoken are text fields that hold codes of what happened, and how they are said:
// nobody should have to know the name of a node or of a field.
var spoken map[[2]string]func(*view.Reader, kernel.Row) string

func init() { // not where it is declared: what it names says other rows, which asks it
	spoken = map[[2]string]func(*view.Reader, kernel.Row) string{
		{org.Upgradeds.Name(), "step"}: func(r *view.Reader, row kernel.Row) string { return step(r, row.(*org.Upgraded)) },
		{flow.Tasks.Name(), "kind"}: func(_ *view.Reader, row kernel.Row) string {
			return row.(*flow.Task).Sentence(view.Lang(), view.Figure)
		},
		{flow.Tasks.Name(), "asked"}: func(r *view.Reader, row kernel.Row) string {
			return AskedOf(r, row.(*flow.Task).Asked)
		},
		{flow.Approvals.Name(), "reason"}: func(r *view.Reader, row kernel.Row) string {
			return view.Why(row.(*flow.Approval).Why(r.Tx.Held))
		},
		{flow.ProcessEvents.Name(), "node"}:   func(r *view.Reader, row kernel.Row) string { return node(r, row.(*flow.ProcessEvent)) },
		{flow.ProcessEvents.Name(), "result"}: func(r *view.Reader, row kernel.Row) string { return result(r, row.(*flow.ProcessEvent)) },
		{flow.ProcessEvents.Name(), "note"}:   func(r *view.Reader, row kernel.Row) string { return view.Noted(r, row.(*flow.ProcessEvent)) },
		{ledger.Accounts.Name(), "name"}: func(_ *view.Reader, row kernel.Row) string {
			a := row.(*ledger.Account)
			return view.Say(a.Name, a.NameEn)
		},
		{org.Serials.Name(), "series"}:      func(r *view.Reader, row kernel.Row) string { return series(r, row.(*org.Serial).Series) },
		{stock.Docs.Name(), "kind"}:         func(r *view.Reader, row kernel.Row) string { return KindOf(r, row.(*stock.Doc)) },
		{org.Roles.Name(), "name"}:          func(_ *view.Reader, row kernel.Row) string { return roleName(row.(*org.Role)) },
		{flow.FieldChanges.Name(), "field"}: func(r *view.Reader, row kernel.Row) string { return changedField(r, row.(*flow.FieldChange)) },
		{flow.FieldChanges.Name(), "was"}: func(r *view.Reader, row kernel.Row) string {
			c := row.(*flow.FieldChange)
			return contentSaid(r, c, c.Was)
		},
		{flow.FieldChanges.Name(), "becomes"}: func(r *view.Reader, row kernel.Row) string {
			c := row.(*flow.FieldChange)
			return contentSaid(r, c, c.Becomes)
		},
	}
}

var (
	reversing = i18n.Define("warehouse.reversing", "{0}（冲销）", "{0} (reversal)")
	reversed  = i18n.Define("warehouse.reversed", "{0}（已冲销）", "{0} (reversed)")
)

// series is what the numbers of a gapless series are of: an entity, of the warehouse a kind
// of document, of vouchers a word and a month ("voucher/记/202611").
func series(r *view.Reader, name string) string {
	if what, rest, parts := strings.Cut(name, "/"); parts {
		word, month, _ := strings.Cut(rest, "/")
		if n, err := strconv.ParseInt(month, 10, 64); err == nil {
			month = view.Month(n)
		}
		return view.Join(view.Entity(r.Catalog, "ledger_"+what), word, month)
	}
	if kind, is := strings.CutPrefix(name, "stock_"); is {
		return view.Choice(r.Catalog, stock.Docs.Name(), "kind", kind)
	}
	return view.Entity(r.Catalog, name)
}

// KindOf is what a warehouse document is called, with what has become of it.
func KindOf(r *view.Reader, d *stock.Doc) string {
	kind := view.Choice(r.Catalog, stock.Docs.Name(), "kind", string(d.Kind))
	switch {
	case !d.Reverses.IsZero():
		return reversing.Text(kind)
	case stock.ReversalOf(r.Tx, d) != nil:
		return reversed.Text(kind)
	}
	return kind
}

// forPrograms are fields of every company's program whose words nobody has to know.
var forPrograms = map[[2]string]bool{{org.Roles.Name(), "code"}: true}

// unspoken tells of fields for programs: what stands in them as it came is said by another
// field.
func unspoken(s *kernel.Schema, f *kernel.Field) bool {
	raw := f.Form == text.Raw && !f.Listed
	declared, _ := module.SaidOf(s.Name, f.Name)
	return (raw || declared.Programs || forPrograms[key(s, f)]) && spokenOf(s, f) == nil
}

// spokenOf is how a field is said whose text is none for people, nil for most.
func spokenOf(s *kernel.Schema, f *kernel.Field) func(*view.Reader, kernel.Row) string {
	if declared, _ := module.SaidOf(s.Name, f.Name); declared.Words != nil {
		return func(r *view.Reader, row kernel.Row) string { return view.Sayings(declared.Words(r.Tx, row)) }
	}
	return spoken[key(s, f)]
}

// key names a field to the tables of this file.
func key(s *kernel.Schema, f *kernel.Field) [2]string { return [2]string{s.Name, f.Name} }

// step is what a step of a release has done.
func step(r *view.Reader, u *org.Upgraded) string {
	for _, s := range r.Catalog.Upgrades() {
		if s.Name == u.Step {
			return view.Say(s.Zh, s.En)
		}
	}
	return u.Step
}

func node(r *view.Reader, e *flow.ProcessEvent) string {
	zh, en := flow.NodeLabel(r.Catalog, e.Node)
	return view.Say(zh, en)
}

func result(r *view.Reader, e *flow.ProcessEvent) string {
	if o, declared := e.ResultOf(); declared {
		return view.Say(o.Zh, o.En)
	}
	if s := r.Catalog.Schema(e.RootEntity); s != nil && s.StateField() != nil {
		for _, o := range s.ChoicesOf(s.StateField()) {
			if o.Code == e.Result {
				return view.Say(o.Zh, o.En)
			}
		}
	}
	if spec := r.Catalog.Command(e.Result); spec != nil { // the person's words about an act
		return view.Say(spec.Zh, spec.En)
	}
	return e.Result
}

// changedField is the label of the field that was changed.
func changedField(r *view.Reader, c *flow.FieldChange) string {
	for _, in := range changedInputs(r, c) {
		return in.Label
	}
	return c.Field
}

// content is what a field held, in words.
func contentSaid(r *view.Reader, c *flow.FieldChange, text string) string {
	for _, in := range changedInputs(r, c) {
		if said := in.say(r, text); said != "" || text == "" {
			return said
		}
	}
	return text
}

// changedInputs is the declared field, or the company's own, that a change names; it
// is empty for a field of another release.
func changedInputs(r *view.Reader, c *flow.FieldChange) []Input {
	s := r.Catalog.Schema(c.RootEntity)
	if s == nil {
		return nil
	}
	if f := s.Field(c.Field); f != nil {
		row, p := r.Tx.GetRow(s, c.Root)
		if p != kernel.Found {
			row = nil
		}
		return []Input{inputOf(r, s, f, row)}
	}
	for _, in := range ownInputs(r, s, nil) {
		if in.Name == c.Field {
			return []Input{in}
		}
	}
	return nil
}
