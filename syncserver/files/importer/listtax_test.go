package importer_test

import (
	"testing"

	"heyi/shared/modules/documents/sales"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// Products of a list are taxed as the mapping says that the orders are: where the source
// tells of no tax, none of their lines bears any.
func TestListedProductsBearTheTaxOfTheirOrders(t *testing.T) {
	c := found(t, 20261101)
	files := []string{
		written(t, "商品.csv", "货号,品名,单位,售价\nA-1,三人位沙发,套,1000\nA-2,餐椅,把,200\n"),
		written(t, "订单.csv", "单号,日期,客户,货号,数量,单价\nD1,2026-11-02,顺德家私城,A-1,2,1000\nD2,2026-11-03,南海大酒店,A-2,4,200\n"),
	}
	var looks []*importer.Look
	for _, file := range files {
		k, err := importer.LookAt(t.Context(), file, tabular.Options{})
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, k)
	}
	clean(t, c, written(t, "m.toml", importer.Propose(c.Catalog, looks).TOML), files...)
	lines := 0
	rows(t, c.store, c.Catalog, sales.OrderLines, func(l *sales.OrderLine) {
		if lines++; l.Vat != 0 || l.Gross != l.Net {
			t.Errorf("%s bears %s", l.Name, l.Vat)
		}
	})
	if lines != 2 {
		t.Errorf("%d lines", lines)
	}
}
