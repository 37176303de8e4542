package api_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// Whatever is wrong with a request, and wherever it is sent, the answer has one
// shape: a code and a sentence of its own for each cause, the field's name for
// programs with its place in lists, and its label for people.
func TestEveryFailureHasOneShape(t *testing.T) {
	v := settle(t)
	const place = "/api/v1/commands/sales.order.place"
	order := `{"customer":"` + v.linsParty + `","from":"` + v.place + `","lines":[{"product":"` + v.product + `","qty":"1","price":"3680"},%s]}`
	lines := func(second string) string { return strings.Replace(order, "%s", second, 1) }
	for _, c := range []struct {
		what, path, body string
		status           int
		code             *kernel.Code
		field, zh, en    string
	}{
		{"missing", place, `{"from":"` + v.place + `"}`, 422, kernel.Missing, "customer", "客户", "Customer"},
		{"missing in a list", place, lines(`{"qty":"1"}`), 422, kernel.Missing, "lines[1].product", "商品", "Product"},
		{"malformed", place, `{"customer":7}`, 400, kernel.Malformed, "customer", "客户", "Customer"},
		{"malformed in a list", place, lines(`{"product":"` + v.product + `","qty":"two"}`), 400, kernel.Malformed, "lines[1].qty", "数量", "Quantity"},
		{"no day", place, `{"due":"2026-02-30"}`, 400, kernel.Malformed, "due", "交货日期", "Deliver on"},
		{"no list", place, `{"lines":"all"}`, 400, kernel.Malformed, "lines", "商品", "Lines"},
		{"no object in a list", place, `{"lines":[7]}`, 400, kernel.Malformed, "lines[0]", "商品", "Lines"},
		{"too large", place, lines(`{"product":"` + v.product + `","qty":"9999999999999"}`), 400, kernel.OutOfRange, "lines[1].qty", "数量", "Quantity"},
		{"below zero", place, lines(`{"product":"` + v.product + `","qty":"-1"}`), 422, kernel.BelowZero, "lines[1].qty", "数量", "Quantity"},
		{"unknown", place, lines(`{"colour":"red"}`), 400, kernel.NoField, "lines[1].colour", "", ""},
		{"no choice", place, `{"customer":"` + v.linsParty + `","from":"` + v.place + `","allow":"perhaps","lines":[]}`, 422, kernel.BadChoice, "allow", "缺货时", "If short"},
		{"unknown of an add", "/api/v1/commands/party.add", `{"values":[{"field":"colour","value":"red"}]}`, 422, kernel.NoField, "colour", "", ""},
		{"the system's own", "/api/v1/commands/party.add", `{"values":[{"field":"version","value":"7"}]}`, 422, kernel.ReadOnly, "version", "version", "version"},
		{"malformed in an add", "/api/v1/commands/party.add", `{"values":[{"field":"limit","value":"much"}]}`, 422, kernel.Malformed, "limit", "信用额度", "Credit limit"},
	} {
		a := v.boss.want(c.status, "POST", c.path, c.body)
		if a.str("refusal", "code") != c.code.Name || a.str("refusal", "field") != c.field {
			t.Errorf("%s: %s, want %s of %s", c.what, a.text, c.code.Name, c.field)
		}
		if c.zh != "" && (a.str("refusal", "label", "zh") != c.zh || a.str("refusal", "label", "en") != c.en) {
			t.Errorf("%s: %s, want the labels %s, %s", c.what, a.text, c.zh, c.en)
		}
		for _, lang := range []string{"zh", "en", "message"} {
			if s := a.str("refusal", lang); s == "" || strings.ContainsAny(s, "{}") {
				t.Errorf("%s: the sentence is %q", c.what, s)
			}
		}
	}
}

// Signing in fails in the shape of everything else, in the language that is asked
// for. At its top stands what devices of the first release read.
func TestSigningInFailsAlike(t *testing.T) {
	c := &client{s: serve(t), header: map[string]string{"Accept-Language": "en"}}
	for path, body := range map[string]string{
		"/api/v1/signin": `{"mobile":"` + boss + `","password":"no"}`,
		"/api/v1/enrol":  `{"mobile":"` + boss + `","password":"no","kind":"tablet","name":"x"}`,
	} {
		a := c.want(401, "POST", path, body)
		if a.str("refusal", "code") == "" || a.str("refusal", "message") != a.str("refusal", "en") {
			t.Errorf("%s: %s", path, a.text)
		}
		if a.str("code") != a.str("refusal", "code") || a.str("zh") != a.str("refusal", "zh") || a.str("en") != a.str("refusal", "en") {
			t.Errorf("%s: an older device reads %s", path, a.text)
		}
	}
}

// A condition can be on a row that is referred to: the lines of all orders of a
// month are one call. What the reader may not see is no condition either.
func TestConditionsFollowReferences(t *testing.T) {
	v := settle(t)
	day := v.boss.get("/api/v1/sales_order/"+v.linsOrder).str("row", "date")
	for path, want := range map[string]int{
		"sales_order_line?order.date.gte=" + day + "&order.date.lte=" + day: 2,
		"sales_order_line?order.date.gt=" + day:                             0,
		"sales_order_line?order.customer=" + v.linsParty:                    1,
		"sales_order_line?order.customer.name=南海大酒店":                        1,
		"sales_order_line?order.customer.name.starts=南海&product.code=SF01":  1,
		"sales_order_line?order.customer.name.starts=南海&product.code=SF02":  0,
	} {
		if a := v.boss.get("/api/v1/" + path); len(a.rows()) != want || a.at("total") != float64(want) {
			t.Errorf("%s: %s, want %d rows", path, a.text, want)
		}
	}
	for _, path := range []string{"order.customer.name.starts=南海", "order.customer=" + v.huangsParty} {
		if a := v.lin.get("/api/v1/sales_order_line?" + path); len(a.rows()) != 0 || a.at("total") != 0.0 {
			t.Errorf("%s: a colleague sees %s", path, a.text)
		}
	}
}
