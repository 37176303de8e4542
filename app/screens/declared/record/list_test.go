package record

import (
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Every list of masters and records leaves the program as a file with its columns, for who
// may export, and the export is recorded.
func TestAListIsExported(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	for entity, want := range map[string]string{finance.Funds.Name(): "现金", party.Parties.Name(): "长沙雨花曾记家私城", org.Seats.Name(): "仓管"} {
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, listPage, entity)
		w.Act("导出")
		w.Choose("格式", "CSV 文本")
		w.Tap("导出")
		s := desk.Catalog.Schema(entity)
		text, saved := w.File(s.Zh + "-20261119.csv")
		if !saved || !strings.Contains(text, want) || strings.Contains(strings.SplitN(text, "\n", 2)[0], "同步") {
			t.Errorf("%s: saved %t: %s", entity, saved, text)
		}
	}
	if n := desk.Engine.State().Waiting; n != 3 {
		t.Errorf("%d records wait", n)
	}
	if w := screentest.OpenAt(t, shop.Desk(viewtest.Sales), uithread.Immediate{}, areas, listPage, party.Parties.Name()); w.Offers("导出") {
		t.Error("a salesperson may export")
	}
}
