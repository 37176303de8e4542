package sales_test

import (
	"regexp"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// bare is what no person should read: a code, a sum without words, a quantity without
// its unit.
var bare = regexp.MustCompile(`[a-z]+[._][a-z]+|[−+=]|\d/\d|\d+ d\b|{`)

// The trail says in words what the checks found and what was done, in the order of the
// process.
func TestTheTrailSpeaks(t *testing.T) {
	shop := viewtest.Trading(t)
	placed := shop.PlaceOrder(viewtest.Order{Customer: wanyue, Lines: map[string]int64{"HY-S301": 20}, Allow: sales.Backorder})
	shop.Must(&sales.Close{Order: kernel.Ref[sales.Order](placed.ID), Note: "客户不要了"})
	desk := shop.DeskIn(t, viewtest.Boss)
	page := order(t, desk, placed.ID)
	var all []string
	for _, e := range page.Trail {
		all = append(all, view.Join(e.What, e.Result.Text, e.Note))
	}
	said := strings.Join(all, "\n")
	if code := bare.FindString(said); code != "" {
		t.Errorf("%q in\n%s", code, said)
	}
	for _, want := range []string{"要 20 套，有 16 套", "连同本单应收 ", "关闭订单 · 客户不要了"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}
