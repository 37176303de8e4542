package rowstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sort"
	"strings"

	"heyi/shared/kernel"
)

// Handle is what statements run on: *sql.DB, *sql.Tx or *sql.Conn.
type Handle interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Store is the statements of one catalogue in one dialect.
type Store struct {
	Catalog *kernel.Catalog
	Dialect kernel.Dialect

	tables map[*kernel.Schema]*table
	ways   bool // see ForMany
}

// table is the texts of one schema's statements.
type table struct {
	schema *kernel.Schema
	names  []string // all columns, quoted
	reads  string   // the columns a RowScanner wants, of a table called t
	get    string
	page   string
	ranges map[*kernel.Index]string
	unique bool // some index is unique
}

// New prepares the statements of a catalogue.
func New(c *kernel.Catalog, d kernel.Dialect) *Store {
	s := &Store{Catalog: c, Dialect: d, tables: map[*kernel.Schema]*table{}}
	for _, schema := range c.Schemas {
		s.tables[schema] = s.describe(schema)
	}
	return s
}

// ForMany prepares the statements of a store that is read through many eyes: it keeps
// an index for each way to what one of them sees.
func ForMany(c *kernel.Catalog, d kernel.Dialect) *Store {
	s := New(c, d)
	s.ways = true
	return s
}

// indexes lists the indexes that the store keeps of a table.
func (s *Store) indexes(schema *kernel.Schema) []kernel.IndexDDL {
	list := s.Dialect.Indexes(schema)
	if s.ways {
		list = append(list, s.Dialect.WayIndexes(schema)...)
	}
	return list
}

func (s *Store) describe(schema *kernel.Schema) *table {
	t := &table{schema: schema, ranges: map[*kernel.Index]string{}}
	for _, c := range s.Dialect.Columns(schema) {
		t.names = append(t.names, kernel.Quote(c.Name))
	}
	read := t.names[:len(schema.Fields)+1] // up to more
	t.reads = "t." + strings.Join(read, ", t.")
	from := "SELECT " + t.reads + " FROM " + kernel.Quote(schema.Name) + " t WHERE "
	t.get = from + `t."id" = ` + s.Dialect.Placeholder(1)
	t.page = from + `t."id" > ` + s.Dialect.Placeholder(1) + ` ORDER BY t."id" LIMIT ` + s.Dialect.Placeholder(2)
	for _, ix := range schema.Indexes {
		t.unique = t.unique || ix.Unique
		t.ranges[ix] = s.rangeText(t, ix)
	}
	return t
}

// rangeText reads an index in its order. The two halves of a unique key, rows in
// use and removed ones, are two indexes; the reader puts them in order.
//
// SQLite prepares a statement with an order anew whenever a bare parameter of an
// equation changes, because the plan might depend on its value. The sign hides
// the parameter from that: a read takes 5 µs and not 40.
func (s *Store) rangeText(t *table, ix *kernel.Index) string {
	equals := " = "
	if s.Dialect == kernel.SQLite {
		equals = " = +"
	}
	key := make([]string, ix.KeyLen)
	for i, f := range ix.Fields[:ix.KeyLen] {
		key[i] = "t." + kernel.Quote(f.Name) + equals + s.Dialect.Placeholder(i+1)
	}
	from := "SELECT " + t.reads + " FROM " + kernel.Quote(t.schema.Name) + " t WHERE " + strings.Join(key, " AND ")
	if ix.Unique {
		from += " AND t." + kernel.Quote(ix.Fields[0].Name) + " <> " + s.Dialect.Nothing(ix.Fields[0])
		return from + ` AND t."removed" = 0 UNION ALL ` + from + ` AND t."removed" <> 0`
	}
	order := make([]string, 0, len(ix.Fields))
	for _, f := range ix.Fields[ix.KeyLen:] {
		order = append(order, "t."+kernel.Quote(f.Name))
	}
	return from + " ORDER BY " + strings.Join(append(order, `t."id"`), ", ")
}

// Session reads and writes rows on one handle. It implements [kernel.Scanner].
// It belongs to one goroutine.
type Session struct {
	*Store
	// Aside, if there is one, runs a function on a goroutine of its own. Large
	// batches are then written by two, see insertAhead.
	Aside func(func())
	// Later, if there is one, takes the statements of Upsert and Load with their
	// arguments, which it copies, instead of their being run.
	Later func(text string, args []any)
	// Yield, if there is one, is called now and then while a long answer is read, so
	// that whoever has less to do need not wait for the end of it.
	Yield func()

	handle Handle
	tables map[*kernel.Schema]*tableSession
	texts  map[string]*sql.Stmt // of queries, see prepare
	args   []any                // memory for arguments, as spare
	spare  []any
}

// tableSession is what a session keeps to read and write one schema.
type tableSession struct {
	*table
	scanner *kernel.RowScanner
	binder  *kernel.RowBinder
	get     *sql.Stmt
	ranges  map[*kernel.Index]*sql.Stmt
	chunks  [3][len(chunkSizes)]*sql.Stmt // by form of chunked statement and size
	texts   [3][len(chunkSizes)]string    // of them
	present [len(chunkSizes)]*sql.Stmt    // looks for some of many ids
}

// On opens a session. On a *sql.Conn prepared statements live as long as the
// session; on a *sql.Tx they end with the transaction.
func (s *Store) On(h Handle) *Session {
	return &Session{Store: s, handle: h, tables: map[*kernel.Schema]*tableSession{}, texts: map[string]*sql.Stmt{}}
}

