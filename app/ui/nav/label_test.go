package nav

import (
	"testing"

	"heyi/app/ui/widgets"

	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
)

// On a narrow bar an icon stands alone, so what has none of its own, as every act about
// a row, is a line of the menu and not a sign that says nothing.
func TestANarrowBarShowsNoNamelessSigns(t *testing.T) {
	test.NewTempApp(t)
	b := NewAppBar(func() {})
	b.SetNarrow(true)
	b.Set("客户", true, []Action{{Label: "修改", Icon: base.DocumentCreateIcon()}, {Label: "收款"}, {Label: "现场交货"}})
	if n := len(b.actions.Objects); n != 2 {
		t.Fatalf("%d buttons", n)
	}
	for _, o := range b.actions.Objects {
		if button := o.(*widgets.Button); button.Icon == nil || button.Icon == base.MailForwardIcon() {
			t.Errorf("%q shows %v", button.Text, button.Icon)
		}
	}
}
