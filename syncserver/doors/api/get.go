package api

import (
	"encoding/json"
	"strconv"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// get answers GET /api/v1/{entity}/{id}, with rows that refer to it under
// ?with=lines or ?with=contact,party_balance.
func (s *Server) get(r *request) (*reply, error) {
	schema, err := s.schema(r.PathValue("entity"))
	if err != nil {
		return nil, err
	}
	row := r.find(schema, r.PathValue("id"))
	if row == nil {
		return nil, kernel.NotThere.With(kernel.Words("entity", schema.Zh, schema.En))
	}
	b := []byte(`{"version":` + strconv.FormatInt(r.view.Version(), 10) + `,"row":`)
	b = r.row(b, row)
	given := r.URL.Query()
	if _, err := readAll([]parameter{with}, given); err != nil {
		return nil, err
	}
	for _, names := range given[with.name] {
		for name := range strings.SplitSeq(names, ",") {
			if b, err = r.followers(b, schema, row, name); err != nil {
				return nil, err
			}
		}
	}
	return answered(append(b, '}')), nil
}

// with names the rows that come along.
var with = parameter{name: "with", zh: "附带", en: "Rows that refer to this one, separated by commas", kind: kernel.KindText}

// find is the row that the reader sees under an id. An id that is none, one of
// nobody and one of somebody else's row are all the same: nil.
func (r *request) find(schema *kernel.Schema, text string) kernel.Row {
	id, err := kernel.ParseID(text)
	if err != nil || id.IsZero() {
		return nil
	}
	row := r.view.Get(schema, id)
	if row == nil || !r.author.Viewer.Sees(row, r.view.Get) {
		return nil
	}
	return row
}

// row appends a row with the guarded fields that the reader may see.
func (r *request) row(b []byte, row kernel.Row) []byte {
	b = kernel.AppendJSON(b, row)
	for _, part := range row.Base().Schema().Parts {
		guarded := r.view.Get(part, row.Base().ID)
		if guarded == nil || !r.author.Viewer.Sees(guarded, r.view.Get) {
			continue
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(kernel.AppendJSON(nil, guarded), &fields); err != nil {
			panic("api: a row's own JSON: " + err.Error())
		}
		b = b[:len(b)-1]
		for _, f := range part.Fields {
			if f.Sees != "" {
				b = append(append(append(append(b, ',', '"'), f.Name...), '"', ':'), fields[f.Name]...)
			}
		}
		b = append(b, '}')
	}
	return b
}

// followersMax is how many followers of one kind come with a row; lists page.
const followersMax = rowstore.MaxPage

// followers appends the rows of one entity that refer to the row, in the order of
// the index by which they are found.
func (r *request) followers(b []byte, leader *kernel.Schema, row kernel.Row, name string) ([]byte, error) {
	ix, err := followIndex(leader, name)
	if err != nil {
		return b, err
	}
	q := rowstore.Query{Entity: ix.Schema.Name, Retired: true, Limit: followersMax, Where: rowstore.Is(ix.Fields[0].Name, rowstore.Eq, row.Base().ID)}
	if by := ix.Fields[0].RefBy; by != "" {
		q.Where = rowstore.Filter{All: []rowstore.Filter{q.Where, rowstore.Is(by, rowstore.Eq, leader.Name)}}
	}
	for _, f := range ix.Fields[1:] {
		q.Sort = append(q.Sort, rowstore.Order{Field: f.Name})
	}
	page, err := r.view.Query(r.author.Viewer, q)
	if err != nil {
		return b, err
	}
	b = append(append(append(b, ',', '"'), name...), '"', ':')
	b = r.rows(b, page.Rows)
	if page.Next != "" {
		b = append(append(append(b, ',', '"'), name...), `_next":`...)
		b = append(b, encode(page.Next)...)
	}
	return b, nil
}

// followIndex finds how the rows that refer to one of an entity are looked up.
// "lines" are those of the entity called after it.
func followIndex(leader *kernel.Schema, name string) (*kernel.Index, error) {
	entity := name
	if name == "lines" {
		entity = leader.Name + "_line"
	}
	var found *kernel.Index
	if s := leader.Catalog().Schema(entity); s != nil && s.Main == nil {
		for _, ix := range s.Indexes {
			f := ix.Fields[0]
			refers := f.Kind == kernel.KindID && (f.RefBy != "" || s.Target(f) == leader)
			if refers && ix.KeyLen == 1 && (found == nil || len(ix.Fields) > len(found.Fields)) {
				found = ix
			}
		}
	}
	if found == nil {
		return nil, NotRefers.With(kernel.Text("value", name), kernel.Words("entity", leader.Zh, leader.En))
	}
	return found, nil
}
