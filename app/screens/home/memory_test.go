package home_test

import (
	"sync/atomic"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/modules/masters/org"
)

// Nothing follows the data for a window that was closed or a page that was left. What
// did would also be held for ever, with all it shows: a device on which one signs in and
// out all day would fill its memory.
func TestAClosedWindowFollowsNothing(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, shop.Hire(org.Storekeeper), shop.Hire(org.Finance), shop.Hire(org.Purchase)} {
		desk := shop.DeskIn(t, mobile)
		q, window, _, router, end := inWindow(t, desk)
		for _, name := range router.Names() {
			if !opens(func() { router.Reset(nav.Route{Name: name}) }) {
				router.Reset(nav.Route{Name: "settings"})
				continue
			}
			picture.Settle(window, picture.Desktop.Size)
			q.Drain()
		}
		end()
		q.Drain()
		if !quiet(shop, desk, q) {
			t.Errorf("%s: after its window was closed something still reads at every change", mobile)
		}
		window.Close()
	}
}

// quiet tells whether three changes in a row lead to no reading, which comes once what was
// under way is over.
func quiet(shop *viewtest.Shop, desk *view.Desk, q *uithread.Queue) bool {
	var read atomic.Int64
	desk.Reading = func() { read.Add(1) }
	defer func() { desk.Reading = nil }()
	heard := make(chan struct{}, 64)
	defer desk.Engine.Subscribe(func(client.Change) { heard <- struct{}{} })()
	calm := 0
	for tries := 0; calm < 3 && tries < 3000; calm, tries = calm+1, tries+1 {
		before := read.Load()
		shop.Now += 60_000
		desk.Engine.Wake()
		<-heard
		q.Drain()
		q.Advance(uithread.RefreshInterval)
		q.Drain()
		time.Sleep(20 * time.Millisecond)
		if read.Load() != before {
			calm = -1
		}
	}
	return calm >= 3
}
