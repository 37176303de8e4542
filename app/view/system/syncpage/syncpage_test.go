package syncpage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/system/syncpage"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
)

func TestMain(m *testing.M) { demotest.Main(m) }

func read(t *testing.T, d *view.Desk) *syncpage.Page {
	t.Helper()
	p, err := view.Load(d, func(r *view.Reader) (*syncpage.Page, error) { return syncpage.Read(d, r) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func names(e syncpage.Entry) []string {
	var list []string
	for _, w := range e.Ways {
		list = append(list, w.Name)
	}
	return list
}

func take(t *testing.T, d *view.Desk, e syncpage.Entry, way string) syncpage.Outcome {
	t.Helper()
	out, err := syncpage.Take(d, e, way)
	if err != nil {
		t.Fatalf("%s: %v", way, err)
	}
	return out
}

func order(t *testing.T, d *view.Desk, id kernel.ID) *sales.Order {
	t.Helper()
	o, err := view.Load(d, func(r *view.Reader) (*sales.Order, error) { return view.Get(r, sales.Orders, id) })
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The tablet of the demo: three orders wait; back on the network two have passed
// and one says why it has not, with its figures and its ways out. All of them do
// what they say.
func TestAnOrderThatDidNotPass(t *testing.T) {
	s := demotest.Serve(t)
	lin := s.Desk(demotest.Sales)
	if err := lin.Engine.DemoOffline(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := read(t, lin)
	if len(p.Waiting) != 3 || len(p.Refused) != 0 || !p.Flight || p.Waiting[0].Badge.Text != "待上传" {
		t.Fatalf("%+v", p)
	}
	if e := p.Waiting[0]; !strings.Contains(e.Title, "下单 · 广州") || !strings.Contains(e.Goods, "餐椅 橡木 软座 米白 × 12 把") || e.Opens == nil || len(e.Ways) != 0 {
		t.Errorf("%+v", e)
	}
	demotest.Back(t, lin)
	p = read(t, lin)
	if len(p.Waiting) != 0 || len(p.Refused) != 1 {
		t.Fatalf("%d wait, %d are refused", len(p.Waiting), len(p.Refused))
	}
	e := p.Refused[0]
	if e.Why.Code != sales.Short.Name || len(e.Why.Lines) != 1 || !strings.Contains(e.Why.Lines[0], "建议采购") || e.Opens != nil {
		t.Fatalf("%+v", e.Why)
	}
	if got, want := names(e), []string{"wait", "buy", "ship_rest", "draft", "giveup"}; !slices.Equal(got, want) {
		t.Errorf("the ways out are %v, not %v", got, want)
	}
	i18n.SetLanguage(i18n.English)
	english := read(t, lin).Refused[0]
	i18n.SetLanguage(i18n.Chinese)
	if !strings.Contains(english.Why.Lines[0], "suggested purchase") || english.Ways[0].Label != "Ship what is there, wait for the rest" {
		t.Errorf("%+v", english)
	}
	purchasing := s.Desk(demotest.Purchase)
	before := tasks(t, purchasing)
	out := take(t, lin, e, "buy")
	if !strings.Contains(out.Said, "已请采购补货") {
		t.Errorf("%+v", out)
	}
	kept(t, lin, out)
	demotest.Settled(t, lin)
	demotest.Until(t, purchasing, "purchasing has the task", func(client.State) bool { return tasks(t, purchasing) == before+1 })
}

func tasks(t *testing.T, d *view.Desk) int {
	t.Helper()
	list, _, err := client.List(d.Engine, flow.Tasks, client.Query{Query: rowstore.Query{
		Where: rowstore.Is("kind", rowstore.Eq, "sales.buy"), Limit: rowstore.MaxPage,
	}})
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// kept tells whether a way out made a draft of the refused order: nothing typed is lost.
func kept(t *testing.T, lin *view.Desk, out syncpage.Outcome) {
	t.Helper()
	if out.Opens == nil || !out.Opens.Draft || len(read(t, lin).Refused) != 0 {
		t.Fatalf("%+v", out)
	}
	if o := order(t, lin, out.Opens.ID); o.State != sales.Draft || o.Total == 0 {
		t.Errorf("%+v", o)
	}
}

// What is left is shipped, or all is waited for: each makes an order.
func TestWaysOutMakeOrders(t *testing.T) {
	for _, way := range []string{syncpage.Draft, "wait", "ship_rest"} {
		lin := demotest.Serve(t).Desk(demotest.Sales) // the scene is stocked for being played once
		if err := lin.Engine.DemoOffline(t.Context()); err != nil {
			t.Fatal(err)
		}
		demotest.Back(t, lin)
		e := read(t, lin).Refused[0]
		asked := e.Item.Args.(*sales.Place).Lines[0].Qty
		had := orders(t, lin)
		if way == syncpage.Draft {
			kept(t, lin, take(t, lin, e, way))
			demotest.Settled(t, lin)
			continue
		}
		if out := take(t, lin, e, way); out.Said != "已重新提交" {
			t.Errorf("%s: %+v", way, out)
		}
		demotest.Settled(t, lin)
		if left := read(t, lin); len(left.Refused) != 0 {
			t.Fatalf("%s: %+v", way, left.Refused)
		}
		made := orders(t, lin)
		var o *sales.Order
		for id, row := range made {
			if had[id] == nil {
				o = row
			}
		}
		want := map[string]kernel.Choice{"wait": sales.Backorder, "ship_rest": sales.OrLess}[way]
		if o == nil || o.Allow != want || o.State == sales.Draft || o.Total == 0 {
			t.Fatalf("%s of %s: %+v", way, asked, o)
		}
	}
}

func orders(t *testing.T, d *view.Desk) map[kernel.ID]*sales.Order {
	t.Helper()
	list, _, err := client.List(d.Engine, sales.Orders, client.Query{Query: rowstore.Query{
		Sort: []rowstore.Order{{Field: "id", Desc: true}}, Limit: rowstore.MaxPage,
	}})
	if err != nil {
		t.Fatal(err)
	}
	found := map[kernel.ID]*sales.Order{}
	for _, o := range list {
		found[o.ID] = o
	}
	return found
}

// An accepted order that came out smaller than it was shown says by how much, also
// where the device itself knew better before the verdict came.
func TestAdjusted(t *testing.T) {
	s := demotest.Serve(t)
	lin := s.Desk(demotest.Sales)
	other := s.Desk(demotest.Sales) // a second device of hers, on the network
	demotest.Away(t, lin)
	saved, err := lin.Do(few(t, lin, sales.OrLess, 15))
	if err != nil {
		t.Fatal(err)
	}
	demotest.Do(t, other, few(t, other, sales.Whole, 2))
	demotest.Settled(t, other)
	demotest.Back(t, lin)
	made := order(t, lin, kernel.AddedID(saved.Call.ID, sales.Orders.Name()))
	p := read(t, lin)
	if made.State == sales.Draft || len(p.Refused) != 0 || len(p.Adjusted) != 1 {
		t.Fatalf("%+v, %d refused, %d adjusted", made, len(p.Refused), len(p.Adjusted))
	}
	e := p.Adjusted[0]
	want := "实木沙发：订 15 套，服务器接受 13 套"
	if made.State == sales.Held {
		want = "订单转为「待放行」"
	}
	if !slices.Contains(e.Why.Lines, want) || e.Opens == nil || e.Opens.ID != made.ID || e.Badge.Text != "有调整" || !slices.Equal(names(e), []string{syncpage.Seen}) {
		t.Errorf("%+v %q", e, e.Why.Lines)
	}
}

// few orders some of the sofas of which there are fifteen, for a customer who pays at
// once.
func few(t *testing.T, d *view.Desk, allow kernel.Choice, n kernel.Qty) *sales.Place {
	t.Helper()
	order := &sales.Place{Wish: sales.Wish{Allow: allow, Way: sales.ByUs}}
	if err := d.Read(func(r *view.Reader) error {
		sofa, _ := product.ByCode.Find(r.Tx, "HY-S301")
		place, _ := org.PlaceByCode.Find(r.Tx, "ZC")
		buyers, err := r.List(client.Query{Search: "大石美居", Query: rowstore.Query{Entity: party.Parties.Name(), Limit: 1}})
		if err != nil || len(buyers.Rows) != 1 {
			return fmt.Errorf("%d buyers: %w", len(buyers.Rows), err)
		}
		order.Customer, order.From = kernel.Ref[party.Party](buyers.Rows[0].Base().ID), kernel.Ref[org.Place](place.ID)
		order.Lines = []sales.WishLine{{Product: kernel.Ref[product.Product](sofa.ID), Qty: n * 1e6, Price: sofa.Retail}}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return order
}

// Two people change the same field, which stands in the row or is guarded: the later one is asked, and either answer holds.
func TestClash(t *testing.T) {
	s := demotest.Serve(t)
	boss, books := s.Desk(demotest.Boss), s.Desk(demotest.Finance)
	list, _, err := client.List(boss.Engine, party.Parties, client.Query{Search: "万悦", Query: rowstore.Query{Limit: 1}})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	id := list[0].ID
	for field, texts := range map[string][3]string{
		"limit":   {"520000.00", "300000.00", "300001.00"},
		"account": {"6222020000000001", "6222020000000002", "6222020000000003"},
	} {
		for n, way := range []string{syncpage.Mine, syncpage.Theirs} {
			clashes(t, boss, books, id, field, texts[0], texts[n+1], way)
		}
	}
}

// clashes has one change a field of a partner while the other, who is away, does so too
// and then takes a way out.
func clashes(t *testing.T, boss, books *view.Desk, id kernel.ID, field, mine, theirs, way string) {
	t.Helper()
	now := func(d *view.Desk) string {
		f, err := view.Load(d, func(r *view.Reader) (*record.Form, error) { return record.Load(d, r, "party", id, record.Part{}) })
		if err != nil {
			t.Fatal(err)
		}
		for _, in := range f.Inputs {
			if in.Name == field {
				return in.Was
			}
		}
		t.Fatalf("no %s", field)
		return ""
	}
	change := func(d *view.Desk, becomes string) {
		if err := d.Edit("party", id, []kernel.Change{{Field: field, Was: now(d), Becomes: becomes}}); err != nil {
			t.Fatal(err)
		}
	}
	demotest.Away(t, books)
	change(books, mine)
	change(boss, theirs)
	demotest.Settled(t, boss)
	demotest.Back(t, books)
	p := read(t, books)
	if len(p.Refused) != 1 || p.Refused[0].Why.Code != kernel.Clash.Name || !slices.Equal(names(p.Refused[0]), []string{"mine", "theirs"}) {
		t.Fatalf("%s: %+v", field, p.Refused)
	}
	take(t, books, p.Refused[0], way)
	demotest.Settled(t, books)
	want := map[string]string{syncpage.Mine: mine, syncpage.Theirs: theirs}[way]
	demotest.Until(t, boss, way+" holds for both", func(client.State) bool { return now(boss) == want })
	if got := now(books); got != want || len(read(t, books).Refused) != 0 {
		t.Errorf("%s, %s: %s, not %s", field, way, got, want)
	}
}
