package importer_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/shared/party"
	"heyi/syncserver/importer"
	"heyi/syncserver/tabular"
)

// A stock ledger as accounting programs write it: a title and a period above, a
// header of two lines whose upper half is merged, days as serials, a formula with
// its result, a total, a signature, and a hidden sheet in front.
func TestWorkbookOfTwoHeaderLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "收发存.xlsx")
	f := excelize.NewFile()
	must := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "参数"))
	_, err := f.NewSheet("收发存")
	must(err, f.SetSheetVisible("参数", false))
	row := func(cell string, values ...any) { must(f.SetSheetRow("收发存", cell, &values)) }
	row("A1", "存货收发存汇总表")
	must(f.MergeCell("收发存", "A1", "F1"))
	row("A2", "会计期间：2026年10月")
	row("A3", "存货编码", "存货名称", "单位", "期末", "", "入库日期")
	row("A4", "", "", "", "数量", "金额", "")
	for _, area := range []string{"A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"} {
		from, to, _ := strings.Cut(area, ":")
		must(f.MergeCell("收发存", from, to))
	}
	row("A5", "00101", "三人位沙发", "套", 15, 22500, 46320)
	row("A6", "00207", "茶几", "张", 40.5, nil, 46321)
	must(f.SetCellFormula("收发存", "E6", "D6*500"), f.SetCellValue("收发存", "E6", 20250))
	must(f.SetCellFormula("收发存", "E6", "D6*500"))
	row("A7", "合计", "", "", 55.5, 42750, "")
	row("A8", "制表人：张三")
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	must(err, f.SetCellStyle("收发存", "F5", "F6", date), f.SaveAs(path), f.Close())

	c := found(t, 20261101)
	k, err := importer.LookAt(t.Context(), path, tabular.Options{})
	must(err)
	proposal := importer.Propose(c.Catalog, []*importer.Look{k})
	for _, title := range []string{"期末 数量", "期末 金额"} {
		if !strings.Contains(proposal.TOML, title) {
			t.Errorf("%s is not in\n%s", title, proposal.TOML)
		}
	}
	report := clean(t, c, written(t, "m.toml", proposal.TOML), path)
	figures := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "stock", figures.worth, "42750.00")
	if figures.onHand != 55_500_000 || report.Lines != 2 {
		t.Errorf("%s on hand of %d lines", figures.onHand, report.Lines)
	}
}

// A workbook with a sheet each for the customers, the stock and what is owed, under
// the titles of a widespread trade program, and a cover that is none of them.
func TestAllSheetsOfAWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "期初.xlsx")
	f := excelize.NewFile()
	put := func(tab string, lines ...[]any) {
		t.Helper()
		_, err := f.NewSheet(tab)
		for i, line := range lines {
			cell, cellErr := excelize.CoordinatesToCellName(1, i+1)
			err = errors.Join(err, cellErr, f.SetSheetRow(tab, cell, &line))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put("封面", []any{"期初资料"}, []any{"导出人", "王会计"})
	put("客户资料",
		[]any{"客户编号", "客户全称", "联系人", "手机"},
		[]any{"C001", "厚街兴达家具厂", "陈志强", "13922220001"},
		[]any{"C002", "仲恺宏图酒店用品", "林小姐", "13922220002"})
	put("库存状况表",
		[]any{"库存状况表"},
		[]any{"仓库全名", "商品编号", "商品全名", "基本单位", "库存数量", "成本均价", "库存总金额"},
		[]any{"总仓", "MB-01", "海绵", "张", 320.5, 46.2, 14807.1},
		[]any{"门店仓", "PB-02", "科技布", "米", 86, 28.35, 2438.1},
		[]any{"合计", nil, nil, nil, 406.5, nil, 17245.2})
	put("应收期初",
		[]any{"单位编号", "单位全名", "单据编号", "单据日期", "到期日期", "应收余额"},
		[]any{"C001", "厚街兴达家具厂", "XS-0812", "2026-08-12", "2026-09-11", 38650.5},
		[]any{"C002", "仲恺宏图酒店用品", nil, "2026-09-15", nil, -5000})
	if err := errors.Join(f.DeleteSheet("Sheet1"), f.SaveAs(path), f.Close()); err != nil {
		t.Fatal(err)
	}

	c := found(t, 20261101)
	looks, err := importer.LookAtAll(t.Context(), path, tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	proposal := importer.Propose(c.Catalog, looks)
	if strings.Contains(proposal.TOML, "封面") {
		t.Errorf("the cover is in\n%s", proposal.TOML)
	}
	report := clean(t, c, written(t, "m.toml", proposal.TOML), path)
	if report.Lines != 6 {
		t.Errorf("%d lines", report.Lines)
	}
	figures := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "stock", figures.worth, "17245.20")
	equalMoney(t, "owed and paid in advance", figures.owed, "43650.50")
	customers := 0
	rows(t, c.store, c.Catalog, party.Parties, func(*party.Party) { customers++ })
	if customers != 2 {
		t.Errorf("%d customers", customers)
	}
}
