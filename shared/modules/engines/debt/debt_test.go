package debt_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

func customer(t *testing.T, w *trial.World, name string) kernel.Ref[party.Party] {
	t.Helper()
	id, err := w.Add(trial.System(), "party", "name", name, "is_customer", "true", "terms", "monthly", "term_days", "25")
	if err != nil {
		t.Fatal(err)
	}
	return kernel.Ref[party.Party](id)
}

func balance(t *testing.T, w *trial.World, p kernel.Ref[party.Party]) *party.Balance {
	t.Helper()
	b, presence := party.Balances.Get(w.Tx(), party.BalanceOf(p))
	if presence != kernel.Found {
		t.Fatal("no balance")
	}
	return b
}

func opening(p kernel.Ref[party.Party], kind kernel.Choice, date, due kernel.Date, amount kernel.Money) debt.OpeningLine {
	return debt.OpeningLine{Party: p, Kind: kind, Number: "旧-" + date.String(), Date: date, Due: due, Amount: amount}
}

func TestOpeningItemsStandInBalanceAndLedger(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	hengtai, shengda := customer(t, w, "恒泰家具"), customer(t, w, "佛山龙江盛达海绵厂")
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{
		opening(hengtai, debt.Receivable, 20260820, 0, 8640000), // monthly: due on the 25th of September
		opening(hengtai, debt.Receivable, 20261020, 20261125, 4008000),
		opening(hengtai, debt.Prepaid, 20261020, 0, 10000),
		opening(shengda, debt.Payable, 20261001, 20261101, 1875000),
	}})
	b := balance(t, w, hengtai)
	if b.Receivable != 12648000 || b.Prepaid != 10000 || b.OldestDue != 20260925 {
		t.Errorf("balance %+v", b)
	}
	if b := balance(t, w, shengda); b.Payable != 1875000 || b.OldestDue != 0 {
		t.Errorf("supplier's balance %+v", b)
	}
	if got := ledger.BalanceOf(w.Tx(), ledger.Receivable, hengtai); got != 12648000 {
		t.Errorf("1122 has %s", got)
	}
	w.Sound(t)
}

func TestOpeningRefusals(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	p := customer(t, w, "恒泰家具")
	w.Refused(t, kernel.DayFirst, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{opening(p, debt.Receivable, 20261020, 20261019, 1)}})
	w.Refused(t, kernel.DayNotOld, w.As(t, org.Finance), &debt.Opening{Lines: []debt.OpeningLine{opening(p, debt.Receivable, 20261101, 0, 1)}})
	w.Refused(t, kernel.BelowZero, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{opening(p, debt.Receivable, 20261001, 0, -1)}})
}

// pay settles shares for tests of the engine alone, without a receipt.
type pay struct {
	Party kernel.Ref[party.Party] `is:"required"`
	Share debt.Share
	Net   bool
}

var _ = kernel.Intent[pay]("debt_test.pay", "测试核销", "Settle for a test")

func (p pay) Predict(*kernel.Tx) error { return nil }

func (p pay) Settle(tx *kernel.Tx) error {
	by := debt.Doc{ID: tx.Call.ID, Date: tx.Today()}
	if !p.Net {
		return debt.AllocateAll(tx, p.Party, []debt.Share{p.Share}, by, 0)
	}
	item, err := debt.Items.Need(tx, p.Share.Item)
	if err != nil {
		return err
	}
	red, err := debt.Owe(tx, debt.Owing{Doc: by, Party: p.Party, Kind: debt.Receivable, Due: tx.Today(), Amount: -p.Share.Amount})
	if err != nil {
		return err
	}
	return debt.Net(tx, red, item, by.Date)
}

func TestAllocationStaysWithinItemAndParty(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	a, b := customer(t, w, "甲"), customer(t, w, "乙")
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{opening(a, debt.Receivable, 20261001, 20261031, 1000)}})
	item := kernel.Ref[debt.Item](trial.All(w, debt.Items)[0].ID)
	w.Refused(t, debt.TooMuch, trial.System(), &pay{Party: a, Share: debt.Share{Item: item, Amount: 1001}})
	w.Refused(t, debt.TooMuch, trial.System(), &pay{Party: a, Share: debt.Share{Item: item, Amount: -1}})
	w.Refused(t, debt.Foreign, trial.System(), &pay{Party: b, Share: debt.Share{Item: item, Amount: 1}})
	w.Must(t, trial.System(), &pay{Party: a, Share: debt.Share{Item: item, Amount: 400}})
	if got := balance(t, w, a); got.Receivable != 600 || got.OldestDue != 20261031 {
		t.Errorf("after a part: %+v", got)
	}
	w.Must(t, trial.System(), &pay{Party: a, Share: debt.Share{Item: item, Amount: 600}})
	if got := balance(t, w, a); got.Receivable != 0 || got.OldestDue != 0 {
		t.Errorf("after the rest: %+v", got)
	}
	if got := trial.All(w, debt.Items)[0]; got.State != debt.Closed {
		t.Errorf("item %+v", got)
	}
}

func TestAReturnIsNettedWithItsDelivery(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	a := customer(t, w, "甲")
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{opening(a, debt.Receivable, 20261001, 20261031, 1000)}})
	item := kernel.Ref[debt.Item](trial.All(w, debt.Items)[0].ID)
	w.Must(t, trial.System(), &pay{Party: a, Share: debt.Share{Item: item, Amount: 300}, Net: true})
	if got := balance(t, w, a); got.Receivable != 700 || got.OldestDue != 20261031 {
		t.Errorf("balance %+v", got)
	}
	open, _ := debt.OpenItems(w.Tx(), a)
	if len(open) != 1 || open[0].Rest() != 700 {
		t.Errorf("open items %v", open)
	}
}

// TestAuditsSeeWhatIsWrong plants one wrong figure at a time.
func TestAuditsSeeWhatIsWrong(t *testing.T) {
	plant := map[string]func(w *trial.World){
		"F5": func(w *trial.World) {
			b := *trial.All(w, party.Balances)[0]
			b.Receivable++
			w.Put(&b)
		},
		"F6": func(w *trial.World) {
			i := *trial.All(w, debt.Items)[0]
			i.Settled++
			w.Put(&i)
		},
	}
	for rule, spoil := range plant {
		w := trial.Company(t, org.VatGeneral)
		a := customer(t, w, "甲")
		w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{opening(a, debt.Receivable, 20261001, 0, 1000)}})
		w.Sound(t)
		spoil(w)
		findings, err := kernel.Verify(w.Catalog, w)
		seen := false
		for _, f := range findings {
			seen = seen || f.Rule == rule
		}
		if err != nil || !seen {
			t.Errorf("%s found nothing: %v %v", rule, findings, err)
		}
	}
}
