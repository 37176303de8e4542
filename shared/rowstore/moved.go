package rowstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// foldAway takes the columns of fields that have got an audience since out of the
// main table. Rows that have a value there keep it among their unknown fields, until
// an upgrade moves it to the companion or the server sends the row anew.
func (s *Session) foldAway(schema *kernel.Schema, current []string) error {
	var columns []string
	var moved []*kernel.Field
	for _, f := range schema.Moved() {
		if slices.Contains(current, f.Name) {
			columns, moved = append(columns, kernel.Quote(f.Name)), append(moved, f)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	text := "SELECT " + strings.Join(columns, ", ") + " FROM " + kernel.Quote(schema.Name) + ` WHERE "id" = ` + s.Dialect.Placeholder(1)
	err := s.pages(schema, func(rows []kernel.Row) error {
		var changed []kernel.Row
		for _, row := range rows {
			some, err := s.fold(text, moved, row)
			if err != nil {
				return fmt.Errorf("rowstore: migrate %s %s: %w", schema.Name, row.Base().ID, err)
			}
			if some {
				changed = append(changed, row)
			}
		}
		return s.Upsert(changed)
	})
	for _, c := range columns {
		if err == nil {
			err = s.exec("ALTER TABLE " + kernel.Quote(schema.Name) + " DROP COLUMN " + c)
		}
	}
	return err
}

// fold reads the old columns of a row into its unknown fields.
func (s *Session) fold(text string, moved []*kernel.Field, row kernel.Row) (some bool, err error) {
	id := row.Base().ID
	found, err := s.handle.QueryContext(context.Background(), text, id[:])
	if err != nil {
		return false, err
	}
	defer found.Close()
	values, into := make([]any, len(moved)), make([]any, len(moved))
	for i := range values {
		into[i] = &values[i]
	}
	for found.Next() {
		if err := found.Scan(into...); err != nil {
			return false, err
		}
		for i, f := range moved {
			if v := kernel.ValueOfColumn(f.Kind, values[i]); !v.IsZero() {
				kernel.FoldAway(row, f, v)
				some = true
			}
		}
	}
	return some, found.Err()
}
