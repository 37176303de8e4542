package figures

import (
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// nextDay writes which is the first day from one on that has rows, seen or not.
func (w *writer) nextDay(from kernel.Date) error {
	w.sql.Write("SELECT COALESCE(MIN(day), 0) FROM (")
	for n := range w.query.Fact.Parts {
		s, err := w.side(n)
		if err != nil {
			return err
		}
		day, err := s.at(s.part.Date)
		if err != nil {
			return err
		}
		table, alias := s.schema, "t"
		if s.leader != nil {
			table, alias = s.leader.schema, "d"
		}
		if n > 0 {
			w.sql.Write(" UNION ALL ")
		}
		w.sql.Write("SELECT MIN(", day.text, ") AS day FROM ", kernel.Quote(table.Name), " ", alias, " WHERE ", day.text, " BETWEEN ")
		w.sql.Arg(int64(from))
		w.sql.Write(" AND ")
		w.sql.Arg(int64(w.query.To))
	}
	w.sql.Write(") days")
	return nil
}

// listed writes the rows of a day, at most limit behind some values if they are given.
func (w *writer) listed(day kernel.Date, after []kernel.Value, limit int) error {
	var sides []*listing
	for n := range w.query.Fact.Parts {
		s, err := w.listing(n)
		if err != nil {
			return err
		}
		sides = append(sides, s)
	}
	w.with(true)
	w.sql.Write("f AS (")
	for n, s := range sides {
		if n > 0 {
			w.sql.Write(" UNION ALL ")
		}
		w.sql.Write("SELECT ")
		for i, text := range s.texts {
			w.sql.Write(text, " AS v", strconv.Itoa(i), ", ")
		}
		w.sql.Write(strconv.Itoa(n), " AS part, ", s.document(), ` AS document, t."id" AS id`)
		s.tables()
		if err := s.conditions(s.day, day, day); err != nil {
			return err
		}
	}
	w.sql.Write(") SELECT * FROM f")
	keys := strings.Join(append(sides[0].along, "id"), ", ")
	if after != nil {
		w.sql.Write(" WHERE (", keys, ") > (")
		for i, v := range after {
			if i > 0 {
				w.sql.Write(", ")
			}
			w.sql.Arg(kernel.ColumnOf(v))
		}
		w.sql.Write(")")
	}
	w.sql.Write(" ORDER BY ", keys)
	if limit > 0 {
		w.sql.Write(" LIMIT ")
		w.sql.Arg(int64(limit))
	}
	return nil
}

// listing is a part of a list.
type listing struct {
	*side
	day   string
	texts []string // of dimensions with what they show, of measures, of what orders rows
	along []string // the names of the last
}

// document is the id of what a row opens.
func (l *listing) document() string {
	if l.leader != nil {
		return `d."id"`
	}
	return `t."id"`
}

func (w *writer) listing(n int) (*listing, error) {
	s, err := w.side(n)
	if err != nil {
		return nil, err
	}
	l := &listing{side: s}
	day, err := s.at(s.part.Date)
	if err != nil {
		return nil, err
	}
	l.day = day.text
	for _, d := range w.dims {
		if err := l.dimension(d); err != nil {
			return nil, err
		}
	}
	for _, m := range w.sums {
		text, err := s.figure(m)
		if err != nil {
			return nil, err
		}
		if m.Operation == Distinct {
			text = "CASE WHEN " + text + " IS NULL THEN 0 ELSE 1 END"
		}
		l.texts = append(l.texts, "COALESCE("+text+", 0)")
	}
	for _, name := range w.query.Along {
		key, err := s.key(name, 0)
		if err != nil {
			return nil, err
		}
		l.along = append(l.along, "v"+strconv.Itoa(len(l.texts)))
		l.texts = append(l.texts, key.text)
	}
	return l, (&span{side: s}).also()
}

// dimension adds what a row is told apart by: of a reference what the document calls
// it, unless it was merged into another, or what it is called.
func (l *listing) dimension(d dim) error {
	key, err := l.key(d.Name, 0)
	if err != nil {
		return err
	}
	if d.target == nil {
		l.texts = append(l.texts, key.text)
		return nil
	}
	label := "''"
	if f := d.title(); f != nil {
		c, err := l.at(of(d.Path, l.n) + "." + f.Name)
		if err != nil {
			return err
		}
		label = c.text
	}
	if d.Copy != "" {
		c, err := l.at(of(d.Copy, l.n))
		if err != nil {
			return err
		}
		label = "CASE WHEN " + key.text + " = " + key.bare + " OR " + label + " = '' THEN " + c.text + " ELSE " + label + " END"
	}
	l.texts = append(l.texts, label)
	for _, f := range d.shows {
		c, err := l.at(of(d.Path, l.n) + "." + f.Name)
		if err != nil {
			return err
		}
		l.texts = append(l.texts, c.text)
	}
	return nil
}
