package stock_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// F15: whatever comes and goes, nothing there is worth nothing, what is there is
// never worth less than nothing, and values in less values out are what is left.
func TestAPoolKeepsItsValue(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		var p stock.Pool
		var in, out kernel.Money
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			q := kernel.Qty(rapid.Int64Range(1, 5_000_000_000).Draw(t, "qty"))
			if rapid.Bool().Draw(t, "put") || p.Qty == 0 {
				amount := kernel.Money(rapid.Int64Range(0, 1e9).Draw(t, "amount"))
				change, variance := p.Put(q, amount)
				if change+variance != amount || p.Qty >= 0 && variance != 0 {
					t.Fatalf("%s + %s of %s", change, variance, amount)
				}
				p.Qty, p.Amount = p.Qty+q, p.Amount+change
				in += change
			} else {
				q = min(q, p.Qty)
				cost := p.Take(q, stock.Pool{})
				p.Qty, p.Amount = p.Qty-q, p.Amount-cost
				out += cost
			}
			if p.Qty == 0 && p.Amount != 0 || p.Amount < 0 || in-out != p.Amount {
				t.Fatalf("%s worth %s after %s in and %s out", p.Qty, p.Amount, in, out)
			}
		}
	})
}

// T11: a deficit is covered at the arriving price, and pools end at zero.
func TestADeficitIsCovered(t *testing.T) {
	p := stock.Pool{Qty: -qty(2), Amount: -600}
	if change, variance := p.Put(qty(5), 2000); p.Amount+change != 1200 || variance != 200 {
		t.Fatalf("change %s, variance %s", change, variance)
	}
	if change, variance := p.Put(qty(1), 500); p.Amount+change != -300 || variance != 200 {
		t.Fatalf("change %s, variance %s", change, variance)
	}
	drawn.Check(t, func(t *rapid.T) {
		deficit := stock.Pool{
			Qty:    -kernel.Qty(rapid.Int64Range(1, 1e9).Draw(t, "qty")),
			Amount: -kernel.Money(rapid.Int64Range(0, 1e9).Draw(t, "amount")),
		}
		paid := kernel.Money(rapid.Int64Range(0, 1e9).Draw(t, "paid"))
		change, variance := deficit.Put(-deficit.Qty, paid)
		if deficit.Amount+change != 0 || change+variance != paid {
			t.Fatalf("%+v covered for %s leaves %s", deficit, paid, deficit.Amount+change)
		}
	})
}

// Returns in parts bring exactly what left.
func TestPortionsMakeTheWhole(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		whole := kernel.Qty(rapid.Int64Range(1, 1e10).Draw(t, "whole"))
		total := kernel.Money(rapid.Int64Range(0, 1e10).Draw(t, "total"))
		var before kernel.Qty
		var sum kernel.Money
		for before < whole {
			q := kernel.Qty(rapid.Int64Range(1, int64(whole-before)).Draw(t, "part"))
			if before > 0 && rapid.Bool().Draw(t, "rest") {
				q = whole - before
			}
			part := stock.Portion(total, whole, before, q)
			if part < 0 {
				t.Fatalf("part %s", part)
			}
			sum += part
			before += q
		}
		if sum != total {
			t.Fatalf("parts make %s of %s", sum, total)
		}
	})
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// F17, R7, R37, R164: d̄ 4.2, σ 1.8, L 15, R 7, z 1.65 → SS 13.93, S 106.33;
// 3 on hand and 15 ordered → IP −12, S − IP 118.33 → 120 in fives.
func TestTheSuggestedPurchase(t *testing.T) {
	need := stock.Need{
		Demand: stock.Demand{Mean: dec("4.2"), Sigma: dec("1.8")}, Lead: 15, Review: 7, Service: stock.Service95,
		OnHand: qty(3), Back: qty(15), Short: qty(12), Multiple: qty(5),
	}
	s := stock.Suggest(need)
	if s.Safety.StringFixed(2) != "13.93" || s.UpTo.StringFixed(2) != "106.33" || s.Point.StringFixed(2) != "76.93" ||
		s.Position != -qty(12) || s.Qty != qty(120) {
		t.Fatalf("SS %s, s %s, S %s, IP %s, buy %s", s.Safety, s.Point, s.UpTo, s.Position, s.Qty)
	}
	for name, c := range map[string]struct {
		change func(*stock.Need)
		want   int64
	}{
		"enough there":             {func(n *stock.Need) { n.OnHand, n.Back, n.Short = qty(200), 0, 0 }, 0},
		"short though enough":      {func(n *stock.Need) { n.OnHand, n.Back = qty(200), 0 }, 15},
		"the supplier's least":     {func(n *stock.Need) { n.Smallest = qty(200) }, 200},
		"on order counts":          {func(n *stock.Need) { n.OnOrder, n.Short = qty(100), 0 }, 0},
		"no steps":                 {func(n *stock.Need) { n.Multiple = 0; n.Demand = stock.Demand{} }, 12},
		"no steps, whole units":    {func(n *stock.Need) { n.Multiple = 0 }, 119},       // of 118.33
		"lead time is not certain": {func(n *stock.Need) { n.LeadDev = dec("2") }, 125}, // SS 19.62
	} {
		n := need
		c.change(&n)
		if got := stock.Suggest(n); got.Qty != qty(c.want) {
			t.Errorf("%s: buy %s, want %d (SS %s S %s)", name, got.Qty, c.want, got.Safety, got.UpTo)
		}
	}
}

