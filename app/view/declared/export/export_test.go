package export_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/app/rigs/viewtest"
	"heyi/app/view/declared/export"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
)

func list(rows ...[]string) *export.List {
	return &export.List{
		Report: "sales_order", Title: "订单", Filter: export.Asked("wy", "未完成"),
		Columns: []export.Column{{Title: "单据编号"}, {Title: "手机"}, {Title: "单据日期"}, {Title: "价税合计", Figure: true}, {Title: "可售量", Figure: true}},
		Count:   func(context.Context) (int, error) { return len(rows), nil },
		Page: func(_ context.Context, offset, limit int) ([][]string, int, error) {
			page := rows[offset:min(offset+limit, len(rows))]
			return page, len(page), nil
		},
	}
}

var row = []string{"XS-B07-000067", "19900000203", "2026-11-19", "-11,040.50", "16 套"}

// The file has amounts as numbers, dates as dates and phones with all their digits;
// the record of the export is kept before, without a network too.
func TestSpreadsheet(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	var out bytes.Buffer
	many := make([][]string, 450)
	for i := range many {
		many[i] = row
	}
	if rows, err := list(many...).Write(context.Background(), desk, analytics.FormatXLSX, &out, nil); err != nil || rows != 450 {
		t.Fatal(rows, err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := book.GetRows("订单", excelize.Options{RawCellValue: true})
	if err != nil || len(raw) < 452 {
		t.Fatal(len(raw), err)
	}
	if got := strings.Join(raw[2], "|"); got != "XS-B07-000067|19900000203|46345|-11040.5|16 套" {
		t.Errorf("the first row is %s", got)
	}
	shop.Upload(viewtest.Finance, desk)
	kept := viewtest.Rows(shop, analytics.Exports)
	if len(kept) != 1 || kept[0].Rows != 450 || kept[0].UserName != "吴秀珍" || kept[0].Filter != "未完成 · 搜索「wy」" {
		t.Errorf("the record: %+v", kept)
	}
}

// CSV opens as Unicode, and nothing in it runs as a formula.
func TestCSV(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	var out bytes.Buffer
	evil := []string{"=HYPERLINK(1)", "+86 139", "2026-11-19", "1,234,567.80", "-5"}
	if _, err := list(evil).Write(context.Background(), desk, analytics.FormatCSV, &out, nil); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(out.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if got := strings.Join(rows[1], "|"); got != "'=HYPERLINK(1)|'+86 139|2026-11-19|1234567.80|-5" {
		t.Errorf("%s", got)
	}
}

// Who may not export gets no file, not even its head.
func TestNoRightNoFile(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Sales)
	var out bytes.Buffer
	_, err := list(row).Write(context.Background(), desk, analytics.FormatXLSX, &out, nil)
	if r, refused := kernel.AsRefusal(err); !refused || r.Code == "" || out.Len() != 0 {
		t.Errorf("%v, %d bytes", err, out.Len())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := list(row).Write(ctx, viewtest.Trading(t).Desk(viewtest.Boss), analytics.FormatCSV, &out, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
