package tabular

import (
	"regexp"
	"strings"
)

// statements are formats of bank statements by what their heads hold. They are
// text, and would pass for a table of nonsense.
var statements = []struct {
	name string
	head *regexp.Regexp
}{
	{"SWIFT MT940/MT942", regexp.MustCompile(`(?m)^(\{1:F\w+\}.*)?:20:[\s\S]*?^:(25|28C?|60[FM]):|^:61:\d{6}|\A:(2[01358]C?|6[0245][FM]?|86):\S`)},
	{"ISO 20022 CAMT", regexp.MustCompile(`camt\.05[234]\.|<(\w+:)?BkToCstmr(Stmt|DbtCdtNtfctn|AcctRpt)\b`)},
	{"OFX/QFX", regexp.MustCompile(`(?i)^\s*OFXHEADER\s*[:=]|<\?OFX\b|<OFX>`)},
	{"QIF", regexp.MustCompile(`(?mi)^!(Type:(Bank|Cash|CCard|Invst|Oth [AL]|Prices|Memorized)|Account|Option:)`)},
	{"BAI2", regexp.MustCompile(`^01,[^,\n]*,[^,\n]*,\d{6},\d{4},[^\n]*/\s*\n02,`)},
	{"CODA", regexp.MustCompile(`^0000\d{11}05[ D]`)},
	{"CFONB 120", regexp.MustCompile(`^01\d{5} {4}\d{5}`)},
}

// statement names the format of a bank statement by its head, "" for none.
func statement(head string) string {
	head = strings.TrimLeft(strings.TrimPrefix(head, "\ufeff"), " \r\n\t")
	head = strings.ReplaceAll(head, "\r\n", "\n")
	if strings.IndexByte(head, 0) >= 0 { // UTF-16, as some banks write
		head = strings.TrimPrefix(strings.TrimPrefix(strings.ReplaceAll(head, "\x00", ""), "\xff\xfe"), "\xfe\xff")
	}
	for _, s := range statements {
		if s.head.MatchString(head) {
			return s.name
		}
	}
	return ""
}
