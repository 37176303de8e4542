package record_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/ask"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/rowstore"
)

// everyRow are the rows of an entity that its list shows, read without it.
func everyRow(t *testing.T, r *view.Reader, entity string) (list []kernel.Row) {
	t.Helper()
	q := client.Query{Query: rowstore.Query{Entity: entity, Limit: rowstore.MaxPage}}
	for {
		page, err := r.List(q)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, page.Rows...)
		if q.After = page.Next; q.After == "" {
			return list
		}
	}
}

// holds is what one condition of a list means.
func holds(row kernel.Row, name, text string) bool {
	field, op, _ := strings.Cut(name, ":")
	f := row.Base().Schema().Field(field)
	v := f.Get(row)
	want, err := kernel.ParseValue(f.Kind, text)
	switch ask.Op(op) {
	case ask.Ge:
		return err == nil && v.Compare(want) >= 0
	case ask.Le:
		return err == nil && v.Compare(want) <= 0
	case ask.Starts:
		return strings.HasPrefix(v.Str, text)
	}
	return err == nil && v.Compare(want) == 0
}

// Every filter that a list of any entity offers finds exactly the rows of which it is true,
// and says by what the list is narrowed.
func TestEveryFilterFindsItsRows(t *testing.T) {
	desk := viewtest.Trading(t).DeskIn(t, viewtest.Boss)
	offered, found := 0, 0
	for _, s := range desk.Catalog.Schemas {
		if s.Main != nil {
			continue
		}
		l := &record.Listing{Entity: s.Name}
		type asked struct {
			name, text string
			want       int
		}
		var asks []asked
		if err := desk.Read(func(r *view.Reader) error {
			rows := everyRow(t, r, s.Name)
			usual, rest := l.Narrowings(r, nil)
			for _, in := range slices.Concat(usual, rest) {
				field, _, _ := strings.Cut(in.Name, ":")
				f := s.Field(field)
				if f == nil {
					continue // of the company's own: see TestOwnFields…
				}
				offered++
				for _, row := range rows[:min(len(rows), 3)] {
					text := f.Get(row).String()
					if text == "" || f.Get(row).IsZero() && f.Kind == kernel.KindID {
						continue
					}
					one := asked{in.Name, text, 0}
					for _, other := range rows {
						if holds(other, in.Name, text) {
							one.want++
						}
					}
					asks = append(asks, one)
					said := l.Said(r, record.Narrow{in.Name: text})
					if len(said) != 1 || said[0].Gone || !strings.HasPrefix(said[0].Label, in.Label) {
						t.Errorf("%s %s: the list says %+v", s.Name, in.Name, said)
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, a := range asks {
			n, err := l.Rows(desk, record.Look{Narrow: record.Narrow{a.name: a.text}}).Count(t.Context())
			if err != nil || n != a.want {
				t.Errorf("%s %s %q: %d rows, want %d: %v", s.Name, a.name, a.text, n, a.want, err)
			}
			found += n
		}
	}
	if offered < 200 || found < 500 {
		t.Errorf("%d filters, %d rows: the test looks at nothing", offered, found)
	}
}

// The sums below a list are those of its rows, whoever looks at it.
func TestTotalsAreThoseOfTheRows(t *testing.T) {
	shop := viewtest.Trading(t)
	sums := 0
	for _, who := range []string{viewtest.Boss, viewtest.Sales, viewtest.Finance} {
		desk := shop.DeskIn(t, who)
		for _, s := range desk.Catalog.Schemas {
			if s.Main != nil || !s.Kept {
				continue
			}
			l := &record.Listing{Entity: s.Name}
			if err := desk.Read(func(r *view.Reader) error {
				rows := everyRow(t, r, s.Name)
				total, err := l.Total(r, record.Look{})
				if err != nil || total.Rows != int64(len(rows)) {
					t.Errorf("%s: %d rows of %d: %v", s.Name, total.Rows, len(rows), err)
				}
				for _, sum := range total.Sums {
					sums++
					if want, known := walked(r, s, rows, sum.Code); known && want != sum.Label {
						t.Errorf("%s %s: %s, want %s", s.Name, sum.Code, sum.Label, want)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if sums < 20 {
		t.Errorf("%d sums: the test looks at nothing", sums)
	}
}

// walked adds up the money of rows one by one.
func walked(r *view.Reader, s *kernel.Schema, rows []kernel.Row, label string) (string, bool) {
	for _, at := range append([]*kernel.Schema{s}, s.Parts...) {
		for _, f := range at.Fields {
			if view.FieldLabel(f) != label || !f.Listed || f.Kind != kernel.KindMoney {
				continue
			}
			sum := kernel.Money(0)
			for _, row := range rows {
				if at != s {
					companion, p := r.Tx.GetRow(at, row.Base().ID)
					if p != kernel.Found {
						continue
					}
					row = companion
				}
				sum += kernel.Money(f.Get(row).Int)
			}
			return view.Money(sum), true
		}
	}
	return "", false
}

// Every question that a module declares answers, and asks for rows that its list shows.
func TestEveryPresetAnswers(t *testing.T) {
	desk := viewtest.Trading(t).DeskIn(t, viewtest.Boss)
	presets := 0
	for _, m := range module.All() {
		for _, said := range m.Lists {
			l := &record.Listing{Entity: said.Of, Name: said.Name}
			all, err := l.Rows(desk, record.Look{}).Count(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range l.Presets(desk.Catalog) {
				presets++
				rows := l.Rows(desk, record.Look{Preset: o.Code})
				n, err := rows.Count(context.Background())
				if err != nil || n > all {
					t.Errorf("%s %s: %d of %d rows: %v", said.Of, o.Code, n, all, err)
				}
				if _, err := rows.Page(t.Context(), 0, 5); err != nil {
					t.Errorf("%s %s: %v", said.Of, o.Code, err)
				}
			}
		}
	}
	if presets < 20 {
		t.Errorf("%d presets: the test looks at nothing", presets)
	}
}

// What a list was narrowed by and is there no more is said, and the list still opens.
func TestAFilterOfAFieldThatIsGone(t *testing.T) {
	desk := viewtest.Trading(t).DeskIn(t, viewtest.Boss)
	l := &record.Listing{Entity: "sales_order"}
	all, err := l.Rows(desk, record.Look{}).Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	gone := record.ParseNarrow(record.Narrow{"colour:eq": "red & blue", "state:eq": "nothing", "custom.00000000-0000-7000-8000-000000000001:ge": "3"}.String())
	n, err := l.Rows(desk, record.Look{Narrow: gone}).Count(t.Context())
	if err != nil || n != all {
		t.Errorf("%d of %d rows: %v", n, all, err)
	}
	if err := desk.Read(func(r *view.Reader) error {
		said := l.Said(r, gone)
		if len(said) != 3 || !said[0].Gone || !said[1].Gone || !said[2].Gone {
			t.Errorf("the list says %+v", said)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