// Days without stock say nothing about demand.
func TestDemandLeavesStockOutsOut(t *testing.T) {
	d := stock.DemandOf([]stock.History{
		{Sold: qty(2)},
		{Sold: qty(4)},
		{Sold: qty(4)},
		{Sold: qty(4)},
		{Sold: qty(5)},
		{Sold: qty(5)},
		{Sold: qty(7)},
		{Sold: qty(9)},
		{Empty: true},
		{Empty: true},
	})
	// Σ(x − 5)² = 32 over 7.
	if d.Days != 8 || d.StockOuts != 2 || !d.Mean.Equal(dec("5")) || d.Sigma.StringFixed(4) != "2.1381" {
		t.Fatalf("%+v", d)
	}
	if d := stock.DemandOf(nil); d.Days != 0 || !d.Mean.IsZero() {
		t.Fatalf("%+v", d)
	}
}

// F3: stock now, firm supply later, else the lead time; a later firm demand keeps
// what it needs. R33: "3 现货,12 预计 15 天".
func TestThePromiseDate(t *testing.T) {
	today := kernel.Date(20261119)
	day := func(n int) kernel.Date { return today.AddDays(n) }
	for name, c := range map[string]struct {
		available int64
		flows     []stock.Flow
		qty       int64
		want      kernel.Date
		basis     stock.PromiseBasis
	}{
		"in stock":                   {15, nil, 15, today, stock.FromStock},
		"must be bought":             {3, nil, 15, 20261204, stock.FromLead},
		"supply comes":               {3, []stock.Flow{{day(5), qty(12)}}, 15, day(5), stock.FromSupply},
		"in two parts":               {3, []stock.Flow{{day(6), qty(6)}, {day(2), qty(6)}}, 15, day(6), stock.FromSupply},
		"promised to others later":   {15, []stock.Flow{{day(3), -qty(10)}}, 10, 20261204, stock.FromLead},
		"others are served again":    {15, []stock.Flow{{day(3), -qty(10)}, {day(4), qty(10)}}, 10, day(4), stock.FromSupply},
		"supply after the lead time": {0, []stock.Flow{{day(30), qty(10)}}, 10, 20261204, stock.FromLead},
		"supply that is overdue":     {0, []stock.Flow{{day(-2), qty(10)}}, 10, today, stock.FromSupply},
		"both on one day":            {0, []stock.Flow{{day(4), -qty(5)}, {day(4), qty(15)}}, 10, day(4), stock.FromSupply},
	} {
		got, basis := stock.Promise(today, qty(c.available), c.flows, qty(c.qty), day(15))
		if got != c.want || basis != c.basis {
			t.Errorf("%s: %s by %d, want %s by %d", name, got, basis, c.want, c.basis)
		}
	}
}

// What the movements say about demand, read back: issues do not count as sold, and
// the days before the first receipt are days without stock.
func TestDemandFromTheBook(t *testing.T) {
	h := open(t)
	h.receive(10, 1)
	h.Must(t, trial.System(), h.issue(4))
	d := stock.DemandBefore(h.Tx(), h.sofa, h.Now.Date(480).AddDays(3), 10)
	if d.Days != 3 || d.StockOuts != 7 || !d.Mean.IsZero() {
		t.Fatalf("%+v", d)
	}
	if n := len(trial.All(h.World, stock.Days)); n != 1 {
		t.Fatalf("%d days", n)
	}
	if p := (stock.Pool{Qty: qty(3), Amount: 1000}).Average(); p != 3_333_333 {
		t.Fatalf("average %s", p)
	}
}
