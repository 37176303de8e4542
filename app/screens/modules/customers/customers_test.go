package customers_test

import (
	"strings"
	"testing"
	"time"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/customers"
	"heyi/app/screens/modules/sales"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
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
	if !w.Shows("还没有其他联系人") {
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
	w.Act("修改")
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
	if w.Shows("刘采购") || !w.Shows("还没有其他联系人") {
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

// The list goes into a file as it stands, for who has the right, and leaves a record
// that waits to be uploaded; a salesperson is not even offered it.
func TestListIsExported(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, customers.ListRoute)
	w.Tap("逾期")
	w.Act("导出")
	if !w.Shows("筛选条件：逾期") {
		t.Errorf("%q", w.Texts())
	}
	w.Choose("格式", "CSV 文本")
	w.Tap("导出")
	text, saved := w.File("客户-20261119.csv")
	if !saved || !strings.Contains(text, "东莞市厚街恒泰家具经营部,19900000203,林晓燕 · 珠三角,广东东莞,逾期 62 天,80000.00,86400.00") || strings.Contains(text, "厦门鹭岛") {
		t.Errorf("saved %t: %s", saved, text)
	}
	if n := desk.Engine.State().Waiting; n != 1 {
		t.Errorf("%d records wait", n)
	}
	page := screentest.Open(t, shop.Desk(viewtest.Sales), uithread.Immediate{}, areas, customers.ListRoute)
	if page.Offers("导出") {
		t.Error("a salesperson may export")
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

// later keeps what is begun in the background waiting while it is held.
type later struct {
	uithread.Immediate
	held  bool
	queue []func()
}

func (l *later) Go(work func()) {
	if l.held {
		l.queue = append(l.queue, work)
		return
	}
	l.Immediate.Go(work)
}

// After never comes: what is told stays.
func (l *later) After(time.Duration, func()) func() { return func() {} }

// Who exports goes on working: how far it is stands below whatever page he opens, and
// there he cancels it.
func TestAnExportIsCancelledFromAnotherPage(t *testing.T) {
	shop, d := viewtest.Trading(t), &later{}
	w := screentest.Open(t, shop.Desk(viewtest.Finance), d, areas, customers.ListRoute)
	export := func() {
		w.Act("导出")
		w.Choose("格式", "CSV 文本")
		d.held = true
		w.Tap("导出")
		d.held = false
	}
	export()
	w.Go(nav.Route{Name: customers.PageRoute, ID: shop.Customer(hengtai).String()})
	if !w.Shows("正在导出「客户」") || !w.Shows("恒泰") {
		t.Fatalf("nothing says that it is at work: %q", w.Texts())
	}
	w.Tap("取消")
	if w.Shows("正在导出") || !w.Shows("已取消导出「客户」") {
		t.Errorf("cancelled: %q", w.Texts())
	}
	for _, work := range d.queue {
		work()
	}
	if text, _ := w.File("客户-20261119.csv"); strings.Contains(text, "恒泰") || w.Shows("已导出") {
		t.Errorf("it was written all the same: %s", text)
	}
	d.queue = nil
	w.Go(nav.Route{Name: customers.ListRoute})
	export()
	w.Go(nav.Route{Name: customers.PageRoute, ID: shop.Customer(hengtai).String()})
	for _, work := range d.queue {
		work()
	}
	if text, _ := w.File("客户-20261119.csv"); !strings.Contains(text, "恒泰") || w.Shows("正在导出") || !w.Shows("已导出") {
		t.Errorf("what goes on behind another page: %q %s", w.Texts(), text)
	}
}
