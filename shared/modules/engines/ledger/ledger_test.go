package ledger_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// pay is a command that only tests send: money from the bank to a landlord. It
// posts whatever sides it is told, so that a wrong module can be tried.
type pay struct {
	Date          kernel.Date
	Debit, Credit kernel.Money `is:"negative"`
	Account       string
	Reverse       kernel.ID
	Party         kernel.Ref[party.Party]
}

func (pay) Predict(*kernel.Tx) error { return nil }

func (c pay) Settle(tx *kernel.Tx) error {
	if !c.Reverse.IsZero() {
		return ledger.Reverse(tx, c.Reverse, c.Date)
	}
	p := &ledger.Posting{Src: tx.Call.ID, Date: c.Date, Summary: "付房租"}
	p.Debit(c.Account, c.Debit, ledger.Aux{Party: c.Party})
	p.Credit(ledger.Bank, c.Credit, ledger.Aux{Party: c.Party})
	_, err := ledger.Post(tx, p)
	return err
}

var _ = kernel.Intent[pay]("ledger_test.pay", "付款", "Pay")

const rent = "560202"

var nobody kernel.Ref[party.Party]

func pays(w *trial.World, t testing.TB, date kernel.Date, amount kernel.Money) *kernel.Call {
	t.Helper()
	return w.Must(t, trial.System(), &pay{Date: date, Debit: amount, Credit: amount, Account: rent})
}

func TestANewCompanyHasTheChart(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for code, want := range map[string]ledger.Account{
		ledger.Receivable:  {Name: "应收账款", Class: "asset", Side: ledger.Debit, PerParty: true, Posts: true, Book: ledger.BookDebt},
		"2202":             {Name: "应付账款", Class: "liability", Side: ledger.Credit},
		ledger.Estimated:   {Name: "暂估应付", Class: "liability", Side: ledger.Credit, PerParty: true, Posts: true, Book: ledger.BookDebt},
		ledger.InputVat:    {Name: "进项税额", Class: "liability", Side: ledger.Debit, Posts: true},
		ledger.OutputVat:   {Name: "销项税额", Class: "liability", Side: ledger.Credit, Posts: true},
		"1602":             {Name: "累计折旧", Class: "asset", Side: ledger.Credit, Posts: true},
		ledger.Revenue:     {Name: "主营业务收入", Class: "profit", Side: ledger.Credit, Posts: true},
		ledger.StockLoss:   {Name: "存货盘亏毁损", Class: "profit", Side: ledger.Debit, Posts: true},
		ledger.CostOfSales: {Name: "主营业务成本", Class: "profit", Side: ledger.Debit, Posts: true},
		"4001":             {Name: "生产成本", Class: "cost", Side: ledger.Debit, Posts: true},
	} {
		a, p := ledger.Accounts.Get(w.Tx(), ledger.AccountRef(code))
		if p != kernel.Found {
			t.Errorf("%s is missing", code)
			continue
		}
		got := ledger.Account{Name: a.Name, Class: a.Class, Side: a.Side, PerParty: a.PerParty, Posts: a.Posts, Book: a.Book}
		if got.Name != want.Name || got.Class != want.Class || got.Side != want.Side || got.PerParty != want.PerParty || got.Posts != want.Posts || got.Book != want.Book {
			t.Errorf("%s is %+v", code, got)
		}
		if a.NameEn == "" {
			t.Errorf("%s has no English name", code)
		}
	}
	for _, a := range trial.All(w, ledger.Accounts) {
		parent, p := ledger.Accounts.Get(w.Tx(), a.Parent)
		if len(a.Code) > 4 && (p != kernel.Found || parent.Class != a.Class) {
			t.Errorf("%s hangs below nothing", a.Code)
		}
	}
	w.Sound(t)
}

// F8: a posting that does not balance stops the command loudly and is no refusal.
func TestAnUnbalancedPostingStopsTheCommand(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	_, err := w.Do(trial.System(), &pay{Date: 20261119, Debit: 100, Credit: 99, Account: rent})
	if _, refusal := kernel.AsRefusal(err); refusal || !errors.Is(err, ledger.ErrUnbalanced) {
		t.Fatalf("got %v", err)
	}
	for _, account := range []string{"2202", "9999"} {
		if _, err := w.Do(trial.System(), &pay{Date: 20261119, Debit: 1, Credit: 1, Account: account}); !errors.Is(err, ledger.ErrAccount) {
			t.Fatalf("posting to %s: %v", account, err)
		}
	}
	if n := len(trial.All(w, ledger.Vouchers)); n != 0 {
		t.Fatalf("%d vouchers were left", n)
	}
}

