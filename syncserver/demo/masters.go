package demo

import (
	"fmt"
	"strconv"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// The people by what they do here.
const (
	boss       = "陈国栋"
	keeper     = "黄建平"
	driver     = "李阿强"
	accountant = "吴秀珍"
	cashier    = "郑丽华"
	purchaser  = "梁永康"
)

// masters enters who and what there is.
func (f *founder) masters() error {
	for _, step := range []func() error{f.setUp, f.enrol, f.addFunds, f.addProducts, f.addParties, f.agreePrices, f.addAreas} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// overdueDays is the company's tolerance before an overdue customer's orders are
// held.
const overdueDays = 15

func (f *founder) setUp() error {
	setup := &org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", ShortName: "禾宜家具", Uscc: creditCode("440606", 1), Phone: mobile(100),
			Address: "广东省佛山市顺德区乐从镇家具大道 18 号", Zone: zone, Vat: org.VatGeneral, Start: f.Start,
			OverdueDays: overdueDays, CreditPolicy: org.CreditStop,
		},
		Places: places,
	}
	known := map[string]bool{}
	for i, p := range staff {
		if !known[p.dept] {
			known[p.dept] = true
			setup.Departments = append(setup.Departments, org.SetupDepartment{Name: p.dept})
		}
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: p.seat, Dept: p.dept, Roles: p.roles, Places: p.places})
		setup.Users = append(setup.Users, org.SetupUser{Name: p.name, Mobile: mobile(101 + i), Seat: p.seat})
	}
	if _, err := f.do(system, setup); err != nil {
		return err
	}
	for _, p := range places {
		row, _ := org.PlaceByCode.Find(f.tx(), p.Code)
		f.Places[p.Code] = kernel.Ref[org.Place](row.ID)
	}
	return nil
}

// enrol gives everybody a device.
func (f *founder) enrol() error {
	for i, p := range staff {
		user, _ := org.UserByMobile.Find(f.tx(), mobile(101+i))
		m := &Member{Name: p.name, Mobile: user.Mobile, Seat: user.Seat, User: user.ID, Device: f.newID()}
		_, err := f.do(system, &org.Enrol{
			Device: m.Device, User: kernel.Ref[org.User](m.User), Name: p.name + "的" + deviceNames[p.kind],
			Series: p.series, Kind: p.kind,
		})
		if err != nil {
			return err
		}
		f.Members[p.name] = m
	}
	return nil
}

var deviceNames = map[kernel.Choice]string{"phone": "手机", "tablet": "平板", "desktop": "电脑"}

// fund is a settlement account; a code below 1012 is the company's own.
type fund struct{ name, code, feeRate, number, opening string }

// The settlement accounts.
const (
	cash   = "现金"
	bank   = "工行基本户"
	weChat = "微信"
	aliPay = "支付宝"
)

var funds = []fund{
	{cash, ledger.Cash, "", "", "12860.50"},
	{bank, ledger.Bank, "", "2013 0288 0920 0118 118", "1386420.00"},
	{weChat, ledger.OtherFunds + "01", "0.006", "", "8214.30"},
	{aliPay, ledger.OtherFunds + "02", "0.006", "", "5660.00"},
}

func (f *founder) addFunds() error {
	for _, fund := range funds {
		if fund.code > ledger.OtherFunds {
			_, err := f.do(accountant, &ledger.AddAccount{Parent: ledger.AccountRef(ledger.OtherFunds), Code: fund.code, Name: fund.name})
			if err != nil {
				return err
			}
		}
		id := f.add(accountant, "fund", "name", fund.name, "account", ledger.AccountRef(fund.code).String(),
			"fee_rate", fund.feeRate, "number", fund.number, "active", "true")
		f.Funds[fund.name] = id
	}
	return f.flush()
}

func (f *founder) addProducts() error {
	for i, p := range items {
		class, service := tax.Goods, ""
		if p.opening == "" && p.unit == "次" {
			class, service = tax.Services, "true"
		}
		id := f.add(purchaser, "product", "code", p.code, "name", p.name, "spec", p.spec, "brand", p.brand,
			"category", p.category, "unit", p.unit, "barcode", barcode(i), "tax_class", string(class), "service", service,
			"retail", p.retail, "wholesale", p.wholesale, "dealer", p.dealer, "floor", p.floor,
			"lead_days", strconv.Itoa(p.lead), "min_order", smallest(p), "multiple", multiple(p),
			"shelf", shelf(i, service), "active", "true")
		f.Products[p.code] = kernel.Ref[product.Product](id)
		f.addUnits(i, id)
		if service == "" {
			f.setPurchasePrice(id, p.cost)
		}
	}
	return f.flush()
}

// addUnits enters the larger units: 脚垫 comes in 包 of 50 and 箱 of 20 包.
func (f *founder) addUnits(i int, id kernel.ID) {
	unit := func(name string, per int, code string) {
		f.add(purchaser, "product_unit", "product", id.String(), "name", name, "num", strconv.Itoa(per), "den", "1", "barcode", code)
	}
	p := items[i]
	if p.pack != "" {
		unit(p.pack, p.per, ean(2*i+1))
	}
	if p.code == "HY-P009" {
		unit("包", 50, ean(2*len(items)))
	}
}

