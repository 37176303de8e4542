package products_test

import (
	"testing"

	"heyi/app/screens/common"
	"heyi/app/screens/products"
	"heyi/app/screens/screentest"
	"heyi/app/ui/uithread"
	"heyi/app/view/viewtest"
)

func areas(site *common.Site) []common.Area { return []common.Area{products.Area(site)} }

// A scan in the search opens its product; one that nobody knows is bound to a product
// in place, and means it from then on.
func TestScanOpensOrBinds(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, products.ListRoute)
	w.Search("2000000003012")
	if !w.Shows("榉木三人位 胡桃色 2.1m") || !w.Shows("各仓库存") {
		t.Fatalf("the scan of a sofa shows %q", w.Texts())
	}
	w = screentest.Open(t, desk, uithread.Immediate{}, areas, products.ListRoute)
	w.Search("6901234567892")
	w.Tap("绑定到商品…")
	w.Type("绑定到商品", "床垫")
	w.Tap("HY-B502 床垫")
	if !w.Shows("替换原条码 2000000005023") {
		t.Errorf("nobody says that a code is replaced: %q", w.Texts())
	}
	w.Tap("绑定")
	if !w.Shows("各仓库存") || !w.Shows("6901234567892") || !w.Shows("床垫") {
		t.Errorf("after binding: %q", w.Texts())
	}
}

// Who may not edit products is told whom to ask.
func TestBindingWithoutTheRight(t *testing.T) {
	w := screentest.Open(t, viewtest.Trading(t).Desk(viewtest.Sales), uithread.Immediate{}, areas, products.ListRoute)
	w.Search("6901234567892")
	w.Tap("绑定到商品…")
	if !w.Shows("请联系管理员") {
		t.Errorf("%q", w.Texts())
	}
}
