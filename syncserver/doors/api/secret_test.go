package api_test

import (
	"strings"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// village is two salespeople with a customer and an order each, and a product
// whose cost is 1,234.56.
type village struct {
	boss, lin, huang      *client
	product, place        string
	linsParty, linsOrder  string
	huangsParty, huangsNo string
}

func settle(t *testing.T) *village {
	t.Helper()
	s := serve(t)
	v := &village{boss: s.as(boss), lin: s.as(lin), huang: s.as(huang)}
	v.product = v.boss.add("product", "code", "SF01", "name", "三人位沙发", "unit", "套", "retail", "3680")
	v.boss.want(200, "POST", "/api/v1/commands/product__cost.edit",
		`{"row":"`+v.product+`","changes":[{"field":"purchase","was":"0","becomes":"1234.56"}]}`)
	v.place = v.boss.first("/api/v1/place?code=ZC")
	v.boss.want(200, "POST", "/api/v1/commands/stock.open",
		`{"place":"`+v.place+`","lines":[{"product":"`+v.product+`","qty":"10","price":"1234.56"}]}`)
	v.linsParty = v.lin.add("party", "name", "顺德家私城", "is_customer", "true", "mobile", "13800000001")
	v.huangsParty = v.huang.add("party", "name", "南海大酒店", "is_customer", "true", "mobile", "13800000002")
	v.linsOrder = v.lin.order(v, v.linsParty)
	v.huangsNo = v.huang.get("/api/v1/sales_order/"+v.huang.order(v, v.huangsParty)).str("row", "number")
	return v
}

func (c *client) order(v *village, customer string) string {
	c.s.t.Helper()
	a := c.want(200, "POST", "/api/v1/commands/sales.order.place",
		`{"customer":"`+customer+`","from":"`+v.place+`","lines":[{"product":"`+v.product+`","qty":"2","price":"3680"}]}`)
	if a.str("made", 0, "entity") != "sales_order" {
		c.s.t.Fatalf("the order is not among what was made: %s", a.text)
	}
	return a.str("made", 0, "id")
}

// R270: what belongs to another salesperson comes out of no door: not of lists, not by
// id, not as a follower, not through search, not by the number of rows, not as a
// reference in a command.
func TestASalespersonSeesNothingOfAnothers(t *testing.T) {
	v := settle(t)
	secrets := []string{"南海大酒店", "13800000002", v.huangsParty, v.huangsNo}
	for _, s := range v.lin.s.Catalog.Schemas {
		if s.Main != nil {
			continue
		}
		a := v.lin.get("/api/v1/" + s.Name + "?limit=1000&removed=true")
		for _, secret := range secrets {
			if strings.Contains(a.text, secret) {
				t.Errorf("%s tells %s", s.Name, secret)
			}
		}
	}
	for path, total := range map[string]float64{
		"/api/v1/party?name=南海大酒店": 0, "/api/v1/party?q=nhdjd": 0, "/api/v1/party": 1, "/api/v1/sales_order": 1,
		"/api/v1/sales_order_line": 1, "/api/v1/party_balance": 1, "/api/v1/sales_order?customer=" + v.huangsParty: 0,
	} {
		if a := v.lin.get(path); a.at("total") != total {
			t.Errorf("%s: total %v, want %v", path, a.at("total"), total)
		}
	}
	v.lin.refused(404, kernel.NotThere, "GET", "/api/v1/party/"+v.huangsParty+"?with=contact,party_balance", "")
	v.lin.refused(404, kernel.NotThere, "GET", "/api/v1/party_balance/"+v.huangsParty, "")
	v.lin.refused(404, kernel.NotThere, "GET", "/api/v1/reports/statement?from=2020-01-01&to=2030-01-01&customer="+v.huangsParty, "")
	v.lin.refused(422, kernel.NotThere, "POST", "/api/v1/commands/sales.order.place",
		`{"customer":"`+v.huangsParty+`","from":"`+v.place+`","lines":[{"product":"`+v.product+`","qty":"1","price":"1"}]}`)
	if own := v.lin.get("/api/v1/sales_order/" + v.linsOrder + "?with=lines,process_event"); len(own.at("lines").([]any)) != 1 || len(own.at("process_event").([]any)) == 0 {
		t.Errorf("his own order lacks lines or trail: %s", own.text)
	}
}

// Costs reach those who hold them together with the row, and nobody else by any
// path: their value must not even order or filter rows.
func TestCostsStayWithThoseWhoMaySeeThem(t *testing.T) {
	v := settle(t)
	for _, s := range v.lin.s.Catalog.Schemas {
		if s.Main != nil {
			v.lin.want(404, "GET", "/api/v1/"+s.Name, "")
			continue
		}
		if a := v.lin.get("/api/v1/" + s.Name + "?limit=1000&removed=true"); strings.Contains(a.text, "1234.56") || strings.Contains(a.text, `"purchase":`) {
			t.Errorf("%s tells the cost", s.Name)
		}
	}
	path := "/api/v1/product/" + v.product
	if a := v.lin.get(path + "?with=product_unit,stock_balance"); a.at("row", "purchase") != nil {
		t.Errorf("a salesperson gets the cost: %s", a.text)
	}
	if a := v.boss.get(path); a.str("row", "purchase") != "1234.56" {
		t.Errorf("the boss lacks the cost: %s", a.text)
	}
	if a := v.boss.get("/api/v1/product?code=SF01"); a.str("rows", 0, "purchase") != "1234.56" {
		t.Errorf("the boss's list lacks the cost: %s", a.text)
	}
	for _, c := range []*client{v.lin, v.boss} {
		for _, query := range []string{"purchase.gte=1000", "purchase=1234.56", "sort=purchase", "sort=-purchase", "purchase.some="} {
			c.refused(400, rowstore.NoSuchField, "GET", "/api/v1/product?"+query, "")
		}
	}
	v.lin.refused(400, figures.Withheld, "GET", "/api/v1/reports/stock_ledger?from=2019-12-01&to=2030-01-01", "")
	v.lin.refused(403, kernel.NotAllowed, "POST", "/api/v1/commands/product__cost.edit",
		`{"row":"`+v.product+`","changes":[{"field":"purchase","was":"0","becomes":"1"}]}`)
}

// A device that was revoked is out at once, with a token that is still good.
func TestRevokedAtOnce(t *testing.T) {
	v := settle(t)
	device := v.boss.first("/api/v1/device?name.has=林晓燕")
	v.boss.want(200, "POST", "/api/v1/commands/org.device.revoke", `{"device":"`+device+`"}`)
	v.lin.refused(401, org.UnknownDevice, "GET", "/api/v1/party", "")
	v.lin.refused(401, org.UnknownDevice, "POST", "/api/v1/commands/party.add", "{}")
}
