package party_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// pair is a company with two records of one partner.
type pair struct {
	*trial.World
	t          *testing.T
	keep, gone kernel.Ref[party.Party]
}

func twoOf(t *testing.T) *pair {
	w := trial.Company(t, org.VatGeneral)
	return &pair{w, t, w.Party(t, "恒泰家具"), w.Party(t, "恒泰家具厚街店")}
}

func (p *pair) set(of kernel.Ref[party.Party], pairs ...string) {
	p.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		was := p.value(of, pairs[i])
		if err := p.Edit(trial.System(), p.holds(pairs[i]).Name, of.ID(), pairs[i], was, pairs[i+1]); err != nil {
			p.t.Fatal(err)
		}
	}
}

// value is what a field of a party holds, also a guarded one.
func (p *pair) value(of kernel.Ref[party.Party], name string) string {
	at := p.holds(name)
	return at.Field(name).Get(p.Get(at, of.ID())).String()
}

// holds is the schema of the row with a field of a party.
func (p *pair) holds(name string) *kernel.Schema {
	s := party.Parties.In(p.Catalog)
	for _, part := range s.Parts {
		if s.Field(name) == nil && part.Field(name) != nil {
			return part
		}
	}
	return s
}

func (p *pair) merge() error {
	_, err := p.Do(trial.System(), &party.Merge{Keep: p.keep, Gone: p.gone})
	return err
}

func (p *pair) owe(who kernel.Ref[party.Party], kind kernel.Choice, amount kernel.Money, due kernel.Date, times int) {
	p.t.Helper()
	for from := 0; from < times; from += 100 {
		o := &debt.Opening{}
		for n := from; n < min(times, from+100); n++ {
			o.Lines = append(o.Lines, debt.OpeningLine{Party: who, Kind: kind, Number: fmt.Sprint("旧", kind, n), Date: 20261001, Due: due, Amount: amount})
		}
		p.Must(p.t, trial.System(), o)
	}
}

// What one has stays, what it lacks it gets; fields that belong together come together
// or not at all; of two marks the set one wins.
func TestFieldsOfTwoBecomeOne(t *testing.T) {
	for _, c := range []struct{ keep, gone, want string }{
		{"", "region=东莞 address=厚街", "region=东莞 address=厚街"},
		{"region=佛山", "region=东莞 address=厚街", "region=佛山 address="},
		{"region=东莞", "region=东莞 address=厚街", "region=东莞 address=厚街"},
		{"", "bank=工行 account=622200", "bank=工行 account=622200"},
		{"bank=建行", "bank=工行 account=622200", "bank=建行 account="},
		{"account=1", "bank=工行 account=622200", "bank= account=1"},
		{"", "terms=days term_days=30 limit=100", "terms=cash term_days=0 limit=0.00"},
		{"", "hold=true", "hold=true"},
		{"hold=true", "", "hold=true"},
		{"note=甲", "note=乙", "note=甲\n乙"},
		{"note=甲乙", "note=乙", "note=甲乙"},
		{"contact=张三", "contact=李四 mobile=13800138001", "contact=张三 mobile="},
		{"contact=张三", "contact=张三 mobile=13800138001", "contact=张三 mobile=13800138001"},
		{"level=dealer", "level=retail", "level=dealer"},
		{"website=a.example", "website=b.example", "website=a.example"},
	} {
		p := twoOf(t)
		split := func(s string) (list []string) {
			for _, f := range strings.Split(s, " ") {
				if name, v, has := strings.Cut(f, "="); has {
					list = append(list, name, v)
				}
			}
			return list
		}
		p.set(p.keep, split(c.keep)...)
		p.set(p.gone, split(c.gone)...)
		if err := p.merge(); err != nil {
			t.Fatalf("%s + %s: %v", c.keep, c.gone, err)
		}
		want := split(c.want)
		for i := 0; i < len(want); i += 2 {
			if got := p.value(p.keep, want[i]); got != want[i+1] {
				t.Errorf("%s + %s: %s is %q, want %q", c.keep, c.gone, want[i], got, want[i+1])
			}
		}
		p.Sound(t)
	}
}

