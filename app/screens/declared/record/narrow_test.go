package record

import (
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/sales"
)

// A list is narrowed down by a sheet, says by what in chips that a tap takes away, adds up
// what is left, and comes back as it was left.
func TestAListIsNarrowedDown(t *testing.T) {
	shop := viewtest.Trading(t)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	w := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Boss), uithread.Immediate{}, areas, listPage, sales.Orders.Name())
	i18n.SetLanguage(i18n.Chinese)
	totals := func() string {
		i := slices.IndexFunc(w.Texts(), func(text string) bool { return strings.Contains(text, "· 价税合计 ") })
		return w.Texts()[max(i, 0)]
	}
	total := totals()
	w.Tap("筛选")
	w.Type("价税合计从", "50000")
	w.Tap("查看结果")
	if !w.Shows("筛选（1）") || !w.Shows("价税合计从 50,000.00") {
		t.Fatalf("the list does not say by what it is narrowed: %v", w.Texts())
	}
	now := totals()
	if !strings.Contains(total, "价税合计") || !strings.Contains(now, "价税合计") || total == now {
		t.Errorf("all rows come to %q, those that are left to %q", total, now)
	}
	w.Tap("价税合计从 50,000.00")
	if w.Shows("筛选（1）") {
		t.Error("the chip does not take its condition away")
	}
}
