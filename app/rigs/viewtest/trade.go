package viewtest

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Prices and quantities are written in yuan and pieces here.
func yuan(n int64) kernel.Money             { return kernel.Money(n * 100) }
func pieces(n int64) kernel.Qty             { return kernel.Qty(n * 1e6) }
func each(n int64) kernel.Price             { return kernel.Price(n * 1e6) }
func ref[T any](id kernel.ID) kernel.Ref[T] { return kernel.Ref[T](id) }

type good struct {
	code, name, spec, unit, shelf, barcode string
	retail, wholesale, floor               string
	cost, opening                          int64
}

var goods = []good{
	{"HY-S301", "实木沙发", "榉木三人位 胡桃色 2.1m", "套", "A-01", "2000000003012", "4980", "3980", "3450", 2680, 40},
	{"HY-S302", "实木沙发", "榉木三人位 原木色 2.1m", "套", "A-02", "2000000003029", "4980", "3980", "3450", 2680, 12},
	{"HY-C201", "餐椅", "橡木 软座 米白", "把", "B-03", "2000000002015", "398", "298", "239", 176, 600},
	{"HY-T101", "餐桌", "岩板 1.4m 六人", "张", "B-05", "2000000001018", "2380", "1880", "1520", 1080, 60},
	{"HY-B502", "床垫", "乳胶独袋 1.8m", "张", "C-01", "2000000005023", "2980", "2280", "1880", 1320, 80},
	{"HY-O310", "办公椅", "网布 升降 黑", "把", "D-02", "2000000003104", "358", "286", "230", 158, 300},
	{"HY-W220", "电视柜", "北美黑胡桃 2.2m", "台", "E-07", "2000000002206", "2680", "2180", "1800", 1260, 46},
	{"HY-F28", "科技布", "1.4m 幅宽 浅灰", "米", "F-12", "2000000000288", "28", "19.8", "16.5", 12, 1500},
}

type buyer struct{ name, mobile, region, terms, days, limit string }

var buyers = []buyer{
	{"广州番禺大石美居家具店", "19900000201", "广东广州", "cash", "0", "0"},
	{"深圳龙岗万悦家居有限公司", "19900000202", "广东深圳", "monthly", "15", "400000"},
	{"东莞市厚街恒泰家具经营部", "19900000203", "广东东莞", "days", "7", "80000"},
	{"长沙雨花曾记家私城", "19900000204", "湖南长沙", "days", "30", "300000"},
	{"南宁朝阳办公家具有限公司", "19900000205", "广西南宁", "monthly", "10", "200000"},
	{"厦门鹭岛酒店用品有限公司", "19900000206", "福建厦门", "days", "30", "500000"},
	{"中山小榄明辉家居五金行", "19900000207", "广东中山", "days", "30", "50000"},
}

// Trading founds the company and lets it trade until the morning of 2026-11-19.
func Trading(t testing.TB) *Shop {
	t.Helper()
	s := Found(t)
	s.stockUp()
	s.meet()
	s.october()
	s.november()
	s.today()
	return s
}

func (s *Shop) stockUp() {
	supplier := ref[party.Party](s.Add("party", "name", "佛山龙江盛达海绵厂", "is_supplier", "true", "mobile", "19900000301"))
	s.customers["佛山龙江盛达海绵厂"] = supplier
	open := &stock.Open{Place: s.Place("W1")}
	for _, g := range goods {
		id := s.Add("product", "code", g.code, "name", g.name, "spec", g.spec, "unit", g.unit, "shelf", g.shelf, "barcode", g.barcode,
			"tax_class", "goods", "retail", g.retail, "wholesale", g.wholesale, "floor", g.floor, "active", "true", "category", "家具")
		s.products[g.code] = ref[product.Product](id)
		open.Lines = append(open.Lines, stock.OpenLine{Product: s.products[g.code], Qty: pieces(g.opening), Price: each(g.cost)})
	}
	s.Add("product_unit", "product", s.Product("HY-C201").String(), "name", "箱", "num", "4", "den", "1", "barcode", "2000000002992")
	s.Must(open)
	s.fund("现金", ledger.Cash, "0")
	s.Must(&ledger.AddAccount{Parent: ledger.AccountRef(ledger.Bank), Code: ledger.Bank + "01", Name: "工行基本户", NameEn: "ICBC"})
	s.fund("工行基本户", ledger.Bank+"01", "0")
	s.fund("微信", ledger.OtherFunds, "0.006")
	s.Must(&finance.Opening{Lines: []finance.OpeningLine{{Fund: s.Fund("现金"), Amount: yuan(12_500)}, {Fund: s.Fund("工行基本户"), Amount: yuan(386_200)}}})
}

