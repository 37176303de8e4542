package finance

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Month is a period of the books in a list.
type Month struct {
	Period      int64 // yyyymm
	Closed      bool
	Did, Who    string     // what was done about it last, and by whom; "" for nothing
	When        string     // the moment of that
	Why         string     // it was reopened, "" while it is not
	State, Sync view.Badge // Sync is empty where the server has it as it is shown
}

// Books says how far the books are closed, and what can be done about it now.
type Books struct {
	Months     []Month // the newest first, down to when the books began
	Difference string  // of the opening balances, "" when they are in balance
	Close      int64   // the month that can be closed next; 0 for none
	Early      bool    // that month is not over yet
	Hinders    string  // why the next month cannot be closed as things stand, "" if it can
	Reopen     int64   // the month that can be opened again; 0 for none
	Carry      int64   // the year whose profit can be carried forward; 0 for none
	TakeBack   int64   // the year whose carry-forward can be taken back; 0 for none
	Years      []Carried
	Pushed     []Voucher // of an open month, posted into a later one because it was closed
	PushedOf   int64     // that month; 0 for none
	BringBack  bool      // the reader may bring them back
	Trail      []view.Event
}

// Carried is a year whose profit was carried forward.
type Carried struct {
	Year    int64
	Profit  string
	Loss    bool
	Voucher kernel.ID  // that carried the profit forward, the newest
	Sync    view.Badge // empty where the server has it as it is shown
}

var (
	closedWord = i18n.Define("finance.periods.closed", "已结账", "Closed")
	openWord   = i18n.Define("finance.periods.open", "未结账", "Open")
)

// monthsShown is how far the list goes back.
const monthsShown = 36

// LoadBooks reads the periods.
func LoadBooks(r *view.Reader) (*Books, error) {
	company, err := org.OfCompany(r.Tx)
	if err != nil {
		return nil, err
	}
	open, err := ledger.FirstOpen(r.Tx)
	if err != nil {
		return nil, err
	}
	b := &Books{}
	first, now := company.Start.YearMonth(), r.Today().YearMonth()
	for day := r.Today().MonthStart(); day.YearMonth() >= first && len(b.Months) < monthsShown; day = day.AddMonths(-1) {
		b.Months = append(b.Months, monthOf(r, day.YearMonth(), open))
	}
	if left := ledger.OpeningDifference(r.Tx); left != 0 && open == first {
		b.Difference = Differs(left)
	}
	if open <= now && r.Author.May("ledger.period.close") {
		b.Close, b.Early = open, open == now
		if refusal, is := kernel.AsRefusal((ledger.ClosePeriod{Month: open}).Check(r.Tx)); is {
			b.Close, b.Early, b.Hinders = 0, false, view.ExplainRefusal(refusal).Text
		}
	}
	if open > first && r.Author.May("ledger.period.reopen") {
		b.Reopen = kernel.Date(open*100 + 1).AddMonths(-1).YearMonth()
	}
	b.years(r, open)
	b.pushed(r, open, now)
	b.Trail = trailOf(r, b.Months)
	return b, nil
}

// pushed lists what belongs to the first month that is open and stands in a later one.
func (b *Books) pushed(r *view.Reader, open, now int64) {
	if open >= now {
		return
	}
	for _, v := range ledger.Pushed(r.Tx, open) {
		b.Pushed, b.PushedOf = append(b.Pushed, voucherOf(v)), open
	}
	b.BringBack = b.PushedOf != 0 && r.Author.May("ledger.period.bring_back")
}

// trailMost is how much of what was done about the periods the page says.
const trailMost = 24

// trailOf is who has closed and reopened which month, the newest first.
func trailOf(r *view.Reader, months []Month) []view.Event {
	type at struct {
		view.Event
		when kernel.Time
	}
	var list []at
	for _, m := range months {
		p, has := ledger.PeriodOf(r.Tx, m.Period)
		if !has {
			continue
		}
		events, _ := flow.TrailOf(r.Tx, p.ID)
		for _, e := range events {
			event := view.EventOf(r, e)
			event.What = view.Join(event.What, Span(m.Period))
			list = append(list, at{event, e.At})
		}
	}
	slices.SortStableFunc(list, func(a, b at) int { return cmp.Compare(a.when, b.when) })
	slices.Reverse(list)
	var events []view.Event
	for _, e := range list[:min(len(list), trailMost)] {
		events = append(events, e.Event)
	}
	return events
}

