package habit

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// companySuffixes are stripped once each, longest first; what they leave is
// what tells one company from another.
var companySuffixes = []string{
	"集团股份有限公司", "集团有限责任公司", "股份有限公司", "有限责任公司", "集团有限公司", "有限公司",
	"集团公司", "总公司", "公司", "集团", "厂",
	"companylimited", "limitedliabilitycompany", "incorporated", "corporation", "limited", "company",
	"coltd", "ltd", "inc", "corp", "llc", "gmbh", "plc", "co", "srl",
}

// NameKey is the key for the search of duplicates: names with the same key are
// probably the same company or person. Width, case, blanks, brackets and
// punctuation do not count, nor does the legal form at the end. It is "" only
// for a name without letters and digits.
func NameKey(name string) string {
	key := norm.NFC.String(strings.ReplaceAll(compact(name), ".", "")) // what stood between a letter and its accent is gone
	for range 2 {
		for _, suffix := range companySuffixes {
			rest, found := strings.CutSuffix(key, suffix)
			if found && enoughLeft(rest, suffix) {
				key = rest
				break
			}
		}
	}
	return key
}

// enoughLeft keeps a suffix that carries the name: 一厂, or the co in "tesco".
func enoughLeft(rest, suffix string) bool {
	if suffix == "厂" || suffix == "集团" || suffix == "公司" {
		return len([]rune(rest)) >= 4
	}
	if suffix[0] < 0x80 && len(suffix) < 4 {
		return len(rest) >= 8
	}
	return len([]rune(rest)) >= 2
}