// Nothing that the one that goes said is lost: whom it named is somebody to reach.
func TestWhomTheOtherNamedBecomesAContact(t *testing.T) {
	p := twoOf(t)
	p.set(p.keep, "contact", "张三", "mobile", "13800138000")
	p.set(p.gone, "contact", "李四", "mobile", "13800138001")
	for range 2 { // a second time nobody is there twice
		if err := p.merge(); err != nil {
			t.Fatal(err)
		}
	}
	people, _ := party.ContactsOf.Of(p.Tx(), p.keep)
	if len(people) != 1 || people[0].Name != "李四" || people[0].Mobile != "13800138001" {
		t.Errorf("%d people", len(people))
	}
}

// What is owed comes over whole, item by item with its due date, on every account.
func TestWhatIsOwedComesOver(t *testing.T) {
	p := twoOf(t)
	p.owe(p.keep, debt.Receivable, 100_00, 20261020, 1)
	p.owe(p.gone, debt.Receivable, 40_00, 20261010, 1)
	p.owe(p.gone, debt.Prepaid, 5_00, 0, 1)
	p.owe(p.gone, debt.Payable, 70_00, 20261111, 2)
	p.Must(t, trial.System(), &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef(ledger.OtherReceivable), Debit: 9_00, Party: p.gone}}})
	p.Must(t, trial.System(), &stock.Receive{Place: p.Place("W1"), Supplier: p.gone, Lines: []stock.ReceiveLine{{Product: p.Product(t, "A1"), Qty: 2e6, Price: 30e6}}})
	before := p.books()
	if err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.Sound(t)
	if after := p.books(); after != before {
		t.Errorf("both together had %s and have %s", before, after)
	}
	b, _ := party.Balances.Get(p.Tx(), party.BalanceOf(p.keep))
	if b.Receivable != 140_00 || b.Prepaid != 5_00 || b.Payable != 140_00 || b.OldestDue != 20261010 {
		t.Errorf("%+v", *b)
	}
	for _, account := range []string{ledger.OtherReceivable, ledger.Estimated} {
		if gone, keep := ledger.BalanceOf(p.Tx(), account, p.gone), ledger.BalanceOf(p.Tx(), account, p.keep); gone != 0 || keep == 0 {
			t.Errorf("%s: %s at the one that went, %s at the one that stays", account, gone, keep)
		}
	}
	open, _ := debt.OpenItems(p.Tx(), p.keep)
	for _, i := range open {
		if i.Amount == 40_00 && (i.Due != 20261010 || i.Number != "旧RECEIVABLE0" || i.Date != 20261119) {
			t.Errorf("%+v", *i)
		}
	}
}

func (p *pair) books() string {
	var sums []string
	for _, account := range []string{ledger.Receivable, ledger.Advance, ledger.Payable, ledger.Estimated, ledger.OtherReceivable} {
		sums = append(sums, (ledger.BalanceOf(p.Tx(), account, p.keep) + ledger.BalanceOf(p.Tx(), account, p.gone)).String())
	}
	return strings.Join(sums, " ")
}

// A credit of one pays the bills of the other, as it would have paid its own.
func TestCreditsMeetBillsOfTheOther(t *testing.T) {
	p := twoOf(t)
	p.owe(p.gone, debt.Receivable, 100_00, 20261010, 1)
	p.owe(p.keep, debt.Prepaid, 30_00, 0, 1)
	red := &debt.Opening{Lines: []debt.OpeningLine{{Party: p.keep, Kind: debt.Prepaid, Number: "定金", Date: 20261001, Amount: 1_00}}}
	p.Must(t, trial.System(), red)
	if err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.Sound(t)
	if b, _ := party.Balances.Get(p.Tx(), party.BalanceOf(p.keep)); b.Receivable-b.Prepaid != 69_00 {
		t.Errorf("%+v", *b)
	}
}

// More than a command can move is refused with the way out, which is the other way
// round.
func TestTooMuchIsMergedTheOtherWayRound(t *testing.T) {
	p := twoOf(t)
	p.owe(p.gone, debt.Receivable, 1_00, 20261010, 301)
	err := p.merge()
	r, ok := kernel.AsRefusal(err)
	if !ok || !errors.Is(err, party.TooMuch.With()) {
		t.Fatal(err)
	}
	if s := r.Sentence("zh", nil); !strings.Contains(s, "301 笔未结清往来") || !strings.Contains(s, "反过来") {
		t.Error(s)
	}
	p.keep, p.gone = p.gone, p.keep
	if err := p.merge(); err != nil {
		t.Fatal(err)
	}
	p.Sound(t)

	full := twoOf(t)
	full.owe(full.gone, debt.Receivable, 1_00, 20261010, 300)
	if err := full.merge(); err != nil {
		t.Error("what is told to fit does not:", err)
	}
	full.Sound(t)
}