func (s *Shop) fund(name, account, fee string) {
	s.funds[name] = ref[finance.Fund](s.Add("fund", "name", name, "account", Account(account), "fee_rate", fee, "active", "true"))
}

func (s *Shop) meet() {
	seat := s.As(Sales).Seat.String()
	for _, b := range buyers {
		s.customers[b.name] = ref[party.Party](s.Add("party", "name", b.name, "is_customer", "true", "mobile", b.mobile, "region", b.region,
			"level", "wholesale", "owner", seat, "terms", b.terms, "term_days", b.days, "limit", b.limit, "address", b.region+"家具大道 8 号", "contact", "王经理"))
	}
	s.Must(&debt.Opening{Lines: []debt.OpeningLine{{
		Party: s.Customer("东莞市厚街恒泰家具经营部"), Kind: debt.Receivable, Number: "旧-0917", Date: 20260911, Due: 20260918, Amount: yuan(86_400),
	}}})
}

// Order is what a test lets the salesperson place.
type Order struct {
	Customer string
	Lines    map[string]int64 // pieces by product code
	Price    int64            // yuan for every line; 0 is the wholesale price
	Urgent   bool
	Due      kernel.Date
	Allow    kernel.Choice
}

// PlaceOrder places an order as the salesperson and returns it as it stands then.
func (s *Shop) PlaceOrder(o Order) *sales.Order {
	s.t.Helper()
	wish := sales.Wish{Customer: s.Customer(o.Customer), From: s.Place("W1"), Urgent: o.Urgent, Due: o.Due, Allow: o.Allow}
	for _, g := range goods {
		qty, wanted := o.Lines[g.code]
		if !wanted {
			continue
		}
		price, err := kernel.ParsePrice(g.wholesale)
		if err != nil {
			s.t.Fatal(err)
		}
		if o.Price != 0 {
			price = each(o.Price)
		}
		wish.Lines = append(wish.Lines, sales.WishLine{Product: s.Product(g.code), Qty: pieces(qty), Price: price})
	}
	s.MustAs(Sales, &sales.Place{Wish: wish})
	var newest *sales.Order
	for _, row := range Rows(s, sales.Orders) {
		if newest == nil || row.At > newest.At {
			newest = row
		}
	}
	return newest
}

// Deliveries lists the deliveries of an order that have not left, or all.
func (s *Shop) Deliveries(o *sales.Order) []*sales.Delivery {
	list, _ := sales.DeliveriesOf.Of(s.Tx(), ref[sales.Order](o.ID))
	return list
}

// Ship ships everything of an order and lets the customer sign.
func (s *Shop) Ship(o *sales.Order) {
	s.t.Helper()
	for _, d := range s.Deliveries(o) {
		s.MustAs(Keeper, &sales.Ship{Delivery: ref[sales.Delivery](d.ID), Carrier: "顺达物流", Waybill: "SD" + d.Number[len(d.Number)-4:]})
		s.MustAs(Keeper, &sales.Sign{Delivery: ref[sales.Delivery](d.ID), By: "王经理"})
	}
}

// Sell places and ships in one.
func (s *Shop) Sell(o Order) *sales.Order {
	s.t.Helper()
	made := s.PlaceOrder(o)
	s.Ship(made)
	return made
}

// Receive takes money as a person.
func (s *Shop) Receive(mobile, customer, fund string, amount kernel.Money) {
	s.t.Helper()
	s.MustAs(mobile, &finance.Receive{
		Customer: s.Customer(customer), Parts: []finance.ReceivePart{{Fund: s.Fund(fund), Amount: amount}},
	})
}

