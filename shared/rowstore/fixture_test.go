package rowstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/rowstore"
)

// A company with every kind of field, index and scope.

type seat struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title,required"`
}

type buyer struct {
	kernel.Record
	Code  string           `zh:"编码" en:"Code" is:"search"`
	Name  string           `zh:"名称" en:"Name" is:"title"`
	Owner kernel.Ref[seat] `zh:"业务员" en:"Owner"`
	Floor kernel.Price     `zh:"底价" en:"Floor price" sees:"cost"`
	Owed  kernel.Money     `zh:"欠款" en:"Owed" is:"negative" sees:"cost"`
}

type bill struct {
	kernel.Record
	Number  string            `zh:"编号" en:"Number" is:"title"`
	Buyer   kernel.Ref[buyer] `zh:"客户" en:"Buyer"`
	Owner   kernel.Ref[seat]  `zh:"业务员" en:"Owner"`
	State   kernel.State      `zh:"状态" en:"State" is:"derived"`
	Channel kernel.Choice     `zh:"渠道" en:"Channel" of:"bill_channel"`
	Date    kernel.Date       `zh:"日期" en:"Date"`
	Order   int64             `zh:"顺序" en:"Order"`
	Paid    bool              `zh:"已付" en:"Paid"`
	Total   kernel.Money      `zh:"合计" en:"Total" is:"negative"`
	Tax     kernel.Money      `zh:"税额" en:"Tax" is:"negative"`
	Weight  kernel.Qty        `zh:"重量" en:"Weight"`
	Price   kernel.Price      `zh:"单价" en:"Price"`
	Rate    kernel.Rate       `zh:"税率" en:"Rate"`
	At      kernel.Time       `zh:"时间" en:"Time"`
	Note    string            `zh:"备注" en:"Note"`
	Place   string            `zh:"地址" en:"Address"`
}

type item struct {
	kernel.Record
	Bill kernel.Ref[bill] `zh:"单据" en:"Bill"`
	Line int64            `zh:"行" en:"Line"`
	Qty  kernel.Qty       `zh:"数量" en:"Quantity" unit:"unit"`
	Unit string           `zh:"单位" en:"Unit"`
}

// note is of an item, which it names by a plain id.
type note struct {
	kernel.Record
	Of   kernel.ID `zh:"行" en:"Item"`
	Text string    `zh:"内容" en:"Text"`
}

type memo struct {
	kernel.Record
	On   kernel.ID `zh:"关于" en:"On" ref:"what"`
	What string    `zh:"种类" en:"Kind"`
	Text string    `zh:"内容" en:"Text"`
}

