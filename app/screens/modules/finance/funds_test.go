package finance_test

import (
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/finance"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// A cashier of the template opens his funds from the home: a line for each, then what went
// in and out by day. What a seat is named for is another's, and is not on his device.
func TestACashierReadsTheJournalOfHisFunds(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, template := range org.Templates() {
		if template.En == "Cashier" {
			texts := template.Texts("zh")
			shop.Add("role", "code", "cashier", "name", "出纳", "grants", texts["grants"], "sees", texts["sees"])
		}
	}
	mobile := shop.Hire("cashier")
	finances := viewtest.Rows(shop, org.Seats)
	for _, s := range finances {
		if s.Roles == org.Finance {
			if err := shop.Edit(viewtest.Boss, "fund", shop.Fund("微信").ID(), kernel.Change{Field: "keeper", Becomes: s.ID.String()}); err != nil {
				t.Fatal(err)
			}
		}
	}
	desk := shop.DeskIn(t, mobile)
	w := screentest.Open(t, desk, uithread.Immediate{}, areas, finance.RouteHome)
	if !w.Shows("工行基本户") || w.Shows("微信") {
		t.Fatalf("%q", w.Texts())
	}
	w.Tap("工行基本户")
	for _, word := range []string{"日记账", "期初余额", "收入", "支出", "收款"} {
		if !w.Shows(word) {
			t.Errorf("no %s: %q", word, w.Texts())
		}
	}
	bank := ledger.AccountRef(ledger.Bank + "01")
	for _, e := range viewtest.Rows(shop, ledger.Entries) {
		if held := screentest.Get(t, desk, ledger.Entries, e.ID) != nil; held != (e.Account == bank || e.Account == ledger.AccountRef(ledger.Cash)) {
			t.Errorf("%s: held %v", e.Summary, held)
		}
	}
	for _, v := range viewtest.Rows(shop, ledger.Vouchers) {
		if screentest.Get(t, desk, ledger.Vouchers, v.ID) != nil {
			t.Errorf("the voucher of %s is on his device", v.Summary)
		}
	}
}
