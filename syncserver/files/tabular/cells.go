package tabular

import (
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"heyi/shared/tools/habit"
)

// number keeps the digits of the file; only the exponent is written out.
func number(value string, serial, base1904 bool) Cell {
	text := strings.TrimSpace(value)
	if strings.ContainsAny(text, "eE+") {
		if f, err := habit.Number(text); err == nil && f.Unit == "" {
			text = f.Dec
		}
	}
	if serial {
		if date, ok := moment(text, base1904); ok {
			return Cell{Text: date, Kind: Date}
		}
	}
	return Cell{Text: text, Kind: Number}
}

// moment turns a serial into date and time, to the second. Days before
// 1900-03-01 (61) stay numbers: below lies a leap day that never was, and the
// library and the spreadsheets do not agree there.
func moment(serial string, base1904 bool) (string, bool) {
	days, err := strconv.ParseFloat(serial, 64)
	if err != nil || days < 0 || days >= 2958466 || (1 <= days && days < 61 && !base1904) {
		return "", false
	}
	at, err := excelize.ExcelDateToTime(days, base1904)
	if err != nil {
		return "", false
	}
	at = at.Round(time.Second)
	clock, date := at.Format(time.TimeOnly), at.Format(time.DateOnly)
	switch {
	case days < 1 && !base1904:
		return clock, true
	case clock == "00:00:00":
		return date, true
	}
	return date + " " + clock, true
}
