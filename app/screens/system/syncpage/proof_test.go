package syncpage_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the driver

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/screens/system/syncpage"
	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
	"heyi/app/view"
)

func proved(t *testing.T, desk *view.Desk) {
	t.Helper()
	demotest.Until(t, desk, "the proof has ended", func(client.State) bool {
		p, err := desk.Engine.Proof()
		return err == nil && p.Running == nil && p.Last != nil
	})
}

// A person has the rows of his device compared: they are equal. Then somebody changes the
// file; the next proof finds it, says what it was, and the page of before is right again.
func TestAProofIsAnAct(t *testing.T) {
	s := demotest.Serve(t)
	lin := s.Desk(demotest.Sales)
	demotest.Settled(t, lin)
	page := func() *screentest.Window {
		return screentest.Open(t, lin, uithread.Immediate{}, areas, syncpage.ProofRoute)
	}
	w := screentest.Open(t, lin, uithread.Immediate{}, areas, common.SyncRoute)
	w.Tap("证明本机数据正确")
	if !w.Shows("还没有核对过") {
		t.Fatalf("%q", w.Texts())
	}
	w.Tap("开始核对")
	proved(t, lin)
	if w = page(); !w.Shows("与服务器完全一致") || !w.Shows("完全一致（") || w.Shows("发现过不一致") {
		t.Fatalf("%q", w.Texts())
	}
	screentest.Draw(t, "proof", lin, areas, map[string]string{syncpage.ProofRoute + "#equal": "", common.SyncRoute + "#told": ""})
	db, err := sql.Open("sqlite3", filepath.Join(lin.Engine.Enrolment().Dir, "replica.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"UPDATE sales_order_line SET price = price + 1 WHERE id IN (SELECT id FROM sales_order_line LIMIT 3)",
		"DELETE FROM product WHERE id IN (SELECT id FROM product LIMIT 2)",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	page().Tap("开始核对")
	demotest.Until(t, lin, "it has found them", func(client.State) bool {
		p, err := lin.Engine.Proof()
		return err == nil && p.Running == nil && p.Last.Mended() == 5
	})
	w = page()
	for _, text := range []string{"发现 5 行不一致", "发现过不一致（2）", "补回 2 行", "改正 3 行", "已改正"} {
		if !w.Shows(text) {
			t.Errorf("no %s: %q", text, w.Texts())
		}
	}
	screentest.Draw(t, "proof", lin, areas, map[string]string{syncpage.ProofRoute + "#mended": ""})
	demotest.Away(t, lin)
	if w = page(); !w.Shows("请联网后再试") || w.Shows("开始核对") {
		t.Errorf("%q", w.Texts())
	}
	screentest.Draw(t, "proof", lin, areas, map[string]string{syncpage.ProofRoute + "#offline": ""})
	i18n.SetLanguage(i18n.English)
	defer i18n.SetLanguage(i18n.Chinese)
	if w = page(); !w.Shows("5 rows differed") {
		t.Errorf("%q", w.Texts())
	}
}
