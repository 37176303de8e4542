package record

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
)

// Table is the lines of a document, with the sums of their amounts.
type Table struct {
	Related
	Columns []Column
	Rows    []Row
	Sums    map[string]string // by the column's name
}

// tableOf reads the lines of a document, in their order, with what the reader sees of their
// companions. Columns in which no line says anything, or each says what the head of the page
// does, are left out, and figures that are no answer to anything.
func tableOf(r *view.Reader, rel Related, head string) (Table, error) {
	s := r.Catalog.Schema(rel.Entity)
	t := Table{Related: rel, Sums: map[string]string{}}
	rows, err := lineRows(r, s, rel.Part)
	if err != nil {
		return t, err
	}
	columns, sums := Columns(r, rel.Entity), map[string]kernel.Money{}
	for _, row := range rows {
		line := rowOf(r, row, listed(s))
		for _, of := range view.WholeRows(r, row) {
			for _, f := range shownOf(of.Base().Schema(), s) {
				line.Cells[f.Name] = cellOf(r, of, f, line.Cells[f.Name])
				if f.Kind == kernel.KindMoney {
					sums[f.Name] += kernel.Money(f.Get(of).Int)
				}
				if !slices.ContainsFunc(columns, func(c Column) bool { return c.Name == f.Name }) {
					columns = append(columns, Column{Name: f.Name, Label: view.FieldLabel(f), Figure: figure(f.Kind), Place: InDetail, Chars: chars(f)})
				}
			}
		}
		t.Rows = append(t.Rows, line)
	}
	for _, c := range columns {
		says := slices.ContainsFunc(t.Rows, func(row Row) bool { return row.Cells[c.Name].Text != "" && row.Cells[c.Name].Text != head })
		if f := s.Field(c.Name); c.Name == "" || !says || f != nil && s.FollowsBy(f) {
			continue
		}
		t.Columns = append(t.Columns, c)
		if sum, adds := sums[c.Name]; adds && len(rows) > 1 {
			t.Sums[c.Name] = view.Money(sum)
		}
	}
	return t, nil
}

// shownOf are the fields of a line, or of a companion of it, that its table shows.
func shownOf(of, line *kernel.Schema) []*kernel.Field {
	if of == line {
		return listed(of)
	}
	return slices.DeleteFunc(slices.Clone(of.Fields), func(f *kernel.Field) bool { return !f.Listed || f.Sees == "" })
}

// cellOf is what a line shows of a field; was is what a list shows.
func cellOf(r *view.Reader, of kernel.Row, f *kernel.Field, was view.Badge) view.Badge {
	if nothing(of.Base().Schema(), f, f.Get(of)) {
		return view.Badge{}
	}
	if was.Text == "" {
		was.Text = Say(r, of, f)
	}
	return was
}
