package shared_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
)

// What must hold of every entity and command, also of those not written yet.
// When one of them has a bug, first ask whether its test belongs here.

var catalog = all.Catalog(all.Latest)

// bilingual tells whether a text pair is Chinese and not Chinese. Figures and
// names like API may stand on both sides.
func bilingual(zh, en string) bool {
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	return zh != "" && en != "" && strings.ContainsFunc(zh, han) && !strings.ContainsFunc(en, han)
}

// ofRecord are the fields that every row has.
func ofRecord(f *kernel.Field) bool {
	return slices.Contains([]string{"id", "version", "removed", "retired", "custom"}, f.Name)
}

func TestEveryEntityHasLabels(t *testing.T) {
	for _, s := range catalog.Schemas {
		if !bilingual(s.Zh, s.En) {
			t.Errorf("%s: %q %q", s.Name, s.Zh, s.En)
		}
		for _, o := range s.States {
			if !bilingual(o.Zh, o.En) {
				t.Errorf("%s: state %s: %q %q", s.Name, o.Code, o.Zh, o.En)
			}
		}
		for _, f := range s.Fields {
			shown := f.Listed || f.Title || f.Search || !f.Derived
			if (shown || f.Zh != "") && !ofRecord(f) && !bilingual(f.Zh, f.En) {
				t.Errorf("%s.%s is shown to people: %q %q", s.Name, f.Name, f.Zh, f.En)
			}
			if f.HintZh+f.HintEn != "" && !bilingual(f.HintZh, f.HintEn) {
				t.Errorf("%s.%s: hint %q %q", s.Name, f.Name, f.HintZh, f.HintEn)
			}
			for _, o := range s.ChoicesOf(f) {
				if !bilingual(o.Zh, o.En) {
					t.Errorf("%s.%s: choice %s: %q %q", s.Name, f.Name, o.Code, o.Zh, o.En)
				}
			}
		}
	}
}

func TestEveryCommandHasLabels(t *testing.T) {
	for _, c := range catalog.Commands {
		if !bilingual(c.Zh, c.En) {
			t.Errorf("%s: %q %q", c.Name, c.Zh, c.En)
		}
		if c.Schema != nil {
			continue
		}
		eachArg(c, func(path string, f argument) {
			if !bilingual(f.zh, f.en) && !(f.zh == "" && f.list) {
				t.Errorf("%s: argument %s is shown to people: %q %q", c.Name, path, f.zh, f.en)
			}
		})
	}
}

// A page on which there is nothing to fill in says how things stand.
func TestACommandWithoutArgumentsTells(t *testing.T) {
	for _, c := range catalog.Commands {
		if !c.System && !c.Along && c.Schema == nil && len(c.Fields) == 0 && c.Stands == nil {
			t.Errorf("%s: its page is empty", c.Name)
		}
	}
}

func TestEveryRefusalHasSentences(t *testing.T) {
	for _, c := range kernel.Codes() {
		if !bilingual(c.Zh, c.En) && !strings.HasPrefix(c.Zh, "{") {
			t.Errorf("%s: %q %q", c.Name, c.Zh, c.En)
		}
		if !slices.Equal(placeholders(c.Zh), placeholders(c.En)) {
			t.Errorf("%s: the sentences have different figures: %v %v", c.Name, placeholders(c.Zh), placeholders(c.En))
		}
		for _, r := range c.Repairs {
			if !bilingual(r.Zh, r.En) {
				t.Errorf("%s: repair %s: %q %q", c.Name, r.Name, r.Zh, r.En)
			}
			if r.Command != "" && catalog.Command(r.Command) == nil {
				t.Errorf("%s: repair %s runs %s, which does not exist", c.Name, r.Name, r.Command)
			}
		}
	}
}

// placeholders lists the arguments of a sentence, sorted, each once.
func placeholders(sentence string) []string {
	var names []string
	for _, part := range strings.Split(sentence, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestEveryChoiceFieldHasOptions(t *testing.T) {
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			if (f.Kind == kernel.KindChoice || f.Kind == kernel.KindState) && len(s.ChoicesOf(f)) == 0 {
				t.Errorf("%s.%s has nothing to choose from", s.Name, f.Name)
			}
		}
	}
	for _, c := range catalog.Commands {
		eachArg(c, func(path string, f argument) {
			if f.choice && len(f.options()) == 0 {
				t.Errorf("%s: argument %s has nothing to choose from", c.Name, path)
			}
		})
	}
}

