package kernel

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"
)

// DayKind is what a date or an instant that a person gives may be. Every one that
// a command takes declares its kind by the tag day, so the rule below holds for
// commands that are not written yet, too.
type DayKind uint8

// The kinds of days.
const (
	// Happened ("done") is the day of a document or of an event: not before the
	// books begin, not after today. Left empty it is today.
	Happened DayKind = iota + 1
	// ToCome ("due") is a day on which something is to be done: not before the day
	// it is reckoned from, and at most ten years after today.
	ToCome
	// Before ("old") is the day of something that the books did not see: before
	// they begin, and at most fifty years.
	Before
	// AnyDay ("any") is the date of a setting, such as from when a rate holds.
	AnyDay
)

const (
	yearsToCome = 10
	yearsBefore = 50
)

var dayKinds = map[string]DayKind{"done": Happened, "due": ToCome, "old": Before, "any": AnyDay}

// The refusals of a day that cannot be.
var (
	DayFuture = Refuse("date.future", "「{field}」{date} 晚于今天（{today}），请填今天或以前的日期",
		"{field} {date} lies after today, {today}: give today or an earlier day")
	DayTooEarly = Refuse("date.before_books", "「{field}」{date} 早于建账日期 {start}；建账前的业务请录入期初",
		"{field} {date} is before the books begin on {start}: enter what was before as opening balances")
	BooksNotBegun = Refuse("date.not_begun", "建账日期是 {start}，到那天才能录入单据", "The books begin on {start}: documents can be entered from that day on")
	DayTooFar     = Refuse("date.too_far", "「{field}」{date} 太远，最晚可填 {latest}", "{field} {date} is too far away: {latest} is the latest day")
	DayNotOld     = Refuse("date.not_before_books", "「{field}」{date} 应早于建账日期 {start}", "{field} {date} must be before the books begin on {start}")
	DayTooOld     = Refuse("date.too_old", "「{field}」{date} 太早，最早可填 {earliest}", "{field} {date} is too long ago: {earliest} is the earliest day")
	DayFirst      = Refuse("date.order", "「{field}」{date} 不能早于「{other}」{first}", "{field} {date} cannot be before {other} {first}")
)

// readDay takes the tags day and after.
func (f *Field) readDay(owner string, tags map[string]string) {
	kind, known := dayKinds[tags["day"]]
	if _, given := tags["day"]; given && !known {
		panic(fmt.Sprintf("kernel: %s.%s: no kind of day is called %q", owner, f.Name, tags["day"]))
	}
	if f.After = tags["after"]; f.After != "" && !known {
		panic(fmt.Sprintf("kernel: %s.%s: after belongs to a day", owner, f.Name))
	}
	f.Day = kind
}

// holder reads the fields beside a field, of arguments or of a row.
type holder func(name string) (*Field, Value)

// days checks every day in a struct of arguments. What a device does not hold it
// lets pass; the server holds all.
func (tx *Tx) days(p *Plan, base unsafe.Pointer) error {
	if !p.days {
		return nil
	}
	beside := func(name string) (*Field, Value) {
		if f := p.Field(name); f != nil {
			return f, f.get(base)
		}
		return nil, Value{}
	}
	for _, f := range p.Fields {
		var err error
		switch {
		case f.Day != 0:
			err = tx.day(f, f.get(base), beside)
		case f.Kind == KindStruct:
			err = tx.days(f.elem, f.at(base))
		case f.Kind == KindList && f.elem != nil && f.elem.days:
			list := reflect.NewAt(f.goType, f.at(base)).Elem()
			for i := 0; i < list.Len() && err == nil; i++ {
				err = tx.days(f.elem, list.Index(i).Addr().UnsafePointer())
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// day is the one rule about dates.
func (tx *Tx) day(f *Field, v Value, beside holder) error {
	today, start := tx.JudgedDate(), tx.Author.Start
	if v.IsZero() {
		if f.Day == Happened && start > today {
			return BooksNotBegun.With(Figure("start", start))
		}
		return nil
	}
	date := tx.dateOf(v)
	said := []Arg{Label("field", f), Figure("date", date), Figure("start", start)}
	switch {
	case f.Day == AnyDay:
	case f.Day == Happened && (date > today || f.Kind == KindTime && Time(v.Int) > tx.Judged()):
		return DayFuture.With(append(said, Figure("today", today))...)
	case f.Day == Happened && date < start:
		return DayTooEarly.With(said...)
	case f.Day == ToCome && date > today.AddMonths(12*yearsToCome):
		return DayTooFar.With(append(said, Figure("latest", today.AddMonths(12*yearsToCome)))...)
	case f.Day == Before && start != 0 && date >= start:
		return DayNotOld.With(said...)
	case f.Day == Before && start != 0 && date < start.AddMonths(-12*yearsBefore):
		return DayTooOld.With(append(said, Figure("earliest", start.AddMonths(-12*yearsBefore)))...)
	}
	other, first := tx.earliest(f, beside)
	switch {
	case first > date:
		return DayFirst.With(append(said, Label("other", other), Figure("first", first))...)
	case f.Day == ToCome && f.After == "" && date < start:
		return DayTooEarly.With(said...)
	}
	return nil
}

// rowDay checks a day that a person writes into a row.
func (tx *Tx) rowDay(row Row, f *Field) error {
	if f.Day == 0 || f.Get(row).IsZero() {
		return nil
	}
	return tx.day(f, f.Get(row), func(name string) (*Field, Value) {
		if o := row.Base().schema.Field(name); o != nil {
			return o, o.Get(row)
		}
		return nil, Value{}
	})
}

func (tx *Tx) dateOf(v Value) Date {
	if v.Kind == KindTime {
		return Time(v.Int).Date(tx.Author.Zone)
	}
	return Date(v.Int)
}

// earliest is the day that a field's day may not be before: that of the field
// named by after, here or on a row that references lead to, one after the other.
func (tx *Tx) earliest(f *Field, beside holder) (*Field, Date) {
	if f.After == "" {
		return nil, 0
	}
	name, far, leads := strings.Cut(f.After, ".")
	other, v := beside(name)
	for leads && other != nil && other.ref != nil {
		s := tx.Catalog.byType[other.ref]
		row, p := tx.get(s, v.ID())
		if p != Found {
			return nil, 0
		}
		name, far, leads = strings.Cut(far, ".")
		other = s.Field(name)
		if other != nil {
			v = other.Get(row)
		}
	}
	switch {
	case other == nil:
		return nil, 0
	case v.IsZero() && other.Day == Happened:
		return other, tx.Today()
	case v.IsZero():
		return nil, 0
	}
	return other, tx.dateOf(v)
}
