package record

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// codes are what a text field holds that is no free text: nobody should have to
// know the code of a role or the name of an entity.
type codes struct {
	many    bool // several, separated by blanks
	options func(*view.Reader) []view.Option
}

var coded = map[[2]string]*codes{
	{org.Seats.Name(), "roles"}:         {true, roleOptions},
	{org.Roles.Name(), "sees"}:          {true, seesOptions},
	{org.Roles.Name(), "grants"}:        {true, grantOptions},
	{org.CustomFields.Name(), "entity"}: {false, entityOptions},
	{org.CustomFields.Name(), "target"}: {false, targetOptions},
}

func codesOf(entity, field string) *codes {
	if s, declared := module.SaidOf(entity, field); declared && s.Codes != nil {
		return &codes{s.Many, func(*view.Reader) (list []view.Option) {
			for _, o := range s.Codes() {
				list = append(list, view.Option{Code: o.Code, Label: view.Say(o.Zh, o.En)})
			}
			return list
		}}
	}
	return coded[[2]string{entity, field}]
}

// roleMost bounds the roles offered; companies have a dozen.
const roleMost = 200

func roleOptions(r *view.Reader) []view.Option {
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: org.Roles.Name(), Limit: roleMost, Sort: []rowstore.Order{{Field: "name"}}}})
	if err != nil {
		return nil // the codes themselves are shown then
	}
	var list []view.Option
	for _, row := range page.Rows {
		role := row.(*org.Role)
		list = append(list, view.Option{Code: role.Code, Label: roleName(role)})
	}
	return list
}

// roleName is the role's name; a shipped one that nobody has renamed speaks both
// languages.
func roleName(role *org.Role) string {
	if zh, en := org.ShippedName(role.Code); zh == role.Name {
		return view.Say(zh, en)
	}
	return role.Name
}

var (
	seesAll     = i18n.Define("record.sees.all", "全部单据和受控字段", "All documents and guarded fields")
	seesRows    = i18n.Define("record.sees.rows", "单据和资料", "Documents and masters")
	seesGuarded = i18n.Define("record.sees.guarded", "受控字段", "Guarded fields")
)

// seesOptions are what a role can be shown: everything, then documents and masters that
// are not one's own, by area all of them and each, then guarded fields.
func seesOptions(r *view.Reader) []view.Option {
	list := []view.Option{{Code: "*", Label: seesAll.Text()}}
	var last string
	sights := org.Sights()
	for i, s := range sights {
		area, _, _ := strings.Cut(s.Name, ".")
		if area != last && i+1 < len(sights) && strings.HasPrefix(sights[i+1].Name, area+".") {
			list = append(list, view.Option{Code: area + ".*", Label: grantArea.Text(areaLabel(r, area)), Group: seesRows.Text()})
		}
		last = area
		list = append(list, view.Option{Code: s.Name, Label: view.Say(s.Zh, s.En), Group: seesRows.Text()})
	}
	return append(list, audienceOptions(r)...)
}

// audienceOptions names the audiences of guarded fields after the fields.
func audienceOptions(r *view.Reader) []view.Option {
	fields := map[string][]string{}
	for _, s := range r.Catalog.Schemas {
		for _, f := range s.Fields {
			if s.Sees != "" && f.Sees == s.Sees && f.Zh != "" {
				fields[s.Sees] = append(fields[s.Sees], view.FieldLabel(f))
			}
		}
	}
	var list []view.Option
	for audience, labels := range fields {
		list = append(list, view.Option{Code: audience, Label: strings.Join(distinct(labels), " / "), Group: seesGuarded.Text()})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Code < list[j].Code })
	return list
}

func distinct(labels []string) []string {
	seen := map[string]bool{}
	kept := labels[:0:0]
	for _, l := range labels {
		if !seen[l] {
			seen[l] = true
			kept = append(kept, l)
		}
	}
	return kept
}

// entityOptions are what may have fields of the company's own: what people edit, the
// documents whose commands take such fields, and guarded parts.
func entityOptions(r *view.Reader) []view.Option {
	var list []view.Option
	for _, s := range r.Catalog.Schemas {
		switch {
		case s.Main != nil && !s.Main.Kept:
			list = append(list, view.Option{Code: s.Name, Label: guardedLike.Text(view.Say(s.Zh, s.En), guardedFields(s)), Group: seesGuarded.Text()})
		case s.Main == nil && view.TakesOwn(r.Catalog, s.Name):
			list = append(list, view.Option{Code: s.Name, Label: view.Say(s.Zh, s.En)})
		}
	}
	slices.SortStableFunc(list, func(a, b view.Option) int { return cmp.Compare(a.Group, b.Group) })
	return list
}

// targetOptions are the entities whose rows a field of the company's own may name.
func targetOptions(r *view.Reader) []view.Option {
	var list []view.Option
	for _, s := range r.Catalog.Schemas {
		if org.Refers(s) {
			list = append(list, view.Option{Code: s.Name, Label: view.Say(s.Zh, s.En)})
		}
	}
	return list
}

// guardedLike is the fields of an entity that are for those only who see others of it.
var guardedLike = i18n.Define("record.own.guarded", "{0}（与「{1}」一样受控）", "{0} (for those who see {1})")

// guardedFields names the declared fields of a companion.
func guardedFields(s *kernel.Schema) string {
	var labels []string
	for _, f := range s.Fields {
		if f.Sees != "" && f.Zh != "" {
			labels = append(labels, view.FieldLabel(f))
		}
	}
	return strings.Join(labels, " / ")
}

// sayCodes names the codes of a text; one that nothing is known of stays.
func sayCodes(options []view.Option, text string, many bool) string {
	list := []string{text}
	if many {
		list = strings.Fields(text)
	}
	for i, code := range list {
		for _, o := range options {
			if o.Code == code {
				list[i] = o.Label
			}
		}
	}
	return strings.Join(list, " · ")
}
