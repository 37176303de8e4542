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
	zone      = regexp.MustCompile(`(?i)(z|utc|gmt)?([+-]\d{2}(:?\d{2})?)?$`)
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

// instant is a time that says where it was: 16:30:00Z, T08:26+08:00, 4:30 PM +0000.
var instant = regexp.MustCompile(`(?i)^[t, ]*(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:\.\d+)?)? *([ap]\.?m\.?)? *(?:z|utc|gmt|(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?)$`)

// daysOff is by how many days the date in front of a time differs from the date
// at a place so many minutes east of Greenwich: 16:30Z is tomorrow in Beijing. A
// time that does not say where it was is taken as it stands.
func daysOff(time string, zone int) int {
	m := instant.FindStringSubmatch(strings.TrimSpace(time))
	if m == nil {
		return 0
	}
	part := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // digits, or nothing
	hour := part(1)
	if half := strings.ToLower(m[4]); half != "" {
		if hour %= 12; half[0] == 'p' {
			hour += 12
		}
	}
	offset := part(6)*60 + part(7)
	if m[5] == "-" {
		offset = -offset
	}
	return floorDiv(hour*60+part(2)-offset+zone, 24*60)
}
