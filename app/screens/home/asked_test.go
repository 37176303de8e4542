package home

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/shared/modules/masters/org"
)

// What nobody can take back is asked for before it is given, with what it brings; the
// commands say which they are.
func TestGraveActsAreAskedFor(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	asked := 0
	for _, spec := range viewtest.Catalog.Commands {
		if spec.Asks[0] == "" {
			continue
		}
		shop, heard := viewtest.Trading(t), &given{}
		shop.Given = heard.note
		w := walk(t, shop.DeskIn(t, viewtest.Boss))
		about := ""
		for _, row := range viewtest.Rows(shop, org.Devices) {
			if user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Keeper); row.User.ID() == user.ID {
				about = row.ID.String()
			}
		}
		if target := viewtest.Catalog.TargetOf(spec.About()); target.Name == org.Users.Name() {
			user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Keeper)
			about = user.ID.String()
		}
		w.router.Go(nav.Route{Name: common.ActRoute, ID: spec.Name + "/" + about})
		w.settle()
		asks := func() (says bool) {
			w.each(func(o fyne.CanvasObject) bool {
				says = says || screentest.TextOf(o) == spec.Asks[0]
				return says
			})
			return says
		}
		if w.tap(spec.Zh); len(heard.commands) != 0 || !asks() {
			t.Errorf("%s is given without a question: %q", spec.Name, heard.commands)
		}
		if w.tap(spec.Zh); len(heard.commands) != 1 || heard.commands[0] != spec.Name {
			t.Errorf("%s was agreed to: %q", spec.Name, heard.commands)
		}
		asked++
	}
	if resign := viewtest.Catalog.CommandFor(&org.Resign{}); asked == 0 || resign == nil || resign.Asks == [2]string{} {
		t.Error("nothing is asked")
	}
}
