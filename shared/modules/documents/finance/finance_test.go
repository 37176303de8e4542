package finance_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// till is a company with a bank account, WeChat at 0.6 %, and a customer who owes
// 300.00 since September and 500.00 since October.
type till struct {
	*trial.World
	t              *testing.T
	finance, sales *kernel.Author
	customer       kernel.Ref[party.Party]
	bank, wechat   kernel.Ref[finance.Fund]
	old, young     kernel.Ref[debt.Item]
}

func open(t *testing.T) *till {
	t.Helper()
	w := trial.Company(t, org.VatGeneral)
	s := &till{World: w, t: t, finance: w.As(t, org.Finance), sales: w.As(t, org.Sales)}
	id, err := w.Add(trial.System(), "party", "name", "中山小榄明辉家居五金行", "is_customer", "true", "owner", s.sales.Seat.String())
	if err != nil {
		t.Fatal(err)
	}
	s.customer = kernel.Ref[party.Party](id)
	s.bank = s.fund("工行基本户", ledger.Bank, "0")
	s.wechat = s.fund("微信", ledger.OtherFunds, "0.006")
	w.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{
		{Party: s.customer, Kind: debt.Receivable, Number: "旧1", Date: 20260901, Due: 20260901, Amount: 30000},
		{Party: s.customer, Kind: debt.Receivable, Number: "旧2", Date: 20261001, Due: 20261001, Amount: 50000},
	}})
	items, _ := debt.OpenItems(w.Tx(), s.customer)
	s.old, s.young = kernel.Ref[debt.Item](items[0].ID), kernel.Ref[debt.Item](items[1].ID)
	return s
}

func (s *till) fund(name, account, rate string) kernel.Ref[finance.Fund] {
	s.t.Helper()
	id, err := s.Add(trial.System(), "fund", "name", name, "account", ledger.AccountRef(account).String(), "fee_rate", rate, "active", "true")
	if err != nil {
		s.t.Fatal(err)
	}
	return kernel.Ref[finance.Fund](id)
}

func (s *till) pays(amount, discount kernel.Money, shares ...debt.Share) *finance.Receive {
	return &finance.Receive{
		Customer: s.customer, Discount: discount, Shares: shares,
		Parts: []finance.ReceivePart{{Fund: s.bank, Amount: amount}},
	}
}

func (s *till) rests() (old, young kernel.Money) {
	a, _ := debt.Items.Get(s.Tx(), s.old)
	b, _ := debt.Items.Get(s.Tx(), s.young)
	return a.Rest(), b.Rest()
}

func (s *till) balance() *party.Balance {
	b, _ := party.Balances.Get(s.Tx(), party.BalanceOf(s.customer))
	return b
}

func (s *till) books(accounts ...string) (all []kernel.Money) {
	for _, a := range accounts {
		all = append(all, ledger.BalanceOf(s.Tx(), a, kernel.Ref[party.Party]{}))
	}
	return all
}

