package home

import (
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
)

// Whatever page a row opens on, made by hand or of the declaration: what it calls 修改
// leads to a form, and not to another page to be read.
func TestEditLeadsToAForm(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	tried := 0
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, viewtest.Finance} {
		desk := shop.Desk(mobile)
		places := openSlowly(t, desk).places(t)
		w := walk(t, desk)
		for _, at := range places {
			w.router.Reset(at)
			w.settle()
			if !w.acts(common.Edit.Text()) {
				continue
			}
			tried++
			form := false
			w.each(func(o fyne.CanvasObject) bool {
				_, field := o.(widgets.FormField)
				form = form || field
				return form
			})
			if !form {
				t.Errorf("%s: %s of %v leads to %v: %q", mobile, common.Edit.Text(), at, w.router.Current(), w.texts())
			}
		}
	}
	if tried < 15 {
		t.Errorf("only %d rows were to be changed", tried)
	}
}
