package postgres

import (
	"context"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/store"
)

// contentsConns bounds the connections of one server for contents.
const contentsConns = 8

// OpenContents opens the schema beside the company's in which the contents of its files
// are kept, and makes it where there is none. It stays where it is when a backup takes
// the company's place: an address means the same whatever the company remembers.
func (s *Schema) OpenContents(ctx context.Context) (*contents.Store, error) {
	beside := s.Named(s.Name + "_files")
	if err := s.exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+kernel.Quote(beside.Name)); err != nil {
		return nil, err
	}
	db, err := beside.Connect(store.Sides)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(contentsConns)
	kept, err := contents.Open(ctx, db, kernel.Postgres)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return kept, nil
}

// HasContents tells whether there is such a schema.
func (s *Schema) HasContents(ctx context.Context) (there bool, err error) {
	db := s.maintain()
	defer db.Close()
	if err := db.QueryRowContext(ctx, `SELECT to_regclass($1) IS NOT NULL`, s.Name+"_files._content").Scan(&there); err != nil {
		return false, fmt.Errorf("postgres: look at %s: %w", s.place, err)
	}
	return there, nil
}
