package home

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/system/settings"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view"
	"heyi/app/view/system/help"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// Everybody reads the help about what he works with, and about nothing else: not about a
// module that the company has switched off.
func TestHelpIsAboutOnesWork(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	pages := func(mobile string) string {
		list, err := view.Load(shop.DeskIn(t, mobile), help.Pages)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range list {
			names = append(names, p.Module)
		}
		return " " + strings.Join(names, " ") + " "
	}
	if got := pages(viewtest.Boss); strings.Count(got, " ")-1 < len(module.All())-1 {
		t.Errorf("the owner reads about%s", got)
	}
	if got := pages(viewtest.Sales); !strings.Contains(got, " sales ") || strings.Contains(got, " ledger ") {
		t.Errorf("who sells reads about%s", got)
	}
	if got := pages(viewtest.Keeper); !strings.Contains(got, " stock ") || strings.Contains(got, " finance ") {
		t.Errorf("the storekeeper reads about%s", got)
	}
	w := walk(t, shop.DeskIn(t, viewtest.Sales))
	w.router.Reset(nav.Route{Name: settings.Route})
	w.settle()
	if !w.tap("帮助") || !w.tap("销售") || w.router.Current().ID != "sales" {
		t.Errorf("the settings do not lead to it: %v", w.router.Current())
	}
	shop.Must(&org.SwitchModule{Module: "sales", Anyway: true})
	if got := pages(viewtest.Sales); strings.Contains(got, " sales ") {
		t.Errorf("sales is off, and who sold reads about%s", got)
	}
}
