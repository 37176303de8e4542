package rowstore

import (
	"fmt"

	"heyi/shared/kernel"
)

// pageSize is how many rows a walk over a table holds at a time. Pages are read
// whole before they are visited, because a visitor may read too and PostgreSQL
// answers one query at a time on a connection.
const pageSize = 500

// Scan calls visit for every row of the schema in the order of ids, until it
// errs.
func (s *Session) Scan(schema *kernel.Schema, visit func(kernel.Row) error) error {
	return s.pages(schema, func(rows []kernel.Row) error {
		for _, row := range rows {
			if err := visit(row); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Session) pages(schema *kernel.Schema, visit func([]kernel.Row) error) error {
	return walk(func(after kernel.ID) ([]kernel.Row, error) {
		t := s.table(schema)
		stmt, err := s.prepare(t.page)
		if err != nil {
			return nil, err
		}
		return t.rows(stmt.Query(after[:], pageSize))
	}, pageSize, visit)
}

// walk visits pages until one is not full.
func walk(page func(after kernel.ID) ([]kernel.Row, error), size int, visit func([]kernel.Row) error) error {
	var after kernel.ID
	for {
		rows, err := page(after)
		if err != nil {
			return fmt.Errorf("rowstore: scan: %w", err)
		}
		if len(rows) > 0 {
			if err := visit(rows); err != nil {
				return err
			}
			after = rows[len(rows)-1].Base().ID
		}
		if len(rows) < size {
			return nil
		}
	}
}

// ScanScope lists the next rows that the viewer may hold, in the order of ids
// after the given one, at most limit. Removed rows are among them. An answer
// shorter than limit is the last.
func (s *Session) ScanScope(v *kernel.Viewer, schema *kernel.Schema, after kernel.ID, limit int) ([]kernel.Row, error) {
	return s.scoped(v, schema, -1, after, limit)
}

// ScanSince is ScanScope for rows that changed after a version. There is no
// index on the version, so it walks the table: it is for a device that must
// compare everything anyway.
func (s *Session) ScanSince(v *kernel.Viewer, schema *kernel.Schema, version int64, after kernel.ID, limit int) ([]kernel.Row, error) {
	return s.scoped(v, schema, version, after, limit)
}

func (s *Session) scoped(v *kernel.Viewer, schema *kernel.Schema, version int64, after kernel.ID, limit int) ([]kernel.Row, error) {
	t := s.table(schema)
	q := &kernel.SQL{Dialect: s.Dialect}
	q.Write("SELECT ", t.reads, " FROM ", kernel.Quote(schema.Name), ` t WHERE t."id" > `)
	q.Arg(after[:])
	if version >= 0 {
		q.Write(` AND t."version" > `)
		q.Arg(version)
	}
	q.Write(" AND ")
	v.Where(q, schema, "t")
	q.Write(` ORDER BY t."id" LIMIT `)
	q.Arg(int64(limit))
	return s.run(t, q)
}

// run reads the rows of a statement written for the occasion.
func (s *Session) run(t *tableSession, q *kernel.SQL) ([]kernel.Row, error) {
	stmt, err := s.prepare(q.String())
	if err != nil {
		return nil, err
	}
	rows, err := t.rows(stmt.Query(q.Args...))
	if err != nil {
		return nil, fmt.Errorf("rowstore: read %s: %w", t.schema.Name, err)
	}
	return rows, nil
}

// Sees tells whether the viewer may hold the row with the id as it is stored.
func (s *Session) Sees(v *kernel.Viewer, schema *kernel.Schema, id kernel.ID) (sees bool, err error) {
	row, err := s.find(schema, id)
	if err != nil || row == nil {
		return false, err
	}
	defer kernel.Catch(&err)
	return v.Sees(row, s.Get), nil
}
