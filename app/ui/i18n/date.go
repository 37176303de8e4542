package i18n

import "time"

// Layouts of dates and times in both languages.
const (
	DateLayout     = "2006-01-02"
	TimeLayout     = "15:04"
	DateTimeLayout = "2006-01-02 15:04"
)

// Date writes 2006-01-02 in the location of t, "" for the zero time.
func Date(t time.Time) string { return layout(t, DateLayout) }

// Clock writes 15:04 in the location of t, "" for the zero time.
func Clock(t time.Time) string { return layout(t, TimeLayout) }

// DateTime writes 2006-01-02 15:04 in the location of t, "" for the zero time.
func DateTime(t time.Time) string { return layout(t, DateTimeLayout) }

func layout(t time.Time, l string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(l)
}

// Span writes how long something takes or took: 12 分钟, 12 min. Anything
// under a minute is "less than a minute".
func Span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return spanMoment.Text()
	case d < time.Hour:
		return spanMinutes.Text(int(d / time.Minute))
	case d < 24*time.Hour:
		return spanHours.Text(int(d / time.Hour))
	default:
		return spanDays.Text(int(d / (24 * time.Hour)))
	}
}

// Age writes how long ago something was: 刚刚, 3 分钟前, 3 min ago. A clock
// that runs ahead of the other side counts as just now.
func Age(d time.Duration) string {
	if d < time.Minute {
		return ageNow.Text()
	}
	return ageAgo.Text(Span(d))
}

// AsOf stamps figures that may have aged: 截至 10:32(3 分钟前). Those of now have no
// age: 截至 10:32. A stamp of another day shows the date too.
func AsOf(t, now time.Time) string {
	when := Clock(t)
	if Date(t) != Date(now.In(t.Location())) {
		when = DateTime(t)
	}
	if now.Sub(t) < time.Minute {
		return asOfNow.Text(when)
	}
	return asOf.Text(when, Age(now.Sub(t)))
}
