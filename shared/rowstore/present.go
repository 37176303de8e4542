package rowstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// Present tells whether any of the rows is in the store. It asks once for many: a
// group of commands gives birth to hundreds.
func (s *Session) Present(keys []kernel.Key) (bool, error) {
	bySchema := map[*kernel.Schema][]any{}
	for i := range keys {
		bySchema[keys[i].Schema] = append(bySchema[keys[i].Schema], keys[i].ID[:])
	}
	for schema, ids := range bySchema {
		for done := 0; done < len(ids); {
			size := sizeFor(len(ids) - done)
			found, err := s.anyOf(schema, size, ids[done:done+chunkSizes[size]])
			if found || err != nil {
				return found, err
			}
			done += chunkSizes[size]
		}
	}
	return false, nil
}

// anyOf looks for one chunk of ids.
func (s *Session) anyOf(schema *kernel.Schema, size int, ids []any) (bool, error) {
	t := s.table(schema)
	stmt := t.present[size]
	if stmt == nil {
		var err error
		stmt, err = s.handle.PrepareContext(context.Background(),
			"SELECT 1 FROM "+kernel.Quote(schema.Name)+` WHERE "id" IN `+s.tuples(1, len(ids))+" LIMIT 1")
		if err != nil {
			return false, fmt.Errorf("rowstore: prepare %s: %w", schema.Name, err)
		}
		t.present[size] = stmt
	}
	var one int
	err := stmt.QueryRow(ids...).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("rowstore: look for rows of %s: %w", schema.Name, err)
	}
	return true, nil
}
