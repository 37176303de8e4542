package figures

import (
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// writer writes the statement of a question. What its parts read is found out before
// the first word, because what a statement names stands behind what it reads.
type writer struct {
	query   Query
	catalog *kernel.Catalog
	viewer  *kernel.Viewer
	sql     *kernel.SQL
	merges  []*kernel.Schema // of which survivors are asked
	sums    []Measure        // that are added up: those shown, and what ratios are made of
	dims    []dim            // of By
	kept    kept             // what of it is added up already
}

// dim is a dimension as a reader gets it.
type dim struct {
	Dimension
	field  *kernel.Field
	target *kernel.Schema // of a reference
	shows  []*kernel.Field
}

// resolve finds out what the dimensions of the question are.
func (w *writer) resolve() error {
	s, err := w.side(0)
	if err != nil {
		return err
	}
	for _, name := range w.query.By {
		d, _ := w.query.Fact.dimension(name)
		key, err := s.key(name, 0)
		if err != nil {
			return err
		}
		made := dim{Dimension: d, field: key.field, target: key.target}
		if d.Bare {
			made.target = nil
		}
		for _, show := range d.Shows {
			if key.target == nil || key.target.Field(show) == nil {
				return NoSuchFigure.With(kernel.Text("name", d.Path+"."+show))
			}
			made.shows = append(made.shows, key.target.Field(show))
		}
		w.dims = append(w.dims, made)
	}
	return nil
}

func (w *writer) dialect() kernel.Dialect { return w.sql.Dialect }

// merging asks for the survivors of a schema's rows.
func (w *writer) merging(s *kernel.Schema) {
	if !slices.Contains(w.merges, s) {
		w.merges = append(w.merges, s)
	}
}

// survivors is the table of them: "gone" and "keep".
func survivors(s *kernel.Schema) string { return kernel.Quote("survivors_of_" + s.Name) }

// with writes those tables. A row stands for another if the reader sees both and those
// between, as on a device, which holds no others.
// more says that another table follows.
func (w *writer) with(more bool) {
	if len(w.merges) > 0 {
		w.sql.Write("WITH RECURSIVE ")
	} else if more {
		w.sql.Write("WITH ")
	}
	for i, s := range w.merges {
		if i > 0 {
			w.sql.Write(", ")
		}
		into := kernel.Quote(s.MergedBy().Name)
		none := w.dialect().Nothing(s.MergedBy())
		chain, table := kernel.Quote("chain_of_"+s.Name), kernel.Quote(s.Name)
		w.sql.Write(chain, ` ("gone", "keep") AS (SELECT p."id", p.`, into, " FROM ", table, " p WHERE p.", into, " <> ", none, " AND ")
		w.viewer.WhereSurely(w.sql, s, "p")
		w.sql.Write(` UNION SELECT c."gone", n.`, into, " FROM ", chain, " c JOIN ", table, ` n ON n."id" = c."keep" WHERE n.`, into, " <> ", none, " AND ")
		w.viewer.WhereSurely(w.sql, s, "n")
		w.sql.Write("), ", survivors(s), ` ("gone", "keep") AS (SELECT c."gone", c."keep" FROM `, chain, " c JOIN ", table, ` e ON e."id" = c."keep" WHERE e.`, into, " = ", none, " AND ")
		w.viewer.WhereSurely(w.sql, s, "e")
		w.sql.Write(")")
	}
	if more && len(w.merges) > 0 {
		w.sql.Write(", ")
	} else {
		w.sql.Write(" ")
	}
}

// key is the column of a dimension in a part; later is the years by which the day of a
// comparison stands before the span.
func (s *side) key(name string, later int64) (column, error) {
	if name == Kind {
		text := "'" + strings.ReplaceAll(s.part.Zh, "'", "''") + "'"
		if s.dialect() == kernel.Postgres {
			text = "CAST(" + text + ` AS TEXT) COLLATE "C"`
		}
		return column{text: text, field: &kernel.Field{Name: Kind, Kind: kernel.KindText}}, nil
	}
	if isTime(name) {
		day, err := s.at(s.part.Date)
		if err != nil {
			return column{}, err
		}
		return timeOf(name, day.text, later), nil
	}
	d, ok := s.query.Fact.dimension(name)
	if !ok {
		return column{}, NoSuchFigure.With(kernel.Text("name", name))
	}
	c, err := s.at(of(d.Path, s.n))
	if err == nil && c.audience != "" {
		err = NoSuchFigure.With(kernel.Text("name", name)) // nobody learns from groups what he may not read
	}
	return c, err
}

// figure is what a row counts for a measure; NULL where it counts nothing.
func (s *side) figure(m Measure) (string, error) {
	if s.cube != nil {
		for i, sum := range s.sums {
			if sum.Name == m.Name && s.cube.sum(m) >= 0 {
				return "c.s" + strconv.Itoa(i), nil
			}
		}
	}
	flag := func(text string) (string, error) {
		for _, only := range []struct{ path, is string }{{m.Unless, " = 0"}, {m.When, " < 0"}} {
			path, not := strings.CutPrefix(only.path, "-")
			if path = of(path, s.n); path == "" {
				continue
			}
			if not {
				only.is = " >= 0"
			}
			c, err := s.at(path)
			if err != nil {
				return "", err
			}
			text = "CASE WHEN " + c.text + only.is + " THEN " + text + " END"
		}
		return text, nil
	}
	const nothing = "CAST(NULL AS BIGINT)"
	if m.Operation == Count {
		if len(m.Of) > 0 && of(m.Of[0], s.n) == "" {
			return nothing, nil
		}
		return flag("1")
	}
	if m.Operation == Distinct {
		c, err := s.at(of(m.Of[0], s.n))
		if err != nil {
			return "", err
		}
		return flag("NULLIF(" + c.text + ", " + s.dialect().Nothing(c.field) + ")")
	}
	sum, some := "0", false
	for _, path := range m.Of {
		sign := " + "
		path, less := strings.CutPrefix(path, "-")
		if of(path, s.n) == "" {
			continue
		}
		some = true
		if less != s.part.Red {
			sign = " - "
		}
		c, err := s.at(of(path, s.n))
		if err != nil {
			return "", err
		}
		sum += sign + c.text
	}
	if !some {
		return nothing, nil
	}
	return flag(sum)
}

// needs are the audiences that a measure is for.
func (s *side) needs(m Measure) ([]string, error) {
	var list []string
	for _, path := range append(slices.Clone(m.Of), m.When) {
		if m.Operation == Ratio && path != m.When {
			part, _ := s.query.Fact.measure(path)
			more, err := s.needs(part)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		}
		path = of(strings.TrimPrefix(path, "-"), s.n)
		if path == "" {
			continue
		}
		c, err := s.at(path)
		if err != nil {
			return nil, err
		}
		if c.audience != "" {
			list = append(list, c.audience)
		}
	}
	return list, nil
}
