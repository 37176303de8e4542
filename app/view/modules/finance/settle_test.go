package finance_test

import (
	"errors"
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
)

// openReceipt is the confirmed receipt of a customer.
func openReceipt(t *testing.T, shop *viewtest.Shop, customer string) kernel.ID {
	t.Helper()
	for _, r := range viewtest.Rows(shop, core.Receipts) {
		if r.Customer == shop.Customer(customer) && r.State == core.Approved {
			return r.ID
		}
	}
	t.Fatalf("no receipt of %s", customer)
	return kernel.ID{}
}

// 30,000 that settled the older delivery are moved to the newer one, and back.
func TestReallocate(t *testing.T) {
	shop := viewtest.Trading(t)
	desk, id := shop.Desk(viewtest.Finance), openReceipt(t, shop, wanyue)
	a, err := view.Load(desk, finance.LoadReallocation(id))
	if err != nil {
		t.Fatal(err)
	}
	items := a.Items(20261119)
	if len(items) != 2 || items[0].Share != 30_000_00 || items[0].Rest != 58_320_00 || items[1].Share != 0 || a.Prepaid() != 0 || !a.Chosen() {
		t.Fatalf("%+v", items)
	}
	a.Share(items[0].ID, 0)
	if err := a.Save(desk); !errors.Is(err, finance.NothingChosen.With()) {
		t.Errorf("a receipt that settles nothing by choice: %v", err)
	}
	a.Share(items[1].ID, 31_000_00)
	if a.Prepaid() != -1_000_00 {
		t.Errorf("31,000 of 30,000 leave %d", a.Prepaid())
	}
	a.Share(items[1].ID, 29_000_00)
	if err := a.Save(desk); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	after := shop.Desk(viewtest.Finance)
	r := receipt(t, after, id)
	if len(r.Panels) != 1 || len(r.Panels[0].Lines) != 1 || r.Panels[0].Lines[0].Figure != "29,000.00" {
		t.Fatalf("%+v", r)
	}
	if !slices.ContainsFunc(r.Facts(), func(f record.Fact) bool { return f.Field == "prepaid" && f.Text == "1,000.00" }) {
		t.Errorf("%+v", r.Facts())
	}
	if a, err = view.Load(after, finance.LoadReallocation(id)); err != nil {
		t.Fatal(err)
	}
	if a.OldestFirst(); a.Items(20261119)[0].Share == 0 || a.Chosen() {
		t.Errorf("%+v", a.Items(20261119))
	}
	if err := a.Save(after); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, after)
	verify(t, shop)
}

// What was paid for an order that has not left is used, by hand, for another that
// has; by itself it would have waited.
func TestApplyAdvance(t *testing.T) {
	shop := viewtest.Trading(t)
	later := shop.PlaceOrder(viewtest.Order{Customer: minghui, Lines: map[string]int64{"HY-F28": 10}})
	shop.MustAs(viewtest.Finance, &core.Receive{ // he owes 8,434.80
		Customer: shop.Customer(minghui), SrcEntity: sales.Orders.Name(), Src: later.ID,
		Parts: []core.ReceivePart{{Fund: shop.Fund("工行基本户"), Amount: 10_000_00}},
	})
	shop.Sell(viewtest.Order{Customer: minghui, Lines: map[string]int64{"HY-F28": 100}})
	for _, o := range viewtest.Rows(shop, debt.Items) {
		if o.Party == shop.Customer(minghui) && o.Kind == debt.Prepaid && o.Rest() != 1_565_20 {
			t.Fatalf("%+v", o)
		}
	}
	desk := shop.Desk(viewtest.Finance)
	who := shop.Customer(minghui).ID()
	a, err := view.Load(desk, finance.LoadAccount(who))
	if err != nil || !a.MayApply || a.Prepaid != "1,565.20" || a.Receivable != "1,980.00" {
		t.Fatalf("%v %+v", err, a)
	}
	if err := finance.Apply(desk, who, 500_00); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	desk = shop.Desk(viewtest.Finance)
	if a, err = view.Load(desk, finance.LoadAccount(who)); err != nil || a.Prepaid != "1,065.20" || a.Receivable != "1,480.00" {
		t.Fatalf("%v %+v", err, a)
	}
	applied := slices.IndexFunc(a.Events, func(h finance.Happened) bool { return h.Change == "-500.00" && h.Less && h.What == "冲抵" })
	if applied < 0 || a.Events[0].Balance != "1,480.00" || len(a.Events) != 4 {
		t.Errorf("%+v", a.Events)
	}
	var advanced []string
	for _, e := range a.Events {
		if e.Prepaid != "" {
			advanced = append(advanced, e.Prepaid)
		}
	}
	if !slices.Equal(advanced, []string{"-500.00", "+1,565.20"}) {
		t.Errorf("the account says of advances %q", advanced)
	}
	take := &finance.Take{}
	if err := take.Choose(desk, who); err != nil || take.Advance() != 1_065_20 {
		t.Errorf("%v, %d in advance", err, take.Advance())
	}
	verify(t, shop)
}

