package figures_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
	"pgregory.net/rapid"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rowstore"
)

// A company that ships and takes back: documents with lines, guarded figures, merged
// customers, and rows that not everybody sees.

type seat struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title,required"`
}

type firm struct {
	kernel.Record
	Name  string           `zh:"名称" en:"Name" is:"title"`
	Owner kernel.Ref[seat] `zh:"业务员" en:"Owner"`
	Into  kernel.Ref[firm] `zh:"已并入" en:"Merged into" is:"derived"`
	Area  string           `zh:"地区" en:"Area"`
}

type good struct {
	kernel.Record
	Code string `zh:"编码" en:"Code"`
	Name string `zh:"名称" en:"Name" is:"title"`
	Unit string `zh:"单位" en:"Unit"`
}

type slip struct {
	kernel.Record
	Number string           `zh:"单号" en:"Number" is:"title"`
	Buyer  kernel.Ref[firm] `zh:"客户" en:"Buyer"`
	Name   string           `zh:"客户名称" en:"Buyer's name"`
	Owner  kernel.Ref[seat] `zh:"业务员" en:"Owner"`
	Date   kernel.Date      `zh:"日期" en:"Date"`
	Left   kernel.Date      `zh:"出库日期" en:"Left"`
}

type slipLine struct {
	kernel.Record
	Slip kernel.Ref[slip] `zh:"单据" en:"Slip"`
	Line int64            `zh:"行" en:"Line"`
	Good kernel.Ref[good] `zh:"商品" en:"Good"`
	Gift bool             `zh:"赠品" en:"Gift"`
	Qty  kernel.Qty       `zh:"数量" en:"Quantity" unit:"-"`
	Net  kernel.Money     `zh:"金额" en:"Net" is:"negative" sees:"price"`
	Cost kernel.Money     `zh:"成本" en:"Cost" is:"negative" sees:"cost"`
}

type backLine struct {
	kernel.Record
	Slip kernel.Ref[slip] `zh:"单据" en:"Slip"`
	Line int64            `zh:"行" en:"Line"`
	Good kernel.Ref[good] `zh:"商品" en:"Good"`
	Gift bool             `zh:"赠品" en:"Gift"`
	Back kernel.Qty       `zh:"退货数量" en:"Back" unit:"-"`
	Net  kernel.Money     `zh:"金额" en:"Net" is:"negative" sees:"price"`
	Cost kernel.Money     `zh:"成本" en:"Cost" is:"negative" sees:"cost"`
}

var (
	seats = kernel.Define[seat]("seat", kernel.Spec{Zh: "岗位", En: "Seat", Scope: kernel.Scope{kernel.Audience("boss")}})
	firms = kernel.Define[firm]("firm", kernel.Spec{
		Zh: "客户", En: "Firm",
		Scope: kernel.Scope{kernel.By("owner", func(f *firm) *kernel.Ref[seat] { return &f.Owner }), kernel.Audience("boss")},
	})
	_     = kernel.Merges(firms, func(f *firm) *kernel.Ref[firm] { return &f.Into })
	goods = kernel.Define[good]("good", kernel.Spec{Zh: "商品", En: "Good", Scope: kernel.Scope{kernel.Everyone}})
	slips = kernel.Define[slip]("slip", kernel.Spec{
		Zh: "单据", En: "Slip",
		Scope: kernel.Scope{
			kernel.By("owner", func(s *slip) *kernel.Ref[seat] { return &s.Owner }),
			kernel.Follows(func(s *slip) *kernel.Ref[firm] { return &s.Buyer }),
			kernel.Audience("boss"),
		},
		Bucket: kernel.ByMonth(func(s *slip) *kernel.Date { return &s.Date }),
	})
	_         = kernel.Find(slips, func(s *slip) *kernel.Date { return &s.Left })
	slipLines = kernel.Define[slipLine]("slip_line", kernel.Spec{
		Zh: "行", En: "Line", Scope: kernel.Scope{kernel.Follows(func(l *slipLine) *kernel.Ref[slip] { return &l.Slip })},
	})
	backLines = kernel.Define[backLine]("back_line", kernel.Spec{
		Zh: "退货行", En: "Line back",
		Scope: kernel.Scope{kernel.Follows(func(l *backLine) *kernel.Ref[slip] { return &l.Slip }), kernel.Audience("auditor")},
	})
)

