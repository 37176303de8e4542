package home_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/customers"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
)

// A form in which nobody has typed shows what another has changed meanwhile; what somebody
// has typed stays: the forms of the declaration, and the customers' that is made by hand.
func TestAFormShowsWhatAnotherHasChanged(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Keeper)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	for _, form := range []struct {
		at     nav.Route
		entity string
		id     kernel.ID
		name   string
	}{
		{record.EditRoute(org.Users.Name(), user.ID), org.Users.Name(), user.ID, "黄建平"},
		{nav.Route{Name: customers.FormRoute, ID: customer.String()}, party.Parties.Name(), customer, "深圳龙岗万悦家居有限公司"},
	} {
		t.Run(form.entity, func(t *testing.T) {
			q, window, shell, router, end := inWindow(t, desk)
			defer end()
			router.Reset(form.at)
			box := func() (found *widgets.Field) {
				q.Drain()
				q.Advance(uithread.RefreshInterval)
				picture.Settle(window, picture.Desktop.Size)
				screentest.Walk(shell, func(o fyne.CanvasObject) bool {
					if f, ok := o.(*widgets.Field); ok && f.Name() == "name" {
						found = f
					}
					return found != nil
				})
				return found
			}
			says := func(name string) func() bool {
				return func() bool { f := box(); return f != nil && f.Text() == name }
			}
			rename := func(was, becomes string) {
				if err := desk.Edit(form.entity, form.id, []kernel.Change{{Field: "name", Was: was, Becomes: becomes}}); err != nil {
					t.Fatal(err)
				}
			}
			await.Until(t, "the form is there", says(form.name))
			rename(form.name, "黄建明")
			await.Until(t, "the form shows the other name", says("黄建明"))
			box().SetText("黄平")
			rename("黄建明", "黄建国")
			for range 20 {
				if f := box(); f == nil || f.Text() != "黄平" {
					t.Fatalf("what was typed is gone: %v", f)
				}
			}
		})
	}
}
