package habit

import (
	"strconv"
	"strings"

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
// '(1,234.00)', '¥ 8', '13%', '1.2万元' (12000 元), '1.5E+3'. It refuses what
// has two meanings, such as '12,5'.
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
	text, negative, ok := takeSign(text)
	if !ok {
		return Figure{}, refuse(NumberForm, s)
	}
	end := numberEnd(text)
	body, unit := text[:end], strings.ReplaceAll(text[end:], " ", "")
	if !strings.ContainsAny(body, "0123456789") {
		return Figure{}, refuse(NumberMissing, s)
	}
	if strings.ContainsAny(withoutPower(unit), "0123456789") {
		return Figure{}, refuse(NumberForm, s)
	}
	if strings.HasSuffix(unit, "-") {
		if negative {
			return Figure{}, refuse(NumberForm, s)
		}
		negative, unit = true, strings.TrimSuffix(unit, "-")
	}
	dec, code := decimalText(body)
	if code != "" {
		return Figure{}, refuse(code, s)
	}
	dec, unit = scaleByUnit(dec, unit)
	if negative && dec != "0" {
		dec = "-" + dec
	}
	return Figure{Dec: dec, Unit: unit}, nil
}

// withoutPower cuts m2 and m3 (㎡ folds to m2), the only units with a digit.
func withoutPower(unit string) string {
	if rest, found := strings.CutSuffix(unit, "m2"); found {
		return rest
	}
	return strings.TrimSuffix(unit, "m3")
}

// plainNumber folds widths and the marks that a Chinese keyboard puts in place
// of point, comma and minus.
func plainNumber(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "。", ".")
	s = norm.NFKC.String(s)
	return strings.TrimPrefix(strings.TrimSpace(numberMarks.Replace(s)), "'")
}

var numberMarks = strings.NewReplacer("，", ",", "、", ",", "−", "-", "–", "-", "—", "-", "﹣", "-",
	"\u00a0", " ", "\t", " ", "’", "'")

// currencies are written in front of a number; longer ones come first.
var currencies = []string{
	"人民币", "RMB", "rmb", "CNY", "cny", "USD", "EUR", "GBP", "JPY", "HKD", "TWD",
	"US$", "HK$", "NT$", "R$", "¥", "$", "€", "£", "₩", "₹", "￥",
}

// takeSign removes brackets, signs and a currency in front of the digits.
func takeSign(s string) (rest string, negative, ok bool) {
	if open, found := strings.CutPrefix(s, "("); found {
		inner, closed := strings.CutSuffix(open, ")")
		if !closed {
			before, after, found := strings.Cut(open, ")")
			if !found {
				return "", false, false
			}
			inner = before + after
		}
		s, negative = strings.TrimSpace(inner), true
	}
	signed := false
	for {
		before := s
		for _, mark := range currencies {
			s = strings.TrimSpace(strings.TrimPrefix(s, mark))
		}
		if s != "" && (s[0] == '-' || s[0] == '+') {
			if signed || (negative && s[0] == '-') {
				return "", false, false
			}
			signed, negative = true, negative || s[0] == '-'
			s = strings.TrimSpace(s[1:])
		}
		if s == before {
			return s, negative, true
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

// scaleByUnit applies 万 and 亿, which belong to the number: 1.2万元 is 12000 元.
func scaleByUnit(dec, unit string) (string, string) {
	for _, big := range []struct {
		word  string
		zeros int
	}{{"万亿", 12}, {"亿", 8}, {"万", 4}} {
		if rest, found := strings.CutPrefix(unit, big.word); found {
			return shift(dec, big.zeros), rest
		}
	}
	return dec, unit
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
