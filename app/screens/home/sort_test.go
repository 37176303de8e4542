package home

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
)

// What a list says it can be sorted by is a field of its rows: each heading that can be
// tapped puts them in order and loses none, on every list of the owner.
func TestEveryHeadingThatSortsSorts(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Boss)
	o, w := openSlowly(t, desk), walk(t, desk)
	lists, headings := 0, 0
	for _, at := range o.places(t) {
		w.router.Reset(at)
		w.settle()
		list, ok := w.router.Page().(common.Sorted)
		if !ok {
			continue
		}
		lists++
		for _, field := range list.SortedBy() {
			headings++
			if err := list.TrySort(t.Context(), field); err != nil {
				t.Errorf("%v cannot be sorted by %s: %v", at, field, err)
			}
		}
	}
	if lists < 6 || headings < 12 {
		t.Errorf("%d lists, %d headings: the test looks at nothing", lists, headings)
	}
}
