package view

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"heyi/app/ui/i18n"
	"heyi/shared/modules/masters/party"
	"heyi/shared/tools/habit"
)

// everywhere is all divisions, what lies in one behind it.
var everywhere = sync.OnceValue(func() (list []habit.Division) {
	var walk func(code string)
	walk = func(code string) {
		for _, d := range habit.Divisions(code) {
			list = append(list, d)
			walk(d.Code)
		}
	}
	walk("")
	return list
})

// suggests are the texts for which something is offered while they are typed, in whichever
// form they stand.
var suggests = map[[2]string]func(query string) []Option{{party.Parties.Name(), "region"}: Regions}

// Suggest is what is offered while a text field of an entity is typed, nil for nothing.
func Suggest(entity, field string) func(query string) []Option {
	return suggests[[2]string{entity, field}]
}

// Regions are the provinces, cities and counties that a text may mean: the one that it
// begins with first, then those whose own name begins so, cities before counties, because
// people say hz for a town and not for what happens to lie in it. What it says itself comes
// last, because customers abroad are in none; letters alone are no place, they are the
// sound of one.
func Regions(query string) []Option {
	var list []Option
	offer := func(name string) {
		if !slices.ContainsFunc(list, func(o Option) bool { return o.Code == name }) {
			list = append(list, Option{Code: name})
		}
	}
	if d, ok := habit.DivisionIn(query); ok {
		offer(d.Full())
	}
	own := Among(everywhere(), query, func(d habit.Division) string { return d.Name })
	slices.SortStableFunc(own, func(a, b habit.Division) int { return rank(a, query) - rank(b, query) })
	all := Among(everywhere(), query, habit.Division.Full)
	for _, d := range slices.Concat(own, all) {
		if len(list) == regionsMost {
			break
		}
		offer(d.Full())
	}
	if n := len(list); written(query) {
		if offer(query); len(list) > n {
			list[n].Label = asTyped.Text()
		}
	}
	return list
}

var asTyped = i18n.Define("customer.region.raw", "按原文（不在国内行政区划里）", "As typed (none of China's divisions)")

// rank is the place of a division whose own name is like what was typed: those whose name
// begins so first, cities before provinces and counties.
func rank(d habit.Division, query string) int {
	r := map[int]int{4: 0, 2: 1}[len(d.Code)]
	if len(d.Code) > 4 {
		r = 2
	}
	for _, term := range habit.Query(query) {
		if !strings.Contains(" "+habit.FindKey(d.Name), " "+term) {
			return r + 3
		}
	}
	return r
}

// written tells whether a text may be kept as a region as it is written. Who works in
// Chinese means the sound of a place by letters alone.
func written(query string) bool {
	return query != "" && (Lang() == "en" || strings.ContainsFunc(query, func(r rune) bool { return r > unicode.MaxASCII }))
}

// regionsMost is how many are offered, beside the text itself.
const regionsMost = 7
