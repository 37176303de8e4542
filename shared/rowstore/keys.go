package rowstore

import (
	"fmt"
	"strings"

	"heyi/shared/kernel"
)

// madeTable says by which version of which function stored columns were filled.
const madeTable = `CREATE TABLE IF NOT EXISTS "_made" (what TEXT PRIMARY KEY, "by" TEXT NOT NULL)`

// rowKeys is changed when other texts of a row go into its keys, see [kernel.RowBinder].
const rowKeys = " with own fields"

// refreshKeys computes the columns for search and order of all rows again when
// they were made by another kernel.KeyVersion than this program's.
func (s *Session) refreshKeys() error {
	if err := s.exec(madeTable); err != nil {
		return err
	}
	made, err := s.column(`SELECT "by" FROM "_made" WHERE what = 'find'`)
	now := kernel.KeyVersion() + rowKeys
	if err != nil || len(made) > 0 && made[0] == now {
		return err
	}
	for _, schema := range s.Catalog.Schemas {
		if len(schema.SearchFields()) == 0 {
			continue
		}
		if err := s.refreshKeysOf(schema); err != nil {
			return err
		}
	}
	stmt, err := s.prepare(s.numbered(`INSERT INTO "_made" VALUES ('find', ?) ON CONFLICT (what) DO UPDATE SET "by" = excluded."by"`))
	if err != nil {
		return err
	}
	return Run(stmt, []any{now})
}

// refreshKeysOf writes the rows of an entity whose keys have changed.
func (s *Session) refreshKeysOf(schema *kernel.Schema) error {
	names := s.table(schema).names[len(schema.Fields)+1:] // behind more: the computed columns
	text := "UPDATE " + kernel.Quote(schema.Name) + " SET " + strings.Join(names, " = ?, ") + ` = ? WHERE "id" = ? AND (` +
		strings.Join(names, " <> ? OR ") + " <> ?)"
	stmt, err := s.prepare(s.numbered(text))
	if err != nil {
		return err
	}
	binder := kernel.NewRowBinder(schema)
	var columns []any
	return s.pages(schema, func(rows []kernel.Row) error {
		for _, row := range rows {
			columns = binder.Append(columns[:0], row)
			keys, id := columns[len(columns)-len(names):], row.Base().ID
			args := append(append(append([]any{}, keys...), id[:]), keys...)
			if err := Run(stmt, args); err != nil {
				return fmt.Errorf("rowstore: search keys of %s: %w", schema.Name, err)
			}
		}
		return nil
	})
}

// numbered puts the dialect's placeholders into a text with question marks.
func (s *Session) numbered(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "?") {
		if i > 0 {
			b.WriteString(s.Dialect.Placeholder(i))
		}
		b.WriteString(part)
	}
	return b.String()
}