// setPurchasePrice enters the reference price, which includes tax.
func (f *founder) setPurchasePrice(id kernel.ID, cost string) {
	price := decimal.RequireFromString(cost).Mul(decimal.RequireFromString("1.13")).Round(4)
	f.later(purchaser, f.desk.Catalog.Command("product__cost.edit"), &kernel.EditRow{
		Row: id, Changes: []kernel.Change{{Field: "purchase", Was: kernel.Price(0).String(), Becomes: price.String()}},
	})
}

// unlabelled came without a barcode: whoever scans its box binds it.
const unlabelled = "HY-O315"

// barcode is the code of an item's base unit; a service has none.
func barcode(i int) string {
	if p := items[i]; p.code == unlabelled || p.opening == "" && p.unit == "次" {
		return ""
	}
	return ean(2 * i)
}

// ean is the n-th code of the range for use within a company: 20, ten digits and
// the check digit.
func ean(n int) string {
	code := fmt.Sprintf("20%010d", 1001+n)
	sum := 0
	for i, c := range code {
		sum += int(c-'0') * (1 + i%2*2)
	}
	return code + strconv.Itoa((10-sum%10)%10)
}

// shelf is one of A-01 to F-12.
func shelf(i int, service string) string {
	if service != "" {
		return ""
	}
	return fmt.Sprintf("%c-%02d", 'A'+rune(i/12), i%12+1)
}

// smallest and multiple are how suppliers sell: whole packs, furniture by twos.
func smallest(p item) string {
	switch {
	case p.per > 0:
		return strconv.Itoa(p.per)
	case p.lead >= 15:
		return "4"
	}
	return ""
}

func multiple(p item) string {
	if p.per == 0 && p.lead >= 15 {
		return "2"
	}
	return smallest(p)
}

func (f *founder) addParties() error {
	for i, b := range append(buyers[:len(buyers):len(buyers)], suppliers...) {
		customer := ""
		if i < len(buyers) {
			customer = "true"
		}
		supplier := ""
		if b.supplier {
			supplier = "true"
		}
		owner := ""
		if b.owner != "" {
			owner = f.Members[b.owner].Seat.String()
		}
		days := b.term
		if b.short == "恒泰家具" { // his bills fall due on the day that is 62 days ago today
			days = f.hengtaiDue().Day()
		}
		taxNo, bankName, account := "", "", ""
		if b.short != "散客" && (b.terms != "cash" || b.supplier) {
			taxNo, bankName, account = creditCode(divisions[b.region], i+2), "中国工商银行"+b.region+"分行", fmt.Sprintf("20130%014d", 1000+i)
		}
		id := f.add(boss, "party", "code", customerCode(i), "name", b.name, "short_name", b.short,
			"is_customer", customer, "is_supplier", supplier, "category", category(b), "level", b.level, "owner", owner,
			"contact", contact(i, b), "mobile", mobile(b.phone), "region", b.region, "address", b.address,
			"tax_no", taxNo, "bank", bankName, "account", account,
			"terms", b.terms, "term_days", strconv.Itoa(days), "limit", b.limit)
		f.Customers[b.short] = kernel.Ref[party.Party](id)
	}
	return f.flush()
}

func customerCode(i int) string { return fmt.Sprintf("KH%03d", i+1) }

func category(b buyer) string {
	switch {
	case b.owner == "":
		return "供应商"
	case b.owner == he:
		return "酒店工程"
	case b.level == "dealer":
		return "经销商"
	case b.level == "retail":
		return "零售"
	}
	return "门店"
}

// contact is who answers the phone.
func contact(i int, b buyer) string {
	if b.short == "散客" {
		return ""
	}
	names := []string{"陈", "黄", "李", "何", "梁", "曾", "单", "罗", "谢", "邓", "潘", "冯", "区", "麦"}
	return names[i%len(names)] + []string{"经理", "女士", "先生", "老板"}[i/3%4]
}

// threePrices are the agreed ones.
var threePrices = []struct{ customer, code, price string }{
	{"朝阳办公", "HY-O310", "260"},
	{"大石美居", "HY-C201", "279"},
	{"海棠湾酒店", "HY-B508", "760"},
}

func (f *founder) agreePrices() error {
	for _, p := range threePrices {
		price, err := kernel.ParsePrice(p.price)
		if err != nil {
			return err
		}
		_, err = f.do(boss, &product.SetPrice{Party: f.Customers[p.customer], Product: f.Products[p.code], Price: price})
		if err != nil {
			return err
		}
	}
	return nil
}

// areas are the parts into which the company divides the country for its sales.
var areas = []struct{ name, regions string }{
	{"珠三角", "广东省广州市\n广东省佛山市\n广东省深圳市\n广东省东莞市\n广东省中山市\n广东省珠海市\n广东省惠州市\n广东省江门市\n广东省肇庆市"},
	{"华南", "广东省\n广西\n海南省"},
	{"华东", "江苏省\n浙江省\n安徽省\n福建省\n江西省\n上海市\n山东省"},
	{"华中与西南", "湖南省\n湖北省\n河南省\n云南省\n贵州省\n四川省\n重庆市"},
}

func (f *founder) addAreas() error {
	for _, a := range areas {
		f.add(boss, "sales_area", "name", a.name, "regions", a.regions)
	}
	return f.flush()
}
