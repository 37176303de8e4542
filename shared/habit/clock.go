package habit

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	timeWords = strings.NewReplacer("时", ":", "点", ":", "分", ":", "秒", "")
	weekday   = regexp.MustCompile(`(?i)(星期|礼拜|周)[一二三四五六日天]|\b(mon|tues?|wed(nes)?|thu(rs)?|fri|satur?|sun)(day)?\b,?`)
	halfOfDay = regexp.MustCompile(`(?i)上午|下午|中午|晚上|\b[ap]\.?m\.?\b\.?`)
	zone      = regexp.MustCompile(`(?i)(z|utc|gmt)?([+-]\d{2}:?\d{2})?$`)
)

// isTime accepts what databases and spreadsheets put behind a date: T08:26:00Z,
// 08:26, 00:00:00.000, 08:26+08:00, 3:04 PM, 下午3:04, 8时26分, 星期五, and nothing
// at all.
func isTime(s string) bool {
	if s == "" {
		return true
	}
	s = strings.TrimSpace(halfOfDay.ReplaceAllString(weekday.ReplaceAllString(s, ""), ""))
	s = strings.TrimSpace(zone.ReplaceAllString(strings.TrimLeft(s, "T, "), ""))
	if s == "" {
		return true
	}
	parts := strings.Split(strings.Trim(timeWords.Replace(s), ":"), ":")
	if len(parts) > 3 {
		return false
	}
	for i, part := range parts {
		whole, fraction, found := strings.Cut(part, ".")
		n, err := strconv.Atoi(whole)
		if err != nil || !allDigits(whole) || n > [3]int{24, 59, 60}[i] || (found && (i < 2 || !allDigits(fraction))) {
			return false
		}
	}
	return true
}
