package figures

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Words is a text in both languages.
type Words struct{ Zh, En string }

// Fact is what figures are about: rows of one or more entities under the same columns.
//
// Fields are named by paths: "net" of the row itself, "delivery.customer" of the row
// that its reference leads to. Where the parts name a field differently, the ways stand
// in the order of the parts: "delivery.customer|return.customer". A measure counts nothing
// of a part whose way is empty: "on_hand|" is of the first alone. A reference to a row that
// was merged into another counts for the one that stays.
type Fact struct {
	Name       string
	Zh, En     string
	Grain      Words // what one row is
	Parts      []Part
	Dimensions []Dimension
	Measures   []Measure
	Cubes      []Cube // that stores keep, those of few cells first

	own []kernel.CustomField // of the company, of a fact that is made for one, see [OwnReports]
}

// Part is the rows of one entity.
type Part struct {
	Entity string
	Zh, En string   // what such a row is called, as the dimension "kind" tells it
	Leader string   // the reference to the document that the rows follow; "" for rows of their own
	Date   string   // the civil day that a row counts on, and without which it does not; "" for what is there now
	Some   []string // fields that a row must have to count
	Only   []Choice // what a field must be one of
	Except []Choice // what it must not be one of
	Red    bool     // measures count against the others
}

// Choice is some values of a field, as canonical texts.
type Choice struct {
	Path   string
	Values []string
}

// Dimension is what rows are told apart by.
type Dimension struct {
	Name   string
	Zh, En string
	Path   string   // to a field; a reference is told apart by its row and shown by its title
	Copy   string   // to a text that the document keeps of what the reference is called
	Bare   bool     // a reference by its id only, without what it is called
	Shows  []string // further fields of that row, each a column of its own
}

// Operation is how a measure brings rows together.
type Operation uint8

// The operations.
const (
	Sum      Operation = iota // of a figure
	Count                     // of rows
	Distinct                  // of the values of a field
	Ratio                     // of two other measures
)

// Measure is a figure of a group of rows.
type Measure struct {
	Name      string
	Zh, En    string
	Operation Operation
	Of        []string // Sum: paths, "-cost" counts against; Distinct: one path; Ratio: the names of two measures; Count: none, or a path that the rows of some parts have
	Unless    string   // a flag: rows that have it count nothing
	When      string   // a figure: only rows where it is below nothing count; "-" before it, only those where it is not
	Means     Words    // the formula, for people
}

// Dimensions that every fact has: what a row is, and the time of its day.
const (
	Kind    = "kind"
	Day     = "date"
	Week    = "week"
	Month   = "month"
	Quarter = "quarter"
	Year    = "year"
)

var timely = []Dimension{
	{Name: Kind, Zh: "类型", En: "Kind"},
	{Name: Day, Zh: "日期", En: "Date"},
	{Name: Week, Zh: "周（周一）", En: "Week from"},
	{Name: Month, Zh: "月份", En: "Month"},
	{Name: Quarter, Zh: "季度", En: "Quarter"},
	{Name: Year, Zh: "年份", En: "Year"},
}

// isTime tells whether a dimension is made of the day that a row counts on.
func isTime(name string) bool {
	return name != Kind && slices.ContainsFunc(timely, func(d Dimension) bool { return d.Name == name })
}

// dimension finds one of the fact's own or one that every fact has.
func (f *Fact) dimension(name string) (Dimension, bool) {
	for _, list := range [][]Dimension{f.Dimensions, timely} {
		for _, d := range list {
			if d.Name == name {
				return d, true
			}
		}
	}
	return Dimension{}, false
}

func (f *Fact) measure(name string) (Measure, bool) {
	for _, m := range f.Measures {
		if m.Name == name {
			return m, true
		}
	}
	return Measure{}, false
}

// of is the path of a part among those of all parts.
func of(paths string, part int) string {
	ways := strings.Split(paths, "|")
	return ways[min(part, len(ways)-1)]
}

// The registry, in the order of declaration.
var (
	facts   []*Fact
	reports []*Report
)

// DeclareFact takes a fact into the registry. Whether its paths lead anywhere depends
// on the catalogue; [Check] tells.
func DeclareFact(f Fact) *Fact {
	if f.Zh == "" || f.En == "" || len(f.Parts) == 0 || slices.ContainsFunc(facts, func(o *Fact) bool { return o.Name == f.Name }) {
		panic("figures: the fact " + f.Name + " has no name in both languages, no part, or is declared twice")
	}
	facts = append(facts, &f)
	return &f
}

// Facts are those that modules have declared.
func Facts() []*Fact { return slices.Clone(facts) }

