package finance_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
)

// The page offers what can be done next: the difference of the opening balances first,
// then month by month, and at the end of the year the profit.
func TestTheBooksAreClosedStepByStep(t *testing.T) {
	shop := viewtest.Trading(t)
	load := func() *finance.Books {
		t.Helper()
		desk := shop.Desk(viewtest.Finance)
		b, err := view.Load(desk, finance.LoadBooks)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := load()
	left := ledger.OpeningDifference(shop.Tx())
	if left == 0 || b.Difference != finance.Differs(left) || b.Close != 0 || b.Hinders == "" || b.Reopen+b.Carry+b.TakeBack != 0 || len(b.Months) != 2 {
		t.Fatalf("%+v", b)
	}
	if _, err := shop.Do(viewtest.Finance, &ledger.ClosePeriod{Month: 202610}); !errors.Is(err, ledger.OpeningOpen.With()) {
		t.Fatalf("closed over a difference: %v", err)
	}
	line := ledger.OpenLine{Account: ledger.AccountRef(ledger.Retained), Credit: -left}
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{line}})
	shop.MustAs(viewtest.Finance, &ledger.ClosePeriod{Month: 202610})
	if b = load(); b.Difference != "" || b.Close != 202611 || b.Reopen != 202610 || !b.Months[1].Closed || b.Months[1].When == "" {
		t.Errorf("%+v", b)
	}
	if m := b.Months[1]; m.Did != "结账" || m.Who != "吴秀珍" || len(b.Trail) != 1 {
		t.Errorf("who closed it: %+v, %+v", m, b.Trail)
	}
	late := core.ReceivePart{Fund: shop.Fund("现金"), Amount: 88_00}
	shop.Must(&core.Receive{Customer: shop.Customer(stone), Date: 20261031, Parts: []core.ReceivePart{late}})
	if b = load(); len(b.Pushed) != 0 {
		t.Errorf("%+v are to be brought back while their month is closed", b.Pushed)
	}
	shop.MustAs(viewtest.Finance, &ledger.ReopenPeriod{Month: 202610, Note: "漏记一张入库单"})
	if b = load(); len(b.Pushed) != 1 || b.PushedOf != 202610 || !b.BringBack || b.Months[1].Why != "漏记一张入库单" || b.Trail[0].Note != "漏记一张入库单" {
		t.Errorf("%+v", b)
	}
	shop.MustAs(viewtest.Finance, &ledger.BringBack{Month: 202610})
	if b = load(); len(b.Pushed) != 0 || b.Months[1].Closed {
		t.Errorf("%+v", b)
	}
	verify(t, shop)
	shop.MustAs(viewtest.Finance, &ledger.ClosePeriod{Month: 202610})
	shop.At("2027-01-04")
	shop.MustAs(viewtest.Finance, &ledger.ClosePeriod{Month: 202611})
	if b = load(); b.Carry != 2026 || b.Close != 0 || !strings.Contains(b.Hinders, "年终结转") || b.TakeBack != 0 {
		t.Errorf("%+v", b)
	}
	shop.MustAs(viewtest.Finance, &ledger.CarryYear{Year: 2026})
	if b = load(); b.Carry != 0 || b.Close != 202612 || b.Hinders != "" || b.TakeBack != 2026 || len(b.Years) != 1 || b.Years[0].Profit == "" {
		t.Errorf("%+v", b)
	}
	if v := voucherOf(shop, b.Years[0].Voucher); v == nil || v.Period != 202612 || v.Amount == 0 {
		t.Errorf("the year opens %+v", v)
	}
	sales := shop.Desk(viewtest.Sales)
	if seller, err := view.Load(sales, finance.LoadBooks); err == nil && seller.Close+seller.Reopen+seller.Carry+seller.TakeBack != 0 {
		t.Errorf("a salesperson may %+v", seller)
	}
}

func voucherOf(shop *viewtest.Shop, id kernel.ID) *ledger.Voucher {
	for _, v := range viewtest.Rows(shop, ledger.Vouchers) {
		if v.ID == id {
			return v
		}
	}
	return nil
}
