package nav

import (
	"testing"

	"heyi/app/ui/widgets"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"
)

// On a narrow bar an icon says below it what it does; what has none of its own, as every
// act about a row, is a line of the menu.
func TestANarrowBarShowsNoNamelessSigns(t *testing.T) {
	test.NewTempApp(t)
	b := NewAppBar(func() {})
	b.SetNarrow(true)
	b.Set("客户", true, []Action{{Label: "修改", Icon: base.DocumentCreateIcon()}, {Label: "收款"}, {Label: "现场交货"}})
	if n := len(b.actions.Objects); n != 2 {
		t.Fatalf("%d buttons", n)
	}
	if edit, ok := b.actions.Objects[0].(*navItem); !ok || edit.label != "修改" || edit.icon != base.DocumentCreateIcon() {
		t.Errorf("the first is %+v", b.actions.Objects[0])
	}
	if more, ok := b.actions.Objects[1].(*widgets.Button); !ok || more.Icon != base.MoreVerticalIcon() {
		t.Errorf("the last is %+v", b.actions.Objects[1])
	}
	b.Resize(fyne.NewSize(390, 48))
	b.Set("客户", true, []Action{{Label: "Show what is retired", Icon: base.DocumentCreateIcon()}, {Label: "Take out of the lists", Icon: base.DeleteIcon()}})
	if n := len(b.actions.Objects); n != 2 {
		t.Errorf("words too long for the bar are %d objects on it", n)
	}
}
