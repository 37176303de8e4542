package widgets

import (
	"testing"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// A tap on a usual answer writes it; typing another takes the mark away.
func TestReasons(t *testing.T) {
	r := NewReasons("note", "理由", "客户已承诺付款日期", "老客户，信誉好")
	r.Field.SetRequired(true)
	window(t, r.Object(), 390, 300)
	if r.Field.Check() == "" {
		t.Error("no reason is no objection")
	}
	test.Tap(r.chips[1])
	if r.Field.Text() != "老客户，信誉好" || r.Field.ErrorText() != "" || r.chips[1].Importance != widget.HighImportance {
		t.Errorf("%q, objection %q", r.Field.Text(), r.Field.ErrorText())
	}
	if !r.Demand("欠款过多") || len(r.chips) != 2 {
		t.Error("a reason was given")
	}
	r.Field.SetText("老板电话同意")
	if r.chips[1].Importance == widget.HighImportance {
		t.Error("an answer that was typed over is still marked")
	}
	r.Field.SetText("")
	high := r.Object().MinSize().Height
	if r.Demand("欠款过多") || r.Object().MinSize().Height != high || r.Field.ErrorText() == "" || r.chips[0].Text != "欠款过多" {
		t.Error("an act without a reason passed, or its buttons have moved")
	}
}

// What does not fit beside the others goes below, and the place grows with it.
func TestFlowWraps(t *testing.T) {
	a, b, c := NewButton("客户已承诺付款日期", nil), NewButton("老客户，信誉好", nil), NewButton("已见付款凭证", nil)
	box := container.New(&flow{}, a, b, c)
	window(t, box, 300, 400)
	if a.Position().Y != 0 || c.Position().Y <= 0 || box.MinSize().Height < 2*a.MinSize().Height {
		t.Errorf("%v %v %v in %v", a.Position(), b.Position(), c.Position(), box.MinSize())
	}
	if right := c.Position().X + c.Size().Width; right > 300 {
		t.Errorf("it ends at %v of 300", right)
	}
}
