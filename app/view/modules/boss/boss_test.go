package boss_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/modules/boss"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/rigs/litetest"
)

func TestWords(t *testing.T) {
	for _, wrong := range i18n.Check() {
		if strings.HasPrefix(wrong, "boss.") {
			t.Error(wrong)
		}
	}
}

// The figures on the phone are those that the company's own rows give.
func TestBoardEqualsTheFunction(t *testing.T) {
	shop := viewtest.Trading(t)
	b, err := view.Load(shop.Desk(viewtest.Boss), boss.Load)
	if err != nil {
		t.Fatal(err)
	}
	want, err := analytics.BoardOf(analytics.Books{Catalog: viewtest.Catalog, All: litetest.Of(t, viewtest.Catalog, shop)}, 20261119)
	if err != nil {
		t.Fatal(err)
	}
	full := func(group, card int) string { return b.Groups[group].Cards[card].Full }
	for _, c := range []struct {
		what, got string
		want      kernel.Money
	}{
		{"today's sales", full(0, 0), want.Sales.Amount},
		{"today's orders", full(0, 1), want.Orders.Amount},
		{"today's receipts", full(0, 2), want.Receipts.Amount},
		{"the month's sales", full(1, 0), want.Month.Sales.Amount},
		{"the margin", full(1, 1), want.Month.Margin},
		{"the month's receipts", full(1, 3), want.Month.Receipts.Amount},
		{"receivable", full(2, 0), want.Receivable.Amount},
		{"overdue", full(2, 1), want.Overdue.Amount},
		{"stock", full(4, 0), want.Stock.Amount},
	} {
		if c.want == 0 || c.got != view.Money(c.want) {
			t.Errorf("%s is %s, the rows say %s", c.what, c.got, view.Money(c.want))
		}
	}
	if len(b.Groups[3].Cards) != 3 || b.Groups[2].Cards[1].Tone != view.Alert || !strings.Contains(b.Groups[1].Cards[0].Comparison, "比上月同期") {
		t.Errorf("%+v", b.Groups)
	}
	if len(b.Waiting) != 1 || b.Waiting[0].Title != "东莞市厚街恒泰家具经营部" || b.Waiting[0].Detail == "" {
		t.Errorf("%+v", b.Waiting)
	}
	if len(b.Stuck) != 1 || b.Stuck[0].Title != "长沙雨花曾记家私城" || !strings.Contains(b.Stuck[0].Detail, "仓管") {
		t.Errorf("%+v", b.Stuck)
	}
}

// Every card opens what it counts: the list behind it comes to the figure on it, row
// by row.
func TestBehind(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Boss)
	b, err := view.Load(desk, boss.Load)
	if err != nil {
		t.Fatal(err)
	}
	cards := 0
	for _, g := range b.Groups {
		for _, c := range g.Cards {
			if c.Opens == "" || c.Opens == boss.Funds {
				continue
			}
			cards++
			list, err := view.Load(desk, boss.Behind(desk, c.Opens))
			if err != nil {
				t.Fatal(c.Label, err)
			}
			n, _ := list.Count(t.Context())
			rows, err := list.Page(t.Context(), 0, n)
			if err != nil || len(rows) != n {
				t.Errorf("%s: %d rows of %d, %v", c.Label, len(rows), n, err)
			}
			sum := kernel.Money(0)
			for _, w := range rows {
				if w.Title == "" || w.Entity == "" {
					t.Errorf("%s: %+v", c.Label, w)
				}
				if list.Sums {
					amount, err := i18n.ParseMoney(w.Figure)
					if err != nil {
						t.Errorf("%s: %q", c.Label, w.Figure)
					}
					sum += kernel.Money(amount)
				}
			}
			if list.Sums && (sum != list.Sum || n == 0) || !list.Sums && !strings.Contains(c.Full, i18n.Count(int64(n))) {
				t.Errorf("%s says %s and opens %d rows that come to %s", c.Label, c.Full, n, view.Money(sum))
			}
			if list.Sums && c.Full != view.Money(list.Sum) && !strings.HasSuffix(c.Full, "%") {
				t.Errorf("%s says %s, its list %s", c.Label, c.Full, view.Money(list.Sum))
			}
		}
	}
	if cards < 10 {
		t.Errorf("only %d cards open", cards)
	}
}
