package importer_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
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

// workbook writes rows into the first sheet of a file; merged are areas of it.
func workbook(t *testing.T, name string, merged []string, lines ...[]any) string {
	t.Helper()
	f, path := excelize.NewFile(), filepath.Join(t.TempDir(), name)
	var errs []error
	for i, line := range lines {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		errs = append(errs, err, f.SetSheetRow("Sheet1", cell, &line))
	}
	for _, area := range merged {
		from, to, _ := strings.Cut(area, ":")
		errs = append(errs, f.MergeCell("Sheet1", from, to))
	}
	if err := errors.Join(append(errs, f.SaveAs(path), f.Close())...); err != nil {
		t.Fatal(err)
	}
	return path
}

// imported inspects files and imports them by the mapping that comes of it.
func imported(t *testing.T, c *company, files ...string) (*importer.Report, string) {
	t.Helper()
	var looks []*importer.Look
	for _, path := range files {
		k, err := importer.LookAt(t.Context(), path, tabular.Options{})
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, k)
	}
	text := importer.Propose(c.Catalog, looks).TOML
	return clean(t, c, written(t, "m.toml", text), files...), text
}

// A title merged over the table, alone or above a line of who and when, is no part
// of the columns' titles.
func TestMergedTitles(t *testing.T) {
	table := [][]any{
		{"单据编号", "单据日期", "客户名称", "商品编码", "商品名称", "数量", "单价", "金额"},
		{"1001", "2026-11-03", "甲公司", "T-1", "桌", 1, 199.9, 199.9},
		{"1002", "2026-11-04", "乙公司", "T-1", "桌", 2, 200, 400},
	}
	title := []any{"2026年11月销售明细表"}
	for name, c := range map[string]struct {
		above  [][]any
		merged []string
	}{
		"one line":             {[][]any{title}, []string{"A1:H1"}},
		"who and when below":   {[][]any{title, {"编制单位:某某公司", nil, nil, nil, "期间:2026年11月"}}, []string{"A1:H1", "A2:D2", "E2:H2"}},
		"with a blank line":    {[][]any{title, nil}, []string{"A1:H1"}},
		"groups over titles":   {[][]any{{"单据", nil, nil, "商品"}}, []string{"A1:C1", "D1:H1"}},
		"not over all columns": {[][]any{{"销售明细", nil, nil, nil, nil, nil, "单位:元"}}, []string{"A1:F1", "G1:H1"}},
	} {
		t.Run(name, func(t *testing.T) {
			co := found(t, 20261101)
			imported(t, co, workbook(t, "销售.xlsx", c.merged, append(c.above, table...)...))
			f := figuresOf(t, co.Catalog, co.store)
			equalMoney(t, "orders", sum(f.ordered), "599.90")
		})
	}
}

// A header of two lines names a column by its lower half, and groups by the upper.
func TestHeaderOfTwoLines(t *testing.T) {
	lines := [][]any{
		{"客户名称", "联系人", nil, "期末"},
		{nil, "姓名", "手机", "应收余额"},
		{"甲公司 ", "张三", 13800138000, "1,234.50"},
		{"甲公司", "李四", "138-0013-8001", "（５６．７０）"},
		{"乙公司", "王五", "+86 138 0013 8002", "１２３．４"},
	}
	check := func(t *testing.T, path string) {
		c := found(t, 20261101)
		imported(t, c, path)
		var mobiles []string
		rows(t, c.store, c.Catalog, party.Contacts, func(p *party.Contact) { mobiles = append(mobiles, p.Name+p.Mobile) })
		slices.Sort(mobiles)
		if strings.Join(mobiles, " ") != "张三13800138000 李四13800138001 王五13800138002" {
			t.Errorf("contacts %v", mobiles)
		}
		equalMoney(t, "owed and paid in advance", figuresOf(t, c.Catalog, c.store).owed, "1414.60")
	}
	check(t, workbook(t, "客户.xlsx", []string{"A1:A2", "B1:C1"}, lines...))
	check(t, written(t, "客户.csv", "客户名称,联系人,,期末\n,姓名,手机,应收余额\n甲公司,张三,13800138000,\"1,234.50\"\n甲公司,李四,138-0013-8001,（５６．７０）\n乙公司,王五,+86 138 0013 8002,１２３．４\n"))
}

// Codes are what the sheet shows, also where it holds figures; hidden lines are read
// and told.
func TestCodesAsShown(t *testing.T) {
	path := workbook(t, "商品.xlsx", nil, []any{"商品编码", "商品名称", "单位", "零售价"}, []any{7147, "甲", "件", 10}, []any{7148, "乙", "件", 10}, []any{"007149", "丙", "件", 10})
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	code := "000000"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err := errors.Join(err, f.SetCellStyle("Sheet1", "A2", "A3", style), f.SetRowVisible("Sheet1", 3, false), f.Save(), f.Close()); err != nil {
		t.Fatal(err)
	}
	c := found(t, 20261101)
	report, _ := imported(t, c, path)
	var codes []string
	rows(t, c.store, c.Catalog, product.Products, func(p *product.Product) { codes = append(codes, p.Code) })
	slices.Sort(codes)
	if strings.Join(codes, " ") != "007147 007148 007149" {
		t.Errorf("codes %v", codes)
	}
	if !slices.ContainsFunc(report.Notes, func(n importer.Note) bool { return strings.Contains(n.En, "hides this line") && n.Line == 3 }) {
		t.Errorf("the hidden line is not told: %+v", report.Notes)
	}
}
