package syncpage_test

import (
	"testing"

	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/screens/modules/sales"
	"heyi/app/screens/system/syncpage"
	"heyi/app/ui/uithread"
	"heyi/app/view"
)

func TestMain(m *testing.M) { demotest.Main(m) }

func areas(site *common.Site) []common.Area {
	return []common.Area{syncpage.Area(site), sales.Area(site), record.Area(site)}
}

// The demo tablet in the window: one tap takes it off the network and writes three
// orders, one brings the verdicts, and the refused order says why and is sent again
// with a tap. Then a customer that the server does not take is written again.
func TestTheTabletOnTheRoad(t *testing.T) {
	s := demotest.Serve(t)
	lin := s.Desk(demotest.Sales)
	open := func() *screentest.Window {
		return screentest.Open(t, lin, uithread.Immediate{}, areas, common.SyncRoute)
	}
	screentest.Draw(t, "sync", lin, areas, map[string]string{common.SyncRoute + "#quiet": ""})
	if w := open(); !w.Shows("全部操作都已保存到服务器") {
		t.Fatalf("%q", w.Texts())
	}
	if err := lin.Engine.DemoOffline(t.Context()); err != nil {
		t.Fatal(err)
	}
	screentest.Draw(t, "sync", lin, areas, map[string]string{common.SyncRoute + "#waiting": ""})
	w := open()
	for _, text := range []string{"等待上传（3）", "餐椅 橡木 软座 米白 × 12 把", "待上传"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
	w.Tap("恢复联网")
	demotest.Settled(t, lin)
	screentest.Draw(t, "sync", lin, areas, map[string]string{common.SyncRoute + "#refused": ""})
	w = open()
	for _, text := range []string{"需要你处理（1）", "库存不足", "建议采购", "请采购补货", "修改后重发", "放弃"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
	w.Tap("先发现货，其余等货")
	demotest.Settled(t, lin)
	if w = open(); !w.Shows("全部操作都已保存到服务器") {
		t.Errorf("%q", w.Texts())
	}
	writtenAgain(t, s)
}

// writtenAgain makes two devices give the same code to two products: the later one
// finds what it typed in the form again.
func writtenAgain(t *testing.T, s *demotest.Server) {
	boss, buyer := s.Desk(demotest.Boss), s.Desk(demotest.Purchase)
	demotest.Away(t, buyer)
	for _, d := range []*view.Desk{boss, buyer} {
		if _, err := d.Add("product", "code", "NEW-1", "name", "屏风", "unit", "扇", "tax_class", "goods"); err != nil {
			t.Fatal(err)
		}
	}
	demotest.Settled(t, boss)
	demotest.Back(t, buyer)
	w := screentest.Open(t, buyer, uithread.Immediate{}, areas, common.SyncRoute)
	if !w.Shows("已被使用") || !w.Shows("屏风") {
		t.Fatalf("%q", w.Texts())
	}
	w.Tap("修改后重发")
	w.Type("编码", "NEW-2")
	w.Tap("保存")
	demotest.Settled(t, buyer)
	if page, err := buyer.Engine.SyncPage(); err != nil || len(page.Refused)+len(page.Waiting) != 0 {
		t.Errorf("%+v %v", page, err)
	}
}

// The scene is offered to the demo company's salesperson only.
func TestWhoSeesTheScene(t *testing.T) {
	s := demotest.Serve(t)
	for role, offered := range map[string]bool{demotest.Sales: true, demotest.Warehouse: false} {
		if got := s.Desk(role).Engine.DemoTablet(t.Context()); got != offered {
			t.Errorf("%s: %v", role, got)
		}
	}
}
