package tabular_test

import (
	"bytes"
	"strconv"
	"testing"

	"heyi/shared/tools/sheet"
	"heyi/syncserver/files/tabular"
)

// What the program exports it reads again, value by value, without the title
// and the line of totals.
func TestExportReadsBack(t *testing.T) {
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, sheet.Layout{Title: "销售明细", Columns: []sheet.Column{
		{Title: "单号"}, {Title: "日期", Kind: sheet.Day}, {Title: "数量", Kind: sheet.Quantity, Total: true}, {Title: "金额", Kind: sheet.Money, Total: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range [][]any{
		{"911100006000373412", sheet.Date(20261103), sheet.Fixed{Int: 125, Scale: 1}, sheet.Fixed{Int: 999_999_999_999_999, Scale: 2}},
		{"=1+1\r\n_x000D_", nil, sheet.Fixed{Int: 15}, sheet.Fixed{Int: -5, Scale: 2}},
	} {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	check(t, read(t, put(t, "a.xlsx", b.String()), tabular.Options{Want: []tabular.Want{{Name: "单号", Code: true}, {Name: "金额"}}}),
		"3: 911100006000373412|2026-11-03|12.5|9999999999999.99\n4: =1+1\r\n_x000D_||15|-0.05\n5~ note.total")
}

func BenchmarkCSV(b *testing.B) {
	var file bytes.Buffer
	file.WriteString("单号,名称,金额\n")
	for n := range 100_000 {
		file.WriteString("XS-" + strconv.Itoa(n) + ",\"沙发, 红\",12.50\n")
	}
	benchmark(b, put(b, "a.csv", file.String()))
}

func BenchmarkXLSX(b *testing.B) {
	var file bytes.Buffer
	w, err := sheet.NewWriter(&file, sheet.Layout{Columns: []sheet.Column{{Title: "单号"}, {Title: "名称"}, {Title: "金额", Kind: sheet.Money}}})
	for n := 0; err == nil && n < 100_000; n++ {
		err = w.Row("XS-"+strconv.Itoa(n), "沙发, 红", sheet.Fixed{Int: 1250, Scale: 2})
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	benchmark(b, put(b, "a.xlsx", file.String()))
}

// benchmark reads 100,000 rows.
func benchmark(b *testing.B, path string) {
	for b.Loop() {
		s, err := tabular.Open(path, tabular.Options{Want: []tabular.Want{{Name: "单号", Code: true}, {Name: "金额"}}})
		if err != nil {
			b.Fatal(err)
		}
		rows := 0
		for _, err = s.Next(); err == nil; _, err = s.Next() {
			rows++
		}
		if rows != 100_000 {
			b.Fatalf("%d rows: %v", rows, err)
		}
		s.Close()
	}
}
