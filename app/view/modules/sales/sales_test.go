package sales_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/customers"
	model "heyi/app/view/modules/sales"
	"heyi/app/view/system/syncpage"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
)

func load[T any](t *testing.T, d *view.Desk, f func(*view.Reader) (T, error)) T {
	t.Helper()
	got, err := view.Load(d, f)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

const wanyue = "深圳龙岗万悦家居有限公司"

// A regular's order is his usual basket at today's prices, and the screen says
// before it is saved what is there and how he stands.
func TestUsualBasketIsJudgedBeforeItIsSaved(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	draft := load(t, desk, func(r *view.Reader) (*model.Draft, error) {
		d, err := model.Start(r, shop.Customer(wanyue).ID(), kernel.ID{})
		if err == nil {
			d.Lines, err = d.Basket(r)
		}
		return d, err
	})
	if len(draft.Lines) != 2 || draft.Lines[0].Good.Code != "HY-C201" || draft.Lines[1].Good.Code != "HY-S301" {
		t.Fatalf("basket of %d lines", len(draft.Lines))
	}
	if g := draft.Lines[1].Good; g.Price != 3980_000_000 || g.Source != "等级价" || g.Last != 3980_000_000 {
		t.Errorf("sofa offered at %s (%s), last %s", g.Price, g.Source, g.Last)
	}
	draft.Lines[1].Qty = 17_000_000 // one more than may be promised
	j := load(t, desk, draft.Judge)
	if !j.Short || j.Lines[0].Tone != view.Good || j.Lines[1].Tone != view.Alert || !strings.Contains(j.Lines[1].Stock, "缺 1 套") {
		t.Errorf("judged %+v", j.Lines)
	}
	if want := kernel.Money(40*298_00 + 17*3980_00); j.Total != want || j.Net+j.Vat != j.Total {
		t.Errorf("total %s, want %s; net %s, VAT %s", j.Total, want, j.Net, j.Vat)
	}
}

// What the stock does not cover is refused with its figures, and each way out does
// what it says.
func TestShortOrderShowsItsWaysOut(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	draft := load(t, desk, func(r *view.Reader) (*model.Draft, error) {
		d, err := model.Start(r, shop.Customer(wanyue).ID(), kernel.ID{})
		if err != nil {
			return nil, err
		}
		g, err := d.Offer(r, shop.Product("HY-S301").ID())
		d.Lines = []*model.Line{{Good: g, Unit: g.Unit, Qty: 20_000_000, Price: g.Price}}
		return d, err
	})
	_, err := draft.Submit(desk, sales.Whole)
	trouble := view.Explain(err)
	if trouble == nil || trouble.Code != sales.Short.Name || len(trouble.Lines) != 1 || len(trouble.Repairs) != 3 {
		t.Fatalf("trouble %+v (%v)", trouble, err)
	}
	if !strings.Contains(trouble.Lines[0], "可售 16") || !strings.Contains(trouble.Lines[0], "缺 4") {
		t.Errorf("line says %s", trouble.Lines[0])
	}
	id, err := draft.Submit(desk, sales.Backorder)
	if err != nil {
		t.Fatal(err)
	}
	page := order(t, desk, id)
	if page.Chips[0].Text != "预计已审核" || page.Chips[1].Text != "待上传" || len(page.Trail) == 0 || !strings.Contains(page.Head.Detail, "仓管") {
		t.Errorf("chips %v, head %+v, trail %d", page.Chips, page.Head, len(page.Trail))
	}
	rows, err := model.Listing().Rows(desk, record.Look{Search: "wy", Preset: sales.ListOpen}).Page(context.Background(), 0, 10)
	if err != nil || len(rows) != 2 || rows[0].Cells[""].Text != "待上传" {
		t.Errorf("list %+v, %v", rows, err)
	}
}

// Work without a network is listed in words until the server has it.
func TestOfflineWorkIsListedInWords(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	form := load(t, desk, func(r *view.Reader) (*customers.Form, error) { return customers.NewForm(r, kernel.ID{}) })
	if len(form.Credit) != 0 {
		t.Error("a salesperson is offered the credit limit")
	}
	id, err := form.Save(desk, map[string]string{"name": "佛山喆悦民宿", "mobile": "199 0000 0299"})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := customers.Listing().Rows(desk, record.Look{Search: "0299"}).Page(context.Background(), 0, 10)
	if err != nil || len(rows) != 1 || rows[0].ID != id || rows[0].Cells["standing"].Text != "待上传" {
		t.Fatalf("found %+v, %v", rows, err)
	}
	page := load(t, desk, func(r *view.Reader) (*syncpage.Page, error) { return syncpage.Read(desk, r) })
	if len(page.Waiting) != 1 || strings.Contains(page.Waiting[0].Title, "party.add") || !strings.Contains(page.Waiting[0].Title, "新增") {
		t.Errorf("waiting %+v", page.Waiting)
	}
	if load(t, desk, func(r *view.Reader) (string, error) { return form.Twin(r, "", "19900000202"), nil }) == "" {
		t.Error("nobody warns of the same phone")
	}
}

// Money taken on the road counts for nothing until finance has confirmed it.
func TestReceiptWaitsForFinance(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	receipt := load(t, desk, func(r *view.Reader) (*model.Receipt, error) {
		return model.StartReceipt(r, shop.Customer(wanyue).ID(), kernel.ID{})
	})
	before := receipt.Owed
	if !receipt.Pending || before <= 0 || len(receipt.Funds) != 3 {
		t.Fatalf("receipt %+v", receipt)
	}
	if err := receipt.Save(desk); !errors.Is(err, model.NothingTaken.With()) {
		t.Errorf("a receipt without money: %v", err)
	}
	for n, f := range receipt.Funds {
		if f.ID == shop.Fund("现金").ID() {
			receipt.Put(n, 500_00)
		}
	}
	if err := receipt.Save(desk); err != nil {
		t.Fatal(err)
	}
	page := load(t, desk, func(r *view.Reader) (*customers.Customer, error) {
		return customers.Read(r, shop.Customer(wanyue).ID())
	})
	if page.Money.Receivable != before {
		t.Errorf("owes %s, before %s", page.Money.Receivable, before)
	}
	n := load(t, desk, func(r *view.Reader) (int64, error) {
		q := client.Query{}
		q.Entity = finance.Receipts.Name()
		return r.Count(q, 0)
	})
	if n < 2 {
		t.Errorf("%d receipts on the device", n)
	}
	again := load(t, desk, func(r *view.Reader) (*model.Receipt, error) {
		return model.StartReceipt(r, shop.Customer(wanyue).ID(), kernel.ID{})
	})
	if again.Suggest != before-500_00 || !strings.Contains(again.Hint, "另有 500.00 已收待确认") {
		t.Errorf("of %s, 500.00 of which is taken, %s is to be taken: %s", before, again.Suggest, again.Hint)
	}
}

// Only what a waiting command makes of a state is an expectation: a note about an
// order that has left does not call its leaving in doubt.
func TestANoteIsNoExpectation(t *testing.T) {
	shop := viewtest.Trading(t)
	sold := shop.Sell(viewtest.Order{Customer: wanyue, Lines: map[string]int64{"HY-C201": 2}})
	desk := shop.DeskIn(t, viewtest.Sales)
	if _, err := desk.Do(&sales.Rate{Order: kernel.Ref[sales.Order](sold.ID), Score: 5, Words: "好"}); err != nil {
		t.Fatal(err)
	}
	page := order(t, desk, sold.ID)
	if page.Chips[0].Text != "全部出库" || page.Chips[1].Text != "待上传" {
		t.Errorf("%+v", page.Chips)
	}
}

// order is the page of an order.
func order(t *testing.T, desk *view.Desk, id kernel.ID) *record.Page {
	t.Helper()
	return load(t, desk, func(r *view.Reader) (*record.Page, error) { return record.LoadPage(desk, r, model.Entity, id) })
}

// Without a network a salesperson says which items the money settles; finance confirms
// it as it was said. The oldest come first until a share is changed.
func TestReceiptSettlesWhatWasChosen(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	receipt := load(t, desk, func(r *view.Reader) (*model.Receipt, error) {
		return model.StartReceipt(r, shop.Customer(wanyue).ID(), kernel.ID{})
	})
	receipt.Put(0, 1_000_00)
	items := receipt.Items(receipt.Today)
	if len(items) != 2 || items[0].Share != 1_000_00 || items[1].Share != 0 || receipt.Chosen() {
		t.Fatalf("oldest first: %+v", items)
	}
	receipt.Share(items[0].ID, 0)
	receipt.Share(items[1].ID, 1_000_00)
	if err := receipt.Save(desk); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Sales, desk)
	var made *finance.Receipt
	for _, row := range viewtest.Rows(shop, finance.Receipts) {
		if row.Name == wanyue && row.State == finance.Pending {
			made = row
		}
	}
	if made == nil || !made.Chosen {
		t.Fatalf("%+v", made)
	}
	shop.MustAs(viewtest.Finance, &finance.Confirm{Receipt: kernel.Ref[finance.Receipt](made.ID)})
	settled := map[kernel.ID]kernel.Money{}
	for _, i := range viewtest.Rows(shop, debt.Items) {
		settled[i.ID] = i.Settled
	}
	if settled[items[1].ID] != 1_000_00 {
		t.Errorf("the chosen item has %s settled", settled[items[1].ID])
	}
}

