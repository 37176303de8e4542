package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
	outer "heyi/syncserver/doors/reply"
)

// operators are the words behind a field's name: date.gte=2026-11-01.
var operators = map[string]rowstore.Op{
	"eq": rowstore.Eq, "ne": rowstore.Ne, "lt": rowstore.Lt, "lte": rowstore.Le, "gt": rowstore.Gt, "gte": rowstore.Ge,
	"in": rowstore.In, "has": rowstore.Has, "starts": rowstore.Starts, "none": rowstore.None, "some": rowstore.Some,
}

// countMost is how far a list is counted.
const countMost = 10_000

// list answers GET /api/v1/{entity}.
func (s *Server) list(r *request) (*reply, error) {
	schema, err := s.schema(r.PathValue("entity"))
	if err != nil {
		return nil, err
	}
	q, err := readQuery(schema, r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	page, err := r.view.Query(r.author.Viewer, q)
	if err != nil {
		return nil, err
	}
	total, err := r.view.Count(r.author.Viewer, q, countMost)
	if err != nil {
		return nil, err
	}
	exact := total < countMost && r.author.Viewer.Certain(schema)
	b := []byte(`{"version":` + strconv.FormatInt(r.view.Version(), 10) + `,"total":` + strconv.FormatInt(total, 10) +
		`,"total_exact":` + strconv.FormatBool(exact) + `,"next":`)
	b = append(b, encode(page.Next)...)
	b = append(b, `,"rows":`...)
	return answered(append(r.rows(b, page.Rows), '}')), nil
}

// rows appends rows as the reader may see them.
func (r *request) rows(b []byte, rows []kernel.Row) []byte {
	b = append(b, '[')
	for i, row := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.row(b, row)
	}
	return append(b, ']')
}

// readQuery reads the parameters of a list. Parameters that are no option are
// conditions on fields; all of them must hold.
func readQuery(schema *kernel.Schema, raw string) (rowstore.Query, error) {
	q := rowstore.Query{Entity: schema.Name}
	given, err := url.ParseQuery(raw)
	if err != nil {
		return q, outer.BadRequest.With()
	}
	if err := readOptions(&q, given); err != nil {
		return q, err
	}
	names := make([]string, 0, len(given))
	for name := range given {
		if !isOption(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names) // equal questions make equal statements
	for _, name := range names {
		for _, value := range given[name] {
			q.Where.All = append(q.Where.All, condition(name, value))
		}
	}
	return q, nil
}

func readOptions(q *rowstore.Query, given url.Values) error {
	values := map[string]kernel.Value{}
	for _, p := range options {
		v, err := p.read(given)
		if err != nil {
			return err
		}
		values[p.name] = v
	}
	if text := values[words.name].Str; text != "" {
		if q.Terms = habit.Query(text); len(q.Terms) == 0 && strings.TrimSpace(text) != "" {
			return words.field().Unreadable(text, nil)
		}
	}
	if text := values[sorted.name].Str; text != "" {
		for field := range strings.SplitSeq(text, ",") {
			plain, desc := strings.CutPrefix(field, "-")
			q.Sort = append(q.Sort, rowstore.Order{Field: plain, Desc: desc})
		}
	}
	q.Retired = true // a caller that wants those that are offered says retired=false
	q.Limit, q.After, q.Removed = int(values[most.name].Int), values[after.name].Str, values[removed.name].Int != 0
	return nil
}

// operatorsOf are the words behind the names of a kind's fields.
func operatorsOf(kind kernel.Kind) []string {
	var list []string
	for _, op := range rowstore.OperatorsOf(kind) {
		for word, o := range operators {
			if o == op {
				list = append(list, word)
			}
		}
	}
	return list
}

// condition reads "field=value" and "field.op=value". What field and operator are
// worth is for the query to say.
func condition(name, value string) rowstore.Filter {
	f := rowstore.Filter{Field: name, Op: rowstore.Eq, Values: []string{value}}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		if op, known := operators[name[i+1:]]; known {
			f.Field, f.Op = name[:i], op
		}
	}
	switch f.Op {
	case rowstore.In:
		f.Values = strings.Split(value, ",")
	case rowstore.None, rowstore.Some:
		f.Values = nil
	}
	return f
}
