package api_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
)

// trade is a company in which each role has a program of its own.
type trade struct {
	boss, seller, keeper, finance *client
	place, sofa, customer         string
}

// open founds it with 15 sofas that cost 2,000.00, and one customer whom the seller
// has written.
func open(t *testing.T) *trade {
	t.Helper()
	s := founded(t, &org.Setup{
		Company: org.SetupCompany{Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20200101, OverdueDays: 15, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}},
			{Name: "业务一", Roles: []string{org.Sales}, Places: []string{"ZC"}},
			{Name: "仓管", Roles: []string{org.Storekeeper}, Places: []string{"ZC"}},
			{Name: "财务", Roles: []string{org.Finance}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: boss, Seat: "老板"},
			{Name: "林晓燕", Mobile: lin, Seat: "业务一"},
			{Name: "黄建平", Mobile: huang, Seat: "仓管"},
			{Name: "吴秀珍", Mobile: wu, Seat: "财务"},
		},
	})
	c := &trade{boss: s.as(boss), seller: s.as(lin), keeper: s.as(huang), finance: s.as(wu)}
	c.place = c.boss.first("/api/v1/place?code=ZC")
	c.sofa = c.boss.add("product", "code", "HY-S301", "name", "实木沙发", "unit", "套", "dealer", "3680", "active", "true")
	c.finance.do("stock.open", `{"place":"%s","lines":[{"product":"%s","qty":"15","price":"2000"}]}`, c.place, c.sofa)
	c.customer = c.seller.add("party", "name", "长沙雨花曾记家私城", "mobile", "13800000309", "address", "雨花区万家丽路", "is_customer", "true")
	c.finance.do("party.edit", `{"row":"%s","changes":[{"field":"limit","was":"0","becomes":"80000"}]}`, c.customer)
	return c
}

const wu = "19900000104"

// do has a command accepted.
func (c *client) do(name, body string, args ...any) *answer {
	c.s.t.Helper()
	return c.want(200, "POST", "/api/v1/commands/"+name, fmt.Sprintf(body, args...))
}

// row is the one row of a list.
func (c *client) row(path string) *answer {
	c.s.t.Helper()
	a := c.get("/api/v1/" + path)
	if len(a.rows()) != 1 {
		c.s.t.Fatalf("%s: %s", path, a.text)
	}
	a.body = a.rows()[0].(map[string]any)
	return a
}

// order places one for sofas and returns its id.
func (c *trade) order(qty string) string {
	c.boss.s.t.Helper()
	a := c.seller.do("sales.order.place", `{"customer":"%s","from":"%s","lines":[{"product":"%s","qty":"%s","price":"3680"}]}`, c.customer, c.place, c.sofa, qty)
	return a.str("made", 0, "id")
}

// R5 R6 R7 R18 R22 R26 R291: the customer is entered once. Every document of the chain
// refers to his one row and says his name, and no command of it takes a name, a phone
// or an address that was entered before.
func TestTheCustomerIsEnteredOnce(t *testing.T) {
	c := open(t)
	order := c.order("2")
	delivery := c.keeper.row("sales_delivery?order=" + order).str("id")
	c.keeper.do("sales.ship", `{"delivery":"%s"}`, delivery)
	c.finance.do("finance.receive", `{"customer":"%s","parts":[{"fund":"%s","amount":"7360"}]}`, c.customer,
		c.finance.add("fund", "name", "现金", "account", c.finance.first("/api/v1/ledger_account?code=1001")))
	if n := c.boss.get("/api/v1/party?is_customer=true").at("total"); n != 1.0 {
		t.Errorf("%v customers", n)
	}
	documents := 0
	for _, s := range c.boss.s.Catalog.Schemas {
		if s.Main != nil || s.Field("customer") == nil {
			continue
		}
		for _, r := range c.boss.get("/api/v1/" + s.Name).rows() {
			row := r.(map[string]any)
			if documents++; row["customer"] != c.customer || row["name"] != "长沙雨花曾记家私城" {
				t.Errorf("%s: %v", s.Name, row)
			}
		}
	}
	if documents < 3 {
		t.Errorf("only %d documents", documents)
	}
	if o := c.seller.get("/api/v1/sales_order/" + order); o.str("row", "phone") != "13800000309" || o.str("row", "address") != "雨花区万家丽路" {
		t.Errorf("the order has another phone or address: %s", o.text)
	}
	if a := c.seller.get("/api/v1/party/" + c.customer + "?with=sales_order,party_balance"); len(a.at("sales_order").([]any)) != 1 || len(a.at("party_balance").([]any)) != 1 {
		t.Errorf("orders and balance are not beside the customer: %s", a.text)
	}
}

