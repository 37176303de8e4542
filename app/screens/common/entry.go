package common

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Entry is a package of screens as it registers itself: who goes there, and where its
// places stand. Who goes there may give one of its commands, or sees its documents, by a
// right that names it. Who may do everything, or see it, goes where that is said.
type Entry struct {
	kernel.Home     // of the package, which has the name of the module that it stands beside, if any
	Rank        int // of its places among all; of several homes somebody has the one with the lowest
	Make        func(*Site) Area
	Needs       []string // one of the rights; none for everybody
	First       bool     // its first place is a home
}

// Everything is the right of those who may do all there is.
const Everything = "*"

const sees = "sees:"

// Sees is what an entry needs that is for those who see something: "sales.order", or
// [Everything].
func Sees(sight string) string { return sees + sight }

var entries []Entry

// Enter registers a package of screens.
func Enter(e Entry) struct{} {
	if slices.ContainsFunc(entries, func(o Entry) bool { return o.Rank == e.Rank }) {
		panic(fmt.Sprintf("common: two areas have the rank %d", e.Rank))
	}
	e.Home = kernel.DeclaredIn(0)
	entries = append(entries, e)
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Rank, b.Rank) })
	return struct{}{}
}

// Entries lists what is registered, by rank.
func Entries() []Entry { return slices.Clone(entries) }

// Serves tells whether somebody goes there.
func (e Entry) Serves(who *kernel.Author) bool {
	return len(e.Needs) == 0 || slices.ContainsFunc(e.Needs, func(right string) bool {
		if sight, ok := strings.CutPrefix(right, sees); ok {
			return org.Named(who.Sees, sight)
		}
		return org.Named(who.Grants, right)
	})
}
