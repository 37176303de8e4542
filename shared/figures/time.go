package figures

import (
	"fmt"
	"strconv"

	"heyi/shared/kernel"
)

// The dimensions of time are worked out of a civil day, yyyymmdd, in integers, which
// both databases divide alike.

// timeOf is the SQL of a dimension of time out of a day; later moves the day of a
// comparison with the year before into the span that it is compared with.
func timeOf(name, day string, later int64) column {
	number := &kernel.Field{Name: name, Kind: kernel.KindInt}
	plus := func(unit int64) string {
		if later == 0 {
			return ""
		}
		return " + " + strconv.FormatInt(later*unit, 10)
	}
	switch name {
	case Week:
		return column{text: "(" + julian(day) + ") / 7", field: number}
	case Month:
		return column{text: day + " / 100" + plus(100), field: number}
	case Quarter:
		return column{text: "(" + day + " / 10000) * 10 + (" + day + " / 100 % 100 + 2) / 3" + plus(10), field: number}
	case Year:
		return column{text: day + " / 10000" + plus(1), field: number}
	}
	text := day
	if later != 0 {
		text = "CASE WHEN " + day + " % 10000 = 229 THEN " + day + " - 1 ELSE " + day + " END" + plus(10000)
	}
	return column{text: text, field: number}
}

// julian is the number of a day in SQL; those that seven divides are Mondays.
func julian(day string) string {
	year, month := "("+day+" / 10000)", "("+day+" / 100 % 100)"
	y := "(" + year + " + 4800 - (14 - " + month + ") / 12)"
	m := "(" + month + " + 12 * ((14 - " + month + ") / 12) - 3)"
	return fmt.Sprintf("%s %% 100 + (153 * %s + 2) / 5 + 365 * %s + %s / 4 - %s / 100 + %s / 400 - 32045", day, m, y, y, y, y)
}

// aMonday is that of a week whose number others are found by.
const aMonday kernel.Date = 20000103

const (
	weekOfIt    = 350221
	daysOfAWeek = 7
)

// timeCell shows a key of a dimension of time. All but days are texts: nobody adds
// them up, and a spreadsheet keeps them as they are.
func timeCell(name string, key int64) kernel.Value {
	switch name {
	case Week:
		return kernel.Of(aMonday.AddDays(int(key-weekOfIt) * daysOfAWeek))
	case Month:
		return kernel.Of(fmt.Sprintf("%04d-%02d", key/100, key%100))
	case Quarter:
		return kernel.Of(fmt.Sprintf("%04dQ%d", key/10, key%10))
	case Year:
		return kernel.Of(fmt.Sprintf("%04d", key))
	}
	return kernel.Of(kernel.Date(key))
}

// timeKind is the kind of its cells.
func timeKind(name string) kernel.Kind {
	if name == Day || name == Week {
		return kernel.KindDate
	}
	return kernel.KindText
}
