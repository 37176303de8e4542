package tax_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

func money(t testing.TB, s string) kernel.Money {
	t.Helper()
	m, err := kernel.ParseMoney(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// F9: the vectors of the accountants.
func TestTaxOfALine(t *testing.T) {
	for _, c := range []struct {
		gross, rate, net, vat string
	}{
		{"113.00", "0.13", "100.00", "13.00"},
		{"100.00", "0.13", "88.50", "11.50"},
		{"1560.00", "0.13", "1380.53", "179.47"}, // the demo company's return
		{"-1560.00", "0.13", "-1380.53", "-179.47"},
		{"100.00", "0", "100.00", "0.00"},
		{"0.01", "0.13", "0.01", "0.00"},
		{"103.00", "0.03", "100.00", "3.00"},
	} {
		rate, err := kernel.ParseRate(c.rate)
		if err != nil {
			t.Fatal(err)
		}
		net, vat := tax.SplitGross(money(t, c.gross), rate)
		if net.String() != c.net || vat.String() != c.vat {
			t.Errorf("%s at %s: %s + %s, want %s + %s", c.gross, c.rate, net, vat, c.net, c.vat)
		}
	}
}

// F9: tax is rounded per line, so three lines of 10.05 bear 3.93, not 3.92.
func TestTaxIsRoundedPerLine(t *testing.T) {
	var vat kernel.Money
	for range 3 {
		_, v, err := tax.AddTax(1005, 130_000)
		if err != nil {
			t.Fatal(err)
		}
		vat += v
	}
	if vat != 393 {
		t.Fatalf("three lines bear %s", vat)
	}
	if _, v, _ := tax.AddTax(3015, 130_000); v != 392 {
		t.Fatalf("one line of the sum bears %s", v)
	}
}

func TestAmountOfALine(t *testing.T) {
	for _, c := range []struct{ qty, price, discount, want string }{
		{"3", "3680", "1", "11040.00"},
		{"1000", "0.035", "1", "35.00"},
		{"12.5", "19.99", "0.9", "224.89"}, // 224.8875
		{"-6", "260", "1", "-1560.00"},
		{"1", "0.005", "1", "0.01"}, // half up
	} {
		q, _ := kernel.ParseQty(c.qty)
		p, _ := kernel.ParsePrice(c.price)
		d, _ := kernel.ParseRate(c.discount)
		got, err := tax.LineGross(q, p, d)
		if err != nil || got.String() != c.want {
			t.Errorf("%s × %s × %s = %s %v, want %s", c.qty, c.price, c.discount, got, err, c.want)
		}
	}
}

func TestAnAmountBeyondAllMeasureIsRefused(t *testing.T) {
	if _, err := tax.LineGross(kernel.MaxQty, kernel.MaxPrice, tax.NoDiscount); !errors.Is(err, tax.TooBig.With()) {
		t.Fatalf("got %v", err)
	}
}

// G10: net and tax add up to the gross amount, and reds mirror blacks.
func TestSplitAddsUp(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		gross := kernel.Money(rapid.Int64Range(-int64(kernel.MaxMoney), int64(kernel.MaxMoney)).Draw(t, "gross"))
		rate := kernel.Rate(rapid.Int64Range(0, 999_999).Draw(t, "rate"))
		net, vat := tax.SplitGross(gross, rate)
		if net+vat != gross {
			t.Fatalf("%s + %s ≠ %s", net, vat, gross)
		}
		if rn, rv := tax.SplitGross(-gross, rate); rn != -net || rv != -vat {
			t.Fatalf("red %s + %s, black %s + %s", rn, rv, net, vat)
		}
		// Half a fen bounds the rounding: |net×(1+r) − gross| ≤ (1+r)/2.
		back, _, err := tax.AddTax(net, rate)
		if err == nil && (back-gross > 1 || gross-back > 1) {
			t.Fatalf("net %s at %s goes back to %s, not %s", net, rate, back, gross)
		}
	})
}

// G10: a discount on the document is on its lines to the fen.
func TestDiscountIsSpreadToTheFen(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		drawn := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 1, 60).Draw(t, "lines")
		lines := make([]kernel.Money, len(drawn))
		var total kernel.Money
		for i, d := range drawn {
			lines[i] = kernel.Money(d)
			total += lines[i]
		}
		discount := kernel.Money(rapid.Int64Range(0, int64(total)).Draw(t, "discount"))
		shares, err := tax.SpreadDiscount(discount, lines)
		if err != nil {
			t.Fatal(err)
		}
		var sum kernel.Money
		for i, s := range shares {
			if s < 0 || s > lines[i] {
				t.Fatalf("line %d of %s bears %s", i, lines[i], s)
			}
			sum += s
		}
		if sum != discount {
			t.Fatalf("shares add up to %s, the discount is %s", sum, discount)
		}
	})
}

