package habit

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed divisions.txt
var divisionTable string

// Division is a province, a city or a county of China (行政区划) by its code: two, four
// or six digits, each of which begins with that of what it lies in.
type Division struct {
	Code string
	Name string
	city string // the code of its city, or of its province where that has none
}

// The lengths of their codes.
const (
	province = 2
	city     = 4
	county   = 6
)

// atlas is all of them.
type atlas struct {
	byCode map[string]Division
	under  map[string][]Division // what lies in one, in the order of codes; "" for the provinces
	named  map[string][]Division // by full and short names; counties by their full ones
	inside map[string][]Division // counties by their short names, which count behind what they lie in
	widest int                   // of the names, in characters
}

var divisions = sync.OnceValue(func() *atlas {
	a := &atlas{byCode: map[string]Division{}, under: map[string][]Division{}, named: map[string][]Division{}, inside: map[string][]Division{}}
	for line := range strings.Lines(divisionTable) {
		code, name, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || code == "#" {
			continue
		}
		d := Division{Code: code, Name: name, city: code[:min(len(code), city)]}
		above := code[:max(len(code)-2, 0)]
		if _, has := a.byCode[above]; !has { // its city is no city
			above = code[:min(len(above), province)]
			if d.city = code; len(code) == county && !strings.HasSuffix(name, "市") && !strings.HasPrefix(code[province:], "90") {
				d.city = above // of a municipality
			}
		}
		a.byCode[code] = d
		a.under[above] = append(a.under[above], d)
		if runes := []rune(name); len(code) == county && len(runes) > 2 {
			n := string(runes[:len(runes)-1])
			a.inside[n] = append(a.inside[n], d)
		}
		for _, n := range []string{name, short(d)} {
			if !slices.Contains(a.named[n], d) {
				a.named[n] = append(a.named[n], d)
			}
			a.widest = max(a.widest, len([]rune(n)))
		}
	}
	return a
})

// short is what people call a division: 江苏, 苏州, 广西. Counties keep their last
// character, because without it they are called like anything.
func short(d Division) string {
	endings := map[int][]string{
		province: {"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"},
		city:     {"地区", "市", "盟"},
	}[len(d.Code)]
	for _, ending := range endings {
		if n, ok := strings.CutSuffix(d.Name, ending); ok && len([]rune(n)) > 1 {
			return n
		}
	}
	return d.Name
}

// Divisions are what lies in one, the provinces for the empty code.
func Divisions(code string) []Division { return slices.Clone(divisions().under[code]) }

// Province and City are where it lies: for a province it is both. Counties without a city
// above them are their own, those of a municipality (北京市) lie in it.
func (d Division) Province() Division { return divisions().byCode[d.Code[:province]] }

// City is the city that it lies in, see [Division.Province].
func (d Division) City() Division { return divisions().byCode[d.city] }

// Within tells whether it is another one or lies in it.
func (d Division) Within(other Division) bool { return strings.HasPrefix(d.Code, other.Code) }

// Full is its name from the province on: 江苏省苏州市吴中区.
func (d Division) Full() string {
	name := d.Province().Name
	if c := d.City(); c.Code != d.Code[:province] {
		name += c.Name
	}
	if d.Code != d.city && len(d.Code) > province {
		name += d.Name
	}
	return name
}

// DivisionIn is the division with which an address begins, as closely as it says and
// without guessing: 江苏苏州, 苏州市吴中区木渎镇, 昆山市. Streets that are called like
// places (南京西路), and counties of which there are several, name none.
func DivisionIn(address string) (Division, bool) {
	text := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n　,，、/-·", r) {
			return -1
		}
		return r
	}, address)
	text = strings.TrimPrefix(text, "中国")
	found, rest, ok := begins(text, nil)
	if !ok {
		return Division{}, false
	}
	for len(found.Code) < county {
		d, behind, ok := begins(rest, &found)
		if !ok {
			break
		}
		found, rest = d, behind
	}
	return found, true
}

// begins finds the longest name that a text begins with, among what lies in a division or
// among all. Of several with one name the widest counts, if there is one.
func begins(text string, in *Division) (found Division, rest string, ok bool) {
	a, runes := divisions(), []rune(text)
	for n := min(a.widest, len(runes)); n > 1; n-- {
		name, rest := string(runes[:n]), string(runes[n:])
		var list []Division
		for _, d := range a.named[name] {
			if (in == nil || d.Within(*in) && d != *in) && (name == d.Name || !goesOn(rest)) {
				list = append(list, d)
			}
		}
		for _, d := range a.inside[name] {
			if in != nil && d.Within(*in) && !goesOn(rest) {
				list = append(list, d)
			}
		}
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(x, y Division) int { return len(x.Code) - len(y.Code) })
		if len(list) == 1 || len(list[0].Code) < len(list[1].Code) {
			return list[0], rest, true
		}
		return Division{}, "", false
	}
	return Division{}, "", false
}

// goesOn tells whether a name goes on as that of something else.
func goesOn(rest string) bool {
	rest = strings.TrimLeft(rest, "东南西北中一二三四五六七八九十")
	for _, word := range []string{"路", "街", "大道", "道", "巷", "弄", "里", "胡同", "市", "区", "县", "镇", "乡", "村", "店", "酒店", "饭店"} {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}
