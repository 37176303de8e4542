package importer_test

import (
	"strings"
	"testing"

	"heyi/shared/modules/documents/sales"
)

// cancelling adds cancellations to the shop's mapping: numbers that begin with C.
const cancelling = `
[returned]
sheet = "明细"
when = [{ column = "单号", prefix = "C" }]
key = ["{单号}"]
customer = { of = "客户", key = "{客户}" }
into = { find = "place.code", is = "W1" }
product = { of = "商品", key = "{货号}" }
qty = "-{数量}"
amount = "-{数量} * {单价}"
cost = "-{数量} * {单价} / 2"
date = "{日期}"
reason = "取消 {单号}"
assumed = "推定"
`

func TestCancellations(t *testing.T) {
	mapping := strings.Replace(read(t, shop), "[sale]\n", "[sale]\nwhen = [{ column = \"单号\", prefix = \"C\", not = true }]\n", 1)
	mapping = strings.Replace(mapping, "[[opening.from]]\n", "[[opening.from]]\nwhen = [{ column = \"数量\", sign = \"positive\" }]\n", 1)
	c := found(t, 20261101)
	report := clean(t, c, written(t, "shop.toml", mapping+cancelling), written(t, "明细.csv", `单号,日期,发货,客户,货号,品名,数量,单价,退
D1,2026-11-02,2026-11-02,顺德家私城,A-1,三人位沙发,2,1000,
C1,2026-11-03,,顺德家私城,A-1,三人位沙发,-1,1000,
C1,2026-11-03,,顺德家私城,B-2,茶几,-3,499.5,
`))
	f := figuresOf(t, c.Catalog, c.store)
	equalMoney(t, "orders", sum(f.ordered), "2000.00")
	equalMoney(t, "returns", f.returned, "2498.50")
	equalMoney(t, "red entries", -sum(f.reds), "2498.50")
	equalMoney(t, "owed", f.owed, "-2498.50")
	equalMoney(t, "stock", f.worth, "1249.25") // half of what came back
	equalMoney(t, "account 1405", f.merchandise, "1249.25")
	if f.onHand != 4e6 {
		t.Errorf("%s on hand", f.onHand)
	}
	rows(t, c.store, c.Catalog, sales.Returns, func(r *sales.Return) {
		if r.Reason != "取消 C1" || r.Assumed != "推定" || !r.Delivery.IsZero() {
			t.Errorf("return %+v", r)
		}
	})
	for _, made := range report.Made {
		if made.En == "Sales return" && made.New != 1 {
			t.Errorf("%+v", made)
		}
	}
	sound(t, c.Catalog, c.store)
}