// monthOf is a month in the list. What was done about it on this device and waits for the
// server is an expectation.
func monthOf(r *view.Reader, month, open int64) Month {
	m := Month{Period: month, Closed: month < open, State: view.Badge{Text: openWord.Text(), Tone: view.Caution}}
	if m.Closed {
		m.State = view.Badge{Text: closedWord.Text(), Tone: view.Good}
	}
	p, has := ledger.PeriodOf(r.Tx, month)
	if !has {
		return m
	}
	m.Did, m.Who, m.When = view.Command(r.Catalog, "ledger.period.reopen"), userName(r, p.By), view.DateTime(p.At, r.Author.Zone)
	if m.Closed {
		m.Did = view.Command(r.Catalog, "ledger.period.close")
	} else {
		m.Why = p.Why
	}
	if mark := r.Mark(p.ID); mark != client.MarkSaved {
		m.State.Text, m.Sync = view.Expected(m.State.Text), view.SyncBadge(mark)
	}
	return m
}

// years tells what can be done at the end of the year in which the first open month is.
func (b *Books) years(r *view.Reader, open int64) {
	year := open / 100
	for y := year; y > year-monthsShown/12; y-- {
		row, has := ledger.YearOf(r.Tx, y)
		if !has || !row.Carried {
			continue
		}
		c := Carried{Year: y, Profit: view.Money(row.Profit), Loss: row.Profit < 0, Voucher: carriedBy(r, row.ID)}
		if mark := r.Mark(row.ID); mark != client.MarkSaved {
			c.Profit, c.Loss, c.Sync = view.NotYet(), false, view.SyncBadge(mark)
		}
		b.Years = append(b.Years, c)
		if y == year && open == year*100+12 && r.Author.May("ledger.year.reverse") {
			b.TakeBack = y
		}
	}
	if open == year*100+12 && int64(r.Today().Year()) > year && ledger.LeftToCarry(r.Tx, year) && r.Author.May("ledger.year.carry") {
		b.Carry = year
	}
}

// carriedBy is the newest voucher that carried a year forward; zero when this device holds
// none.
func carriedBy(r *view.Reader, year kernel.ID) (newest kernel.ID) {
	vouchers, _ := ledger.VouchersOf.Of(r.Tx, year)
	last := int64(-1)
	for _, v := range vouchers {
		if v.Reverses.IsZero() && v.No > last {
			newest, last = v.ID, v.No
		}
	}
	return newest
}

// Span writes a year, 2026, or a month of one, 2026-11.
func Span(what int64) string {
	if what < 10_000 {
		return strconv.FormatInt(what, 10)
	}
	return fmt.Sprintf("%d-%02d", what/100, what%100)
}

// ClosePeriod closes a month.
func ClosePeriod(desk *view.Desk, month int64) error {
	_, err := desk.Do(&ledger.ClosePeriod{Month: month})
	return err
}

// ReopenPeriod opens the month that was closed last.
func ReopenPeriod(desk *view.Desk, month int64, why string) error {
	_, err := desk.Do(&ledger.ReopenPeriod{Month: month, Note: why})
	return err
}

// BringBack brings what was posted into a later month back into its own.
func BringBack(desk *view.Desk, month int64) error {
	_, err := desk.Do(&ledger.BringBack{Month: month})
	return err
}

// CarryYear carries a year's profit forward.
func CarryYear(desk *view.Desk, year int64) error {
	_, err := desk.Do(&ledger.CarryYear{Year: year})
	return err
}

// TakeYearBack reverses what was carried forward.
func TakeYearBack(desk *view.Desk, year int64) error {
	_, err := desk.Do(&ledger.TakeYearBack{Year: year})
	return err
}
