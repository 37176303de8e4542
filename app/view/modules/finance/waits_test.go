package finance_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/finance"
	"heyi/app/view/system/syncpage"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

const stone = "广州番禺大石美居家具店"

// inCredit is the shop with a customer who has paid 900.00 for nothing in particular.
func inCredit(t *testing.T) (*viewtest.Shop, kernel.Ref[party.Party]) {
	shop := viewtest.Trading(t)
	customer := shop.Customer(stone)
	shop.Must(&core.Receive{Customer: customer, Parts: []core.ReceivePart{{Fund: shop.Fund("现金"), Amount: 900_00}}})
	return shop, customer
}

// given are the titles of what waits about a row.
func given(t *testing.T, desk *view.Desk, about kernel.ID) []string {
	t.Helper()
	list, err := view.Load(desk, func(r *view.Reader) ([]syncpage.Entry, error) { return syncpage.About(desk, r, about) })
	if err != nil {
		t.Fatal(err)
	}
	titles := make([]string, len(list))
	for n, e := range list {
		titles[n] = e.Title
	}
	return titles
}

// Money that was given back or written off without the server is gone for this device: it
// is not given twice, and the account says that it waits.
func TestCreditIsNotGivenTwice(t *testing.T) {
	shop, customer := inCredit(t)
	desk := shop.Desk(viewtest.Finance)
	refund := func(amount kernel.Money) error {
		_, err := desk.Do(&core.PayBack{Customer: customer, Fund: shop.Fund("现金"), Amount: amount})
		return err
	}
	credit := func() kernel.Money {
		left, err := view.Load(desk, func(r *view.Reader) (kernel.Money, error) {
			left, _ := core.CreditLeft(r.Tx, customer)
			return left, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return left
	}
	whole := credit()
	if whole <= 0 {
		t.Fatalf("%s has %s in credit", stone, whole)
	}
	if err := refund(whole - 100_00); err != nil {
		t.Fatal(err)
	}
	if left := credit(); left != 100_00 {
		t.Errorf("%s is left", left)
	}
	if err := refund(100_01); !errors.Is(err, core.NoCredit.With()) {
		t.Errorf("given back twice: %v", err)
	}
	advance := kernel.Ref[debt.Item]{}
	for _, i := range viewtest.Rows(shop, debt.Items) {
		if i.Party == customer && i.Kind == debt.Prepaid && i.Rest() >= 100_00 {
			advance = kernel.Ref[debt.Item](i.ID)
		}
	}
	waive := func(amount kernel.Money) error {
		_, err := desk.Do(&core.Waive{Item: advance, Amount: amount, Reason: core.SmallRest})
		return err
	}
	if err := waive(60_00); !errors.Is(err, core.BeyondLimit.With()) && err != nil {
		t.Fatal(err)
	}
	if titles := given(t, desk, customer.ID()); len(titles) == 0 || !strings.Contains(titles[0], "退款给客户") || !strings.Contains(titles[0], view.Money(whole-100_00)) {
		t.Errorf("the account says %q", titles)
	}
	if a, err := view.Load(desk, finance.LoadAccount(customer.ID())); err != nil || !a.MayRefund {
		t.Errorf("%v: what is left can be given back: %+v", err, a)
	}
	if err := refund(credit()); err != nil {
		t.Fatal(err)
	}
	if a, err := view.Load(desk, finance.LoadAccount(customer.ID())); err != nil || a.MayRefund {
		t.Errorf("%v: nothing is left to give back", err)
	}
	shop.Upload(viewtest.Finance, desk)
	if b, _ := party.Balances.Get(shop.Tx(), party.BalanceOf(customer)); debt.CreditOf(b) != 0 {
		t.Errorf("%s is left in credit", debt.CreditOf(b))
	}
	verify(t, shop)
}

// An act whose effect is all the server's is told on the pages of what it is about: the
// document, and the customer whose document it is.
func TestWhatOnlyTheServerSettlesIsTold(t *testing.T) {
	shop := viewtest.Trading(t)
	receipt, customer := openReceipt(t, shop, wanyue), shop.Customer(wanyue)
	ref := kernel.Ref[core.Receipt](receipt)
	for command, act := range map[string]struct {
		args kernel.Command
		on   []kernel.ID
	}{
		"改核销":   {&core.Reallocate{Receipt: ref}, []kernel.ID{receipt, customer.ID()}},
		"冲销收款单": {&core.Cancel{Receipt: ref, Note: "重复"}, []kernel.ID{receipt, customer.ID()}},
		"预收冲应收": {&core.Apply{Customer: customer, Most: 1_00}, []kernel.ID{customer.ID()}},
		"收款":    {&core.Receive{Customer: customer, Parts: []core.ReceivePart{{Fund: shop.Fund("现金"), Amount: 1_00}}}, []kernel.ID{customer.ID()}},
	} {
		desk := shop.Desk(viewtest.Finance)
		if _, err := desk.Do(act.args); err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		for _, id := range act.on {
			if titles := given(t, desk, id); len(titles) != 1 || !strings.HasPrefix(titles[0], command) {
				t.Errorf("%s: a page says %q", command, titles)
			}
		}
		if titles := given(t, desk, shop.Customer(minghui).ID()); len(titles) != 0 {
			t.Errorf("%s: another customer's page says %q", command, titles)
		}
	}
}

// A month that was closed without the server is expected to be closed.
func TestAMonthClosedOfflineIsExpected(t *testing.T) {
	shop := viewtest.Trading(t)
	left := ledger.OpeningDifference(shop.Tx())
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef(ledger.Retained), Credit: -left}}})
	desk := shop.Desk(viewtest.Finance)
	if err := finance.ClosePeriod(desk, 202610); err != nil {
		t.Fatal(err)
	}
	b, err := view.Load(desk, finance.LoadBooks)
	if err != nil || b.Months[1].State.Text != "预计已结账" || b.Months[1].Sync.Text != "待上传" || b.Months[0].Sync.Text != "" {
		t.Fatalf("%v %+v", err, b.Months)
	}
	shop.Upload(viewtest.Finance, desk)
	desk = shop.Desk(viewtest.Finance)
	if b, err = view.Load(desk, finance.LoadBooks); err != nil || b.Months[1].State.Text != "已结账" || b.Months[1].Sync.Text != "" {
		t.Errorf("%v %+v", err, b.Months)
	}
}

// A voucher says who made it, when, and who let its document count; the list has every
// entry for a file, as many as there are in the books.
func TestAVoucherIsWhole(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	list, err := finance.Vouchers(desk, "").Page(t.Context(), 0, 500)
	if err != nil {
		t.Fatal(err)
	}
	entries, approved := 0, 0
	for _, v := range list {
		entries += len(v.Lines)
		for _, l := range v.Lines {
			if l.Code == "" || l.Name == "" || (l.Debit == "") == (l.Credit == "") {
				t.Errorf("%s: %+v", v.Name, l)
			}
		}
		whole, err := view.Load(desk, func(r *view.Reader) (*record.Page, error) {
			return record.LoadPage(desk, r, ledger.Vouchers.Name(), v.ID)
		})
		if err != nil || !says(whole, "制单时间") {
			t.Fatalf("%v %+v", err, whole)
		}
		if says(whole, "审核人") {
			approved++
		}
	}
	if want := len(viewtest.Rows(shop, ledger.Entries)); entries != want || approved == 0 {
		t.Errorf("%d entries of %d, %d vouchers whose document somebody let count", entries, want, approved)
	}
}

func says(p *record.Page, label string) bool {
	return slices.ContainsFunc(p.Facts(), func(f record.Fact) bool { return f.Label == label && f.Text != "" })
}
