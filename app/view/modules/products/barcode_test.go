package products_test

import (
	"errors"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/modules/products"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

func lookup(t *testing.T, d *view.Desk, code string) (products.Hit, bool) {
	t.Helper()
	var known bool
	hit, err := view.Load(d, func(r *view.Reader) (hit products.Hit, _ error) {
		hit, known = products.Lookup(r, code)
		return hit, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hit, known
}

func binding(t *testing.T, d *view.Desk, code string, of kernel.ID) *products.Binding {
	t.Helper()
	b, err := view.Load(d, func(r *view.Reader) (*products.Binding, error) {
		b := products.NewBinding(r, code)
		return b, b.Choose(r, of)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A code that nobody knows is given to a product and is known from then on, also
// before the network is back; the box of four keeps its own.
func TestUnknownCodeIsBound(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	if hit, known := lookup(t, desk, "2000000002992"); !known || hit.Unit != "箱" {
		t.Errorf("the code of the box means %+v", hit)
	}
	if hit, known := lookup(t, desk, "HY-S301"); !known || hit.Unit != "套" {
		t.Errorf("the product's own code means %+v", hit)
	}
	const code = "6901234567892"
	if hit, known := lookup(t, desk, code); known {
		t.Fatalf("%s is known: %+v", code, hit)
	}
	chair := shop.Product("HY-C201").ID()
	b := binding(t, desk, code, chair)
	if len(b.Carriers) != 2 || b.Carriers[0].Unit != "把" || b.Carriers[0].Code != "2000000002015" {
		t.Fatalf("%+v", b.Carriers)
	}
	if _, err := b.Bind(desk, "套"); !errors.Is(err, products.NoProduct.With()) {
		t.Errorf("bound to a unit that the product does not have: %v", err)
	}
	if _, err := b.Bind(desk, "箱"); err != nil {
		t.Fatal(err)
	}
	if hit, known := lookup(t, desk, code); !known || hit.Product != chair || hit.Unit != "箱" {
		t.Errorf("%s means %+v", code, hit)
	}
	shop.Upload(viewtest.Boss, desk)
	sofa := binding(t, desk, "2000000001018", shop.Product("HY-S301").ID()) // the dining table's
	if _, err := sofa.Bind(desk, "套"); !errors.Is(err, kernel.Taken.With()) {
		t.Errorf("one code for two products: %v", err)
	}
}

// A storekeeper binds a code to what has none without the right to edit products; he
// is not offered to replace one.
func TestStorekeeperBindsButDoesNotReplace(t *testing.T) {
	shop := viewtest.Trading(t)
	bare := shop.Add(product.Products.Name(), "code", "HY-T777", "name", "边几", "unit", "张")
	desk := shop.Desk(viewtest.Keeper)
	const code = "6901234567892"
	err := desk.Read(func(r *view.Reader) error {
		return products.NewBinding(r, code).Choose(r, shop.Product("HY-C201").ID())
	})
	if !errors.Is(err, products.AllTaken.With()) {
		t.Errorf("a product whose units all have codes: %v", err)
	}
	b := binding(t, desk, code, bare)
	if len(b.Carriers) != 1 {
		t.Fatalf("%+v", b.Carriers)
	}
	if _, err := b.Bind(desk, "张"); err != nil {
		t.Fatal(err)
	}
	shop.Upload(viewtest.Keeper, desk)
	if hit, known := lookup(t, desk, code); !known || hit.Product != bare || hit.Unit != "张" {
		t.Errorf("%s means %+v", code, hit)
	}
}

// Who may not bind is told so.
func TestBindingNeedsARight(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	b := binding(t, desk, "6901234567892", shop.Product("HY-C201").ID())
	if b.May || len(b.Carriers) != 0 {
		t.Errorf("a salesperson may bind: %+v", b)
	}
	if _, err := b.Bind(desk, "把"); !errors.Is(err, products.MayNot.With()) {
		t.Errorf("%v", err)
	}
}

func TestLooksScanned(t *testing.T) {
	for text, want := range map[string]bool{"6901234567892": true, "20000012": true, "2.1m": false, "301": false, "沙发": false, "HY-S301": false, "": false} {
		if got := products.LooksScanned(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}
