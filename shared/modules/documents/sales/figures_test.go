package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

const (
	one      = kernel.Qty(1_000_000)
	thirteen = kernel.Rate(130_000)
)

func TestFiguresOfADocument(t *testing.T) {
	lines := []sales.Priced{
		{Qty: 1 * one, Price: 113_000_000, Rate: thirteen},
		{Qty: 2 * one, Price: 60_000_000, Discount: 900_000, Rate: thirteen},
		{Qty: 5 * one, Price: 9_000_000, Gift: true, Rate: thirteen},
		{Qty: 3 * one, Price: 1, Given: 3015, Rate: thirteen},
	}
	figures, whole, err := sales.LineFigures(lines, 1)
	if err != nil {
		t.Fatal(err)
	}
	goods := []kernel.Money{11300, 10800, 0, 3015}
	for n, f := range figures {
		sum := f.Net + f.Vat
		if sum != f.Gross {
			t.Errorf("line %d: net + vat = %s, gross %s", n+1, sum, f.Gross)
		}
		if f.Goods != goods[n] {
			t.Errorf("line %d: goods %s, want %s", n+1, f.Goods, goods[n])
		}
	}
	if whole.Goods != 25115 || whole.Gross != 25114 || whole.Net+whole.Vat != whole.Gross {
		t.Errorf("whole %+v", whole)
	}
}

func TestADiscountBeyondTheGoodsIsRefused(t *testing.T) {
	_, _, err := sales.LineFigures([]sales.Priced{{Qty: one, Price: 1_000_000}}, 101)
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != "tax.discount" {
		t.Fatalf("got %v", err)
	}
}
