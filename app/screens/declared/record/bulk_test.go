package record

import (
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/sales"
)

// Rows are chosen by a tap, a command is given about all of them, and one page says what
// became of each.
func TestSeveralRowsAreDoneAtOnce(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	w := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Boss), uithread.Immediate{}, areas, listPage, sales.Orders.Name())
	w.Act("批量办理")
	w.Tap("全选")
	if w.Offers("批量办理") || !strings.Contains(strings.Join(w.Texts(), "\n"), "✓ ") {
		t.Fatalf("no row is marked: %q", w.Texts())
	}
	w.Tap("选好了，办理")
	w.Choose("办什么", "关闭订单")
	w.Type("原因", "清理")
	w.Tap("开始办理")
	text := strings.Join(w.Texts(), "\n")
	if !strings.Contains(text, "办理结果：") || !strings.Contains(text, "已办理") {
		t.Errorf("nothing says what became of them: %q", w.Texts())
	}
}

// The rows are put together, and a group opens.
func TestAGroupOpens(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	w := screentest.OpenAt(t, shop.DeskIn(t, viewtest.Boss), uithread.Immediate{}, areas, listPage, sales.Orders.Name())
	w.Act("分组汇总")
	w.Tap("待放行")
	if !w.Shows("状态：待放行") {
		t.Errorf("the group does not open: %q", w.Texts())
	}
}
