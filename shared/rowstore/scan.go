package rowstore

import (
	"bytes"
	"fmt"
	"slices"

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
		found, err := stmt.Query(after[:], pageSize)
		return s.rows(t, found, err)
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

// Along lists the next rows of a way that lie within the viewer's window, in the
// order of ids after the given one, at most limit. Removed rows are among them. An
// answer shorter than limit is the last. Where the way leads to every row, those are
// left out that the viewer surely does not see; whoever asks looks at the others.
func (s *Session) Along(v *kernel.Viewer, way kernel.Way, after kernel.ID, limit int) ([]kernel.Row, error) {
	t := s.table(way.Schema)
	q := &kernel.SQL{Dialect: s.Dialect}
	q.Write("SELECT ", t.reads, " FROM ", kernel.Quote(way.Schema.Name), " t WHERE ")
	s.along(q, v, way)
	q.Write(` AND t."id" > `)
	q.Arg(after[:])
	q.Write(` ORDER BY t."id" LIMIT `)
	q.Arg(int64(limit))
	return s.run(t, q)
}

// along writes the condition of the rows of a way.
func (s *Session) along(q *kernel.SQL, v *kernel.Viewer, way kernel.Way) {
	if way.Field == nil {
		v.Where(q, way.Schema, "t")
	} else {
		s.of(q, way)
		q.Write(" AND ")
		v.Window(q, way.Schema, "t")
	}
	if way.Lacks != nil {
		q.Write(" AND (NOT EXISTS (SELECT 1 FROM ", kernel.Quote(way.Lacks.Name), ` c WHERE c."id" = t."id")`)
		if way.Lacks.TakesMoved() {
			q.Write(" OR LENGTH(t.", kernel.Quote(kernel.MoreColumn), ") > 0")
		}
		q.Write(")")
	}
	if way.Pinned {
		q.Write(` AND t."id" IN (`)
		for i, id := range v.Pinned() {
			if i > 0 {
				q.Write(", ")
			}
			q.Arg(id[:])
		}
		q.Write(")")
	}
}

// of writes the condition that a row names a way's id. For the sign see rangeText.
func (s *Store) of(q *kernel.SQL, way kernel.Way) {
	q.Write("t.", kernel.Quote(way.Field.Name), " = ")
	if s.Dialect == kernel.SQLite {
		q.Write("+")
	}
	q.Arg(way.ID[:])
}

// CountAlong counts the rows of a way.
func (s *Session) CountAlong(v *kernel.Viewer, way kernel.Way) (n int64, err error) {
	q := &kernel.SQL{Dialect: s.Dialect}
	q.Write("SELECT count(*) FROM ", kernel.Quote(way.Schema.Name), " t WHERE ")
	s.along(q, v, way)
	stmt, err := s.prepare(q.String())
	if err == nil {
		err = stmt.QueryRow(q.Args...).Scan(&n)
	}
	if err != nil {
		return 0, fmt.Errorf("rowstore: count %s: %w", way.Schema.Name, err)
	}
	return n, nil
}

// gatherSizes are how many ids one statement of Gather takes; a list is cut greedily.
var gatherSizes = [...]int{256, 32, 4, 1}

// Gather lists the rows of which the field names one of the ids, in the order of
// their own.
func (s *Session) Gather(schema *kernel.Schema, field *kernel.Field, ids []kernel.ID) (list []kernel.Row, err error) {
	t := s.table(schema)
	for size := 0; len(ids) > 0; {
		for gatherSizes[size] > len(ids) {
			size++
		}
		q := &kernel.SQL{Dialect: s.Dialect}
		q.Write("SELECT ", t.reads, " FROM ", kernel.Quote(schema.Name), " t WHERE t.", kernel.Quote(field.Name), " IN (")
		for i := range ids[:gatherSizes[size]] {
			if i > 0 {
				q.Write(", ")
			}
			q.Arg(ids[i][:])
		}
		q.Write(")")
		rows, err := s.run(t, q)
		if err != nil {
			return nil, err
		}
		list, ids = append(list, rows...), ids[gatherSizes[size]:]
	}
	slices.SortFunc(list, func(a, b kernel.Row) int { return bytes.Compare(a.Base().ID[:], b.Base().ID[:]) })
	return list, nil
}

// run reads the rows of a statement written for the occasion.
func (s *Session) run(t *tableSession, q *kernel.SQL) ([]kernel.Row, error) {
	stmt, err := s.prepare(q.String())
	if err != nil {
		return nil, err
	}
	found, err := stmt.Query(q.Args...)
	rows, err := s.rows(t, found, err)
	if err != nil {
		return nil, fmt.Errorf("rowstore: read %s: %w", t.schema.Name, err)
	}
	return rows, nil
}
