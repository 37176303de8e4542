package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Table is a table beside the entities': of the logs, or one that only the server
// knows. It is declared once, and made, brought up to date, copied and backed up in
// both databases. Its name starts with an underscore, which no entity's name does.
type Table struct {
	Name    string
	Columns []Column
	Key     []string // names of columns
	// Clustered lays the rows in the order of the key, for narrow rows read by ranges.
	Clustered bool
	Indexes   []Index
}

// Column is a column of such a table. None is ever NULL: one that is added to a
// table with rows holds its kind's nothing in them.
type Column struct {
	Name string
	Kind Kind
}

// Index is an index of such a table.
type Index struct {
	Name    string
	Columns []string
	Unique  bool
}

// Kind is what a column holds.
type Kind uint8

// The kinds of columns.
const (
	Int   Kind = iota + 1
	Text       // compared bytewise
	Bytes      // a BLOB, a BYTEA
	Raw        // text as somebody sent it, which need not be any: bytes in PostgreSQL
)

var declared []*Table

// Declare declares a table while the program initialises.
func Declare(t Table) *Table {
	if !strings.HasPrefix(t.Name, "_") || slices.ContainsFunc(declared, func(d *Table) bool { return d.Name == t.Name }) {
		panic("store: a table cannot be named " + t.Name)
	}
	declared = append(declared, &t)
	return &t
}

// Tables lists what is declared, in the order of names.
func Tables() []*Table {
	return slices.SortedFunc(slices.Values(declared), func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
}

func (k Kind) column(d kernel.Dialect) string {
	if d == kernel.Postgres {
		return map[Kind]string{
			Int: "BIGINT NOT NULL DEFAULT 0", Text: `TEXT COLLATE "C" NOT NULL DEFAULT ''`, Bytes: "BYTEA NOT NULL DEFAULT ''", Raw: "BYTEA NOT NULL DEFAULT ''",
		}[k]
	}
	return map[Kind]string{
		Int: "INTEGER NOT NULL DEFAULT 0", Text: "TEXT NOT NULL DEFAULT ''", Bytes: "BLOB NOT NULL DEFAULT x''", Raw: "TEXT NOT NULL DEFAULT ''",
	}[k]
}

// create lists the statements that make the table with its indexes.
func (t *Table) create(d kernel.Dialect) []string {
	lines := make([]string, 0, len(t.Columns)+1)
	for _, c := range t.Columns {
		lines = append(lines, "  "+kernel.Quote(c.Name)+" "+c.Kind.column(d))
	}
	if len(t.Key) > 0 {
		lines = append(lines, "  PRIMARY KEY ("+quoted(t.Key)+")")
	}
	text := "CREATE TABLE IF NOT EXISTS " + kernel.Quote(t.Name) + " (\n" + strings.Join(lines, ",\n") + "\n)"
	if t.Clustered && d == kernel.SQLite {
		text += " WITHOUT ROWID"
	}
	return append([]string{text}, t.createIndexes()...)
}

func (t *Table) createIndexes() []string {
	var list []string
	for _, ix := range t.Indexes {
		kind := "INDEX"
		if ix.Unique {
			kind = "UNIQUE INDEX"
		}
		list = append(list, "CREATE "+kind+" IF NOT EXISTS "+kernel.Quote(ix.Name)+" ON "+kernel.Quote(t.Name)+" ("+quoted(ix.Columns)+")")
	}
	return list
}

func quoted(names []string) string { return kernel.Quote(strings.Join(names, `", "`)) }

func (t *Table) names() []string {
	list := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = c.Name
	}
	return list
}

// migrate makes the declared tables and the columns that an earlier release did not
// have.
func migrate(conn *sql.Conn, d kernel.Dialect) error {
	for _, t := range Tables() {
		has, err := columnsOf(conn, d, t.Name)
		if err != nil {
			return err
		}
		statements := t.create(d)
		if len(has) > 0 {
			statements = t.createIndexes()
			for _, c := range slices.Backward(t.Columns) {
				if !slices.Contains(has, c.Name) {
					add := "ALTER TABLE " + kernel.Quote(t.Name) + " ADD COLUMN " + kernel.Quote(c.Name) + " " + c.Kind.column(d)
					statements = slices.Insert(statements, 0, add)
				}
			}
		}
		for _, text := range statements {
			if _, err := conn.ExecContext(context.Background(), text); err != nil {
				return fmt.Errorf("store: table %s: %w", t.Name, err)
			}
		}
	}
	return nil
}

// columnsOf lists the columns of a table as it is; none when there is no such table.
func columnsOf(on Querier, d kernel.Dialect, table string) (list []string, err error) {
	text := `SELECT name FROM pragma_table_info($1)`
	if d == kernel.Postgres {
		text = `SELECT attname::text FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) AND attnum > 0 AND NOT attisdropped`
	}
	rows, err := on.QueryContext(context.Background(), text, table)
	if err != nil {
		return nil, fmt.Errorf("store: columns of %s: %w", table, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("store: columns of %s: %w", table, err)
		}
		list = append(list, name)
	}
	return list, rows.Err()
}
