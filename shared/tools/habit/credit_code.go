package habit

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// creditAlphabet is that of GB 32100-2015: digits and capitals without I O S V Z.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// CreditCode checks a 统一社会信用代码 and returns it in capitals without blanks.
// checkable is false for the 15-digit numbers from before 2015 (registration or
// tax number): they are returned as they are and nothing is known about them.
func CreditCode(s string) (code string, checkable bool, err error) {
	code = strings.ToUpper(norm.NFKC.String(strings.ToValidUTF8(s, "?")))
	code = strings.NewReplacer(" ", "", "-", "", "\t", "", "'", "").Replace(code)
	if len(code) == 15 && allDigits(code) {
		return code, false, nil
	}
	if len(code) != 18 {
		return "", false, refuse(CreditLength, s)
	}
	sum := 0
	for i := range 18 {
		value := strings.IndexByte(creditAlphabet, code[i])
		if value < 0 || (i >= 2 && i < 8 && value > 9) {
			return "", false, refuse(CreditLetter, s)
		}
		if i < 17 {
			sum += value * creditWeights[i]
		}
	}
	if creditAlphabet[(31-sum%31)%31] != code[17] {
		return "", false, refuse(CreditCheck, s)
	}
	return code, true, nil
}
