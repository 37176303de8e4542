package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"heyi/shared/tools/text"
)

func TestNormal(t *testing.T) {
	for _, c := range []struct {
		form      text.Form
		typed     string
		want, why string
	}{
		{text.Line, "  鹭岛 酒店\t", "鹭岛 酒店", "outer blanks"},
		{text.Line, "鹭岛\u3000\u3000酒店", "鹭岛 酒店", "runs of full-width blanks"},
		{text.Line, "鹭\u200b岛\ufeff", "鹭岛", "zero-width marks"},
		{text.Line, "\u202d鹭岛\u202c", "鹭岛", "direction marks"},
		{text.Line, "\u3000 \u200b\u2060", "", "nothing but blanks"},
		{text.Line, "\u3164", "", "a letter drawn as nothing"},
		{text.Line, "e\u0301", "é", "composed"},
		{text.Line, "甲\r\n乙", "甲 乙", "one line"},
		{text.Line, "上海（浦东）贸易，有限", "上海（浦东）贸易，有限", "punctuation as people write it"},
		{text.Line, "Ｍ１０螺丝", "Ｍ１０螺丝", "names keep their width"},
		{text.Line, "❤\ufe0f 👨\u200d👩\u200d👧", "❤\ufe0f 👨\u200d👩\u200d👧", "pictures hold together"},
		{text.Line, "甲\u200d乙\ufe0f", "甲乙", "letters need no joining"},
		{text.Line, "甲\x07乙", "甲乙", "controls"},
		{text.Line, "甲\x00", "甲\x00", "NUL is refused, not swallowed"},
		{text.Line, "\xff 甲", "\xff 甲", "no UTF-8 is refused"},
		{text.Lines, " 甲 \r\n\r\n  乙\u2028丙\n", "甲\n\n  乙\n丙", "lines stay"},
		{text.Code, "ＨＹ－Ｓ３１０", "HY-S310", "full-width"},
		{text.Code, "hy-s310 ", "HY-S310", "case"},
		{text.Code, "HY–S310", "HY-S310", "an editor's dash"},
		{text.Code, "'00127", "00127", "a spreadsheet's sign for text"},
		{text.Code, "A  1", "A 1", "blanks inside"},
		{text.Number, "６９０ 1234 567892", "6901234567892", "printed in groups"},
		{text.Word, "Stock Keeper", "Stock Keeper", "case counts"},
		{text.Phone, "\u202d13800138001\u202c", "13800138001", "out of a phone's contacts"},
		{text.Raw, " a\n", " a\n", "as it came"},
	} {
		if got := c.form.Normal(c.typed); got != c.want {
			t.Errorf("%s: %q is %q, not %q", c.why, c.typed, got, c.want)
		}
	}
}

var all = []text.Form{text.Line, text.Lines, text.Word, text.Code, text.Number, text.Phone, text.Raw}

// A normal text is its own normal form, for every letter in every company.
func TestNormalIsIdempotent(t *testing.T) {
	for _, f := range all {
		for r := range rune(utf8.MaxRune) {
			if !utf8.ValidRune(r) || r > 0x3400 && r < 0xA000 && r%256 != 0 || r > 0x20000 && r < 0xE0000 && r%256 != 0 || r > 0xE1000 {
				continue
			}
			for _, s := range []string{"a" + string(r) + "\u0301", "' " + string(r) + string(r) + " 甲"} {
				once := f.Normal(s)
				if twice := f.Normal(once); twice != once {
					t.Fatalf("form %d: %q becomes %q, then %q", f, s, once, twice)
				}
			}
		}
	}
}

func FuzzNormal(f *testing.F) {
	for _, s := range []string{"", " a  b ", "'\u200b' x", "Å\u0327\u200d\u0301", "ｱﾞ", "\u1100\u200b\u1161", "👨\ufe0f\u200d👩"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, form := range all {
			once := form.Normal(s)
			if twice := form.Normal(once); twice != once {
				t.Fatalf("form %d: %q becomes %q, then %q", form, s, once, twice)
			}
			if !utf8.ValidString(s) || form == text.Raw {
				continue
			}
			if form != text.Lines && strings.ContainsAny(once, "\n\r\t\u200b\u202e") || strings.TrimSpace(once) != once {
				t.Fatalf("form %d: %q leaves %q", form, s, once)
			}
		}
	})
}
