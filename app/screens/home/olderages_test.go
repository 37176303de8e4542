package home_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// How old the figures of a page are is told anew though nothing of the page changes: who
// looks at it in a cellar for an hour is not told that it is of just now.
func TestAgesGoOn(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, shop.Hire(org.Storekeeper))
	q, window, shell, router, end := inWindow(t, desk)
	defer end()
	shown := func() string {
		q.Drain()
		q.Advance(uithread.RefreshInterval)
		picture.Settle(window, picture.Desktop.Size)
		var list []string
		screentest.Walk(shell, func(o fyne.CanvasObject) bool {
			list = append(list, screentest.TextOf(o))
			return false
		})
		return strings.Join(list, "\n")
	}
	age := regexp.MustCompile(`截至 .*\x{ff08}(\d+) 分钟前\x{ff09}`)
	places := record.ListRoute("place")
	for _, route := range []nav.Route{{Name: "warehouse"}, {Name: "warehouse.papers"}, {Name: "warehouse.stock"}, {Name: "products"}, places} {
		at := route.Name
		router.Reset(route)
		var was []string
		await.Until(t, at+" says how old it is", func() bool { was = age.FindStringSubmatch(shown()); return was != nil })
		minutes, _ := strconv.Atoi(was[1])
		shop.Now += 7 * 60_000
		desk.Engine.Wake() // nothing has changed but the time
		want := strconv.Itoa(minutes+7) + " 分钟前"
		await.Until(t, at+" says that it is of "+want, func() bool { return strings.Contains(shown(), want) })
	}
}
