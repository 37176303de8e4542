package rowstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// chunkSizes are the rows of a multi-row statement; a batch is cut greedily.
// See BenchmarkUpsert: beyond the largest nothing is gained.
var chunkSizes = [...]int{64, 16, 4, 1}

// Forms of chunked statements.
const (
	formUpsert = iota
	formLoad
	formRelease
)

// Upsert writes rows of any schemas, new or changed, each row at most once. It
// should run inside a transaction. Unique keys may change hands within the
// batch.
func (s *Session) Upsert(rows []kernel.Row) error {
	for _, group := range bySchema(rows) {
		t := s.table(group[0].Base().Schema())
		if t.unique && len(group) > 1 {
			if err := s.release(t, group); err != nil {
				return err
			}
		}
		if err := s.insert(t, formUpsert, group); err != nil {
			return err
		}
	}
	return nil
}

// Load writes rows that the store does not have, for snapshots and imports. It
// fails on a row that is there.
func (s *Session) Load(rows []kernel.Row) error {
	for _, group := range bySchema(rows) {
		if err := s.insert(s.table(group[0].Base().Schema()), formLoad, group); err != nil {
			return err
		}
	}
	return nil
}

// bySchema parts rows by schema, in the order of first appearance.
func bySchema(rows []kernel.Row) [][]kernel.Row {
	if len(rows) == 0 {
		return nil
	}
	first := rows[0].Base().Schema()
	if !slices.ContainsFunc(rows, func(r kernel.Row) bool { return r.Base().Schema() != first }) {
		return [][]kernel.Row{rows}
	}
	var groups [][]kernel.Row
	at := map[*kernel.Schema]int{}
	for _, r := range rows {
		schema := r.Base().Schema()
		i, ok := at[schema]
		if !ok {
			i = len(groups)
			at[schema] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// release takes the rows' present keys out of the unique indexes, because both
// databases check each row as it is written and not the batch.
func (s *Session) release(t *tableSession, rows []kernel.Row) error {
	return s.chunked(t, formRelease, len(rows), func(args []any, i int) []any {
		return append(args, rows[i].Base().ID[:])
	})
}

func (s *Session) insert(t *tableSession, form int, rows []kernel.Row) error {
	if s.Aside != nil && len(rows) >= aheadFrom {
		return s.insertAhead(t, form, rows)
	}
	return s.chunked(t, form, len(rows), func(args []any, i int) []any {
		return t.binder.Append(args, rows[i])
	})
}

// Delete takes rows out of the store, as an evict or an undone insert does.
// Deleting what is not there is no error.
func (s *Session) Delete(keys []kernel.Key) error {
	for _, k := range keys {
		stmt, err := s.prepare("DELETE FROM " + kernel.Quote(k.Schema.Name) + ` WHERE "id" = ` + s.Dialect.Placeholder(1))
		if err != nil {
			return err
		}
		if _, err := stmt.Exec(k.ID[:]); err != nil {
			return fmt.Errorf("rowstore: delete %s %s: %w", k.Schema.Name, k.ID, err)
		}
	}
	return nil
}

// chunked runs a statement of the form over n items, many at a time.
func (s *Session) chunked(t *tableSession, form, n int, bind func(args []any, i int) []any) error {
	defer func() { clear(s.args[:cap(s.args)]) }() // hold no row
	for done := 0; done < n; {
		size := sizeFor(n - done)
		args := s.args[:0]
		for i := range chunkSizes[size] {
			args = bind(args, done+i)
		}
		s.args = args
		if err := s.write(t, form, size, args); err != nil {
			return err
		}
		done += chunkSizes[size]
	}
	return nil
}

// sizeFor is the largest chunk for n items, by its place in chunkSizes.
func sizeFor(n int) int {
	size := 0
	for chunkSizes[size] > n {
		size++
	}
	return size
}

// write runs a statement of the form over the items of one chunk.
func (s *Session) write(t *tableSession, form, size int, args []any) error {
	if s.Later != nil {
		s.Later(s.chunkText(t, form, size), args)
		return nil
	}
	stmt, err := s.chunk(t, form, size)
	if err != nil {
		return err
	}
	if err := Run(stmt, args); err != nil {
		return fmt.Errorf("rowstore: write %s: %w", t.schema.Name, err)
	}
	return nil
}

// Run executes a writing statement as a query without rows: the SQLite driver
// binds all arguments of a query in one crossing into C, those of Exec one by
// one.
func Run(stmt *sql.Stmt, args []any) error {
	rows, err := stmt.Query(args...)
	if err != nil {
		return err
	}
	for rows.Next() {
		continue
	}
	return errors.Join(rows.Err(), rows.Close())
}

func (s *Session) chunk(t *tableSession, form, size int) (*sql.Stmt, error) {
	if stmt := t.chunks[form][size]; stmt != nil {
		return stmt, nil
	}
	text := s.chunkText(t, form, size)
	stmt, err := s.handle.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("rowstore: prepare %s: %w", t.schema.Name, err)
	}
	t.chunks[form][size] = stmt
	return stmt, nil
}

// chunkText is the statement of a chunk; made once where it is asked for every time.
func (s *Session) chunkText(t *tableSession, form, size int) string {
	if text := t.texts[form][size]; text != "" {
		return text
	}
	if form == formRelease {
		t.texts[form][size] = "UPDATE " + kernel.Quote(t.schema.Name) + ` SET "removed" = 1 WHERE "removed" = 0 AND "id" IN ` + s.tuples(1, chunkSizes[size])
	} else {
		t.texts[form][size] = t.insertText(s.tuples(chunkSizes[size], len(t.names)), form == formUpsert)
	}
	return t.texts[form][size]
}

func (t *table) insertText(tuples string, replace bool) string {
	text := "INSERT INTO " + kernel.Quote(t.schema.Name) + " (" + strings.Join(t.names, ", ") + ") VALUES " + tuples
	if !replace {
		return text
	}
	var sets []string
	for _, name := range t.names {
		if name != `"id"` {
			sets = append(sets, name+" = excluded."+name)
		}
	}
	return text + ` ON CONFLICT ("id") DO UPDATE SET ` + strings.Join(sets, ", ")
}

// tuples is "(?, ?), (?, ?)" in the words of the dialect.
func (s *Store) tuples(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString(s.Dialect.Placeholder(i + 1))
	}
	b.WriteString(")")
	return b.String()
}

// Atomic runs f inside a transaction of the session's connection, which must be
// a *sql.Conn: prepared statements then outlive the transaction. SQLite takes
// its write lock at once, so f never fails half-way for want of it.
func (s *Session) Atomic(f func() error) (err error) {
	if _, ok := s.handle.(*sql.Conn); !ok {
		return fmt.Errorf("rowstore: a transaction needs a *sql.Conn, not a %T", s.handle)
	}
	begin := "BEGIN"
	if s.Dialect == kernel.SQLite {
		begin = "BEGIN IMMEDIATE"
	}
	if err := s.exec(begin); err != nil {
		return err
	}
	done := false
	defer func() {
		if done {
			return
		}
		if back := s.exec("ROLLBACK"); back != nil && err != nil {
			err = fmt.Errorf("%w (and %w)", err, back)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	err = s.exec("COMMIT")
	done = err == nil
	return err
}

func (s *Session) exec(text string) error {
	if _, err := s.handle.ExecContext(context.Background(), text); err != nil {
		return fmt.Errorf("rowstore: %s: %w", firstLine(text), err)
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
