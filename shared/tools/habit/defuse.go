package habit

import "strings"

// Defuse makes a text safe to stand in a CSV cell: a spreadsheet would run a
// text that begins with = + - @ tab or CR as a formula, so an apostrophe is put
// before it, and NUL, which some programs skip when they look for the first
// character, is removed. White space before the sign does not hide it.
func Defuse(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if Live(s) {
		return "'" + s
	}
	return s
}

// Live tells whether a spreadsheet could run the text as a formula. The
// full-width signs ＝＋－＠ count: some programs fold them on input.
func Live(s string) bool {
	s = strings.TrimLeft(s, "\x00 \n\u00a0\u3000")
	if s == "" {
		return false
	}
	for _, sign := range []string{"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}
