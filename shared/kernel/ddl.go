package kernel

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// Dialect is one of the two databases a company lives in.
type Dialect uint8

// The dialects.
const (
	SQLite Dialect = iota + 1
	Postgres
)

// Columns of a table beside its fields.
const (
	// MoreColumn keeps the record of fields of newer releases as it came.
	MoreColumn = "more"
	// FindColumn holds [FindKey] of the search fields; lists search it.
	FindColumn = "find"
	// SortColumn holds [SortKey] of the first title field that is a text; lists
	// sort names by it.
	SortColumn = "sort_key"
)

// FindKey makes the text that search terms are looked for in, out of the search
// fields of a row. SortKey makes a text whose bytewise order is the one people
// expect of names. Whoever links the modules sets both while packages
// initialise; a stored column is only as good as the function that filled it, so
// another KeyVersion means filling the columns again.
var (
	FindKey    = func(texts ...string) string { return strings.ToLower(strings.Join(texts, " ")) }
	SortKey    = strings.ToLower
	KeyVersion = func() string { return "plain" }
)

// Column is one column of an entity's table.
type Column struct {
	Name  string
	Type  string // as its dialect declares it
	Field *Field // nil for computed columns and more
}

// Columns lists the columns of the schema's table: its fields in their order,
// then more, then the computed ones. It panics when a field takes the name of
// one of the latter.
func (d Dialect) Columns(s *Schema) []Column {
	var columns []Column
	for _, f := range s.Fields {
		if f.Name == MoreColumn || f.Name == FindColumn || f.Name == SortColumn {
			panic(fmt.Sprintf("kernel: %s.%s takes the name of a column that every table has", s.Name, f.Name))
		}
		columns = append(columns, Column{f.Name, d.columnType(s, f), f})
	}
	columns = append(columns, Column{Name: MoreColumn, Type: d.bytesType()})
	if len(s.SearchFields()) > 0 {
		columns = append(columns, Column{Name: FindColumn, Type: d.textType()})
	}
	if s.SortField() != nil {
		columns = append(columns, Column{Name: SortColumn, Type: d.textType()})
	}
	return columns
}

// Every column has a default that is its kind's nothing, so a column can be
// added to a table with rows and no comparison ever meets a NULL.

func (d Dialect) columnType(s *Schema, f *Field) string {
	switch {
	case f.Kind == KindBool || f.Kind.number():
		if d == Postgres {
			return "BIGINT NOT NULL DEFAULT 0"
		}
		return "INTEGER NOT NULL DEFAULT 0"
	case f.Kind == KindText || f.Kind == KindState || f.Kind == KindChoice || f.Kind == KindFile:
		return d.textType()
	case f.Name == "id":
		if d == Postgres {
			return "BYTEA PRIMARY KEY"
		}
		return "BLOB PRIMARY KEY NOT NULL"
	case f.Kind == KindID || f.Kind == KindCustom || f.Kind == KindBytes:
		return d.bytesType()
	}
	panic(fmt.Sprintf("kernel: %s.%s: rows hold no %s", s.Name, f.Name, f.Kind))
}

// Text compares bytewise in both: SQLite's BINARY, PostgreSQL's "C".
func (d Dialect) textType() string {
	if d == Postgres {
		return `TEXT COLLATE "C" NOT NULL DEFAULT ''`
	}
	return "TEXT NOT NULL DEFAULT ''"
}

func (d Dialect) bytesType() string {
	if d == Postgres {
		return `BYTEA NOT NULL DEFAULT ''`
	}
	return "BLOB NOT NULL DEFAULT x''"
}

