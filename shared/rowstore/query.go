package rowstore

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
)

// Query is a declared list: what a person or a program asks of one entity. It
// is data, so a screen can keep it and the API can read it. Names and values
// come from outside and are checked; what is wrong with them is a refusal.
type Query struct {
	Entity  string
	Where   Filter
	Terms   []string // all must be found, see kernel.FindKey
	Sort    []Order  // the id ends every order
	Limit   int      // rows on a page, 1 to MaxPage; 0 is 50
	After   string   // Next of the page before
	Removed bool     // also rows set aside
	Retired bool     // also rows that are no longer offered; asked for by a condition on them anyway

	Without *kernel.Viewer `json:"-"` // rows that he may hold are left out, as he holds them; nil leaves out none
}

// Page is one page of an answer.
type Page struct {
	Rows []kernel.Row
	Next string // After of the next page; empty on the last
}

// Limits of a query.
const (
	MaxPage     = 1000
	defaultPage = 50
	maxSort     = 4
	maxTerms    = 16
	maxFilters  = 200
	maxDepth    = 8
	maxPath     = 3 // fields on a filter's path
)

// What a query can be refused for.
var (
	NoSuchEntity = kernel.Refuse("query.no_such_entity", "没有「{entity}」这种数据", "There is no kind of data named {entity}")
	NoSuchField  = kernel.Refuse("query.no_such_field", "没有「{field}」这个字段", "There is no field named {field}")
	BadOperator  = kernel.Refuse("query.bad_operator", "字段「{field}」不能用「{op}」筛选", "The field {field} cannot be filtered with {op}")
	BadValue     = kernel.Refuse("query.bad_value", "「{value}」不是字段「{field}」的值", "{value} is not a value of the field {field}")
	BadCursor    = kernel.Refuse("query.bad_cursor", "翻页标记无效，请从第一页重新查", "The page mark is not valid; start again from the first page")
	NoSearch     = kernel.Refuse("query.no_search", "「{entity}」不能按文字搜索", "{entity} cannot be searched by text")
	TooBroad     = kernel.Refuse("query.too_broad", "查询条件太多", "The query has too many conditions")
)

// Query answers one page as the viewer may see it. A nil viewer sees all. Where rows
// have to be looked at one by one, see [kernel.Viewer.Certain], a page may have fewer
// rows than were asked for, also none, and still have one behind it.
func (s *Session) Query(v *kernel.Viewer, q Query) (Page, error) {
	schema := s.Catalog.Schema(q.Entity)
	if schema == nil {
		return Page{}, NoSuchEntity.With(kernel.Text("entity", q.Entity))
	}
	if q.Limit = min(q.Limit, MaxPage); q.Limit < 1 {
		q.Limit = defaultPage
	}
	if !q.certain(v, schema) {
		return s.look(v, q)
	}
	if ways := s.waysOf(v, schema, q); len(ways) > 0 {
		return s.merge(v, q, ways)
	}
	rows, order, err := s.read(v, q, nil)
	if err != nil {
		return Page{}, err
	}
	return cut(rows, q.Limit, order), nil
}

// read reads the rows of a page, and one more where there are more, with one
// statement: those of a way, or all that the viewer sees.
func (s *Session) read(v *kernel.Viewer, q Query, way *kernel.Way) ([]kernel.Row, []ordered, error) {
	w, err := s.open(v, q)
	if err != nil {
		return nil, nil, err
	}
	if w.way = way; way == nil {
		if w.led, err = s.few(v, w.table.schema, q); err != nil {
			return nil, nil, err
		}
	}
	w.Write("SELECT ", w.table.reads)
	if err := w.from(q); err != nil {
		return nil, nil, err
	}
	order, err := w.order(q)
	if err != nil {
		return nil, nil, err
	}
	if q.After != "" {
		if err := w.after(q.After, order); err != nil {
			return nil, nil, err
		}
	}
	w.Write(" ORDER BY ")
	for i, o := range order {
		if i > 0 {
			w.Write(", ")
		}
		w.Write(o.column, o.direction())
	}
	w.Write(" LIMIT ")
	w.Arg(int64(q.Limit) + 1)
	rows, err := s.run(w.table, &w.SQL)
	return rows, order, err
}

