package record

import (
	"maps"
	"slices"
	"strconv"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// Bunch is what rows come to that hold the same in a field, and what narrows the list down to
// them.
type Bunch struct {
	Label  string
	Rows   int64
	Sums   []view.Option
	Narrow Narrow
}

const byMonth = "/month"

var (
	monthOf = i18n.Define("record.group.month", "{0}（按月）", "{0}, by month")
	noneOf  = i18n.Define("record.group.none", "（空）", "(none)")
)

// Groupings are the fields by which the list can be put together: state and choices, whose,
// where, which month.
func (l *Listing) Groupings(r *view.Reader) (list []view.Option) {
	s := r.Catalog.Schema(l.Entity)
	for _, f := range s.Fields {
		switch {
		case f.Zh == "" || basic[f.Name] || f.Former || f.Name == l.Part.Field || !rowstore.Groupable(f):
		case f.Kind == kernel.KindDate:
			list = append(list, view.Option{Code: f.Name + byMonth, Label: monthOf.Text(view.FieldLabel(f))})
		case f.Kind == kernel.KindID && s.Target(f) == nil:
		case f.Kind == kernel.KindText && (f.Title || f.Search || !f.Listed):
		case f.Kind == kernel.KindState: // asked for most
			list = slices.Insert(list, 0, view.Option{Code: f.Name, Label: view.FieldLabel(f)})
		default:
			list = append(list, view.Option{Code: f.Name, Label: view.FieldLabel(f)})
		}
	}
	return list
}

// Groups puts the rows that are asked for together by a grouping, those with most rows first.
func (l *Listing) Groups(r *view.Reader, look Look, grouping string) ([]Bunch, error) {
	q, err := l.query(r, look)
	if err != nil {
		return nil, err
	}
	fields := l.summed(r)
	name, month := cutMonth(grouping)
	asked := rowstore.Sums{By: name, Month: month}
	for _, f := range fields {
		asked.Of = append(asked.Of, f.Name)
	}
	found, err := r.Sum(q, asked)
	if err != nil {
		return nil, err
	}
	list := make([]Bunch, len(found))
	for i, t := range found {
		list[i] = Bunch{Rows: t.Rows, Sums: sayTotals(fields, t.Sums), Narrow: maps.Clone(look.Narrow)}
		if list[i].Narrow == nil {
			list[i].Narrow = Narrow{}
		}
		list[i].Label = l.key(r, list[i].Narrow, name, month, t.Key)
	}
	return list, nil
}

func cutMonth(grouping string) (field string, month bool) {
	n := len(grouping) - len(byMonth)
	if n > 0 && grouping[n:] == byMonth {
		return grouping[:n], true
	}
	return grouping, false
}

// key says what the rows of a group hold, and narrows down to it.
func (l *Listing) key(r *view.Reader, to Narrow, name string, month bool, v kernel.Value) string {
	f := r.Catalog.Schema(l.Entity).Field(name)
	switch {
	case v.IsZero() && f.Kind != kernel.KindBool:
		to[name+opMark+string(ask.None)] = ""
		return noneOf.Text()
	case month:
		first := kernel.Date(v.Int*100 + 1)
		to[name+opMark+string(ask.Ge)], to[name+opMark+string(ask.Le)] = kernel.Of(first).String(), kernel.Of(first.MonthEnd()).String()
		return view.Month(v.Int)
	}
	to[name+opMark+string(ask.Eq)] = v.String()
	return l.sayKey(r, f, v)
}

// sayKey puts what a field holds into words.
func (l *Listing) sayKey(r *view.Reader, f *kernel.Field, v kernel.Value) string {
	s := r.Catalog.Schema(l.Entity)
	switch {
	case f.Kind == kernel.KindID:
		return title(r, s.Target(f), v.ID())
	case f.Kind == kernel.KindBool:
		return map[bool]string{true: isYes.Text(), false: isNo.Text()}[v.Int != 0]
	case f.Month:
		return view.Month(v.Int)
	case f.Kind == kernel.KindInt:
		return strconv.FormatInt(v.Int, 10)
	}
	return sayValue(r, s.Name, s.ChoicesOf(f), f.Name, v)
}
