package customers_test

import (
	"testing"

	"heyi/app/screens/common"
	"heyi/app/screens/customers"
	"heyi/app/screens/record"
	"heyi/app/screens/sales"
	"heyi/app/screens/screentest"
	"heyi/app/ui/uithread"
	"heyi/app/view/viewtest"
)

func areas(site *common.Site) []common.Area {
	return []common.Area{customers.Area(site), sales.Area(site), sales.Orders(site), record.Area(site)}
}

const (
	wanyue  = "深圳龙岗万悦家居有限公司"
	hengtai = "东莞市厚街恒泰家具经营部"
)

// A contact is added, changed and removed from the customer's page.
func TestContactsAreKept(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Sales)
	visit := func() *screentest.Window {
		w := screentest.Open(t, desk, uithread.Immediate{}, areas, customers.ListRoute)
		w.Tap(wanyue)
		return w
	}
	w := visit()
	if !w.Shows("还没有联系人") {
		t.Fatalf("contacts: %q", w.Texts())
	}
	w.Tap("添加联系人")
	w.Type("姓名", "刘采购")
	w.Type("手机", "13800138000")
	w.Tap("保存")
	w = visit()
	if !w.Shows("刘采购") || !w.Shows("未结清") {
		t.Fatalf("after adding: %q", w.Texts())
	}
	w.Tap("刘采购")
	w.Type("职务", "采购经理")
	w.Tap("保存")
	w = visit()
	if !w.Shows("刘采购 · 采购经理") {
		t.Fatalf("after changing: %q", w.Texts())
	}
	w.Tap("刘采购 · 采购经理")
	w.Act("删除")
	w.Tap("删除")
	w = visit()
	if w.Shows("刘采购") || !w.Shows("还没有联系人") {
		t.Errorf("after removing: %q", w.Texts())
	}
}

// What is unpaid opens its document, the balance says how old it is.
func TestUnpaidItemsOpen(t *testing.T) {
	shop := viewtest.Trading(t)
	w := screentest.Open(t, shop.Desk(viewtest.Sales), uithread.Immediate{}, areas, customers.ListRoute)
	w.Tap(hengtai)
	if !w.Shows("3 分钟前") || !w.Shows("旧-0917") {
		t.Fatalf("%q", w.Texts())
	}
	w.Tap("旧-0917")
	if !w.Shows("往来明细") || !w.Shows("86,400.00") {
		t.Errorf("the old item: %q", w.Texts())
	}
}

// Every page shows its data on a phone and a desk, in both languages.
func TestPagesAreDrawn(t *testing.T) {
	shop := viewtest.Trading(t)
	id := shop.Customer(hengtai).String()
	screentest.Draw(t, "customers", shop.Desk(viewtest.Sales), areas, map[string]string{
		customers.ListRoute: "", customers.PageRoute: id, customers.FormRoute: id, customers.FormRoute + "#new": "",
	})
}
