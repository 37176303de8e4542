package tabular_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"heyi/syncserver/files/tabular"
)

// book makes a workbook with another library, so that the reader is not tested
// against our own idea of the format.
func book(t testing.TB, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	path := filepath.Join(t.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func set(t testing.TB, f *excelize.File, cells ...any) {
	t.Helper()
	for i := 0; i < len(cells); i += 2 {
		if err := f.SetCellValue("Sheet1", cells[i].(string), cells[i+1]); err != nil {
			t.Fatal(err)
		}
	}
}

// sheetXML makes a workbook around the XML of one worksheet.
func sheetXML(t testing.TB, sheet string, extra map[string]string) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	parts := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + ns + ` xmlns:r="` + rel + `"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `/worksheet" Target="/xl/worksheets/one.xml"/></Relationships>`,
		"xl/worksheets/one.xml":      `<worksheet ` + ns + `>` + sheet + `</worksheet>`,
	}
	for name, text := range extra {
		parts[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func inline(cells ...string) string {
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, `<c t="inlineStr"><is><t>%s</t></is></c>`, c)
	}
	return "<row>" + b.String() + "</row>"
}

func TestXLSX(t *testing.T) {
	path := book(t, func(f *excelize.File) {
		date, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		custom := `yyyy"年"m"月"d"日"`
		chinese, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		money := `"d"#,##0.00_);[Red]\(#,##0.00\)`
		amount, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
		set(t, f, "A1", "销售明细表", "A3", "订单号", "B3", "日期", "C3", "金额", "D3", "备注",
			"A4", "00127", "B4", 46329, "C4", 1234.5, "D4", "a\rb",
			"A5", 127, "B5", 46329.3513888889, "C5", 125.43999999999998, "D5", true,
			"A7", "合计", "C7", 1359.94)
		for cell, style := range map[string]int{"B4": date, "B5": chinese, "C4": amount} {
			if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.MergeCell("Sheet1", "A1", "D1"); err != nil {
			t.Fatal(err)
		}
	})
	check(t, read(t, path, tabular.Options{Want: []tabular.Want{{Name: "订单号", Code: true}, {Name: "日期"}, {Name: "金额"}}}), `
4: 00127|2026-11-03|1234.5|a`+"\r"+`b
5: 127|2026-11-03 08:26:00|125.43999999999998|TRUE
7~ note.total`)
}

// Texts and dates merged downwards hold in every line; a number would be
// counted several times.
func TestXLSXMerged(t *testing.T) {
	path := book(t, func(f *excelize.File) {
		set(t, f, "A1", "客户", "B1", "商品", "C1", "金额", "C2", "含税", "D2", "不含税",
			"A3", "万兰", "B3", "沙发", "C3", 113, "D3", 100, "B4", "柜", "D4", 50, "A5", "俞明", "B5", "桌", "C5", 8, "D5", 7)
		for _, area := range [][2]string{{"A1", "A2"}, {"B1", "B2"}, {"C1", "D1"}, {"A3", "A4"}, {"C3", "C4"}} {
			if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	want := []tabular.Want{{Name: "客户"}, {Name: "商品"}, {Name: "不含税"}}
	check(t, read(t, path, tabular.Options{Want: want}), `
3: 万兰|沙发|113|100
4: 万兰|柜||50
5: 俞明|桌|8|7`)
	// With titles that stand in the upper line only, the header is as high as
	// its merged cells.
	check(t, read(t, path, tabular.Options{Want: want[:2]}), `
3: 万兰|沙发|113|100
4: 万兰|柜||50
5: 俞明|桌|8|7`)
}

func TestXLSXSheets(t *testing.T) {
	path := book(t, func(f *excelize.File) {
		set(t, f, "A1", "a", "B1", "b", "A2", 1, "B2", 2)
		for _, name := range []string{"第二", "空"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for cell, v := range map[string]any{"A1": "a", "B1": "b", "A2": 3, "B2": 4} {
			if err := f.SetCellValue("第二", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		f.SetActiveSheet(1)
		if err := f.SetSheetVisible("Sheet1", false); err != nil {
			t.Fatal(err)
		}
	})
	check(t, read(t, path, tabular.Options{}), "2: 3|4")
	check(t, read(t, path, tabular.Options{Sheet: "sheet1"}), "2: 1|2")
	check(t, read(t, path, tabular.Options{Sheet: "三"}), "open! 0! sheet.absent")
	check(t, read(t, path, tabular.Options{Sheet: "空"}), "open! 0! file.empty")
}

func TestXLSXCells(t *testing.T) {
	header := inline("名称", "金额")
	code := tabular.Options{Want: []tabular.Want{{Name: "名称", Code: true}, {Name: "金额"}}}
	for _, c := range []struct{ name, rows, want string }{
		{"exponent written out", `<row><c><v>7</v></c><c><v>1.2543999999999998E2</v></c></row>`, "2: 7|125.43999999999998"},
		{"a code of 15 digits", `<row><c><v>9.12345678901234E14</v></c><c><v>1</v></c></row>`, "2: 912345678901234|1"},
		{"a code rounded away", `<row><c><v>9.1110000600037005E17</v></c><c><v>1</v></c></row>`, "2! line.code"},
		{"a formula never computed", `<row><c><v>7</v></c><c><f>1+1</f></c></row>` + inline("柜", "1"), "2! line.formula\n3: 柜|1"},
		{"a formula with its result", `<row><c t="str"><f>A1</f><v>x</v></c><c><f>1+1</f><v>2</v></c></row>`, "2: x|2"},
		{"an error value", `<row><c><v>7</v></c><c t="e"><v>#N/A</v></c></row>` + inline("柜", "1"), "2! line.fault\n3: 柜|1"},
		{"rows and cells left out", `<row r="9"><c r="B9"><v>5</v></c></row>`, "9: |5"},
		{"escapes", inline("a_x000D_b&amp;c", "1"), "2: a\rb&c|1"},
		{"formatted empty cells far to the right", `<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="XFD2" s="1"/></row>`, "2: 1|2"},
		{"a filled cell far to the right", `<row r="2"><c r="XFD2"><v>2</v></c></row>`, "open! 2! limit.columns"},
		{"rows out of place", `<row r="9"><c><v>1</v></c></row><row r="3"><c><v>1</v></c></row>`, "open! 10! file.damaged"},
		{"cells out of place", `<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`, "open! 2! file.damaged"},
		{"a line beyond the format", `<row r="1048577"><c><v>1</v></c></row>`, "open! 0! file.damaged"},
		{"a negative shared string", `<row><c t="s"><v>-1</v></c></row>`, "open! 2! file.damaged"},
		{"a date as text", `<row><c><v>7</v></c><c t="d"><v>2026-11-03T08:26:00</v></c></row>`, "2: 7|2026-11-03 08:26:00"},
		{"a shared string that is none", `<row><c t="s"><v>5</v></c></row>`, "open! 2! file.damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := put(t, "a.xlsx", string(sheetXML(t, "<sheetData>"+header+c.rows+"</sheetData>", nil)))
			check(t, read(t, path, code), c.want)
		})
	}
}

// Serials become dates by their style, in both date systems, to the second.
func TestXLSXDates(t *testing.T) {
	for _, c := range []struct{ serial, want1900, want1904 string }{
		{"46329", "2026-11-03", "2030-11-04"},
		{"46329.999999999", "2026-11-04", "2030-11-05"},
		{"46329.3513888889", "2026-11-03 08:26:00", "2030-11-04 08:26:00"},
		{"0.5", "12:00:00", "1904-01-01 12:00:00"},
		{"59", "59", "1904-02-29"},
		{"60", "60", "1904-03-01"},
		{"61", "1900-03-01", "1904-03-02"},
		{"2958465", "9999-12-31", ""},
		{"2958466", "2958466", "2958466"},
		{"-1", "-1", "-1"},
	} {
		for _, base1904 := range []bool{false, true} {
			path := book(t, func(f *excelize.File) {
				set(t, f, "A1", "a", "B1", "b", "A2", "x")
				style, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
				err := errors.Join(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &base1904}),
					f.SetCellDefault("Sheet1", "B2", c.serial), f.SetCellStyle("Sheet1", "B2", "B2", style))
				if err != nil {
					t.Fatal(err)
				}
			})
			want := c.want1900
			if base1904 {
				want = c.want1904
			}
			if want != "" {
				check(t, read(t, path, tabular.Options{}), "2: x|"+want)
			}
		}
	}
}

// The shared strings may stand anywhere in the archive.
func TestXLSXStringsElsewhere(t *testing.T) {
	const rel = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/one.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="s.xml"/></Relationships>`
	const table = `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>名称</t></si><si><t>7</t></si></sst>`
	file := sheetXML(t, `<sheetData><row><c t="s"><v>0</v></c><c><v>1</v></c></row><row><c t="s"><v>1</v></c><c><v>2</v></c></row></sheetData>`,
		map[string]string{"xl/_rels/workbook.xml.rels": rel, "xl/s.xml": table})
	check(t, read(t, put(t, "a.xlsx", string(file)), tabular.Options{}), "2: 7|2")
}

// Beyond 16 MiB the library keeps rows and shared strings in temporary files:
// they read the same and are gone afterwards.
func TestXLSXLarge(t *testing.T) {
	const lines = 60_000
	const rel = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	var table, rows strings.Builder
	long := strings.Repeat("x", 300)
	for n := range lines {
		fmt.Fprintf(&table, "<si><t>%s%d</t></si>", long, n)
		fmt.Fprintf(&rows, `<row><c t="s"><v>%d</v></c><c><v>%d</v></c></row>%300s`, n, n, "")
	}
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	path := put(t, "a.xlsx", string(sheetXML(t, "", map[string]string{
		"xl/_rels/workbook.xml.rels": rel,
		"xl/worksheets/sheet1.xml":   "<worksheet " + ns + "><sheetData>" + inline("a", "b") + rows.String() + "</sheetData></worksheet>",
		"xl/sharedStrings.xml":       "<sst " + ns + ">" + table.String() + "</sst>",
	})))
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	got := read(t, path, tabular.Options{})
	if strings.Count(got, "\n") != lines-1 || !strings.HasSuffix(got, "60001: "+long+"59999|59999") {
		t.Errorf("%.100s … %s", got, got[max(0, len(got)-40):])
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%d temporary files were left behind", len(left))
	}
}

// A byte that changed on the way is found by the checksum, in whatever part.
func TestXLSXChangedByte(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{"_rels/.rels": "<Relationships/>", "xl/other.xml": "<a>12345</a>"} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(b.String(), "12345", "12346", 1)
	check(t, read(t, put(t, "a.xlsx", changed), tabular.Options{}), "open! 0! file.damaged")
}

// A small file whose cells stand far apart costs no more than its cells.
func TestXLSXSparse(t *testing.T) {
	rows := strings.Repeat(`<row><c><v>1</v></c><c><v>2</v></c><c r="XFD1" s="0"/></row>`, 20_000)
	path := put(t, "a.xlsx", string(sheetXML(t, "<sheetData>"+inline("a", "b")+rows+"</sheetData>", nil)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if got := read(t, path, tabular.Options{}); strings.Count(got, "1|2") != 20_000 {
		t.Errorf("%.100s", got)
	}
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 300 {
		t.Errorf("%d MiB were allocated", used)
	}
}

func TestXLSXDamage(t *testing.T) {
	whole := sheetXML(t, "<sheetData>"+inline("名称", "金额")+strings.Repeat(inline("沙发", "1"), 2000)+"</sheetData>", nil)
	if got := read(t, put(t, "a.xlsx", string(whole)), tabular.Options{}); strings.Count(got, "沙发") != 2000 {
		t.Fatal(got)
	}
	for _, part := range []int{30, len(whole) / 2, len(whole) - 1} {
		check(t, read(t, put(t, "a.xlsx", string(whole[:part])), tabular.Options{}), "open! 0! file.truncated")
	}
	check(t, read(t, put(t, "a.xlsx", string(sheetXML(t, "<sheetData>"+inline("a", "b"), nil))), tabular.Options{}), "open! 0! file.truncated")
	check(t, read(t, put(t, "a.xlsx", string(sheetXML(t, "<sheetData><row><c <<", nil))), tabular.Options{}), "open! 0! file.damaged")
	check(t, read(t, put(t, "a.xlsx", string(sheetXML(t, "", map[string]string{"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`}))), tabular.Options{}), "open! 0! sheet.absent")

	var other bytes.Buffer
	z := zip.NewWriter(&other)
	if _, err := z.Create("readme.txt"); err != nil {
		t.Fatal(err)
	}
	z.Close()
	check(t, read(t, put(t, "a.xlsx", other.String()), tabular.Options{}), "open! 0! file.binary")
}

