package customers

import (
	"slices"
	"sync"

	"heyi/app/view"
	"heyi/shared/habit"
)

// everywhere is the full names of all divisions, what lies in one behind it.
var everywhere = sync.OnceValue(func() (list []string) {
	var walk func(code string)
	walk = func(code string) {
		for _, d := range habit.Divisions(code) {
			list = append(list, d.Full())
			walk(d.Code)
		}
	}
	walk("")
	return list
})

// Regions are the provinces, cities and counties that a text may mean, the one that it
// begins with first; what it says itself comes last, because customers abroad are in none.
func Regions(query string) []string {
	var list []string
	if d, ok := habit.DivisionIn(query); ok {
		list = append(list, d.Full())
	}
	for _, name := range view.Among(everywhere(), query, func(name string) string { return name }) {
		if len(list) == regionsMost {
			break
		}
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if query != "" && !slices.Contains(list, query) {
		list = append(list, query)
	}
	return list
}

// regionsMost is how many are offered, beside the text itself.
const regionsMost = 7
