package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"heyi/shared/habit"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// BadParameter is the refusal of a parameter that says nothing.
var BadParameter = kernel.Refuse("api.parameter", "参数 {name}={value} 无法识别", "The parameter {name}={value} means nothing here")

// operators are the words behind a field's name: date.gte=2026-11-01.
var operators = map[string]rowstore.Op{
	"eq": rowstore.Eq, "ne": rowstore.Ne, "lt": rowstore.Lt, "lte": rowstore.Le, "gt": rowstore.Gt, "gte": rowstore.Ge,
	"in": rowstore.In, "has": rowstore.Has, "starts": rowstore.Starts, "none": rowstore.None, "some": rowstore.Some,
}

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
	total, err := r.view.Count(r.author.Viewer, q, 0)
	if err != nil {
		return nil, err
	}
	b := []byte(`{"version":` + strconv.FormatInt(r.view.Version(), 10) + `,"total":` + strconv.FormatInt(total, 10) + `,"next":`)
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
		return q, BadParameter.With(kernel.Text("name", "?"), kernel.Text("value", raw))
	}
	names := make([]string, 0, len(given))
	for name := range given {
		names = append(names, name)
	}
	slices.Sort(names) // equal questions make equal statements
	for _, name := range names {
		for _, value := range given[name] {
			if err := readParameter(&q, name, value); err != nil {
				return q, err
			}
		}
	}
	return q, nil
}

func readParameter(q *rowstore.Query, name, value string) error {
	switch name {
	case "q":
		terms := habit.Query(value)
		if len(terms) == 0 && strings.TrimSpace(value) != "" {
			return BadParameter.With(kernel.Text("name", name), kernel.Text("value", value))
		}
		q.Terms = append(q.Terms, terms...)
	case "sort":
		for field := range strings.SplitSeq(value, ",") {
			plain, desc := strings.CutPrefix(field, "-")
			q.Sort = append(q.Sort, rowstore.Order{Field: plain, Desc: desc})
		}
	case "limit":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > rowstore.MaxPage {
			return BadParameter.With(kernel.Text("name", name), kernel.Text("value", value))
		}
		q.Limit = n
	case "after":
		q.After = value
	case "removed":
		removed, err := strconv.ParseBool(value)
		if err != nil {
			return BadParameter.With(kernel.Text("name", name), kernel.Text("value", value))
		}
		q.Removed = removed
	default:
		q.Where.All = append(q.Where.All, condition(name, value))
	}
	return nil
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
