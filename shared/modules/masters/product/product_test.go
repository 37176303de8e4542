package product_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	_ "heyi/shared/modules/engines/tax" // the tax classes
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

func TestPricesNameTheirSource(t *testing.T) {
	p := &product.Product{Retail: 4980e6, Wholesale: 3980e6}
	agreed := &product.CustomerPrice{Price: 3500e6}
	for _, c := range []struct {
		level  kernel.Choice
		agreed *product.CustomerPrice
		price  kernel.Price
		source product.Source
	}{
		{party.Retail, nil, 4980e6, product.FromRetail},
		{party.Wholesale, nil, 3980e6, product.FromLevel},
		{party.Dealer, nil, 4980e6, product.FromRetail}, // no dealer price was set
		{party.Wholesale, agreed, 3500e6, product.FromAgreement},
		{party.Wholesale, &product.CustomerPrice{}, 3980e6, product.FromLevel}, // an agreement that ended
		{"", nil, 4980e6, product.FromRetail},
	} {
		if price, source := product.PriceFor(p, c.level, c.agreed); price != c.price || source != c.source {
			t.Errorf("%s: %s from %s, want %s from %s", c.level, price, source, c.price, c.source)
		}
	}
	if price, source := product.PriceFor(&product.Product{}, party.Dealer, nil); price != 0 || source != product.NoPrice {
		t.Errorf("a product without price: %s from %s", price, source)
	}
}

func TestUnitsConvertExactlyOrNotAtAll(t *testing.T) {
	for _, c := range []struct {
		ratio product.Ratio
		qty   kernel.Qty
		base  kernel.Qty
		exact bool
	}{
		{product.Ratio{Num: 4, Den: 1}, 3e6, 12e6, true},           // 3 箱椅 = 12 把
		{product.Ratio{Num: 1, Den: 1000}, 35e6, 35_000, true},     // 35 只 = 0.035 千只
		{product.Ratio{Num: 1, Den: 3}, 1e6, 0, false},             // a third has no end
		{product.Ratio{Num: 1, Den: 3}, 3e6, 1e6, true},            // three thirds are one
		{product.Ratio{Num: 1e6, Den: 1}, kernel.MaxQty, 0, false}, // more than a figure holds
		{product.Ratio{}, 1e6, 0, false},
		{product.Base, -5e6, -5e6, true},
	} {
		if base, exact := c.ratio.ToBase(c.qty); base != c.base || exact != c.exact {
			t.Errorf("%v of %s: %s %v, want %s %v", c.ratio, c.qty, base, exact, c.base, c.exact)
		}
	}
}

func TestThereAndBackIsTheSameQuantity(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		r := product.Ratio{Num: rapid.Int64Range(1, 5000).Draw(t, "num"), Den: rapid.Int64Range(1, 5000).Draw(t, "den")}
		q := kernel.Qty(rapid.Int64Range(-1e9, 1e9).Draw(t, "qty"))
		base, exact := r.ToBase(q)
		if !exact {
			return
		}
		if again, exact := r.FromBase(base); !exact || again != q {
			t.Fatalf("%s became %s", q, again)
		}
	})
}

func TestAPriceOfAUnit(t *testing.T) {
	if price, err := (product.Ratio{Num: 1, Den: 1000}).PerUnit(35e6); err != nil || price != 35_000 {
		t.Errorf("0.035 元/只: %s, %v", price, err)
	}
	if price, err := (product.Ratio{Num: 1, Den: 3}).PerUnit(1e6); err != nil || price != 333_333 {
		t.Errorf("a third: %s, %v", price, err)
	}
	if _, err := (product.Ratio{Num: 1e6, Den: 1}).PerUnit(kernel.MaxPrice); !errors.Is(err, kernel.ErrNumber) {
		t.Errorf("beyond the limit: %v", err)
	}
}

func TestScannedCodesAndUnitsByName(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	chair := w.Product(t, "HY-C201", "barcode", "2000000000015")
	if _, err := w.Add(trial.System(), "product_unit", "product", chair.String(), "name", "箱", "num", "4", "den", "1", "barcode", "2000000000022"); err != nil {
		t.Fatal(err)
	}
	tx := w.Tx()
	for code, unit := range map[string]string{"2000000000015": "件", "2000000000022": "箱"} {
		if p, u := product.ByBarcode(tx, code); p == nil || p.Code != "HY-C201" || u != unit {
			t.Errorf("%s is %v in %s, want %s", code, p, u, unit)
		}
	}
	if p, _ := product.ByBarcode(tx, "2000000000039"); p != nil {
		t.Errorf("an unknown code is %s", p.Code)
	}
	p, err := product.Products.Need(tx, chair)
	if err != nil {
		t.Fatal(err)
	}
	if base, err := product.Convert(tx, p, "箱", 2_500_000); err != nil || base != 10e6 {
		t.Errorf("2.5 箱 is %s, %v", base, err)
	}
	if base, err := product.Convert(tx, p, "", 2e6); err != nil || base != 2e6 {
		t.Errorf("2 of the base unit is %s, %v", base, err)
	}
	if _, err := product.Convert(tx, p, "托", 1e6); !errors.Is(err, product.NoUnit.With()) {
		t.Errorf("a unit it does not have: %v", err)
	}
	if _, err := w.Add(trial.System(), "product_unit", "product", chair.String(), "name", "三分", "num", "1", "den", "3"); err != nil {
		t.Fatal(err)
	}
	if _, err := product.Convert(w.Tx(), p, "三分", 1e6); !errors.Is(err, product.Inexact.With()) {
		t.Errorf("a third of a piece: %v", err)
	}
}

func TestAQuoteReadsTheAgreement(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	chair := w.Product(t, "HY-C201", "retail", "320", "dealer", "240")
	customer := w.Party(t, "鹭岛")
	quote := func() (kernel.Price, product.Source) {
		tx := w.Tx()
		p, _ := product.Products.Get(tx, chair)
		c, _ := party.Parties.Get(tx, customer)
		return product.Quote(tx, p, c)
	}
	if price, source := quote(); price != 320e6 || source != product.FromRetail {
		t.Errorf("without agreement: %s from %s", price, source)
	}
	w.Must(t, w.As(t, org.Boss), &product.SetPrice{Party: customer, Product: chair, Price: 235e6})
	if price, source := quote(); price != 235e6 || source != product.FromAgreement {
		t.Errorf("with agreement: %s from %s", price, source)
	}
}
