package figures

import (
	"encoding/json"
	"slices"

	"heyi/shared/kernel"
)

// A device that lacks the days that a report is about asks the server for it, a page at
// a time.

// Ask is the question: a report, the days, what it is narrowed down to, the page.
type Ask struct {
	Report   string
	From, To kernel.Date
	Only     map[string][]string // canonical texts, see [kernel.ParseValue]
	Limit    int
	After    string // Next of the page before
}

// AskOf is the question that a query of a report puts.
func AskOf(r *Report, q Query) Ask {
	a := Ask{Report: r.Name, From: q.From, To: q.To, Only: map[string][]string{}}
	for name, values := range q.Only {
		for _, v := range values {
			a.Only[name] = append(a.Only[name], v.String())
		}
	}
	return a
}

// Pack is the question as it travels, UnpackAsk reads it.
func (a Ask) Pack() ([]byte, error) { return json.Marshal(a) }

// UnpackAsk reads a question; one that is none asks for no report.
func UnpackAsk(data []byte) (a Ask) {
	if json.Unmarshal(data, &a) != nil {
		return Ask{}
	}
	return a
}

// AnswerTo is the page that was asked for, as the reader of the books may see it.
func (b Books) AnswerTo(a Ask) (*Table, error) {
	r, err := b.Find(a.Report)
	if err != nil {
		return nil, err
	}
	if r == nil || r.Check(b.Catalog) != nil {
		return nil, NoSuchFigure.With(kernel.Text("name", a.Report))
	}
	q := r.Query(a.From, a.To)
	q.Only = map[string][]kernel.Value{}
	for name, texts := range a.Only {
		f, ok := r.Fact.Filter(b.Catalog, name)
		if !ok {
			return nil, NoSuchFigure.With(kernel.Text("name", name))
		}
		for _, text := range texts {
			v, err := kernel.ParseValue(f.Kind, text)
			if err != nil {
				return nil, NoSuchFigure.With(kernel.Text("name", name))
			}
			q.Only[name] = append(q.Only[name], v)
		}
	}
	return b.Page(q, a.Limit, a.After)
}

// packed is a table as it travels.
type packed struct {
	Zh, En  string
	Columns []packedColumn
	Rows    []packedRow
	Totals  []packedValue
	Summed  bool // there are totals
	Next    string
	Part    bool
	Since   kernel.Date
}

type packedColumn struct {
	Name, Zh, En string
	Kind         int64
}

type packedRow struct {
	Cells, Keys []packedValue
	Level       int64
	Entity      string
	ID          kernel.ID
}

type packedValue struct {
	Kind, Int int64
	Str       []byte // an id is no text
}

var tableCodec = kernel.NewCodec[packed]("figures/table")

// Pack is the table as it travels.
func (t *Table) Pack() []byte {
	p := packed{Zh: t.Zh, En: t.En, Totals: packValues(t.Totals), Summed: t.Totals != nil, Next: t.Next, Part: t.Part, Since: t.Since}
	for _, c := range t.Columns {
		p.Columns = append(p.Columns, packedColumn{c.Name, c.Zh, c.En, int64(c.Kind)})
	}
	for _, r := range t.Rows {
		p.Rows = append(p.Rows, packedRow{packValues(r.Cells), packValues(r.Keys), int64(r.Level), r.Entity, r.ID})
	}
	return tableCodec.Append(nil, &p)
}

// UnpackTable reads a packed table.
func UnpackTable(data []byte) (*Table, error) {
	var p packed
	if err := tableCodec.Decode(data, &p); err != nil {
		return nil, err
	}
	t := &Table{Zh: p.Zh, En: p.En, Next: p.Next, Part: p.Part, Since: p.Since}
	if p.Summed {
		t.Totals = unpackValues(p.Totals)
	}
	for _, c := range p.Columns {
		t.Columns = append(t.Columns, Column{c.Name, c.Zh, c.En, kernel.Kind(c.Kind)})
	}
	for _, r := range p.Rows {
		t.Rows = append(t.Rows, Row{unpackValues(r.Cells), unpackValues(r.Keys), int(r.Level), r.Entity, r.ID})
	}
	return t, nil
}

func packValues(list []kernel.Value) []packedValue {
	made := make([]packedValue, len(list))
	for i, v := range list {
		made[i] = packedValue{int64(v.Kind), v.Int, []byte(v.Str)}
	}
	return made
}

func unpackValues(list []packedValue) []kernel.Value {
	made := make([]kernel.Value, len(list))
	for i, v := range list {
		made[i] = kernel.Value{Kind: kernel.Kind(v.Kind), Int: v.Int, Str: string(v.Str)}
	}
	return slices.Clip(made)
}
