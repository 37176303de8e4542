package tabular

import (
	"fmt"
	"slices"
	"strings"

	"heyi/shared/tools/habit"
)

// titleKey makes column titles comparable: width, case, blanks, line breaks
// and the marks of a required column do not count.
func titleKey(title string) string {
	return strings.Trim(strings.ReplaceAll(habit.Fold(title), " ", ""), "*:'\"")
}

// withoutUnit cuts a bracket at the end: 金额(元) is also 金额.
func withoutUnit(key string) string {
	if i := strings.LastIndexByte(key, '('); i > 0 && strings.HasSuffix(key, ")") {
		return key[:i]
	}
	return key
}

// match returns the index of the cell for each wanted column that is found; an
// exact title goes before one with a unit in brackets.
func match(titles []string, want []Want) map[string]int {
	exact, loose := map[string]int{}, map[string]int{}
	for i := len(titles) - 1; i >= 0; i-- {
		key := titleKey(titles[i])
		if key != "" {
			exact[key] = i
			loose[withoutUnit(key)] = i
		}
	}
	found := map[string]int{}
	for _, w := range want {
		for _, name := range append([]string{w.Name}, w.Also...) {
			key := titleKey(name)
			at, ok := exact[key]
			if !ok {
				at, ok = loose[key]
			}
			if ok {
				found[w.Name] = at
				break
			}
		}
	}
	return found
}

func (s *Sheet) lacking(found map[string]int) []string {
	var out []string
	for _, w := range s.options.Want {
		if _, ok := found[w.Name]; !ok && !w.Optional {
			out = append(out, w.Name)
		}
	}
	return out
}

// twice names a wanted column whose very title stands in two places: nobody
// can know which is meant unless its number was given.
func (s *Sheet) twice() string {
	for _, w := range s.options.Want {
		i, ok := s.columns[w.Name]
		if !ok || i >= len(s.header) || s.names[i] == s.header[i] || s.header[i] == "" {
			continue
		}
		if !slices.ContainsFunc(append([]string{w.Name}, w.Also...), func(name string) bool { return titleKey(name) == titleKey(s.names[i]) }) {
			return s.header[i]
		}
	}
	return ""
}

// named makes a name for every column: titles that stand several times are
// numbered, columns without one are called by their letter.
func named(titles []string) []string {
	count, seen := map[string]int{}, map[string]int{}
	for _, title := range titles {
		count[titleKey(title)]++
	}
	names := make([]string, len(titles))
	for i, title := range titles {
		key := titleKey(title)
		switch {
		case title == "":
			names[i] = "[" + columnName(i) + "]"
		case count[key] > 1:
			seen[key]++
			names[i] = fmt.Sprintf("%s (%d)", title, seen[key])
		default:
			names[i] = title
		}
	}
	return names
}

func texts(cells []Cell) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(c.Text)
	}
	return out
}

func filled(titles []string) int { return len(filledOnly(titles)) }

func filledOnly(titles []string) []string {
	var out []string
	for _, t := range titles {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// firstTitles shows the line a person would take for the header: the fullest.
func firstTitles(head []record) []string {
	var best []string
	for _, rec := range head {
		if row := filledOnly(texts(rec.cells)); len(row) > len(best) {
			best = row
		}
	}
	if len(best) > 50 {
		best = best[:50]
	}
	return best
}
