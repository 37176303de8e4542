package home

import (
	"testing"
	"time"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// On a phone the icon is most of a place's name: nobody has two places with the same.
func TestEachPlaceHasItsOwnIcon(t *testing.T) {
	desk := viewtest.Found(t).Desk(viewtest.Boss)
	for _, role := range org.ShippedRoles() {
		site := &common.Site{
			Desk: desk, Dispatcher: uithread.Immediate{}, Router: nav.NewRouter(), Still: true, Toast: func(string) {},
			Day: func() time.Time { return time.Time{} },
		}
		has := map[string]string{}
		_, _, places := destinations(site, &kernel.Author{Grants: role.Grants, Sees: role.Sees})
		for _, d := range places {
			if d.Icon == nil {
				t.Errorf("%s has no icon", d.Label.Text())
				continue
			}
			if other := has[d.Icon.Name()]; other != "" {
				t.Errorf("%s: %s and %s share %s", role.Code, other, d.Label.Text(), d.Icon.Name())
			}
			has[d.Icon.Name()] = d.Label.Text()
		}
	}
}