// R15 R35 R42 R45: placing reserves and makes the delivery; shipping it moves the
// stock, makes the receivable and posts revenue and cost, all at one version of the
// company, and the salesperson sees the order shipped at once.
func TestOrderToCashIsOneChain(t *testing.T) {
	c := open(t)
	order := c.order("2")
	if b := c.seller.row("stock_balance?product=" + c.sofa); b.str("reserved") != "2" || b.str("on_hand") != "15" {
		t.Errorf("ordering: %v", b.body)
	}
	delivery := c.keeper.row("sales_delivery?order=" + order)
	if delivery.str("state") != string(sales.Pending) {
		t.Fatalf("the warehouse has %v", delivery.body)
	}
	at := c.keeper.do("sales.ship", `{"delivery":"%s"}`, delivery.str("id")).at("version")
	for path, want := range map[string]map[string]any{
		"stock_balance?product=" + c.sofa:            {"on_hand": "13", "reserved": "0"},
		"party_balance?party=" + c.customer:          {"receivable": "7360.00"},
		"sales_order?id=" + order:                    {"state": string(sales.Shipped)},
		"stock_move?product=" + c.sofa + "&qty.lt=0": {"qty": "-2"},
	} {
		row := c.boss.row(path).body
		for field, value := range want {
			if row[field] != value {
				t.Errorf("%s: %s is %v, want %v", path, field, row[field], value)
			}
		}
		if row["version"] != at {
			t.Errorf("%s is of version %v, the goods left at %v", path, row["version"], at)
		}
	}
	posted := map[string]string{}
	for _, r := range c.finance.get("/api/v1/ledger_entry?version.eq=" + fmt.Sprint(at)).rows() {
		e := r.(map[string]any)
		account := c.finance.get("/api/v1/ledger_account/"+e["account"].(string)).str("row", "code")
		posted[account] = e["debit"].(string) + "/" + e["credit"].(string)
	}
	want := map[string]string{"1122": "7360.00/0.00", "5001": "0.00/6513.27", "22210107": "0.00/846.73", "5401": "4000.00/0.00", "1405": "0.00/4000.00"}
	for account, figures := range want {
		if posted[account] != figures {
			t.Errorf("account %s: %s, want %s (%v)", account, posted[account], figures, posted)
		}
	}
	if o := c.seller.get("/api/v1/sales_order/" + order); o.str("row", "state") != string(sales.Shipped) {
		t.Errorf("the salesperson sees %s", o.str("row", "state"))
	}
}

// R13 R34 R40: finance follows an order by its trail: every node says who, on which
// device, when and with what result, and who holds it now.
func TestFinanceFollowsAnOrder(t *testing.T) {
	c := open(t)
	order := c.order("2")
	delivery := c.keeper.row("sales_delivery?order=" + order).str("id")
	c.keeper.do("sales.ship", `{"delivery":"%s"}`, delivery)
	c.keeper.do("sales.delivery.sign", `{"delivery":"%s","by":"李店长"}`, delivery)
	c.seller.do("sales.order.rate", `{"order":"%s","score":"5"}`, order)
	devices := map[string]string{}
	for _, name := range []string{"林晓燕", "黄建平"} {
		devices[name] = c.boss.first("/api/v1/device?name.has=" + name)
	}
	trail := c.finance.get("/api/v1/process_event?root=" + order + "&sort=at")
	var nodes []string
	last := ""
	for _, r := range trail.rows() {
		e := r.(map[string]any)
		nodes = append(nodes, e["node"].(string)+"="+e["result"].(string))
		if e["origin"] != devices[e["author_name"].(string)] || e["judged"] == "" {
			t.Errorf("%v does not say who did it, where and when", e)
		}
		if at := e["at"].(string); at < last {
			t.Errorf("%v comes before what was before it", e)
		} else {
			last = at
		}
	}
	for _, node := range []string{"sales.order.place=approved", "sales.check.credit=passed", "sales.check.stock=passed", "sales.shipped", "sales.signed", "sales.rated=5"} {
		if !slices.ContainsFunc(nodes, func(n string) bool { return strings.HasPrefix(n, node) }) {
			t.Errorf("no %s in %v", node, nodes)
		}
	}
}

// R31: however many programs order at once, never more is promised than there is.
func TestNeverMoreIsPromisedThanThereIs(t *testing.T) {
	c := open(t)
	body := fmt.Sprintf(`{"customer":"%s","from":"%s","lines":[{"product":"%s","qty":"4","price":"1"}]}`, c.customer, c.place, c.sofa)
	answers := make(chan *answer, 12)
	var all sync.WaitGroup
	for range cap(answers) {
		all.Go(func() { answers <- c.boss.send("POST", "/api/v1/commands/sales.order.place", body) })
	}
	all.Wait()
	close(answers)
	accepted := 0
	for a := range answers {
		switch {
		case a.status == 200:
			accepted++
		case a.str("refusal", "code") != sales.Short.Name || a.str("refusal", "details", 0, "args", "available") != "3":
			t.Errorf("refused with %s", a.text)
		}
	}
	if b := c.seller.row("stock_balance?product=" + c.sofa); accepted != 3 || b.str("reserved") != "12" {
		t.Errorf("%d orders were accepted, %s of 15 are reserved", accepted, b.str("reserved"))
	}
}

