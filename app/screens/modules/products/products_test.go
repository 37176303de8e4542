package products_test

import (
	"slices"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/modules/products"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
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

// A field that the company wants to see in lists is a column there, once it is read; its
// heading sorts, and the file that is exported has it.
func TestOwnColumn(t *testing.T) {
	shop := viewtest.Trading(t)
	own := kernel.CustomPrefix + shop.Add("custom_field", "entity", "product", "zh", "等级", "field_kind", "text", "listed", "true").String()
	for code, grade := range map[string]string{"HY-C201": "B2", "HY-S301": "B1"} {
		if err := shop.Edit(viewtest.Boss, "product", shop.Product(code).ID(), kernel.Change{Field: own, Becomes: grade}); err != nil {
			t.Fatal(err)
		}
	}
	w := screentest.Open(t, shop.Desk(viewtest.Boss), uithread.Immediate{}, areas, products.ListRoute)
	if !w.Shows("等级") || !w.Shows("B2") {
		t.Fatalf("the list shows %q", w.Texts())
	}
	w.Tap("等级")
	w.Tap("等级 ↑")
	texts := w.Texts()
	if first, second := slices.Index(texts, "B2"), slices.Index(texts, "B1"); !w.Shows("等级 ↓") || first < 0 || second < first {
		t.Errorf("backwards: %q", texts)
	}
}
