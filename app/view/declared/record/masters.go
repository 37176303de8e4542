package record

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// Group is some masters that belong together.
type Group struct {
	Label   string
	Masters []Master
}

// Master is an entity that the person may write, or that he may look at.
type Master struct {
	Entity string
	Label  string
	Count  int64
	Only   kernel.ID // of the one row there is; zero for a list
}

// countedMost bounds how far the rows of a master are counted.
const countedMost = 10_000

var (
	otherGroup = i18n.Define("record.group.other", "其他", "Other")
	documents  = i18n.Define("record.group.documents", "单据与记录", "Documents and records")
)

// Masters lists what the person may write, in groups; groups without anything for
// him are left out. Who writes nothing and gives no command, an auditor, is here to look: he
// finds what he sees, documents and records too.
func Masters(r *view.Reader) ([]Group, error) {
	looks := onlooker(r)
	placed := map[string]bool{}
	var list []Group
	add := func(label string, entities []string) error {
		g := Group{Label: label}
		for _, entity := range entities {
			placed[entity] = true
			if r.Lies(entity) {
				continue
			}
			if !writes(r, entity) && !(looks && view.Shows(r, entity)) {
				continue
			}
			m, err := master(r, entity)
			if err != nil {
				return err
			}
			g.Masters = append(g.Masters, m)
		}
		if len(g.Masters) > 0 {
			list = append(list, g)
		}
		return nil
	}
	shelves, entities := module.Shelves()
	for _, s := range shelves {
		if err := add(view.Say(s.Zh, s.En), entities[s]); err != nil {
			return nil, err
		}
	}
	var others []string // that their modules have put on no shelf
	for _, s := range r.Catalog.Schemas {
		if !placed[s.Name] && s.Main == nil && !s.Kept {
			others = append(others, s.Name)
		}
	}
	if err := add(otherGroup.Text(), others); err != nil || !looks {
		return list, err
	}
	var kept []string
	for _, s := range r.Catalog.Schemas {
		if !placed[s.Name] && s.Main == nil && s.Kept && s.Zh != "" && s.SortField() != nil && !IsLine(s) {
			kept = append(kept, s.Name)
		}
	}
	err := add(documents.Text(), kept)
	return list, err
}

// writes tells whether the person makes, changes or ends rows of an entity.
func writes(r *view.Reader, entity string) bool {
	return MayAdd(r, entity) || MayEdit(r, entity) || mayEnd(r, entity)
}

// Concerns tells whether a list of an entity's rows is anything to the person: he writes
// them, gives commands about them, or sees some that are not his own.
func Concerns(r *view.Reader, s *kernel.Schema) bool {
	return !r.Lies(s.Name) && (writes(r, s.Name) || view.Shows(r, s.Name) || slices.ContainsFunc(r.Catalog.Commands, func(spec *kernel.CommandSpec) bool {
		about := spec.About()
		return about != nil && r.Catalog.TargetOf(about) == s && gives(r, spec) && !spec.Open
	}))
}

// onlooker tells whether the person writes no masters and gives no commands.
func onlooker(r *view.Reader) bool {
	return len(Acts(r)) == 0 && !slices.ContainsFunc(r.Catalog.Schemas, func(s *kernel.Schema) bool { return s.Main == nil && writes(r, s.Name) })
}

// mayEnd tells whether the person gives commands about rows that make themselves and
// that no form writes: devices, jobs.
func mayEnd(r *view.Reader, entity string) bool {
	s := r.Catalog.Schema(entity)
	if s == nil || !s.Kept || s.Bucket.Parts() { // documents have pages of their own
		return false
	}
	return slices.ContainsFunc(r.Catalog.Commands, func(spec *kernel.CommandSpec) bool {
		about := spec.About()
		return about != nil && !spec.Open && r.Catalog.TargetOf(about) == s && gives(r, spec)
	})
}

func master(r *view.Reader, entity string) (Master, error) {
	m := Master{Entity: entity, Label: view.Entity(r.Catalog, entity)}
	if entity == org.Companies.Name() {
		m.Only = org.TheCompany.ID()
		return m, nil
	}
	n, err := r.Count(partQuery(entity, Part{}), countedMost)
	m.Count = n
	return m, err
}
