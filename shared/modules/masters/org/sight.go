package org

import (
	"maps"
	"slices"

	"heyi/shared/kernel"
)

// To see is a right like to do. A role's Sees names it, as patterns: "cost" for guarded
// fields, "sales.order" for all rows of a document, "*" for everything. What somebody
// sees because it is his own, his department's or his warehouse's needs no sight.

// Sight is the right to see rows that are not one's own. The module that owns the rows
// declares it, with the shipped roles that hold it.
type Sight struct {
	Name, Zh, En string
	keys         []kernel.Ref[Role] // of one for some rows only
	step         int                // by which old companies get it
}

var sights = map[string]*Sight{}

// sightsStep is the step that made rights of what had been shown to roles by their
// codes. Nobody gained or lost by it, so it reaches roles that were edited, too.
var sightsStep = UpgradeRoles(54, "org.sight", "可见范围成为权限", "What a role sees is a right", RoleChange{Role: Boss, Sees: []string{everything}})

// See declares a sight with the shipped roles that hold it, the owner's aside, who sees
// everything. Number is that of the step by which old companies get it: take the next
// free one.
func See(number int, name, zh, en string, holders ...string) *Sight {
	if sights[name] != nil || zh == "" || en == "" {
		panic("org: sight " + name + " is declared twice or lacks a language")
	}
	s := &Sight{Name: name, Zh: zh, En: en, step: number}
	for _, role := range holders {
		if number == sightsStep {
			hold(number, RoleChange{Role: role, Keeps: []string{name}})
			continue
		}
		hold(number, RoleChange{Role: role, Sees: []string{name}})
	}
	if number == sightsStep {
		hold(number, RoleChange{Role: Boss, Keeps: []string{name}})
	}
	sights[name] = s
	return s
}

// SeeSome declares a sight of those rows that hold its keys.
func SeeSome(number int, name, zh, en string, holders ...string) *Sight {
	s := See(number, name, zh, en, holders...)
	for _, role := range holders {
		s.keys = append(s.keys, RoleRef(role))
	}
	return s
}

// All is the term of a scope by which a holder of the sight sees all rows.
func (s *Sight) All() kernel.Term { return kernel.Audience(s.Name) }

// Keys are what the rows of [SeeSome] hold: a scope takes the field with the first by
// kernel.By("sees", …). They are the roles that first had the sight, because devices of
// earlier releases ask for those.
func (s *Sight) Keys() []kernel.Ref[Role] { return s.keys }

// Of tells whether somebody holds the sight.
func (s *Sight) Of(a *kernel.Author) bool {
	return a.System || a.Viewer != nil && a.Viewer.Tags[s.All().Tag]
}

// Tags are those of a holder.
func (s *Sight) Tags() []string {
	tags := []string{s.All().Tag}
	if len(s.keys) > 0 {
		tags = append(tags, sees+s.keys[0].String())
	}
	return tags
}

// Shows tells whether a role brings a tag of sight.
func Shows(c *kernel.Catalog, r *Role, tag string) bool {
	a := &kernel.Author{Viewer: &kernel.Viewer{Tags: map[string]bool{}}}
	take(c, a, words(r.Sees))
	return a.Viewer.Tags[tag]
}

// Sights lists the declared sights by name.
func Sights() []*Sight {
	list := make([]*Sight, 0, len(sights))
	for _, name := range slices.Sorted(maps.Keys(sights)) {
		list = append(list, sights[name])
	}
	return list
}

// take gives the author what a role sees.
func take(c *kernel.Catalog, a *kernel.Author, patterns []string) {
	a.Sees = append(a.Sees, patterns...)
	for _, audience := range c.Audiences() {
		if covered(patterns, audience) {
			a.Viewer.Tags[kernel.Audience(audience).Tag] = true
		}
	}
	for name, s := range sights {
		if !covered(patterns, name) {
			continue
		}
		for _, tag := range s.Tags() {
			a.Viewer.Tags[tag] = true
		}
	}
}