// cut makes a page of the first rows of a list that is one longer where there are
// more.
func cut(rows []kernel.Row, limit int, order []ordered) Page {
	if len(rows) <= limit {
		return Page{Rows: rows}
	}
	return Page{Rows: rows[:limit], Next: cursorOf(rows[limit-1], order)}
}

// Count counts the rows of all pages, but not beyond most when that is positive:
// a screen that says "1000+" need not wait for the exact number. Of rows that have to
// be looked at one by one it counts those among the first few thousand.
func (s *Session) Count(v *kernel.Viewer, q Query, most int) (int64, error) {
	if schema := s.Catalog.Schema(q.Entity); schema != nil && !q.certain(v, schema) {
		return s.countSeen(v, q, most)
	}
	w, err := s.open(v, q)
	if err != nil {
		return 0, err
	}
	if w.led, err = s.few(v, w.table.schema, q); err != nil {
		return 0, err
	}
	w.Write("SELECT count(*) FROM (SELECT 1 AS one")
	if err := w.from(q); err != nil {
		return 0, err
	}
	if most > 0 {
		w.Write(" LIMIT ")
		w.Arg(int64(most))
	}
	w.Write(") counted")
	stmt, err := s.prepare(w.String())
	if err != nil {
		return 0, err
	}
	var n int64
	if err := stmt.QueryRow(w.Args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("rowstore: count %s: %w", q.Entity, err)
	}
	return n, nil
}

// queryWriter writes one query.
type queryWriter struct {
	kernel.SQL
	store   *Store
	table   *tableSession
	get     func(*kernel.Schema, kernel.ID) kernel.Row
	viewer  *kernel.Viewer
	way     *kernel.Way // that the rows are on; nil for all that the viewer sees
	led     *led        // by the few rows that they follow; nil where there are many
	filters int
	leaders int
}

func (s *Session) open(v *kernel.Viewer, q Query) (*queryWriter, error) {
	schema := s.Catalog.Schema(q.Entity)
	if schema == nil {
		return nil, NoSuchEntity.With(kernel.Text("entity", q.Entity))
	}
	return &queryWriter{SQL: kernel.SQL{Dialect: s.Dialect}, store: s.Store, table: s.table(schema), get: s.Get, viewer: v}, nil
}

// from writes the table and the conditions that all pages share.
func (w *queryWriter) from(q Query) error {
	schema := w.table.schema
	w.Write(" FROM ", kernel.Quote(schema.Name), " t WHERE ")
	switch {
	case w.led != nil:
		w.led.where(&w.SQL)
	case w.way == nil:
		w.viewer.Where(&w.SQL, schema, "t")
	default:
		w.store.of(&w.SQL, *w.way)
		w.Write(" AND ")
		w.viewer.Window(&w.SQL, schema, "t")
	}
	w.without(q.Without)
	if !q.Removed {
		w.Write(` AND t."removed" = 0`)
	}
	if !q.Retired && schema.Field("retired") != nil && !q.Where.Names("retired") {
		w.Write(` AND t."retired" = 0`)
	}
	if len(q.Terms) > 0 && !slices.Contains(w.table.names, kernel.Quote(kernel.FindColumn)) {
		return NoSearch.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	if len(q.Terms) > maxTerms {
		return TooBroad.With()
	}
	for _, term := range q.Terms {
		if !storable(kernel.Of(term)) {
			w.Write(" AND 1 = 0") // no column holds such text
			continue
		}
		w.Write(" AND ")
		w.contains("t."+kernel.Quote(kernel.FindColumn), term)
		w.Write(" > 0")
	}
	if q.Where.Empty() {
		return nil
	}
	w.Write(" AND ")
	return w.filter(&q.Where, 1)
}
