package org

import (
	"maps"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Asked are those of whom something is asked without naming a seat: whoever holds the
// rights, by name. Who may do everything has them not by name; he sees what is asked of
// everybody.
type Asked struct {
	rights []string
	was    string
}

var asked = map[kernel.Ref[Asked]]*Asked{}

// Ask names those who hold rights, "sales.ship". was is the shipped role of whom the same
// was asked before the step [AskedByRight], "" for what is asked since.
func Ask(was string, rights ...string) *Asked {
	a := &Asked{rights, was}
	if len(rights) == 0 || was != "" && !isShipped(was) {
		panic("org: nobody is asked")
	}
	if known := asked[a.Ref()]; known != nil && known.was == was {
		return known
	}
	asked[a.Ref()] = a
	return a
}

// AskedByRight is the step from which on tasks name the rights of those whom they ask.
const AskedByRight = "flow.asked_by_right"

// Rights are what they hold.
func (a *Asked) Rights() []string { return slices.Clone(a.rights) }

// Ref is what rows that ask them hold; their scope is By("asked", …).
func (a *Asked) Ref() kernel.Ref[Asked] {
	return kernel.Ref[Asked](kernel.DeriveID("asked", a.was, strings.Join(a.rights, " ")))
}

// Was is the role whose rows asked the same of them before.
func (a *Asked) Was() kernel.Ref[Role] {
	if a.was == "" {
		return kernel.Ref[Role]{}
	}
	return RoleRef(a.was)
}

// Tag is what those hold who are asked.
func (a *Asked) Tag() string { return "asked:" + a.Ref().String() }

// Holds tells whether somebody with the grants is one of them.
func (a *Asked) Holds(grants []string) bool {
	return !slices.ContainsFunc(a.rights, func(right string) bool { return !Named(grants, right) })
}

// By tells whether a role makes somebody one of them.
func (a *Asked) By(r *Role) bool { return !r.Removed && a.Holds(words(r.Grants)) }

// AskedBy finds whom a row asks; nil for nobody, or where this program does not know.
func AskedBy(ref kernel.Ref[Asked]) *Asked { return asked[ref] }

// AllAsked lists the declared ones.
func AllAsked() []*Asked {
	return slices.SortedFunc(maps.Values(asked), func(a, b *Asked) int { return slices.Compare(a.rights, b.rights) })
}

// asks gives the author the tags of what is asked of him.
func asks(a *kernel.Author) {
	for _, one := range asked {
		if one.Holds(a.Grants) {
			a.Viewer.Tags[one.Tag()] = true
		}
	}
}
