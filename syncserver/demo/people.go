package demo

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// person is a member of staff with the seat held and the devices used.
type person struct {
	name   string
	seat   string
	dept   string
	roles  []string
	places []string
	series string        // of the device
	kind   kernel.Choice // of the device
}

// staff are the people in the order of their mobile numbers. 陈国栋,
// 林晓燕, 黄建平, 吴秀珍, 梁永康 and 罗志明 are the roles of make run.
var staff = []person{
	{"陈国栋", "老板", "总经办", []string{org.Boss}, []string{"ZC", "ZT"}, "A01", "phone"},
	{"林晓燕", "业务员 珠三角", "销售部", []string{org.Sales}, []string{"ZC", "ZT", "ZV"}, "A02", "tablet"},
	{"周志强", "业务员 华中华东", "销售部", []string{org.Sales}, []string{"ZC", "ZT"}, "A03", "tablet"},
	{"何嘉敏", "业务员 酒店工程", "销售部", []string{org.Sales}, []string{"ZC", "ZT"}, "A04", "tablet"},
	{"黄建平", "仓管", "仓储部", []string{org.Storekeeper}, []string{"ZC", "ZT", "ZV", "BL"}, "A05", "desktop"},
	{"李阿强", "司机", "仓储部", []string{org.Storekeeper}, []string{"ZC", "ZV"}, "A06", "phone"},
	{"吴秀珍", "会计", "财务部", []string{org.Finance}, []string{"ZC"}, "A07", "desktop"},
	{"郑丽华", "出纳", "财务部", []string{org.Finance}, []string{"ZC"}, "A08", "desktop"},
	{"梁永康", "采购", "采购部", []string{org.Purchase}, []string{"ZC", "ZT"}, "A09", "desktop"},
	{"罗志明", "销售经理", "销售部", []string{org.SalesManager}, []string{"ZC", "ZT"}, "A10", "desktop"},
}

// RoleUsers maps the roles of make run to the people who play them.
var RoleUsers = map[string]string{
	"boss": "陈国栋", "sales": "林晓燕", "warehouse": "黄建平", "finance": "吴秀珍", "purchase": "梁永康",
	"manager": "罗志明",
}

// places by their codes; the first of a seat is where its orders are from.
var places = []org.SetupPlace{
	{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse},
	{Code: "ZT", Name: "番禺展厅仓", Kind: org.Warehouse},
	{Code: "ZV", Name: "车载仓", Kind: org.Van},
	{Code: "BL", Name: "不良品仓", Kind: org.Defect},
}

// mobile is the invented number of a member of staff or a customer.
func mobile(n int) string { return fmt.Sprintf("1990000%04d", n) }

// MobileOf is the number under which a member of staff signs in; empty for others.
func MobileOf(name string) string {
	for i, p := range staff {
		if p.name == name {
			return mobile(101 + i)
		}
	}
	return ""
}

// SeriesOf is the series of a member's first device; empty for others.
func SeriesOf(name string) string {
	for _, p := range staff {
		if p.name == name {
			return p.series
		}
	}
	return ""
}
