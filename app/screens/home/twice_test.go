package home

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/shared/modules/masters/org"
)

// No page of a row offers one thing twice: what its head offers, of itself or because it
// can be done with the row, is no button of the page as well.
func TestNoPageOffersOneThingTwice(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	offered := 0
	for _, role := range org.ShippedRoles() {
		t.Run(role.Code, func(t *testing.T) {
			desk := shop.DeskIn(t, holder(t, shop, role.Code))
			o := openSlowly(t, desk)
			w := walk(t, desk)
			for _, route := range o.places(t) {
				if of := o.rows[route.Name]; of == nil {
					continue
				} else if _, row := of(route.ID); row.IsZero() {
					continue
				}
				w.router.Reset(route)
				w.settle()
				var head []string
				signs := map[string]string{} // on a phone an icon is all that an act is known by
				for _, a := range w.router.Actions() {
					head = append(head, a.Label)
					if a.Icon == nil {
						continue
					}
					if other, taken := signs[a.Icon.Name()]; taken {
						t.Errorf("%v: %s and %s have one icon", route, other, a.Label)
					}
					signs[a.Icon.Name()] = a.Label
				}
				offered += len(head)
				screentest.Walk(w.router.Page().Content(), func(o fyne.CanvasObject) bool {
					b, ok := widgets.ButtonOf(o)
					if ok && b.Visible() && slices.Contains(head, strings.TrimSuffix(b.Text, "…")) {
						t.Errorf("%v offers %q in its head and on its page", route, b.Text)
					}
					return false
				})
			}
		})
	}
	if offered < 100 {
		t.Errorf("the heads of all pages offer but %d things: the test looks at nothing", offered)
	}
}
