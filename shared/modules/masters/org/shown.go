package org

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// everywhere begins the tags of a person that every device can work out, because all
// members of the company see by what he has them.
var everywhere = []string{"all", "user:", "owner:", "as:", "asked:", "dept:", "place:", "sees:", "may:"}

// Shown tells whether somebody sees a row, whatever the window of his device: Found if he
// does, Absent if not. It is Unknown where only the server can tell: whose rows decide are
// not all here, or he has it by what is not for everybody, like the funds that he keeps.
func Shown(tx *kernel.Tx, u *User, row kernel.Row) kernel.Presence {
	if u.Removed || u.Retired || !u.Active {
		return kernel.Absent
	}
	a, err := AuthorOf(tx, u)
	if err != nil {
		return kernel.Unknown
	}
	grounds, whole := tx.Grounds(row)
	if kernel.SeenBy(&kernel.Viewer{Tags: a.Viewer.Tags}, grounds) {
		return kernel.Found
	}
	private := func(g kernel.Ground) bool {
		return !slices.ContainsFunc(everywhere, func(begin string) bool { return strings.HasPrefix(g.Tag, begin) })
	}
	if !tx.SeesAll() && (!whole || slices.ContainsFunc(grounds, private)) {
		return kernel.Unknown
	}
	return kernel.Absent
}
