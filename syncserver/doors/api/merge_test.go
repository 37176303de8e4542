package api_test

import (
	"strings"
	"testing"
)

// R266: a phone that was typed in another way is the same phone, so two records of one
// customer are found; they are merged by the rules, and a program that goes on naming
// the one that went reaches the one that stays. While a document is open nothing is
// merged, and the answer names it.
func TestTwoRecordsOfOneCustomer(t *testing.T) {
	c := open(t)
	twin := c.seller.add("party", "name", "曾记家私(雨花店)", "mobile", "+86 138-0000-0309", "is_customer", "true", "category", "家私城", "address", "别处")
	if task := c.boss.get("/api/v1/task?kind=party.twin"); len(task.rows()) != 1 || !strings.Contains(task.text, "曾记家私(雨花店)") {
		t.Fatalf("nobody is told: %s", task.text)
	}
	first := c.customer
	c.customer = twin
	order := c.order("2")
	merge := `{"keep":"` + first + `","gone":"` + twin + `"}`
	c.seller.want(403, "POST", "/api/v1/commands/party.merge", merge)
	a := c.boss.want(422, "POST", "/api/v1/commands/party.merge", merge)
	if a.str("refusal", "code") != "party.open_work" || !strings.Contains(a.text, c.boss.get("/api/v1/sales_order/"+order).str("row", "number")) {
		t.Errorf("the open order is not named: %s", a.text)
	}
	c.keeper.do("sales.ship", `{"delivery":"%s"}`, c.keeper.row("sales_delivery?order="+order).str("id"))
	c.boss.do("party.merge", "%s", merge)

	if row := c.boss.get("/api/v1/party/" + first); row.str("row", "category") != "家私城" || row.str("row", "address") != "雨花区万家丽路" {
		t.Errorf("what stays, stays; what lacks, comes: %s", row.text)
	}
	if row := c.boss.get("/api/v1/party/" + twin); row.str("row", "merged_into") != first || row.at("row", "retired") != true {
		t.Errorf("the one that went: %s", row.text)
	}
	for party, owed := range map[string]string{first: "7360.00", twin: "0.00"} {
		if b := c.finance.row("party_balance?party=" + party); b.str("receivable") != owed {
			t.Errorf("%s owes %s", party, b.text)
		}
	}
	if o := c.boss.get("/api/v1/sales_order/" + order); o.str("row", "customer") != twin || o.str("row", "name") != "曾记家私(雨花店)" {
		t.Errorf("a document of before has changed: %s", o.text)
	}
	later := c.boss.get("/api/v1/sales_order/" + c.order("1")) // still says twin
	if later.str("row", "customer") != first || later.str("row", "name") != "长沙雨花曾记家私城" {
		t.Errorf("an order for the one that went: %s", later.text)
	}
	if a := c.boss.want(422, "POST", "/api/v1/commands/party.merge", `{"keep":"`+twin+`","gone":"`+first+`"}`); a.str("refusal", "code") != "party.same" {
		t.Errorf("merged the other way round, too: %s", a.text)
	}
}
