package record_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// Who changed what from what to what stands in a sentence, in the language of the reader.
func TestChangesAreSentences(t *testing.T) {
	t.Cleanup(func() { i18n.SetLanguage(i18n.Chinese) })
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	id := s.Customer("深圳龙岗万悦家居有限公司").ID()
	save(t, boss, load(t, boss, "party", id), "limit", "450000.00", "note", "续签")
	s.Upload(viewtest.Boss, boss)
	for language, sentences := range map[i18n.Language][]string{
		i18n.Chinese: {"「信用额度」由 400,000.00 改为 450,000.00", "「备注」填写为 续签"},
		i18n.English: {"Credit limit: 400,000.00 → 450,000.00", "Note set to 续签"},
	} {
		i18n.SetLanguage(language)
		trail := read(t, boss, "party", id).Trail
		for _, sentence := range sentences {
			at := slices.IndexFunc(trail, func(e view.Event) bool { return e.What == sentence })
			if at < 0 || trail[at].Who != "陈国栋" || trail[at].When == "" {
				t.Errorf("%s: %q is not told, or not by whom and when: %+v", language, sentence, trail)
			}
		}
	}
}

// Of the commands that a state allows, the button of a page is one that goes on with the
// document, and never one that takes it back or ends it.
func TestTheLikelyActGoesOn(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	offered := 0
	for _, of := range viewtest.Catalog.Schemas {
		if of.StateField() == nil {
			continue
		}
		at := func(state kernel.State) int {
			return slices.IndexFunc(of.States, func(o kernel.Option) bool { return o.Code == string(state) })
		}
		err := s.Scan(of, func(row kernel.Row) error {
			next := read(t, boss, of.Name, row.Base().ID).Next
			if next == nil {
				return nil
			}
			offered++
			stands := at(kernel.State(of.StateField().Get(row).Str))
			if to := viewtest.Catalog.Command(next.Command).Moves.To; !slices.ContainsFunc(to, func(to kernel.State) bool { return to != "void" && at(to) > stands }) {
				t.Errorf("%s at %d offers %s, which leads to %v", of.Name, stands, next.Command, to)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if offered < 5 {
		t.Errorf("only %d pages offer what comes next", offered)
	}
}

// The sums below the lines of a document are those that its head shows, and each amount is
// a column of its own.
func TestLinesAddUp(t *testing.T) {
	s := viewtest.Trading(t)
	boss := s.Desk(viewtest.Boss)
	summed := 0
	err := s.Scan(viewtest.Catalog.Schema("sales_order"), func(row kernel.Row) error {
		p := read(t, boss, "sales_order", row.Base().ID)
		for _, table := range p.Tables {
			if sum := table.Sums["gross"]; sum != "" {
				summed++
				if sum != p.Head.Figure {
					t.Errorf("%s: the lines are %s, the order is %s", p.Name, sum, p.Head.Figure)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if summed == 0 {
		t.Error("no order with several lines was looked at")
	}
}

// A heading stands above something: an own field that nobody has filled makes none.
func TestNoSectionIsEmpty(t *testing.T) {
	s := viewtest.Trading(t)
	define(s, "product", "text")
	boss := s.Desk(viewtest.Boss)
	for _, of := range viewtest.Catalog.Schemas {
		err := s.Scan(of, func(row kernel.Row) error {
			for _, part := range read(t, boss, of.Name, row.Base().ID).Parts {
				if !slices.ContainsFunc(part.Facts, func(f record.Fact) bool { return strings.TrimSpace(f.Text) != "" }) {
					t.Errorf("%s: nothing stands below %q", of.Name, part.Label)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
