package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// The notice of next year's holidays is published in November. Without it every due
// date and every working day of the next year follows the week alone.

// TaskHolidays asks for the notice of a year.
var TaskHolidays = DeclareTask("org.holidays", "{year} 年的放假和调休安排还没有录入：到期日和工作日暂按周一至周五推算，请在「工作日历」录入",
	"The holidays and make-up days of {year} have not been entered: due dates and working days follow the week until they are", Kind{
		Title: Words{Zh: "缺少放假安排", En: "Holidays missing"}, Asks: org.Ask(org.Admin, "calendar_day.add", "role.edit"), Urgency: Normal,
		Opens: Words{Zh: "十二月起还没有录入下一年的放假安排", En: "In December the next year's holidays are not known"},
		Ends:  Words{Zh: "录入了下一年的安排", En: "They have been entered"},
	}, AskAgain(14),
	UntilOf(org.CalendarDays, func(*org.CalendarDay) kernel.ID { return org.TheCompany.ID() },
		func(tx *kernel.Tx, d *org.CalendarDay) bool { return d.Year > int64(tx.JudgedDate().Year()) }))

// noticeFrom is the day of a year, as mmdd, from which on its notice should be there.
const noticeFrom = 1201

var _ = kernel.Every(kernel.Workdays(9), "org.holidays", "检查下一年的放假安排", "Look for next year's holidays", func(tx *kernel.Tx, at kernel.Moment) error {
	year := at.Date.Year() + 1
	if at.Date < kernel.Date(at.Date.Year()*10000+noticeFrom) || habit.China().Known(int64(year*10000+101)) || org.YearEntered(tx, int64(year)) {
		return nil
	}
	company, err := org.OfCompany(tx)
	if err != nil || !TaskHolidays.Wanted(at, company.ID) {
		return err
	}
	OpenTask(tx, TaskHolidays, company, To{}, kernel.Int("year", int64(year)))
	return nil
})
