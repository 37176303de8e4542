package tabular_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"heyi/syncserver/files/tabular"
)

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The same sheet comes out of every encoding, detected or named.
func TestEncodings(t *testing.T) {
	const sheet = "名称,金额\n沙发（红）,1\n柜,2\n"
	const want = "2: 沙发（红）|1\n3: 柜|2"
	for _, c := range []struct {
		name string
		e    encoding.Encoding
	}{
		{"utf-8", unicode.UTF8},
		{"utf-8", unicode.UTF8BOM},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"gb18030", simplifiedchinese.GB18030},
		{"gbk", simplifiedchinese.GBK},
	} {
		path := put(t, "a.csv", encoded(t, c.e, sheet))
		check(t, read(t, path, tabular.Options{Want: nameAndAmount}), want)
		check(t, read(t, path, tabular.Options{Want: nameAndAmount, Encoding: c.name}), want)
	}
}

func TestEncodingRefusals(t *testing.T) {
	gb := encoded(t, simplifiedchinese.GB18030, "名称,金额\n沙发,1\n柜")
	latin := encoded(t, charmap.Windows1252, "name,city\nTœrtchen,Münster\nPaço,Orós é\n")
	for name, c := range map[string]struct {
		file    string
		options tabular.Options
		want    string
	}{
		"GB18030 cut in a character":  {gb[:len(gb)-1], tabular.Options{}, "open! 3! file.truncated"},
		"UTF-16 cut in a character":   {"\xff\xfea\x00,\x00b", tabular.Options{}, "open! 0! file.truncated"},
		"Latin text is not Chinese":   {latin, tabular.Options{}, "2: Tœrtchen|Münster\n3: Paço|Orós é\n0~ note.encoding"},
		"broken UTF-8":                {"a,b\n\xff\xfe\xff,1\n", tabular.Options{}, "open! 2! file.encoding"},
		"named UTF-8, is GB18030":     {gb, tabular.Options{Encoding: "utf-8"}, "open! 1! file.encoding"},
		"named GB18030, is not":       {"a,b\n\xff\xff,1\n", tabular.Options{Encoding: "GB18030"}, "open! 2! file.encoding"},
		"unknown name":                {"a,b\n1,2\n", tabular.Options{Encoding: "klingon"}, "open! 0! option.encoding"},
		"Latin text where it is told": {latin, tabular.Options{Encoding: "windows-1252"}, "2: Tœrtchen|Münster\n3: Paço|Orós é"},
	} {
		t.Run(name, func(t *testing.T) { check(t, read(t, put(t, "a.csv", c.file), c.options), c.want) })
	}
	// The only Chinese text of a long file stands far behind the head.
	ascii := "name,amount\n" + strings.Repeat("x,1\n", 50_000)
	got := read(t, put(t, "late.csv", ascii+encoded(t, simplifiedchinese.GBK, "柜子,2\n")), tabular.Options{})
	if !strings.HasSuffix(got, "50002: 柜子|2") {
		t.Errorf("the last line is %q", got[len(got)-20:])
	}
}
