package habit

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxDigits bounds a number: more than any quantity, price or amount needs,
// and far below what could slow down exact arithmetic.
const maxDigits = 40

// Figure is a number as it was typed, made canonical.
type Figure struct {
	// Dec is decimal text: an optional minus, no leading zeros, no zeros at
	// the end of the fraction, never "-0".
	Dec string
	// Unit is what stood behind the number (元, 套, %), without spaces.
	Unit string
	// Mark is the currency that stood in front of it, as it was written.
	Mark string
}

// Fraction is the decimal text of a share: "13" with the unit % is "0.13";
// without a percent or per-mille sign it is Dec itself.
func (f Figure) Fraction() string {
	switch f.Unit {
	case "%":
		return shift(f.Dec, -2)
	case "‰":
		return shift(f.Dec, -3)
	}
	return f.Dec
}

// Number reads a typed or imported number: １２．５, 12。5, '1,234.00元', '15套',
// '(1,234.00)', '¥ 8', '$ (500)', '13%', '1.2万元' (12000 元), '3千', '2k', '1.5E+3'.
// It refuses what has two meanings, such as '12,5', and words that make another
// figure of it and are not read: '2个半', '8折', '3打', '10以上'. So what it returns is
// never a part of what was written.
func Number(s string) (Figure, error) { return number(s, plainNumber(s)) }

// NumberComma reads a number with a decimal comma, whose thousands are grouped by
// points, blanks or apostrophes: 1.234,50 € is 1234.5.
func NumberComma(s string) (Figure, error) {
	return number(s, strings.Map(func(r rune) rune {
		switch r {
		case ',':
			return '.'
		case '.':
			return ','
		}
		return r
	}, plainNumber(s)))
}

// number reads text, which is s with a decimal point.
func number(s, text string) (Figure, error) {
	if text == "" {
		return Figure{}, refuse(NumberEmpty, s)
	}
	text, mark, negative, ok := takeSign(text)
	if !ok || annotated(s) {
		return Figure{}, refuse(NumberForm, s)
	}
	if mark != "" && text == "-" { // how a spreadsheet shows no money: ¥ -
		return Figure{Dec: "0", Mark: mark}, nil
	}
	end := numberEnd(text)
	body, unit := text[:end], strings.ReplaceAll(text[end:], " ", "")
	if !strings.ContainsAny(body, "0123456789") {
		return Figure{}, refuse(NumberMissing, s)
	}
	if rest, found := strings.CutSuffix(unit, "-"); found {
		if negative || strings.HasSuffix(body, ".") { // 5.- has no fraction and is not below zero
			return Figure{}, refuse(NumberForm, s)
		}
		negative, unit = true, rest
	}
	dec, code := decimalText(body)
	if code != "" {
		return Figure{}, refuse(code, s)
	}
	dec, unit = scaleByUnit(dec, unit)
	switch {
	case !plainUnit(unit):
		return Figure{}, refuse(NumberForm, s)
	case otherFigure(unit):
		return Figure{}, refuse(NumberWord, s)
	}
	if negative && dec != "0" {
		dec = "-" + dec
	}
	return Figure{Dec: dec, Unit: unit, Mark: mark}, nil
}

// annotated tells whether a text holds characters that folding would turn into
// digits of the number: 10² is not 102, and 5① has a footnote.
func annotated(s string) bool {
	for i, r := range s {
		if unicode.Is(unicode.No, r) && !strings.HasSuffix(s[:i], "m") && !strings.HasSuffix(s[:i], "M") {
			return true
		}
	}
	return false
}

// plainUnit tells whether a text behind a number can be a unit: letters and the
// marks that units have, digits only in m2 and m3 (㎡ folds to m2).
func plainUnit(unit string) bool {
	if rest, found := strings.CutSuffix(unit, "m2"); found {
		unit = rest
	} else {
		unit = strings.TrimSuffix(unit, "m3")
	}
	for _, r := range unit {
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r) && !strings.ContainsRune("%‰°/.·", r) {
			return false
		}
	}
	return true
}

// otherFigures are words behind a number that make another one of it.
var otherFigures = []string{
	"半", "折", "成", "打", "罗", "多", "余", "几", "左右", "上下", "以上", "以下", "起", "约", "角", "分", "厘", "毛", "倍", "百", "千", "十", "万", "亿", "兆", "点", "零", "两", "一", "二", "三", "四", "五", "六", "七", "八", "九",
	"dozen", "doz", "gross", "hundred", "score", "half", "mil", "thousand", "million", "billion", "crore", "lakh", "plus", "about", "approx", "off", "times",
}