// A salesperson's day is made of his own documents.
func TestHomeShowsTheDay(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	h := load(t, desk, func(r *view.Reader) (*model.Home, error) { return model.ReadHome(desk, r) })
	if h.TodayCount != 4 || h.Held != 1 || h.Late == 0 || len(h.Orders) != 8 || len(h.Regulars) == 0 {
		t.Errorf("home %+v", h)
	}
	var today kernel.Money
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.Date == 20261119 {
			today += o.Total
		}
	}
	if h.Today != today {
		t.Errorf("today %s, want %s", h.Today, today)
	}
}

// Every figure of the home opens the orders and customers that it counts.
func TestFiguresOpenWhatTheyCount(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	h, err := view.Load(desk, func(r *view.Reader) (*model.Home, error) { return model.ReadHome(desk, r) })
	if err != nil {
		t.Fatal(err)
	}
	for filter, want := range map[string]int64{sales.ListToday: h.TodayCount, sales.ListOpen: h.Open, sales.ListLate: int64(len(h.Behind)), string(sales.Held): h.Held} {
		list := model.Listing().Rows(desk, record.Look{Preset: filter})
		n, err := list.Count(t.Context())
		if err != nil || int64(n) != want {
			t.Errorf("%s: %d are counted, the list has %d (%v)", filter, want, n, err)
		}
		if filter != sales.ListToday {
			continue
		}
		rows, err := list.Page(t.Context(), 0, n)
		sum := int64(0)
		for _, r := range rows {
			amount, _ := i18n.ParseMoney(r.Cells["total"].Text)
			sum += amount
		}
		if err != nil || sum != int64(h.Today) {
			t.Errorf("today's orders are %s, the list comes to %s (%v)", view.Money(h.Today), i18n.Money(sum), err)
		}
	}
	if n, err := customers.Listing().Rows(desk, record.Look{Preset: customers.Overdue}).Count(t.Context()); err != nil || int64(n) != h.Late || n == 0 {
		t.Errorf("%d customers are overdue, the list has %d (%v)", h.Late, n, err)
	}
}
