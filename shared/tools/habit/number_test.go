package habit_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"heyi/shared/tools/habit"
)

func codeOf(err error) habit.Code {
	var p *habit.Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// What people type and what real sheets hold, and what it means.
func TestNumber(t *testing.T) {
	for _, c := range []struct{ in, dec, unit string }{
		{"１２．５", "12.5", ""},
		{"12。5", "12.5", ""},
		{"1,234.00元", "1234", "元"},
		{"1，234.50", "1234.5", ""},
		{"'1,234.00元", "1234", "元"},
		{"15套", "15", "套"},
		{" 15 套 ", "15", "套"},
		{"(1,234.00)", "-1234", ""},
		{"(1,234.00)元", "-1234", "元"},
		{"¥1,234.5", "1234.5", ""},
		{"-¥8", "-8", ""},
		{"￥-8", "-8", ""},
		{"−3.10", "-3.1", ""},
		{"100.00-", "-100", ""},
		{"+7", "7", ""},
		{"13%", "13", "%"},
		{"１３％", "13", "%"},
		{"1.2万元", "12000", "元"},
		{"0.5亿", "50000000", ""},
		{"2 千克", "2", "千克"},
		{"12.5㎡", "12.5", "m2"},
		{"1 234 567.8", "1234567.8", ""},
		{"125.43999999999998", "125.43999999999998", ""},
		{"1.5E+3", "1500", ""},
		{"1e-3", "0.001", ""},
		{"007.10", "7.1", ""},
		{".5", "0.5", ""},
		{"12.", "12", ""},
		{"-0.00", "0", ""},
		{"17850.0", "17850", ""},
		{"1'234.50", "1234.5", ""},
		{"1’234’567", "1234567", ""},
		{"HK$ 8.50", "8.5", ""},
		{"EUR 1,234.50", "1234.5", ""},
		{" $ 1,000.00 ", "1000", ""},
		{" $ (500.00)", "-500", ""},
		{"($500.00)", "-500", ""},
		{" $ -   ", "0", ""},
		{"￥ -", "0", ""},
		{"3千", "3000", ""},
		{"3千元", "3000", "元"},
		{"2k", "2000", ""},
		{"2 K", "2000", ""},
		{"2kg", "2", "kg"},
		{"5百万", "5000000", ""},
		{"1.5千万元", "15000000", "元"},
		{"２萬", "20000", ""},
		{"3 million", "3000000", ""},
		{"5百", "500", ""},
		{"5千米", "5", "千米"},
		{"12.5 m²", "12.5", "m2"},
		{"8.5元/件", "8.5", "元/件"},
		{"\u200e-5\u202c", "-5", ""},
		{"1 200 -", "-1200", ""},
	} {
		got, err := habit.Number(c.in)
		if err != nil || got.Dec != c.dec || got.Unit != c.unit {
			t.Errorf("Number(%q) = %q %q, %v; want %q %q", c.in, got.Dec, got.Unit, err, c.dec, c.unit)
		}
	}
}

// Half of the world writes the comma where the other half writes the point.
func TestNumberComma(t *testing.T) {
	for in, want := range map[string]string{
		"1.234,50": "1234.5", "1.234.567": "1234567", "12,5": "12.5", "€ 1.234,50": "1234.5", "1.234,50 €": "1234.5",
		"1 234,5": "1234.5", "(0,99)": "-0.99", "12": "12", "-3,10": "-3.1", "1'234,5": "1234.5",
	} {
		if got, err := habit.NumberComma(in); err != nil || got.Dec != want {
			t.Errorf("NumberComma(%q) = %q, %v; want %q", in, got.Dec, err, want)
		}
	}
	for in, want := range map[string]habit.Code{
		"1,234.50": habit.NumberForm, "12.5": habit.NumberGrouping, "1,2,3": habit.NumberForm, "": habit.NumberEmpty,
	} {
		if _, err := habit.NumberComma(in); codeOf(err) != want {
			t.Errorf("NumberComma(%q): %v, want %s", in, err, want)
		}
	}
}

func TestNumberRefuses(t *testing.T) {
	for in, want := range map[string]habit.Code{
		"":                             habit.NumberEmpty,
		"  ":                           habit.NumberEmpty,
		"无":                            habit.NumberMissing,
		"NULL":                         habit.NumberMissing,
		"12,5":                         habit.NumberGrouping,
		"1,2345":                       habit.NumberGrouping,
		"1,234 567":                    habit.NumberGrouping,
		"138 0000 0000":                habit.NumberGrouping,
		"1.2.3":                        habit.NumberForm,
		"5x3":                          habit.NumberForm,
		"10²":                          habit.NumberForm,
		"5①":                           habit.NumberForm,
		"1½":                           habit.NumberForm,
		"5.-":                          habit.NumberForm,
		"5~6":                          habit.NumberForm,
		"10+":                          habit.NumberForm,
		"100-元":                        habit.NumberForm,
		"5)":                           habit.NumberForm,
		"¥$5":                          habit.NumberForm,
		"1万2千":                         habit.NumberForm,
		"2个半":                          habit.NumberWord,
		"8折":                           habit.NumberWord,
		"3打":                           habit.NumberWord,
		"3 dozen":                      habit.NumberWord,
		"10以上":                         habit.NumberWord,
		"5多万":                          habit.NumberWord,
		"3成":                           habit.NumberWord,
		"5毛":                           habit.NumberWord,
		"--5":                          habit.NumberForm,
		"(5":                           habit.NumberForm,
		"(-5)":                         habit.NumberForm,
		"-5-":                          habit.NumberForm,
		"1e999":                        habit.NumberLong,
		strings.Repeat("9", 41):        habit.NumberLong,
		"0." + strings.Repeat("1", 60): habit.NumberLong,
	} {
		if _, err := habit.Number(in); codeOf(err) != want {
			t.Errorf("Number(%q): %v, want %s", in, err, want)
		}
	}
}

func TestFraction(t *testing.T) {
	for in, want := range map[string]string{"13%": "0.13", "0.5%": "0.005", "100%": "1", "-5‰": "-0.005", "0.13": "0.13"} {
		f, err := habit.Number(in)
		if err != nil || f.Fraction() != want {
			t.Errorf("%q: %q, %v, want %q", in, f.Fraction(), err, want)
		}
	}
}

// Whatever is put around a number, it is read for what it says or refused: never
// for a part of it.
func TestNumberIsNeverHalved(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	heads := []string{"", "", "¥", "$ ", "USD ", "￥", "RMB", "约", "~", ">", "≥", "第"}
	scaled := map[string]int{"": 0, "千": 3, "万": 4, "百万": 6, "亿": 8, "k": 3, "K": 3, "million": 6, "十万": 5, "千万": 7, "萬": 4}
	words := []string{"", "千", "万", "百万", "亿", "k", "K", "million", "十万", "千万", "萬"}
	tails := []string{"", "", "元", "件", "kg", "千克", "%", "个半", "多", "以上", "打", "折", "成", "²", "½", "①", "+", "左右", "-5", "~8", "/2", "x2", ")", "?", "5分", "点五", "余元", "dozen", "倍", "⅓"}
	honest := map[string]bool{"": true, "元": true, "件": true, "kg": true, "千克": true, "%": true}
	for range 20_000 {
		digits := strconv.Itoa(rng.IntN(99999) + 1)
		minus := pick([]string{"", "", "-", "(", "−"})
		head, word, tail := pick(heads), pick(words), pick(tails)
		text := head + minus + digits + word + tail
		if minus == "(" {
			text = head + "(" + digits + ")" + word + tail
		}
		got, err := habit.Number(text)
		if err != nil {
			continue
		}
		want := digits + strings.Repeat("0", scaled[word])
		if minus != "" {
			want = "-" + want
		}
		if !honest[tail] && !(word == "千" && tail == "克") || got.Dec != want {
			t.Fatalf("Number(%q) = %s %q, want %s or a refusal", text, got.Dec, got.Unit, want)
		}
	}
}

// What is accepted is canonical: reading it again changes nothing.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1,234.00元", "(5)", "1.2万", "1e5", "１２．５", "½", "-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := habit.Number(s)
		if err != nil {
			if codeOf(err) == "" {
				t.Fatalf("untyped refusal: %v", err)
			}
			return
		}
		again, err := habit.Number(got.Dec)
		if err != nil && codeOf(err) != habit.NumberLong {
			t.Fatalf("%q became %q, which is refused: %v", s, got.Dec, err)
		}
		if err == nil && (again.Dec != got.Dec || again.Unit != "") {
			t.Fatalf("%q became %q became %q %q", s, got.Dec, again.Dec, again.Unit)
		}
		if !utf8.ValidString(got.Unit) {
			t.Fatalf("unit %q is not UTF-8", got.Unit)
		}
	})
}

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"138-0013-8000":        "13800138000",
		"+86 138 0013 8000":    "13800138000",
		"+86-138 0013 8000":    "13800138000",
		"0086 13800138000":     "13800138000",
		"8613800138000":        "13800138000",
		"１３８００１３８０００":          "13800138000",
		"'13800138000":         "13800138000",
		"(0571) 8888-6666":     "057188886666",
		"+86 571 8888 6666":    "057188886666",
		"+86 400 820 8888":     "4008208888",
		"0571-88886666 转 801":  "057188886666x801",
		"010-12345678 ext. 12": "01012345678x12",
		"+44 20 7946 0958":     "+442079460958",
		"95588":                "95588",
	} {
		if got, err := habit.Phone(in); err != nil || got != want {
			t.Errorf("Phone(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]habit.Code{
		"": habit.PhoneEmpty, "电话": habit.PhoneForm, "123": habit.PhoneLength,
		"1.3800138E+10": habit.PhoneForm, "1380013800013800138000": habit.PhoneLength,
		"13800138000/13900139000": habit.PhoneSeveral, "13800138000、13900139000": habit.PhoneSeveral,
	} {
		if _, err := habit.Phone(in); codeOf(err) != want {
			t.Errorf("Phone(%q): %v, want %s", in, err, want)
		}
	}
	for phone, want := range map[string]bool{"13800138000": true, "12800138000": false, "1380013800": false, "057188886666": false} {
		if habit.IsMobile(phone) != want {
			t.Errorf("IsMobile(%s) is not %v", phone, want)
		}
	}
}

func TestDefuse(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+86 138": "'+86 138", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\x00=1": "'=1", " =1": "' =1", "＝1": "'＝1",
		"": "", "a=1": "a=1", "沙发": "沙发", "a\x00b": "ab",
	} {
		if got := habit.Defuse(in); got != want {
			t.Errorf("Defuse(%q) = %q, want %q", in, got, want)
		}
	}
}

// Every code that this package can return has both sentences, and the sentence
// shows what was typed.
func TestProblemSpeaksBothLanguages(t *testing.T) {
	for _, code := range []habit.Code{
		habit.NumberEmpty, habit.NumberMissing, habit.NumberGrouping, habit.NumberForm, habit.NumberLong,
		habit.AmountRange, habit.PhoneEmpty, habit.PhoneForm, habit.PhoneLength, habit.PhoneSeveral,
		habit.CreditLength, habit.CreditLetter, habit.CreditCheck, habit.DateEmpty, habit.DateForm,
		habit.DateOrder, habit.DateNone, habit.HolidayForm,
	} {
		p := habit.Of(code, "typed")
		if p.Zh() == "" || p.En() == "" || strings.Contains(p.Zh()+p.En(), "%!") {
			t.Errorf("%s: %q / %q", code, p.Zh(), p.En())
		}
		if !strings.HasSuffix(string(code), ".empty") && (!strings.Contains(p.Zh(), "typed") || !strings.Contains(p.En(), "typed")) {
			t.Errorf("%s does not show the text: %q / %q", code, p.Zh(), p.En())
		}
	}
}
