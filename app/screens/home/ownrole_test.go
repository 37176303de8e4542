package home

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Where somebody works follows from what he may do, not from what his role is called: a
// role of the company's own has the places of a shipped one with the same rights.
func TestARoleOfTheCompanysOwnHasItsPlaces(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	known := []string{"今天", "待发货", "库存", "经营", "财务", "资金", "采购", "报表", "订单", "客户", "商品", "资料"}
	placesOf := func(mobile string) (labels []string) {
		desk := shop.DeskIn(t, mobile)
		w := walk(t, desk)
		w.each(func(o fyne.CanvasObject) bool {
			if text := screentest.TextOf(o); text != "" && !slices.Contains(labels, text) && slices.Contains(known, text) {
				labels = append(labels, text)
			}
			return false
		})
		slices.Sort(labels)
		return append(labels, w.router.Root().Name)
	}
	for _, a := range common.Entries() {
		for _, right := range a.Needs {
			seen, sight := strings.CutPrefix(right, "sees:")
			known := right == common.Everything || seen == common.Everything || viewtest.Catalog.Command(right) != nil ||
				sight && slices.ContainsFunc(org.Sights(), func(s *org.Sight) bool { return s.Name == seen })
			if !known {
				t.Errorf("an area is for who may %q, which is nothing", right)
			}
		}
	}
	for _, role := range org.ShippedRoles() {
		if role.Code == org.SalesManager || role.Code == org.Boss { // of the seller's seat; has every right
			continue
		}
		mobile := holder(t, shop, role.Code)
		want := placesOf(mobile)
		own := "own_" + role.Code
		r, _ := org.RoleByCode.Find(shop.Tx(), role.Code)
		shop.Add("role", "code", own, "name", own, "grants", r.Grants, "sees", r.Sees)
		user, _ := org.UserByMobile.Find(shop.Tx(), mobile)
		if err := shop.Edit(viewtest.Boss, "seat", user.Seat.ID(), kernel.Change{Field: "roles", Was: role.Code, Becomes: own}); err != nil {
			t.Fatal(err)
		}
		if got := placesOf(mobile); !slices.Equal(got, want) {
			t.Errorf("%s: %q, as an own role %q", role.Code, want, got)
		}
	}
	for _, job := range []struct {
		name  string
		goes  []string
		avoid string
	}{{"只读审计", []string{"经营", "报表", "订单", "客户"}, "今天"}, {"出纳", []string{"财务", "客户"}, "报表"}, {"会计", []string{"财务", "报表", "订单"}, "经营"}} {
		i := slices.IndexFunc(org.Templates(), func(t org.Template) bool { return t.Zh == job.name })
		texts := org.Templates()[i].Texts("zh")
		shop.Add("role", "code", "own_"+job.name, "name", job.name, "grants", texts["grants"], "sees", texts["sees"])
		got := placesOf(shop.Hire("own_" + job.name))
		for _, place := range job.goes {
			if !slices.Contains(got, place) {
				t.Errorf("%s does not come to %s: %q", job.name, place, got)
			}
		}
		if slices.Contains(got, job.avoid) {
			t.Errorf("%s comes to %s", job.name, job.avoid)
		}
	}
}