// Placeholder is the n-th argument in a statement, counted from 1.
func (d Dialect) Placeholder(n int) string {
	if d == Postgres {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// Quote makes an identifier of a name; names may be words of SQL.
func Quote(name string) string { return `"` + name + `"` }

// CreateTable is the statement that makes the schema's table.
//
// SQLite tables have a rowid and an index on id. WITHOUT ROWID loads, scans and
// finds by id at the same speed and in the same space, but reads a range of an
// index a quarter slower, because its pages hold whole rows on the way down
// (BenchmarkLayout of rowstore, rows of 350 bytes).
func (d Dialect) CreateTable(s *Schema) string {
	columns := d.Columns(s)
	lines := make([]string, len(columns))
	for i, c := range columns {
		lines[i] = "  " + Quote(c.Name) + " " + c.Type
	}
	return "CREATE TABLE IF NOT EXISTS " + Quote(s.Name) + " (\n" + strings.Join(lines, ",\n") + "\n)"
}

// IndexDDL is one index of a table.
type IndexDDL struct {
	Name   string
	Create string
}

// Indexes lists the indexes of the schema's table by name. A unique key counts
// for rows that have one and are not removed; removed rows with a key stand in
// an index of their own, because a range shows them too. None is on the version.
func (d Dialect) Indexes(s *Schema) []IndexDDL {
	var list []IndexDDL
	for _, ix := range s.Indexes {
		key := names(ix.Fields)
		if !ix.Unique {
			list = append(list, d.index("ix_", ix, append(key, "id"), ""))
			continue
		}
		has := Quote(ix.Fields[0].Name) + " <> " + d.Nothing(ix.Fields[0])
		live := d.index("ux_", ix, key[:ix.KeyLen], has+" AND \"removed\" = 0")
		live.Create = strings.Replace(live.Create, "CREATE INDEX", "CREATE UNIQUE INDEX", 1)
		list = append(list, live, d.index("rx_", ix, append(key, "id"), has+" AND \"removed\" <> 0"))
	}
	for _, f := range s.FileFields() { // who names a content
		list = append(list, d.indexOn("fx_"+s.Name+"_"+f.Name, s, []string{f.Name}, Quote(f.Name)+" <> ''"))
	}
	return list
}

// WayIndexes lists the indexes by which a store that is read through many eyes comes
// to what each of them sees, see [Way]: in the order of ids and, where rows stand in
// months, of their dates.
func (d Dialect) WayIndexes(s *Schema) []IndexDDL {
	var list []IndexDDL
	for _, f := range s.ownWays() {
		if !slices.ContainsFunc(s.Indexes, func(ix *Index) bool { return !ix.Unique && len(ix.Fields) == 1 && ix.Fields[0] == f }) {
			list = append(list, d.wayIndex(s, f.Name, "id"))
		}
		if s.Bucket.set {
			list = append(list, d.wayIndex(s, f.Name, s.byOffset[s.Bucket.dateAt].Name, "id"))
		}
	}
	if s.Bucket.set {
		list = append(list, d.wayIndex(s, s.byOffset[s.Bucket.dateAt].Name, "id"))
	}
	return list
}

func (d Dialect) wayIndex(s *Schema, columns ...string) IndexDDL {
	name := "wx_" + s.Name + "_" + strings.Join(columns[:len(columns)-1], "_")
	return d.indexOn(name, s, columns, "")
}

func (d Dialect) index(prefix string, ix *Index, columns []string, where string) IndexDDL {
	return d.indexOn(prefix+ix.Name, ix.Schema, columns, where)
}

func (d Dialect) indexOn(name string, s *Schema, columns []string, where string) IndexDDL {
	name = shorten(name)
	sql := "CREATE INDEX IF NOT EXISTS " + Quote(name) + " ON " + Quote(s.Name) +
		" (" + Quote(strings.Join(columns, `", "`)) + ")"
	if where != "" {
		sql += " WHERE " + where
	}
	return IndexDDL{name, sql}
}

// Nothing is the literal of the field's zero value.
func (d Dialect) Nothing(f *Field) string {
	switch {
	case f.Kind == KindBool || f.Kind.number():
		return "0"
	case f.Kind == KindID || f.Kind == KindCustom || f.Kind == KindBytes:
		if d == Postgres {
			return "''::bytea"
		}
		return "x''"
	}
	return "''"
}

// longestName is where PostgreSQL cuts identifiers off.
const longestName = 63

func shorten(name string) string {
	if len(name) <= longestName {
		return name
	}
	hash := fmt.Sprintf("_%016x", xxhash.Sum64String(name))
	return name[:longestName-len(hash)] + hash
}

func names(fields []*Field) []string {
	list := make([]string, 0, len(fields)+1)
	for _, f := range fields {
		list = append(list, f.Name)
	}
	return list
}

// Create lists the statements that make a company's tables and indexes.
func (d Dialect) Create(c *Catalog) []string {
	var statements []string
	for _, s := range c.Schemas {
		statements = append(statements, d.CreateTable(s))
		for _, ix := range d.Indexes(s) {
			statements = append(statements, ix.Create)
		}
	}
	return statements
}

// Migrate lists the statements that bring a table with the given columns to the
// schema, and the columns they add. A column without a table to stand in means
// that all are missing: the table is made. Rows may keep values of the added
// fields among the unknown ones; [Absorb] moves them.
func (d Dialect) Migrate(s *Schema, current []string) (statements []string, added []Column) {
	if len(current) == 0 {
		return []string{d.CreateTable(s)}, nil
	}
	has := map[string]bool{}
	for _, name := range current {
		has[name] = true
	}
	for _, c := range d.Columns(s) {
		if !has[c.Name] {
			added = append(added, c)
			statements = append(statements, "ALTER TABLE "+Quote(s.Name)+" ADD COLUMN "+Quote(c.Name)+" "+c.Type)
		}
	}
	return statements, added
}

// SearchFields are the fields whose texts are found by search, but for fields of
// other kinds than text, which have no words.
func (s *Schema) SearchFields() []*Field {
	var fields []*Field
	for _, f := range s.Fields {
		if f.Search && f.Kind == KindText {
			fields = append(fields, f)
		}
	}
	return fields
}

// SortField is the field that [SortColumn] orders by; nil when rows have no name.
func (s *Schema) SortField() *Field {
	for _, f := range s.Fields {
		if f.Title && f.Kind == KindText {
			return f
		}
	}
	return nil
}