// Report is a table that people ask for by name.
type Report struct {
	Name   string
	Zh, En string
	About  Words // the question that it answers
	Fact   *Fact
	By     []string // dimensions; of a list of rows all its columns before the figures
	Lines  bool     // a list of rows, not of groups
	Along  []string // of a list: the dimensions that order the rows of a day
	Show   []string // measures
	Order  string   // a measure, "-" before it for the largest first; "" for the order of By
	Top    int      // so many groups; 0 for all
	Share  string   // a measure of which each group's share is shown
	Total  string   // a measure that is added up from line to line
	With   Comparison
	Only   []string // dimensions that a reader may narrow it down by
	Opens  *Report  // the list of rows behind a group

	Title, Figure string   // on a phone: the column that names a line, and the one that counts
	Details       []string // the columns that stand below them
}

// Declare takes a report into the registry.
func Declare(r Report) *Report {
	if r.Zh == "" || r.En == "" || r.Fact == nil || slices.ContainsFunc(reports, func(o *Report) bool { return o.Name == r.Name }) {
		panic("figures: the report " + r.Name + " has no name in both languages, no fact, or is declared twice")
	}
	reports = append(reports, &r)
	return &r
}

// Reports are those that modules have declared.
func Reports() []*Report { return slices.Clone(reports) }

// Find is a report by its name, nil for none.
func Find(name string) *Report {
	for _, r := range reports {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Query is the report as a question about a span of days.
func (r *Report) Query(from, to kernel.Date) Query {
	return Query{
		Fact: r.Fact, By: r.By, Show: r.Show, Lines: r.Lines, Along: r.Along, Order: r.Order, Top: r.Top,
		Share: r.Share, Total: r.Total, With: r.With, From: from, To: to,
	}
}

// Filter is what a reader may narrow a report down by.
type Filter struct {
	Name   string
	Zh, En string
	Kind   kernel.Kind
	Entity string // of a reference: whose rows can be chosen
}

// Filters are those of the report.
func (r *Report) Filters(c *kernel.Catalog) []Filter {
	var list []Filter
	for _, name := range r.Only {
		if f, ok := r.Fact.Filter(c, name); ok {
			list = append(list, f)
		}
	}
	return list
}

// Filter is what it takes to narrow the fact down by a dimension.
func (f *Fact) Filter(c *kernel.Catalog, name string) (Filter, bool) {
	s, err := (&writer{query: Query{Fact: f}, catalog: c, sql: unasked{}.Statement()}).side(0)
	if err != nil || isTime(name) {
		return Filter{}, false
	}
	key, err := s.key(name, 0)
	if err != nil {
		return Filter{}, false
	}
	d, _ := f.dimension(name)
	made := Filter{Name: name, Zh: d.Zh, En: d.En, Kind: key.field.Kind}
	if key.target != nil {
		made.Entity = key.target.Name
	}
	return made, true
}

// Check tells what of the fact the catalogue does not have.
func (f *Fact) Check(c *kernel.Catalog) error {
	r := &Report{Fact: f}
	for _, m := range f.Measures {
		r.Show = append(r.Show, m.Name)
	}
	return r.Check(c)
}

// Labels are what the rows of a part are called, and the day on which they count, empty
// for what is there now.
func (p Part) Labels(c *kernel.Catalog) (entity, day Words) {
	s := c.Schema(p.Entity)
	entity = Words{s.Zh, s.En}
	if p.Date == "" {
		return entity, day
	}
	steps := strings.Split(p.Date, ".")
	for _, step := range steps[:len(steps)-1] {
		s = s.Target(s.Field(step))
	}
	f := s.Field(steps[len(steps)-1])
	return entity, Words{f.Zh, f.En}
}

// Check tells what of the report the catalogue does not have: every path is followed.
func (r *Report) Check(c *kernel.Catalog) error {
	q := r.Query(kernel.DateOf(2026, 1, 1), kernel.DateOf(2026, 1, 1)) // any day
	for _, only := range r.Only {
		if _, ok := r.Fact.dimension(only); !ok {
			return NoSuchFigure.With(kernel.Text("name", only))
		}
	}
	a, err := Books{Catalog: c, Rows: unasked{}}.begin(q)
	switch {
	case err != nil:
		return err
	case q.Lines:
		return a.writer().listed(q.From, nil, 0)
	}
	return a.writer().grouped(0, 0)
}

// unasked is a source to which nothing is put.
type unasked struct{}

func (unasked) Statement() *kernel.SQL { return &kernel.SQL{Dialect: kernel.SQLite} }

func (unasked) Ask(*kernel.SQL, func(func(...any) error) error) error { return nil }
