package boss_test

import (
	"fmt"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/rigs/litetest"
)

// A board out of what a device has kept is that of the whole company, or says from when
// the device knows, whatever it has let go of.
func TestTheBoardSaysFromWhenItKnows(t *testing.T) {
	shop := viewtest.Trading(t)
	eyes, err := view.Load(shop.Desk(viewtest.Boss), func(r *view.Reader) (*kernel.Viewer, error) { return r.Author.Viewer, nil })
	if err != nil {
		t.Fatal(err)
	}
	rows := litetest.Of(t, viewtest.Catalog, shop)
	board := func(day, since kernel.Date) *analytics.Board {
		b, err := analytics.BoardOf(analytics.Books{Catalog: viewtest.Catalog, All: rows, Viewer: eyes.Within(since, nil)}, day)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	differ := 0
	for _, day := range []kernel.Date{20261119, 20261130, 20261201, 20261219, 20270120, 20270301} {
		whole := board(day, 0)
		if whole.Since != 0 {
			t.Errorf("%s: who holds all is told that he lacks what is before %s", day, whole.Since)
		}
		for _, since := range []kernel.Date{20260801, 20261101, 20261201, 20270101} {
			if since > day {
				continue
			}
			held := board(day, since)
			said := held.Since
			if said != 0 && said != since {
				t.Errorf("%s: it holds what is since %s and says %s", day, since, said)
			}
			held.Since = 0
			same := fmt.Sprintf("%+v", held) == fmt.Sprintf("%+v", whole)
			if !same {
				differ++
			}
			if !same && said == 0 {
				t.Errorf("%s, kept since %s: other figures than the company's, and it says nothing\n%+v\n%+v", day, since, held, whole)
			}
			if before := day.AddMonths(-1).MonthStart(); since <= day.AddDays(-90).MonthStart() && since <= before && said != 0 {
				t.Errorf("%s: all that is asked is kept since %s, and it says %s", day, since, said)
			}
		}
	}
	if differ == 0 {
		t.Error("no window lacks anything: the test proves nothing")
	}
}
