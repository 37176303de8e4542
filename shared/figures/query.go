package figures

import (
	"maps"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Query is a question. Names come from outside and are checked; what is wrong with
// them is a refusal.
type Query struct {
	Fact     *Fact
	By       []string // dimensions
	Show     []string // measures
	Lines    bool     // rows and not groups; By are then columns
	Along    []string // of rows: dimensions, in the order of which they stand below their day
	Order    string   // see [Report]
	Top      int
	Share    string
	Total    string
	With     Comparison
	From, To kernel.Date
	Only     map[string][]kernel.Value // by dimension: what it must be one of
	Having   []Bound                   // what a group must come to
}

// Bound is what a group must come to: more of a measure than a figure in the units of its
// kind, or at most as much.
type Bound struct {
	Measure string
	Over    bool
	Than    int64
}

// Comparison is the span of days that figures are compared with.
type Comparison uint8

// The comparisons.
const (
	Nothing  Comparison = iota
	Before              // the days before: the same days of earlier months where the span begins with a month
	LastYear            // the same days a year before
)

// What a question can be refused for.
var (
	NoSuchFigure = kernel.Refuse("figure.none", "没有「{name}」这个指标或维度", "There is no figure or dimension named {name}")
	BadSpan      = kernel.Refuse("report.span", "结束日期 {to} 早于开始日期 {from}，请调换", "The span ends on {to}, before it begins on {from}; please exchange them")
	NoComparison = kernel.Refuse("figure.comparison", "按「{name}」分组时不能这样比较，请去掉其中之一", "Figures by {name} cannot be compared like this; leave one of the two out")
	Withheld     = kernel.Refuse("report.withheld", "您的岗位看不到全部「{entity}」，算不出这张报表", "You do not see every {entity}, which this report is worked out from")
	BadMark      = kernel.Refuse("figure.mark", "翻页标记无效，请从第一页重新查", "The page mark is not valid; start again from the first page")
)

// check refuses what cannot be asked.
func (q Query) check() error {
	if q.To < q.From {
		return BadSpan.With(kernel.Figure("from", q.From), kernel.Figure("to", q.To))
	}
	named := slices.Clone(q.By)
	named = append(append(named, q.Along...), sorted(q.Only)...)
	for _, name := range named {
		if _, ok := q.Fact.dimension(name); !ok {
			return NoSuchFigure.With(kernel.Text("name", name))
		}
	}
	for name := range q.Only {
		if isTime(name) {
			return NoSuchFigure.With(kernel.Text("name", name)) // narrowed down by From and To
		}
	}
	for _, name := range append(q.aims(), q.Show...) {
		if _, ok := q.Fact.measure(name); !ok {
			return NoSuchFigure.With(kernel.Text("name", name))
		}
	}
	if q.With == Nothing {
		return nil
	}
	for _, name := range q.By {
		if d, _ := q.Fact.dimension(name); isTime(name) && (q.With == Before || name == Week) {
			return NoComparison.With(kernel.Words("name", d.Zh, d.En))
		}
	}
	return nil
}

// span is what a span is compared with.
func (c Comparison) span(from, to kernel.Date) (kernel.Date, kernel.Date) {
	if c == LastYear {
		return from.AddMonths(-monthsOfYear), to.AddMonths(-monthsOfYear)
	}
	if from == from.MonthStart() {
		months := (to.Year()-from.Year())*monthsOfYear + to.Month() - from.Month() + 1
		if to == to.MonthEnd() {
			return from.AddMonths(-months), from.AddDays(-1)
		}
		return from.AddMonths(-months), to.AddMonths(-months)
	}
	days := to.DaysSince(from) + 1
	return from.AddDays(-days), from.AddDays(-1)
}

// Begin is the first day that the answer is worked out from, that of the comparison
// where there is one.
func (q Query) Begin() kernel.Date {
	if q.With == Nothing {
		return q.From
	}
	from, _ := q.With.span(q.From, q.To)
	return min(from, q.From)
}

const monthsOfYear = 12

// aims are the measures that the question names beside those that it shows.
func (q Query) aims() []string {
	var list []string
	for _, name := range []string{strings.TrimPrefix(q.Order, "-"), q.Share, q.Total} {
		if name != "" {
			list = append(list, name)
		}
	}
	for _, b := range q.Having {
		list = append(list, b.Measure)
	}
	return list
}

// sorted are the names of what a question is narrowed down by: equal questions make
// equal statements.
func sorted(only map[string][]kernel.Value) []string {
	return slices.Sorted(maps.Keys(only))
}