var sold = figures.DeclareFact(figures.Fact{
	Name: "test_sold", Zh: "销售", En: "Sales",
	Parts: []figures.Part{
		{Entity: "slip_line", Zh: "销售", En: "Sale", Leader: "slip", Date: "slip.left", Some: []string{"qty"}},
		{Entity: "back_line", Zh: "退货", En: "Return", Leader: "slip", Date: "slip.date", Red: true},
	},
	Dimensions: []figures.Dimension{
		{Name: "number", Zh: "单号", En: "Number", Path: "slip.number"},
		{Name: "buyer", Zh: "客户", En: "Buyer", Path: "slip.buyer", Copy: "slip.name"},
		{Name: "owner", Path: "slip.owner"},
		{Name: "area", Zh: "地区", En: "Area", Path: "slip.buyer.area"},
		{Name: "good", Path: "good", Shows: []string{"code", "unit"}},
		{Name: "line", Zh: "行号", En: "Line", Path: "line"},
		{Name: "gift", Zh: "赠品", En: "Gift", Path: "gift"},
		{Name: "secret", Zh: "金额", En: "Net", Path: "net"},
	},
	Measures: []figures.Measure{
		{Name: "qty", Zh: "数量", En: "Quantity", Of: []string{"qty|back"}},
		{Name: "back", Zh: "退货数量", En: "Returned", Of: []string{"-|back"}},
		{Name: "sales", Zh: "销售行数", En: "Sales", Operation: figures.Count, Of: []string{"id|"}},
		{Name: "net", Zh: "金额", En: "Net", Of: []string{"net"}},
		{Name: "margin", Zh: "毛利", En: "Margin", Of: []string{"net", "-cost"}, Unless: "gift"},
		{Name: "lost", Zh: "倒贴", En: "Lost", Of: []string{"cost", "-net"}, When: "net"},
		{Name: "sure", Zh: "有利", En: "Sure", Of: []string{"qty|back"}, When: "-cost|net"},
		{Name: "rows", Zh: "行数", En: "Rows", Operation: figures.Count},
		{Name: "buyers", Zh: "客户数", En: "Buyers", Operation: figures.Distinct, Of: []string{"slip.buyer"}},
		{Name: "slips", Zh: "单数", En: "Slips", Operation: figures.Distinct, Of: []string{"slip.number"}},
		{Name: "documents", Zh: "单据数", En: "Documents", Operation: figures.Distinct, Of: []string{"slip"}},
		{Name: "rate", Zh: "毛利率", En: "Margin rate", Operation: figures.Ratio, Of: []string{"margin", "net"}},
	},
	Cubes: []figures.Cube{{}, {"good"}, {"buyer", "owner"}},
})

// sent is what left alone: each of its documents has one day.
var sent = func() *figures.Fact {
	f := *sold
	f.Name, f.Parts = "test_sent", f.Parts[:1]
	return figures.DeclareFact(f)
}()

func TestMain(m *testing.M) { pgtest.Main(m) }

var catalog = kernel.NewCatalog(1, kernel.Lock{})

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, s *rowstore.Session)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, session(t, "sqlite3", "file:"+filepath.Join(t.TempDir(), "company.db"), kernel.SQLite))
	})
	t.Run("postgres", func(t *testing.T) { test(t, session(t, "pgx", pgtest.Database(t), kernel.Postgres)) })
}

func session(t *testing.T, driver, source string, d kernel.Dialect) *rowstore.Session {
	t.Helper()
	db, err := sql.Open(driver, source)
	must(t, err)
	conn, err := db.Conn(context.Background())
	must(t, err)
	s := rowstore.ForMany(catalog, d).On(conn)
	t.Cleanup(func() { _, _, _ = s.Close(), conn.Close(), db.Close() })
	must(t, s.Atomic(s.Migrate))
	return s
}

// hand draws the content of rows and the questions about them.
type hand struct{ *rapid.T }

func (h hand) n(what string, most int) int { return rapid.IntRange(0, most).Draw(h.T, what) }

func (h hand) of(what string, from ...string) string { return rapid.SampledFrom(from).Draw(h.T, what) }

var days = []kernel.Date{20260131, 20250131, 20260201, 20240229, 20250228, 20260228, 20250301, 20260331, 0}

func (h hand) day(what string) kernel.Date { return rapid.SampledFrom(days).Draw(h.T, what) }

func id(kind string, n int) kernel.ID { return kernel.DeriveID(kind, n) }

// ref is a reference that may name nothing, or a row that is not there.
func (h hand) ref(kind string, most int) kernel.ID {
	switch n := h.n(kind, 12*most); {
	case n == 1:
		return kernel.ID{}
	case n == 2:
		return id(kind, most+1)
	default:
		return id(kind, n%most+1)
	}
}