// A few yuan less than what is owed can be forgiven with one tap; much less, or
// more, is something else.
func TestOddMoney(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	take := &finance.Take{}
	if err := take.Choose(desk, shop.Customer(wanyue).ID()); err != nil { // 28,320.00 and 63,640.00
		t.Fatal(err)
	}
	if late := take.Overdue(20261119); late != 28_320_00 {
		t.Errorf("%d are late", late)
	}
	part := &finance.TakePart{Fund: shop.Fund("现金").ID()}
	take.Parts = []*finance.TakePart{part}
	for amount, odd := range map[kernel.Money]kernel.Money{
		28_300_00: 20_00, 28_320_00: 0, 28_000_00: 0, 91_900_00: 60_00, 91_960_00: 0, 95_000_00: 0, 0: 0,
	} {
		if part.Amount = amount; take.Odd() != odd {
			t.Errorf("%d: %d to forgive, want %d", amount, take.Odd(), odd)
		}
	}
	part.Amount, take.Discount = 91_900_00, 60_00
	take.Parts = append(take.Parts, &finance.TakePart{Fund: shop.Fund("微信").ID()}) // a line nobody has filled in
	if err := take.Save(desk); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	if open, _ := debt.OpenItems(shop.Tx(), shop.Customer(wanyue)); len(open) != 0 {
		t.Errorf("still open: %+v", open)
	}
	verify(t, shop)
}

func verify(t *testing.T, shop *viewtest.Shop) {
	t.Helper()
	if findings, err := kernel.Verify(viewtest.Catalog, shop); err != nil || len(findings) != 0 {
		t.Errorf("%v %v", err, findings)
	}
}

// Suppliers and advances are opened too; the sums show before saving.
func TestOpeningKinds(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	opened, err := view.Load(desk, finance.LoadOpened)
	if err != nil || opened.Over != nil {
		t.Fatalf("%v %+v", err, opened)
	}
	day := opened.Last
	lines := []*finance.Old{
		{Who: shop.Customer("佛山龙江盛达海绵厂").ID(), Kind: debt.Payable, Number: "盛达-88", Day: day, Amount: 3_000_00},
		{Who: shop.Customer(minghui).ID(), Kind: debt.Prepaid, Day: day, Amount: 200_00},
		{Amount: 9_99},
	}
	if sum, _ := finance.Sums(lines); day != 20260930 || sum != 3_200_00 {
		t.Errorf("%d on %v", sum, day)
	}
	if err := finance.Open(desk, finance.OpenDebts, lines, false); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Finance, desk)
	kinds := map[kernel.Choice]kernel.Money{}
	for _, i := range viewtest.Rows(shop, debt.Items) {
		kinds[i.Kind] += i.Amount
	}
	if kinds[debt.Payable] != 3_000_00 || kinds[debt.Prepaid] != 200_00 {
		t.Errorf("%v", kinds)
	}
	verify(t, shop)
}
