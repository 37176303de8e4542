package figures

import (
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// kept is what of a question is added up already: the cells of a cube, through a day. It
// is nothing where no cube has the figures, or where the reader does not see every row
// that cells count: those are few enough to be added up.
type kept struct {
	cube    *cube
	through kernel.Date
	years   bool // the question does not part years
}

// keeps tells whether a store keeps any cubes.
func keeps(on Source) (is bool, err error) {
	q := on.Statement()
	if q.Dialect == kernel.Postgres {
		q.Write(`SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = '_sum'`)
	} else {
		q.Write(`SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sum'`)
	}
	err = on.Ask(q, func(scan func(...any) error) error {
		var n int64
		err := scan(&n)
		is = n > 0
		return err
	})
	return is, err
}

// keep looks for a cube that has what is asked for.
func (a *answer) keep() error {
	f := a.query.Fact
	if a.query.Lines || len(f.Cubes) == 0 || !a.seesAll() || !a.query.From.Valid() || !a.query.To.Valid() {
		return nil
	}
	cubes, err := f.cubes(a.Catalog)
	if err != nil {
		return nil //nolint:nilerr // a declaration that keeps nothing: its rows are added up
	}
	for _, c := range cubes {
		if !c.serves(a) {
			continue
		}
		is, err := keeps(a.Rows)
		if err != nil || !is {
			return err
		}
		through, known, err := f.horizon(a.Rows, a.Catalog)
		if err == nil && known && through != 0 {
			a.kept = kept{c, through, !slices.Contains(a.query.By, Month) && !slices.Contains(a.query.By, Quarter)}
		}
		return err
	}
	return nil
}

// seesAll tells whether the reader sees every row of the fact that is there.
func (a *answer) seesAll() bool {
	if a.Viewer == nil {
		return true
	}
	if a.Viewer.Since != 0 && !a.Held || a.Viewer.Knew != nil {
		return false
	}
	for n := range a.query.Fact.Parts {
		s, err := a.writer().side(n)
		if err != nil || !a.Viewer.Whole(s.schema) || s.leader != nil && !a.Viewer.Whole(s.leader.schema) {
			return false
		}
	}
	return true
}

// serves tells whether the cells tell apart and come to all that the question names.
func (c *cube) serves(a *answer) bool {
	named := append(sorted(a.query.Only), a.query.By...)
	for _, name := range named {
		d, _ := c.fact.dimension(name)
		switch {
		case name == Day || name == Week:
			return false
		case isTime(name) || name == Kind:
		case !c.has(d.Path):
			return false
		}
	}
	for _, m := range a.sums {
		if c.sum(m) < 0 && (m.Operation != Distinct || m.Unless != "" || m.When != "" || !c.has(m.Of[0])) {
			return false
		}
	}
	return true
}

// has tells whether the paths begin with those of a key, in every part.
func (c *cube) has(paths string) bool {
	for n := range c.fact.Parts {
		if i, _ := c.key(of(paths, n), n); i < 0 {
			return false
		}
	}
	return true
}

// key is the key of the cube that a path of a part begins with, and what follows it.
func (c *cube) key(path string, part int) (i int, rest string) {
	for i, name := range c.by {
		d, _ := c.fact.dimension(name)
		key := of(d.Path, part)
		if path == key {
			return i, ""
		}
		if rest, ok := strings.CutPrefix(path, key+"."); ok {
			return i, rest
		}
	}
	return -1, ""
}

// sum is the place of a measure among those of the cells, -1 for none.
func (c *cube) sum(m Measure) int {
	for i, of := range c.sums {
		if of.Name == m.Name {
			return i
		}
	}
	return -1
}

// adds tells whether a number of different things is added up, because cells have it.
func (w *writer) adds(m Measure) bool {
	return m.Operation == Distinct && w.kept.cube != nil && w.kept.cube.sum(m) >= 0
}

// piece is days of a span whose rows, or whose cells, are added up.
type piece struct {
	cells    unit // 0 for rows
	from, to kernel.Date
}

// unit is by which a civil day is divided to come to the period of a cell.
type unit int64

// The periods of cells.
const (
	months unit = 1_00
	years  unit = 1_00_00
)

// day is a day of a period, in SQL.
func (u unit) day(period string) string {
	if u == years {
		return "(" + period + " * 10000 + 101)"
	}
	return "(" + period + " * 100 + 1)"
}

// pieces cuts a span: whole years and months, as far as they are counted, come from
// cells.
func (k kept) pieces(from, to kernel.Date) (list []piece) {
	rows := []piece{{0, from, to}}
	if k.cube == nil || to < from {
		return rows
	}
	first := from.MonthStart()
	if first != from {
		first = first.AddMonths(1)
	}
	last, open := to.MonthStart(), to >= k.through // so the last cells have all that they ever had
	switch {
	case open:
		last = k.through.MonthStart()
	case to != to.MonthEnd():
		last = last.AddMonths(-1)
	}
	if last < first {
		return rows
	}
	if from < first {
		list = append(list, piece{0, from, first.AddDays(-1)})
	}
	list = append(list, k.periods(first, last, open)...)
	if end := min(last.MonthEnd(), k.through); end < to {
		list = append(list, piece{0, end.AddDays(1), to})
	}
	return list
}

// periods cuts months into whole years and what is before and behind them.
func (k kept) periods(first, last kernel.Date, open bool) (list []piece) {
	begin, end := first.Year(), last.Year()
	if first.Month() > 1 {
		begin++
	}
	if last.Month() < monthsOfYear && !open {
		end--
	}
	if !k.years || end < begin {
		return []piece{{months, first, last}}
	}
	january := func(year int) kernel.Date { return kernel.DateOf(year, 1, 1) }
	if first < january(begin) {
		list = append(list, piece{months, first, january(begin).AddMonths(-1)})
	}
	list = append(list, piece{years, january(begin), january(end)})
	if last >= january(end+1) {
		list = append(list, piece{months, january(end + 1), last})
	}
	return list
}

// cells are a cube as the rows of a part are read from it.
type cells struct {
	*cube
	piece
	uses []bool // keys
	time bool   // the period
}

// at is the column of a path: a key, or what a key leads to.
func (c *cells) at(s *side, path string) (column, error) {
	if path == s.part.Date {
		c.time = true
		return column{text: c.cells.day(`c."period"`), field: &kernel.Field{Name: Day, Kind: kernel.KindDate}}, nil
	}
	i, rest := c.key(path, s.n)
	if i < 0 {
		return column{}, NoSuchFigure.With(kernel.Text("name", path))
	}
	c.uses[i] = true
	d, _ := s.query.Fact.dimension(c.by[i])
	way := of(d.Path, s.n)
	found, err := s.walkRaw(way)
	if err != nil {
		return column{}, err
	}
	key := `c."k` + strconv.Itoa(i) + `"`
	made := column{field: found.field, target: found.target, text: key, bare: key}
	if made.target != nil {
		made.text = s.survivor(made.target, key)
	}
	if rest == "" {
		return made, nil
	}
	alias := s.join(way, made.target, made.text, seen)
	return s.walk(path, strings.Count(way, ".")+1, made.target, alias)
}

// walkRaw finds the field of a path without reading it.
func (s *side) walkRaw(path string) (column, error) {
	apart := &side{writer: s.writer, part: s.part, n: s.n, schema: s.schema, leader: s.leader, raw: true}
	return apart.walk(path, 0, s.schema, "t")
}

// table writes the cells of the months, brought together as far as the question does not
// tell them apart.
func (c *cells) table(s *side) {
	var keys []string
	if c.time {
		keys = append(keys, `"period"`)
	}
	for i, used := range c.uses {
		if used {
			keys = append(keys, `"k`+strconv.Itoa(i)+`"`)
		}
	}
	s.sql.Write(" FROM (SELECT ", strings.Join(append(keys, ""), ", "))
	for i, m := range s.sums {
		if at := c.sum(m); at >= 0 {
			s.sql.Write(`CAST(SUM("m`, strconv.Itoa(at), `") AS BIGINT) AS s`, strconv.Itoa(i), ", ")
		}
	}
	s.sql.Write("1 AS one FROM ", kernel.Quote(c.cube.table), ` WHERE "period" BETWEEN `)
	s.sql.Arg(int64(c.from) / int64(c.cells))
	s.sql.Write(" AND ")
	s.sql.Arg(int64(c.to) / int64(c.cells))
	s.sql.Write(` AND "part" = `, strconv.Itoa(s.n), ` AND "n" <> 0 GROUP BY `, strings.Join(append(keys, "one"), ", "), ") c")
}

// together writes the figure of a measure of rows that stand for those of a group, so
// that what cells have is added to it; what else is counted stays apart.
func (s *span) together(i int, apart []string) (string, []string) {
	switch m := s.sums[i]; {
	case s.adds(m):
		return "COUNT(DISTINCT " + s.now[i] + ")", apart
	case m.Operation == Distinct:
		return s.now[i], append(apart, s.now[i])
	}
	return "CAST(SUM(" + s.now[i] + ") AS BIGINT)", apart
}
