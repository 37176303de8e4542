package party

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// Region is where partners are: a province, a city or a county, or elsewhere. There are
// rows of those that have partners, and of what these lie in. What lies in no city is its
// own. Everybody sees them, so nothing that somebody has typed stands in one.
type Region struct {
	kernel.Record
	Code     string                `zh:"行政区划代码" en:"Code" text:"word" is:"settled,listed" max:"6"`
	Name     string                `zh:"名称" en:"Name" is:"title,settled" max:"80"`
	Level    kernel.Choice         `zh:"级别" en:"Level" of:"region_level" is:"settled,listed"`
	Province kernel.Ref[Region]    `zh:"省份" en:"Province" is:"settled,listed"`
	City     kernel.Ref[Region]    `zh:"城市" en:"City" is:"settled"`
	Own      kernel.Ref[SalesArea] `zh:"划入的销售大区" en:"Assigned sales area" is:"settled"` // itself, not what it lies in
	Area     kernel.Ref[SalesArea] `zh:"销售大区" en:"Sales area" is:"settled,listed"`
}

// The levels of regions.
const (
	Province kernel.Choice = "province"
	City     kernel.Choice = "city"
	County   kernel.Choice = "county"
	AnyOther kernel.Choice = "other"
)

var _ = kernel.Choices("region_level",
	kernel.Option{Code: "province", Zh: "省", En: "Province"},
	kernel.Option{Code: "city", Zh: "市", En: "City"},
	kernel.Option{Code: "county", Zh: "区县", En: "County"},
	kernel.Option{Code: "other", Zh: "其他", En: "Other"})

// Regions, and those of a province and of a sales area.
var (
	Regions = kernel.Define[Region]("region", kernel.Spec{
		Zh: "地区", En: "Region", Kept: true, Scope: kernel.Scope{kernel.Everyone},
	})
	inProvince = kernel.Find(Regions, func(r *Region) *kernel.Ref[Region] { return &r.Province })
	ownOf      = kernel.Find(Regions, func(r *Region) *kernel.Ref[SalesArea] { return &r.Own })
)

// placing is the step since which partners have a region.
const placing = "party.regions"

func init() {
	kernel.AfterSettle(placeAll)
	kernel.UpgradeRows(60, placing, "按省市区和地址识别往来单位的地区", "Partners are placed in their regions", Parties,
		func(p *Party) bool {
			_, at := whereabouts(p)
			return p.Place != at
		},
		func(tx *kernel.Tx, p *Party) error { return place(tx, p) })
}

// whereabouts is where a partner says that he is: by what is written as his region, more
// closely by his address if it lies there; by his address alone if nothing is. A region
// that is none of China's is elsewhere.
func whereabouts(p *Party) (d habit.Division, at kernel.Ref[Region]) {
	d, ok := habit.DivisionIn(p.Region + p.Address)
	switch {
	case ok:
		at = RegionOf(d.Code)
	case strings.TrimSpace(p.Region) != "":
		at = RegionOf(elsewhere)
	}
	return d, at
}

// elsewhere stands for the code of what is none of China's divisions.
const elsewhere = "other"

// RegionOf is the reference to a division by its code.
func RegionOf(code string) kernel.Ref[Region] {
	return kernel.Ref[Region](kernel.DeriveID("region", code))
}

// placeAll places the partners that a command has written.
func placeAll(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		p, ok := w.After.(*Party)
		if !ok || w.Schema != Parties.In(tx.Catalog) || !tx.Since(placing) {
			continue
		}
		if err := place(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// place gives a partner his region.
func place(tx *kernel.Tx, p *Party) error {
	d, at := whereabouts(p)
	if p.Place == at {
		return nil
	}
	if d.Code != "" {
		settleIn(tx, d)
	} else if _, found := Regions.Get(tx, at); found != kernel.Found && !at.IsZero() {
		r := &Region{Name: "其他", Level: AnyOther, Province: at, City: at}
		r.ID = at.ID()
		Regions.Insert(tx, r)
	}
	kernel.Set(tx, p, &p.Place, at)
	return nil
}

// settleIn is the row of a division, made with those of what it lies in if there is none.
func settleIn(tx *kernel.Tx, d habit.Division) *Region {
	if r, found := Regions.Get(tx, RegionOf(d.Code)); found == kernel.Found {
		return r
	}
	r := &Region{Code: d.Code, Name: d.Full(), Level: levelOf(d), Province: RegionOf(d.Province().Code), City: RegionOf(d.City().Code)}
	r.ID = RegionOf(d.Code).ID()
	for _, above := range []habit.Division{d.Province(), d.City()} { // the nearest decides
		if above != d {
			r.Area = settleIn(tx, above).Area
		}
	}
	return Regions.Insert(tx, r)
}

func levelOf(d habit.Division) kernel.Choice {
	switch {
	case d == d.Province():
		return Province
	case d == d.City():
		return City
	}
	return County
}