func (s *till) receipt(call *kernel.Call) *finance.Receipt {
	s.t.Helper()
	ref := finance.Receipts.Born(kernel.NewTx(s.Catalog, s, nil, call, trial.System()))
	r, err := finance.Receipts.Need(s.Tx(), ref)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

func (s *till) tasks(kind string) (open int) {
	for _, task := range trial.All(s.World, flow.Tasks) {
		if task.Kind == kind && task.State == flow.TaskOpen {
			open++
		}
	}
	return open
}

func TestMoneySettlesTheOldestFirst(t *testing.T) {
	s := open(t)
	r := s.receipt(s.Must(t, s.finance, s.pays(40000, 0)))
	if old, young := s.rests(); old != 0 || young != 40000 {
		t.Errorf("rests %s %s", old, young)
	}
	if r.State != finance.Approved || r.Allocated != 40000 || r.Prepaid != 0 {
		t.Errorf("receipt %+v", r)
	}
	if got := s.books(ledger.Bank, ledger.Receivable); !slices.Equal(got, []kernel.Money{40000, 40000}) {
		t.Errorf("books %v", got)
	}
	s.Sound(t)
}

func TestDiscountFeeAndAdvance(t *testing.T) {
	s := open(t)
	// 800.00 owed: 796.00 from WeChat and bank, 4.00 抹零.
	call := s.Must(t, s.finance, &finance.Receive{Customer: s.customer, Discount: 400, Parts: []finance.ReceivePart{
		{Fund: s.wechat, Amount: 50000}, {Fund: s.bank, Amount: 29600},
	}})
	if r := s.receipt(call); r.Granted != 400 || r.Fee != 300 || r.Allocated != 80000 {
		t.Errorf("receipt %+v", r)
	}
	want := []kernel.Money{29600, 49700, 300, 400, 0}
	if got := s.books(ledger.Bank, ledger.OtherFunds, ledger.BankCharges, ledger.CashDiscounts, ledger.Receivable); !slices.Equal(got, want) {
		t.Errorf("books %v, want %v", got, want)
	}
	// Nothing is owed any more: a discount is not granted, the rest is an advance.
	r := s.receipt(s.Must(t, s.finance, s.pays(2000000, 100)))
	if r.Granted != 0 || r.Prepaid != 2000000 || s.balance().Prepaid != 2000000 {
		t.Errorf("receipt %+v", r)
	}
	s.Sound(t)
}

func TestASalespersonsReceiptWaitsForFinance(t *testing.T) {
	s := open(t)
	r := s.receipt(s.Must(t, s.sales, s.pays(30000, 0)))
	if old, _ := s.rests(); r.State != finance.Pending || old != 30000 || s.books(ledger.Bank)[0] != 0 || s.tasks("finance.confirm") != 1 {
		t.Fatalf("a receipt counts before finance has seen it: %+v", r)
	}
	ref := kernel.Ref[finance.Receipt](r.ID)
	s.Refused(t, kernel.NotAllowed, s.sales, &finance.Confirm{Receipt: ref})
	s.Must(t, s.finance, &finance.Confirm{Receipt: ref})
	if old, _ := s.rests(); old != 0 || s.tasks("finance.confirm") != 0 {
		t.Errorf("rest %s", old)
	}
	second := s.receipt(s.Must(t, s.sales, s.pays(100, 0)))
	s.Must(t, s.finance, &finance.Decline{Receipt: kernel.Ref[finance.Receipt](second.ID), Note: "未到账"})
	if s.tasks("finance.declined") != 1 || s.tasks("finance.confirm") != 0 {
		t.Error("nobody was told")
	}
	s.Refused(t, kernel.WrongState, s.finance, &finance.Confirm{Receipt: kernel.Ref[finance.Receipt](second.ID)})
	s.Sound(t)
}

func TestCashForARejectedOrderIsAnAdvanceWithATask(t *testing.T) {
	s := open(t)
	p := s.pays(100000, 0)
	p.SrcEntity, p.Src = "sales_order", trial.ID(4711)
	r := s.receipt(s.Must(t, s.sales, p))
	if s.tasks("finance.orphan") != 1 {
		t.Error("nobody was told")
	}
	s.Must(t, s.finance, &finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)})
	if got := s.books(ledger.Advance, ledger.Receivable, ledger.Bank); !slices.Equal(got, []kernel.Money{-20000, 0, 100000}) {
		t.Errorf("books %v", got)
	}
	s.Sound(t)
}

func TestAChoiceThatBecameImpossibleIsAnAdvance(t *testing.T) {
	s := open(t)
	pending := s.receipt(s.Must(t, s.sales, s.pays(30000, 0, debt.Share{Item: s.old, Amount: 30000})))
	s.Must(t, s.finance, s.pays(10000, 0))
	s.Must(t, s.finance, &finance.Confirm{Receipt: kernel.Ref[finance.Receipt](pending.ID)})
	if old, young := s.rests(); old != 0 || young != 50000 || s.balance().Prepaid != 10000 {
		t.Errorf("rests %s %s, advance %s", old, young, s.balance().Prepaid)
	}
	s.Sound(t)
}

func TestReallocation(t *testing.T) {
	s := open(t)
	r := s.receipt(s.Must(t, s.finance, s.pays(40000, 0)))
	ref := kernel.Ref[finance.Receipt](r.ID)
	s.Must(t, s.finance, &finance.Reallocate{Receipt: ref, Shares: []debt.Share{{Item: s.young, Amount: 35000}}})
	if old, young := s.rests(); old != 30000 || young != 15000 || s.balance().Prepaid != 5000 {
		t.Errorf("rests %s %s, advance %s", old, young, s.balance().Prepaid)
	}
	if got := s.books(ledger.Receivable, ledger.Advance); !slices.Equal(got, []kernel.Money{45000, -5000}) {
		t.Errorf("books %v", got)
	}
	s.Refused(t, finance.TooMuch, s.finance, &finance.Reallocate{Receipt: ref, Shares: []debt.Share{{Item: s.young, Amount: 40001}}})
	s.Must(t, s.finance, &finance.Apply{Customer: s.customer})
	if old, _ := s.rests(); old != 25000 || s.balance().Prepaid != 0 {
		t.Errorf("rest %s", old)
	}
	s.Sound(t)
	s.Refused(t, finance.NothingToUse, s.finance, &finance.Apply{Customer: s.customer})
	s.Refused(t, finance.PrepaidUsed, s.finance, &finance.Reallocate{Receipt: ref})
	s.Refused(t, finance.PrepaidUsed, s.finance, &finance.Cancel{Receipt: ref, Note: "退票"})
	s.Sound(t)
}

