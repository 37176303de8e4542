package importer_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/syncserver/files/importer"
)

const twoOrders = "Order No,Order Date,Customer,SKU,Product,Qty,Unit Price\nA-1,2026-11-05,Shop A,S1,Sofa,2,100.00\nA-2,2026-11-06,Shop B,S2,Table,1,50.00\n"

// The same export one order longer: the goods that were added get an opening stock
// of their own, and what was there before is known.
func TestGrownFile(t *testing.T) {
	c := found(t, 20261101)
	file := written(t, "orders.csv", twoOrders)
	_, mapping := imported(t, c, file)
	path := written(t, "m.toml", mapping)
	report := clean(t, c, path, written(t, "orders.csv", twoOrders+"A-3,2026-11-07,Shop A,S1,Sofa,1,100.00\nA-4,2026-11-08,Shop A,S3,Chair,2,10.00\n"))
	if report.Changed != 0 {
		t.Errorf("%d documents are said to have changed", report.Changed)
	}
	f := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "orders", sum(f.ordered), "370.00")
	if f.onHand != 0 {
		t.Errorf("%s are left of what was opened for the orders", f.onHand)
	}
	again(t, c, path, written(t, "orders.csv", twoOrders+"A-3,2026-11-07,Shop A,S1,Sofa,1,100.00\nA-4,2026-11-08,Shop A,S3,Chair,2,10.00\n"))
	sound(t, c.Catalog, c.store)
}

// Another source under the same name, in which the numbers are other customers', is
// refused and changes nothing.
func TestOtherSource(t *testing.T) {
	c := found(t, 20261101)
	_, mapping := imported(t, c, written(t, "orders.csv", twoOrders))
	version := c.State().Version
	_, _, err := c.decide(true, written(t, "m.toml", mapping), written(t, "orders.csv", strings.NewReplacer("Shop A", "Shop X", "Shop B", "Shop Y").Replace(twoOrders)+"A-9,2026-11-07,Shop Z,S9,Lamp,1,9.00\n"))
	if !errors.Is(err, importer.OtherSource.With()) || c.State().Version != version {
		t.Errorf("%v at version %d, was %d", err, c.State().Version, version)
	}
}

// Mappings of files whose names have no plain letters in common are called apart.
func TestNamesOfImports(t *testing.T) {
	names := map[string]string{}
	for _, file := range []string{"东莞店10月.csv", "佛山店10月.csv", "10月.csv", "订单.csv", "定单.csv", "orders.csv", "orders 2.csv"} {
		c := found(t, 20261101)
		_, mapping := imported(t, c, written(t, file, twoOrders))
		name, _, _ := strings.Cut(mapping[strings.Index(mapping, "name = "):], "\n")
		if other := names[name]; other != "" {
			t.Errorf("%s and %s are both %s", other, file, name)
		}
		names[name] = file
	}
}
