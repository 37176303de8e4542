package figures_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/drawn"
	"heyi/shared/rowstore"
)

// Whatever is asked of whatever rows through whatever eyes, the statement says what
// reading every row says, on both databases, also page by page.
func TestFiguresAreTheirMeaning(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		groups, listed, compared := 0, 0, 0
		keeper := figures.NewKeeper(catalog)
		must(t, s.Atomic(func() error { return keeper.Prepare(s) }))
		counting := &counting{Source: s}
		drawn.Check(t, func(rt *rapid.T) {
			h := hand{rt}
			memory := h.live(t, s, keeper)
			for range 5 {
				q, v := h.query(), h.viewer()
				b, n := figures.Books{Catalog: catalog, Rows: counting, Viewer: v}, naive{memory, v, q}
				if got, err := b.Answer(q); !refused(rt, q, v, err) {
					want := n.groups(got)
					same(rt, q, texts(got), want)
					same(rt, q, texts(paged(rt, b, q, 1+h.n("limit", 3))), want)
					groups += len(got.Rows)
					if q.With != figures.Nothing {
						compared += len(got.Rows)
					}
				}
				q.Lines, q.With, q.Along, q.Share, q.Total = true, figures.Nothing, []string{"number", "line"}, "", ""
				got, err := b.Answer(q)
				must(t, err)
				n.q = q
				want := n.lines(got)
				same(rt, q, texts(got), want)
				same(rt, q, texts(paged(rt, b, q, 1+h.n("limit", 3))), want)
				listed += len(got.Rows)
			}
		})
		if !testing.Short() && (groups < 200 || listed < 300 || compared < 80 || counting.cells < 40) {
			t.Errorf("%d groups, %d compared, %d lines, %d answers out of cubes: they prove little", groups, compared, listed, counting.cells)
		}
	})
}

// refused tells whether the question cannot be asked, and fails unless it should not.
func refused(t *rapid.T, q figures.Query, v *kernel.Viewer, err error) bool {
	t.Helper()
	timely := slices.ContainsFunc(q.By, func(name string) bool {
		return slices.Contains([]string{figures.Day, figures.Week, figures.Month, figures.Quarter, figures.Year}, name)
	})
	want := ""
	switch {
	case q.With == figures.Before && timely, q.With == figures.LastYear && slices.Contains(q.By, figures.Week):
		want = "figure.comparison"
	}
	got := ""
	if r, ok := kernel.AsRefusal(err); ok {
		got = r.Code
	} else if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Fatalf("%+v: %q, want %q", q, got, want)
	}
	return got != ""
}

// paged is an answer read in pages.
func paged(t *rapid.T, b figures.Books, q figures.Query, limit int) *figures.Table {
	t.Helper()
	var whole *figures.Table
	after := ""
	for {
		page, err := b.Page(q, limit, after)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) > limit {
			t.Fatalf("a page of %d rows, asked for %d", len(page.Rows), limit)
		}
		if whole == nil {
			whole = page
		} else {
			whole.Rows, whole.Totals = append(whole.Rows, page.Rows...), page.Totals
		}
		if after = page.Next; after == "" {
			return whole
		}
	}
}

