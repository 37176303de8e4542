package rowstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Migrate brings the tables and indexes of the database to the catalogue,
// making what is missing, and moves values that rows kept for this release into
// their columns. On an empty database it makes everything. It belongs in a
// transaction; rows are not shown to anyone between its steps.
func (s *Session) Migrate() error {
	for _, schema := range s.Catalog.Schemas {
		current, err := s.column(s.columnsText(), schema.Name)
		if err != nil {
			return err
		}
		statements, added := s.Dialect.Migrate(schema, current)
		for _, text := range statements {
			if err := s.exec(text); err != nil {
				return err
			}
		}
		if len(added) > 0 {
			if err := s.refill(schema, added); err != nil {
				return err
			}
		}
		if err := s.migrateIndexes(schema); err != nil {
			return err
		}
		if err := s.foldAway(schema, current); err != nil {
			return err
		}
	}
	return s.refreshKeys()
}

func (s *Session) columnsText() string {
	if s.Dialect == kernel.Postgres {
		return `SELECT attname::text FROM pg_attribute
  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1)) AND attnum > 0 AND NOT attisdropped`
	}
	return `SELECT name FROM pragma_table_info(?)`
}

func (s *Session) indexesText() string {
	if s.Dialect == kernel.Postgres {
		return `SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() AND tablename = $1`
	}
	return `SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`
}

// column reads a result of one text column.
func (s *Session) column(text string, args ...any) ([]string, error) {
	rows, err := s.handle.QueryContext(context.Background(), text, args...)
	if err != nil {
		return nil, fmt.Errorf("rowstore: %s: %w", text, err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("rowstore: %s: %w", text, err)
		}
		list = append(list, name)
	}
	return list, rows.Err()
}

// refill writes the rows for which an added column is more than its default:
// all of them for a computed column, else those that keep unknown fields.
func (s *Session) refill(schema *kernel.Schema, added []kernel.Column) error {
	computed := false
	for _, c := range added {
		computed = computed || c.Field == nil && c.Name != kernel.MoreColumn
	}
	return s.pages(schema, func(rows []kernel.Row) error {
		var changed []kernel.Row
		for _, row := range rows {
			moved, err := kernel.Absorb(row)
			if err != nil {
				return fmt.Errorf("rowstore: migrate %s %s: %w", schema.Name, row.Base().ID, err)
			}
			if moved || computed {
				changed = append(changed, row)
			}
		}
		return s.Upsert(changed)
	})
}

func (s *Session) migrateIndexes(schema *kernel.Schema) error {
	current, err := s.column(s.indexesText(), schema.Name)
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, ix := range s.indexes(schema) {
		wanted[ix.Name] = true
	}
	for _, name := range current {
		if ours(name) && !wanted[name] {
			if err := s.exec("DROP INDEX " + kernel.Quote(name)); err != nil {
				return err
			}
		}
	}
	for _, ix := range s.indexes(schema) {
		if !slices.Contains(current, ix.Name) {
			if err := s.exec(ix.Create); err != nil {
				return err
			}
		}
	}
	return nil
}

// ours tells an index out of a declaration from one that an administrator made.
func ours(name string) bool {
	return strings.HasPrefix(name, "ix_") || strings.HasPrefix(name, "ux_") || strings.HasPrefix(name, "rx_") || strings.HasPrefix(name, "wx_")
}

// DropIndexes makes a bulk load fast; CreateIndexes must follow it.
func (s *Session) DropIndexes(schema *kernel.Schema) error {
	for _, ix := range s.indexes(schema) {
		if err := s.exec("DROP INDEX IF EXISTS " + kernel.Quote(ix.Name)); err != nil {
			return err
		}
	}
	return nil
}

// CreateIndexes makes the indexes of a schema that are not there.
func (s *Session) CreateIndexes(schema *kernel.Schema) error {
	for _, ix := range s.indexes(schema) {
		if err := s.exec(ix.Create); err != nil {
			return err
		}
	}
	return nil
}
