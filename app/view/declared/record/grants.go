package record

import (
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// What a role may do is chosen by area and command, not written.

var (
	grantAll  = i18n.Define("record.grant.all", "全部操作", "Everything")
	handGroup = i18n.Define("record.grant.hand", "可授予他人", "May hand out to others")
	handRoles = i18n.Define("record.grant.roles", "交给各角色的待办和放行", "Tasks and approvals of roles")
	handSees  = i18n.Define("record.grant.sees", "可见范围", "What roles see")
	handDept  = i18n.Define("record.grant.dept", "可见本部门", "Sees the department")
	grantArea = i18n.Define("record.grant.area", "{0}：全部", "{0}: all")
	guardedOf = i18n.Define("record.grant.guarded", "{0}（{1}）", "{0} ({1})")
)

// business finds the area that a first word of commands stands for where it is no
// entity.
func business(r *view.Reader, word string) (module.Area, bool) {
	if r.Catalog.Schema(word) != nil {
		return module.Area{}, false
	}
	return module.AreaNamed(word)
}

// grantOptions are everything, then area by area all of it, its parts and its single
// commands.
func grantOptions(r *view.Reader) []view.Option {
	list := []view.Option{{Code: "*", Label: grantAll.Text()}}
	byArea := map[string][]view.Option{}
	add := func(name, label string) {
		area, _, _ := strings.Cut(name, ".")
		group := areaLabel(r, area)
		byArea[area] = append(byArea[area], view.Option{Code: name, Label: label, Group: group})
	}
	for _, c := range r.Catalog.Commands {
		if !c.System && !c.Open {
			add(c.Name, guarded(c.Schema, view.Say(c.Zh, c.En)))
		}
	}
	for _, right := range org.Rights() {
		if r.Catalog.Command(right.Name) == nil {
			add(right.Name, view.Say(right.Zh, right.En))
		}
	}
	names := make([]string, 0, len(byArea))
	for area := range byArea {
		names = append(names, area)
	}
	slices.SortFunc(names, func(a, b string) int { return areaOrder(r, a, b) })
	for _, area := range names {
		group := byArea[area]
		slices.SortFunc(group, func(a, b view.Option) int { return strings.Compare(a.Code, b.Code) })
		list = append(append(list, wholes(r, area, group)...), group...)
	}
	return append(list, handOuts(r, names)...)
}

// handOuts are what somebody may give to others without having it, area by area.
func handOuts(r *view.Reader, areas []string) []view.Option {
	labels := map[string]string{"role:*": handRoles.Text(), "sees:*": handSees.Text(), "whole_dept": handDept.Text()}
	patterns := []string{"role:*", "sees:*", "whole_dept"}
	for _, area := range areas {
		pattern := area + ".*"
		patterns, labels[pattern] = append(patterns, pattern), grantArea.Text(areaLabel(r, area))
	}
	list := make([]view.Option, len(patterns))
	for i, grant := range org.HandsOut(patterns...) {
		list[i] = view.Option{Code: grant, Label: labels[patterns[i]], Group: handGroup.Text()}
	}
	return list
}

// areaOrder puts the areas of business before single masters.
func areaOrder(r *view.Reader, a, b string) int {
	_, first := business(r, a)
	_, second := business(r, b)
	switch {
	case first != second && first:
		return -1
	case first != second:
		return 1
	}
	return strings.Compare(areaLabel(r, a), areaLabel(r, b))
}

func areaLabel(r *view.Reader, area string) string {
	if a, known := business(r, area); known {
		return view.Say(a.Zh, a.En)
	}
	return guarded(r.Catalog.Schema(area), view.Entity(r.Catalog, area))
}

// guarded tells what is about an entity from what is about its guarded fields, which are
// called like it.
func guarded(s *kernel.Schema, label string) string {
	if s == nil || s.Main == nil {
		return label
	}
	var fields []string
	for _, f := range s.Fields {
		if f.Sees == s.Sees && f.Zh != "" {
			fields = append(fields, view.FieldLabel(f))
		}
	}
	return guardedOf.Text(label, strings.Join(distinct(fields), " / "))
}

// wholes are the grants that stand for several commands: all of an area, and all
// about one kind of document in it.
func wholes(r *view.Reader, area string, commands []view.Option) []view.Option {
	group := areaLabel(r, area)
	list := []view.Option{{Code: area + ".*", Label: grantArea.Text(group), Group: group}}
	for _, c := range commands {
		parts := strings.Split(c.Code, ".")
		if len(parts) < 3 {
			continue
		}
		prefix := strings.Join(parts[:2], ".")
		code, s := prefix+".*", r.Catalog.Schema(strings.Join(parts[:2], "_"))
		if s == nil || slices.ContainsFunc(list, func(o view.Option) bool { return o.Code == code }) {
			continue
		}
		list = append(list, view.Option{Code: code, Label: grantArea.Text(view.Say(s.Zh, s.En)), Group: group})
	}
	return list
}