// R153: products, accounts and warehouses have codes of their own, which nothing else
// of their kind can have.
func TestCodesAreUnique(t *testing.T) {
	c := open(t)
	for entity, values := range map[string]string{
		"product": `{"field":"code","value":"HY-S301"},{"field":"name","value":"另一张沙发"},{"field":"unit","value":"张"}`,
		"place":   `{"field":"code","value":"ZC"},{"field":"name","value":"另一个仓库"},{"field":"kind","value":"warehouse"}`,
	} {
		a := c.boss.refused(422, kernel.Taken, "POST", "/api/v1/commands/"+entity+".add", `{"values":[`+values+`]}`)
		if a.str("refusal", "field") != "code" {
			t.Errorf("%s: %s", entity, a.text)
		}
	}
	codes := map[any]bool{}
	for _, r := range c.finance.get("/api/v1/ledger_account?limit=1000").rows() {
		code := r.(map[string]any)["code"]
		if code == "" || codes[code] {
			t.Errorf("an account has the code %v", code)
		}
		codes[code] = true
	}
	if len(codes) < 60 {
		t.Errorf("%d accounts", len(codes))
	}
}

// R187: every figure travels as an exact text, three times a third of a yuan less than
// a fen adds up, and nothing that has more decimals than it may is rounded in silence.
func TestFiguresAreExact(t *testing.T) {
	c := open(t)
	c.boss.do("product.edit", `{"row":"%s","changes":[{"field":"divides","was":"false","becomes":"true"}]}`, c.sofa)
	place := func(qty, price string) *answer {
		return c.boss.send("POST", "/api/v1/commands/sales.order.place", fmt.Sprintf(
			`{"customer":"%s","from":"%s","lines":[{"product":"%[3]s","qty":"%[4]s","price":"%[5]s"},{"product":"%[3]s","qty":"%[4]s","price":"%[5]s"},{"product":"%[3]s","qty":"%[4]s","price":"%[5]s"}]}`,
			c.customer, c.place, c.sofa, qty, price))
	}
	a := place("0.1", "0.333333")
	if a.status != 200 {
		t.Fatal(a.text)
	}
	o := c.boss.get("/api/v1/sales_order/" + a.str("made", 0, "id") + "?with=lines")
	if o.str("row", "total") != "0.09" || o.str("lines", 0, "qty") != "0.1" || o.str("lines", 0, "price") != "0.333333" || o.str("lines", 0, "gross") != "0.03" {
		t.Errorf("%s", o.text)
	}
	if a := place("0.1234567", "1"); a.status != 400 || a.str("refusal", "code") != kernel.Malformed.Name {
		t.Errorf("seven decimals: %s", a.text)
	}
	for _, s := range c.boss.s.Catalog.Schemas {
		if s.Main != nil {
			continue
		}
		for _, r := range c.boss.get("/api/v1/" + s.Name).rows() {
			for name, v := range r.(map[string]any) {
				if f := s.Field(name); f != nil && f.Kind != kernel.KindInt && isNumber(v) {
					t.Errorf("%s.%s travels as the number %v", s.Name, name, v)
				}
			}
		}
	}
}

func isNumber(v any) bool { _, is := v.(float64); return is }

// R248: credit codes, phone numbers and amounts are checked at every door, and the
// field is named; what is there already is found by its name, phone or initials.
func TestWhatIsTypedIsChecked(t *testing.T) {
	c := open(t)
	for field, value := range map[string]string{"tax_no": "91440606MA4W0000XX", "mobile": "138abc", "limit": "1,2.3"} {
		a := c.boss.want(422, "POST", "/api/v1/commands/party.add",
			fmt.Sprintf(`{"values":[{"field":"name","value":"甲"},{"field":"is_customer","value":"true"},{"field":"%s","value":"%s"}]}`, field, value))
		if a.str("refusal", "field") != field {
			t.Errorf("%s=%s: %s", field, value, a.text)
		}
	}
	for _, q := range []string{"曾记", "zengji", "csyhzj", "0309"} {
		if a := c.seller.get("/api/v1/party?q=" + q); len(a.rows()) != 1 {
			t.Errorf("%s finds %d customers", q, len(a.rows()))
		}
	}
}
