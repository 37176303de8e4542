package main

import (
	"bytes"
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// span is an inclusive range of code points.
type span struct{ first, last rune }

// signs are the characters beside hanzi that a business screen shows. Those
// the typeface lacks are left out by the cutter without harm.
var signs = []span{
	{0x0020, 0x007E}, // ASCII
	{0x00A0, 0x024F}, // Latin with marks, for names of people and places
	{0x2000, 0x206F}, // dashes, quotes, ellipsis
	{0x20A0, 0x20BF}, // currencies
	{0x2100, 0x214F}, // ℃ № ™
	{0x2190, 0x21FF}, // arrows
	{0x2200, 0x22FF}, // ≤ ≥ ≠ √ Σ
	{0x2300, 0x23FF}, // technical
	{0x2460, 0x24FF}, // ① ②
	{0x2500, 0x27BF}, // boxes, ▲ ▼ ● ○, ✓ ✗
	{0x3000, 0x303F}, // 、。《》【】
	{0x3200, 0x33FF}, // ㈱ ㎡ ㎏
	{0xFF00, 0xFFEF}, // full width forms, ¥
}

// Lead and trail bytes of the two character sets in their double-byte form.
// GB2312 is the upper right corner of GBK: its hanzi fill rows 0xB0 to 0xF7.
const (
	gbkLeadFirst, gbkLeadLast     = 0x81, 0xFE
	gbkTrailFirst, gbkTrailLast   = 0x40, 0xFE
	gb2312LeadFirst               = 0xB0
	gb2312LeadLast                = 0xF7
	gb2312TrailFirst              = 0xA1
	cjkFirst, cjkLast             = 0x4E00, 0x9FFF
	compatibilityFirst, compatEnd = 0xF900, 0xFAFF
)

// gbk returns the code points of every hanzi in GBK, sorted, each once.
func gbk() ([]rune, error) {
	return hanzi(gbkLeadFirst, gbkLeadLast, gbkTrailFirst)
}

// gb2312 returns the 6,763 hanzi of GB2312, sorted, each once.
func gb2312() ([]rune, error) {
	return hanzi(gb2312LeadFirst, gb2312LeadLast, gb2312TrailFirst)
}

// hanzi decodes every pair of bytes in the given rows and keeps the hanzi.
func hanzi(leadFirst, leadLast, trailFirst int) ([]rune, error) {
	var found []rune
	for lead := leadFirst; lead <= leadLast; lead++ {
		for trail := trailFirst; trail <= gbkTrailLast; trail++ {
			r, err := decodePair(byte(lead), byte(trail))
			if err != nil {
				return nil, err
			}
			if isHanzi(r) {
				found = append(found, r)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// decodePair reads one double-byte character. A pair that stands for nothing
// gives utf8.RuneError, which is no hanzi.
func decodePair(lead, trail byte) (rune, error) {
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{lead, trail})
	if err != nil {
		return 0, fmt.Errorf("decode GBK %#x %#x: %w", lead, trail, err)
	}
	r, size := utf8.DecodeRune(text)
	if size != len(text) {
		return utf8.RuneError, nil
	}
	return r, nil
}

func isHanzi(r rune) bool {
	return r >= cjkFirst && r <= cjkLast || r >= compatibilityFirst && r <= compatEnd
}

// unicodesFile writes signs and hanzi the way hb-subset reads them: one code
// point or range per line, hexadecimal.
func unicodesFile(hanzi []rune) []byte {
	var file bytes.Buffer
	for _, s := range signs {
		fmt.Fprintf(&file, "%04X-%04X\n", s.first, s.last)
	}
	for _, r := range hanzi {
		fmt.Fprintf(&file, "%04X\n", r)
	}
	return file.Bytes()
}
