package importer_test

import (
	"errors"
	"strings"
	"testing"

	"heyi/syncserver/files/importer"
)

// withTotals is the shop's mapping whose orders must come to what their lines say
// that they come to.
func withTotals(t *testing.T) string {
	t.Helper()
	mapping := strings.Replace(read(t, shop), "  { name = \"退\"", "  { name = \"合计\", kind = \"number\" },\n  { name = \"退\"", 1)
	mapping = strings.Replace(mapping, "[sale]\n", "[sale]\ntotal = \"{合计}\"\n", 1)
	return written(t, "shop.toml", mapping)
}

// The total of a head is that of all its lines, in however many documents they come:
// here two lines make one.
func TestHeadsAgainstLines(t *testing.T) {
	const head = "单号,日期,发货,客户,货号,品名,数量,单价,合计\n"
	const parted = head + `D1,2026-11-02,,顺德家私城,A-1,三人位沙发,2,1000,2600
D1,2026-11-02,,顺德家私城,B-2,茶几,1,500,2600
D1,2026-11-02,,顺德家私城,C-3,餐椅,1,100,2600
`
	c := found(t, 20261101)
	clean(t, c, withTotals(t), written(t, "明细.csv", parted))
	equalMoney(t, "orders", sum(figuresOf(t, c.Catalog, c.store).ordered), "2600.00")

	c = found(t, 20261101)
	_, report, err := c.decide(false, withTotals(t), written(t, "明细.csv", strings.ReplaceAll(parted, "2600", "2601")))
	if !errors.Is(err, importer.Incomplete.With()) {
		t.Fatal(err)
	}
	whole := 0
	for _, r := range report.Refused {
		if !strings.Contains(r.En, "total is 2601.00, but its lines come to 2600.00") {
			t.Errorf("%+v", r)
		}
		if r.Code == "import.total" {
			whole++
		}
	}
	if whole != 2 {
		t.Errorf("%d of 2 documents were refused: %v", whole, report.Refused)
	}
}
