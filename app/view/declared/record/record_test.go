package record_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

func load(t *testing.T, d *view.Desk, entity string, id kernel.ID) *record.Form {
	t.Helper()
	f, err := view.Load(d, func(r *view.Reader) (*record.Form, error) { return record.Load(d, r, entity, id, record.Part{}) })
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// read is the page of a row.
func read(t *testing.T, d *view.Desk, entity string, id kernel.ID) *record.Page {
	t.Helper()
	p, err := view.Load(d, func(r *view.Reader) (*record.Page, error) { return record.LoadPage(d, r, entity, id) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// typed is what the form shows with some inputs changed.
func typed(t *testing.T, f *record.Form, pairs ...string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, in := range f.Inputs {
		texts[in.Name] = in.Was
	}
	for i := 0; i < len(pairs); i += 2 {
		if _, has := texts[pairs[i]]; !has {
			t.Fatalf("the form has no input %s", pairs[i])
		}
		texts[pairs[i]] = pairs[i+1]
	}
	return texts
}

func save(t *testing.T, d *view.Desk, f *record.Form, pairs ...string) {
	t.Helper()
	if err := f.Save(d, typed(t, f, pairs...)); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, d *view.Desk, entity, search string, by record.Sort, part record.Part, field string) []string {
	t.Helper()
	rows, err := record.List(d, entity, search, by, part).Page(t.Context(), 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		list = append(list, r.Cells[field].Text)
	}
	return list
}

func unsent(t *testing.T, d *view.Desk) []kernel.Call {
	t.Helper()
	calls, err := d.Engine.Unsent()
	if err != nil {
		t.Fatal(err)
	}
	return calls
}

// A new product with a purchase price takes two commands, because the price lives
// in a row of its own; changing one field sends one field.
func TestGuardedFieldsAreSavedApart(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	f := load(t, boss, "product", kernel.ID{})
	save(t, boss, f, "code", "HY-N1", "name", "边几", "unit", "张", "retail", "880", "purchase", "420")
	again := load(t, boss, "product", f.ID)
	cost := typed(t, again)["purchase"]
	if again.Title != "HY-N1 边几" || cost != "420" {
		t.Fatalf("%q costs %q", again.Title, cost)
	}
	if got := typed(t, again)["active"]; got != "true" {
		t.Error("a product that somebody makes is not on sale")
	}
	before := len(unsent(t, boss))
	save(t, boss, again, "retail", "900")
	calls := unsent(t, boss)[before:]
	if len(calls) != 1 || calls[0].Name != "product.edit" {
		t.Fatalf("%d commands", len(calls))
	}
	args, err := viewtest.Catalog.Command("product.edit").Decode(calls[0].Args)
	if err != nil {
		t.Fatal(err)
	}
	if c := args.(*kernel.EditRow).Changes; len(c) != 1 || c[0] != (kernel.Change{Field: "retail", Was: "880", Becomes: "900"}) {
		t.Errorf("%+v", c)
	}
	s.Upload(viewtest.Boss, boss) // the server accepts all of it
	for _, in := range load(t, s.Desk(viewtest.Sales), "product", f.ID).Inputs {
		if in.Name == "purchase" {
			t.Error("the salesperson has an input for the purchase price")
		}
	}
}

// A field that asks on a clash shows both contents; mine overwrites, theirs gives
// the field back and saves the rest.
func TestClash(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	id := s.Customer("深圳龙岗万悦家居有限公司").ID()
	for _, mine := range []bool{true, false} {
		f := load(t, boss, "party", id)
		was := typed(t, f)["limit"]
		if err := boss.Edit("party", id, []kernel.Change{{Field: "limit", Was: was, Becomes: "450000.00"}}); err != nil {
			t.Fatal(err)
		}
		texts := typed(t, f, "limit", "500000.00", "note", "续签")
		err := f.Save(boss, texts)
		c := f.ClashOf(boss, err)
		if c == nil {
			t.Fatalf("no clash: %v", err)
		}
		if c.Field != "limit" || c.Theirs != "450,000.00" || c.Mine != "500,000.00" {
			t.Fatalf("%+v", c)
		}
		keep := f.Decide(c, mine)
		want := kernel.Money(500_000_00)
		if !mine {
			texts["limit"], want = keep, 450_000_00
		}
		if err := f.Save(boss, texts); err != nil {
			t.Fatal(err)
		}
		err = boss.Read(func(r *view.Reader) error {
			p, err := view.Get(r, party.Parties, id)
			if err == nil && (p.Limit != want || p.Note != "续签") {
				t.Errorf("mine %t: limit %s, note %q", mine, p.Limit, p.Note)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		save(t, boss, load(t, boss, "party", id), "limit", "400000.00", "note", "")
	}
}

// What is refused about a field is said at the field.
func TestRefusalAtItsField(t *testing.T) {
	boss := viewtest.Trading(t).Desk(viewtest.Boss)
	f := load(t, boss, "product", kernel.ID{})
	err := f.Save(boss, typed(t, f, "code", "HY-C201", "name", "餐椅", "unit", "把"))
	trouble := view.Explain(err)
	if trouble == nil || trouble.Code != kernel.Taken.Name {
		t.Fatalf("%+v", trouble)
	}
	if at := f.OnFields(trouble); len(at) != 1 || at["code"] == "" {
		t.Errorf("%v", at)
	}
	save(t, boss, f, "code", "HY-C202", "name", "餐椅", "unit", "把") // nothing typed is lost
}

// Fields of the company's own are edited, shown and kept like any other.
func TestOwnFields(t *testing.T) {
	boss := viewtest.Trading(t).Desk(viewtest.Boss)
	def := load(t, boss, "custom_field", kernel.ID{})
	offered := map[string]bool{}
	for _, in := range def.Inputs {
		if in.Name != "entity" {
			continue
		}
		for _, o := range in.Options {
			offered[o.Code] = true
		}
	}
	for _, want := range []string{"product", "sales_order", "receipt"} { // documents take such fields, too
		if !offered[want] {
			t.Errorf("nobody can give a field of the company's own to %s: %v", want, offered)
		}
	}
	if offered["process_event"] {
		t.Error("a trail is offered a field that nobody could fill in")
	}
	save(t, boss, def, "entity", "product", "zh", "等级", "field_kind", "choice", "options", "一等\n二等")
	own := kernel.CustomPrefix + def.ID.String()
	id := record.Choice{}
	err := boss.Read(func(r *view.Reader) error {
		found, err := record.Find(r, "product", "HY-C201", 8, nil)
		if err == nil && len(found) != 1 {
			t.Fatalf("%d products are found by their code", len(found))
		}
		id = found[0]
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if id.Title != "HY-C201 餐椅" || id.Detail == "" {
		t.Errorf("%+v", id)
	}
	save(t, boss, load(t, boss, "product", id.ID), own, "二等")
	f := load(t, boss, "product", id.ID)
	if got := typed(t, f)[own]; got != "二等" {
		t.Errorf("%q", got)
	}
	for _, in := range f.Inputs {
		if in.Name == own && (in.Label != "等级" || len(in.Options) != 2 || !in.Own) {
			t.Errorf("%+v", in)
		}
	}
}

// A setting whose usual text is longer than a line is written on several, to be read whole.
func TestLongSettingsAreSeenWhole(t *testing.T) {
	boss := viewtest.Trading(t).Desk(viewtest.Boss)
	long := map[string]bool{}
	for _, in := range load(t, boss, "company", org.TheCompany.ID()).Inputs {
		long[in.Label] = in.Long
	}
	if !long["只能是整数的计量单位"] || long["财务转销上限"] || long["公司名称"] {
		t.Errorf("%v", long)
	}
}

func TestListSearchSortAndRemove(t *testing.T) {
	boss := viewtest.Trading(t).Desk(viewtest.Boss)
	if got := names(t, boss, "product", "沙发", record.Sort{}, record.Part{}, "code"); len(got) != 2 || got[0] != "HY-S301" {
		t.Errorf("沙发 finds %v", got)
	}
	if got := names(t, boss, "product", "bgy", record.Sort{}, record.Part{}, "name"); len(got) != 1 || got[0] != "办公椅" {
		t.Errorf("bgy finds %v", got)
	}
	dear := names(t, boss, "product", "", record.Sort{Field: "retail", Desc: true}, record.Part{}, "retail")
	if dear[0] != "4,980.00" || dear[len(dear)-1] != "28.00" {
		t.Errorf("by price: %v", dear)
	}
	rows, err := record.List(boss, "product", "办公椅", record.Sort{}, record.Part{}).Page(t.Context(), 0, 9)
	if err != nil {
		t.Fatal(err)
	}
	// What is in use is retired instead: it leaves lists and pickers, and comes back.
	chair := rows[0].ID
	if err := read(t, boss, "product", chair).Remove(boss); !errors.Is(err, kernel.InUse.With()) {
		t.Fatalf("a product that was ordered is removed: %v", err)
	}
	if err := record.Retire(boss, "product", chair, true); err != nil {
		t.Fatal(err)
	}
	if got := names(t, boss, "product", "办公椅", record.Sort{}, record.Part{}, "name"); len(got) != 0 {
		t.Errorf("a retired product is listed: %v", got)
	}
	offered, err := view.Load(boss, func(r *view.Reader) ([]record.Choice, error) { return record.Find(r, "product", "办公椅", 9, nil) })
	if err != nil || len(offered) != 0 {
		t.Errorf("a retired product is offered: %v, %v", offered, err)
	}
	gone, err := record.Retired(boss, "product", "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 9)
	if err != nil || len(gone) != 1 || gone[0].ID != chair || !load(t, boss, "product", chair).Retired {
		t.Errorf("the retired product is not among those that are retired: %v, %v", gone, err)
	}
	if err := record.Retire(boss, "product", chair, false); err != nil {
		t.Fatal(err)
	}
	if got := names(t, boss, "product", "办公椅", record.Sort{}, record.Part{}, "name"); len(got) != 1 {
		t.Errorf("a product that came back is not listed: %v", got)
	}
	// What nothing holds goes.
	f, err := view.Load(boss, func(r *view.Reader) (*record.Form, error) {
		return record.Load(boss, r, "product", kernel.ID{}, record.Part{})
	})
	if err != nil {
		t.Fatal(err)
	}
	save(t, boss, f, "code", "NEW1", "name", "样品", "unit", "件")
	fresh, err := record.List(boss, "product", "样品", record.Sort{}, record.Part{}).Page(t.Context(), 0, 9)
	if err != nil || len(fresh) != 1 {
		t.Fatalf("%v, %v", fresh, err)
	}
	if err := read(t, boss, "product", fresh[0].ID).Remove(boss); err != nil {
		t.Error(err)
	}
}

// A new unit made below a product belongs to it, and the product counts it.
// The page of a person says what is his: seats, devices and what his seats look after,
// not himself.
func TestWhatAPersonHas(t *testing.T) {
	shop := viewtest.Trading(t)
	user, _ := org.UserByMobile.Find(shop.Tx(), viewtest.Sales)
	shop.Must(&org.Enrol{Device: kernel.DeriveID("tablet"), User: kernel.Ref[org.User](user.ID), Name: "平板", Series: "T09", Kind: "tablet"})
	counts := map[string]int64{}
	for _, held := range read(t, shop.Desk(viewtest.Boss), "user", user.ID).Holds {
		counts[held.Entity] += held.Count
	}
	if counts["device"] == 0 || counts["seat"] == 0 || counts["party"] == 0 || counts["user"] != 0 {
		t.Errorf("%v", counts)
	}
}

func TestRelated(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	chair := s.Product("HY-C201").ID()
	part := record.Part{Field: "product", Of: chair}
	f, err := view.Load(boss, func(r *view.Reader) (*record.Form, error) {
		return record.Load(boss, r, "product_unit", kernel.ID{}, part)
	})
	if err != nil {
		t.Fatal(err)
	}
	save(t, boss, f, "name", "托", "num", "24")
	if got := names(t, boss, "product_unit", "", record.Sort{}, part, "product"); len(got) != 2 || got[0] != "HY-C201 餐椅" {
		t.Errorf("%v", got)
	}
	related := read(t, boss, "product", chair).Related
	if len(related) != 1 || related[0].Entity != "product_unit" || related[0].Count != 2 {
		t.Errorf("%+v", related)
	}
}

// Agreed prices are kept by a command; the form gives it and settles its clash.
func TestCustomerPrice(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	customer, chair := s.Customer("深圳龙岗万悦家居有限公司"), s.Product("HY-C201")
	save(t, boss, load(t, boss, "customer_price", kernel.ID{}), "party", customer.String(), "product", chair.String(), "price", "280")
	f := load(t, boss, "customer_price", product.CustomerPriceOf(customer, chair).ID())
	save(t, boss, f, "price", "275")
	blind := load(t, boss, "customer_price", kernel.ID{})
	texts := typed(t, blind, "party", customer.String(), "product", chair.String(), "price", "260")
	c := blind.ClashOf(boss, blind.Save(boss, texts))
	if c == nil || c.Theirs != "275.00" || c.Mine != "260.00" {
		t.Fatalf("%+v", c)
	}
	blind.Decide(c, true)
	if err := blind.Save(boss, texts); err != nil {
		t.Fatal(err)
	}
	if got := names(t, boss, "customer_price", "", record.Sort{}, record.Part{}, "price"); len(got) != 1 || got[0] != "260.00" {
		t.Errorf("%v", got)
	}
}

// Everybody finds the masters he may write or end, and no others.
func TestMasters(t *testing.T) {
	s := viewtest.Trading(t)
	for mobile, want := range map[string]map[string]bool{
		viewtest.Boss: {
			"department": true, "place": true, "seat": true, "user": true, "role": true, "product": true, "product_unit": true,
			"customer_price": true, "tax_rate": true, "fund": true, "ledger_account": true, "custom_field": true, "company": true,
			"party": true, "contact": true, "sales_area": true, "seat_place": true, "calendar_day": true,
			"device": true, // which he may revoke
			"job":    true, // which he may run and cancel
		},
		viewtest.Sales:   {"party": true, "contact": true},
		viewtest.Keeper:  {},
		viewtest.Finance: {"party": true, "fund": true, "ledger_account": true, "calendar_day": true},
	} {
		groups, err := view.Load(s.Desk(mobile), record.Masters)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, g := range groups {
			for _, m := range g.Masters {
				got[m.Entity] = true
				if !want[m.Entity] {
					t.Errorf("%s may write %s", mobile, m.Entity)
				}
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s finds %v", mobile, got)
		}
	}
}

// Codes are never shown for what has a name.
func TestCodesHaveNames(t *testing.T) {
	boss := viewtest.Trading(t).Desk(viewtest.Boss)
	if got := names(t, boss, "seat", "会计", record.Sort{}, record.Part{}, "roles"); len(got) != 1 || got[0] != "财务" {
		t.Errorf("%v", got)
	}
	i18n.SetLanguage(i18n.English)
	defer i18n.SetLanguage(i18n.Chinese)
	if got := names(t, boss, "seat", "会计", record.Sort{}, record.Part{}, "roles"); len(got) != 1 || got[0] != "Finance" {
		t.Errorf("%v", got)
	}
}

// Rows that only programs write speak as plainly as the others: the trail, what
// was changed, what is to be done, with the documents they are about.
func TestRowsOfProgramsSpeak(t *testing.T) {
	shop := viewtest.Trading(t)
	change := kernel.Change{Field: "limit", Was: "400000.00", Becomes: "450000.00"}
	if err := shop.Edit(viewtest.Finance, "party", shop.Customer("深圳龙岗万悦家居有限公司").ID(), change); err != nil {
		t.Fatal(err)
	}
	boss := shop.Desk(viewtest.Boss)
	for _, c := range []struct{ entity, field, want string }{
		{"process_event", "node", "信用检查"},
		{"process_event", "result", "通过"},
		{"process_event", "result", "已审核"},
		{"field_change", "field", "信用额度"},
		{"field_change", "becomes", "450,000.00"},
		{"task", "kind", "等待放行"},
	} {
		found := false
		for _, text := range names(t, boss, c.entity, "", record.Sort{}, record.Part{}, c.field) {
			found = found || strings.Contains(text, c.want)
			if strings.Contains(text, "sales.") || strings.Contains(text, "_") {
				t.Errorf("%s.%s says %q", c.entity, c.field, text)
			}
		}
		if !found {
			t.Errorf("no %s.%s says %s", c.entity, c.field, c.want)
		}
	}
	var task kernel.ID
	for _, row := range viewtest.Rows(shop, flow.Tasks) {
		task = row.ID
	}
	facts := read(t, boss, "task", task).Facts()
	linked := false
	for _, fact := range facts {
		linked = linked || fact.Entity == "receipt" && !fact.ID.IsZero()
		if strings.Contains(fact.Text, "sales_order") || strings.HasPrefix(fact.Text, "[{") {
			t.Errorf("%+v", fact)
		}
	}
	if !linked {
		t.Errorf("the task leads to no document: %+v", facts)
	}
}

// No page of any row shows what only a program reads: every row of a company that trades,
// as its owner sees it.
func TestNoRowShowsWhatOnlyAProgramReads(t *testing.T) {
	shop := viewtest.Trading(t)
	boss := shop.Desk(viewtest.Boss)
	shown := 0
	for _, s := range viewtest.Catalog.Schemas {
		var some []kernel.ID
		if err := shop.Scan(s, func(row kernel.Row) error {
			if len(some) < 5 {
				some = append(some, row.Base().ID)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, id := range some {
			for _, fact := range read(t, boss, s.Name, id).Facts() {
				shown++
				if strings.Contains(fact.Text, `{"`) || strings.Contains(fact.Text, `":`) {
					t.Errorf("%s: %s reads %q", s.Name, fact.Label, fact.Text)
				}
				if s == sales.Orders.In(viewtest.Catalog) && fact.Text == "0" {
					t.Errorf("an order says nothing by %s 0", fact.Label)
				}
			}
		}
	}
	if shown < 200 {
		t.Errorf("%d facts were looked at", shown)
	}
}

// A list that is empty until something has run by itself says what will.
func TestJobsAreNamedBeforeTheyHaveRun(t *testing.T) {
	text := record.Before(viewtest.Catalog, "job")
	for _, timer := range viewtest.Catalog.Timers() {
		if !strings.Contains(text, timer.Zh) {
			t.Errorf("%q does not name %s", text, timer.Zh)
		}
	}
	if record.Before(viewtest.Catalog, "party") != "" {
		t.Error("customers come by themselves")
	}
}

// What a role may do is chosen, in both languages, by area and command.
func TestGrantsAreChosen(t *testing.T) {
	boss := viewtest.Found(t).Desk(viewtest.Boss)
	for _, language := range i18n.Languages() {
		i18n.SetLanguage(language)
		var grants record.Input
		for _, in := range load(t, boss, "role", org.RoleRef(org.Finance).ID()).Inputs {
			if in.Name == "grants" {
				grants = in
			}
		}
		labels := map[string]string{}
		for _, o := range grants.Options {
			labels[o.Code] = o.Label
			if o.Label == "" || strings.Contains(o.Label, ".") || o.Code != "*" && o.Group == "" {
				t.Errorf("%s: %+v", language, o)
			}
		}
		for _, granted := range strings.Fields(grants.Was) {
			if labels[granted] == "" {
				t.Errorf("%s: %s cannot be chosen", language, granted)
			}
		}
		if !grants.Many || language == i18n.Chinese && labels["sales.order.*"] != "销售订单：全部" {
			t.Errorf("%s: %q", language, labels["sales.order.*"])
		}
	}
	i18n.SetLanguage(i18n.Chinese)
}