// weights and lengths begin with a thousand that belongs to the unit.
var thousandUnits = []string{"克", "米", "瓦", "卡", "伏", "帕", "焦", "赫", "升", "字节", "安", "牛"}

// kiloUnits are what a k may stand in front of without being a thousand of it.
var kiloUnits = []string{"g", "gs", "m", "w", "wh", "v", "va", "l", "b", "n", "pa", "hz", "cal", "ilo", "ilos", "ilogram", "it", "its", "eg", "egs"}

// otherFigure tells whether a unit changes the number in a way that is not read.
func otherFigure(unit string) bool {
	lower := strings.ToLower(unit)
	for _, word := range otherFigures {
		if at := strings.Index(lower, word); at >= 0 && !(word == "千" && belongs(lower[at+len(word):])) {
			if word[0] < utf8.RuneSelf && lower != word && lower != word+"s" && (at > 0 || len(word) < 5) {
				continue // a word within another: mil in mile
			}
			return true
		}
	}
	if rest, found := strings.CutPrefix(lower, "k"); found && rest != "" && !slices.Contains(kiloUnits, rest) {
		return true
	}
	return strings.Count(lower, ".") > 1 || strings.HasPrefix(lower, ".") || strings.HasPrefix(lower, "/") && len(lower) == 1
}

// belongs tells whether a thousand is part of the unit that follows: 千克.
func belongs(rest string) bool {
	for _, word := range thousandUnits {
		if strings.HasPrefix(rest, word) {
			return true
		}
	}
	return false
}

// plainNumber folds widths and the marks that a Chinese keyboard puts in place
// of point, comma and minus.
func plainNumber(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "。", ".")
	s = norm.NFKC.String(s)
	return strings.TrimPrefix(strings.TrimSpace(numberMarks.Replace(s)), "'")
}

var numberMarks = strings.NewReplacer("，", ",", "、", ",", "−", "-", "–", "-", "—", "-", "﹣", "-", "‐", "-", "‑", "-", "‒", "-", "―", "-",
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\t", " ", "’", "'", "萬", "万", "億", "亿",
	"\u200b", "", "\u200c", "", "\u200d", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "",
	"\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

// currencies are written in front of a number; longer ones come first.
var currencies = []string{
	"人民币", "RMB", "rmb", "CNY", "cny", "USD", "usd", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "AUD", "CAD", "KRW", "CHF",
	"美元", "欧元", "港币", "CN¥", "US$", "HK$", "NT$", "R$", "¥", "$", "€", "£", "₩", "₹", "￥",
}

// takeSign removes brackets, signs and a currency in front of the digits, in any
// order: $ (500), ($500), -$8, ¥-8.
func takeSign(s string) (rest, mark string, negative, ok bool) {
	signed := false
	for {
		before := s
		for _, c := range currencies {
			if rest, found := strings.CutPrefix(s, c); found {
				if mark != "" && mark != c {
					return "", "", false, false
				}
				s, mark = strings.TrimSpace(rest), c
			}
		}
		switch {
		case strings.HasPrefix(s, "("):
			inner, closed := strings.CutSuffix(s[1:], ")")
			if !closed {
				before, after, found := strings.Cut(s[1:], ")")
				if !found {
					return "", "", false, false
				}
				inner = before + after
			}
			if signed {
				return "", "", false, false
			}
			s, negative, signed = strings.TrimSpace(inner), true, true
		case s == "-" && mark != "" && !signed:
			return s, mark, negative, true
		case s != "" && (s[0] == '-' || s[0] == '+'):
			if signed {
				return "", "", false, false
			}
			signed, negative = true, s[0] == '-'
			s = strings.TrimSpace(s[1:])
		}
		if s == before {
			return s, mark, negative, true
		}
	}
}

// numberEnd is the index behind the last character that belongs to the number.
func numberEnd(s string) int {
	end := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9', c == '.' && end == i:
			end = i + 1
		case c == ',' && end == i:
			end = i + 1
		case (c == ' ' || c == '\'') && end == i && i+1 < len(s) && isDigit(rune(s[i+1])):
			end = i + 1
		case (c == 'e' || c == 'E') && i > 0 && end == i && exponentLen(s[i:]) > 0:
			return i + exponentLen(s[i:])
		default:
			return end
		}
	}
	return end
}

