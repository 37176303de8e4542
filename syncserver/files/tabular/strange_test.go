package tabular_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/traditionalchinese"

	"heyi/syncserver/files/tabular"
)

// Oddities of exports that nobody has met before they come.
func TestStrangeCSV(t *testing.T) {
	for _, c := range []struct {
		name, file string
		options    tabular.Options
		want       string
	}{
		{"codes protected from spreadsheets", "名称,金额\n=\"0012\",'0013\n", tabular.Options{Want: nameAndAmount}, "2: 0012|0013"},
		{"a title twice, asked for by its number", "名称,金额,金额\n沙,1,2\n", tabular.Options{Want: []tabular.Want{{Name: "名称"}, {Name: "金额 (2)"}}}, "2: 沙|1|2"},
		{"a title missing, asked for by its letter", "名称,,金额\n沙,x,2\n", tabular.Options{Want: []tabular.Want{{Name: "[B]"}}}, "2: 沙|x|2"},
		{"a column without a title at the end", "名称,金额,\n沙,1,x\n", tabular.Options{Want: nameAndAmount}, "2: 沙|1|x"},
		{"no titles at all", "公司大全\n2026.11\n\n奇妙,1\n长安,2\n", tabular.Options{DataFrom: 4}, "4: 奇妙|1\n5: 长安|2"},
		{"no titles, and nothing in that line", "a\nb\n", tabular.Options{DataFrom: 9}, "open! 0! file.empty"},
		{"the line of titles is told", "a,b\nc,d\n1,2\n", tabular.Options{Header: 2}, "3: 1|2"},
		{"a heading of two cells is no header", "导出时间,2026-11-03\n编号,名称,金额\n1,沙,2\n", tabular.Options{}, "3: 1|沙|2"},
		{"signatures below the table", "编号,名称,金额\n1,沙,2\n共 1 条记录,,\n制表人：张三,,\n", tabular.Options{}, "2: 1|沙|2\n3~ note.footer\n4~ note.footer"},
		{"a company called like a signature", "编号,名称,金额\n制表厂,沙,2\n", tabular.Options{}, "2: 制表厂|沙|2"},
		{"totals with a unit", "名称,金额\n沙,1\n合计（元）：,1\n", tabular.Options{}, "2: 沙|1\n3~ note.total"},
		{"thousands of empty lines", "名称,金额\n" + strings.Repeat("\n,\n", 4000) + "沙,1\n", tabular.Options{}, "8002: 沙|1"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, read(t, put(t, "a.csv", c.file), c.options), c.want) })
	}
}

// Traditional characters and accents are told from simplified ones by what people
// write; the reader says how it has read the file.
func TestCodePages(t *testing.T) {
	big5 := "名稱,金額\n三人座沙發,1\n茶几與餐椅,2\n"
	s, err := tabular.Open(put(t, "a.csv", encoded(t, traditionalchinese.Big5, big5)), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if row, err := s.Next(); err != nil || row.Cells[0].Text != "三人座沙發" || s.Form().Encoding != "big5" || s.Form().Separator != ',' {
		t.Errorf("%v %v %+v", row, err, s.Form())
	}
	latin := "name;city\nJosé Núñez;A Coruña\nFrançois;Nîmes\n"
	check(t, read(t, put(t, "a.csv", encoded(t, charmap.Windows1252, latin)), tabular.Options{}),
		"2: José Núñez|A Coruña\n3: François|Nîmes\n0~ note.encoding")
}

// The first visible sheet with a table is read; a header of two lines joins its
// titles; all sheets are told.
func TestWorkbookCover(t *testing.T) {
	path := book(t, func(f *excelize.File) {
		set(t, f, "A1", "封面")
		if _, err := f.NewSheet("余额"); err != nil {
			t.Fatal(err)
		}
		for cell, v := range map[string]any{"A1": "科目", "B1": "期初", "D1": "期末", "B2": "借方", "C2": "贷方", "D2": "借方", "E2": "贷方", "A3": "1001", "B3": 5, "E3": 7} {
			if err := f.SetCellValue("余额", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		for _, area := range [][2]string{{"A1", "A2"}, {"B1", "C1"}, {"D1", "E1"}} {
			if err := f.MergeCell("余额", area[0], area[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	want := []tabular.Want{{Name: "科目"}, {Name: "期初借方"}, {Name: "期末贷方"}}
	s, err := tabular.Open(path, tabular.Options{Want: want})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row, err := s.Next()
	if err != nil || row.Get("期初借方") != "5" || row.Get("期末贷方") != "7" {
		t.Errorf("%+v %v", row, err)
	}
	if got := strings.Join(s.Header(), "|"); got != "科目|期初 借方|期初 贷方|期末 借方|期末 贷方" {
		t.Error(got)
	}
	if f := s.Form(); f.Tab != "余额" || len(f.Tabs) != 2 {
		t.Errorf("%+v", f)
	}
	var e *tabular.Error
	if _, err := tabular.Open(path, tabular.Options{Want: []tabular.Want{{Name: "数量"}}}); !errors.As(err, &e) || e.Code != tabular.HeaderMissing {
		t.Error(err)
	}
}
