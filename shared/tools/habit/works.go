package habit

// Works tells whether a day, yyyymmdd, is worked. It must be of some day behind and
// before every other.
type Works func(ymd int64) bool

// Add moves a date by n worked days, backwards when n is negative. For n = 0 it is
// the date itself, worked or not.
func (w Works) Add(ymd int64, n int) int64 {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		ymd = AddDays(ymd, step)
		if w(ymd) {
			n--
		}
	}
	return ymd
}

// Roll is a business day convention: what becomes of a date that falls on a day off.
type Roll uint8

// The conventions.
const (
	Unadjusted Roll = iota // it stays
	Following              // the next worked day
	Preceding              // the worked day before
)

// Roll moves a date by the convention. A worked day stays.
func (w Works) Roll(ymd int64, by Roll) int64 {
	if by == Unadjusted || w(ymd) {
		return ymd
	}
	if by == Preceding {
		return w.Add(ymd, -1)
	}
	return w.Add(ymd, 1)
}
