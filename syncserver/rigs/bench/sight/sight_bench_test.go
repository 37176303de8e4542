package sight

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
)

// eyes are those that look.
var eyes = []struct {
	name string
	sees int
	tags []string
}{
	{"none", 0, []string{"all", "owner:" + nobody.String()}},
	{"few", seesFew, []string{"all", "owner:" + few.String()}},
	{"many", seesMany, []string{"all", "owner:" + many.String()}},
	{"all", orders, []string{"all", "sees:sales.order"}},
}

func viewer(tags []string) *kernel.Viewer {
	v := &kernel.Viewer{Tags: map[string]bool{}}
	for _, t := range tags {
		v.Tags[t] = true
	}
	return v
}

// BenchmarkPages reads pages of 50 rows: the first, one in the middle and the last,
// in the order of ids and newest first.
func BenchmarkPages(b *testing.B) {
	lists := map[string]rowstore.Query{
		"orders":        {Entity: "sales_order"},
		"orders_newest": {Entity: "sales_order", Sort: []rowstore.Order{{Field: "date", Desc: true}}},
		"orders_number": {Entity: "sales_order", Sort: []rowstore.Order{{Field: "number"}}},
		"lines":         {Entity: "sales_order_line"},
		"events":        {Entity: "process_event"},
	}
	for _, release := range []int{1, later} {
		_, c := company(b, release)
		b.Run(fmt.Sprintf("%d_entities", len(c.Schemas)), func(b *testing.B) {
			s, _ := company(b, release)
			view, err := s.Read()
			if err != nil {
				b.Fatal(err)
			}
			defer view.Close()
			for _, name := range []string{"orders", "orders_newest", "orders_number", "lines", "events"} {
				for _, e := range eyes {
					pages(b, view, name+"/"+e.name, viewer(e.tags), lists[name])
				}
			}
		})
	}
}

// pages measures three pages of a list.
func pages(b *testing.B, view *store.View, name string, v *kernel.Viewer, q rowstore.Query) {
	marks := cursors(b, view, v, q)
	for i, at := range []string{"first", "deep", "last"} {
		if i >= len(marks) {
			break
		}
		q.After = marks[i]
		b.Run(name+"/"+at, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				if _, err := view.Query(v, q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2])/1e6, "ms/page")
			b.ReportMetric(float64(took[len(took)*95/100])/1e6, "p95-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// cursors finds where the first, a middle and the last page begin, from the end of the
// list turned round.
func cursors(b *testing.B, view *store.View, v *kernel.Viewer, q rowstore.Query) []string {
	b.Helper()
	marks := []string{""}
	q.Limit = rowstore.MaxPage
	var all []string
	for range 60 {
		page, err := view.Query(v, q)
		if err != nil {
			b.Fatal(err)
		}
		if page.Next == "" {
			break
		}
		all = append(all, page.Next)
		q.After = page.Next
	}
	if len(all) > 0 {
		marks = append(marks, all[len(all)/2], all[len(all)-1])
	}
	return marks
}

// BenchmarkCounts counts a list as the API does.
func BenchmarkCounts(b *testing.B) {
	s, _ := company(b, 1)
	view, err := s.Read()
	if err != nil {
		b.Fatal(err)
	}
	defer view.Close()
	for _, e := range eyes {
		b.Run(e.name, func(b *testing.B) {
			v := viewer(e.tags)
			began := time.Now()
			for b.Loop() {
				if _, err := view.Count(v, rowstore.Query{Entity: "sales_order"}, 10_000); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(time.Since(began))/1e6/float64(b.N), "ms/count")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkPrepare writes and prepares the statement of a list that nobody has asked
// for, with all tags of a viewer.
func BenchmarkPrepare(b *testing.B) {
	for _, release := range []int{1, later} {
		s, c := company(b, release)
		for _, entity := range []string{"sales_order", "process_event"} {
			b.Run(fmt.Sprintf("%d_entities/%s", len(c.Schemas), entity), func(b *testing.B) {
				view, err := s.Read()
				if err != nil {
					b.Fatal(err)
				}
				defer view.Close()
				v := viewer(eyes[0].tags)
				for n := 1; b.Loop(); n++ {
					if _, err := view.Query(v, rowstore.Query{Entity: entity, Limit: 1, Where: never(n)}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// never is a condition of another form each time, which no row meets.
func never(n int) rowstore.Filter {
	f := rowstore.Filter{All: []rowstore.Filter{rowstore.Is("version", rowstore.Lt, int64(-1))}}
	for bit := range 12 {
		op := rowstore.Ge
		if n>>bit&1 == 1 {
			op = rowstore.Gt
		}
		f.All = append(f.All, rowstore.Is("version", op, int64(0)))
	}
	return f
}

// BenchmarkLoad visits what a load brings, beside a bare read of as many rows.
func BenchmarkLoad(b *testing.B) {
	s, c := company(b, 1)
	for _, e := range eyes {
		b.Run(e.name, func(b *testing.B) {
			v := viewer(e.tags)
			rows := 0
			began := time.Now()
			for b.Loop() {
				view, err := s.Read()
				if err != nil {
					b.Fatal(err)
				}
				rows = 0
				err = authority.Visit(c, view, v, func(kernel.Row) error { rows++; return nil })
				if err != nil {
					b.Fatal(err)
				}
				if err := view.Close(); err != nil {
					b.Fatal(err)
				}
			}
			took := time.Since(began).Seconds() / float64(b.N)
			b.ReportMetric(float64(rows), "rows")
			b.ReportMetric(float64(rows)/took, "rows/s")
			b.ReportMetric(took*1e3, "ms/load")
			b.ReportMetric(0, "ns/op")
		})
	}
}