func same(t *rapid.T, q figures.Query, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		q.Fact = nil
		t.Fatalf("%+v\ngot\n%s\nwant\n%s", q, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func text(cells []kernel.Value) string {
	var list []string
	for _, c := range cells {
		list = append(list, c.Kind.String()+" "+c.String())
	}
	return strings.Join(list, "|")
}

func lines(t *figures.Table) []string {
	var list []string
	for _, r := range t.Rows {
		list = append(list, text(r.Cells)+" "+r.Entity+" "+r.ID.String())
	}
	return list
}

func texts(t *figures.Table) []string { return append(lines(t), text(t.Totals)) }

// group is rows with the same keys.
type group struct {
	keys   []kernel.Value
	rows   []counted
	labels []kernel.Value
}

// groups is the answer about groups, and its totals.
func (n naive) groups(shown *figures.Table) []string {
	q := n.q
	all := n.counted(q.From, q.To, false)
	if q.With != figures.Nothing {
		from, to := spanBefore(q)
		all = append(all, n.counted(from, to, true)...)
	}
	by := map[string]*group{}
	var list []*group
	for _, c := range all {
		var keys []kernel.Value
		for _, name := range q.By {
			keys = append(keys, n.key(c, name))
		}
		if by[text(keys)] == nil {
			by[text(keys)] = &group{keys: keys}
			list = append(list, by[text(keys)])
		}
		by[text(keys)].rows = append(by[text(keys)].rows, c)
	}
	if len(q.By) == 0 && len(list) == 0 {
		list = append(list, &group{})
	}
	every := slices.Clone(list)
	list = slices.DeleteFunc(list, func(g *group) bool {
		return slices.ContainsFunc(q.Having, func(b figures.Bound) bool { return (n.figure(g.rows, false, b.Measure) > b.Than) != b.Over })
	})
	if len(q.Having) > 0 {
		all = nil
		for _, g := range list {
			all = append(all, g.rows...)
		}
	}
	for _, g := range list {
		for i, name := range q.By {
			var rows []counted // a key is called the same in all groups
			for _, other := range every {
				if other.keys[i] == g.keys[i] {
					rows = append(rows, other.rows...)
				}
			}
			g.labels = append(g.labels, n.label(dimension(q.Fact, name), g.keys[i], rows)...)
		}
	}
	n.order(list, shown)
	return n.written(list, all, shown)
}

// spanBefore is the span that a question compares with, in words of days.
func spanBefore(q figures.Query) (kernel.Date, kernel.Date) {
	switch {
	case q.With == figures.LastYear:
		return q.From.AddMonths(-12), q.To.AddMonths(-12)
	case q.From.Day() == 1:
		months := q.To.Year()*12 + q.To.Month() - q.From.Year()*12 - q.From.Month() + 1
		if q.To.AddDays(1).Day() == 1 {
			return q.From.AddMonths(-months), q.From.AddDays(-1)
		}
		return q.From.AddMonths(-months), q.To.AddMonths(-months)
	}
	return q.From.AddDays(-q.To.DaysSince(q.From) - 1), q.From.AddDays(-1)
}

// order puts groups in the order that was asked for.
func (n naive) order(list []*group, shown *figures.Table) {
	name, largest := strings.CutPrefix(n.q.Order, "-")
	if !n.may(name) {
		name = ""
	}
	slices.SortFunc(list, func(a, b *group) int {
		if name != "" {
			c := cmp.Compare(n.figure(a.rows, false, name), n.figure(b.rows, false, name))
			if largest {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		for i, by := range n.q.By {
			d := dimension(n.q.Fact, by)
			d.Copy = "" // the order is that of the rows' own titles
			if labels := n.label(d, a.keys[i], nil); labels[0] != a.keys[i] || d.Path == "slip.buyer" || d.Path == "good" || d.Path == "slip.owner" {
				x, y := kernel.SortKey(labels[0].Str), kernel.SortKey(n.label(d, b.keys[i], nil)[0].Str)
				if c := cmp.Compare(x, y); c != 0 {
					return c
				}
			}
			if c := a.keys[i].Compare(b.keys[i]); c != 0 {
				return c
			}
		}
		return 0
	})
}

// may tells whether the reader may see a measure.
func (n naive) may(name string) bool {
	needs := map[string][]string{"net": {"price"}, "margin": {"price", "cost"}, "rate": {"price", "cost"}}[name]
	return n.v == nil || !slices.ContainsFunc(needs, func(a string) bool { return !n.v.Tags["sees:"+a] })
}

// written is the groups and the totals as text.
func (n naive) written(list []*group, all []counted, shown *figures.Table) []string {
	var out []string
	running := map[string]int64{}
	for i, g := range list {
		cells := append(slices.Clone(g.labels), n.cells(g.rows, all, running, shown)...)
		entity, id := "", kernel.ID{}
		for i, by := range n.q.By {
			if of := map[string]string{"buyer": "firm", "owner": "seat", "good": "good"}[by]; of != "" && !g.keys[i].IsZero() && entity == "" {
				entity, id = of, g.keys[i].ID()
			}
		}
		if n.q.Top == 0 || i < n.q.Top {
			out = append(out, text(cells)+" "+entity+" "+id.String())
		}
	}
	var totals []kernel.Value
	for range len(shown.Columns) - len(n.cells(nil, nil, map[string]int64{}, shown)) {
		totals = append(totals, kernel.Of(""))
	}
	sums := n.cells(all, all, map[string]int64{}, shown)
	at := len(totals)
	for i, v := range sums {
		name := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(shown.Columns[at+i].Name, "_before"), "_change"), "_share"), "_total")
		if slices.Contains([]string{"qty", "back", "buyers", "slips", "documents"}, name) {
			v = kernel.Of("")
		}
		totals = append(totals, v)
	}
	return append(out, text(totals))
}

// cells are the figures of rows among all, by the columns that the reader gets.
func (n naive) cells(rows, all []counted, running map[string]int64, shown *figures.Table) []kernel.Value {
	kinds := map[string]kernel.Kind{"qty": kernel.KindQty, "back": kernel.KindQty, "net": kernel.KindMoney, "margin": kernel.KindMoney}
	var cells []kernel.Value
	for _, name := range n.q.Show {
		if !n.may(name) {
			continue
		}
		value := func(x int64) kernel.Value {
			return kernel.Value{Kind: cmp.Or(kinds[name], kernel.KindInt), Int: x}
		}
		if name == "rate" {
			for _, before := range []bool{false, true}[:1+min(1, int(n.q.With))] {
				cells = append(cells, quotient(n.figure(rows, before, "margin"), n.figure(rows, before, "net")))
			}
			continue
		}
		now, before := n.figure(rows, false, name), n.figure(rows, true, name)
		cells = append(cells, value(now))
		if n.q.With != figures.Nothing {
			size := max(before, -before)
			cells = append(cells, value(before), quotient(now-before, size))
		}
		if name == n.q.Share {
			cells = append(cells, quotient(now, n.figure(all, false, name)))
		}
		if name == n.q.Total {
			running[name] += now
			cells = append(cells, value(running[name]))
		}
	}
	return cells
}

// quotient is rounded half up to six digits, in integers.
func quotient(part, whole int64) kernel.Value {
	if whole == 0 {
		return kernel.Of("")
	}
	negative := (part < 0) != (whole < 0)
	part, whole = max(part, -part), max(whole, -whole)
	q := (part*2_000_000 + whole) / (2 * whole)
	if negative {
		q = -q
	}
	return kernel.Of(kernel.Rate(q))
}

// lines is the answer that lists rows, and its totals.
func (n naive) lines(shown *figures.Table) []string {
	all := n.counted(n.q.From, n.q.To, false)
	slices.SortFunc(all, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.day, b.day), n.at(a, "slip.number").Compare(n.at(b, "slip.number")), n.at(a, "line").Compare(n.at(b, "line")),
			strings.Compare(string(a.row.Base().ID[:]), string(b.row.Base().ID[:])))
	})
	var out []string
	for _, c := range all {
		var cells []kernel.Value
		for _, name := range n.q.By {
			d, key := dimension(n.q.Fact, name), n.key(c, name)
			labels := n.label(d, key, []counted{c})
			if bare := c.row.Base().Schema().Field("slip").Get(c.row); d.Copy != "" {
				document := n.rows.Get(slips.In(catalog), bare.ID())
				if any(document).(*slip).Buyer.ID() == key.ID() {
					labels[0] = n.at(c, d.Copy) // what it was called then
				}
			}
			cells = append(cells, labels...)
		}
		cells = append(cells, n.cells([]counted{c}, nil, nil, shown)...)
		out = append(out, text(cells)+" slip "+c.row.Base().Schema().Field("slip").Get(c.row).ID().String())
	}
	totals := n.written(nil, all, shown)
	return append(out, totals[len(totals)-1])
}