// A few kilobytes that unpack to gigabytes are stopped at the limit.
func TestXLSXBomb(t *testing.T) {
	limits := tabular.Options{Limits: tabular.Limits{UnpackedBytes: 1 << 20, StringBytes: 1 << 16}}
	blanks := sheetXML(t, "<sheetData>"+strings.Repeat(" ", 8<<20)+"</sheetData>", nil)
	if len(blanks) > 50_000 {
		t.Fatalf("the bomb has %d bytes", len(blanks))
	}
	check(t, read(t, put(t, "a.xlsx", string(blanks)), limits), "open! 0! file.bomb")
	rel := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/one.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="s.xml"/></Relationships>`
	strs := sheetXML(t, "<sheetData/>", map[string]string{"xl/_rels/workbook.xml.rels": rel, "xl/s.xml": "<sst>" + strings.Repeat("<si/>", 20_000) + "</sst>"})
	check(t, read(t, put(t, "a.xlsx", string(strs)), limits), "open! 0! file.bomb")
}

// One text that every cell shares unpacks in each of them: 300 kB made an import run
// for hours.
func TestXLSXSharedText(t *testing.T) {
	limits := tabular.Options{Limits: tabular.Limits{UnpackedBytes: 1 << 20}}
	rel := `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/one.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	text := `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + "<si><t>名称</t></si><si><t>" + strings.Repeat("A", 20_000) + "</t></si></sst>"
	rows := func(n int) string {
		return `<sheetData><row><c t="s"><v>0</v></c></row>` + strings.Repeat(`<row><c t="s"><v>1</v></c></row>`, n) + "</sheetData>"
	}
	parts := map[string]string{"xl/_rels/workbook.xml.rels": rel, "xl/sharedStrings.xml": text}
	open := func(n int) string { return read(t, put(t, "a.xlsx", string(sheetXML(t, rows(n), parts))), limits) }
	if got := open(10); strings.Contains(got, "file.") {
		t.Errorf("ten long texts: %.200s", got)
	}
	if got := open(300); !strings.Contains(got, "file.bomb") {
		t.Errorf("three hundred: %.200s", got)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("名称,金额\n\"沙发\n,1\n"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add([]byte("a;b\r\n1;\"x\"y\r\n合计;3"))
	f.Add(sheetXML(f, "<sheetData>"+inline("a", "b")+`<row r="3"><c r="B3" s="1"><v>46329.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells>`, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		read(t, path, tabular.Options{JoinInto: "a", Limits: tabular.Limits{Rows: 1000, UnpackedBytes: 1 << 20, FileBytes: 1 << 20}})
		read(t, path, tabular.Options{Want: nameAndAmount})
	})
}

// FuzzWorksheet reaches the XML behind the archive, which random bytes never do.
func FuzzWorksheet(f *testing.F) {
	f.Add("<sheetData>" + inline("a", "b") + "</sheetData>")
	f.Add(`<sheetData><row r="2"><c r="AB2" t="e"><f/><v>#REF!</v></c></row></sheetData><mergeCell ref="A1:XFD1048576"/>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		path := filepath.Join(t.TempDir(), "f.xlsx")
		if err := os.WriteFile(path, sheetXML(t, sheet, nil), 0o600); err != nil {
			t.Fatal(err)
		}
		read(t, path, tabular.Options{})
	})
}
