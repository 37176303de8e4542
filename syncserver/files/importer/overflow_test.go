package importer_test

import (
	"strings"
	"testing"

	"heyi/shared/modules/documents/sales"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

const overflowing = `order no,customer,order date,ship name,ship address,city,sku,product name,qty,price
1,Alfreds,2026-11-02,Alfreds,57 Obere Str.,Berlin,A-1,Chair,2,10
2,Around the Horn,2026-11-02,Around the Horn,Brook Farm, Stratford St. Mary,Colchester,A-1,Chair,1,10
3,Alfreds,2026-11-03,Alfreds,57 Obere Str.,Berlin,A-2,Desk,1,80
4,QUICK-Stop,2026-11-04,QUICK-Stop,Taucherstr. 10, 2nd floor, left,Berlin,A-2,Desk,1,80
5,QUICK-Stop,2026-11-05,QUICK-Stop,Taucherstr. 10, 2nd floor, left,Berlin,A-1,Chair,4,10
6,Around the Horn,2026-11-06,Around the Horn,Brook Farm, Stratford St. Mary,Colchester,A-2,Desk,2,80
`

// Lines whose text holds a separator that nobody quoted are not missed: inspect finds the
// column, says so in the mapping, and all orders come in.
func TestATextWithSeparatorsMissesNoOrder(t *testing.T) {
	for name, test := range map[string]struct {
		text, column string
		orders       int
	}{
		"an address": {overflowing, "ship address", 6},
		"a name, told by what is known of the others": {
			"订单号,日期,客户,货号,品名,数量,单价\n1,2026-11-02,甲,A-1,Chair, red,2,10\n2,2026-11-02,甲,A-2,Desk,2,80\n3,2026-11-03,乙,A-1,Chair, red,1,10\n", "品名", 3,
		},
		"no column of texts": {"订单号,日期,货号,数量,单价\n1,2026-11-02,A-1,2,10,5\n2,2026-11-02,A-2,2,80\n", "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := found(t, 20261101)
			file := written(t, "orders.csv", test.text)
			k, err := importer.LookAt(t.Context(), file, tabular.Options{})
			if err != nil {
				t.Fatal(err)
			}
			toml := importer.Propose(c.Catalog, []*importer.Look{k}).TOML
			if line := `join_into = "` + test.column + `"`; strings.Contains(toml, line) != (test.column != "") || test.column == "" && strings.Contains(toml, "join_into") {
				t.Fatalf("%s", toml)
			}
			report := c.run(written(t, "m.toml", toml), file)
			orders := 0
			rows(t, c.store, c.Catalog, sales.Orders, func(*sales.Order) { orders++ })
			if orders != test.orders || test.column != "" && len(report.Refused) > 0 {
				t.Errorf("%d orders, %v", orders, report.Refused)
			}
		})
	}
}
