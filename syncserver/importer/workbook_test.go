package importer_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

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
