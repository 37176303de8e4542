package record

import (
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// Who sees a row, and why somebody does not, is read from the scope of its declaration.

// Sighting is who sees a row.
type Sighting struct {
	Title   string
	Grounds []string // by which it is seen, with the roles that bring it
	Sees    []Watcher
	Not     []Watcher
	Change  string // who can change that
}

// Watcher is somebody with the grounds on which he sees the row.
type Watcher struct {
	ID        kernel.ID // the user's
	Name, Why string
}

var (
	groundAll    = i18n.Define("record.ground.all", "公司里人人可见", "Everybody in the company")
	groundOwner  = i18n.Define("record.ground.owner", "归岗位「{0}」", "Belongs to the seat {0}")
	groundDept   = i18n.Define("record.ground.dept", "属于部门「{0}」，角色可见本部门", "Of the department {0}, with a role that sees all of it")
	groundFund   = i18n.Define("record.ground.fund", "保管该资金账户", "Keeps this fund")
	groundPlace  = i18n.Define("record.ground.place", "在仓库「{0}」工作", "Works in the warehouse {0}")
	groundUser   = i18n.Define("record.ground.user", "交给「{0}」本人", "For {0} in person")
	askedWho     = i18n.Define("record.asked", "有权「{0}」的人", "Those who may {0}")
	groundRole   = i18n.Define("record.ground.role", "交给「{0}」办理", "For {0} to deal with")
	groundSees   = i18n.Define("record.ground.sees", "可见范围有「{0}」", "Has the sight: {0}")
	groundMay    = i18n.Define("record.ground.may", "可用「{0}」", "may do: {0}")
	groundBehind = i18n.Define("record.ground.behind", "{0}（随 {1}）", "{0} (by {1})")
	groundRoles  = i18n.Define("record.ground.roles", "{0}：{1}", "{0}: {1}")
	groundNone   = i18n.Define("record.ground.none", "以上各项都没有", "None of these")
	changeBy     = i18n.Define("record.sight.change", "要让某人看见，可改所属岗位，或改他的岗位和角色；能改岗位和角色的有：{0}", "To show it to somebody, change whose it is, or his seats and roles; who can change these: {0}")
)

// MaySight tells whether the reader may ask who sees what: he who keeps the roles.
func MaySight(a *kernel.Author) bool { return a.May("role.edit") }

// Sight tells who sees a row and on what ground, and who does not.
func Sight(r *view.Reader, entity string, id kernel.ID) (*Sighting, error) {
	if !MaySight(r.Author) {
		return nil, kernel.NotAllowed.With(kernel.Text("command", view.Command(r.Catalog, "role.edit")))
	}
	s := r.Catalog.Schema(entity)
	if s == nil {
		return nil, kernel.NotThere.With(kernel.Text("entity", entity))
	}
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found {
		return nil, kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
	}
	users, err := everyone(r)
	if err != nil {
		return nil, err
	}
	grounds := kernel.Grounds(row, r.Rows.Get)
	made := &Sighting{Title: view.Join(view.Say(s.Zh, s.En), Title(r, row))}
	told := make([]string, len(grounds)) // what each says
	for i, g := range grounds {
		told[i] = sayGround(r, g, row)
		made.Grounds = append(made.Grounds, withRoles(r, g, told[i]))
	}
	made.Grounds = distinct(made.Grounds)
	var keepers []string
	for _, u := range users {
		if !u.Active {
			continue
		}
		a, err := org.AuthorOf(r.Tx, u)
		if err != nil {
			return nil, err
		}
		if a.May("role.edit") && a.May("seat.edit") {
			keepers = append(keepers, u.Name)
		}
		var why []string
		for i, g := range grounds {
			if g.Held(a.Viewer) {
				why = append(why, told[i])
			}
		}
		if len(why) == 0 {
			made.Not = append(made.Not, Watcher{u.ID, u.Name, groundNone.Text()})
			continue
		}
		made.Sees = append(made.Sees, Watcher{u.ID, u.Name, strings.Join(distinct(why), " · ")})
	}
	made.Change = changeBy.Text(strings.Join(keepers, "、"))
	return made, nil
}

// everyone lists the people of the company by name.
func everyone(r *view.Reader) (list []*org.User, err error) {
	q := client.Query{Query: rowstore.Query{Entity: org.Users.Name(), Limit: rowstore.MaxPage, Sort: []rowstore.Order{{Field: "name"}}}}
	for {
		page, err := r.List(q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			list = append(list, row.(*org.User))
		}
		if page.Next == "" {
			return list, nil
		}
		q.After = page.Next
	}
}

// sayGround is a ground in words.
func sayGround(r *view.Reader, g kernel.Ground, row kernel.Row) string {
	text := sayTag(r, g.Tag)
	for _, gate := range g.Gates {
		text = view.Join(text, sayTag(r, gate))
	}
	if g.Of != row {
		s := g.Of.Base().Schema()
		return groundBehind.Text(text, view.Join(view.Say(s.Zh, s.En), Title(r, g.Of)))
	}
	return text
}

func sayTag(r *view.Reader, tag string) string {
	kind, rest, _ := strings.Cut(tag, ":")
	id, _ := kernel.ParseID(rest)
	switch kind {
	case "owner":
		return groundOwner.Text(view.Holder(r, kernel.Ref[org.Seat](id)))
	case "dept":
		return groundDept.Text(TitleOf(r, org.Departments.Name(), id))
	case "place":
		return groundPlace.Text(TitleOf(r, org.Places.Name(), id))
	case ledger.OfFund:
		return groundFund.Text()
	case "user":
		return groundUser.Text(TitleOf(r, org.Users.Name(), id))
	case "as":
		return groundRole.Text(TitleOf(r, org.Roles.Name(), id))
	case "asked":
		return groundRole.Text(AskedOf(r, kernel.Ref[org.Asked](id)))
	case "may":
		return groundMay.Text(view.Command(r.Catalog, rest))
	case "sees":
		return groundSees.Text(sightName(r, tag))
	case "all":
		return groundAll.Text()
	}
	return tag
}

// sightName is what the right behind a tag is called on the page of a role.
func sightName(r *view.Reader, tag string) string {
	for _, s := range org.Sights() {
		if slices.Contains(s.Tags(), tag) {
			return view.Say(s.Zh, s.En)
		}
	}
	name := strings.TrimPrefix(tag, "sees:")
	return sayCodes(audienceOptions(r), name, false)
}

// withRoles adds to the words of a ground the roles that bring it.
func withRoles(r *view.Reader, g kernel.Ground, text string) string {
	if !strings.HasPrefix(g.Tag, "sees:") {
		return text
	}
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: org.Roles.Name(), Limit: roleMost, Sort: []rowstore.Order{{Field: "name"}}}})
	if err != nil {
		return text
	}
	var names []string
	for _, found := range page.Rows {
		if role := found.(*org.Role); org.Shows(r.Catalog, role, g.Tag) {
			names = append(names, roleName(role))
		}
	}
	return groundRoles.Text(text, strings.Join(names, i18n.ListSeparator.Text()))
}

// AskedOf is whom a task asks by their rights: the roles that bring these, else what
// one must be able to do.
func AskedOf(r *view.Reader, ref kernel.Ref[org.Asked]) string {
	a := org.AskedBy(ref)
	if a == nil {
		return ""
	}
	page, err := r.List(client.Query{Query: rowstore.Query{Entity: org.Roles.Name(), Limit: roleMost, Sort: []rowstore.Order{{Field: "name"}}}})
	if err != nil {
		return ""
	}
	var names []string
	for _, found := range page.Rows {
		if role := found.(*org.Role); a.By(role) {
			names = append(names, roleName(role))
		}
	}
	if len(names) == 0 {
		return askedWho.Text(view.Command(r.Catalog, a.Rights()[0]))
	}
	return strings.Join(names, i18n.ListSeparator.Text())
}
