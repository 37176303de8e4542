package warehouse_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/warehouse"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
)

// Enter in the empty scan field goes on with the goods that were scanned: what is
// typed next is how many, and never replaces them by others whose name is like it.
func TestEnterAfterAScanAsksHowMany(t *testing.T) {
	shop := viewtest.Trading(t)
	for name, at := range map[string]struct{ route, id string }{
		"receive": {warehouse.RouteNew, string(stock.Receiving)}, "count": {warehouse.RouteNew, string(stock.Counting)},
		"transfer": {warehouse.RouteNew, string(stock.Transferring)}, "without a delivery": {warehouse.RouteLoose, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := screentest.OpenAt(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, areas, at.route, at.id)
			w.Scan("2000000003029")
			w.Key(fyne.KeyReturn)
			w.Write("12")
			if !stand(w, "HY-S302", "12") {
				t.Errorf("the scanned goods are gone: %q", w.Boxes())
			}
			w.Scan("2000000003012")
			w.Scan("2000000003029")
			w.Key(fyne.KeyReturn)
			w.Write("7")
			if !stand(w, "HY-S302", "7") || !stand(w, "HY-S301", "1") {
				t.Errorf("not the line of the last scan was asked: %q", w.Boxes())
			}
		})
	}
}

// stand tells whether a line has these goods and, in its next box, this quantity.
func stand(w *screentest.Window, code, qty string) bool {
	boxes := w.Boxes()
	for i, text := range boxes[:len(boxes)-1] {
		if strings.HasPrefix(text, code) && boxes[i+1] == qty {
			return true
		}
	}
	return false
}

// A name or its sound typed where codes are scanned is looked up; a code that nobody
// knows leaves a line to type on.
func TestANameTypedWhereCodesAreScanned(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.OpenAt(t, shop.Desk(viewtest.Keeper), uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Counting))
	w.Scan("smsf")
	if w.Shows("没有单据或商品对应条码") || !w.Shows("HY-S302 实木沙发") {
		t.Errorf("the name is not looked up: %q", w.Texts())
	}
	w.Key(fyne.KeyDown)
	w.Key(fyne.KeyReturn)
	w.Write("3")
	if !stand(w, "HY-S302", "3") {
		t.Errorf("the goods that were found are not counted: %q", w.Boxes())
	}
	w.Scan("9999999999999")
	if boxes := w.Boxes(); !w.Shows("没有单据或商品对应条码 9999999999999") || len(boxes) < 2 || !slices.Contains(boxes[1:len(boxes)-1], "") {
		t.Errorf("a code that nobody knows leaves no line: %q", boxes)
	}
}

// A document that is typed later keeps its day.
func TestALateDocumentKeepsItsDay(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Keeper)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, warehouse.RouteNew, string(stock.Transferring))
	w.Type("调入仓库", "pyzt") // found by its sound
	w.Key(fyne.KeyReturn)
	w.Type("单据日期", "2026-11-18")
	w.Scan("2000000003012")
	w.Tap("保存")
	shop.Upload(viewtest.Keeper, desk)
	var day kernel.Date
	for _, row := range viewtest.Rows(shop, stock.Docs) {
		if row.Kind == stock.Transferring && row.Date == 20261118 {
			day = row.Date
		}
	}
	if day == 0 {
		t.Errorf("no transfer of that day: %q", w.Texts())
	}
}
