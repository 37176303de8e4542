package api_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/syncserver/doors/api"
)

const sold = "/api/v1/reports/sales_detail?from=2020-01-01&to=2030-01-01"

// A declared report comes whole, in pages and as a file, and says the same each time.
func TestFiguresComeInPagesAndFiles(t *testing.T) {
	v := open(t)
	for range 3 {
		v.keeper.do("sales.ship", `{"delivery":"%s"}`, v.keeper.row("sales_delivery?order="+v.order("2")).str("id"))
	}
	whole := v.boss.get(sold)
	rows := whole.at("report", "rows").([]any)
	if len(rows) != 3 || whole.str("report", "totals", 0) != "" {
		t.Fatalf("%s", whole.text)
	}
	var paged []any
	for after := ""; ; {
		page := v.boss.get(sold + "&limit=1&after=" + url.QueryEscape(after))
		paged = append(paged, page.at("report", "rows").([]any)...)
		if next, more := page.at("report").(map[string]any)["next"]; more {
			after = next.(string)
			continue
		}
		break
	}
	if len(paged) != len(rows) {
		t.Errorf("%d rows in pages, %d in one", len(paged), len(rows))
	}
	text, marked := strings.CutPrefix(v.boss.send("GET", sold+"&format=csv", "").text, "\ufeff")
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || !marked || len(lines) != len(rows)+1 {
		t.Errorf("the text has %d lines for %d rows: %v", len(lines), len(rows), err)
	}
	book, err := excelize.OpenReader(bytes.NewReader([]byte(v.boss.send("GET", sold+"&format=xlsx", "").text)))
	if err != nil {
		t.Fatal(err)
	}
	if cells, err := book.GetRows(book.GetSheetName(0)); err != nil || len(cells) < len(rows)+2 {
		t.Errorf("the workbook has %d lines for %d rows: %v", len(cells), len(rows), err)
	}
	kept := map[string]bool{}
	for _, record := range v.boss.get("/api/v1/report_export").at("rows").([]any) {
		row := record.(map[string]any)
		kept[fmt.Sprint(row["report"], row["format"], row["rows"])] = true
	}
	for _, want := range []string{fmt.Sprint("sales_detail", "csv", len(rows)), fmt.Sprint("sales_detail", "xlsx", len(rows))} {
		if !kept[want] {
			t.Errorf("no record of %s: %v", want, kept)
		}
	}
}

// What is wrong with a question is a sentence, and a file is for who may export.
func TestFiguresRefuse(t *testing.T) {
	v := open(t)
	v.boss.refused(400, api.EndsFirst, "GET", "/api/v1/reports/sales_by_month?from=2026-12-31&to=2026-11-30", "")
	for _, bad := range []string{"from=2026-13-40&to=2026-12-31", "from=2026-12-01&to=2026-12-31&colour=red", "from=2026-12-01&to=2026-12-31&customer=red"} {
		if a := v.boss.want(400, "GET", "/api/v1/reports/sales_by_month?"+bad, ""); a.str("zh") == "" || a.str("en") == "" {
			t.Errorf("%s: %s", bad, a.text)
		}
	}
	v.boss.want(404, "GET", "/api/v1/reports/sales_by_colour?from=2026-12-01&to=2026-12-31", "")
	v.boss.refused(400, figures.BadMark, "GET", sold+"&after=nonsense", "")
	v.boss.refused(400, api.NotAFormat, "GET", sold+"&format=doc", "")
	v.boss.refused(400, api.OutOfBounds, "GET", sold+"&limit=100000", "")
	v.boss.refused(400, kernel.Missing, "GET", "/api/v1/reports/sales_by_month?from=2026-12-31", "")
	if a := v.seller.send("GET", sold+"&format=csv", ""); !strings.Contains(a.text, "auth.permission") {
		t.Errorf("a salesperson gets a file: %s", a.text)
	}
}
