package habit

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"heyi/shared/tools/text"
)

// Phone makes a phone number comparable: digits only, without +86, 0086,
// blanks, dashes and brackets. A foreign number keeps its "+"; an extension
// (转 801, ext. 801, 0757-88880000-801) follows as "x801". Marks that nobody sees,
// which a phone's contacts put around a number, and the ".0" of a data frame are
// left out.
func Phone(s string) (string, error) {
	typed := strings.ToLower(norm.NFKC.String(text.Word.Normal(strings.ReplaceAll(strings.TrimSpace(strings.ToValidUTF8(s, "?")), "\n", ","))))
	if typed = framed.ReplaceAllString(strings.TrimSpace(typed), "$1"); typed == "" {
		return "", refuse(PhoneEmpty, s)
	}
	number, extension, hasExtension := strings.Cut(extensionWords.ReplaceAllString(typed, "x"), "x")
	if !hasExtension {
		number, extension, hasExtension = dashed(typed)
	}
	digits, code := phoneDigits(number)
	if code == "" && hasExtension {
		extension, code = phoneDigits(extension)
		if code == "" && (!allDigits(extension) || len(extension) > 6) {
			code = PhoneForm
		}
	}
	if code != "" {
		return "", refuse(code, s)
	}
	digits = withoutChina(digits)
	if n := len(strings.TrimPrefix(digits, "+")); n < 5 || n > 15 {
		return "", refuse(PhoneLength, s)
	}
	if hasExtension {
		return digits + "x" + extension, nil
	}
	return digits, nil
}

// NormalPhone is Phone for texts that may be none: they stay as they are.
func NormalPhone(s string) string {
	if number, err := Phone(s); err == nil {
		return number
	}
	return s
}

var (
	// framed is a number that went through a column of figures.
	framed = regexp.MustCompile(`^(\+?\d{7,})\.0+$`)
	// extensionWords are the ways to say extension, before its number.
	extensionWords = regexp.MustCompile(`\(?\s*(?:分机号码?|分机|转接|转|轉接|轉|內線|内线|extension|extn?\.?|×|#|\*|x)\s*[:.]?\s*`)
)

// dashed cuts the extension off a landline behind a dash, where what stands
// before it is a number already.
func dashed(typed string) (number, extension string, ok bool) {
	at := strings.LastIndexAny(typed, "-–—‐‑−")
	if at <= 0 {
		return typed, "", false
	}
	number, extension = typed[:at], strings.TrimLeft(typed[at:], "-–—‐‑− ")
	all, code := phoneDigits(typed)
	before, _ := phoneDigits(number)
	if code != "" || !allDigits(extension) || len(extension) > 6 || IsMobile(withoutChina(all)) || !wholeLandline(withoutChina(before)) {
		return typed, "", false
	}
	return number, extension, true
}

// wholeLandline tells whether digits are a number of a fixed line, with its area
// code or without, or a service number.
func wholeLandline(digits string) bool {
	if !allDigits(digits) || len(digits) < 7 {
		return false
	}
	area := 0
	switch {
	case digits[:3] == "400" || digits[:3] == "800":
		return len(digits) == 10
	case digits[:2] == "01" || digits[:2] == "02":
		area = 3
	case digits[0] == '0':
		area = 4
	}
	local := digits[area:]
	return (len(local) == 7 || len(local) == 8) && local[0] != '0' && (area > 0 || local[0] != '1')
}

func phoneDigits(s string) (string, Code) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case isDigit(r), r == '+' && i == 0:
			b.WriteRune(r)
		case strings.ContainsRune(" -()._–—‐‑−·", r):
		case strings.ContainsRune(",;/、|\n", r):
			return "", PhoneSeveral
		default:
			return "", PhoneForm
		}
	}
	return b.String(), ""
}

// withoutChina drops the country code of China; a bare 86 only before what is
// a mobile number, because 86 may also begin a local number.
func withoutChina(digits string) string {
	for _, code := range []string{"+86", "0086"} {
		if rest, found := strings.CutPrefix(digits, code); found {
			return landline(rest)
		}
	}
	if rest, found := strings.CutPrefix(digits, "86"); found && IsMobile(rest) {
		return rest
	}
	return digits
}

// landline gives the trunk zero back, which is left out behind +86.
func landline(rest string) string {
	if len(rest) >= 9 && rest[0] != '0' && !IsMobile(rest) && rest[:3] != "400" && rest[:3] != "800" {
		return "0" + rest
	}
	return rest
}

// IsMobile tells whether a normalised number is a Chinese mobile number.
func IsMobile(phone string) bool {
	return len(phone) == 11 && phone[0] == '1' && '3' <= phone[1] && phone[1] <= '9' && allDigits(phone)
}
