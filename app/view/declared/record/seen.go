package record

import (
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Seen is what somebody sees of an entity, and what it would take to see all of it.
type Seen struct {
	Label, How, Needs string
}

var (
	seenAll     = i18n.Define("record.seen.all", "全部", "All")
	seenNone    = i18n.Define("record.seen.none", "看不到", "Nothing")
	seenFollows = i18n.Define("record.seen.follows", "随看得见的单据", "What follows what he sees")
	seenNeeds   = i18n.Define("record.seen.needs", "要全部看见：{0}", "To see all: {0}")
)

// SeenBy lists what somebody sees, entity by entity, and of which role the sight that he
// lacks could come.
func SeenBy(r *view.Reader, user kernel.ID) ([]Seen, error) {
	if !MaySight(r.Author) {
		return nil, kernel.NotAllowed.With(kernel.Text("command", view.Command(r.Catalog, "role.edit")))
	}
	u, err := org.Users.Need(r.Tx, kernel.Ref[org.User](user))
	if err != nil {
		return nil, err
	}
	a, err := org.AuthorOf(r.Tx, u)
	if err != nil {
		return nil, err
	}
	var list []Seen
	for _, s := range r.Catalog.Schemas {
		if s.Main != nil || s.Zh == "" || !slices.ContainsFunc(s.Scope, func(t kernel.Term) bool { return t.Tag != "" }) {
			continue
		}
		seen := Seen{Label: view.Say(s.Zh, s.En), How: seenAll.Text()}
		if !a.Viewer.Whole(s) {
			seen.How = seenPart(r, a, s)
			seen.Needs = seenNeeds.Text(needs(r, s))
		}
		list = append(list, seen)
	}
	slices.SortStableFunc(list, func(x, y Seen) int { return strings.Compare(y.Needs, x.Needs) }) // what he lacks comes first
	return list, nil
}

// seenPart says which rows of an entity somebody sees who does not see all.
func seenPart(r *view.Reader, a *kernel.Author, s *kernel.Schema) string {
	var parts []string
	for _, t := range s.Scope {
		for tag := range a.Viewer.Tags {
			if t.Prefix != "" && strings.HasPrefix(tag, t.Prefix) && (t.Gate == "" || a.Viewer.Tags[t.Gate]) {
				parts = append(parts, sayTag(r, tag))
			}
		}
	}
	if a.Viewer.Follows(s) {
		parts = append(parts, seenFollows.Text())
	}
	if len(parts) == 0 {
		return seenNone.Text()
	}
	slices.Sort(parts)
	return strings.Join(distinct(parts), " · ")
}

// needs are the sights that show all rows of an entity, with the roles that have them.
func needs(r *view.Reader, s *kernel.Schema) string {
	var ways []string
	for _, t := range s.Scope {
		if t.Tag != "" {
			ways = append(ways, withRoles(r, kernel.Ground{Tag: t.Tag}, sayTag(r, t.Tag)))
		}
	}
	return strings.Join(ways, " · ")
}
