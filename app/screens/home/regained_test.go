package home_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// Rights that somebody gains while he works bring their places at once, and those that he
// loses take theirs away; the page that he is on stays.
func TestPlacesFollowRights(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	q, _, shell, router, end := inWindow(t, desk)
	defer end()
	places := func() (labels []string) {
		screentest.Walk(shell, func(o fyne.CanvasObject) bool {
			if text := screentest.TextOf(o); text != "" {
				labels = append(labels, text)
			}
			return false
		})
		return labels
	}
	const sellers = "今天" // the home of who sells
	boss, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Boss)
	at := router.Current()
	was := org.Boss
	for _, roles := range []string{org.Boss + " " + org.Sales, org.Boss} {
		_, err := desk.Engine.DoNamed("seat.edit", &kernel.EditRow{Row: boss.Seat.ID(), Changes: []kernel.Change{{Field: "roles", Was: was, Becomes: roles}}})
		if err != nil {
			t.Fatal(err)
		}
		await.Until(t, "the places are those of the roles "+roles, func() bool {
			q.Advance(time.Second)
			q.Drain()
			return slices.Contains(places(), sellers) == (roles != org.Boss)
		}, func() any { return places() })
		was = roles
	}
	if router.Current() != at {
		t.Errorf("the page has changed from %v to %v", at, router.Current())
	}
}
