package finance_test

import (
	"errors"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// cashier puts somebody on a new seat with the rights of a template.
func (s *till) cashier(n int, sees string) (author func() *kernel.Author, seat kernel.ID) {
	s.t.Helper()
	made := func(id kernel.ID, err error) kernel.ID {
		if err != nil {
			s.t.Helper()
			s.t.Fatal(err)
		}
		return id
	}
	code := "cashier" + string(rune('0'+n))
	made(s.Add(trial.System(), "role", "code", code, "name", "出纳"+code, "grants", "finance.receive finance.refund fund.*", "sees", sees))
	seat = made(s.Add(trial.System(), "seat", "name", "出纳岗"+code, "roles", code))
	user := made(s.Add(trial.System(), "user", "name", "出纳员"+code, "mobile", "1991111000"+string(rune('0'+n)), "seat", seat.String(), "active", "true"))
	if err := s.Edit(trial.System(), "seat", seat, "holder", "", user.String()); err != nil {
		s.t.Fatal(err)
	}
	s.Must(s.t, trial.System(), &org.Enrol{Device: trial.ID(9500 + n), User: kernel.Ref[org.User](user), Name: code, Series: "C0" + string(rune('0'+n)), Kind: "tablet"})
	return func() *kernel.Author {
		a, err := kernel.Identify(s.Catalog, s, trial.ID(9500+n), user)
		if err != nil {
			s.t.Fatal(err)
		}
		return a
	}, seat
}

// held lists the accounts of which somebody holds entries and balances, by code; "!" and
// the name stand for any other row of the books.
func (s *till) held(a *kernel.Author) (codes []string) {
	leader := func(schema *kernel.Schema, id kernel.ID) kernel.Row { return s.Get(schema, id) }
	add := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, schema := range s.Catalog.Schemas {
		_ = s.Scan(schema, func(row kernel.Row) error {
			if !a.Viewer.Sees(row, leader) {
				return nil
			}
			switch r := row.(type) {
			case *ledger.Entry:
				account, _ := ledger.Accounts.Get(s.Tx(), r.Account)
				add(account.Code)
			case *ledger.Balance:
				account, _ := ledger.Accounts.Get(s.Tx(), r.Account)
				add(account.Code)
			case *ledger.Voucher, *ledger.Year:
				add("!" + schema.Name)
			}
			return nil
		})
	}
	slices.Sort(codes)
	return codes
}

// Who keeps a fund holds its entries and balances, by his seat or because no seat is
// named, and no other row of the books. A change of keeper takes them away.
func TestACashierSeesHisFundsAndNothingElseOfTheBooks(t *testing.T) {
	s := open(t)
	s.Must(t, trial.System(), &finance.Opening{Lines: []finance.OpeningLine{{Fund: s.bank, Amount: 100000}, {Fund: s.wechat, Amount: 5000}}})
	s.Must(t, s.finance, s.pays(40000, 0))
	one, seat := s.cashier(1, "")
	all, _ := s.cashier(2, "finance.fund")
	hold := func(what string, a *kernel.Author, want ...string) {
		t.Helper()
		if got := s.held(a); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", what, got, want)
		}
	}
	hold("who keeps nothing", one())
	hold("who has the sight", all(), ledger.Bank, ledger.OtherFunds)
	if err := s.Edit(s.finance, "fund", s.bank.ID(), "keeper", "", seat.String()); err != nil {
		t.Fatal(err)
	}
	hold("the keeper", one(), ledger.Bank)
	hold("the sight of what nobody keeps", all(), ledger.OtherFunds)
	hold("who sells", s.sales)
	if got := s.held(s.finance); len(got) < 5 {
		t.Errorf("finance holds %v", got)
	}
	for _, try := range []error{
		s.Edit(one(), "fund", s.wechat.ID(), "keeper", "", seat.String()), // nobody shows himself what he does not see
		s.Edit(all(), "fund", s.bank.ID(), "keeper", seat.String(), ""),   // nor takes it from the keeper
		s.Remove(all(), "fund", s.bank.ID()),
	} {
		if r := (*kernel.Refusal)(nil); !errors.As(try, &r) || r.Code != finance.NotHisFund.Name {
			t.Errorf("the keeper was changed: %v", try)
		}
	}
	if err := s.Edit(one(), "fund", s.bank.ID(), "keeper", seat.String(), ""); err != nil { // he hands it on
		t.Error(err)
	}
	hold("who handed it on", one())
}

// A journal says day by day what the entries of the account say, through the eyes of its
// keeper, and ends with the balance of the books.
func TestAJournalByDayAddsUp(t *testing.T) {
	s := open(t)
	s.Must(t, trial.System(), &finance.Opening{Lines: []finance.OpeningLine{{Fund: s.bank, Amount: 100000}}})
	s.Must(t, s.finance, s.pays(30000, 0))
	s.Sleep(t, 1)
	taken := s.Must(t, s.finance, s.pays(20000, 0))
	s.Must(t, s.finance, s.pays(5000, 0))
	s.Must(t, s.finance, &finance.Cancel{Receipt: kernel.Ref[finance.Receipt](s.receipt(taken).ID), Note: "记错了"})
	cashier, _ := s.cashier(1, "finance.fund")
	tx := kernel.NewTx(s.Catalog, s, nil, &kernel.Call{}, cashier())
	account := ledger.AccountRef(ledger.Bank)
	j := ledger.JournalOf(tx, account, 202611)
	if j.Opening != 100000 || j.Closing != 135000 || len(j.Days) != 2 {
		t.Fatalf("%+v", j)
	}
	balance := j.Opening
	for _, d := range j.Days {
		if d.Opening != balance || d.Opening+d.In-d.Out != d.Balance || d.Date == 0 {
			t.Errorf("%+v", d)
		}
		balance = d.Balance
		for _, e := range d.Entries {
			if e.SrcEntity != finance.Receipts.Name() || e.Src.IsZero() {
				t.Errorf("%s leads nowhere", e.Summary)
			}
		}
	}
	if books := s.books(ledger.Bank)[0]; balance != j.Closing || books != balance {
		t.Errorf("%v at the end, the books say %v", balance, books)
	}
	if first := ledger.JournalOf(tx, account, 0); first.Opening != 0 || first.Closing != 100000 {
		t.Errorf("%+v", first)
	}
}