// exponentLen is the length of "E+17" at the start of s, 0 when there is none.
func exponentLen(s string) int {
	i := 1
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		i++
	}
	digits := i
	for i < len(s) && isDigit(rune(s[i])) {
		i++
	}
	if i == digits {
		return 0
	}
	return i
}

// decimalText turns digits, groups, point and exponent into canonical text, or
// names what is wrong.
func decimalText(body string) (string, Code) {
	exponent := 0
	if i := strings.IndexAny(body, "eE"); i >= 0 {
		n, err := strconv.Atoi(body[i+1:])
		if err != nil || n > maxDigits || n < -maxDigits {
			return "", NumberLong
		}
		body, exponent = body[:i], n
	}
	whole, fraction, _ := strings.Cut(body, ".")
	if strings.Contains(fraction, ".") || strings.ContainsAny(fraction, ", '") {
		return "", NumberForm
	}
	if strings.ContainsAny(whole, ", '") {
		if !grouped(whole) {
			return "", NumberGrouping
		}
		whole = strings.NewReplacer(",", "", " ", "", "'", "").Replace(whole)
	}
	if len(whole)+len(fraction) > maxDigits {
		return "", NumberLong
	}
	dec := shift(whole+"."+fraction, exponent)
	if len(dec) > 2*maxDigits {
		return "", NumberLong
	}
	return dec, ""
}

// grouped tells whether commas (or blanks, or apostrophes) stand every three digits
// and only one kind is used.
func grouped(whole string) bool {
	mark := whole[strings.IndexAny(whole, ", '"):][:1]
	groups := strings.Split(whole, mark)
	for i, g := range groups {
		if !allDigits(g) || (i > 0 && len(g) != 3) || (i == 0 && len(g) > 3) {
			return false
		}
	}
	return true
}

// scales are the words that belong to the number; longer ones come first.
var scales = []struct {
	word  string
	zeros int
	alone bool // nothing but a currency follows: 2k, but not 2 kg
}{
	{"万亿", 12, false},
	{"千亿", 11, false},
	{"百亿", 10, false},
	{"十亿", 9, false},
	{"亿", 8, false},
	{"千万", 7, false},
	{"百万", 6, false},
	{"十万", 5, false},
	{"万", 4, false},
	{"仟", 3, false},
	{"千", 3, false},
	{"佰", 2, false},
	{"百", 2, false},
	{"thousand", 3, true},
	{"million", 6, true},
	{"billion", 9, true},
	{"mio", 6, true},
	{"mn", 6, true},
	{"bn", 9, true},
	{"tsd", 3, true},
	{"k", 3, true},
}

// scaleByUnit applies 万, 亿 and their like, which belong to the number: 1.2万元 is
// 12000 元. A thousand of 千克 belongs to the unit.
func scaleByUnit(dec, unit string) (string, string) {
	lower := strings.ToLower(unit)
	for _, big := range scales {
		if !strings.HasPrefix(lower, big.word) {
			continue
		}
		rest := unit[len(big.word):]
		switch {
		case big.alone && rest != "" && !IsCurrency(rest) && rest[0] < utf8.RuneSelf, big.word == "千" && belongs(rest), big.word == "百" && strings.HasPrefix(rest, "分"):
			continue
		}
		return shift(dec, big.zeros), rest
	}
	return dec, unit
}

// moneyWords are further words for money behind a number.
var moneyWords = []string{"元", "圆", "块", "块钱", "元整", "人民币", "美元", "欧元", "港币", "港元", "日元", "英镑", "新台币", "yuan", "dollars", "euro", "euros"}

// IsCurrency tells whether a text is a currency's sign, code or word.
func IsCurrency(text string) bool {
	for _, list := range [][]string{currencies, moneyWords} {
		for _, word := range list {
			if strings.EqualFold(text, word) {
				return true
			}
		}
	}
	return false
}

// shift moves the decimal point of dec by places to the right (left when
// negative) and returns canonical text. It works on the digits, so it is exact.
func shift(dec string, places int) string {
	sign := ""
	if rest, found := strings.CutPrefix(dec, "-"); found {
		sign, dec = "-", rest
	}
	whole, fraction, _ := strings.Cut(dec, ".")
	point := len(whole) + places
	digits := whole + fraction
	if point < 0 {
		digits = strings.Repeat("0", -point) + digits
		point = 0
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	whole = strings.TrimLeft(digits[:point], "0")
	fraction = strings.TrimRight(digits[point:], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return sign + whole + "." + fraction
	}
	if whole == "0" {
		return "0"
	}
	return sign + whole
}
