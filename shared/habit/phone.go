package habit

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Phone makes a phone number comparable: digits only, without +86, 0086,
// blanks, dashes and brackets. A foreign number keeps its "+"; an extension
// (转 801, ext. 801) follows as "x801".
func Phone(s string) (string, error) {
	text := strings.ToLower(strings.TrimSpace(norm.NFKC.String(strings.ToValidUTF8(s, "?"))))
	text = strings.TrimPrefix(text, "'")
	if text == "" {
		return "", refuse(PhoneEmpty, s)
	}
	for _, mark := range []string{"分机", "转", "ext.", "ext", "#"} {
		text = strings.Replace(text, mark, "x", 1)
	}
	number, extension, hasExtension := strings.Cut(text, "x")
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