func (s *Shop) october() {
	s.At("2026-10-09")
	s.Sell(Order{Customer: "深圳龙岗万悦家居有限公司", Lines: map[string]int64{"HY-C201": 120, "HY-T101": 12}})
	s.At("2026-10-15")
	s.Sell(Order{Customer: "南宁朝阳办公家具有限公司", Lines: map[string]int64{"HY-O310": 40}, Price: 260})
	s.Receive(Finance, "深圳龙岗万悦家居有限公司", "工行基本户", yuan(30_000))
	s.At("2026-10-19")
	s.Sell(Order{Customer: "长沙雨花曾记家私城", Lines: map[string]int64{"HY-B502": 14, "HY-S302": 4}})
	s.At("2026-10-28")
	s.Sell(Order{Customer: "广州番禺大石美居家具店", Lines: map[string]int64{"HY-S301": 3}})
	s.Receive(Finance, "广州番禺大石美居家具店", "微信", yuan(11_940))
}

func (s *Shop) november() {
	s.At("2026-11-05")
	s.MustAs(Keeper, &stock.Receive{Place: s.Place("W1"), Supplier: s.Customer("佛山龙江盛达海绵厂"), Lines: []stock.ReceiveLine{
		{Product: s.Product("HY-C201"), Qty: pieces(200), Price: each(178)}, {Product: s.Product("HY-F28"), Qty: pieces(300), Price: each(12)},
	}})
	s.MustAs(Keeper, &stock.Transfer{Place: s.Place("W1"), To: s.Place("W2"), Lines: []stock.GoodsLine{{Product: s.Product("HY-S301"), Qty: pieces(6)}}})
	s.At("2026-11-09")
	office := s.Sell(Order{Customer: "南宁朝阳办公家具有限公司", Lines: map[string]int64{"HY-O310": 60}})
	s.back(office, 6)
	s.At("2026-11-12")
	s.Sell(Order{Customer: "深圳龙岗万悦家居有限公司", Lines: map[string]int64{"HY-S301": 10, "HY-C201": 80}})
	s.Sell(Order{Customer: "中山小榄明辉家居五金行", Lines: map[string]int64{"HY-F28": 426}})
	s.Receive(Finance, "南宁朝阳办公家具有限公司", "工行基本户", yuan(10_400))
	s.At("2026-11-16")
	s.Sell(Order{Customer: "厦门鹭岛酒店用品有限公司", Lines: map[string]int64{"HY-B502": 20}})
	s.PlaceOrder(Order{Customer: "长沙雨花曾记家私城", Lines: map[string]int64{"HY-T101": 8, "HY-C201": 48}, Due: 20261116})
}

func (s *Shop) back(o *sales.Order, n int64) {
	d := s.Deliveries(o)[0]
	lines, _ := sales.DeliveryLinesOf.Of(s.Tx(), ref[sales.Delivery](d.ID))
	s.MustAs(Keeper, &sales.TakeBack{
		Delivery: ref[sales.Delivery](d.ID), Reason: "扶手松动",
		Lines: []sales.TakeBackLine{{Line: ref[sales.DeliveryLine](lines[0].ID), Qty: pieces(n), Into: s.Place("D1")}},
	})
}

// today is the morning on which everything is looked at.
func (s *Shop) today() {
	s.At("2026-11-19")
	s.Sell(Order{Customer: "广州番禺大石美居家具店", Lines: map[string]int64{"HY-T101": 2, "HY-C201": 12}})
	s.Receive(Finance, "广州番禺大石美居家具店", "现金", yuan(7_336))
	s.PlaceOrder(Order{Customer: "深圳龙岗万悦家居有限公司", Lines: map[string]int64{"HY-S301": 5, "HY-C201": 40}, Due: 20261121})
	s.PlaceOrder(Order{Customer: "厦门鹭岛酒店用品有限公司", Lines: map[string]int64{"HY-B502": 30}, Urgent: true, Due: 20261123})
	s.PlaceOrder(Order{Customer: "东莞市厚街恒泰家具经营部", Lines: map[string]int64{"HY-S301": 3}, Price: 3680})
	s.Receive(Sales, "中山小榄明辉家居五金行", "微信", yuan(8_400))
	s.Now += 90 * 60_000
}