// However parties are merged into each other, every one leads to one that stays.
func TestMergersMakeNoRing(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	var all []kernel.Ref[party.Party]
	for n := range 5 {
		all = append(all, w.Party(t, fmt.Sprint("单位", n)))
	}
	for n := range 40 {
		_, _ = w.Do(trial.System(), &party.Merge{Keep: all[n*7%5], Gone: all[n*3%5]})
		w.Sound(t)
	}
	stands := map[kernel.Ref[party.Party]]bool{}
	for _, p := range all {
		stands[party.Survivor(w.Tx(), p)] = true
	}
	if len(stands) == 5 {
		t.Error("nothing was merged")
	}
}

// Whoever may not see one of the two cannot merge them.
func TestOnlyWhoSeesBothMerges(t *testing.T) {
	p := twoOf(t)
	hidden := p.Party(t, "别人的客户")
	p.set(hidden, "is_supplier", "false")
	seller := *p.As(t, org.Purchase) // sees suppliers
	seller.Grants = append(append([]string(nil), seller.Grants...), "party.merge")
	for _, m := range []party.Merge{{Keep: p.keep, Gone: hidden}, {Keep: hidden, Gone: p.keep}} {
		if _, err := p.Do(&seller, &m); !errors.Is(err, kernel.NotThere.With()) {
			t.Errorf("merged: %v", err)
		}
	}
}

// Every role that shipped with the right has it; the others do not.
func TestWhoMayMerge(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for _, role := range org.ShippedRoles() {
		want := map[string]bool{org.Boss: true, org.SalesManager: true, org.Finance: true, org.Admin: true}[role.Code]
		if got := w.As(t, role.Code).May("party.merge"); got != want {
			t.Errorf("%s: %v", role.Code, got)
		}
	}
}

// The audits find what they are for.
func TestAuditsOfMergers(t *testing.T) {
	broken := func(rule string, change func(*pair)) {
		t.Helper()
		p := twoOf(t)
		p.owe(p.gone, debt.Receivable, 40_00, 20261010, 1)
		if err := p.merge(); err != nil {
			t.Fatal(err)
		}
		p.Sound(t)
		change(p)
		findings, err := kernel.Verify(p.Catalog, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Rule == rule {
				return
			}
		}
		t.Errorf("%s is not found among %v", rule, findings)
	}
	change := func(p *pair, ref kernel.Ref[party.Party], how func(*party.Party)) {
		row := *p.Get(party.Parties.In(p.Catalog), ref.ID()).(*party.Party)
		how(&row)
		p.Put(&row)
	}
	broken("F24M", func(p *pair) {
		change(p, p.keep, func(row *party.Party) { row.MergedInto, row.Retired = p.gone, true })
	})
	broken("F24M", func(p *pair) {
		change(p, p.gone, func(row *party.Party) { row.MergedInto = kernel.Ref[party.Party](trial.ID(77)) })
	})
	broken("party.merged", func(p *pair) { change(p, p.gone, func(row *party.Party) { row.Retired = false }) })
	broken("F24M", func(p *pair) {
		row := *p.Get(party.Balances.In(p.Catalog), p.gone.ID()).(*party.Balance)
		row.Receivable = 1
		p.Put(&row)
	})
	broken("F24L", func(p *pair) {
		for _, b := range trial.All(p.World, ledger.Balances) {
			if b.Party == p.gone && b.Credit != 0 {
				row := *b
				row.Credit++
				p.Put(&row)
			}
		}
	})
}

// Agreed prices come over where there is none; more than a command moves are refused.
func TestPricesComeOver(t *testing.T) {
	p := twoOf(t)
	goods := p.Product(t, "A1")
	p.Must(t, trial.System(), &product.SetPrice{Party: p.gone, Product: goods, Price: 8e6})
	if err := p.merge(); err != nil {
		t.Fatal(err)
	}
	row, _ := product.CustomerPrices.Get(p.Tx(), product.CustomerPriceOf(p.keep, goods))
	old, _ := product.CustomerPrices.Get(p.Tx(), product.CustomerPriceOf(p.gone, goods))
	if row == nil || row.Price != 8e6 || old == nil || old.Price != 8e6 {
		t.Errorf("%v, %v", row, old)
	}
}