// Close lets the prepared statements go. The handle stays open.
func (s *Session) Close() error {
	var errs []error
	drop := func(stmt *sql.Stmt) {
		if stmt != nil {
			errs = append(errs, stmt.Close())
		}
	}
	for _, t := range s.tables {
		drop(t.get)
		for _, stmt := range t.ranges {
			drop(stmt)
		}
		for _, stmt := range t.present {
			drop(stmt)
		}
		for _, form := range t.chunks {
			for _, stmt := range form {
				drop(stmt)
			}
		}
	}
	for _, stmt := range s.texts {
		drop(stmt)
	}
	s.tables, s.texts = map[*kernel.Schema]*tableSession{}, map[string]*sql.Stmt{}
	return errors.Join(errs...)
}

func (s *Session) table(schema *kernel.Schema) *tableSession {
	if t := s.tables[schema]; t != nil {
		return t
	}
	text := s.Store.tables[schema]
	if text == nil {
		panic("rowstore: " + schema.Name + " belongs to another catalogue")
	}
	t := &tableSession{
		table: text, scanner: kernel.NewRowScanner(schema), binder: kernel.NewRowBinder(schema),
		ranges: map[*kernel.Index]*sql.Stmt{},
	}
	s.tables[schema] = t
	return t
}

// maxTexts bounds the prepared statements of queries. Their texts vary with the
// viewer and with what people filter by, so a long session would collect them.
const maxTexts = 256

// prepare keeps the statement for the next query of the same form.
func (s *Session) prepare(text string) (*sql.Stmt, error) {
	if stmt := s.texts[text]; stmt != nil {
		return stmt, nil
	}
	if len(s.texts) >= maxTexts {
		for _, stmt := range s.texts {
			if err := stmt.Close(); err != nil {
				return nil, fmt.Errorf("rowstore: close a statement: %w", err)
			}
		}
		clear(s.texts)
	}
	stmt, err := s.handle.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("rowstore: prepare %s: %w", text, err)
	}
	s.texts[text] = stmt
	return stmt, nil
}

// Get finds a row, nil when there is none. It panics with a kernel.StoreError
// when the database fails.
func (s *Session) Get(schema *kernel.Schema, id kernel.ID) kernel.Row {
	row, err := s.find(schema, id)
	if err != nil {
		panic(kernel.StoreError{Err: err})
	}
	return row
}

func (s *Session) find(schema *kernel.Schema, id kernel.ID) (kernel.Row, error) {
	t := s.table(schema)
	if t.get == nil {
		stmt, err := s.handle.PrepareContext(context.Background(), t.table.get)
		if err != nil {
			return nil, fmt.Errorf("rowstore: prepare %s: %w", schema.Name, err)
		}
		t.get = stmt
	}
	row, err := t.row(t.get.Query(id[:]))
	if err != nil {
		return nil, fmt.Errorf("rowstore: get %s %s: %w", schema.Name, id, err)
	}
	return row, nil
}

// row reads the first row of a result, nil if there is none.
func (t *tableSession) row(result *sql.Rows, err error) (kernel.Row, error) {
	if err != nil {
		return nil, err
	}
	defer result.Close()
	if !result.Next() {
		return nil, result.Err()
	}
	return t.scan(result)
}

// scan reads the row that was found. What cannot be read was not written by us.
func (t *tableSession) scan(result *sql.Rows) (kernel.Row, error) {
	row, err := t.scanner.Scan(result.Scan)
	if err != nil && !errors.Is(err, kernel.ErrCodec) {
		err = fmt.Errorf("%w: %w", kernel.ErrCodec, err)
	}
	return row, err
}

// Range lists the rows with the key in the order of the index, removed ones
// too. It panics with a kernel.StoreError when the database fails.
func (s *Session) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	rows, err := s.list(ix, key)
	if err != nil {
		panic(kernel.StoreError{Err: err})
	}
	return rows
}

func (s *Session) list(ix *kernel.Index, key []kernel.Value) ([]kernel.Row, error) {
	if ix.Unique && key[0].IsZero() {
		return nil, nil
	}
	t := s.table(ix.Schema)
	stmt := t.ranges[ix]
	if stmt == nil {
		var err error
		if stmt, err = s.handle.PrepareContext(context.Background(), t.table.ranges[ix]); err != nil {
			return nil, fmt.Errorf("rowstore: prepare range %s: %w", ix.Name, err)
		}
		t.ranges[ix] = stmt
	}
	args := s.args[:0]
	for _, v := range key {
		args = append(args, kernel.ColumnOf(v))
	}
	if ix.Unique && s.Dialect == kernel.SQLite {
		args = append(args, args...) // one placeholder each for both halves
	}
	found, err := stmt.Query(args...)
	list, err := s.rows(t, found, err)
	if err != nil {
		return nil, fmt.Errorf("rowstore: range %s: %w", ix.Name, err)
	}
	if ix.Unique {
		sort.Slice(list, func(i, j int) bool { return ix.Less(list[i], list[j]) })
	}
	return list, nil
}

// yieldRows is how many rows are read between two calls of Yield: a tenth of a
// millisecond.
const yieldRows = 16

// rows reads a whole result.
func (s *Session) rows(t *tableSession, result *sql.Rows, err error) ([]kernel.Row, error) {
	if err != nil {
		return nil, err
	}
	defer result.Close()
	var list []kernel.Row
	for result.Next() {
		row, err := t.scan(result)
		if err != nil {
			return nil, err
		}
		list = append(list, row)
		if s.Yield != nil && len(list)%yieldRows == 0 {
			s.Yield()
		}
	}
	return list, result.Err()
}