func TestACancelledReceiptLeavesNothing(t *testing.T) {
	s := open(t)
	r := s.receipt(s.Must(t, s.finance, s.pays(90000, 0)))
	s.Must(t, s.finance, &finance.Cancel{Receipt: kernel.Ref[finance.Receipt](r.ID), Note: "支票退回"})
	if old, young := s.rests(); old != 30000 || young != 50000 || s.balance().Prepaid != 0 {
		t.Errorf("rests %s %s", old, young)
	}
	if got := s.books(ledger.Bank, ledger.Receivable, ledger.Advance); !slices.Equal(got, []kernel.Money{0, 80000, 0}) {
		t.Errorf("books %v", got)
	}
	s.Sound(t)
}

// TestAuditsSeeWhatIsWrong plants one wrong figure at a time.
func TestAuditsSeeWhatIsWrong(t *testing.T) {
	for rule, spoil := range map[string]func(s *till){
		"F6R": func(s *till) {
			r := *trial.All(s.World, finance.Receipts)[0]
			r.Allocated++
			s.Put(&r)
		},
		"F8R": func(s *till) {
			for _, e := range trial.All(s.World, ledger.Entries) {
				if e.Account == ledger.AccountRef(ledger.Bank) {
					c := *e
					c.Debit++
					s.Put(&c)
				}
			}
		},
	} {
		s := open(t)
		s.Must(t, s.finance, s.pays(90000, 0))
		s.Sound(t)
		spoil(s)
		findings, err := kernel.Verify(s.Catalog, s)
		if err != nil || !slices.ContainsFunc(findings, func(f kernel.Finding) bool { return f.Rule == rule }) {
			t.Errorf("%s found nothing: %v %v", rule, findings, err)
		}
	}
}

func TestFunds(t *testing.T) {
	s := open(t)
	s.Must(t, s.finance, &finance.Opening{Lines: []finance.OpeningLine{{Fund: s.bank, Amount: 100000}, {Fund: s.wechat, Amount: -500}}})
	if got := s.books(ledger.Bank, ledger.OtherFunds); !slices.Equal(got, []kernel.Money{100000, -500}) {
		t.Errorf("books %v", got)
	}
	for code, pairs := range map[*kernel.Code][]string{
		finance.NoCash:     {"account", ledger.AccountRef(ledger.Revenue).String()},
		kernel.OutOfBounds: {"account", ledger.AccountRef(ledger.Cash).String(), "fee_rate", "1"},
		kernel.Taken:       {"account", ledger.AccountRef(ledger.Bank).String()},
	} {
		_, err := s.Add(trial.System(), "fund", append([]string{"name", "x"}, pairs...)...)
		if r, ok := kernel.AsRefusal(err); !ok || r.Code != code.Name {
			t.Errorf("want %s, got %v", code.Name, err)
		}
	}
	dear := s.pays(100, 0)
	dear.Parts[0].Fee = 101
	s.Refused(t, finance.FeeTooHigh, s.finance, dear)
	s.Refused(t, kernel.BelowZero, s.finance, s.pays(-100, 0))
	s.Sound(t)
}

func TestSplitOf(t *testing.T) {
	for _, c := range []struct {
		money, discount, allocated kernel.Money
		want                       finance.Split
	}{
		{840000, 3650, 843650, finance.Split{Allocated: 843650, Granted: 3650}},
		{840000, 3650, 841000, finance.Split{Allocated: 841000, Granted: 1000}},
		{840000, 3650, 800000, finance.Split{Allocated: 800000, Prepaid: 40000}},
		{0, 100, 100, finance.Split{Allocated: 100, Granted: 100}},
	} {
		if got := finance.SplitOf(c.money, c.discount, c.allocated); got != c.want {
			t.Errorf("%s − %s on %s: %+v, want %+v", c.money, c.discount, c.allocated, got, c.want)
		}
	}
}
