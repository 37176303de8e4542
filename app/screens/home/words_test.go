package home

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// listener hears what pages say, and objects to what is not said to people: the names that
// programs have for things, and words of the other language. What people have written
// themselves is said as they wrote it.
type listener struct {
	t      *testing.T
	people string          // all that people have written, below each other
	codes  map[string]bool // names of the registry that nobody reads
	heard  map[string]bool // what was objected to
	texts  int
}

// written are the texts on screen but for what stands in boxes to be typed in.
func written(o fyne.CanvasObject, say func(string)) {
	if o == nil || !o.Visible() {
		return
	}
	if text := strings.TrimSpace(screentest.TextOf(o)); text != "" {
		say(text)
		return
	}
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *widgets.Input:
		return
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	for _, part := range parts {
		written(part, say)
	}
}

// shippedTexts are fields of rows that the program writes itself, in both languages.
var shippedTexts = map[[2]string]bool{
	{org.Roles.Name(), "name"}: true, {org.Roles.Name(), "code"}: true, {ledger.Accounts.Name(), "name"}: true,
}

func listen(t *testing.T, shop *viewtest.Shop) *listener {
	t.Helper()
	l := &listener{t: t, codes: map[string]bool{}, heard: map[string]bool{}}
	var people strings.Builder
	for _, s := range viewtest.Catalog.Schemas {
		l.codes[s.Name] = true
		for _, f := range s.Fields {
			l.codes[s.Name+"."+f.Name] = true
			for _, o := range s.ChoicesOf(f) {
				l.codes[o.Code] = !strings.EqualFold(o.Code, o.En)
			}
		}
		for _, f := range org.FieldsOf(shop.Tx(), s.Name) { // a setting's content is as much the company's
			people.WriteString(f.Usual + "\n")
		}
		_ = shop.Scan(s, func(row kernel.Row) error { // in memory nothing fails
			for _, f := range s.Fields {
				if f.Kind == kernel.KindText && !shippedTexts[[2]string{s.Name, f.Name}] {
					people.WriteString(f.Get(row).Str + "\n")
				}
			}
			return nil
		})
	}
	for _, c := range viewtest.Catalog.Commands {
		l.codes[c.Name] = true
	}
	for _, c := range kernel.Codes() {
		l.codes[c.Name] = true
	}
	for _, r := range org.ShippedRoles() {
		l.codes[r.Code] = true
	}
	l.people = people.String()
	return l
}

var (
	han      = regexp.MustCompile(`\p{Han}+`)
	latin    = regexp.MustCompile(`[A-Za-z]{4,}`)
	coded    = regexp.MustCompile(`[a-z]+(?:[_.][a-z]+)+`)
	anyID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-`)
	rawMonth = regexp.MustCompile(`(?:^|[^\d-])20\d\d(?:0[1-9]|1[0-2])(?:$|[^\d])`)
)

// known are words of the other language that are no other in this one: what the language
// is called, the form of a file, a word that people are asked to write.
var known = map[i18n.Language][]string{
	i18n.Chinese: {"English", "xlsx", "XLSX", "Excel"},
	i18n.English: {"中文"},
}

// hear listens to a text on a page.
func (l *listener) hear(who string, at nav.Route, text string) {
	l.texts++
	foreign := han
	if i18n.Current() == i18n.Chinese {
		foreign = latin
	}
	object := func(what string) {
		if key := what + text; !l.heard[key] {
			l.heard[key] = true
			l.t.Errorf("%s %v, %s: %s in %q", who, at, i18n.Current(), what, text)
		}
	}
	for _, word := range foreign.FindAllString(text, -1) {
		if !strings.Contains(l.people, word) && !slices.Contains(known[i18n.Current()], word) {
			object("the word " + word)
		}
	}
	for _, word := range coded.FindAllString(text, -1) {
		if l.codes[word] {
			object("the code " + word)
		}
	}
	if l.codes[text] && !strings.Contains(l.people, "\n"+text+"\n") {
		object("a code")
	}
	if anyID.MatchString(text) {
		object("an id")
	}
	if rawMonth.MatchString(text) {
		object("a month")
	}
}
