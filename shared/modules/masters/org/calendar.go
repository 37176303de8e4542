package org

import (
	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// CalendarDay is a day on which the company does not follow the week and the public
// notices that the program knows: a notice that came later, or its own arrangement.
type CalendarDay struct {
	kernel.Record
	Day  kernel.Date   `zh:"日期" en:"Day" is:"required,listed,fixed" day:"any"`
	Kind kernel.Choice `zh:"安排" en:"Arrangement" of:"day_kind" is:"required,listed"`
	Name string        `zh:"事由" en:"Occasion" is:"title,required" max:"60" hint_zh:"例如：春节、调休、盘点停业" hint_en:"Such as Spring Festival, make-up day, closed for stocktaking"`

	Year int64 `is:"derived"` // the days of a year are read together
}

// The kinds of days.
const (
	DayOff  kernel.Choice = "off"
	Workday kernel.Choice = "work"
)

var _ = kernel.Choices("day_kind",
	kernel.Option{Code: string(DayOff), Zh: "休息", En: "Day off"},
	kernel.Option{Code: string(Workday), Zh: "上班", En: "Working day"})

// CalendarDays, by the day and by the year.
var (
	CalendarDays = kernel.Define[CalendarDay]("calendar_day", kernel.Spec{
		Zh: "工作日历", En: "Calendar day", Scope: kernel.Scope{kernel.Everyone},
	})
	CalendarDayOn  = kernel.Unique(CalendarDays, func(d *CalendarDay) *kernel.Date { return &d.Day })
	calendarDaysIn = kernel.Find(CalendarDays, func(d *CalendarDay) *int64 { return &d.Year })

	keepsCalendar = UpgradeRoles(33, "org.calendar", "系统管理员和财务维护工作日历", "Administrators and finance keep the working calendar")
	_             = ForRows(keepsCalendar, CalendarDays, "*", Admin, Finance)
)

func init() {
	CalendarDays.OnSave(func(tx *kernel.Tx, d *CalendarDay) error {
		if year := int64(d.Day.Year()); d.Year != year {
			kernel.Set(tx, d, &d.Year, year)
		}
		return nil
	})
}

// Workdays are the days that the company works: what it has entered itself, else the
// public notices that the program knows, else Monday to Friday. A year is read when
// the first of its days is asked for, so the answer is for one transaction.
func Workdays(tx *kernel.Tx) habit.Works {
	years := map[int64]map[int64]bool{}
	return func(ymd int64) bool {
		year := ymd / 10000
		own, read := years[year]
		if !read {
			own = map[int64]bool{}
			days, _ := calendarDaysIn.Of(tx, year)
			for _, d := range days {
				if d.Retired {
					continue
				}
				own[int64(d.Day)] = d.Kind == Workday
			}
			years[year] = own
		}
		if works, entered := own[ymd]; entered {
			return works
		}
		return habit.IsWorkday(ymd)
	}
}

var leadWorkdays = Switch("org.lead_workdays", false, "供货天数按工作日计算", "Lead times count working days", Formerly("lead_workdays"),
	Hint("按工作日历推算到货和承诺日期；不打开时按自然日", "Arrival and promise dates then follow the working calendar; otherwise every day counts"))

// LeadTime tells the day that lies a number of days after another: working days
// where the company counts those, else days of the calendar.
func (c *Company) LeadTime(tx *kernel.Tx) func(from kernel.Date, days int64) kernel.Date {
	if !leadWorkdays.Of(c) {
		return func(from kernel.Date, days int64) kernel.Date { return from.AddDays(int(days)) }
	}
	works := Workdays(tx)
	return func(from kernel.Date, days int64) kernel.Date {
		return kernel.Date(works.Add(int64(from), int(days)))
	}
}

// YearEntered tells whether the company has entered days of a year itself.
func YearEntered(tx *kernel.Tx, year int64) bool {
	days, _ := calendarDaysIn.Of(tx, year)
	return len(days) > 0
}
