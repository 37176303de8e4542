package record

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

func siteOf(desk *view.Desk, window fyne.Window) *common.Site {
	site := &common.Site{
		Desk: desk, Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Window: window, Still: true, Toast: func(string) {},
		Day: func() time.Time { return time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC) },
	}
	site.Serve(Area(site))
	site.Router.Register("start", func(nav.Route) nav.Page { return newMasters(site) })
	site.Router.Reset(nav.Route{Name: "start"})
	return site
}

func window(t *testing.T) fyne.Window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	w := app.NewWindow("")
	t.Cleanup(w.Close)
	t.Cleanup(func() { i18n.SetLanguage(i18n.Chinese) })
	return w
}

// show opens a place and lays it out.
func show(site *common.Site, at nav.Route) nav.Page {
	site.Router.Replace(at)
	page := site.Router.Page()
	site.Window.SetContent(page.Content())
	picture.Settle(site.Window, picture.Desktop.Size)
	return page
}

// anyRow is the first row of an entity, the zero id without rows.
func anyRow(t *testing.T, desk *view.Desk, entity string) kernel.ID {
	t.Helper()
	rows, err := model.List(desk, entity, "", model.Sort{}, model.Part{}).Page(t.Context(), 0, 1)
	if err != nil {
		t.Fatalf("%s: %v", entity, err)
	}
	if len(rows) == 0 {
		return kernel.ID{}
	}
	return rows[0].ID
}

// What holds for every entity, also for those that are not declared yet: its list,
// the form of a new row and the page of an existing one open in both languages;
// every field that may be written has an input with a label in that language.
func TestEveryEntityHasAListAndAForm(t *testing.T) {
	site := siteOf(viewtest.Trading(t).Desk(viewtest.Boss), window(t))
	for _, language := range i18n.Languages() {
		i18n.SetLanguage(language)
		for _, s := range viewtest.Catalog.Schemas {
			if s.Main != nil {
				continue // the fields of a companion stand in the form of its entity
			}
			l := show(site, ListRoute(s.Name)).(*list)
			if err := failure(l.Content()); err != "" {
				t.Errorf("%s: the list shows %q", s.Name, err)
			}
			checkColumns(t, s, language)
			if id := anyRow(t, site.Desk, s.Name); !id.IsZero() {
				checkPage(t, show(site, RowRoute(s.Name, id)).(*page), s)
				checkForm(t, show(site, EditRoute(s.Name, id)).(*edit), s, false)
			}
			if !s.Kept && s.Name != "company" {
				checkForm(t, show(site, RowRoute(s.Name, kernel.ID{})).(*edit), s, true)
			}
		}
	}
}

// owners reads as one who sees everything.
var owners = &view.Reader{View: &client.View{Catalog: viewtest.Catalog}, Author: &kernel.Author{System: true}}

func checkColumns(t *testing.T, s *kernel.Schema, language i18n.Language) {
	t.Helper()
	for _, c := range model.Columns(owners, s.Name) {
		checkLabel(t, s.Name, c.Name, c.Label)
	}
	if language == i18n.Chinese && len(model.Columns(owners, s.Name)) == 0 {
		t.Errorf("%s: a list without columns", s.Name)
	}
}

// checkLabel holds a label against the language: no name of the program, no
// English in Chinese and no Chinese in English.
func checkLabel(t *testing.T, entity, field, label string) {
	t.Helper()
	han := strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	switch {
	case label == "" || label == field && field != "":
		t.Errorf("%s.%s has no label", entity, field)
	case han != (i18n.Current() == i18n.Chinese):
		t.Errorf("%s.%s: the label %q is not %s", entity, field, label, i18n.Current())
	}
}

// checkMeans holds that a figure says on the page what it is.
func checkMeans(t *testing.T, s *kernel.Schema, field *kernel.Field, m *model.Page) {
	t.Helper()
	if field.MeansZh == "" {
		return
	}
	checkLabel(t, s.Name, field.Name, view.Means(field))
	for _, fact := range m.Facts() {
		if fact.Field == field.Name && fact.Means != view.Means(field) {
			t.Errorf("%s.%s is shown without what it is", s.Name, field.Name)
		}
	}
}

