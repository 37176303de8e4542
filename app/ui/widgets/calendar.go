package widgets

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// Calendar shows one month, weeks beginning on Monday, and answers with the
// day that is tapped.
type Calendar struct {
	widget.BaseWidget

	chosen, today time.Time
	month         time.Time // first of the month on show
	title         *widget.Label
	days          [42]*Button
	onChosen      func(time.Time)
}

// NewCalendar returns a calendar open at the month of chosen, with today
// marked. Only the days of both times count.
func NewCalendar(chosen, today time.Time, onChosen func(time.Time)) *Calendar {
	c := &Calendar{chosen: day(chosen), today: day(today), onChosen: onChosen}
	c.title = widget.NewLabelWithStyle("", fyne.TextAlignCenter, fyne.TextStyle{Bold: true})
	for i := range c.days {
		c.days[i] = NewButton("", nil)
	}
	c.show(c.chosen)
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *Calendar) CreateRenderer() fyne.WidgetRenderer {
	grid := container.New(layout.NewGridLayoutWithColumns(7))
	for _, name := range strings.Fields(i18n.WeekdaysMonday.Text()) {
		grid.Add(widget.NewLabelWithStyle(name, fyne.TextAlignCenter, fyne.TextStyle{}))
	}
	for _, b := range c.days {
		grid.Add(b)
	}
	previous := flat("", base.NavigateBackIcon(), func() { c.show(c.month.AddDate(0, -1, 0)) })
	next := flat("", base.NavigateNextIcon(), func() { c.show(c.month.AddDate(0, 1, 0)) })
	today := flat(i18n.Today.Text(), nil, func() { c.onChosen(c.today) })
	head := NewBorder(nil, nil, previous, container.NewHBox(next, today), c.title)
	return widget.NewSimpleRenderer(container.NewVBox(head, grid))
}

// show fills the grid with the month of t and the days around it.
func (c *Calendar) show(t time.Time) {
	c.month = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	c.title.SetText(c.month.Format("2006-01"))
	first := c.month.AddDate(0, 0, -(int(c.month.Weekday())+6)%7)
	for i, b := range c.days {
		date := first.AddDate(0, 0, i)
		b.OnTapped = func() { c.onChosen(date) }
		switch {
		case date.Equal(c.chosen):
			b.Importance = widget.HighImportance
		case date.Equal(c.today):
			b.Importance = widget.MediumImportance
		default:
			b.Importance = widget.LowImportance
		}
		b.SetText(strconv.Itoa(date.Day()))
		if date.Month() == c.month.Month() {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// day is midnight UTC of a time's own day.
func day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// flat is a button without a frame.
func flat(text string, icon fyne.Resource, tapped func()) *Button {
	b := NewButtonWithIcon(text, icon, tapped)
	b.Importance = widget.LowImportance
	return b
}
