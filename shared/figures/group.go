package figures

import (
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// grouped writes the statement of a question about groups: rows of all parts, of the
// span and of what it is compared with, brought together by their keys, then named and
// put in order. So what is sorted and cut to a page is groups, and names are looked up
// of these only.
func (w *writer) grouped(limit, offset int) error {
	sides, err := w.sides()
	if err != nil {
		return err
	}
	copies, err := w.copies()
	if err != nil {
		return err
	}
	w.with(true)
	w.sql.Write("g AS MATERIALIZED (")
	if err := w.together(sides); err != nil {
		return err
	}
	w.comesTo()
	for i, spans := range copies {
		if err := w.copied(i, spans); err != nil {
			return err
		}
	}
	w.sql.Write(" SELECT ")
	w.outer()
	w.sql.Write(" FROM g CROSS JOIN a")
	for i, d := range w.dims {
		if d.target != nil {
			n := strconv.Itoa(i)
			w.sql.Write(" LEFT JOIN ", kernel.Quote(d.target.Name), " x", n, " ON x", n, `."id" = g.k`, n, " AND ")
			w.viewer.WhereSurely(w.sql, d.target, "x"+n)
		}
	}
	if len(w.dims) > 0 {
		w.sql.Write(" ORDER BY ", w.order())
	}
	if limit > 0 {
		w.sql.Write(" LIMIT ")
		w.sql.Arg(int64(limit))
		w.sql.Write(" OFFSET ")
		w.sql.Arg(int64(offset))
	}
	return nil
}

// bare writes the statement of a question about groups without names and order, for who
// looks names up once and not for each group: see [gathered].
func (w *writer) bare() error {
	sides, err := w.sides()
	if err != nil {
		return err
	}
	w.with(false)
	return w.together(sides)
}

// together writes the groups.
func (w *writer) together(sides []*span) error {
	w.sql.Write("SELECT ")
	var keys []string
	for i := range w.query.By {
		keys = append(keys, "k"+strconv.Itoa(i))
		w.sql.Write(keys[i], ", ")
	}
	for i, m := range w.sums {
		for _, column := range w.columnsOf("m"+strconv.Itoa(i), "b"+strconv.Itoa(i)) {
			w.sql.Write(w.comes(m, column), " AS ", column, ", ")
		}
	}
	w.sql.Write("1 AS one FROM (")
	for i, s := range sides {
		if i > 0 {
			w.sql.Write(" UNION ALL ")
		}
		if err := s.rows(); err != nil {
			return err
		}
	}
	w.sql.Write(") f")
	if len(keys) > 0 {
		w.sql.Write(" GROUP BY ", strings.Join(keys, ", "))
	}
	for i, b := range w.query.Having {
		m, _ := w.query.Fact.measure(b.Measure)
		at := slices.IndexFunc(w.sums, func(o Measure) bool { return o.Name == m.Name })
		w.sql.Write([]string{" HAVING ", " AND "}[min(i, 1)], w.comes(m, "m"+strconv.Itoa(at)), map[bool]string{true: " > ", false: " <= "}[b.Over])
		w.sql.Arg(b.Than)
	}
	return nil
}

// comesTo writes what the groups come to, as a.
func (w *writer) comesTo() {
	w.sql.Write("), a AS (SELECT ")
	for i, m := range w.sums {
		for _, column := range w.columnsOf("m"+strconv.Itoa(i), "b"+strconv.Itoa(i)) {
			if m.Operation != Distinct {
				w.sql.Write("CAST(COALESCE(SUM(", column, "), 0) AS BIGINT) AS ", column, ", ")
			}
		}
	}
	w.sql.Write("COUNT(*) AS one FROM g)")
}

// comes is what a column of the rows of a group comes to.
func (w *writer) comes(m Measure, column string) string {
	if m.Operation == Distinct && !w.adds(m) {
		return "COUNT(DISTINCT " + column + ")"
	}
	return "CAST(COALESCE(SUM(" + column + "), 0) AS BIGINT)"
}

// span is one part within the span of the question, or of its comparison.
type span struct {
	*side
	day         string
	from, to    kernel.Date
	before      bool
	keys        []string
	now, absent []string // by measure
}

// sides resolves what every part reads.
func (w *writer) sides() ([]*span, error) {
	var list []*span
	for n := range w.query.Fact.Parts {
		for _, before := range []bool{false, true} {
			if before && w.query.With == Nothing {
				continue
			}
			pieces, err := w.pieces(n, before)
			if err != nil {
				return nil, err
			}
			list = append(list, pieces...)
		}
	}
	return list, nil
}

// pieces are a part's span, cut into what cubes have of it and what is added up from
// rows.
func (w *writer) pieces(n int, before bool) (list []*span, err error) {
	from, to := w.query.From, w.query.To
	if before {
		from, to = w.query.With.span(from, to)
	}
	for _, p := range w.kept.pieces(from, to) {
		part, err := w.side(n)
		if err != nil {
			return nil, err
		}
		if p.cells != 0 {
			part.cube = &cells{cube: w.kept.cube, piece: p, uses: make([]bool, len(w.kept.cube.by))}
		}
		s := &span{side: part, from: p.from, to: p.to, before: before}
		if err := s.resolve(); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// resolve finds out what the span reads.
func (s *span) resolve() error {
	w, n, later := s.writer, s.n, int64(0)
	if s.before && w.query.With == LastYear {
		later = 1
	}
	if s.cube == nil {
		day, err := s.side.day()
		if err != nil {
			return err
		}
		s.day = day.text
	}
	for _, name := range w.query.By {
		key, err := s.key(name, later)
		if err != nil {
			return err
		}
		s.keys = append(s.keys, key.text)
	}
	for _, m := range w.sums {
		text, err := s.figure(m)
		if err != nil {
			return err
		}
		absent := "CAST(NULL AS BIGINT)"
		if m.Operation == Distinct && !w.adds(m) && w.dialect() == kernel.Postgres {
			c, _ := s.at(of(m.Of[0], n))
			absent = "CAST(NULL AS " + postgresType(c.field.Kind) + ")"
		}
		s.now, s.absent = append(s.now, text), append(s.absent, absent)
	}
	return s.also()
}

// also resolves what only conditions read.
func (s *span) also() error {
	var paths []string
	if s.cube == nil { // cells are of rows that count
		paths = slices.Clone(s.part.Some)
		for _, c := range append(slices.Clone(s.part.Only), s.part.Except...) {
			paths = append(paths, c.Path)
		}
	}
	for _, path := range paths {
		if _, err := s.at(path); err != nil {
			return err
		}
	}
	for _, name := range sorted(s.query.Only) {
		if _, err := s.key(name, 0); err != nil {
			return err
		}
	}
	return nil
}

func postgresType(k kernel.Kind) string {
	switch k {
	case kernel.KindID:
		return "BYTEA"
	case kernel.KindText, kernel.KindState, kernel.KindChoice, kernel.KindFile:
		return "TEXT"
	}
	return "BIGINT"
}

// rows writes the rows of the part.
func (s *span) rows() error {
	s.sql.Write("SELECT ")
	for i, k := range s.keys {
		s.sql.Write(k, " AS k", strconv.Itoa(i), ", ")
	}
	counted := s.cube == nil && slices.ContainsFunc(s.sums[:len(s.now)], s.adds)
	var cells []string
	for i := range s.now {
		n, now, then := strconv.Itoa(i), s.now[i], s.absent[i]
		if counted {
			now, cells = s.together(i, cells)
		}
		if s.before {
			now, then = then, now
		}
		if s.sql.Write(now, " AS m", n, ", "); s.query.With != Nothing {
			s.sql.Write(then, " AS b", n, ", ")
		}
	}
	s.sql.Write("1 AS one")
	s.tables()
	if s.cube != nil {
		s.sql.Write(" WHERE 1 = 1")
		return s.narrowed()
	}
	if err := s.conditions(s.day, s.from, s.to); err != nil || !counted {
		return err
	}
	s.sql.Write(" GROUP BY ", strings.Join(append(append(cells, s.keys...), "one"), ", "))
	return nil
}

// outer writes what the statement answers: of each group its keys and what they are
// called, then its figures, those of all groups, and what has come together so far.
func (w *writer) outer() {
	for i, d := range w.dims {
		n := strconv.Itoa(i)
		w.sql.Write("g.k", n, ", ")
		if d.target == nil {
			continue
		}
		w.sql.Write(w.label(i), ", ")
		for _, f := range d.shows {
			w.sql.Write("COALESCE(x", n, ".", kernel.Quote(f.Name), ", ", w.dialect().Nothing(f), "), ")
		}
	}
	for i, m := range w.sums {
		n := strconv.Itoa(i)
		for _, column := range w.columnsOf("m"+n, "b"+n) {
			w.sql.Write("g.", column, ", ")
			if m.Operation != Distinct {
				w.sql.Write("a.", column, ", ")
			}
		}
		if m.Name == w.query.Total {
			w.sql.Write("CAST(SUM(g.m", n, ") OVER (ORDER BY ", w.order(), " ROWS UNBOUNDED PRECEDING) AS BIGINT), ")
		}
	}
	w.sql.Write("1")
}

// columnsOf are those of a measure: of the span, and of what it is compared with.
func (w *writer) columnsOf(now, then string) []string {
	if w.query.With == Nothing {
		return []string{now}
	}
	return []string{now, then}
}

// title is the field of a row by which it is called: what names it, where that is not
// shown in a column of its own.
func (d dim) title() *kernel.Field {
	for _, f := range d.target.Fields {
		if f.Title && f.Kind == kernel.KindText && !slices.Contains(d.shows, f) {
			return f
		}
	}
	return d.target.SortField()
}

// label is what a group's key is called: the row's title, else what its documents call
// it, also for a reader who does not see the row.
func (w *writer) label(i int) string {
	d, n := w.dims[i], strconv.Itoa(i)
	text := "''"
	if f := d.title(); f != nil {
		text = "COALESCE(x" + n + "." + kernel.Quote(f.Name) + ", '')"
	}
	if d.Copy != "" {
		text = "COALESCE(NULLIF(" + text + ", ''), (SELECT called FROM n" + n + " WHERE k0 = g.k" + n + "), '')"
	}
	return text
}

// order is that of the groups: by a measure, then by what they are called, then by
// their keys, so that there is one order.
func (w *writer) order() string {
	var list []string
	if name, largest := strings.CutPrefix(w.query.Order, "-"); name != "" {
		for i, m := range w.sums {
			if m.Name == name {
				list = append(list, "g.m"+strconv.Itoa(i)+map[bool]string{true: " DESC"}[largest])
			}
		}
	}
	for i, d := range w.dims {
		n := strconv.Itoa(i)
		if d.target != nil && d.target.SortField() != nil {
			list = append(list, "COALESCE(x"+n+"."+kernel.Quote(kernel.SortColumn)+", '')")
		}
		list = append(list, "g.k"+n)
	}
	if len(list) == 0 {
		return "1"
	}
	return strings.Join(list, ", ")
}
