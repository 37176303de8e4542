package i18n

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func inLanguage(t *testing.T, l Language) {
	t.Helper()
	old := Current()
	SetLanguage(l)
	t.Cleanup(func() { SetLanguage(old) })
}

func TestAllTextsAreComplete(t *testing.T) {
	for _, fault := range Check() {
		t.Error(fault)
	}
}

// The completeness test itself must be able to fail.
func TestCheckFindsFaults(t *testing.T) {
	for _, c := range []struct {
		text text
		want string
	}{
		{text{id: "a", zh: "", en: "x"}, "no Chinese text"},
		{text{id: "b", zh: "甲", en: " "}, "no English text"},
		{text{id: "c", zh: "Save", en: "Store"}, "is not Chinese"},
		{text{id: "d", zh: "保存", en: "保存"}, "Chinese left"},
		{text{id: "e", zh: "{0} 条", en: "rows"}, "values"},
		{text{id: "f", zh: "{0} 条", en: "{0} row", many: "{1} rows"}, "values"},
	} {
		if got := strings.Join(c.text.faults(), "; "); !strings.Contains(got, c.want) {
			t.Errorf("%s: faults %q, want %q", c.text.id, got, c.want)
		}
	}
	if got := (&text{id: "g", zh: "SKU {0}", en: "SKU {0}"}).faults(); got != nil {
		t.Errorf("a word equal in both languages is refused: %v", got)
	}
}

func TestDefineTwicePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second definition of save was accepted")
		}
	}()
	Define("save", "存", "Store")
}

func TestTextsFollowTheLanguage(t *testing.T) {
	inLanguage(t, Chinese)
	if got := FormFaults.Text(2, "客户、数量"); got != "还有 2 处要改：客户、数量" {
		t.Error(got)
	}
	SetLanguage(English)
	if got := FormFaults.Text(1, "Customer"); got != "1 field needs attention: Customer" {
		t.Error(got)
	}
	if got := FormFaults.Text(2, "Customer, {0}"); got != "2 fields need attention: Customer, {0}" {
		t.Error(got)
	}
	if got := Save.In(Chinese); got != "保存" {
		t.Error(got)
	}
	if (Key{}).Text() != "" || (Key{}).ID() != "" {
		t.Error("the zero key is not empty")
	}
}

func TestListenersHearEveryChangeUntilCancelled(t *testing.T) {
	var heard []Language
	cancel := OnChange(func(l Language) { heard = append(heard, l) })
	inLanguage(t, English)
	SetLanguage(Chinese)
	cancel()
	SetLanguage(English)
	if len(heard) != 2 || heard[0] != English || heard[1] != Chinese {
		t.Errorf("heard %v", heard)
	}
}

func TestChineseUnlessTheSystemSaysOtherwise(t *testing.T) {
	for locale, want := range map[string]Language{
		"": Chinese, "C": Chinese, "C.UTF-8": Chinese, "POSIX": Chinese, "zh_CN.UTF-8": Chinese, "zh-Hans": Chinese,
		"en_US.UTF-8": English, "de-DE": English, "en": English,
	} {
		if got := FromLocale(locale); got != want {
			t.Errorf("%q gives %s", locale, got)
		}
	}
}

