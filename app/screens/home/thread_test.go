package home_test

import (
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/system/settings"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/masters/org"
)

// Nothing is read on the UI thread: a reading waits for a connection and for a busy
// disk, and the window would wait with it.
func TestPagesReadInTheBackground(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, shop.Hire(org.SalesManager), shop.Hire(org.Storekeeper), shop.Hire(org.Finance), shop.Hire(org.Purchase), shop.Hire(org.Admin)} {
		desk := shop.DeskIn(t, mobile)
		q, window, _, router, end := inWindow(t, desk)
		at := "the home"
		seen := map[string]bool{}
		desk.Reading = func() {
			stack := string(debug.Stack())
			if !strings.Contains(stack, "testing.tRunner(") { // in the background
				return
			}
			who, _, _ := strings.Cut(reader(stack), "(0x")
			if who == "heyi/app/screens/modules/warehouse.newStocks" { // the places among its filters, of which there is a handful
				return
			}
			if !seen[who] {
				seen[who] = true
				t.Errorf("%s, %s: it is read on the UI thread by %s", mobile, at, who)
			}
		}
		for _, name := range router.Names() {
			at = name
			if !opens(func() { router.Reset(nav.Route{Name: name}) }) {
				router.Reset(nav.Route{Name: settings.Route})
				continue
			}
			picture.Settle(window, picture.Desktop.Size)
			for range 10 {
				q.Drain()
				q.Advance(uithread.RefreshInterval)
				time.Sleep(2 * time.Millisecond)
			}
			router.Actions()
		}
		end()
		desk.Reading = nil
		window.Close()
	}
}

// opens tells whether a page can be made without saying of what: those of one row or one
// kind of rows cannot.
func opens(page func()) (made bool) {
	defer func() { made = recover() == nil }()
	page()
	return true
}

// reader is the first function of a stack that belongs to a screen.
func reader(stack string) string {
	for _, line := range strings.Split(stack, "\n") {
		if strings.HasPrefix(line, "heyi/app/screens/") && !strings.HasPrefix(line, "heyi/app/screens/home_test") && !strings.Contains(line, "TestPagesReadInTheBackground") {
			return line
		}
	}
	return stack
}
