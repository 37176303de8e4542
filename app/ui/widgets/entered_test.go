package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Enter goes on from every kind of field, also where there is nothing to type.
func TestEnterLeavesEveryField(t *testing.T) {
	choice, tick := NewSelectField("way", "交货方式", []SelectOption{{"a", "送货"}, {"b", "自提"}}), NewCheckField("urgent", "加急")
	first, last := NewField("name", "收货人"), NewField("note", "备注")
	f := NewFormPage("保存", func() {})
	f.Add(first, choice, tick, last)
	w := window(t, f, 900, 500)
	first.Focus()
	for range 3 {
		at := w.Canvas().Focused()
		at.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if w.Canvas().Focused() == at {
			t.Fatalf("Enter stays in %T", at)
		}
	}
	if w.Canvas().Focused() != last.Input {
		t.Errorf("Enter went to %T", w.Canvas().Focused())
	}
	if choice.Code() != "" || tick.On() {
		t.Error("Enter chose something on its way")
	}
}

// What tells choices apart is cut last: a name has the room that the detail beside it
// does not need.
func TestAChoiceShowsItsName(t *testing.T) {
	long := "HY-S301 · 实木沙发 · 榉木三人位"
	row := newChoiceRow(func() {})
	row.set(long, "4,980.00")
	window(t, row, 340, 40)
	test.WidgetRenderer(row)
	row.Resize(fyne.NewSize(340, 36))
	if need := fyne.MeasureText(long, row.title.Theme().Size("text"), fyne.TextStyle{}).Width; row.title.Size().Width < need {
		t.Errorf("%.0f of %.0f for the name, %.0f for the price", row.title.Size().Width, need, row.detail.Size().Width)
	}
	row.set("短", "榉木三人位 胡桃色 2.1 米 带抽屉 可拆洗 现货 另配脚踏")
	if row.detail.Size().Width > 340*2/5+1 || row.title.Size().Width < 340*3/5-1 {
		t.Errorf("the detail has %.0f", row.detail.Size().Width)
	}
}