func TestFormats(t *testing.T) {
	inLanguage(t, Chinese)
	for _, c := range []struct{ got, want string }{
		{Money(123456780), "1,234,567.80"},
		{Money(-5), "-0.05"},
		{Money(0), "0.00"},
		{Money(-9223372036854775808), "-92,233,720,368,547,758.08"},
		{Quantity(15_000_000), "15"},
		{Quantity(12_500_000), "12.5"},
		{Quantity(-1_200_000_001), "-1,200.000001"},
		{QuantityOf(15_000_000, "套"), "15 套"},
		{Price(12_500_000), "12.50"},
		{Price(3_500), "0.0035"},
		{Count(1234567), "1,234,567"},
		{Percent(1230), "12.3%"},
		{Percent(9000), "90%"},
		{MoneyShort(999999), "9,999.99"},
		{MoneyShort(118640000), "118.64 万"},
		{MoneyShort(-118645000), "-118.65 万"},
		{MoneyShort(9999_9999_99), "1.00 亿"},
		{MoneyShort(11_864_000_000), "1.19 亿"},
		{Change(112_30, 100_00), "增 12.3% ↑"},
		{Change(50, 100), "减 50% ↓"},
		{Change(100, 100), "持平"},
		{Change(5, 0), "上期为零"},
		{Change(-50, -100), "增 50% ↑"},
		{Change(3e15, 1e15), "增 200% ↑"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	SetLanguage(English)
	if got := MoneyShort(118643250); got != "1,186,433" {
		t.Error(got)
	}
	if got := Change(112_30, 100_00); got != "↑ 12.3%" {
		t.Error(got)
	}
}

func TestDatesAndAges(t *testing.T) {
	inLanguage(t, Chinese)
	at := time.Date(2026, 11, 21, 10, 32, 0, 0, time.UTC)
	for _, c := range []struct{ zh, got string }{
		{"2026-11-21", Date(at)},
		{"10:32", Clock(at)},
		{"2026-11-21 10:32", DateTime(at)},
		{"", Date(time.Time{})},
		{"刚刚", Age(-time.Hour)},
		{"刚刚", Age(59 * time.Second)},
		{"3 分钟前", Age(3*time.Minute + 59*time.Second)},
		{"23 小时前", Age(23 * time.Hour)},
		{"2 天前", Age(50 * time.Hour)},
		{"截至 10:32", AsOf(at, at.Add(59*time.Second))},
		{"截至 10:32（3 分钟前）", AsOf(at, at.Add(3*time.Minute))},
		{"截至 2026-11-21 10:32（1 天前）", AsOf(at, at.Add(24*time.Hour))},
	} {
		if c.got != c.zh {
			t.Errorf("got %q, want %q", c.got, c.zh)
		}
	}
	SetLanguage(English)
	for d, want := range map[time.Duration]string{
		3 * time.Minute: "3 min ago", 24 * time.Hour: "1 day ago", 49 * time.Hour: "2 days ago",
	} {
		if got := Age(d); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParseNumbersAsPeopleTypeThem(t *testing.T) {
	for in, want := range map[string]int64{
		"1,234.5": 123450, "１２．５": 1250, "12。5": 1250, "¥12": 1200, "１，２３４元": 123400, " 7 ": 700,
		"-3": -300, "－３": -300, ".5": 50, "5.": 500, "0.50000": 50, "10,000,000,000,000.00": 1e15,
	} {
		if got, err := ParseMoney(in); err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", in, got, err, want)
		}
	}
	for in, want := range map[string]error{
		"": ErrNotANumber, "-": ErrNotANumber, ".": ErrNotANumber, "12,5": ErrNotANumber, "1,2345": ErrNotANumber,
		"abc": ErrNotANumber, "1.2.3": ErrNotANumber, "1e5": ErrNotANumber, "--1": ErrNotANumber, ",123": ErrNotANumber,
		"1.234": ErrDecimals, "10000000000000.01": ErrNumberTooBig, "99999999999999999999999": ErrNumberTooBig,
	} {
		if _, err := ParseMoney(in); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", in, err, want)
		}
	}
	if got, err := ParseQuantity("１２。5"); err != nil || got != 12_500_000 {
		t.Errorf("quantity %d, %v", got, err)
	}
	if got, err := ParsePrice("¥0.0035"); err != nil || got != 3500 {
		t.Errorf("price %d, %v", got, err)
	}
	if _, err := ParseQuantity("0.0000001"); !errors.Is(err, ErrDecimals) {
		t.Error(err)
	}
}

func TestParseDates(t *testing.T) {
	for _, in := range []string{"2026-11-03", "2026-11-3", "2026.11.3", "2026/11/3", "20261103", "2026年11月3日", "２０２６－１１－３", "2026。11。3"} {
		got, err := ParseDate(in)
		if err != nil || Date(got) != "2026-11-03" {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "2026-13-01", "2026-02-30", "11-03", "0026-11-03", "tomorrow"} {
		if _, err := ParseDate(in); !errors.Is(err, ErrNotADate) {
			t.Errorf("%q accepted or wrong error: %v", in, err)
		}
	}
}

// What is short for a day is read where it can mean only one: the nearest, or the one to
// which the field looks. Whatever is typed is read as a day or refused, and what is read
// is written so that it reads the same.
func TestParseShortDays(t *testing.T) {
	inLanguage(t, Chinese)
	today := time.Date(2026, 11, 30, 23, 0, 0, 0, time.FixedZone("", 8*3600))
	for _, c := range []struct {
		in     string
		toward Toward
		want   string
	}{
		{"12-5", Nearest, "2026-12-05"},
		{"12-5", Ahead, "2026-12-05"},
		{"12-5", Past, "2025-12-05"},
		{"1-5", Nearest, "2027-01-05"},
		{"1-1", Past, "2026-01-01"},
		{"11-30", Past, "2026-11-30"},
		{"11-30", Ahead, "2026-11-30"},
		{"12月5日", Ahead, "2026-12-05"},
		{"12月5号", Ahead, "2026-12-05"},
		{"12.5", Ahead, "2026-12-05"},
		{"12/5", Ahead, "2026-12-05"},
		{"１２－５", Ahead, "2026-12-05"},
		{"5日", Ahead, "2026-12-05"},
		{"5号", Past, "2026-11-05"},
		{"31日", Ahead, "2026-12-31"},
		{"31日", Past, "2026-10-31"},
		{"28日", Nearest, "2026-11-28"},
		{"+5", Nearest, "2026-12-05"},
		{"-1", Nearest, "2026-11-29"},
		{"＋5", Ahead, "2026-12-05"},
		{"2026-11-3", Ahead, "2026-11-03"},
	} {
		if got, err := ParseDay(c.in, today, c.toward); err != nil || Date(got) != c.want {
			t.Errorf("%q toward %d: %v, %v; want %s", c.in, c.toward, got, err, c.want)
		}
	}
	for _, in := range []string{"", "5", "12", "+", "-", "日", "12-", "-12-5", "13-1", "2-30", "12-5-", "0日", "32日", "+99999", "+1.5", "明年"} {
		if got, err := ParseDay(in, today, Nearest); !errors.Is(err, ErrNotADate) {
			t.Errorf("%q is read as %v, %v", in, got, err)
		}
	}
	SetLanguage(English)
	for _, in := range []string{"12/5", "12.5"} {
		if got, err := ParseDay(in, today, Ahead); !errors.Is(err, ErrNotADate) {
			t.Errorf("%q may be the twelfth of May, and is read as %v, %v", in, got, err)
		}
	}
}

// Every refusal has its sentence in both languages.
func TestRefusalsAreExplained(t *testing.T) {
	for _, err := range []error{ErrNotANumber, ErrDecimals, ErrNumberTooBig, ErrNotADate} {
		inLanguage(t, Chinese)
		zh := Explain(err)
		SetLanguage(English)
		if en := Explain(err); zh == "" || en == "" || zh == en {
			t.Errorf("%v: %q, %q", err, zh, en)
		}
	}
	if Explain(errors.New("disk")) != "" {
		t.Error("a foreign error was explained")
	}
}

// A month is read as people write it and as it is kept.
func TestParseMonth(t *testing.T) {
	for text, want := range map[string]int64{
		"2026-11": 202611, "202611": 202611, "2026.1": 202601, "2026/12": 202612, "2026年3月": 202603, "２０２６－１１": 202611,
		"2026-13": 0, "11": 0, "20261101": 0, "1026-11": 0, "": 0,
	} {
		if got, err := ParseMonth(text); got != want || (err == nil) != (want != 0) {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
}