// A quantity without its unit means nothing: every one declares where its unit stands,
// which is a text of its own row or of one that it refers to. Of those that do not
// know their goods nobody reads one.
func TestEveryQuantitySaysItsUnit(t *testing.T) {
	n := 0
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			switch {
			case f.Kind != kernel.KindQty && f.Unit != "":
				t.Errorf("%s.%s has a unit and is no quantity", s.Name, f.Name)
			case f.Kind != kernel.KindQty, f.Unit == kernel.NoUnit && s.Kept:
			default:
				n++
				if by := s.UnitField(f); by == nil || by.Kind != kernel.KindText {
					t.Errorf("%s.%s does not say its unit: %q", s.Name, f.Name, f.Unit)
				}
			}
		}
	}
	if n < 25 {
		t.Errorf("only %d quantities found", n)
	}
}

func TestEveryEntityHasAScope(t *testing.T) {
	for _, s := range catalog.Schemas {
		if len(s.Scope) == 0 {
			t.Errorf("%s is seen by nobody", s.Name)
		}
	}
}

func TestEveryReferenceHasATarget(t *testing.T) {
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			if f.RefBy == "" {
				continue
			}
			if by := s.Field(f.RefBy); by == nil || by.Kind != kernel.KindText {
				t.Errorf("%s.%s: no text field %s names its entity", s.Name, f.Name, f.RefBy)
			}
		}
		eachRef(rowType(s), func(path string, target string) {
			if schemaByType[target] == nil && target != "heyi/shared/modules/masters/org.Asked" { // those who hold rights: the program declares them
				t.Errorf("%s.%s refers to %s, which is no entity", s.Name, path, target)
			}
		})
	}
	for _, c := range catalog.Commands {
		eachRef(argType(c), func(path string, target string) {
			if schemaByType[target] == nil {
				t.Errorf("%s: argument %s refers to %s, which is no entity", c.Name, path, target)
			}
		})
	}
}

// An id among the arguments lies within its author's scope: it is a typed reference,
// its entity is named by another argument, or it is the row of a plain edit; the
// kernel checks all of them. A command of the server alone has no author.
func TestEveryIdOfACommandIsAReference(t *testing.T) {
	plain := 0
	for _, c := range catalog.Commands {
		eachField(argType(c), "", func(path string, f reflect.StructField) {
			id := reflect.TypeFor[kernel.ID]()
			if f.Type != id && f.Type != reflect.SliceOf(id) {
				return
			}
			plain++
			named := c.Field(f.Tag.Get("ref"))
			switch {
			case c.System:
			case c.Schema != nil && path == "Row":
			case f.Type == id && named != nil && named.Kind == kernel.KindText:
			default:
				t.Errorf("%s: nobody checks whether its author may see %s", c.Name, path)
			}
		})
	}
	if plain == 0 {
		t.Error("no plain id was found: the test looks in the wrong place")
	}
}

// reached are states that no command moves a document to, with how they come.
var reached = map[string]string{
	"debt_item.closed":        "its last allocation closes it",
	"job.done":                "its last part ends it",
	"sales_delivery.void":     "unapproving or closing its order withdraws it",
	"sales_order.partly":      "shipping a part of it",
	"sales_order.shipped":     "shipping the rest of it",
	"sales_waiting.over":      "its line is allotted, or its order no longer promises it",
	"stock_reservation.ended": "shipping, taking back or a count uses it up",
}

func TestEveryStateIsReachable(t *testing.T) {
	for _, s := range catalog.Schemas {
		if s.StateField() == nil || s.Main != nil {
			continue
		}
		if len(s.States) == 0 {
			t.Errorf("%s has a state and declares none", s.Name)
			continue
		}
		at := map[kernel.State]bool{kernel.State(s.States[0].Code): true} // documents are born in the first
		for state := range reached {
			if entity, code, _ := strings.Cut(state, "."); entity == s.Name {
				at[kernel.State(code)] = true
			}
		}
		for again := true; again; {
			again = false
			for _, c := range catalog.Commands {
				again = walk(s, c, at) || again
			}
		}
		for _, o := range s.States {
			if !at[kernel.State(o.Code)] {
				t.Errorf("%s: no command leads to %s (%s)", s.Name, o.Code, o.En)
			}
		}
	}
}

// walk adds the states that the command leads to and tells whether there were any.
func walk(s *kernel.Schema, c *kernel.CommandSpec, at map[kernel.State]bool) bool {
	if c.Moves == nil || c.Moves.Entity != s.Name {
		return false
	}
	grew := false
	for _, from := range c.Moves.From {
		for _, to := range c.Moves.To {
			if at[from] && !at[to] {
				at[to], grew = true, true
			}
		}
	}
	return grew
}