// What cannot be asked is refused with a sentence.
func TestRefusals(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		seen := figures.Books{Catalog: catalog, Rows: s}
		blind := figures.Books{Catalog: catalog, Rows: s, Viewer: &kernel.Viewer{Tags: map[string]bool{}}}
		q := func(change func(*figures.Query)) figures.Query {
			q := figures.Query{Fact: sold, Show: []string{"net"}, From: 20260101, To: 20260131}
			change(&q)
			return q
		}
		for code, c := range map[string]struct {
			b figures.Books
			q figures.Query
		}{
			"report.span":       {seen, q(func(q *figures.Query) { q.To = 20251231 })},
			"figure.none":       {seen, q(func(q *figures.Query) { q.By = []string{"colour"} })},
			"figure.none ":      {seen, q(func(q *figures.Query) { q.Show = []string{"colour"} })},
			"figure.none  ":     {seen, q(func(q *figures.Query) { q.By = []string{"secret"} })},
			"figure.none   ":    {seen, q(func(q *figures.Query) { q.Only = map[string][]kernel.Value{"month": {kernel.Of("2026-01")}} })},
			"figure.none    ":   {seen, q(func(q *figures.Query) { q.Order = "colour" })},
			"report.withheld":   {blind, q(func(*figures.Query) {})},
			"figure.comparison": {seen, q(func(q *figures.Query) { q.By, q.With = []string{figures.Week}, figures.LastYear })},
		} {
			_, err := c.b.Answer(c.q)
			if r, ok := kernel.AsRefusal(err); !ok || r.Code != strings.TrimSpace(code) || r.Sentence("zh", nil) == "" {
				t.Errorf("%s: %v", code, err)
			}
		}
		for _, mark := range []string{"x", "-1", "eyJEYXkiOjF9"} {
			for _, list := range []bool{false, true} {
				_, err := seen.Page(q(func(q *figures.Query) { q.Lines = list }), 5, mark)
				if r, ok := kernel.AsRefusal(err); !ok || r.Code != "figure.mark" {
					t.Errorf("the mark %q: %v", mark, err)
				}
			}
		}
	})
}

