package settings

import (
	"archive/zip"
	"bytes"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/rowstore"
)

const customersCSV = "客户名称,联系人,手机,地址,信用额度\n" +
	"江门新会宜家居,陈小姐,13800001001,江门市新会区,50000\n" +
	",李生,13800001002,中山市古镇,30000\n" +
	"珠海斗门海韵家具,何生,13800001003,珠海市斗门区,20000\n"

func called(t *testing.T, desk *view.Desk, name string) int {
	t.Helper()
	page, err := desk.Engine.List(client.Query{Query: rowstore.Query{Entity: party.Parties.Name(), Limit: 10, Where: rowstore.Is("name", rowstore.Eq, name)}})
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Rows)
}

// A person brings a file of another program in on the screen, against a real server: what
// cannot be read is told in a sentence and changes nothing; what is recognised, what would
// come of it and which lines are left out is shown before anything is written; then it is
// run, and devices see it come. Nobody else may, and nothing is made twice.
func TestFilesAreImportedOnAPage(t *testing.T) {
	s := demotest.Serve(t)
	boss, lin := s.Desk(demotest.Boss), s.Desk(demotest.Sales)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site, client.Home{Dir: t.TempDir()})} }
	if w := screentest.Open(t, lin, uithread.Immediate{}, areas, Route); w.Shows(bringIn.Text()) {
		t.Error("a salesperson is offered an import")
	}
	if _, err := lin.Engine.BeginImport(t.Context()); err == nil {
		t.Error("a salesperson may import")
	} else if r, refused := kernel.AsRefusal(err); !refused || r.Code != client.Said.Name {
		t.Errorf("a salesperson is told %v", err)
	}
	w := screentest.Open(t, boss, uithread.Immediate{}, areas, Route)
	w.Tap(bringIn.Text())
	shows := func(when string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !w.Shows(text) {
				t.Fatalf("%s: no %s: %q", when, text, w.Texts())
			}
		}
	}
	w.Give("照片.jpg", []byte("x"))
	w.Tap(chooseFile.Text())
	shows("a picture", "「照片.jpg」不是 CSV、XLSX 或 ZIP 文件")
	w.Give("客户.xlsx", []byte("PK\x03\x04 and then nothing"))
	w.Tap(chooseFile.Text())
	shows("a broken workbook", "客户.xlsx")
	if w.Shows(found.Text()) {
		t.Error("a broken workbook can be tried")
	}

	w.Give("客户.csv", []byte(customersCSV))
	w.Tap(chooseFile.Text())
	shows("a list of customers", found.Text(), inPlace.Text(), "用作往来单位", "3 行", "客户名称")
	w.Tap(tryIt.Text())
	shows("the trial", "新增 2", "1 行有问题", "客户.csv 第 3 行", runRest.Text())
	if called(t, boss, "江门新会宜家居") != 0 {
		t.Error("a trial has written something")
	}
	w.Tap(runRest.Text())
	shows("the import", doneNow.Text(), "新增 2")
	await.Until(t, "the device sees what was imported", func() bool { return called(t, boss, "珠海斗门海韵家具") > 0 })
	if called(t, boss, "中山古镇明月灯饰") != 0 {
		t.Error("a refused line was imported")
	}

	// The same once more, mended and in an archive: what is there stays, what was left out comes.
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	f, err := z.Create("导出/客户.csv")
	if err == nil {
		_, err = f.Write(bytes.Replace([]byte(customersCSV), []byte("\n,李生"), []byte("\n中山古镇明月灯饰,李生"), 1))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	w.Give("导出.zip", archive.Bytes())
	w.Tap(chooseFile.Text())
	w.Tap(tryIt.Text())
	shows("the second trial", "新增 1", "已有 2", runIt.Text())
	w.Tap(runIt.Text())
	shows("the second import", doneNow.Text())
	await.Until(t, "the device sees the second import", func() bool { return called(t, boss, "中山古镇明月灯饰") > 0 })
	if n := called(t, boss, "江门新会宜家居"); n != 1 {
		t.Errorf("%d customers of one name", n)
	}
	if err := boss.Engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	w.Give("客户.csv", []byte(customersCSV))
	w.Tap(chooseFile.Text())
	shows("without a network", notOnline.Text())
}