func TestTransitionsNameDeclaredStates(t *testing.T) {
	for _, c := range catalog.Commands {
		if c.Moves == nil {
			continue
		}
		s := catalog.Schema(c.Moves.Entity)
		for _, state := range slices.Concat(c.Moves.From, c.Moves.To) {
			if !slices.ContainsFunc(s.States, func(o kernel.Option) bool { return o.Code == string(state) }) {
				t.Errorf("%s: %s has no state %q", c.Name, s.Name, state)
			}
		}
	}
}

// A frame must stay small however hostile its sender, and a command within the
// rows it may write.
func TestListsAndTextsHaveLimits(t *testing.T) {
	const maxLines, maxText = 2000, 4000
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			if f.Max < 1 || f.Max > maxText {
				t.Errorf("%s.%s takes %d characters", s.Name, f.Name, f.Max)
			}
		}
	}
	for _, c := range catalog.Commands {
		for _, f := range c.Fields {
			if f.Kind == kernel.KindList && (f.Max < 1 || f.Max > maxLines) {
				t.Errorf("%s: %s takes %d lines", c.Name, f.Name, f.Max)
			}
		}
	}
}

// A pattern that matches nothing is a misspelt permission: somebody cannot work.
func TestRolesGrantWhatExists(t *testing.T) {
	var names []string
	for _, c := range catalog.Commands {
		names = append(names, c.Name)
	}
	for _, r := range org.Rights() {
		names = append(names, r.Name)
		if !bilingual(r.Zh, r.En) {
			t.Errorf("right %s: %q %q", r.Name, r.Zh, r.En)
		}
	}
	names = append(names, "sees:"+org.SeesCost, "role:"+org.Sales, "whole_dept") // what else can be handed out
	for _, role := range org.ShippedRoles() {
		for _, pattern := range role.Grants {
			if handed := org.HandedOut(pattern); handed != "" {
				pattern = handed
			}
			granted := kernel.Author{Grants: []string{pattern}}
			if !slices.ContainsFunc(names, granted.May) {
				t.Errorf("role %s: no command matches %q", role.Code, pattern)
			}
		}
	}
}

// The boss alone may do everything; everyone else was given a list.
func TestOnlyTheBossMayDoEverything(t *testing.T) {
	for _, role := range org.ShippedRoles() {
		if slices.Contains(role.Grants, "*") != (role.Code == org.Boss) {
			t.Errorf("role %s: %v", role.Code, role.Grants)
		}
	}
	for _, c := range catalog.Commands {
		boss := kernel.Author{Grants: []string{"*"}}
		if !boss.May(c.Name) {
			t.Errorf("the boss may not %s", c.Name)
		}
	}
}

// Guarded fields must not stand in the open row.
func TestCompanionsHoldTheirFieldsAlone(t *testing.T) {
	for _, s := range catalog.Schemas {
		for _, part := range s.Parts {
			for _, f := range part.Fields {
				if f.Sees == part.Sees && s.Field(f.Name) != nil {
					t.Errorf("%s.%s is for %s and stands in the open row", s.Name, f.Name, f.Sees)
				}
			}
			for _, term := range part.Scope {
				if term.Gate != "sees:"+part.Sees {
					t.Errorf("%s is seen by %q behind %q", part.Name, term.Tag+term.Prefix, term.Gate)
				}
			}
		}
	}
}

// R153: what documents refer to is known by a code that only one row has.
func TestMastersHaveCodesOfTheirOwn(t *testing.T) {
	for entity, field := range map[string]string{
		"party": "code", "product": "code", "place": "code", "role": "code", "ledger_account": "code", "user": "mobile", "device": "series",
	} {
		unique := slices.ContainsFunc(catalog.Schema(entity).Indexes, func(ix *kernel.Index) bool {
			return ix.Unique && len(ix.Fields) == 1 && ix.Fields[0].Name == field
		})
		if !unique {
			t.Errorf("two rows of %s may have one %s", entity, field)
		}
	}
}

// What has happened stands as it was written (G6); the kernel refuses to change it.
// Only commands of its module make it, and a correction is another row.
func TestWhatHappenedIsWrittenOnce(t *testing.T) {
	for _, name := range []string{
		"stock_move", "stock_layer", "stock_doc", "stock_line", "stock_line__cost", "stock_revaluation_part", "ledger_voucher", "ledger_entry",
		"debt_allocation", "receipt_part", "sales_return", "sales_return_line", "sales_return_line__cost",
		"process_event", "field_change", "line_link", "report_export",
	} {
		if s := catalog.Schema(name); !s.Once || !s.Kept {
			t.Errorf("%s can be changed", name)
		}
	}
	for _, s := range catalog.Schemas {
		if s.Once && !s.Kept {
			t.Errorf("%s is written once and has an edit", s.Name)
		}
	}
}
