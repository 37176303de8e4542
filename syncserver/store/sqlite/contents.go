package sqlite

import (
	"context"
	"errors"
	"net/url"
	"os"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
)

// contentsConns bounds the connections of a file of contents; one writes at a time.
const contentsConns = 8

// OpenContents opens the file in which the contents of a company's files are kept, and
// makes it where there is none. It is a file of its own: what travels through it has no
// business in the log of the company's, and a backup adds to it instead of copying it.
func OpenContents(ctx context.Context, path string) (*contents.Store, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) { // nobody else may read it, from its first byte on
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return nil, err
		}
	}
	db, err := openWith(path, url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_busy_timeout": {"10000"}, "_txlock": {"immediate"}, "_secure_delete": {"on"}, "_cache_size": {"-4000"},
	})
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(contentsConns)
	s, err := contents.Open(ctx, db, kernel.SQLite)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}
