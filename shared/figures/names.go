package figures

import "strconv"

// copies are, by dimension, the rows of which documents keep a copy of what a group is
// called; nil where they keep none.
func (w *writer) copies() ([][]*span, error) {
	list := make([][]*span, len(w.dims))
	for i, d := range w.dims {
		var err error
		if list[i], err = w.copiesOf(d); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (w *writer) copiesOf(d dim) (list []*span, err error) {
	if d.Copy == "" || d.target == nil {
		return nil, nil
	}
	for n := range w.query.Fact.Parts {
		for _, before := range []bool{false, true} {
			if before && w.query.With == Nothing {
				continue
			}
			s, err := w.copy(d.Dimension, n, before)
			if err != nil {
				return nil, err
			}
			list = append(list, s)
		}
	}
	return list, nil
}

func (w *writer) copy(d Dimension, n int, before bool) (*span, error) {
	from, to := w.query.From, w.query.To
	if before {
		from, to = w.query.With.span(from, to)
	}
	part, err := w.side(n)
	if err != nil {
		return nil, err
	}
	s := &span{side: part, from: from, to: to}
	day, err := s.side.day()
	if err != nil {
		return nil, err
	}
	s.day = day.text
	key, err := s.key(d.Name, 0)
	if err != nil {
		return nil, err
	}
	called, err := s.at(of(d.Copy, n))
	if err != nil {
		return nil, err
	}
	s.keys = []string{key.text, called.text}
	return s, s.also()
}

// copied writes what documents call the groups of a dimension, as n and its number. A
// database works it out once, and only if there is a group that has no title.
func (w *writer) copied(i int, spans []*span) error {
	if len(spans) == 0 {
		return nil
	}
	w.sql.Write(", n", strconv.Itoa(i), " AS MATERIALIZED (")
	err := w.called(spans)
	w.sql.Write(")")
	return err
}

// called writes what documents call the groups of a dimension.
func (w *writer) called(spans []*span) error {
	w.sql.Write("SELECT k0, MAX(k1) AS called FROM (")
	for i, s := range spans {
		if i > 0 {
			w.sql.Write(" UNION ALL ")
		}
		if err := s.rows(); err != nil {
			return err
		}
	}
	w.sql.Write(") f GROUP BY k0")
	return nil
}
