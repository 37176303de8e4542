package story

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// zone is the civil time of stories: Beijing's.
const zone = 480

// demo is the company of the stories, the one that the program shows itself with.
func demo() *org.Setup {
	return &org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", ShortName: "禾宜家具", Zone: zone, Vat: org.VatGeneral, Start: 20261001,
			OverdueDays: 30, CreditPolicy: org.CreditStop,
		},
		Departments: []org.SetupDepartment{{Name: "销售部"}, {Name: "仓储部"}, {Name: "财务部"}},
		Places: []org.SetupPlace{
			{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse},
			{Code: "ZT", Name: "番禺展厅仓", Kind: org.Warehouse},
			{Code: "CZ", Name: "车载仓", Kind: org.Van},
			{Code: "BL", Name: "不良品仓", Kind: org.Defect},
		},
		Seats: []org.SetupSeat{
			{Name: "总经理", Roles: []string{org.Boss}},
			{Name: "珠三角业务", Dept: "销售部", Roles: []string{org.Sales}, Places: []string{"ZC", "ZT"}},
			{Name: "华中华东业务", Dept: "销售部", Roles: []string{org.Sales}, Places: []string{"ZC", "ZT"}},
			{Name: "酒店工程业务", Dept: "销售部", Roles: []string{org.Sales}, Places: []string{"ZC", "ZT"}},
			{Name: "仓管", Dept: "仓储部", Roles: []string{org.Storekeeper}, Places: []string{"ZC", "ZT", "BL"}},
			{Name: "会计", Dept: "财务部", Roles: []string{org.Finance}},
			{Name: "采购", Roles: []string{org.Purchase}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: "19900000101", Seat: "总经理"},
			{Name: "林晓燕", Mobile: "19900000102", Seat: "珠三角业务"},
			{Name: "周志强", Mobile: "19900000103", Seat: "华中华东业务"},
			{Name: "何嘉敏", Mobile: "19900000104", Seat: "酒店工程业务"},
			{Name: "黄建平", Mobile: "19900000105", Seat: "仓管"},
			{Name: "吴秀珍", Mobile: "19900000106", Seat: "会计"},
			{Name: "梁永康", Mobile: "19900000107", Seat: "采购"},
		},
	}
}

// found sets up the demo company; pairs change its settings.
func (t *teller) found(s *step, words []string) error {
	setup := demo()
	pairs, bare := pairsOf(words)
	if len(bare) > 0 {
		return s.errorf("%q is no setting", bare[0])
	}
	for _, p := range pairs {
		if err := t.reader().fillSetting(&setup.Company, p); err != nil {
			return s.errorf("%w", err)
		}
	}
	spec := t.rig.Catalog().Command("org.setup")
	if _, err := t.rig.Do("", spec, setup); err != nil {
		return s.errorf("%w", err)
	}
	return t.collect(s, "")
}

// settings are short names of the company's settings in stories.
var settings = map[string]string{"overdue": "overdue_days", "policy": "credit_policy"}

// people finds a user by name.
func (t *teller) people(name string) (kernel.ID, error) {
	return t.find(userType, name)
}
