package party

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// SalesArea is one of the parts into which a company divides the country for its sales
// (销售大区): provinces, cities and counties. What is named by itself belongs where it is
// named, the rest where what it lies in belongs.
type SalesArea struct {
	kernel.Record
	Name    string `zh:"名称" en:"Name" is:"title,required" max:"40"`
	Regions string `zh:"包含的省、市、区县" en:"Provinces, cities and counties" text:"lines" is:"listed" max:"4000" hint_zh:"每行一个，例如：江苏省、浙江省温州市" hint_en:"One a line, by their Chinese names, the province first"`
}

// SalesAreas are ordered by their names.
var (
	SalesAreas = kernel.Define[SalesArea]("sales_area", kernel.Spec{
		Zh: "销售大区", En: "Sales area", Scope: kernel.Scope{kernel.Everyone},
	})

	_ = org.ForRows(59, SalesAreas, "*", org.SalesManager, org.Admin)
)

// What an area is refused for.
var (
	NoRegion   = kernel.Refuse("sales_area.region", "没有「{region}」这个省、市或区县，请写全称，例如 江苏省苏州市", "There is no province, city or county {region}; please write its Chinese name in full, the province first")
	OtherOwner = kernel.Refuse("sales_area.taken", "「{region}」已划入「{area}」，请先从那里去掉", "{region} belongs to {area}; please take it out there first")
)

func init() {
	SalesAreas.OnSave(func(tx *kernel.Tx, a *SalesArea) error {
		list, err := a.divisions()
		if err != nil {
			return err
		}
		for _, d := range list {
			r, found := Regions.Get(tx, RegionOf(d.Code))
			if found != kernel.Found || r.Own.IsZero() || r.Own == kernel.Ref[SalesArea](a.ID) {
				continue
			}
			if other, has := SalesAreas.Get(tx, r.Own); has == kernel.Found && !other.Removed {
				return OtherOwner.With(kernel.Text("region", d.Full()), kernel.Text("area", other.Name))
			}
		}
		return nil
	})
	kernel.AfterSettle(divide)
}

// divisions are those that the area names.
func (a *SalesArea) divisions() ([]habit.Division, error) {
	var list []habit.Division
	for _, name := range strings.FieldsFunc(a.Regions, func(r rune) bool { return strings.ContainsRune("\n,，、;；", r) }) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		d, ok := habit.DivisionIn(name)
		if !ok || !strings.HasSuffix(name, d.Name) && !strings.HasPrefix(d.Name, name) && d.Full() != name {
			return nil, NoRegion.With(kernel.Text("region", name))
		}
		list = append(list, d)
	}
	return list, nil
}

// divide gives the regions of an area that was written to it, and takes it from those
// that are no longer named.
func divide(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		a, ok := w.After.(*SalesArea)
		if !ok || w.Schema != SalesAreas.In(tx.Catalog) {
			continue
		}
		mine, touched := kernel.Ref[SalesArea](a.ID), map[kernel.Ref[Region]]bool{}
		var provinces []kernel.Ref[Region]
		touch := func(r *Region, own kernel.Ref[SalesArea]) {
			if r.Own != own {
				kernel.Set(tx, r, &r.Own, own)
			}
			if !touched[r.Province] {
				touched[r.Province] = true
				provinces = append(provinces, r.Province)
			}
		}
		named := map[string]bool{}
		if !a.Removed {
			list, err := a.divisions()
			if err != nil {
				return err
			}
			for _, d := range list {
				named[d.Code] = true
				touch(settleIn(tx, d), mine)
			}
		}
		had, _ := ownOf.Of(tx, mine)
		for _, r := range had {
			if !named[r.Code] {
				touch(r, kernel.Ref[SalesArea]{})
			}
		}
		for _, p := range provinces {
			redivide(tx, p)
		}
	}
	return nil
}

// redivide works out to which areas the regions of a province belong.
func redivide(tx *kernel.Tx, province kernel.Ref[Region]) {
	list, _ := inProvince.Of(tx, province)
	own := map[kernel.Ref[Region]]kernel.Ref[SalesArea]{}
	for _, r := range list {
		own[kernel.Ref[Region](r.ID)] = r.Own
	}
	for _, r := range list {
		area := r.Own
		for _, above := range []kernel.Ref[Region]{r.City, r.Province} {
			if area.IsZero() {
				area = own[above]
			}
		}
		if area != r.Area {
			kernel.Set(tx, r, &r.Area, area)
		}
	}
}
