package figures

import (
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// side is one part of a fact being written: its rows and what its paths lead to.
type side struct {
	*writer
	part   Part
	n      int // of the part
	schema *kernel.Schema
	joins  []join // in the order in which they depend on each other
	leader *join  // of the rows' document; nil for rows of their own
	raw    bool   // references name the rows that they name, merged or not
	cube   *cells // that are read instead of the rows; nil for the rows
}

// join brings in the row that a reference leads to, or the guarded fields of one.
type join struct {
	path   string
	schema *kernel.Schema
	alias  string
	key    string // the id that it is found by
	way    way
}

// way is how a row is brought in.
type way uint8

const (
	seen   way = iota // the row itself, if the reader sees it
	beside            // guarded fields, of which the reader holds the audience
	merged            // which row stands for it, if it was merged into another
)

// column is what a path leads to.
type column struct {
	text     string // in SQL, never NULL
	field    *kernel.Field
	bare     string         // of a reference: the row that it names, merged or not
	target   *kernel.Schema // of a reference
	audience string         // that may see it; "" for whoever sees the row
}

func (w *writer) side(n int) (*side, error) {
	p := w.query.Fact.Parts[n]
	s := &side{writer: w, part: p, n: n, schema: w.catalog.Schema(p.Entity)}
	if s.schema == nil {
		return nil, NoSuchFigure.With(kernel.Text("name", p.Entity))
	}
	if p.Leader == "" {
		return s, nil
	}
	f := s.schema.Field(p.Leader)
	if f == nil || s.schema.Target(f) == nil {
		return nil, NoSuchFigure.With(kernel.Text("name", p.Leader))
	}
	s.leader = &join{path: p.Leader, schema: s.schema.Target(f), alias: "d"}
	return s, nil
}

// at is the column of a path, with what it takes to get there.
func (s *side) at(path string) (column, error) {
	if s.cube != nil {
		return s.cube.at(s, path)
	}
	return s.walk(path, 0, s.schema, "t")
}

// walk follows a path from one of its steps on, which a row of the schema takes.
func (s *side) walk(path string, from int, schema *kernel.Schema, alias string) (column, error) {
	steps, loose := strings.Split(path, "."), from > 0
	for i, step := range steps[:len(steps)-1] {
		if i < from {
			continue
		}
		f := schema.Field(step)
		if f == nil || schema.Target(f) == nil {
			return column{}, NoSuchFigure.With(kernel.Text("name", path))
		}
		way := strings.Join(steps[:i+1], ".")
		if i == 0 && s.leader != nil && way == s.leader.path {
			schema, alias = s.leader.schema, s.leader.alias
			continue
		}
		key := s.survivor(schema.Target(f), cell(alias, f, loose, s.dialect()))
		schema, alias, loose = schema.Target(f), s.join(way, schema.Target(f), key, seen), true
	}
	name := steps[len(steps)-1]
	if strings.HasPrefix(name, kernel.CustomPrefix) {
		return s.ownColumn(path, name, schema, alias, loose)
	}
	if f := schema.Field(name); f != nil {
		c := column{field: f, target: schema.Target(f), text: cell(alias, f, loose, s.dialect())}
		if c.bare = c.text; c.target != nil {
			c.text = s.survivor(c.target, c.text)
		}
		return c, nil
	}
	for _, part := range schema.Parts {
		if f := part.Field(name); f != nil && f.Sees != "" {
			at := s.join(alias+"#"+part.Name, part, alias+`."id"`, beside)
			return column{field: f, text: cell(at, f, true, s.dialect()), audience: f.Sees}, nil
		}
	}
	return column{}, NoSuchFigure.With(kernel.Text("name", path))
}

// cell is a field of a row that may not be there, then its nothing.
func cell(alias string, f *kernel.Field, loose bool, d kernel.Dialect) string {
	text := alias + "." + kernel.Quote(f.Name)
	if loose {
		return "COALESCE(" + text + ", " + d.Nothing(f) + ")"
	}
	return text
}

func (s *side) join(path string, schema *kernel.Schema, key string, by way) string {
	for _, j := range s.joins {
		if j.path == path {
			return j.alias
		}
	}
	alias := "j" + strconv.Itoa(len(s.joins)+1)
	s.joins = append(s.joins, join{path, schema, alias, key, by})
	return alias
}

// survivor is the row that stands for one that may have been merged into another.
func (s *side) survivor(schema *kernel.Schema, key string) string {
	if s.raw || schema.MergedBy() == nil {
		return key
	}
	s.merging(schema)
	alias := s.join(schema.Name+" "+key, schema, key, merged)
	return "COALESCE(" + alias + `."keep", ` + key + ")"
}

// tables writes the tables of the part, the document first: its day leads to few rows.
func (s *side) tables() {
	switch {
	case s.cube != nil:
		s.cube.table(s)
	case s.leader != nil:
		s.sql.Write(" FROM ", kernel.Quote(s.leader.schema.Name), " d ")
		then := "JOIN "
		if s.dialect() == kernel.SQLite {
			then = "CROSS JOIN " // in this order: its planner counts on tables of a size that it has not measured
		}
		s.sql.Write(then, kernel.Quote(s.schema.Name), " t ON t.", kernel.Quote(s.leader.path), ` = d."id"`)
	default:
		s.sql.Write(" FROM ", kernel.Quote(s.schema.Name), " t")
	}
	for _, j := range s.joins {
		table, id := kernel.Quote(j.schema.Name), `."id" = `
		if j.way == merged {
			table, id = survivors(j.schema), `."gone" = `
		}
		s.sql.Write(" LEFT JOIN ", table, " ", j.alias, " ON ", j.alias, id, j.key)
		if j.way == seen {
			s.sql.Write(" AND ")
			s.viewer.WhereSurely(s.sql, j.schema, j.alias)
		}
	}
}

// conditions writes which rows count: those of the days that the reader sees.
func (s *side) conditions(day string, from, to kernel.Date) error {
	s.sql.Write(" WHERE ")
	if s.part.Date != "" {
		s.sql.Write(day, " BETWEEN ")
		s.sql.Arg(int64(from))
		s.sql.Write(" AND ")
		s.sql.Arg(int64(to))
	} else {
		s.sql.Write("1 = 1")
	}
	if err := s.counts(); err != nil {
		return err
	}
	s.scope()
	return s.narrowed()
}

// counts writes which rows count, whoever reads them.
func (s *side) counts() error {
	s.sql.Write(` AND t."removed" = 0`)
	if s.leader != nil {
		s.sql.Write(` AND d."removed" = 0`)
	}
	for _, path := range s.part.Some {
		c, err := s.at(path)
		if err != nil {
			return err
		}
		s.sql.Write(" AND ", c.text, " <> ", s.dialect().Nothing(c.field))
	}
	for _, c := range s.part.Only {
		if err := s.chosen(c, " IN ("); err != nil {
			return err
		}
	}
	for _, c := range s.part.Except {
		if err := s.chosen(c, " NOT IN ("); err != nil {
			return err
		}
	}
	return nil
}

// narrowed writes what the question is narrowed down to.
func (s *side) narrowed() error {
	for _, name := range sorted(s.query.Only) {
		if err := s.only(name); err != nil {
			return err
		}
	}
	return nil
}

// chosen writes that a field is one of some values, or that it is not.
func (s *side) chosen(c Choice, in string) error {
	at, err := s.at(c.Path)
	if err != nil {
		return err
	}
	s.sql.Write(" AND ", at.text, in)
	for i, text := range c.Values {
		v, err := kernel.ParseValue(at.field.Kind, text)
		if err != nil {
			return NoSuchFigure.With(kernel.Text("name", text))
		}
		if i > 0 {
			s.sql.Write(", ")
		}
		s.sql.Arg(kernel.ColumnOf(v))
	}
	s.sql.Write(")")
	return nil
}

// day is the column of the day that rows count on; none where they are there now.
func (s *side) day() (column, error) {
	if s.part.Date == "" {
		return column{text: "0"}, nil
	}
	return s.at(s.part.Date)
}

// scope writes what the reader sees. Rows that are seen with their document, and only
// so, need no look of their own.
func (s *side) scope() {
	if s.viewer == nil {
		return
	}
	s.sql.Write(" AND ")
	if s.leader != nil && followsOnly(s.schema, s.leader.path) {
		s.viewer.Window(s.sql, s.schema, "t")
	} else {
		s.viewer.WhereSurely(s.sql, s.schema, "t")
	}
	if s.leader != nil { // its fields are read, so it has to be seen
		s.sql.Write(" AND ")
		s.viewer.WhereSurely(s.sql, s.leader.schema, "d")
	}
}

func followsOnly(s *kernel.Schema, by string) bool {
	return len(s.Scope) == 1 && s.Scope[0].Gate == "" && s.FollowsBy(s.Field(by))
}

// only narrows the rows down to some values of a dimension.
func (s *side) only(name string) error {
	key, err := s.key(name, 0)
	if err != nil {
		return err
	}
	s.sql.Write(" AND ", key.text, " IN (")
	for i, v := range s.query.Only[name] {
		if i > 0 {
			s.sql.Write(", ")
		}
		if key.target != nil && key.target.MergedBy() != nil {
			s.sql.Write(`COALESCE((SELECT "keep" FROM `, survivors(key.target), ` WHERE "gone" = `)
			s.sql.Arg(kernel.ColumnOf(v))
			s.sql.Write("), ")
			s.sql.Arg(kernel.ColumnOf(v))
			s.sql.Write(")")
			continue
		}
		s.sql.Arg(kernel.ColumnOf(v))
	}
	s.sql.Write(")")
	return nil
}
