package org

import "heyi/shared/kernel"

// EnterCalendar enters a notice of holidays, or the company's own arrangement, as it
// is announced: from one day to another. A day that was entered before is replaced.
type EnterCalendar struct {
	Lines []CalendarSpan `zh:"安排" en:"Arrangement" is:"required" max:"60"`
}

// CalendarSpan is some days in a row.
type CalendarSpan struct {
	From kernel.Date   `zh:"开始日期" en:"From" is:"required" day:"any"`
	To   kernel.Date   `zh:"结束日期" en:"To" day:"any" after:"from" hint_zh:"不填为一天" hint_en:"One day unless given"`
	Kind kernel.Choice `zh:"安排" en:"Arrangement" of:"day_kind" is:"required"`
	Name string        `zh:"事由" en:"Occasion" is:"required" max:"60"`
}

const longestSpan = 31 // days

var _ = kernel.Intent[EnterCalendar]("org.calendar.enter", "录入放假和调休安排", "Enter holidays and make-up days", For(keepsCalendar, Admin, Finance))

// SpanTooLong is the refusal of a span in which a year was mistyped.
var SpanTooLong = kernel.Refuse("org.calendar_span", "「{name}」从 {from} 到 {to} 超过 {most} 天，请核对日期，或分行录入",
	"{name} from {from} to {to} is longer than {most} days: check the dates, or use several lines")

// Predict writes the days.
func (e EnterCalendar) Predict(tx *kernel.Tx) error {
	for _, span := range e.Lines {
		last := max(span.From, span.To)
		if last > span.From.AddDays(longestSpan-1) {
			return SpanTooLong.With(kernel.Text("name", span.Name), kernel.Figure("from", span.From),
				kernel.Figure("to", last), kernel.Int("most", longestSpan))
		}
		for day := span.From; day <= last; day = day.AddDays(1) {
			if err := span.enter(tx, day); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s CalendarSpan) enter(tx *kernel.Tx, day kernel.Date) error {
	row, p := CalendarDayOn.Find(tx, day)
	if p != kernel.Found {
		_, err := kernel.Make(tx, CalendarDays, &CalendarDay{Day: day, Kind: s.Kind, Name: s.Name}, day)
		return err
	}
	if row.Retired {
		kernel.Set(tx, row, &row.Retired, false)
	}
	if row.Kind != s.Kind {
		kernel.Set(tx, row, &row.Kind, s.Kind)
	}
	if row.Name != s.Name {
		kernel.Set(tx, row, &row.Name, s.Name)
	}
	return nil
}
