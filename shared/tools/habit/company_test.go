package habit_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"heyi/shared/rigs/tree"
	"heyi/shared/rigs/trial/drawn"
	"heyi/shared/tools/habit"
)

func TestNameKeyFindsDuplicates(t *testing.T) {
	for _, same := range [][]string{
		{"上海浦东贸易有限公司", "上海（浦东）贸易有限公司", "上海(浦东) 贸易有限责任公司", "上海浦东贸易"},
		{"ＡＢＣ科技股份有限公司", "abc科技", "ABC 科技有限公司"},
		{"华夏集团有限公司", "华夏"},
		{"Alfreds Futterkiste GmbH", "alfreds futterkiste"},
		{"Acme Trading Co., Ltd.", "ACME TRADING", "Acme Trading Company Limited"},
	} {
		for _, name := range same {
			if got, want := habit.NameKey(name), habit.NameKey(same[0]); got != want {
				t.Errorf("%q has key %q, %q has %q", name, got, same[0], want)
			}
		}
	}
	for _, differ := range [][2]string{
		{"第一机床厂", "第二机床厂"}, {"一厂", "二厂"}, {"有限公司", ""}, {"Tesco", "Tes"}, {"万兰", "万兰芳"},
	} {
		if habit.NameKey(differ[0]) == habit.NameKey(differ[1]) {
			t.Errorf("%q and %q have the same key", differ[0], differ[1])
		}
	}
}

// A key is in its normal form whatever it was made from, also where something between
// a letter and its accent does not count.
func TestNameKeyIsNormal(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		name := rapid.StringOf(rapid.SampledFrom([]rune("aNe·.\u0001 \u0301\u0308沙（)A"))).Draw(t, "name")
		if key := habit.NameKey(name); !norm.NFC.IsNormalString(key) {
			t.Errorf("%q has the key %q", name, key)
		}
	})
}

// R248: a wrong credit code is told at the input.
func TestCreditCode(t *testing.T) {
	for _, in := range []string{"914403001922038216", "91110000600037341L", "9144030071526726XG", " 9144 0300 7152 6726xg "} {
		if _, checkable, err := habit.CreditCode(in); err != nil || !checkable {
			t.Errorf("%q: %v", in, err)
		}
	}
	if code, checkable, err := habit.CreditCode("440301103097413"); err != nil || checkable || code != "440301103097413" {
		t.Errorf("an old number: %q %v %v", code, checkable, err)
	}
	for in, want := range map[string]habit.Code{
		"914403001922038217": habit.CreditCheck, "914403001922038261": habit.CreditCheck,
		"91440300192203821": habit.CreditLength, "91440300I922038216": habit.CreditLetter,
		"9144A3001922038216": habit.CreditLetter, "": habit.CreditLength, "9.1440300192E+17": habit.CreditLength,
	} {
		if _, _, err := habit.CreditCode(in); codeOf(err) != want {
			t.Errorf("CreditCode(%q): %v, want %s", in, err, want)
		}
	}
}

// dataFile opens a file of the collection of real data, which HEYI_DATA names
// or which lies beside the checkout; without it the test is skipped.
func dataFile(t *testing.T, name string) *os.File {
	t.Helper()
	dir := os.Getenv("HEYI_DATA")
	if dir == "" {
		dir = tree.Path("../shared/data")
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Each real code passes, and each change of one character is noticed.
func TestRealCreditCodes(t *testing.T) {
	lines := bufio.NewScanner(dataFile(t, "cn-uscc/valid.txt"))
	n := 0
	for lines.Scan() {
		code := strings.TrimSpace(lines.Text())
		if code == "" {
			continue
		}
		n++
		if _, checkable, err := habit.CreditCode(code); err != nil || !checkable {
			t.Errorf("%s: %v", code, err)
		}
		for i := range code {
			changed := []byte(code)
			changed[i] = "12"[(code[i]-'0')&1]
			if string(changed) == code {
				continue
			}
			if _, _, err := habit.CreditCode(string(changed)); err == nil {
				t.Errorf("%s passes for %s", changed, code)
			}
		}
	}
	if n != 100 {
		t.Fatalf("%d codes, want 100", n)
	}
}

func TestCapital(t *testing.T) {
	for fen, want := range map[int64]string{
		0: "零元整", 5: "伍分", 10: "壹角", 1000: "壹拾元整", 32504: "叁佰贰拾伍元零肆分",
		140950: "壹仟肆佰零玖元伍角", 1640902: "壹万陆仟肆佰零玖元零贰分", -32504: "负叁佰贰拾伍元零肆分",
		100: "壹元整", 101: "壹元零壹分", 111: "壹元壹角壹分", 10000: "壹佰元整", 10100: "壹佰零壹元整",
		100100: "壹仟零壹元整", 10005000: "壹拾万零伍拾元整", 105_000_000_00: "壹亿零伍佰万元整",
		100_000_001_00: "壹亿零壹元整", 100_010_000_00: "壹亿零壹万元整", 10_000_000_000_00: "壹佰亿元整",
		2_000_000_000_000_00: "贰万亿元整", 2_000_300_000_000_00: "贰万零叁亿元整",
		1_000_000_000_000_000: "壹拾万亿元整", 1_000_000_000_000_00 + 8: "壹万亿元零捌分",
		999_999_999_999_999: "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
	} {
		if got, err := habit.Capital(fen); err != nil || got != want {
			t.Errorf("Capital(%d) = %s, %v; want %s", fen, got, err, want)
		}
	}
	for _, fen := range []int64{1_000_000_000_000_001, -1 << 63, 1<<63 - 1} {
		if _, err := habit.Capital(fen); codeOf(err) != habit.AmountRange {
			t.Errorf("Capital(%d): %v", fen, err)
		}
	}
}

// Reading the words back gives the amount: no digit or unit is lost anywhere.
func TestCapitalReadsBack(t *testing.T) {
	seed := uint64(1)
	for range 20000 {
		seed = seed*6364136223846793005 + 1442695040888963407
		fen := int64(seed>>14) % pow10(int(seed>>58)%16)
		text, err := habit.Capital(fen)
		if err != nil {
			t.Fatal(err)
		}
		if got := readCapital(text); got != fen {
			t.Fatalf("%d is %s, which reads %d", fen, text, got)
		}
		if strings.Contains(text, "零零") || strings.HasSuffix(text, "零") {
			t.Fatalf("%d is %s", fen, text)
		}
	}
}

func pow10(n int) int64 {
	p := int64(10)
	for range n {
		p *= 10
	}
	return min(p, 1_000_000_000_000_000)
}

func readCapital(text string) int64 {
	var total, yi, wan, section, digit int64
	for _, r := range text {
		if i := strings.IndexRune("零壹贰叁肆伍陆柒捌玖", r); i >= 0 {
			digit = int64(i / 3)
			continue
		}
		switch r {
		case '拾':
			section += digit * 10
		case '佰':
			section += digit * 100
		case '仟':
			section += digit * 1000
		case '万':
			wan, section = (section+digit)*10000, 0
		case '亿':
			yi, wan, section = (wan+section+digit)*1_0000_0000, 0, 0
		case '元':
			total, section = (yi+wan+section+digit)*100, 0
		case '角':
			total += digit * 10
		case '分':
			total += digit
		}
		digit = 0
	}
	return total
}
