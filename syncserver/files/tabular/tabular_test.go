package tabular_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/syncserver/files/tabular"
)

// put writes a file for one test.
func put(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read renders what comes out of a file: rows as "line: a|b", refusals as
// "line! code", notes as "line~ code", a refusal to open as "open! code".
func read(t testing.TB, path string, o tabular.Options) string {
	t.Helper()
	var out []string
	s, err := tabular.Open(path, o)
	if err != nil {
		return "open! " + problem(t, err)
	}
	defer s.Close()
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			p := problem(t, err)
			out = append(out, p)
			var e *tabular.Error
			if errors.As(err, &e) && e.Fatal() {
				if _, again := s.Next(); !errors.Is(again, err) {
					t.Errorf("behind a fatal refusal Next says %v", again)
				}
				break
			}
			continue
		}
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(cells, "|")))
	}
	for _, n := range s.Notes() {
		if n.Zh() == "" || n.En() == "" || strings.Contains(n.Zh()+n.En(), "%!") {
			t.Errorf("note %s: %q / %q", n.Code, n.Zh(), n.En())
		}
		out = append(out, fmt.Sprintf("%d~ %s", n.Line, n.Code))
	}
	return strings.Join(out, "\n")
}

func problem(t testing.TB, err error) string {
	t.Helper()
	var e *tabular.Error
	if !errors.As(err, &e) {
		t.Fatalf("a refusal without a code: %v", err)
	}
	if e.Zh() == "" || e.En() == "" || strings.Contains(e.Zh()+e.En(), "%!") {
		t.Errorf("%s: %q / %q", e.Code, e.Zh(), e.En())
	}
	return fmt.Sprintf("%d! %s", e.Line, e.Code)
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if want = strings.TrimSpace(want); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

var nameAndAmount = []tabular.Want{{Name: "名称"}, {Name: "金额"}}

var csvCases = []struct {
	name, file string
	options    tabular.Options
	want       string
}{
	{
		"plain", "名称,金额\n沙发,1.50\n",
		tabular.Options{},
		"2: 沙发|1.50",
	},
	{
		"byte order mark, CRLF, blank lines and surplus commas", "\ufeff名称,金额,,\r\n\r\n沙发,1,,\r\n,,,\r\n",
		tabular.Options{Want: nameAndAmount},
		"3: 沙发|1",
	},
	{
		"line ends of an old Macintosh", "名称,金额\r沙发,1\r",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发|1",
	},
	{
		"semicolons", "名称;金额\n沙发, 红;1,5\n",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发, 红|1,5",
	},
	{
		"tabs", "名称\t金额\n沙发\t1\n",
		tabular.Options{},
		"2: 沙发|1",
	},
	{
		"sep= line", "sep=|\n名称|金额\n沙发|1\n",
		tabular.Options{Want: nameAndAmount},
		"3: 沙发|1",
	},
	{
		"titles above the header, units and stars in it", "销售明细表,,\n制表：张三 2026-11-03,,\n序号,* 名 称,金额（元）\n1,沙发,8\n",
		tabular.Options{Want: nameAndAmount},
		"4: 1|沙发|8",
	},
	{
		"quoted cells with commas, marks and line breaks", "名称,金额\n\"沙发, \"\"红\"\"\",1\n\"两\n行\",2\n柜,3\n",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发, \"红\"|1\n3: 两\n行|2\n5: 柜|3",
	},
	{
		"a quoted title of two lines", "名称,\"金额\n(元)\"\n沙发,1\n",
		tabular.Options{Want: nameAndAmount},
		"3: 沙发|1",
	},
	{
		"an inch mark is just a character", "名称,金额\n5\" 屏,1\n",
		tabular.Options{Want: nameAndAmount},
		"2: 5\" 屏|1",
	},
	{
		"a mark never closed costs one line", "名称,金额\n\"沙发,1\n柜,2\n桌,3\n",
		tabular.Options{Want: nameAndAmount},
		"2! line.quote\n3: 柜|2\n4: 桌|3",
	},
	{
		"two marks forgotten cost two lines", "名称,金额\n\"沙发,1\n柜,2\n\"桌,3\n椅,4\n",
		tabular.Options{Want: nameAndAmount},
		"2! line.quote\n3: 柜|2\n4! line.quote\n5: 椅|4",
	},
	{
		"text behind a closing mark", "名称,金额\n\"沙\"发,1\n柜,2\n",
		tabular.Options{Want: nameAndAmount},
		"2! line.quote\n3: 柜|2",
	},
	{
		"an unquoted comma is refused", "名称,金额\nRua do Paço, 67,1\n柜,2\n",
		tabular.Options{Want: nameAndAmount},
		"2! line.long\n3: 柜|2",
	},
	{
		"or joined where the mapping says so", "编号,名称,金额\n1,Rua do Paço, 67,1\n2,柜,2\n",
		tabular.Options{Want: nameAndAmount, JoinInto: "名称"},
		"2: 1|Rua do Paço, 67|1\n3: 2|柜|2\n2~ note.joined",
	},
	{
		"too few fields", "名称,金额\n沙发\n柜,2\n",
		tabular.Options{Want: nameAndAmount},
		"2! line.short\n3: 柜|2",
	},
	{
		"cut in a line", "名称,金额\n沙发,1\n柜",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发|1\n3! file.truncated",
	},
	{
		"cut in a quoted cell", "名称,金额\n沙发,1\n\"柜,2",
		tabular.Options{Want: nameAndAmount, HeaderWithin: 1},
		"2: 沙发|1\n3! file.truncated",
	},
	{
		"cut in a character", "名称,金额\n沙发,1\n柜\xe6\x9f",
		tabular.Options{Want: nameAndAmount},
		"open! 3! file.truncated",
	},
	{
		"no line end is noted", "名称,金额\n沙发,1",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发|1\n2~ note.no_newline",
	},
	{
		"totals and repeated headers", "名称,金额\n沙发,1\n合 计：,1\n名称,金额\n柜,2\n合计有限公司,3\n",
		tabular.Options{Want: nameAndAmount},
		"2: 沙发|1\n5: 柜|2\n6: 合计有限公司|3\n3~ note.total\n4~ note.header",
	},
	{
		"NULL", "名称,金额\nNULL,1\nNULLA,NULL\n",
		tabular.Options{Want: nameAndAmount, Null: []string{"NULL"}},
		"2: |1\n3: NULLA|",
	},
	{
		"codes rounded by a spreadsheet", "名称,金额\n9.1E+17,1E+2\n91110000600037341L,2\n",
		tabular.Options{Want: []tabular.Want{{Name: "名称", Code: true}, {Name: "金额"}}},
		"2! line.code\n3: 91110000600037341L|2",
	},
	{
		"too long a cell", "名称,金额\n沙发沙发沙,1\n柜,2\n",
		tabular.Options{Want: nameAndAmount, Limits: tabular.Limits{CellRunes: 4}},
		"2! line.cell\n3: 柜|2",
	},
	{
		"too many lines", "名称,金额\n沙,1\n柜,2\n桌,3\n",
		tabular.Options{Want: nameAndAmount, Limits: tabular.Limits{Rows: 2}},
		"2: 沙|1\n3: 柜|2\n4! limit.rows",
	},
	{"too many columns", "a,b,c\n1,2,3\n", tabular.Options{Limits: tabular.Limits{Columns: 2}}, "open! 1! limit.columns"},
	{"too large", "a,b\n1,2\n", tabular.Options{Limits: tabular.Limits{FileBytes: 7}}, "open! 0! file.large"},
	{"endless line", strings.Repeat("x", 3000), tabular.Options{Limits: tabular.Limits{CellRunes: 10, Columns: 10}}, "open! 1! file.endless"},
	{"empty", "", tabular.Options{}, "open! 0! file.empty"},
	{"only blanks", "\n\n , \n", tabular.Options{}, "open! 0! file.empty"},
	{"the column twice", "名称,金额,金额\n沙,1,2\n", tabular.Options{Want: nameAndAmount}, "open! 1! header.twice"},
	{"join column absent", "名称,金额\n沙,1\n", tabular.Options{Want: nameAndAmount, JoinInto: "地址"}, "open! 1! option.join"},
	{"a web page", "<html><table><tr><td>名称</td></tr></table>", tabular.Options{}, "open! 0! file.web_page"},
	{"PDF", "%PDF-1.4\n", tabular.Options{}, "open! 0! file.binary"},
	{"binary", "ab\x00\x01\x02\x00cd", tabular.Options{}, "open! 0! file.binary"},
	{"old Excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", tabular.Options{}, "open! 0! file.old_excel"},
	{"a lost character is noted", "名称,金额\n沙\ufffd,1\n", tabular.Options{Want: nameAndAmount}, "2: 沙\ufffd|1\n2~ note.letter"},
}

func TestCSV(t *testing.T) {
	for _, c := range csvCases {
		t.Run(c.name, func(t *testing.T) { check(t, read(t, put(t, "a.csv", c.file), c.options), c.want) })
	}
}

func TestFileAbsent(t *testing.T) {
	check(t, read(t, filepath.Join(t.TempDir(), "no.csv"), tabular.Options{}), "open! 0! file.absent")
	check(t, read(t, t.TempDir(), tabular.Options{}), "open! 0! file.binary")
}

// A person must see what is missing and what the file has instead.
func TestMissingColumnsAreNamed(t *testing.T) {
	_, err := tabular.Open(put(t, "a.csv", "报表\n品名,金额,备注\n沙发,1,\n"), tabular.Options{
		Want: []tabular.Want{{Name: "名称", Also: []string{"商品名称"}}, {Name: "金额"}, {Name: "数量"}, {Name: "税率", Optional: true}},
	})
	var e *tabular.Error
	if !errors.As(err, &e) || e.Code != tabular.HeaderMissing || e.Line != 2 {
		t.Fatal(err)
	}
	if got := strings.Join(e.Missing, " ") + " / " + strings.Join(e.Found, " "); got != "名称 数量 / 品名 金额 备注" {
		t.Error(got)
	}
	if want := "缺少列：名称, 数量；找到的是：品名, 金额, 备注"; e.Zh() != want {
		t.Error(e.Zh())
	}
	// Nothing fits at all: the fullest line is shown.
	_, err = tabular.Open(put(t, "b.csv", "a,b\n1,2\n"), tabular.Options{Want: nameAndAmount})
	if !errors.As(err, &e) || strings.Join(e.Missing, " ") != "名称 金额" || strings.Join(e.Found, " ") != "a b" {
		t.Error(err)
	}
}

func TestRowByName(t *testing.T) {
	s, err := tabular.Open(put(t, "a.csv", "商品名称,金额(元),金额\n沙发,7,8\n"), tabular.Options{
		Want: []tabular.Want{{Name: "名称", Also: []string{"商品名称"}}, {Name: "金额"}, {Name: "税率", Optional: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row, err := s.Next()
	if err != nil {
		t.Fatal(err)
	}
	if row.Get("名称") != "沙发" || row.Get("金额") != "8" || row.Get("税率") != "" || s.Has("税率") || !s.Has("名称") {
		t.Errorf("%+v", row)
	}
	if got := strings.Join(s.Header(), "|"); got != "商品名称|金额(元)|金额" || s.HeaderLine() != 1 {
		t.Error(got)
	}
}
