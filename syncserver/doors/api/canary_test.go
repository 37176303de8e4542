package api_test

import (
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// canaryRoles are the shipped roles in the order of the table and a cashier's, with who plays them.
var canaryRoles = []struct{ code, name, mobile string }{
	{org.Boss, "陈国栋", "19900000101"},
	{org.Sales, "林晓燕", "19900000102"},
	{org.SalesManager, "罗志明", "19900000110"},
	{org.Storekeeper, "黄建平", "19900000105"},
	{org.Finance, "吴秀珍", "19900000107"},
	{org.Purchase, "梁永康", "19900000109"},
	{org.Admin, "系统管理员", "19900000192"},
	{cashier, "出纳员", "19900000193"},
}

// cashier is a role of the company's own, made from the template; his seat keeps one fund,
// another's keeps a second, and no seat is named for the others.
const cashier = "cashier"

// canaryTable says what each role needs of each entity, by the requirement and not by
// the scopes. Whoever widens a scope changes a row here and gives the reason.
//
//	all    every row
//	own    of the customers and documents of the person's seats
//	dept   of the department's, too
//	place  of the warehouses where the person's seats work
//	supply of suppliers
//	kept   of the funds that the person keeps
//	mine   what accompanies a row that the person sees, or is addressed to him
//	-      nothing
var canaryTable = []struct{ entities, needs, zh, en string }{
	//                                                                    boss sales manager warehouse finance purchase admin cashier
	{"company department seat seat_left seat_place user device role place custom_field calendar_day", "all all all all all all all all", "组织资料人人要用", "everybody works with the organisation"},
	{"product product_unit fund tax_rate ledger_period", "all all all all all all all all", "商品、账户、税率是公共资料", "goods, funds and rates are common masters"},
	{"region sales_area", "all all all all all all all all", "省市区县和大区是公共资料,不含客户写的内容", "provinces, cities, counties and sales areas; nothing that customers are"},
	{"stock_balance stock_reservation stock_counted stock_day", "all all all all all all all all", "可售数量人人要看,不含金额", "what is there to sell; no amounts"},
	{"product__cost", "all - - - all all - -", "采购、财务看进价", "purchasing and finance need costs"},
	{"party contact", "all own all supply all supply all all", "仓库收货、采购订货只需要供应商", "receiving and buying need suppliers only"},
	{"party__debt", "all own all - all supply all all", "税号和银行账号:仓库收货用不到", "tax numbers and bank accounts: the warehouse receives without them"},
	{"party_balance debt_item debt_allocation", "all own all - all supply all all", "欠款与仓库无关", "what is owed is no business of the warehouse"},
	{"sales_credit_check", "all own dept - all - - -", "信用检查的算式随订单,只给可看往来账款的人", "the sum of a credit check is with its order, for those who see debts"},
	{"customer_price", "all own all supply all supply all all", "协议价随往来单位;采购看不到客户", "agreed prices follow the partner; purchasing sees no customers"},
	{"sales_order sales_order_line sales_waiting", "all own dept - all - - -", "订单归业务员及其部门", "orders are the seller's and the department's"},
	{"sales_delivery sales_delivery_line", "all own dept place all - - -", "仓库看本仓要发、已发的货", "the warehouse sees what it ships"},
	{"sales_return sales_return_line", "all own dept place all - - -", "仓库看退入本仓的货", "the warehouse sees what comes back to it"},
	{"sales_delivery__price sales_delivery_line__price sales_return__price sales_return_line__price", "all own dept - all - - -", "公司未设置送货单打印价格时,仓库不看金额", "no amounts for the warehouse unless its notes show prices"},
	{"sales_delivery_line__cost sales_return_line__cost", "all - - - all - - -", "毛利只给老板和财务", "margins are for owner and finance"},
	{"stock_value stock_layer stock_cost stock_line__cost stock_revaluation stock_revaluation_part", "all - - - all all - -", "库存成本给采购和财务", "values of stock are for purchasing and finance"},
	{"stock_doc stock_line stock_move", "all - - all all all all -", "收发存记录,不含金额", "goods in and out, without amounts"},
	{"receipt receipt_part receipt_share refund", "all own dept - all - - all", "收款、退款归业务员、部门、财务和出纳", "money taken and given back is the seller's, the department's, finance's and the cashier's"},
	{"write_off", "all own dept - all - - -", "转销归业务员、部门和财务", "what is written off is the seller's, the department's and finance's"},
	{"ledger_voucher ledger_year", "all - - - all - - -", "账簿只给老板和财务", "the books are for owner and finance"},
	{"ledger_entry ledger_balance", "all - - - all - - kept", "账簿只给老板和财务;出纳看所管账户的日记账和余额", "the books are for owner and finance; a cashier sees journal and balance of the funds that he keeps"},
	{"ledger_account", "all - - - all - all all", "管理员维护科目,出纳选账户的科目", "administrators keep the chart, cashiers choose a fund's account from it"},
	{"serial", "all - - - - - all -", "管理员核对流水号;老板可见全部", "administrators check series; the owner sees everything"},
	{"upgraded", "all - - - - - all -", "升级记录", "what releases did"},
	{"job", "all - - - - - all -", "自动事项的运行情况", "what happens by itself, and its last run"},
	{"task task_delivery approval approval__debt attachment comment mention process_event field_change own_link line_link lease report_export", "mine mine mine mine mine mine mine mine", "随单据,或交给本人、本岗位、本角色", "with their row, or for a person, a seat, a role"},
}

// canary is the demo company with everything that is in it.
type canary struct {
	*server
	all   kernel.Scanner
	rows  map[string][]kernel.Row
	needs map[string][]string // by entity, one for each role
}

// watcher is a person of the table.
type watcher struct {
	role   int
	seats  map[kernel.ID]bool
	dept   kernel.ID
	places map[kernel.ID]bool
	funds  map[kernel.ID]bool // that he keeps, by their accounts
}

// asks tells whether a task is for those who have what a shipped role has.
func asks(t *flow.Task, code string) bool {
	a := org.AskedBy(t.Asked)
	return slices.ContainsFunc(org.ShippedRoles(), func(s org.Shipped) bool {
		return s.Code == code && (t.Role == org.RoleRef(code) || a != nil && a.Holds(s.Grants))
	})
}

// needed tells by the table whether the person needs a row; public is false for rows
// that only accompany others.
func (c *canary) needed(w *watcher, row kernel.Row) (need, judged bool) {
	name := row.Base().Schema().Name
	need = false
	switch rule := c.needs[name][w.role]; rule {
	case "all":
		need = true
	case "-":
	case "mine":
		task, ok := row.(*flow.Task) // tells its addressee what it is about
		return ok && (asks(task, canaryRoles[w.role].code) || w.seats[task.Seat.ID()]), false
	case "kept":
		s := row.Base().Schema()
		need = w.funds[s.Field("account").Get(row).ID()]
	case "supply":
		p, ok := c.head(row).(*party.Party)
		need = ok && p.IsSupplier
	case "place":
		switch d := c.head(row).(type) {
		case *sales.Delivery:
			need = w.places[d.From.ID()]
		case *sales.Return:
			need = w.places[d.Into.ID()]
		}
	default:
		seat := c.ownerOf(c.head(row))
		need = w.seats[seat] || rule == "dept" && c.deptOf(seat) == w.dept && !w.dept.IsZero()
	}
	return need, true
}

// head is the document or partner that a row belongs to, by the names of references.
func (c *canary) head(row kernel.Row) kernel.Row {
	s := row.Base().Schema()
	if s.Main != nil {
		return c.head(c.all.Get(s.Main, row.Base().ID))
	}
	if s.Field("owner") != nil {
		return row
	}
	for _, name := range []string{"order", "delivery", "return", "receipt", "item", "party", "line"} {
		if f := s.Field(name); f != nil && f.Kind == kernel.KindID {
			if up := c.all.Get(s.Target(f), f.Get(row).ID()); up != nil {
				return c.head(up)
			}
		}
	}
	return row
}

func (c *canary) ownerOf(row kernel.Row) kernel.ID {
	if f := row.Base().Schema().Field("owner"); f != nil {
		return f.Get(row).ID()
	}
	return kernel.ID{}
}

func (c *canary) deptOf(seat kernel.ID) kernel.ID {
	if s, ok := c.all.Get(org.Seats.In(c.Catalog), seat).(*org.Seat); ok {
		return s.Dept.ID()
	}
	return kernel.ID{}
}

// wordsOf are the words of a row by which somebody would know it: names, numbers,
// phones, addresses.
func wordsOf(row kernel.Row) (list []string) {
	for _, f := range row.Base().Schema().Fields {
		if v := f.Get(row); f.Kind == kernel.KindText && len(v.Str) >= 8 && !strings.HasPrefix(v.Str, "sales") {
			list = append(list, v.Str)
		}
	}
	return list
}

// Every role gets over every door what the table says that it needs: the rows, and
// not a byte of the others.
func TestCanary(t *testing.T) {
	c := openCanary(t)
	for i, role := range canaryRoles {
		if testing.Short() && role.code != org.Sales {
			continue // the doors are the same
		}
		t.Run(role.code, func(t *testing.T) {
			w := c.watcher(i)
			may, hidden := map[string]map[kernel.ID]bool{}, map[string]bool{}
			known := map[string]bool{}
			for entity, rows := range c.rows {
				may[entity] = map[kernel.ID]bool{}
				for _, row := range rows {
					need, judged := c.needed(w, row)
					for _, text := range wordsOf(row) {
						known[text] = known[text] || need
						hidden[text] = hidden[text] || judged && !need
					}
					if need {
						may[entity][row.Base().ID] = true
					}
				}
			}
			var said strings.Builder // what he needs, in which a word of others may stand by chance
			for text, needed := range known {
				if needed {
					said.WriteString(text + "\n")
				}
			}
			for text := range hidden {
				if !hidden[text] || strings.Contains(said.String(), text) {
					delete(hidden, text)
				}
			}
			doors := map[string]door{"HTTP": c.overHTTP(t, role.mobile), "sync": c.overSync(t, role.mobile)}
			for name, d := range doors {
				c.compare(t, name, i, d, may)
				told := []string{}
				for text := range hidden {
					if strings.Contains(d.bytes, text) {
						told = append(told, text)
					}
				}
				if len(told) > 0 {
					t.Errorf("%s: %d texts of rows that %s does not need are among the bytes: %q", name, len(told), role.code, told[:min(len(told), 8)])
				}
			}
			c.attacks(t, role.mobile)
			t.Logf("%d texts are hidden, %d known", len(hidden), len(known))
		})
	}
}

// compare fails unless a door gave exactly the rows of the table.
func (c *canary) compare(t *testing.T, name string, role int, d door, may map[string]map[kernel.ID]bool) {
	t.Helper()
	for entity, needs := range c.needs {
		if needs[role] == "mine" {
			continue
		}
		over, under := 0, 0
		for id := range d.rows[entity] {
			if there := c.Catalog.Schema(entity); !may[entity][id] && c.all.Get(there, id) != nil { // the test's own devices came later
				over++
			}
		}
		for id := range may[entity] {
			if !d.rows[entity][id] {
				under++
			}
		}
		if over > 0 || under > 0 {
			t.Errorf("%s: %s gives %d rows too many and %d too few", name, entity, over, under)
		}
	}
}

// attacks ask for guarded figures by their order and their bounds, and for partners by
// what hangs on them.
func (c *canary) attacks(t *testing.T, mobile string) {
	t.Helper()
	who := c.as(mobile)
	for _, path := range []string{
		"sales_delivery?sort=total", "sales_delivery?total.gte=1", "sales_delivery_line?gross.gte=1", "sales_delivery_line?sort=-cost",
		"sales_return?sort=net", "product?purchase.gte=1",
	} {
		who.refused(400, rowstore.NoSuchField, "GET", "/api/v1/"+path, "")
	}
	for _, entity := range []string{"sales_delivery__price", "sales_delivery_line__cost", "product__cost"} {
		who.want(404, "GET", "/api/v1/"+entity, "")
	}
}

// Every entity has a row in the table, and every row says something of every role.
func TestCanaryTableIsWhole(t *testing.T) {
	c := canaryNeeds(t)
	for _, s := range catalog.Schemas {
		if needs := c[s.Name]; len(needs) != len(canaryRoles) && !strings.HasPrefix(s.Name, "test_") {
			t.Errorf("%s: say in the table who needs it", s.Name)
		}
	}
	for name, needs := range c {
		for _, need := range needs {
			if !slices.Contains([]string{"all", "own", "dept", "place", "supply", "kept", "mine", "-"}, need) {
				t.Errorf("%s: %q is no need", name, need)
			}
		}
	}
}