func TestTheLargestRemainderGetsTheFen(t *testing.T) {
	shares, err := tax.SpreadDiscount(100, []kernel.Money{100, 100, 100})
	if err != nil || shares[0] != 34 || shares[1] != 33 || shares[2] != 33 {
		t.Fatalf("%v %v", shares, err)
	}
	if shares := tax.Spread(-100, []kernel.Money{100, 100, 100}); shares[0]+shares[1]+shares[2] != -100 {
		t.Fatalf("red %v", shares)
	}
	if shares := tax.Spread(7, []kernel.Money{0, 0}); shares[0] != 7 || shares[1] != 0 {
		t.Fatalf("without weights %v", shares)
	}
}

func TestADiscountBeyondTheTotalIsRefused(t *testing.T) {
	if _, err := tax.SpreadDiscount(301, []kernel.Money{100, 200}); !errors.Is(err, tax.DiscountTooBig.With()) {
		t.Fatalf("got %v", err)
	}
	if _, err := tax.SpreadDiscount(1, []kernel.Money{-100, 200}); !errors.Is(err, kernel.BelowZero.With()) {
		t.Fatalf("got %v", err)
	}
}

// Rates are dated rows: a document of an old day keeps the rate of its day.
func TestRatesOfTheDay(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for _, c := range []struct {
		class kernel.Choice
		day   kernel.Date
		want  kernel.Rate
	}{
		{tax.Goods, 20180430, 170_000},
		{tax.Goods, 20180501, 160_000},
		{tax.Goods, 20190331, 160_000},
		{tax.Goods, 20190401, 130_000},
		{tax.Farm, 20261119, 90_000},
		{tax.Services, 20261119, 60_000},
		{tax.Zero, 20261119, 0},
		{tax.Levy, 20200229, 30_000},
		{tax.Levy, 20200301, 10_000},
		{tax.Levy, 20271231, 10_000},
		{tax.Levy, 20280101, 30_000},
	} {
		if got, err := tax.RateOn(w.Tx(), c.class, c.day); err != nil || got != c.want {
			t.Errorf("%s on %s: %s %v, want %s", c.class, c.day, got, err, c.want)
		}
	}
	if _, err := tax.RateOn(w.Tx(), tax.Goods, 20081231); !errors.Is(err, tax.NoRate.With()) {
		t.Fatalf("before the table begins: %v", err)
	}
}

func TestTheTableOfRatesRefusesNonsense(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	send := func(from, rate string) error {
		_, err := w.Add(trial.System(), "tax_rate", "class", "goods", "from", from, "rate", rate)
		return err
	}
	if err := send("2019-04-01", "0.12"); !errors.Is(err, tax.RateTwice.With()) {
		t.Fatalf("a second rate of a day: %v", err)
	}
	if err := send("2030-01-01", "13"); !errors.Is(err, kernel.OutOfBounds.With()) {
		t.Fatalf("13 for 13 %%: %v", err)
	}
	if err := send("2030-01-01", "0.12"); err != nil {
		t.Fatal(err)
	}
	if got, _ := tax.RateOn(w.Tx(), tax.Goods, 20300101); got != 120_000 {
		t.Fatalf("the new rate is %s", got)
	}
	w.Sound(t)
}

// The company's VAT status decides what its sales bear.
func TestTheRateOfASale(t *testing.T) {
	for _, c := range []struct {
		vat, class kernel.Choice
		want       kernel.Rate
	}{
		{org.VatGeneral, tax.Goods, 130_000},
		{org.VatGeneral, tax.Zero, 0},
		{org.VatSmall, tax.Goods, 10_000},
		{org.VatSmall, tax.Zero, 0},
		{org.VatNone, tax.Goods, 0},
	} {
		w := trial.Company(t, c.vat)
		if got, err := tax.SaleRate(w.Tx(), c.class, 20261119); err != nil || got != c.want {
			t.Errorf("%s %s: %s %v, want %s", c.vat, c.class, got, err, c.want)
		}
	}
}
