package shared_test

import (
	"reflect"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// Every kind of opening balance that is given twice is refused with who gave the first
// and when, books nothing, and is added when its author says that it is another one.
func TestAnOpeningIsBookedOnce(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	id, err := w.Add(trial.System(), "fund", "name", "现金", "account", ledger.AccountRef(ledger.Cash).String())
	if err != nil {
		t.Fatal(err)
	}
	who, chair := w.Party(t, "长沙雨花曾记家私城"), w.Product(t, "HY-C201")
	samples := map[string]kernel.Command{
		"stock.open": &stock.Open{Place: w.Place("W1"), Lines: []stock.OpenLine{{Product: chair, Qty: 10e6, Price: 120e6}}},
		"debt.open": &debt.Opening{Lines: []debt.OpeningLine{
			{Party: who, Kind: debt.Receivable, Number: "旧账", Date: 20261001, Due: 20261231, Amount: 500_00},
		}},
		"finance.open": &finance.Opening{Lines: []finance.OpeningLine{{Fund: kernel.Ref[finance.Fund](id), Amount: 1_000_00}}},
		"ledger.open":  &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("3001"), Credit: 700_00}}},
	}
	first, second := w.As(t, org.Finance), w.As(t, org.Boss)
	transit := func() kernel.Money {
		return ledger.BalanceOf(w.Tx(), ledger.OpeningTransit, kernel.Ref[party.Party]{})
	}
	for _, c := range catalog.Commands {
		if !strings.HasSuffix(c.Name, ".open") || !strings.Contains(c.Zh, "期初") {
			continue
		}
		args := samples[c.Name]
		if args == nil {
			t.Errorf("%s: nobody says what becomes of a second one", c.Name)
			continue
		}
		w.Must(t, first, args)
		booked := transit()
		_, err := w.Do(second, args)
		r, is := kernel.AsRefusal(err)
		if !is || r.Arg("who").Str == "" || r.Arg("at").IsZero() {
			t.Errorf("%s twice: %v", c.Name, err)
			continue
		}
		if code := kernel.CodeOf(r.Code); len(code.Repairs) != 1 || code.Repairs[0].Name != ledger.AddMore.Name {
			t.Errorf("%s offers %v", r.Code, code.Repairs)
		}
		if now := transit(); now != booked {
			t.Errorf("%s twice books %s", c.Name, now-booked)
		}
		more := reflect.New(reflect.TypeOf(args).Elem())
		more.Elem().Set(reflect.ValueOf(args).Elem())
		more.Elem().FieldByName("More").SetBool(true)
		before := transit()
		w.Must(t, second, more.Interface().(kernel.Command))
		if now := transit(); now == before {
			t.Errorf("%s: what is meant to be more is not booked", c.Name)
		}
	}
	w.Sound(t)
}
