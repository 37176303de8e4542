package finance_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
)

const (
	hengtai = "东莞市厚街恒泰家具经营部"
	minghui = "中山小榄明辉家居五金行"
	wanyue  = "深圳龙岗万悦家居有限公司"
)

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "finance.") {
			t.Error(wrong)
		}
	}
}

func page[T any](t *testing.T, p *view.Pages[T]) []T {
	t.Helper()
	rows, err := p.Page(context.Background(), 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// A salesperson's receipt waits first in the list, is confirmed, and settles.
func TestConfirm(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	slips := finance.SlipListing()
	waiting := page(t, slips.Rows(desk, record.Look{Preset: slips.Presets(viewtest.Catalog)[0].Code}))
	if len(waiting) != 1 || waiting[0].Cells["name"].Text != minghui || waiting[0].Cells["state"].Text != "待财务确认" {
		t.Fatalf("%+v", waiting)
	}
	id := waiting[0].ID
	r := receipt(t, desk, id)
	if len(r.Decides) != 2 || r.Next == nil || r.Next.Command != "finance.receipt.approve" || !r.AtOnce || len(r.Tables) != 1 || len(r.Tables[0].Rows) != 1 {
		t.Fatalf("%+v", r)
	}
	if fee := r.Tables[0].Rows[0].Cells["fee"].Text; fee != "50.40" {
		t.Errorf("the fee is %s", fee)
	}
	if err := record.GiveNow(desk, "finance.receipt.refuse", id, "", nil); !errors.Is(err, kernel.Missing.With()) {
		t.Errorf("refused without a reason: %v", err)
	}
	if err := record.GiveNow(desk, "finance.receipt.approve", id, "", nil); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	after := shop.Desk(viewtest.Finance)
	r = receipt(t, after, id)
	if len(r.Panels) != 1 || len(r.Panels[0].Lines) != 1 || r.Panels[0].Lines[0].Figure != "8,400.00" || len(r.Decides) != 0 || r.Chips[0].Text != "已审核" {
		t.Fatalf("%+v", r)
	}
}

// receipt is its page.
func receipt(t *testing.T, desk *view.Desk, id kernel.ID) *record.Page {
	t.Helper()
	p, err := view.Load(desk, func(r *view.Reader) (*record.Page, error) { return record.LoadPage(desk, r, core.Receipts.Name(), id) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The money goes to the oldest items first until a share is changed; a shortfall of
// some yuan is a discount, a surplus is paid in advance.
func TestTake(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	take := &finance.Take{}
	if err := take.Choose(desk, shop.Customer(wanyue).ID()); err != nil {
		t.Fatal(err)
	}
	owes := take.Owes()
	first := take.Items(20261119)[0]
	take.Parts = []*finance.TakePart{{Fund: shop.Fund("现金").ID(), Amount: first.Rest}, {Fund: shop.Fund("微信").ID(), Amount: 1_000_00}}
	items := take.Items(20261119)
	if len(items) != 2 || items[0].Share != first.Rest || items[1].Share != 1_000_00 || take.Prepaid() != 0 {
		t.Fatalf("%+v", items)
	}
	take.Share(items[0].ID, 0)
	if items = take.Items(20261119); items[0].Share != 0 || !take.Chosen() || take.Prepaid() != first.Rest {
		t.Errorf("%+v, in advance %d", items, take.Prepaid())
	}
	take.OldestFirst()
	take.Discount = 10_00
	if err := take.Save(desk); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	open, _ := debt.OpenItems(shop.Tx(), shop.Customer(wanyue))
	var rest kernel.Money
	for _, i := range open {
		rest += i.Rest()
	}
	if rest != owes-first.Rest-1_000_00-10_00 {
		t.Errorf("%d is still open of %d", rest, owes)
	}
	nobody := &finance.Take{Parts: take.Parts}
	if err := nobody.Save(desk); !errors.Is(err, kernel.Missing.With()) {
		t.Errorf("money from nobody: %v", err)
	}
}

// Who owes: the one who is late stands on top, and his account says how late.
func TestDebtors(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Finance)
	list, err := view.Load(desk, finance.Debtors)
	if err != nil || len(list) < 4 || list[0].Name != hengtai || list[0].Late != "86,400.00" || list[0].Days != 62 {
		t.Fatalf("%v %+v", err, list)
	}
	a, err := view.Load(desk, finance.LoadAccount(list[0].ID))
	if err != nil || a.Receivable != list[0].Owes || a.Days != 62 || len(a.Items) != 1 || a.Limit != "80,000.00" {
		t.Fatalf("%v %+v", err, a)
	}
}

// Who has paid in advance and owes nothing is among the accounts, too, and not among
// those who owe.
func TestAnAdvanceIsAnAccount(t *testing.T) {
	shop := viewtest.Trading(t)
	customer := kernel.Ref[party.Party](shop.Add("party", "name", "开平水口合益卫浴", "is_customer", "true"))
	shop.Must(&core.Receive{Customer: customer, Parts: []core.ReceivePart{{Fund: shop.Fund("现金"), Amount: 300_00}}})
	desk := shop.Desk(viewtest.Finance)
	owes, err := view.Load(desk, finance.Debtors)
	if err != nil || slices.ContainsFunc(owes, func(d finance.Debtor) bool { return d.ID == customer.ID() }) {
		t.Errorf("%v: he owes nothing: %+v", err, owes)
	}
	for filter, want := range map[string]int{"": 1, finance.OnlyPrepaid: 1, finance.OnlyLate: 0} {
		pages := finance.NewDebtorPages(desk, "合益", filter)
		n, err := pages.Count(t.Context())
		if err != nil || n != want {
			t.Errorf("%q: %d accounts: %v", filter, n, err)
		}
		if list, _ := pages.Page(t.Context(), 0, 1); n == 1 && (list[0].Prepaid != "300.00" || list[0].Owes != "0.00") {
			t.Errorf("%+v", list)
		}
	}
}

// Money that is entered later is of the day on which it came.
func TestMoneyOfAnEarlierDay(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	day := shop.Now.Date(480).AddDays(-1)
	take := &finance.Take{Customer: shop.Customer(hengtai).ID(), Date: day, Parts: []*finance.TakePart{{Fund: shop.Fund("现金").ID(), Amount: 50_00}}}
	if err := take.Save(desk); err != nil {
		t.Fatal(err)
	}
	slips, err := finance.SlipListing().Rows(desk, record.Look{}).Page(t.Context(), 0, 50)
	if err != nil || !slices.ContainsFunc(slips, func(s record.Row) bool {
		return s.Cells["date"].Text == view.Date(day) && s.Cells["total"].Text == "50.00"
	}) {
		t.Errorf("%v %+v", err, slips)
	}
}

func TestRelease(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	held, err := view.Load(desk, finance.HeldOrders)
	if err != nil || len(held) != 1 || held[0].Name != hengtai || held[0].Why == "" {
		t.Fatalf("%v %+v", err, held)
	}
	id := held[0].ID
	read := func() *record.Page {
		p, err := view.Load(desk, func(r *view.Reader) (*record.Page, error) { return record.LoadPage(desk, r, sales.Orders.Name(), id) })
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	o := read()
	if len(o.Decides) != 2 || o.Next == nil || o.Next.Command != "sales.order.release" || len(o.Panels) == 0 || len(o.Panels[0].Notes) < 2 {
		t.Fatalf("%+v", o)
	}
	for _, d := range o.Decides {
		if !d.Because || len(d.Usual) < 3 {
			t.Errorf("%s is offered with %q", d.Command, d.Usual)
		}
	}
	if err := record.GiveNow(desk, "sales.order.release", id, "客户已承诺本周付款", nil); err != nil {
		t.Fatal(err)
	}
	o = read()
	if o.Chips[0].Text != "预计已审核" || o.Chips[1].Text != "待上传" || len(o.Tables) != 1 || len(o.Decides) != 0 {
		t.Fatalf("%+v", o)
	}
	shop.Upload(viewtest.Boss, desk)
	if err := record.GiveNow(desk, "sales.order.refuse", id, "不行", nil); err == nil {
		t.Error("an order that is approved was refused")
	}
}

func TestBooks(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	funds, err := view.Load(desk, finance.Balances)
	if err != nil || len(funds) != 3 {
		t.Fatalf("%v %+v", err, funds)
	}
	vouchers := page(t, finance.Vouchers(desk, ""))
	if len(vouchers[0].Lines) < 2 || vouchers[0].Lines[0].Account == "" {
		t.Fatalf("%+v", vouchers[0])
	}
	bills := page(t, finance.BillListing().Rows(desk, record.Look{Preset: string(sales.NotInvoiced)}))
	if len(bills) != 9 || bills[0].Cells["invoice"].Text != "未开票" {
		t.Fatalf("%+v", bills)
	}
	if err := finance.SetInvoice(desk, bills[0].ID, string(sales.Invoiced), "123"); !errors.Is(err, sales.InvoiceNumber.With()) {
		t.Errorf("a short number: %v", err)
	}
	if err := finance.SetInvoice(desk, bills[0].ID, string(sales.Invoiced), "26442000000012345678"); err != nil {
		t.Fatal(err)
	}
	if done := page(t, finance.BillListing().Rows(desk, record.Look{Preset: string(sales.Invoiced)})); len(done) != 1 || done[0].Cells["invoice_no"].Text == "" {
		t.Errorf("%+v", done)
	}
}

func TestOpenings(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	accounts, err := finance.Accounts(desk)(context.Background(), "实收资本", 8)
	if err != nil || len(accounts) != 1 {
		t.Fatalf("%v %+v", err, accounts)
	}
	for name, err := range map[string]error{
		"debts":  finance.Open(desk, finance.OpenDebts, []*finance.Old{{Who: shop.Customer(minghui).ID(), Number: "旧-1", Day: 20260901, Amount: 500_00}, {}}, false),
		"funds":  finance.Open(desk, finance.OpenFunds, []*finance.Old{{Who: shop.Fund("微信").ID(), Amount: 800_00}}, false),
		"ledger": finance.Open(desk, finance.OpenLedger, []*finance.Old{{Who: accounts[0].ID, Credit: 100_000_00}}, false),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := finance.Open(desk, finance.OpenDebts, []*finance.Old{{Who: shop.Customer(minghui).ID(), Day: 20261109, Amount: 1}}, false); !errors.Is(err, kernel.DayNotOld.With()) {
		t.Errorf("an old debt of after the beginning: %v", err)
	}
	shop.Upload(viewtest.Finance, desk)
	if findings, err := kernel.Verify(viewtest.Catalog, shop); err != nil || len(findings) != 0 {
		t.Errorf("%v %v", err, findings)
	}
}