// A total over what a reader may not all see says so, and so does one that begins
// before the days that a device holds.
func TestPartsAreMarked(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		q := figures.Query{Fact: sold, Show: []string{"rows"}, From: 20260101, To: 20260131}
		for _, c := range []struct {
			v     *kernel.Viewer
			part  bool
			since kernel.Date
		}{
			{nil, false, 0},
			{&kernel.Viewer{Tags: map[string]bool{"sees:boss": true}}, false, 0},
			{&kernel.Viewer{Tags: map[string]bool{"sees:boss": true}, Since: 20260115}, false, 20260101},
			{&kernel.Viewer{Tags: map[string]bool{"owner:" + id("seat", 1).String(): true}}, true, 0},
		} {
			got, err := figures.Books{Catalog: catalog, Rows: s, Viewer: c.v}.Answer(q)
			must(t, err)
			if got.Part != c.part || got.Since != c.since {
				t.Errorf("%+v: part %v, since %s", c.v, got.Part, got.Since)
			}
		}
	})
}

// A report with three dimensions and a comparison is a few lines.
func ExampleDeclare() {
	r := figures.Declare(figures.Report{
		Name: "sales_by_area", Zh: "地区商品月度销售", En: "Sales by area, product and month", Fact: sold,
		By: []string{"area", "good", figures.Month}, Show: []string{"net", "margin", "rate"}, With: figures.LastYear, Share: "net",
	})
	q := r.Query(20260101, 20260331)
	fmt.Println(len(q.By), q.From, q.To)
	// Output: 3 2026-01-01 2026-03-31
}
