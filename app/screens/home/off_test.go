package home

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/system/settings"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/declared/reports"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// offer is what the app offers somebody: his places, what he may give, his masters, reports
// and tasks.
type offer struct{ places, acts, masters, reports, tasks []string }

func offered(t *testing.T, shop *viewtest.Shop, mobile string) (o offer) {
	t.Helper()
	desk := shop.DeskIn(t, mobile)
	site := siteOf(t, desk)
	_, _, places := destinations(site, site.Person())
	for _, d := range places {
		if site.Leads(d.Route.Name, d.Route.ID) {
			o.places = append(o.places, d.Route.Name+d.Route.ID)
		}
	}
	if err := desk.Read(func(r *view.Reader) error {
		for _, g := range record.Acts(r) {
			for _, a := range g.Acts {
				o.acts = append(o.acts, a.Command)
			}
		}
		groups, err := record.Masters(r)
		for _, g := range groups {
			for _, m := range g.Masters {
				o.masters = append(o.masters, m.Entity)
			}
		}
		for _, s := range reports.List(r) {
			o.reports = append(o.reports, s.Name)
		}
		w, failed := view.Waiting(r)
		for _, task := range w.Tasks {
			o.tasks = append(o.tasks, task.Kind)
		}
		return errors.Join(err, failed)
	}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o offer) equal(p offer) bool {
	return slices.Equal(o.places, p.places) && slices.Equal(o.acts, p.acts) && slices.Equal(o.masters, p.masters) &&
		slices.Equal(o.reports, p.reports) && slices.Equal(o.tasks, p.tasks)
}

// turnModule has the owner switch a module by its button, and say it twice where something
// is unfinished.
func turnModule(t *testing.T, shop *viewtest.Shop, m *module.Module, on bool, heard *given) {
	t.Helper()
	label := "停用「" + m.Zh + "」"
	if on {
		label = "启用「" + m.Zh + "」"
	}
	w := walk(t, shop.DeskIn(t, viewtest.Boss))
	w.router.Reset(nav.Route{Name: settings.ModulesRoute})
	w.settle()
	heard.commands = nil
	if !w.tap(label) {
		t.Fatalf("no button says %s: %q", label, w.texts())
	}
	if !on {
		if !slices.ContainsFunc(w.texts(), func(text string) bool { return strings.Contains(text, "未完成的单据") }) {
			t.Errorf("%s: nobody says what is unfinished: %q", label, w.texts())
		}
		if !w.tap(org.Anyway.Zh) {
			t.Fatalf("%s: there is no way to mean it: %q", label, w.texts())
		}
	}
	if !slices.Contains(heard.commands, "org.module.switch") {
		t.Fatalf("%s: gives %q", label, heard.commands)
	}
	shop.Must(&org.SwitchModule{Module: m.Module, On: on, Anyway: true}) // what a desk of this company gives goes nowhere
}

// R278: an administrator switches each module that a company can do without off and on
// again. Off, nothing of it is offered to anybody; on again everybody has what he had.
func TestModulesAreSwitchedOffAndOn(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	underWay(shop)
	heard := &given{}
	shop.Given = heard.note
	people := []string{viewtest.Boss, viewtest.Sales, viewtest.Keeper, viewtest.Finance, shop.Hire(org.Purchase), hireAs(shop, "auditor", nil, []string{"*"})}
	before := map[string]offer{}
	for _, mobile := range people {
		before[mobile] = offered(t, shop, mobile)
	}
	tried := 0
	for _, m := range module.All() {
		if !m.Optional() {
			continue
		}
		tried++
		turnModule(t, shop, m, false, heard)
		ofIt := func(name string) bool {
			spec := viewtest.Catalog.Command(name)
			return spec != nil && spec.Module == m.Module
		}
		less := 0
		for _, mobile := range people {
			o := offered(t, shop, mobile)
			if slices.ContainsFunc(o.acts, ofIt) || slices.ContainsFunc(o.masters, func(e string) bool { return viewtest.Catalog.Schema(e).Module == m.Module }) {
				t.Errorf("%s is off, and %s is offered %q and %q", m.Module, mobile, o.acts, o.masters)
			}
			if !o.equal(before[mobile]) {
				less++
			}
		}
		if less < 3 {
			t.Errorf("%s is off, and only %d people notice: the test looks at nothing", m.Module, less)
		}
		turnModule(t, shop, m, true, heard)
		for _, mobile := range people {
			if o := offered(t, shop, mobile); !o.equal(before[mobile]) {
				t.Errorf("%s is on again, and %s has\n%+v, had\n%+v", m.Module, mobile, o, before[mobile])
			}
		}
	}
	if tried < 2 {
		t.Fatalf("%d modules can be switched off", tried)
	}
}

// Of a module that is off nobody is led anywhere, and what was written is read all the
// same: a row opens on the page that any row has, without a button.
func TestWhatIsOffIsReadAndNotGivenOn(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	order := shop.PlaceOrder(viewtest.Order{Customer: "深圳龙岗万悦家居有限公司", Lines: map[string]int64{"HY-T101": 1}})
	shop.Must(&org.SwitchModule{Module: "sales", Anyway: true})
	site := siteOf(t, shop.DeskIn(t, viewtest.Boss))
	for _, at := range []string{"sales.home", "sales.orders", "warehouse", "finance.bills", "finance.order"} {
		_, _, places := destinations(site, site.Person())
		if slices.ContainsFunc(places, func(d nav.Destination) bool { return d.Route.Name == at && site.Leads(at, "") }) {
			t.Errorf("the owner is led to %s", at)
		}
	}
	w := walk(t, shop.DeskIn(t, viewtest.Boss))
	w.router.Reset(nav.Route{Name: "record.row", ID: "sales_order/" + order.ID.String()})
	w.settle()
	number := ""
	for _, o := range w.texts() {
		if strings.Contains(o, "XS-") {
			number = o
		}
	}
	if number == "" {
		t.Errorf("the order cannot be read: %q", w.texts())
	}
	for _, a := range w.router.Actions() {
		if spec := slices.IndexFunc(viewtest.Catalog.Commands, func(s *kernel.CommandSpec) bool { return s.Zh == a.Label && s.Module == "sales" }); spec >= 0 {
			t.Errorf("its page offers %s", a.Label)
		}
	}
}
