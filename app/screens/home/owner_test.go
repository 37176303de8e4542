package home

import (
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	recordpages "heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Whose a row is stands in every list of rows that belong to seats, for who sees those of
// several; who sees only his own does not read his name on every line.
func TestListsSayWhoseTheirRowsAre(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	for _, role := range []string{org.Sales, org.Boss, org.SalesManager} { // the manager takes the seller's seat
		if role == org.SalesManager {
			user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Sales)
			dept := shop.Add("department", "name", "销售部")
			if err := shop.Edit(viewtest.Boss, "seat", user.Seat.ID(), kernel.Change{Field: "dept", Becomes: dept.String()}); err != nil {
				t.Fatal(err)
			}
		}
		desk := shop.DeskIn(t, holder(t, shop, role))
		w := walk(t, desk)
		routes := []nav.Route{{Name: "sales.orders"}, {Name: "customers"}, {Name: "finance.receipts"}, {Name: "finance.bills"}, {Name: "warehouse"}}
		for _, s := range desk.Catalog.Schemas {
			if view.Owned(desk.Catalog, s.Name) && s.Field(view.OwnerField).Listed {
				routes = append(routes, recordpages.ListRoute(s.Name))
			}
		}
		for _, route := range routes {
			if !w.router.Knows(route.Name) {
				t.Fatalf("there is no page %s", route.Name)
			}
			w.router.Reset(route)
			w.settle()
			if said := slices.Contains(w.texts(), "业务员"); said != (role != org.Sales) {
				t.Errorf("%s, %v: whose they are is told: %t", role, route, said)
			}
		}
	}
}
