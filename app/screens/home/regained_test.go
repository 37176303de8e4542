package home_test

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"heyi/app/screens/screentest"
	"heyi/app/ui/i18n"
	"heyi/app/view/viewtest"
	"heyi/shared/kernel"
	"heyi/shared/org"
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
		for end := time.Now().Add(time.Minute); slices.Contains(places(), sellers) != (roles != org.Boss); q.Drain() {
			if time.Now().After(end) {
				t.Fatalf("with the roles %q the places are %q", roles, places())
			}
			q.Advance(time.Second)
			time.Sleep(5 * time.Millisecond)
		}
		was = roles
	}
	if router.Current() != at {
		t.Errorf("the page has changed from %v to %v", at, router.Current())
	}
}