// G8, F32: whatever is posted when, numbers are gapless within each period and the
// books balance.
func TestTheBooksStaySound(t *testing.T) {
	founded := trial.Company(t, org.VatGeneral)
	drawn.Check(t, func(rt *rapid.T) {
		w := founded.Fork()
		for range rapid.IntRange(1, 15).Draw(rt, "vouchers") {
			date := kernel.DateOf(2026, rapid.IntRange(9, 13).Draw(rt, "month"), 5)
			pays(w, t, date, kernel.Money(rapid.Int64Range(-1000, 1000).Draw(rt, "amount")))
		}
		if findings, err := kernel.Verify(w.Catalog, w); err != nil || len(findings) > 0 {
			rt.Fatalf("%v %v", findings, err)
		}
		if debit, credit := ledger.BalanceOf(w.Tx(), rent, nobody), ledger.BalanceOf(w.Tx(), ledger.Bank, nobody); debit != -credit {
			rt.Fatalf("rent %s, bank %s", debit, credit)
		}
	})
}

func TestAPostingOfNothingLeavesNoVoucher(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	pays(w, t, 20261119, 0)
	if n := len(trial.All(w, ledger.Vouchers)); n != 0 {
		t.Fatalf("%d vouchers", n)
	}
}

// F38: a late document goes to the open period and keeps its date.
func TestALateDocumentGoesToTheOpenPeriod(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	w.Must(t, trial.System(), &ledger.ClosePeriod{Month: 202611})
	pays(w, t, 20261118, 500)
	pays(w, t, 20261205, 500)
	pays(w, t, 20270115, 500)
	got := trial.All(w, ledger.Vouchers)
	if len(got) != 3 || got[0].Period != 202612 || got[0].Date != 20261118 || got[0].No != 1 ||
		got[1].Period != 202612 || got[1].No != 2 || got[2].Period != 202701 || got[2].No != 1 {
		t.Fatalf("%+v %+v %+v", got[0], got[1], got[2])
	}
	w.Sound(t)
}

func TestClosingAndReopening(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	boss := trial.System()
	w.Refused(t, ledger.NothingClosed, boss, &ledger.ReopenPeriod{Month: 202610, Note: "漏记"})
	w.Refused(t, ledger.NotNext, boss, &ledger.ClosePeriod{Month: 202612})
	for _, month := range []int64{1, -1, 1 << 52} { // refused before anything is worked out for it
		w.Refused(t, kernel.OutOfBounds, boss, &ledger.ClosePeriod{Month: month})
	}
	w.Must(t, boss, &ledger.ClosePeriod{Month: 202611})
	w.Refused(t, ledger.NotBegun, boss, &ledger.ClosePeriod{Month: 202612})
	w.Refused(t, ledger.OpeningOver, boss, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("3001"), Credit: 1}}})
	w.Refused(t, ledger.NotLast, boss, &ledger.ReopenPeriod{Month: 202612, Note: "漏记"})
	w.Must(t, boss, &ledger.ReopenPeriod{Month: 202611, Note: "漏记"})
	pays(w, t, 20261118, 500)
	if v := trial.All(w, ledger.Vouchers); v[0].Period != 202611 {
		t.Fatalf("after reopening it went to %d", v[0].Period)
	}
}

// What was posted into the next month because its own was closed comes back into its own
// once that is open again, once, with what had reversed it; the books stay sound.
func TestReopeningBringsBackWhatWasPushed(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	boss := trial.System()
	w.Must(t, boss, &ledger.ClosePeriod{Month: 202611})
	late := pays(w, t, 20261118, 500)
	pays(w, t, 20261205, 700)
	gone := pays(w, t, 20261120, 300)
	w.Must(t, boss, &pay{Date: 20261121, Reverse: gone.ID})
	w.Refused(t, ledger.StillClosed, boss, &ledger.BringBack{Month: 202611})
	w.Must(t, boss, &ledger.ReopenPeriod{Month: 202611, Note: "十一月的房租漏记"})
	if pushed := ledger.Pushed(w.Tx(), 202611); len(pushed) != 3 {
		t.Fatalf("%d are pushed", len(pushed))
	}
	w.Must(t, boss, &ledger.BringBack{Month: 202611})
	w.Sound(t)
	in := map[int64]kernel.Money{}
	for _, b := range trial.All(w, ledger.Balances) {
		if b.Account == ledger.AccountRef(rent) {
			in[b.Period] += b.Debit - b.Credit
		}
	}
	if in[202611] != 500 || in[202612] != 700 {
		t.Errorf("rent by period: %v", in)
	}
	w.Refused(t, ledger.NonePushed, boss, &ledger.BringBack{Month: 202611})
	w.Must(t, boss, &pay{Date: 20261222, Reverse: late.ID}) // what was brought back is taken back once
	if left := ledger.BalanceOf(w.Tx(), rent, nobody); left != 700 {
		t.Errorf("%s is left", left)
	}
	w.Sound(t)
}

// F39: 1901 must be explained before a period closes.
func TestNothingMayBePendingAtTheClose(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	w.Must(t, trial.System(), &pay{Date: 20261119, Debit: 700, Credit: 700, Account: ledger.Pending})
	r := w.Refused(t, ledger.StillPending, trial.System(), &ledger.ClosePeriod{Month: 202611})
	if r.Arg("amount").String() != "7.00" {
		t.Fatalf("it says %s", r.Sentence("zh", nil))
	}
}

