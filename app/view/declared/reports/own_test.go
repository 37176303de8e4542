package reports_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// ownSpecs are the reports that a person has of what the company has defined, by title.
func ownSpecs(t *testing.T, desk *view.Desk) map[string]reports.Spec {
	t.Helper()
	list, err := view.Load(desk, func(r *view.Reader) ([]reports.Spec, error) { return reports.List(r), nil })
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]reports.Spec{}
	for _, s := range list {
		if strings.HasPrefix(s.Name, figures.OwnPrefix) {
			found[s.Title()] = s
		}
	}
	return found
}

// What a company has defined makes reports without a hand: of the entity itself, with its
// own figures added up, and of sales by what customers are like. They say what the rows
// say, and nothing comes of what stands beside guarded fields.
func TestOwnFieldsMakeReports(t *testing.T) {
	shop := viewtest.Trading(t)
	define := func(entity, zh, kind string) kernel.ID {
		return shop.Add("custom_field", "entity", entity, "zh", zh, "field_kind", kind, "options", "展会\n老客户")
	}
	channel, fee, day := define("sales_order", "渠道", "choice"), define("sales_order", "佣金", "money"), define("sales_order", "复核日", "date")
	seller := shop.Add("custom_field", "entity", "sales_order", "zh", "介绍人", "field_kind", "ref", "target", "party")
	level, _ := define("party", "级别", "choice"), define("party__debt", "风险", "choice")
	who := shop.Customer("深圳龙岗万悦家居有限公司")
	if err := shop.Edit(viewtest.Boss, "party", who.ID(), kernel.Change{Field: kernel.CustomPrefix + level.String(), Becomes: "老客户"}); err != nil {
		t.Fatal(err)
	}
	for n, own := range []map[kernel.ID]string{
		{channel: "展会", fee: "12.50", day: "2026-11-02", seller: who.String()}, {channel: "展会", fee: "7.25", day: "2026-11-30"}, {channel: "老客户", fee: "100", day: "2026-12-01"}, {fee: "1"},
	} {
		texts := map[string]string{}
		for id, text := range own {
			texts[kernel.CustomPrefix+id.String()] = text
		}
		shop.MustAs(viewtest.Sales, &sales.Place{Wish: sales.Wish{
			Own: kernel.Own[sales.Order]{Custom: kernel.OwnOf[sales.Order](kernel.Fill(texts))}, Customer: who, From: shop.Place("W1"),
			Lines: []sales.WishLine{{Product: shop.Product("HY-C201"), Qty: kernel.Qty(n+1) * 1e6, Price: 398e6}},
		}})
	}
	desk := shop.Desk(viewtest.Boss)
	specs := ownSpecs(t, desk)
	got := slices.Sorted(maps.Keys(specs))
	for _, title := range []string{"客户销售汇总：按「级别」", "往来单位按「级别」统计", "销售订单按「复核日」统计", "销售订单按「渠道」统计"} {
		if !slices.Contains(got, title) {
			t.Errorf("there is no %s: %v", title, got)
		}
	}
	if slices.ContainsFunc(got, func(title string) bool { return strings.Contains(title, "风险") }) {
		t.Errorf("what is guarded is counted: %v", got)
	}
	f := reports.ThisMonth(20261119)
	type group struct{ key, state string }
	want := map[group][2]int64{}
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.Date.YearMonth() != 202611 {
			continue
		}
		v, _ := kernel.ParseMoney(o.Custom.Get(fee))
		sum := want[group{o.Custom.Get(channel), string(o.State)}]
		want[group{o.Custom.Get(channel), string(o.State)}] = [2]int64{sum[0] + 1, sum[1] + int64(v)}
	}
	r := load(t, desk, specs["销售订单按「渠道」统计"].Name, f)
	rows, fees := r.Table.Column("rows"), r.Table.Column(kernel.CustomPrefix+fee.String())
	if fees < 0 || rows < 0 || len(r.Table.Rows) != len(want) || r.Spec.Title() != "销售订单按「渠道」统计" {
		t.Fatalf("%d groups, want %d: %+v", len(r.Table.Rows), len(want), r.Table.Columns)
	}
	for _, row := range r.Table.Rows {
		is := [2]int64{row.Cells[rows].Int, row.Cells[fees].Int}
		if at := (group{row.Cells[0].Str, row.Cells[1].Str}); want[at] != is {
			t.Errorf("%v comes to %v, want %v", at, is, want[at])
		}
	}
	days := map[int64]int64{}
	r = load(t, desk, specs["销售订单按「复核日」统计"].Name, f)
	for _, row := range r.Table.Rows {
		days[row.Cells[0].Int] += row.Cells[r.Table.Column("rows")].Int
	}
	if days[20261101] != 2 || days[20261201] != 1 || len(days) != 3 {
		t.Errorf("by the month of a day: %v", days)
	}
	r = load(t, desk, specs["销售订单按「介绍人」统计"].Name, f)
	named := 0
	for _, row := range r.Table.Rows {
		if row.Cells[0].Str == "深圳龙岗万悦家居有限公司" && row.Cells[r.Table.Column("rows")].Int == 1 {
			named++
		}
	}
	if named != 1 || len(r.Table.Rows) < 2 {
		t.Errorf("by who is named: %+v", r.Table.Rows)
	}
	sold, all := load(t, desk, specs["客户销售汇总：按「级别」"].Name, f), load(t, desk, "sales_by_customer", f)
	if got, is := total(sold, "net"), total(all, "net"); got != is || is == "" || len(sold.Table.Rows) != 2 {
		t.Errorf("sales by level come to %s in %d groups, by customer to %s", got, len(sold.Table.Rows), is)
	}
}

// total is what a column comes to below the table.
func total(r *reports.Report, column string) string {
	if at := r.Table.Column(column); at >= 0 && r.Table.Totals != nil {
		return fmt.Sprint(r.Table.Totals[at])
	}
	return ""
}
