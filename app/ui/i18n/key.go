package i18n

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Key names a text that exists in both languages. The zero Key is the empty
// text. Keys are made by Define and DefinePlural only.
type Key struct{ text *text }

type text struct {
	id           string
	zh, en, many string // many is the English plural, "" without one
}

var defined = map[string]*text{}

// Define declares a text. It panics when the id is taken, because that is a
// mistake of the program found at its first start. Call it in a var
// declaration only.
func Define(id, zh, en string) Key { return DefinePlural(id, zh, en, "") }

// Declared is a text that stands in a declaration, which has both languages itself: what a
// module calls its documents.
func Declared(zh, en string) Key { return Key{&text{id: zh, zh: zh, en: en}} }

// DefinePlural declares a text whose English form depends on value {0}: one
// for 1, many for everything else.
func DefinePlural(id, zh, one, many string) Key {
	if _, taken := defined[id]; taken {
		panic("i18n: text " + id + " is defined twice")
	}
	t := &text{id: id, zh: zh, en: one, many: many}
	defined[id] = t
	return Key{t}
}

// ID returns the name the key was defined with.
func (k Key) ID() string {
	if k.text == nil {
		return ""
	}
	return k.text.id
}

// Text returns the text in the current language with {0}, {1}, … replaced by
// the values. Integers are written plainly; format other numbers first.
func (k Key) Text(values ...any) string { return k.In(Current(), values...) }

// String is Text without values, so that a Key can be printed.
func (k Key) String() string { return k.Text() }

// In returns the text in a language of choice, e.g. for a printed document.
func (k Key) In(l Language, values ...any) string {
	if k.text == nil {
		return ""
	}
	form := k.text.zh
	if l == English {
		form = k.text.en
		if k.text.many != "" && !isOne(values) {
			form = k.text.many
		}
	}
	return placeholder.ReplaceAllStringFunc(form, func(hole string) string {
		n, err := strconv.Atoi(hole[1 : len(hole)-1])
		if err != nil || n >= len(values) {
			return unfilled
		}
		return fmt.Sprint(values[n])
	})
}

// unfilled stands for a value that was not given, which a test forbids: no person
// reads braces.
const unfilled = "…"

func isOne(values []any) bool {
	return len(values) > 0 && fmt.Sprint(values[0]) == "1"
}

var placeholder = regexp.MustCompile(`\{\d+\}`)

// Check returns one sentence for each defined text that is not fit to be
// shown, nil if all are. A word that is the same in both languages (a unit, a
// brand) is fine; Chinese characters in an English text are not.
func Check() []string {
	var faults []string
	ids := make([]string, 0, len(defined))
	for id := range defined {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		faults = append(faults, defined[id].faults()...)
	}
	return faults
}

func (t *text) faults() []string {
	var faults []string
	complain := func(format string, args ...any) {
		faults = append(faults, t.id+": "+fmt.Sprintf(format, args...))
	}
	if strings.TrimSpace(t.zh) == "" {
		complain("no Chinese text")
	}
	if strings.TrimSpace(t.en) == "" {
		complain("no English text")
	}
	if hasHan(t.zh) == (t.zh == t.en) && strings.ContainsFunc(t.zh, unicode.IsLetter) {
		complain("the Chinese text %q is not Chinese", t.zh)
	}
	want := values(t.zh)
	for _, en := range []string{t.en, t.many} {
		if hasHan(en) {
			complain("Chinese left in the English text %q", en)
		}
		if got := values(en); en != "" && !slices.Equal(got, want) {
			complain("values %v in Chinese, %v in English", want, got)
		}
	}
	return faults
}

func values(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