// T5: taking a document back is red on the same sides, once, and leaves nothing.
func TestReversal(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	call := pays(w, t, 20261119, 500)
	for range 2 {
		w.Must(t, trial.System(), &pay{Date: 20261120, Reverse: call.ID})
	}
	vouchers := trial.All(w, ledger.Vouchers)
	if len(vouchers) != 2 || vouchers[1].Amount != -500 || vouchers[1].Reverses.ID() != vouchers[0].ID {
		t.Fatalf("%d vouchers, the last %+v", len(vouchers), vouchers[len(vouchers)-1])
	}
	entries, _ := ledger.EntriesOf.Of(w.Tx(), kernel.Ref[ledger.Voucher](vouchers[1].ID))
	if entries[0].Debit != -500 || entries[0].Credit != 0 || entries[1].Credit != -500 {
		t.Fatalf("the red entries are %+v %+v", entries[0], entries[1])
	}
	if left := ledger.BalanceOf(w.Tx(), rent, nobody); left != 0 {
		t.Fatalf("%s is left", left)
	}
	w.Sound(t)
}

// F32: opening balances stand before the first period, against the transit account.
func TestOpeningBalances(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	w.Must(t, trial.System(), &ledger.Open{Lines: []ledger.OpenLine{
		{Account: ledger.AccountRef("1601"), Debit: 900_00},
		{Account: ledger.AccountRef("1602"), Credit: 200_00},
		{Account: ledger.AccountRef("3001"), Credit: 700_00},
	}})
	if transit := ledger.BalanceOf(w.Tx(), ledger.OpeningTransit, nobody); transit != 0 {
		t.Fatalf("transit %s", transit)
	}
	if v := trial.All(w, ledger.Vouchers); len(v) != 1 || v[0].Period != 0 || v[0].Date != 20261031 {
		t.Fatalf("%+v", v)
	}
	w.Refused(t, ledger.KeptElsewhere, trial.System(), &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("1122"), Debit: 1}}})
	w.Refused(t, ledger.IsGroup, trial.System(), &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("5601"), Debit: 1}}})
	w.Sound(t)
}

func TestAnAccountOfTheCompanysOwn(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	bank := ledger.AccountRef(ledger.Bank)
	w.Must(t, trial.System(), &ledger.AddAccount{Parent: bank, Code: "100201", Name: "工行基本户", NameEn: "ICBC"})
	w.Refused(t, kernel.Taken, trial.System(), &ledger.AddAccount{Parent: bank, Code: "100201", Name: "又一个"})
	w.Refused(t, ledger.BadCode, trial.System(), &ledger.AddAccount{Parent: bank, Code: "1003", Name: "别处"})
	w.Must(t, trial.System(), &pay{Date: 20261119, Debit: 5, Credit: 5, Account: "100201"})
	a, _ := ledger.Accounts.Get(w.Tx(), ledger.AccountRef("100201"))
	if !a.Cash || a.Class != "asset" || ledger.BalanceOf(w.Tx(), "100201", nobody) != 5 {
		t.Fatalf("%+v", a)
	}
}

// Entries of accounts kept per party carry the party, others do not.
func TestBalancesPerParty(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	landlord := w.Party(t, "顺德乐从物业公司")
	w.Must(t, trial.System(), &pay{Date: 20261119, Debit: 300, Credit: 300, Account: ledger.OtherReceivable, Party: landlord})
	if got := ledger.BalanceOf(w.Tx(), ledger.OtherReceivable, landlord); got != 300 {
		t.Fatalf("owed by the party: %s", got)
	}
	if got := ledger.BalanceOf(w.Tx(), ledger.Bank, landlord); got != 0 {
		t.Fatalf("the bank has a party: %s", got)
	}
}

// The audits must see what they are for: each is shown a broken book.
func TestTheAuditsFindBrokenBooks(t *testing.T) {
	broken := func(name string, breakIt func(w *trial.World)) {
		w := trial.Company(t, org.VatGeneral)
		pays(w, t, 20261119, 500)
		breakIt(w)
		findings, err := kernel.Verify(w.Catalog, w)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Rule == name {
				return
			}
		}
		t.Errorf("%s found nothing", name)
	}
	broken("F8", func(w *trial.World) {
		e := *trial.All(w, ledger.Entries)[0]
		e.Debit++
		w.Put(&e)
	})
	broken("G8", func(w *trial.World) {
		v := *trial.All(w, ledger.Vouchers)[0]
		v.No = 2
		w.Put(&v)
	})
	broken("F34", func(w *trial.World) {
		w.Now += 60 * 24 * 3600_000
		for _, c := range []kernel.Command{&ledger.ClosePeriod{Month: 202611}, &ledger.CarryYear{Year: 2026}, &ledger.ClosePeriod{Month: 202612}} {
			w.Must(t, trial.System(), c)
		}
		w.Sound(t)
		for _, b := range trial.All(w, ledger.Balances) {
			if a, _ := ledger.Accounts.Get(w.Tx(), b.Account); a.Class == ledger.Results {
				b := *b
				b.Credit += 7
				w.Put(&b)
			}
		}
	})
	broken("F32", func(w *trial.World) {
		b := *trial.All(w, ledger.Balances)[0]
		b.Credit += 7
		w.Put(&b)
	})
}
