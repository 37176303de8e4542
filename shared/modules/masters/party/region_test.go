package party_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// A partner is where his region says, more closely where his address does; who has none
// of the two is nowhere, and whoever is in none of China's regions is elsewhere.
func TestPartnersArePlaced(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	place := func(region, address string) *party.Region {
		t.Helper()
		id, err := w.Add(trial.System(), "party", "name", region+address+"家具", "is_customer", "true", "region", region, "address", address)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := party.Parties.Get(w.Tx(), kernel.Ref[party.Party](id))
		r, _ := party.Regions.Get(w.Tx(), p.Place)
		return r
	}
	for _, c := range []struct{ region, address, name, city, province string }{
		{"江苏省苏州市", "人民路 8 号", "江苏省苏州市", "江苏省苏州市", "江苏省"},
		{"江苏苏州", "吴中区木渎镇", "江苏省苏州市吴中区", "江苏省苏州市", "江苏省"},
		{"", "昆山市玉山镇 6 号", "江苏省苏州市昆山市", "江苏省苏州市", "江苏省"},
		{"北京", "朝阳区望京街 9 号", "北京市朝阳区", "北京市", "北京市"},
		{"湖北省", "仙桃市", "湖北省仙桃市", "湖北省仙桃市", "湖北省"},
		{"浙江", "", "浙江省", "浙江省", "浙江省"},
		{"越南胡志明市", "", "其他", "其他", "其他"},
	} {
		r := place(c.region, c.address)
		if r == nil {
			t.Errorf("%s %s is nowhere", c.region, c.address)
			continue
		}
		city, _ := party.Regions.Get(w.Tx(), r.City)
		province, _ := party.Regions.Get(w.Tx(), r.Province)
		if r.Name != c.name || city == nil || city.Name != c.city || province == nil || province.Name != c.province {
			t.Errorf("%s %s is in %+v, %+v, %+v", c.region, c.address, r, city, province)
		}
	}
	if r := place("", "南京西路 1266 号"); r != nil {
		t.Errorf("a street is taken for %s", r.Name)
	}
	w.Sound(t)
}

// A company divides the country as it likes: what is named by itself belongs there, the
// rest where what it lies in belongs, also regions that get their first customer later.
func TestSalesAreas(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	manager := w.As(t, org.SalesManager)
	customer := func(name, region string) kernel.ID {
		t.Helper()
		id, err := w.Add(trial.System(), "party", "name", name, "is_customer", "true", "region", region)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	area := func(name, regions string) kernel.ID {
		t.Helper()
		id, err := w.Add(manager, "sales_area", "name", name, "regions", regions)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	of := func(customer kernel.ID) string {
		p, _ := party.Parties.Get(w.Tx(), kernel.Ref[party.Party](customer))
		r, _ := party.Regions.Get(w.Tx(), p.Place)
		if a, found := party.SalesAreas.Get(w.Tx(), r.Area); found == kernel.Found {
			return a.Name
		}
		return ""
	}
	suzhou, wenzhou, ningbo := customer("甲", "江苏省苏州市"), customer("乙", "浙江省温州市鹿城区"), customer("丙", "浙江省宁波市")
	east := area("华东", "江苏省\n浙江")
	south := area("浙南", "浙江省温州市")
	later := customer("丁", "浙江省温州市瑞安市")
	for who, want := range map[kernel.ID]string{suzhou: "华东", wenzhou: "浙南", ningbo: "华东", later: "浙南"} {
		if got := of(who); got != want {
			t.Errorf("it belongs to %q, not to %q", got, want)
		}
	}
	for regions, code := range map[string]*kernel.Code{"江苏省": party.OtherOwner, "家具城": party.NoRegion, "江苏省家具城": party.NoRegion} {
		if _, err := w.Add(manager, "sales_area", "name", "其他", "regions", regions); !errors.Is(err, code.With()) {
			t.Errorf("%s: %v", regions, err)
		}
	}
	if err := w.Edit(manager, "sales_area", east, "regions", "江苏省\n浙江", "浙江省"); err != nil {
		t.Fatal(err)
	}
	if err := w.Remove(manager, "sales_area", south); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[kernel.ID]string{suzhou: "", wenzhou: "华东", ningbo: "华东", later: "华东"} {
		if got := of(who); got != want {
			t.Errorf("it belongs to %q, not to %q", got, want)
		}
	}
	w.Sound(t)
}
