package figures

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
)

// Cube is dimensions by which a store keeps what a fact comes to in each month, in a
// table beside the rows, and in each year, so that nobody adds up again what is long over. They are fields
// of the rows or of their document; what lies behind them is looked up when it is asked
// for, so a customer who moves, or is merged into another, changes no cube.
type Cube []string

// cube is one as its store has it. A cell is a month or a year, a part and a value of
// each dimension; it has the number of its rows and what they come to for each measure.
type cube struct {
	fact    *Fact
	catalog *kernel.Catalog
	by      Cube
	table   string
	kinds   []kernel.Kind // of the keys
	sums    []Measure     // that cells have
}

// cubes are those of the fact whose fields the catalogue has; all or none.
func (f *Fact) cubes(c *kernel.Catalog) ([]*cube, error) {
	var list []*cube
	for _, by := range f.Cubes {
		made := &cube{fact: f, catalog: c, by: by, table: strings.Join(append([]string{"_sum", f.Name}, by...), "_")}
		if err := made.resolve(); err != nil {
			return nil, err
		}
		list = append(list, made)
	}
	return list, nil
}

// NotKept is what a cube cannot be made of.
var NotKept = kernel.Refuse("figure.not_kept", "「{name}」不是单据或明细自己的字段，不能按它留存合计", "{name} is no field of the rows or of their document, so no sums are kept by it")

// resolve follows the paths of the dimensions and measures.
func (c *cube) resolve() error {
	led := true
	for n, p := range c.fact.Parts {
		s, err := c.side(n, unasked{}.Statement())
		if err != nil {
			return err
		}
		if _, err := s.document(); err != nil {
			return err
		}
		for i, name := range c.by {
			d, ok := c.fact.dimension(name)
			if !ok || d.Path == "" {
				return NotKept.With(kernel.Text("name", name))
			}
			key, err := s.at(of(d.Path, n))
			if err != nil || key.audience != "" || n > 0 && c.kinds[i] != key.field.Kind {
				return NotKept.With(kernel.Text("name", name))
			}
			if n == 0 {
				c.kinds = append(c.kinds, key.field.Kind)
			}
			led = led && p.Leader != "" && strings.HasPrefix(of(d.Path, n), p.Leader+".")
		}
		for _, m := range c.fact.Measures {
			if m.Operation == Ratio {
				continue
			}
			if _, err := s.figure(m); err != nil {
				return err
			}
		}
		if err := (&span{side: s}).also(); err != nil {
			return err
		}
		if slices.ContainsFunc(s.joins, func(j join) bool { return j.way != beside }) {
			return NotKept.With(kernel.Text("name", strings.Join(c.by, " ")))
		}
	}
	for _, m := range c.fact.Measures {
		if m.Operation == Sum || m.Operation == Count || led && c.fact.countsDocuments(c.catalog, m) {
			c.sums = append(c.sums, m)
		}
	}
	return nil
}

// countsDocuments tells whether a measure is how many documents the rows have. Each lies
// in one cell of what tells documents apart, so their numbers can be added; but for
// documents whose rows are of two parts.
func (f *Fact) countsDocuments(c *kernel.Catalog, m Measure) bool {
	if m.Operation != Distinct || m.Unless != "" || m.When != "" {
		return false
	}
	var documents []*kernel.Schema
	for n, p := range f.Parts {
		if p.Leader == "" || of(m.Of[0], n) != p.Leader {
			return false
		}
		s := c.Schema(p.Entity)
		document := s.Target(s.Field(p.Leader))
		if slices.Contains(documents, document) {
			return false
		}
		documents = append(documents, document)
	}
	return true
}

// side reads the rows of a part as they are, through nobody's eyes.
func (c *cube) side(n int, sql *kernel.SQL) (*side, error) {
	s, err := (&writer{query: Query{Fact: c.fact}, catalog: c.catalog, sql: sql}).side(n)
	if err == nil {
		s.raw = true
	}
	return s, err
}

// document is the schema whose rows have the day, and the field of it.
func (s *side) document() (day *kernel.Field, err error) {
	schema, path := s.schema, s.part.Date
	if s.leader != nil {
		rest, ok := strings.CutPrefix(path, s.leader.path+".")
		if !ok {
			return nil, NotKept.With(kernel.Text("name", path))
		}
		schema, path = s.leader.schema, rest
	}
	if day = schema.Field(path); day == nil || day.Kind != kernel.KindDate {
		return nil, NotKept.With(kernel.Text("name", s.part.Date))
	}
	return day, nil
}

// columns are those of the table: the keys of its cells, then what they come to.
func (c *cube) columns() (keys, sums []string) {
	keys = []string{`"period"`, `"part"`}
	for i := range c.by {
		keys = append(keys, `"k`+strconv.Itoa(i)+`"`)
	}
	sums = []string{`"n"`}
	for i := range c.sums {
		sums = append(sums, `"m`+strconv.Itoa(i)+`"`)
	}
	return keys, sums
}

// create makes the table.
func (c *cube) create(on Writer) error {
	q := on.Statement()
	q.Write("CREATE TABLE IF NOT EXISTS ", kernel.Quote(c.table), " (")
	keys, sums := c.columns()
	for i, key := range keys {
		kind := kernel.KindInt
		if i >= 2 {
			kind = c.kinds[i-2]
		}
		q.Write(key, " ", columnType(kind, q.Dialect), " NOT NULL, ")
	}
	for _, sum := range sums {
		q.Write(sum, " BIGINT NOT NULL, ")
	}
	q.Write("PRIMARY KEY (", strings.Join(keys, ", "), "))")
	if q.Dialect == kernel.SQLite {
		q.Write(" WITHOUT ROWID")
	}
	return on.Do(q)
}

// columnType is what holds a key; text compares bytewise in both databases.
func columnType(k kernel.Kind, d kernel.Dialect) string {
	text := postgresType(k)
	switch {
	case d == kernel.SQLite && text == "BYTEA":
		return "BLOB"
	case d == kernel.Postgres && text == "TEXT":
		return `TEXT COLLATE "C"`
	}
	return text
}

// made says how the cubes of a fact are made. What was made otherwise counts for nothing.
func (f *Fact) made(c *kernel.Catalog) string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %+v %+v %+v %+v", c.Release, f.Parts, f.Cubes, f.Dimensions, f.Measures) // a hash never fails
	return strconv.FormatUint(h.Sum64(), 36)
}