// checkPage holds a row's page against the declaration: each field that says something is
// shown, in words.
func checkPage(t *testing.T, p *page, s *kernel.Schema) {
	t.Helper()
	m, loaded := p.Model()
	if !loaded {
		t.Errorf("%s: the page has not loaded", s.Name)
		return
	}
	for _, field := range s.Fields {
		checkMeans(t, s, field, m)
	}
	for _, fact := range m.Facts() {
		checkLabel(t, s.Name, "", fact.Label)
		if _, err := kernel.ParseID(fact.Text); err == nil && fact.Text != "" {
			t.Errorf("%s: %s shows the id %s", s.Name, fact.Label, fact.Text)
		}
	}
	for _, part := range m.Parts {
		if part.Label != "" {
			checkLabel(t, s.Name, "", part.Label)
		}
	}
	err := p.site.Desk.Read(func(r *view.Reader) error {
		row, _ := r.Tx.GetRow(s, p.id)
		for _, f := range s.Fields {
			said := slices.ContainsFunc(m.Facts(), func(fact model.Fact) bool { return fact.Field == f.Name })
			hidden := f.Kind == kernel.KindID && s.Kept // a document says itself what it prints of whom it names
			hidden = hidden || f.Kind == kernel.KindState || s.Kept && f.Get(row).IsZero()
			text := model.Say(r, row, f)
			headed := strings.Contains(m.Head.Title+" "+m.Head.Detail+" "+m.Name, text)
			twice := slices.ContainsFunc(m.Facts(), func(fact model.Fact) bool { return fact.Text == text }) // the name of whom it names
			if model.Shown(s, f) && text != "" && !said && !hidden && !headed && !twice {
				t.Errorf("%s: the page does not say %s (%q)", s.Name, f.Name, text)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// checkForm holds a form against the declaration.
func checkForm(t *testing.T, p *edit, s *kernel.Schema, birth bool) {
	t.Helper()
	f, loaded := p.Model()
	if !loaded {
		t.Errorf("%s: the form has not loaded", s.Name)
		return
	}
	if s.Kept {
		return
	}
	for _, in := range f.Inputs {
		if field := s.Field(in.Name); in.Entity == s.Name && field != nil && field.MeansZh != "" && in.Hint == "" {
			t.Errorf("%s.%s is asked for without what it is", s.Name, in.Name)
		}
	}
	fields := map[string]widgets.FormField{}
	for _, field := range p.form.Fields() {
		fields[field.Name()] = field
	}
	for _, of := range append([]*kernel.Schema{s}, s.Parts...) {
		for _, field := range of.Fields {
			if !writable(field, birth) {
				continue
			}
			shown := fields[field.Name]
			if shown == nil {
				t.Errorf("%s.%s has no input (new row: %t)", s.Name, field.Name, birth)
				continue
			}
			checkLabel(t, s.Name, field.Name, shown.Label())
			if birth && field.Required && prefilled(f, field) == "" && shown.Check() == "" {
				t.Errorf("%s.%s is required and may be left empty", s.Name, field.Name)
			}
		}
	}
	if !birth && f.Dirty(p.texts()) {
		t.Errorf("%s: opening the form changes the row: %v", s.Name, p.texts())
	}
}

// prefilled is what the form of a new row brings for a field.
func prefilled(f *model.Form, field *kernel.Field) string {
	for _, in := range f.Inputs {
		if in.Name == field.Name && in.Was != in.Empty() {
			return in.Was
		}
	}
	return ""
}

// writable is said here once more, in the words of the kernel's edit command, so
// that a form which forgets a field is found.
func writable(f *kernel.Field, birth bool) bool {
	switch f.Name {
	case "id", "version", "removed", "custom":
		return false
	}
	return !f.Derived && f.Kind != kernel.KindState && f.Kind != kernel.KindCustom && (birth || !f.Fixed)
}

// failure is the text of an error state on a page, "" for none.
func failure(o fyne.CanvasObject) string {
	switch o := o.(type) {
	case *widgets.ErrorState:
		if o.Visible() {
			return "an error state"
		}
	case *fyne.Container:
		for _, c := range o.Objects {
			if text := failure(c); text != "" {
				return text
			}
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			if text := failure(c); text != "" {
				return text
			}
		}
	}
	return ""
}

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "record.") {
			t.Error(wrong)
		}
	}
}
