package sheet_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"heyi/shared/tools/sheet"
)

var layout = sheet.Layout{
	Sheet: "销售/明细", Title: "销售明细 2026-11",
	Columns: []sheet.Column{
		{Title: "单号"},
		{Title: "日期", Kind: sheet.Day},
		{Title: "数量", Kind: sheet.Quantity, Total: true},
		{Title: "价税合计", Kind: sheet.Money, Total: true},
		{Title: "备注", Width: 12},
	},
}

// write makes a workbook and reads it with another library.
func write(t testing.TB, l sheet.Layout, rows ...[]any) (*excelize.File, []byte) {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.NewWriter(&b, l)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, b.Bytes()
}

func at(t testing.TB, f *excelize.File, cell string, raw bool) string {
	t.Helper()
	v, err := f.GetCellValue(f.GetSheetName(0), cell, excelize.Options{RawCellValue: raw})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWriter(t *testing.T) {
	f, data := write(t, layout,
		[]any{"911100006000373412", sheet.Date(20261103), sheet.Fixed{Int: 125, Scale: 1}, sheet.Fixed{Int: 123450, Scale: 2}, "=1+1"},
		[]any{"13800138000", nil, sheet.Fixed{Int: 15}, sheet.Fixed{Int: -5, Scale: 2}, "a<b>&\"c\" "},
		[]any{"00127", sheet.Date(0), "—", sheet.Fixed{Int: 999_999_999_999_999, Scale: 2}},
	)
	for cell, want := range map[string]string{
		"A1": "销售明细 2026-11", "A2": "单号", "D2": "价税合计",
		"A3": "911100006000373412", "B3": "46329", "C3": "12.5", "D3": "1234.5", "E3": "=1+1",
		"A4": "13800138000", "B4": "", "C4": "15", "D4": "-0.05", "E4": "a<b>&\"c\" ",
		"A5": "00127", "B5": "", "C5": "—", "D5": "9999999999999.99",
		"A6": "合计", "C6": "27.5", "D6": "10000000001234.44", "E6": "",
	} {
		if got := at(t, f, cell, true); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]string{"B3": "2026-11-03", "D3": "1,234.50", "C4": "15", "A3": "911100006000373412"} {
		if got := at(t, f, cell, false); got != want {
			t.Errorf("%s shows %q, want %q", cell, got, want)
		}
	}
	if formula, _ := f.GetCellFormula("销售_明细", "D6"); formula != "SUBTOTAL(109,D3:D5)" {
		t.Errorf("the total is %q", formula)
	}
	if panes, err := f.GetPanes("销售_明细"); err != nil || !panes.Freeze || panes.YSplit != 2 {
		t.Errorf("panes %+v %v", panes, err)
	}
	if merged, err := f.GetMergeCells("销售_明细"); err != nil || len(merged) != 1 || merged[0].GetEndAxis() != "E1" {
		t.Errorf("merged %v %v", merged, err)
	}
	if _, again := write(t, layout); bytes.Equal(again, data) {
		t.Error("the rows are not in the file")
	}
}

// What looks like a formula is text, is marked as quoted, and keeps its value.
func TestFormulasAreInert(t *testing.T) {
	columns := sheet.Layout{Columns: []sheet.Column{{Title: "=A1"}, {Title: "金额", Kind: sheet.Money}}}
	attacks := []string{"=cmd|' /C calc'!A0", "+86 138", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1"}
	var rows [][]any
	for _, a := range attacks {
		rows = append(rows, []any{a, a})
	}
	f, _ := write(t, columns, rows...)
	for i, a := range attacks {
		for _, column := range []string{"A", "B"} {
			cell := column + strconv.Itoa(i+2)
			if got, want := at(t, f, cell, true), strings.ReplaceAll(a, "\x00", ""); got != want {
				t.Errorf("%q became %q", a, got)
			}
			if formula, _ := f.GetCellFormula("Sheet1", cell); formula != "" {
				t.Errorf("%q is the formula %q", a, formula)
			}
			if kind, _ := f.GetCellType("Sheet1", cell); kind != excelize.CellTypeInlineString {
				t.Errorf("%q has type %v", a, kind)
			}
			index, err := f.GetCellStyle("Sheet1", cell)
			if err != nil {
				t.Fatal(err)
			}
			xf := f.Styles.CellXfs.Xf[index]
			if xf.QuotePrefix == nil || !*xf.QuotePrefix || *xf.NumFmtID != 49 {
				t.Errorf("%q is not marked as quoted text", a)
			}
		}
	}
}

func TestWidths(t *testing.T) {
	f, _ := write(t, layout,
		[]any{"x", nil, nil, sheet.Fixed{Int: 123456789012, Scale: 2}, strings.Repeat("长", 40)},
		[]any{strings.Repeat("沙", 10)},
		[]any{strings.Repeat("很", 100)}[:1],
	)
	for column, want := range map[string]float64{"A": 60, "B": 8, "E": 12} {
		if got, err := f.GetColWidth("销售_明细", column); err != nil || got != want {
			t.Errorf("column %s is %v wide, want %v (%v)", column, got, want, err)
		}
	}
	if got, _ := f.GetColWidth("销售_明细", "D"); got < float64(len("1,234,567,890.12")) {
		t.Errorf("the amount does not fit into %v", got)
	}
	narrow, _ := write(t, sheet.Layout{Columns: []sheet.Column{{Title: "名"}}}, []any{"沙发沙发沙发"})
	if got, _ := narrow.GetColWidth("Sheet1", "A"); got != 14 {
		t.Errorf("six Chinese characters get %v", got)
	}
}

// Characters that XML cannot hold, marks that look like escapes, spaces at the
// ends and line breaks.
func TestTexts(t *testing.T) {
	texts := map[string]string{
		" 沙发 ": " 沙发 ", "a\nb": "a\nb", "a\x01b\x00": "ab", "_x000D_": "_x000D_", "😀": "😀",
		"\xff": "\ufffd", "]]>": "]]>", strings.Repeat("长", 32_767): strings.Repeat("长", 32_767),
	}
	for in, want := range texts {
		f, _ := write(t, sheet.Layout{Columns: []sheet.Column{{Title: "文"}}}, []any{in})
		if got := at(t, f, "A2", true); got != want {
			t.Errorf("%.20q became %.20q", in, got)
		}
	}
}

func TestSameRowsSameBytes(t *testing.T) {
	row := []any{"a", sheet.Date(20261103), sheet.Fixed{Int: 1}, sheet.Fixed{Int: 2, Scale: 2}, "b"}
	_, first := write(t, layout, row)
	_, second := write(t, layout, row)
	if !bytes.Equal(first, second) {
		t.Error("two exports of the same rows differ")
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{
		"": "Sheet1", "''": "Sheet1", "a:b\\c/d?e*f[g]": "a_b_c_d_e_f_g_",
		strings.Repeat("表", 40): strings.Repeat("表", 31),
	} {
		f, _ := write(t, sheet.Layout{Sheet: in, Columns: layout.Columns})
		if got := f.GetSheetName(0); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	var e *sheet.Error
	many := make([]sheet.Column, sheet.MaxColumns+1)
	if _, err := sheet.NewWriter(io.Discard, sheet.Layout{Columns: many}); !errors.As(err, &e) || e.Code != sheet.TooManyColumns {
		t.Error(err)
	}
	if _, err := sheet.NewWriter(io.Discard, sheet.Layout{}); err == nil {
		t.Error("a sheet without columns was begun")
	}
	for name, value := range map[string]any{
		"float": 1.5, "int": 3, "scale": sheet.Fixed{Int: 1, Scale: 19}, "negative scale": sheet.Fixed{Int: 1, Scale: -1},
		"no such day": sheet.Date(20260230), "before the calendar": sheet.Date(18991231),
	} {
		w, err := sheet.NewWriter(io.Discard, layout)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Row(value); err == nil {
			t.Errorf("%s was written", name)
		}
		if err := w.Close(); err == nil {
			t.Errorf("behind the error of %s the file was completed", name)
		}
	}
	w, err := sheet.NewWriter(io.Discard, layout)
	if err != nil {
		t.Fatal(err)
	}
	err = w.Row(strings.Repeat("长", 32_768))
	if !errors.As(err, &e) || e.Code != sheet.TooLongText || !strings.Contains(e.Zh(), "单号") || !strings.Contains(e.En(), "line 3") {
		t.Error(err)
	}
	w, _ = sheet.NewWriter(io.Discard, layout)
	if err := w.Row("1", "2", "3", "4", "5", "6"); err == nil {
		t.Error("six values went into five columns")
	}
	w, _ = sheet.NewWriter(io.Discard, layout)
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.Row("x"); err == nil {
		t.Error("a row was added to a closed writer")
	}
}

// The format ends at 1,048,576 lines; one is kept for the totals.
func TestRowLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million rows")
	}
	w, err := sheet.NewWriter(io.Discard, sheet.Layout{Columns: []sheet.Column{{Title: "n", Kind: sheet.Quantity, Total: true}}})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; ; n++ {
		err := w.Row()
		if err == nil {
			continue
		}
		var e *sheet.Error
		if !errors.As(err, &e) || e.Code != sheet.TooManyRows || n != sheet.MaxRows-1 || e.Zh() == "" {
			t.Errorf("row %d: %v", n, err)
		}
		return
	}
}

// failing breaks off like a full disk.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestFullDisk(t *testing.T) {
	for _, left := range []int{0, 100, 3000} {
		w, err := sheet.NewWriter(&failing{left}, layout)
		for n := 0; err == nil && n < 200_000; n++ {
			err = w.Row(strconv.Itoa(n * n * 7919))
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("with room for %d bytes: %v", left, err)
		}
	}
}

func TestFixed(t *testing.T) {
	for want, f := range map[string]sheet.Fixed{
		"0.00": {0, 2}, "-0.05": {-5, 2}, "12": {12, 0}, "0.000001": {1, 6},
		"-9223372036854775.808": {math.MinInt64, 3}, "9.223372036854775807": {math.MaxInt64, 18},
	} {
		if got := f.String(); got != want {
			t.Errorf("%+v is %s, want %s", f, got, want)
		}
	}
}

// The sum is exact where int64 and float64 both would fail.
func TestTotalIsExact(t *testing.T) {
	l := sheet.Layout{Columns: []sheet.Column{{Title: "额", Kind: sheet.Money, Total: true}}}
	f, _ := write(t, l, []any{sheet.Fixed{Int: math.MaxInt64, Scale: 2}}, []any{sheet.Fixed{Int: math.MaxInt64, Scale: 2}}, []any{sheet.Fixed{Int: 1, Scale: 6}}, []any{sheet.Fixed{Int: -14, Scale: 2}})
	if got := at(t, f, "A6", true); got != "184467440737095516.000001" {
		t.Error(got)
	}
}

// Rows go through in memory that does not grow with them: what is beyond the
// library's 16 MiB waits in a file, which is gone afterwards.
func TestStreams(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	w, err := sheet.NewWriter(io.Discard, layout)
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for n := range 200_000 {
		if err := w.Row("XS-A07-"+strconv.Itoa(n), sheet.Date(20261103), sheet.Fixed{Int: int64(n)}, sheet.Fixed{Int: int64(n) * 17, Scale: 2}, "三人沙发"); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 40<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
	if waiting, _ := os.ReadDir(folder); len(waiting) != 1 {
		t.Errorf("%d files hold the rows", len(waiting))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%s was left behind", left[0].Name())
	}
}

// Whatever amount goes in, the digits in the file are the same decimal: as a
// number up to 15 significant digits, beyond that as text.
func TestNumbersAreExact(t *testing.T) {
	var rows [][]any
	var want []string
	add := func(n int64, scale int) {
		rows = append(rows, []any{sheet.Fixed{Int: n, Scale: scale}})
		want = append(want, sheet.Fixed{Int: n, Scale: scale}.String())
	}
	const most = 1_000_000_000_000_000 // minor units
	random := rand.New(rand.NewPCG(1, 2))
	for scale := range 7 {
		for _, edge := range []int64{0, 1, 5, 99, 100, most / 3, most - 1, most} {
			add(edge, scale)
			add(-edge, scale)
		}
		for range 3000 {
			n := random.Int64N(2*most+1) - most
			add(n>>random.IntN(50), scale)
		}
	}
	numbers := len(rows)
	for _, n := range []int64{most + 1, -most - 1, math.MaxInt64, math.MinInt64} {
		add(n, 2)
	}
	f, _ := write(t, sheet.Layout{Columns: []sheet.Column{{Title: "额", Kind: sheet.Money}}}, rows...)
	for i, text := range want {
		cell := "A" + strconv.Itoa(i+2)
		got, err := decimal.NewFromString(at(t, f, cell, true))
		if err != nil || !got.Equal(decimal.RequireFromString(text)) {
			t.Fatalf("%s became %s (%v)", text, got, err)
		}
		kind, err := f.GetCellType("Sheet1", cell)
		if isText := kind == excelize.CellTypeInlineString; err != nil || isText != (i >= numbers) {
			t.Fatalf("%s has type %v (%v)", text, kind, err)
		}
	}
}

func BenchmarkTenThousandRows(b *testing.B) {
	for b.Loop() {
		w, err := sheet.NewWriter(io.Discard, layout)
		for n := 0; err == nil && n < 10_000; n++ {
			err = w.Row("XS-A07-"+strconv.Itoa(n), sheet.Date(20261103), sheet.Fixed{Int: 15}, sheet.Fixed{Int: 123450, Scale: 2}, "三人沙发")
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}
