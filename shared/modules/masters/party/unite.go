package party

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/tools/text"
)

// The rules by which two records of one company become one, the same for every field
// that is declared, now or later: what Keep has stays; what it lacks it gets; of two
// marks a set one wins; two remarks stand below each other. What Keep does not take
// stays to be read in Gone.

// joint are fields that mean something only together with another: a bank and the
// account there, terms and their days. They are taken together or not at all.
var joint = map[string]string{
	"mobile": "contact", "account": "bank", "address": "region",
	"term_days": "terms", "on_day_off": "terms", "limit": "terms", // credit is given to one, and Keep always has terms
}

// Uniting is what becomes of one field when two parties are merged, as canonical text.
type Uniting struct {
	Row                 kernel.Row    // of the party that stays: its own, or that of its guarded fields
	Field               *kernel.Field // nil for one that the company has defined
	Custom              kernel.ID     // of such a one
	Keep, Gone, Becomes string
}

// Name is the field as an edit names it.
func (u Uniting) Name() string {
	if u.Field == nil {
		return kernel.CustomPrefix + u.Custom.String()
	}
	return u.Field.Name
}

// Unite is what would become of the fields in which two parties differ, in the order
// of their declaration; of guarded ones as far as the reader sees them.
func Unite(tx *kernel.Tx, keep, gone *Party) []Uniting {
	list := append(unitings(keep, gone), customs(keep, gone)...)
	for _, part := range guarded(tx, keep, gone) {
		list = append(list, unitings(part[0], part[1])...)
	}
	return list
}

// guarded are the rows of the guarded fields of both.
func guarded(tx *kernel.Tx, keep, gone *Party) (list [][2]kernel.Row) {
	for _, part := range Parties.In(tx.Catalog).Parts {
		mine, has := tx.GetRow(part, keep.ID)
		its, too := tx.GetRow(part, gone.ID)
		if has == kernel.Found && too == kernel.Found {
			list = append(list, [2]kernel.Row{mine, its})
		}
	}
	return list
}

func unitings(keep, gone kernel.Row) (list []Uniting) {
	s := keep.Base().Schema()
	takes := map[string]bool{}
	for _, f := range s.Fields {
		lead := leadOf(f)
		fits, seen := takes[lead]
		mine, its := f.Get(keep), f.Get(gone)
		takes[lead] = (fits || !seen) && (mine.IsZero() || mine == its)
	}
	for _, f := range s.Fields {
		mine, its := f.Get(keep), f.Get(gone)
		if !f.Editable() || its.IsZero() || mine == its || f.Name == "code" {
			continue
		}
		becomes := mine
		switch {
		case f.Kind == kernel.KindBool, takes[leadOf(f)]:
			becomes = its
		case f.Form == text.Lines:
			becomes = kernel.Of(below(mine.Str, its.Str, f.Max))
		}
		list = append(list, Uniting{Row: keep, Field: f, Keep: mine.String(), Gone: its.String(), Becomes: becomes.String()})
	}
	return list
}

// customs are the fields that the company has defined.
func customs(keep, gone *Party) (list []Uniting) {
	for _, v := range gone.Custom.Values() {
		mine := keep.Custom.Get(v.Field)
		if mine == v.Text {
			continue
		}
		becomes := mine
		if mine == "" {
			becomes = v.Text
		}
		list = append(list, Uniting{Row: keep, Custom: v.Field, Keep: mine, Gone: v.Text, Becomes: becomes})
	}
	return list
}

func leadOf(f *kernel.Field) string {
	if lead := joint[f.Name]; lead != "" {
		return lead
	}
	return f.Name
}

// below is a remark with another below it, as far as the field holds both.
func below(mine, its string, most int) string {
	if both := mine + "\n" + its; !strings.Contains(mine, its) && len([]rune(both)) <= most {
		return both
	}
	return mine
}

// unite writes what becomes of fields, with an entry in the trail for each.
func unite(tx *kernel.Tx, fields []Uniting) error {
	for _, u := range fields {
		if u.Becomes == u.Keep {
			continue
		}
		if u.Field == nil {
			changed := u.Row.Base().Custom.With(u.Custom, u.Becomes)
			tx.SetField(u.Row, u.Row.Base().Schema().Field("custom"), kernel.Value{Kind: kernel.KindCustom, Str: string(changed)})
		} else {
			v, err := kernel.ParseValue(u.Field.Kind, u.Becomes)
			if err != nil {
				return err
			}
			tx.SetField(u.Row, u.Field, v)
		}
		if err := kernel.OnEdited.Emit(tx, kernel.Edited{Row: u.Row, Field: u.Name(), Was: u.Keep, Becomes: u.Becomes}); err != nil {
			return err
		}
	}
	return nil
}

// mostContacts is how many people of one party a command moves.
const mostContacts = 300

// takeContacts moves the people of Gone to Keep, except those that Keep knows, and
// makes one of whom Gone itself names where that is somebody else.
func takeContacts(tx *kernel.Tx, keep, gone *Party) error {
	known := map[string]bool{keep.Contact + " " + keep.Mobile: true, " " + keep.Mobile: true, keep.Contact + " ": true}
	mine, _ := ContactsOf.Of(tx, kernel.Ref[Party](keep.ID))
	for _, c := range mine {
		known[c.Name+" "+c.Mobile] = true
	}
	its, _ := ContactsOf.Of(tx, kernel.Ref[Party](gone.ID))
	if err := (Merged{keep, gone}).Fits(len(its), mostContacts, "联系人", "contacts"); err != nil {
		return err
	}
	for _, c := range its {
		if key := c.Name + " " + c.Mobile; !known[key] {
			known[key] = true
			kernel.Set(tx, c, &c.Party, kernel.Ref[Party](keep.ID))
		}
	}
	name := gone.Contact
	if name == "" {
		name = gone.Name
	}
	if gone.Contact+gone.Mobile == "" || known[gone.Contact+" "+gone.Mobile] || known[name+" "+gone.Mobile] {
		return nil
	}
	_, err := kernel.Make(tx, Contacts, &Contact{Party: kernel.Ref[Party](keep.ID), Name: cut(name, 60), Mobile: gone.Mobile}, gone.ID)
	return err
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}