// rows are a company: few rows of each entity, so that they meet.
func (h hand) rows() []kernel.Row {
	var list []kernel.Row
	add := func(s *kernel.Schema, id kernel.ID, put func(kernel.Row)) {
		row := s.New()
		put(row)
		row.Base().ID = id
		list = append(list, row)
		for _, part := range s.Parts {
			beside := part.New()
			for _, f := range part.Fields {
				if f.Sees != "" {
					f.Put(beside, kernel.Value{Kind: f.Kind, Int: int64(h.n(f.Name, 400) - 100)})
				}
			}
			beside.Base().ID = id
			list = append(list, beside)
		}
	}
	for n := 1; n <= 3; n++ {
		add(seats.In(catalog), id("seat", n), func(r kernel.Row) { r.(*seat).Name = fmt.Sprint("业务员 ", n) })
		add(goods.In(catalog), id("good", n), func(r kernel.Row) {
			g := r.(*good)
			g.Code, g.Name, g.Unit = fmt.Sprint("C", n), h.of("good", "沙发", "Sofa", "椅"), "件"
		})
	}
	for n := 1; n <= 5; n++ {
		add(firms.In(catalog), id("firm", n), func(r kernel.Row) {
			f := r.(*firm)
			f.Name, f.Area, f.Owner = h.of("name", "恒泰", "Zoë", "", "a'b"), h.of("area", "华南", "华东", ""), kernel.Ref[seat](h.ref("seat", 3))
			if into := h.n("into", n+3); into > n && into <= 5 { // no circles: nobody makes one
				f.Into = kernel.Ref[firm](id("firm", into))
			}
		})
	}
	for n := 1; n <= 6; n++ {
		add(slips.In(catalog), id("slip", n), func(r kernel.Row) {
			s := r.(*slip)
			s.Number, s.Name, s.Buyer = fmt.Sprint("S", h.n("number", 3)), h.of("copy", "旧名", "恒泰"), kernel.Ref[firm](h.ref("firm", 5))
			s.Owner, s.Date, s.Left = kernel.Ref[seat](h.ref("seat", 3)), h.day("date"), h.day("left")
		})
	}
	for n := 1; n <= 14; n++ {
		add(slipLines.In(catalog), id("line", n), func(r kernel.Row) {
			l := r.(*slipLine)
			l.Slip, l.Good, l.Line = kernel.Ref[slip](h.ref("slip", 6)), kernel.Ref[good](h.ref("good", 3)), int64(h.n("line", 2))
			l.Gift, l.Qty = h.n("gift", 3) == 0, kernel.Qty(h.n("qty", 3))
		})
	}
	for n := 1; n <= 4; n++ {
		add(backLines.In(catalog), id("back", n), func(r kernel.Row) {
			l := r.(*backLine)
			l.Slip, l.Good, l.Line = kernel.Ref[slip](h.ref("slip", 6)), kernel.Ref[good](h.ref("good", 3)), int64(h.n("line", 2))
			l.Gift, l.Back = h.n("gift", 3) == 0, kernel.Qty(h.n("qty", 3))
		})
	}
	return list
}

// viewer is a pair of eyes; nil sees all.
func (h hand) viewer() *kernel.Viewer {
	v := &kernel.Viewer{Tags: map[string]bool{"all": true}, Pins: map[kernel.ID]bool{}}
	switch h.n("all", 4) {
	case 0:
		return nil
	case 1:
		v.Tags["sees:boss"], v.Tags["sees:price"], v.Tags["sees:cost"] = true, true, h.n("cost", 1) == 0
		return v
	}
	for _, tag := range []string{"sees:boss", "sees:auditor", "sees:price", "sees:cost"} {
		v.Tags[tag] = h.n(tag, 1) == 0
	}
	for n := 1; n <= 3; n++ {
		v.Tags["owner:"+id("seat", n).String()] = h.n("owner", 2) == 0
	}
	if h.n("window", 2) == 0 {
		v.Since, v.Pins[id("slip", 1)] = 20260201, true
	}
	return v
}

// query is a question, of which some cannot be asked.
func (h hand) query() figures.Query {
	from := h.day("from")
	q := figures.Query{Fact: sold, From: max(from, 20240101), To: max(from, 20240101), With: figures.Comparison(h.n("with", 3) % 3), Only: map[string][]kernel.Value{}}
	if to := h.day("to"); to > q.From {
		q.To = to
	}
	if h.n("fact", 1) == 0 {
		q.Fact = sent
	}
	for range h.n("dimensions", 3) {
		q.By = append(q.By, h.of("by", "number", "buyer", "owner", "area", "good", "gift", "kind", figures.Day, figures.Week, figures.Month, figures.Quarter, figures.Year))
	}
	q.Show = []string{"qty", "net", "margin", "rows", "buyers", "slips", "rate"}[h.n("show", 3):]
	if h.n("kept", 1) == 0 { // what cubes have
		q.Show = []string{"documents", "qty", "net", "margin", "rows", "buyers", "rate"}[h.n("show", 3):]
	}
	q.Order = h.of("order", "", "", "net", "-margin", "-rows", "documents", "slips")
	q.Share, q.Total = h.of("share", "", "net", "rows"), h.of("total", "", "net", "qty")
	if h.n("only", 3) == 0 {
		q.Only["buyer"] = []kernel.Value{kernel.Of(h.ref("firm", 5)), kernel.Of(h.ref("firm", 5))}
	}
	if h.n("only", 3) == 0 {
		q.Only["area"] = []kernel.Value{kernel.Of(h.of("area", "华南", "华东"))}
	}
	q.Top = h.n("top", 3)
	if h.n("having", 2) == 0 {
		bounds := []string{"rows", "qty", "sales"}
		if q.Show = append(q.Show, "sales"); q.Fact == sold {
			q.Show, bounds = append(q.Show, "back"), append(bounds, "back")
		}
		q.Having = []figures.Bound{{Measure: h.of("bound", bounds...), Over: h.n("over", 1) == 0, Than: int64(h.n("than", 3))}}
	}
	return q
}
