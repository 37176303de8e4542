package home

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	recordpages "heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// opened is the home of a person on a machine where everything takes its time.
type opened struct {
	desk   *view.Desk
	held   *uithread.Held
	shell  *nav.Shell
	router *nav.Router
	rows   map[string]common.RowFunc // of all areas
}

func openSlowly(t *testing.T, desk *view.Desk) *opened {
	t.Helper()
	o := &opened{desk: desk, held: &uithread.Held{}, rows: map[string]common.RowFunc{}}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	shell, router, end, err := OpenAt(Setting{Desk: desk, Dispatcher: o.held, Window: app.NewWindow("")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end)
	o.shell, o.router = shell, router
	site := &common.Site{Desk: desk, Dispatcher: o.held, Router: nav.NewRouter(), Still: true}
	for _, a := range common.Entries() {
		for route, of := range a.Make(site).Rows {
			o.rows[route] = of
		}
	}
	return o
}

// anyRow is the first row of an entity that the person sees, the zero id for none.
func anyRow(t *testing.T, desk *view.Desk, entity string) kernel.ID {
	t.Helper()
	rows, err := record.List(desk, entity, "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 1)
	if err != nil {
		t.Fatal(entity, err)
	}
	if len(rows) == 0 {
		return kernel.ID{}
	}
	return rows[0].ID
}

// places are every page that the person can open, those of a row with one that is
// there; of the pages made of declarations, one for each entity.
func (o *opened) places(t *testing.T) []nav.Route {
	var list []nav.Route
	for _, name := range o.router.Names() {
		of := o.rows[name]
		switch {
		case strings.HasPrefix(name, "record."):
			continue // below
		case of == nil:
			list = append(list, nav.Route{Name: name})
			continue
		}
		entity, _ := of("")
		if row := anyRow(t, o.desk, entity); !row.IsZero() {
			list = append(list, nav.Route{Name: name, ID: row.String()})
		}
	}
	list = append(list, recordpages.MastersRoute())
	for _, s := range o.desk.Catalog.Schemas {
		list = append(list, recordpages.ListRoute(s.Name))
		if row := anyRow(t, o.desk, s.Name); !row.IsZero() {
			list = append(list, nav.Route{Name: common.RecordRoute, ID: s.Name + "/" + row.String()})
		}
	}
	return list
}

// acts are the pages made of declarations of the commands about a row, each about one
// that is there.
func (o *opened) acts(t *testing.T) []nav.Route {
	var list []nav.Route
	var mayGive []string
	if err := o.desk.Read(func(r *view.Reader) error {
		for _, g := range record.Acts(r) {
			for _, a := range g.Acts {
				mayGive = append(mayGive, a.Command)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, name := range mayGive {
		if about := o.desk.Catalog.Command(name).About(); about != nil {
			if row := anyRow(t, o.desk, o.desk.Catalog.TargetOf(about).Name); !row.IsZero() {
				list = append(list, nav.Route{Name: common.ActRoute, ID: name + "/" + row.String()})
			}
		}
	}
	return list
}

// The title is asked for when a page opens, before there is anything to name. Every
// page, on a machine that is slow, ends with the name of its subject and the actions
// of what was loaded.
func TestTitlesAndActionsFollowTheLoad(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	subjects, late := 0, 0
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, viewtest.Keeper, viewtest.Finance} {
		o := openSlowly(t, shop.Desk(mobile))
		for _, at := range slices.Concat(o.places(t), o.acts(t)) {
			o.router.Reset(at)
			early := o.shell.Bar().Title()
			if early == "" {
				t.Errorf("%s %v has no title while it loads", mobile, at)
			}
			o.held.Release()
			title := o.shell.Bar().Title()
			if now := o.router.Heading(); title != now {
				t.Errorf("%s %v is titled %q, though it is %q", mobile, at, title, now)
			}
			var want []string
			for _, a := range o.router.Actions() {
				want = append(want, a.Label)
			}
			if got := o.shell.Bar().Offers(); !slices.Equal(got, want) {
				t.Errorf("%s %v offers %q, though it has %q", mobile, at, got, want)
			}
			of := o.rows[at.Name]
			if of == nil {
				continue
			}
			entity, row := of(at.ID)
			if row.IsZero() {
				continue
			}
			name, err := view.Load(o.desk, func(r *view.Reader) (string, error) { return record.Subject(r, entity, row), nil })
			if err != nil || !strings.Contains(title, name) {
				t.Errorf("%s %v is titled %q and does not say whose it is: %q %v", mobile, at, title, name, err)
			}
			if name != "" {
				subjects++
			}
			if early != title {
				late++
			}
		}
	}
	o := openSlowly(t, shop.Desk(viewtest.Boss))
	for name := range o.rows {
		if strings.HasPrefix(name, "record.") {
			continue // their routes name an entity
		}
		for _, at := range []nav.Route{{Name: name}, {Name: name, ID: kernel.DeriveID("nobody").String()}} {
			o.router.Reset(at)
			if o.held.Release(); o.shell.Bar().Title() == i18n.Loading.Text() {
				t.Errorf("%v goes on being loaded", at)
			}
		}
	}
	if subjects < 60 || late < 60 {
		t.Errorf("only %d pages have a subject, %d of them known after the load: the test looks at nothing", subjects, late)
	}
}
