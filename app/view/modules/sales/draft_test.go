package sales_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

func start(t *testing.T, shop *viewtest.Shop, desk *view.Desk, customer string) *model.Draft {
	t.Helper()
	return load(t, desk, func(r *view.Reader) (*model.Draft, error) {
		return model.Start(r, shop.Customer(customer).ID(), kernel.ID{})
	})
}

func scan(t *testing.T, desk *view.Desk, d *model.Draft, code string) *model.Line {
	t.Helper()
	return load(t, desk, func(r *view.Reader) (*model.Line, error) { return d.Scan(r, code) })
}

// A scan adds a line at the customer's price, the next one counts it up; the box is
// a line of its own with the price of a box.
func TestScanAddsOrCounts(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	d := start(t, shop, desk, wanyue)
	d.Lines = []*model.Line{{}} // the empty line that waits for typing
	scan(t, desk, d, "2000000003012")
	sofa := scan(t, desk, d, "2000000003012")
	box := scan(t, desk, d, "2000000002992")
	if len(d.Lines) != 2 || d.Lines[0] != sofa || sofa.Qty != 2_000_000 || sofa.Price != 3980_000_000 {
		t.Fatalf("%d lines, the first %+v", len(d.Lines), *d.Lines[0])
	}
	if box.Unit != "箱" || box.Qty != 1_000_000 || box.Price != 4*298_000_000 {
		t.Errorf("the box: %+v", *box)
	}
	sofa.Gift = true
	if again := scan(t, desk, d, "2000000003012"); again == sofa || again.Gift {
		t.Error("a scan made the gift larger")
	}
	err := desk.Read(func(r *view.Reader) error {
		_, err := d.Scan(r, "6901234567892")
		return err
	})
	if !errors.Is(err, model.NoSuchCode.With()) || len(d.Lines) != 3 {
		t.Errorf("%v, %d lines", err, len(d.Lines))
	}
}

// R1 R33 R47 R245: each line says what may be promised and how old that is, where its
// price comes from, and what is missing with the day it may come; above them stands
// what is left of the customer's limit.
func TestEveryLineSaysItsStockAndPrice(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	d := start(t, shop, desk, wanyue)
	scan(t, desk, d, "2000000003012")
	box := scan(t, desk, d, "2000000002992")
	j := load(t, desk, d.Judge)
	for n, want := range []string{"可售 16 套（3 分钟前）", "可售 125 箱（3 分钟前）"} {
		if !strings.Contains(j.Lines[n].Stock, want) {
			t.Errorf("line %d says %q", n, j.Lines[n].Stock)
		}
	}
	if want := "等级价 1,192.00 · 上次 1,192.00（2026-11-19）"; j.Lines[1].Price != want {
		t.Errorf("the box says %q, want %q", j.Lines[1].Price, want)
	}
	b, found := party.Balances.Get(shop.Tx(), party.BalanceOf(shop.Customer(wanyue)))
	limit := d.Customer.Limit
	if found != kernel.Found || limit == 0 || b.Receivable+b.OpenOrders == 0 {
		t.Fatalf("limit %s, balance %+v: nothing to see", limit, b)
	}
	used := b.Receivable - b.Prepaid + b.OpenOrders
	if want := "本单后剩 " + view.Money(limit-used-j.Total) + "（额度 " + view.Money(limit) + "）"; j.Credit != want {
		t.Errorf("the customer's credit is %q, want %q", j.Credit, want)
	}
	box.Qty = 126_000_000 // 504 chairs
	if j = load(t, desk, d.Judge); !j.Short || !strings.Contains(j.Lines[1].Stock, "缺 1 箱，预计 2026-11-19 有货") {
		t.Errorf("%q", j.Lines[1].Stock)
	}
}

// R32: who opens an order for a customer that is late is warned, with the figures,
// before a line is written.
func TestALateCustomerIsWarnedOf(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	j := load(t, desk, start(t, shop, desk, "东莞市厚街恒泰家具经营部").Judge)
	if !strings.Contains(strings.Join(j.Holds, "\n"), "逾期 62 天") {
		t.Errorf("warned of %q", j.Holds)
	}
	if j = load(t, desk, start(t, shop, desk, wanyue).Judge); len(j.Holds) != 0 {
		t.Errorf("a customer who pays is held for %q", j.Holds)
	}
}

// The refusal of a short order gives its figures line by line, and asking purchasing
// tells it what is missing in all.
func TestShortagesAndBuying(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	d := start(t, shop, desk, wanyue)
	scan(t, desk, d, "2000000002015").Qty = 300_000_000
	scan(t, desk, d, "2000000002992").Qty = 60_000_000 // 240 more of the same chair
	_, err := d.Submit(desk, sales.Whole)
	list := model.Shortages(err)
	if len(list) != 1 || !strings.Contains(list[0].Product, "餐椅") || !strings.Contains(list[0].Buy, "建议采购") || strings.Contains(list[0].Buy, "日均销") {
		t.Fatalf("%+v (%v)", list, err)
	}
	if f := list[0].Figures; f[0].Label != "240 把" || f[2].Label != "40 把" || f[3].Label != "2026-11-19" {
		t.Errorf("%+v", f)
	}
	if model.Shortages(model.NoSuchCode.With()) != nil || model.Shortages(nil) != nil {
		t.Error("other errors have shortages")
	}
	if err := d.Buy(desk); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Sales, desk)
	asked := 0
	for _, task := range viewtest.Rows(shop, flow.Tasks) {
		if s := task.Sentence("zh", view.Figure); strings.Contains(s, "餐椅") && strings.Contains(s, "缺 40 把") {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("purchasing was asked %d times", asked)
	}
}