var (
	_      = kernel.Choices("bill_channel", kernel.Option{Code: "shop", Zh: "门店", En: "Shop"}, kernel.Option{Code: "web", Zh: "网上", En: "Web"})
	seats  = kernel.Define[seat]("seat", kernel.Spec{Zh: "岗位", En: "Seat", Scope: kernel.Scope{kernel.Everyone}})
	buyers = kernel.Define[buyer]("buyer", kernel.Spec{
		Zh: "客户", En: "Buyer",
		Scope: kernel.Scope{kernel.By("owner", func(b *buyer) *kernel.Ref[seat] { return &b.Owner }), kernel.Audience("all")},
	})
	bills = kernel.Define[bill]("bill", kernel.Spec{
		Zh: "单据", En: "Bill",
		States: []kernel.Option{{Code: "open", Zh: "开", En: "Open"}, {Code: "closed", Zh: "关", En: "Closed"}},
		Scope: kernel.Scope{
			kernel.By("owner", func(b *bill) *kernel.Ref[seat] { return &b.Owner }),
			kernel.Follows(func(b *bill) *kernel.Ref[buyer] { return &b.Buyer }),
			kernel.Audience("none"),
		},
		Bucket: kernel.OpenOrByMonth(func(b *bill) *kernel.State { return &b.State }, func(b *bill) *kernel.Date { return &b.Date }, "open"),
	})
	items = kernel.Define[item]("item", kernel.Spec{
		Zh: "行", En: "Item", Scope: kernel.Scope{kernel.Follows(func(i *item) *kernel.Ref[bill] { return &i.Bill })},
	})
	_ = kernel.Define[memo]("memo", kernel.Spec{
		Zh: "便签", En: "Memo",
		Scope: kernel.Scope{kernel.FollowsAny(func(m *memo) *kernel.ID { return &m.On }, func(m *memo) *string { return &m.What })},
	})

	notes = kernel.Define[note]("note", kernel.Spec{Zh: "附注", En: "Note", Scope: kernel.Scope{kernel.Everyone}})
	_     = kernel.Find(notes, func(n *note) *kernel.ID { return &n.Of }).AtHand()
	_     = kernel.Unique(buyers, func(b *buyer) *string { return &b.Code })
	_     = kernel.Find(bills, func(b *bill) *kernel.Ref[buyer] { return &b.Buyer }, func(b *bill) any { return &b.Date })
	_     = kernel.Find2(bills, func(b *bill) *kernel.State { return &b.State }, func(b *bill) *bool { return &b.Paid })
	_     = kernel.Find(items, func(i *item) *kernel.Ref[bill] { return &i.Bill }, func(i *item) any { return &i.Line })
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func catalog() *kernel.Catalog { return kernel.NewCatalog(1, kernel.Lock{}) }

func openSQLite(tb testing.TB) *sql.DB {
	tb.Helper()
	file := filepath.Join(tb.TempDir(), "company.db")
	db, err := sql.Open("sqlite3", "file:"+file+"?_journal_mode=WAL&_synchronous=NORMAL&_cache_size=-65536")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

func openPostgres(tb testing.TB) *sql.DB {
	tb.Helper()
	db, err := sql.Open("pgx", pgtest.Database(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// handles are the connections below the sessions of tests.
var handles = map[*rowstore.Session]*sql.Conn{}

func exec(s *rowstore.Session, text string) error {
	_, err := handles[s].ExecContext(context.Background(), text)
	return err
}

// session opens a migrated store on one connection.
func session(tb testing.TB, c *kernel.Catalog, d kernel.Dialect, db *sql.DB) *rowstore.Session {
	tb.Helper()
	conn, err := db.Conn(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	s := rowstore.ForMany(c, d).On(conn)
	handles[s] = conn
	tb.Cleanup(func() { _, _ = s.Close(), conn.Close() })
	if err := s.Atomic(s.Migrate); err != nil {
		tb.Fatal(err)
	}
	return s
}

// dice makes random content; equal seeds make equal content.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 7))} }

func (d dice) id(n int) kernel.ID {
	return kernel.DeriveID("test", d.IntN(n))
}

var words = []string{"", "a", "A", "Zoë", "沙发", "重庆", "%", "_", `\`, "'", "a b", "😀", "z'\"z"}

func (d dice) word() string { return words[d.IntN(len(words))] }

// value is random content of a field, drawn from few values so that rows meet.
func (d dice) value(f *kernel.Field) kernel.Value {
	v := kernel.Value{Kind: f.Kind}
	switch f.Kind {
	case kernel.KindBool:
		v.Int = int64(d.IntN(2))
	case kernel.KindDate:
		v.Int = []int64{0, 20260101, 20260131, 20260201, 20251231}[d.IntN(5)]
	case kernel.KindState:
		v.Str = []string{"", "open", "closed"}[d.IntN(3)]
	case kernel.KindChoice:
		v.Str = []string{"", "shop", "web"}[d.IntN(3)]
	case kernel.KindID:
		if d.IntN(5) > 0 {
			v = kernel.Of(d.id(24))
		}
	case kernel.KindText:
		v.Str = d.word()
	case kernel.KindCustom:
		for range d.IntN(4) {
			own := d.own()
			v.Str = string(kernel.Custom(v.Str).With(own.ID, d.content(own)))
		}
	default:
		v.Int = int64(d.IntN(9)-4) * []int64{1, 100, 1e11}[d.IntN(3)]
	}
	return v
}

// remarks are memos that others answer; they answer none themselves.
var remarks = []kernel.ID{kernel.DeriveID("test", 0), kernel.DeriveID("test", 1), kernel.DeriveID("test", 2)}

// row is a random row with the id; unique codes are made of it.
func (d dice) row(s *kernel.Schema, id kernel.ID) kernel.Row {
	row := s.New()
	for _, f := range s.Fields {
		f.Put(row, d.value(f))
	}
	row.Base().ID = id
	if b, ok := row.(*buyer); ok && b.Code != "" {
		b.Code = id.String()[:18]
	}
	if m, ok := row.(*memo); ok {
		m.What = []string{"bill", "buyer", "item", "seat", "buyer__cost", "nothing", ""}[d.IntN(7)]
		if !slices.Contains(remarks, id) && d.IntN(3) == 0 {
			m.What, m.On = "memo", remarks[d.IntN(len(remarks))]
		}
	}
	return row
}

// viewer is a random pair of eyes.
func (d dice) viewer() *kernel.Viewer {
	v := &kernel.Viewer{Tags: map[string]bool{"owner:": true, "owner:nonsense": true}, Pins: map[kernel.ID]bool{}}
	for _, tag := range []string{"all", "sees:all", "sees:none", "sees:cost"} {
		if d.IntN(4) == 0 {
			v.Tags[tag] = true
		}
	}
	for range d.IntN(5) {
		v.Tags["owner:"+d.id(24).String()] = d.IntN(6) > 0
	}
	if d.IntN(3) > 0 {
		v.Since = []kernel.Date{20260115, 20260201, 20251201}[d.IntN(3)]
	}
	for range d.IntN(4) {
		v.Pins[d.id(24)] = d.IntN(4) > 0
	}
	return v
}

// fill makes a company of random rows of every schema.
func (d dice) fill(c *kernel.Catalog, perSchema int) []kernel.Row {
	var rows []kernel.Row
	for _, s := range c.Schemas {
		for n := range perSchema {
			rows = append(rows, d.row(s, kernel.DeriveID("test", n)))
		}
	}
	return rows
}

func show(row kernel.Row) string {
	if row == nil {
		return "absent"
	}
	return fmt.Sprintf("%s %x", row.Base().ID, kernel.Encode(nil, row))
}

func showAll(rows []kernel.Row) string {
	text := ""
	for _, r := range rows {
		text += show(r) + "\n"
	}
	return text
}
