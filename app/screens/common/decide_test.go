package common

import (
	"testing"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/widgets"
)

// Who was asked why he refuses is not offered to release when the page is drawn again, and
// the answers of an act move none of the buttons.
func TestTheActThatAskedStaysTheNext(t *testing.T) {
	test.NewTempApp(t)
	d := NewDecision(&Site{Desk: viewtest.Trading(t).Desk(viewtest.Boss)}, nil)
	var refuse, release *widgets.Button
	draw := func() {
		d.Fresh()
		refuse = d.Because("sales.order.refuse", widget.MediumImportance, []string{"先付清逾期款再放行", "欠款过多", "价格过低"}, nil)
		release = d.Because("sales.order.release", widget.HighImportance, []string{"老客户"}, nil)
		window := test.NewTempWindow(t, d.Panel("决定", refuse, release))
		window.Resize(window.Content().MinSize())
	}
	draw()
	before := refuse.Position()
	test.Tap(refuse)
	if refuse.Position() != before {
		t.Errorf("the answers have moved the button from %v to %v", before, refuse.Position())
	}
	draw()
	if refuse.Importance != widget.HighImportance || release.Importance == widget.HighImportance {
		t.Errorf("drawn again, the page offers another act: refuse %v, release %v", refuse.Importance, release.Importance)
	}
}
