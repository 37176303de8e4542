package sales_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// The server's verdict does not depend on what the author may see: whatever audiences
// he lacks, orders of his end as they would with full sight, row by row.
func TestSightDoesNotDecide(t *testing.T) {
	s := open(t)
	fund, err := s.Add(trial.System(), "fund", "name", "现金", "account", ledger.AccountRef("1001").String(), "active", "true")
	if err != nil {
		t.Fatal(err)
	}
	company := s.World
	reasons := map[string]bool{}
	drawn.Check(t, func(t *rapid.T) {
		s.World = company.Fork()
		defer func() { s.World = company }()
		limit := rapid.SampledFrom([]string{"0", "500", "20000"}).Draw(t, "limit")
		edit(s, "limit", kernel.Money(s.customerRow().Limit).String(), limit)
		if rapid.Bool().Draw(t, "pays first") {
			edit(s, "terms", string(s.customerRow().Terms), "prepaid")
		}
		for range rapid.IntRange(0, 2).Draw(t, "old bills") {
			s.owes(kernel.Money(rapid.Int64Range(1, 30_000_00).Draw(t, "owed")), kernel.DateOf(2026, 8+rapid.IntRange(1, 4).Draw(t, "due"), 3))
		}
		if rapid.Bool().Draw(t, "paid") {
			s.Must(s.t, s.finance, &finance.Receive{Customer: s.customer, Parts: []finance.ReceivePart{{
				Fund: kernel.Ref[finance.Fund](fund), Amount: kernel.Money(rapid.Int64Range(1, 40_000_00).Draw(t, "received")),
			}}})
		}
		var commands []kernel.Command
		for range rapid.IntRange(1, 3).Draw(t, "orders") {
			wish := s.wish(s.chairs(rapid.Int64Range(1, 9).Draw(t, "chairs")), s.sofas(rapid.Int64Range(1, 4).Draw(t, "sofas"))).Wish
			if rapid.Bool().Draw(t, "on the spot") {
				commands = append(commands, &sales.Handover{Wish: wish})
			} else {
				commands = append(commands, &sales.Place{Wish: wish})
			}
		}
		whole, blind := *s.sales, *s.sales
		whole.Viewer = nil
		tags := maps.Clone(s.sales.Viewer.Tags)
		maps.DeleteFunc(tags, func(tag string, _ bool) bool {
			return strings.HasPrefix(tag, "sees:") && rapid.Bool().Draw(t, "lacks "+tag)
		})
		blind.Viewer = &kernel.Viewer{Tags: tags}
		one, two := s.Fork(), s.Fork()
		for _, c := range commands {
			_, with := one.Do(&whole, c)
			_, without := two.Do(&blind, c)
			if codeOf(with) != codeOf(without) {
				t.Fatalf("%T: %v with full sight, %v without %v", c, with, without, tags)
			}
			reasons[codeOf(with)] = true
		}
		a := told(one)
		for n, said := range told(two) {
			if n >= len(a) || a[n] != said {
				t.Fatalf("without %v there is %s", tags, said)
			}
		}
		for _, o := range trial.All(one, sales.Orders) {
			reasons[o.HeldFor] = true
		}
	})
	for _, want := range []string{"", sales.NotOnTheSpot.Name, sales.OverLimit.Name, sales.Overdue.Name, sales.PayFirst.Name} {
		if !reasons[want] {
			t.Errorf("no order met %q: %v", want, slices.Sorted(maps.Keys(reasons)))
		}
	}
}

// What a refusal and a trail say to somebody who may not see debts has no figure of them.
func TestRefusalsKeepDebtsFromThoseWhoMayNotSeeThem(t *testing.T) {
	s := open(t)
	s.owes(76543_21, 20260903)
	blind := *s.sales
	tags := maps.Clone(s.sales.Viewer.Tags)
	delete(tags, kernel.Audience(org.SeesDebt).Tag)
	blind.Viewer = &kernel.Viewer{Tags: tags}
	_, err := s.Do(&blind, &sales.Handover{Wish: s.wish(s.chairs(1)).Wish})
	r, ok := kernel.AsRefusal(err)
	if !ok || len(r.Details) == 0 {
		t.Fatalf("refused with %v", err)
	}
	for _, d := range r.Details {
		for _, a := range d.Args {
			if d.Guarded(a.Name) != "" && (a.Zh != "（无权查看）" || !a.Value.IsZero()) {
				t.Errorf("%s tells {%s}: %+v", d.Code, a.Name, a)
			}
		}
	}
	o := s.orderOf(s.Must(t, &blind, s.wish(s.chairs(1))))
	if o.State != sales.Held {
		t.Fatalf("the order is %s", o.State)
	}
	for _, schema := range s.Catalog.Schemas {
		_ = s.Scan(schema, func(row kernel.Row) error {
			said := textOf(row)
			if blind.Viewer.Sees(row, s.Get) && (strings.Contains(said, "76543.21") || strings.Contains(said, "2026-09-03")) {
				t.Errorf("%s tells: %s", schema.Name, said)
			}
			return nil
		})
	}
}

func codeOf(err error) string {
	r, ok := kernel.AsRefusal(err)
	if err != nil && !ok {
		panic(errors.Join(errors.New("no refusal"), err))
	}
	if r == nil {
		return ""
	}
	return r.Code
}

// told is everything that a company's rows say.
func told(w *trial.World) []string {
	var all []string
	for _, schema := range w.Catalog.Schemas {
		_ = w.Scan(schema, func(row kernel.Row) error {
			all = append(all, textOf(row))
			return nil
		})
	}
	slices.Sort(all)
	return all
}

func textOf(row kernel.Row) string {
	s := row.Base().Schema()
	text := s.Name
	for _, f := range s.Fields {
		text += fmt.Sprintf(" %s=%s", f.Name, f.Get(row))
	}
	return text
}
