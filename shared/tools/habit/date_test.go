package habit_test

import (
	"encoding/json"
	"io"
	"strconv"
	"testing"
	"time"

	"heyi/shared/tools/habit"
)

func TestDate(t *testing.T) {
	for in, want := range map[string]int64{
		"2026.11.3": 20261103, "2026/11/3": 20261103, "20261103": 20261103, "2026年11月3日": 20261103,
		"2026-11-03": 20261103, "２０２６－１１－０３": 20261103, "2026。11。3": 20261103, "2026 年 11 月 3 日": 20261103,
		"1996-07-04 00:00:00.000": 19960704, "2010-12-01 08:26:00": 20101201, "2026-11-03T08:26:00Z": 20261103,
		"2026/11/3 8:26": 20261103, "2026年11月3日8时26分": 20261103, "2026年11月3号": 20261103,
		"46329": 20261103, "46329.5": 20261103, "'20261103": 20261103, "2024-2-29": 20240229,
		"3-Nov-26": 20261103, "3 November 2026": 20261103, "Nov 3, 2026": 20261103, "03-NOV-2026 08:26": 20261103,
		"Tue, 3 Nov 2026": 20261103, "November 3rd, 2026 3:04 PM": 20261103, "2026-11-03T08:26:00+08:00": 20261103,
		"2026/11/3 下午3:04": 20261103, "2026年11月3日 星期二": 20261103, "2026-11-03 08:26:00 UTC": 20261103, "3/Nov/2026": 20261103,
	} {
		if got, err := habit.Date(in); err != nil || got != want {
			t.Errorf("Date(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
	for in, want := range map[string]habit.Code{
		"": habit.DateEmpty, "明天": habit.DateForm, "2026-11": habit.DateForm, "2026年11月": habit.DateForm,
		"2026": habit.DateForm, "2026-11-034": habit.DateForm, "2026-11-03 25:00": habit.DateForm,
		"2026-11-03 xx": habit.DateForm, "12/1/2010": habit.DateOrder, "12/1/2010 8:26": habit.DateOrder,
		"26.11.3": habit.DateOrder, "2026-02-29": habit.DateNone, "20260230": habit.DateNone,
		"2026-13-01": habit.DateNone, "1100-2-29": habit.DateNone, "00000000": habit.DateNone,
	} {
		if got, err := habit.Date(in); codeOf(err) != want {
			t.Errorf("Date(%q) = %d, %v; want %s", in, got, err, want)
		}
	}
}

// Dates that begin with day, month or a short year are read by the order that is
// given, and by it alone.
func TestDateIn(t *testing.T) {
	for _, c := range []struct {
		in            string
		ymd, dmy, mdy int64
	}{
		{"5.1.2024", 0, 20240105, 20240501},
		{"01/05/24", 20010524, 20240501, 20240105},
		{"12/1/2010 8:26", 0, 20100112, 20101201},
		{"12/1/2010 8:26:00 AM", 0, 20100112, 20101201},
		{"31/12/99", 20311299, 19991231, 0},
		{"24-01-05", 20240105, 20050124, 0},
		{"２４．１．５", 20240105, 20050124, 0},
		{"2024-01-05", 20240105, 20240105, 20240105},
		{"20240105", 20240105, 20240105, 20240105},
		{"5 Jan 2024", 20240105, 20240105, 20240105},
		{"1/2/24x", 0, 0, 0},
		{"1/2/20245", 0, 0, 0},
	} {
		for o, want := range map[habit.Order]int64{habit.YearFirst: c.ymd, habit.DayFirst: c.dmy, habit.MonthFirst: c.mdy} {
			if want == 20311299 {
				want = 0 // the 99th of December
			}
			if got, err := habit.DateIn(c.in, o); got != want || (err == nil) != (want != 0) || err != nil && codeOf(err) == "" {
				t.Errorf("DateIn(%q, %s) = %d, %v; want %d", c.in, o, got, err, want)
			}
		}
	}
	if !habit.Ordered("5.1.2024") || habit.Ordered("2024-1-5") || habit.Ordered("5 Jan 2024") || habit.Ordered("x") {
		t.Error("Ordered is wrong")
	}
}

// An instant that says where it was is the day that it was at the company.
func TestDateAt(t *testing.T) {
	for in, want := range map[string]int64{
		"2026-05-31T16:30:00Z": 20260601, "2026-05-31 16:30:00 +0000": 20260601, "2026-05-31T15:59:59Z": 20260531,
		"2026-05-31T16:00:00.000Z": 20260601, "2026-05-31 16:30:00 UTC": 20260601, "2026-05-31T16:30:00+08:00": 20260531,
		"2026-06-01T00:30:00+09:00": 20260531, "2026-05-31 16:30": 20260531, "2026-05-31": 20260531, "2026-12-31T23:00:00-05:00": 20270101,
		"May 31, 2026 4:30 PM GMT": 20260601, "31/05/2026 16:30:00Z": 20260601, "2026-05-31T16:30:00+00": 20260601, "46173": 20260531,
	} {
		if got, err := habit.DateAt(in, habit.DayFirst, 480); err != nil || got != want {
			t.Errorf("DateAt(%q) = %d, %v; want %d", in, got, err, want)
		}
	}
}

// The calendar agrees with the standard library over 400 years and more.
func TestCalendarAgainstTime(t *testing.T) {
	day := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	ymd := int64(18991231)
	for n := range 160_000 {
		want, _ := strconv.ParseInt(day.Format("20060102"), 10, 64)
		if ymd != want || habit.AddDays(18991231, n) != want || habit.DaysBetween(18991231, want) != n {
			t.Fatalf("day %d: %d, want %d", n, ymd, want)
		}
		if got := habit.Weekday(ymd); got%7 != int(day.Weekday()) {
			t.Fatalf("%d: weekday %d, want %s", ymd, got, day.Weekday())
		}
		y, m, d := habit.Split(ymd)
		if joined, ok := habit.Ymd(y, m, d); !ok || joined != ymd {
			t.Fatalf("%d splits into %d %d %d", ymd, y, m, d)
		}
		day, ymd = day.AddDate(0, 0, 1), habit.AddDays(ymd, 1)
	}
	if got := habit.AddDays(20260301, -1); got != 20260228 {
		t.Errorf("the day before 1 March is %d", got)
	}
}

func TestSerial(t *testing.T) {
	for _, c := range []struct {
		serial   int
		base1904 bool
		want     int64
	}{
		{1, false, 19000101},
		{59, false, 19000228},
		{60, false, 0},
		{61, false, 19000301},
		{25569, false, 19700101},
		{46329, false, 20261103},
		{2958465, false, 99991231},
		{2958466, false, 0},
		{0, false, 0},
		{-1, false, 0},
		{0, true, 19040101},
		{44867, true, 20261103},
		{2958465, true, 0},
	} {
		got, ok := habit.Serial(c.serial, c.base1904)
		if ok != (c.want != 0) || (ok && got != c.want) {
			t.Errorf("Serial(%d, %v) = %d, %v; want %d", c.serial, c.base1904, got, ok, c.want)
		}
	}
}

func TestWorkdays(t *testing.T) {
	for ymd, want := range map[int64]bool{
		20250126: true,  // Sunday, worked for the spring festival
		20250128: false, // its first free day, a Tuesday
		20250208: true,  // Saturday, worked
		20251001: false, 20250303: true, 20250301: false,
		20061230: true,                                  // told by the notice for 2007
		20260104: true, 20260223: false, 20260228: true, // Sunday worked, Monday free, Saturday worked
		20270131: true, 20270208: false, 20271009: true,
		20301001: true, // a Tuesday behind the data follows the week
		20301005: false,
	} {
		if got := habit.IsWorkday(ymd); got != want {
			t.Errorf("IsWorkday(%d) = %v", ymd, got)
		}
	}
	if h, ok := habit.China().Holiday(20250129); !ok || h.Name != "春节" || h.Work {
		t.Errorf("%+v %v", h, ok)
	}
	if !habit.China().Known(20271231) || habit.China().Known(20280101) || habit.China().Known(20061230) {
		t.Error("the known years are 2007 to 2027")
	}
	if got := habit.Works(habit.IsWorkday).Add(20250127, 1); got != 20250205 {
		t.Errorf("the workday behind 2025-01-27 is %d", got)
	}
	if got := habit.Works(habit.IsWorkday).Add(20250205, -1); got != 20250127 {
		t.Errorf("the workday before 2025-02-05 is %d", got)
	}
}

func TestCalendarGrows(t *testing.T) {
	longer := habit.China().With(2028, habit.Holiday{Day: 20280103, Name: "元旦"}, habit.Holiday{Day: 20280102, Work: true, Name: "元旦"})
	if longer.IsWorkday(20280103) || !longer.IsWorkday(20280102) || !longer.Known(20280601) || longer.IsWorkday(20250129) {
		t.Error("the new notice does not hold beside the old ones")
	}
	if !habit.IsWorkday(20280103) || habit.China().Known(20280101) {
		t.Error("the calendar that was extended has changed")
	}
}

// The table inside the program says the same as the files it was made from.
func TestHolidayTableAgainstItsSource(t *testing.T) {
	n := 0
	for year := 2007; year <= 2026; year++ {
		data, err := io.ReadAll(dataFile(t, "cn-holidays/"+strconv.Itoa(year)+".json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range holidaysOf(t, data) {
			if got, ok := habit.China().Holiday(want.Day); !ok || got != want {
				t.Errorf("%+v is %+v in the table", want, got)
			}
			n++
		}
	}
	if n != 678 {
		t.Errorf("%d days compared, want 678", n)
	}
}

// holidaysOf reads one year in the form of the holiday-cn project.
func holidaysOf(t *testing.T, data []byte) (days []habit.Holiday) {
	t.Helper()
	var file struct {
		Days []struct {
			Name, Date string
			IsOffDay   bool
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Days {
		day, err := habit.Date(d.Date)
		if err != nil {
			t.Fatal(err)
		}
		days = append(days, habit.Holiday{Day: day, Work: !d.IsOffDay, Name: d.Name})
	}
	return days
}

func TestTermsDue(t *testing.T) {
	after := func(days int) habit.Terms { return must(t, days, habit.AfterDelivery) }
	next := func(day int) habit.Terms { return must(t, day, habit.NextMonth) }
	for _, c := range []struct {
		terms     habit.Terms
		zh        string
		delivered int64
		due       int64
	}{
		{habit.Cash(), "现结", 20261103, 20261103},
		{habit.Prepaid(), "款到发货", 20261103, 20261103},
		{after(30), "货到 30 天", 20261103, 20261203},
		{after(0), "货到 0 天", 20261103, 20261103},
		{after(30), "货到 30 天", 20240131, 20240301},
		{next(25), "月结次月 25 日", 20261103, 20261225},
		{next(25), "月结次月 25 日", 20261231, 20270125},
		{next(31), "月结次月 31 日", 20260131, 20260228},
		{next(31), "月结次月 31 日", 20240105, 20240229},
		{next(31), "月结次月 31 日", 20260331, 20260430},
	} {
		if got := c.terms.Due(c.delivered); got != c.due {
			t.Errorf("%s, delivered %d: due %d, want %d", c.zh, c.delivered, got, c.due)
		}
		if c.terms.Zh() != c.zh || c.terms.En() == "" {
			t.Errorf("%s is called %s, %s", c.zh, c.terms.Zh(), c.terms.En())
		}
	}
	for _, bad := range []int{-1, 366} {
		if _, ok := habit.AfterDelivery(bad); ok {
			t.Errorf("%d days after delivery", bad)
		}
	}
	for _, bad := range []int{0, 32} {
		if _, ok := habit.NextMonth(bad); ok {
			t.Errorf("day %d of the next month", bad)
		}
	}
	if !habit.Prepaid().Prepaid() || habit.Cash().Prepaid() {
		t.Error("only 款到发货 is prepaid")
	}
}

func must(t *testing.T, n int, of func(int) (habit.Terms, bool)) habit.Terms {
	t.Helper()
	terms, ok := of(n)
	if !ok {
		t.Fatalf("no terms with %d", n)
	}
	return terms
}
