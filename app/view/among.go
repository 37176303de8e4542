package view

import (
	"strings"

	"heyi/shared/tools/habit"
)

// Among are those of a few things whose name is like what a person typed: a part of
// it, its sound or its initials, as everywhere else; those that begin so come first: czc is
// 车载仓 before 乐从总仓. An empty search finds all.
func Among[T any](all []T, search string, name func(T) string) []T {
	terms := habit.Query(search)
	var found, begin []T
next:
	for _, one := range all {
		key := habit.FindKey(name(one))
		for _, term := range terms {
			if !strings.Contains(key, term) {
				continue next
			}
		}
		if len(terms) > 0 && strings.Contains(" "+key, " "+terms[0]) {
			begin = append(begin, one)
			continue
		}
		found = append(found, one)
	}
	return append(begin, found...)
}
