package org

import "heyi/shared/kernel"

// Place is where goods can be.
type Place struct {
	kernel.Record
	Code string        `zh:"编码" en:"Code" text:"code" is:"required,listed,search" max:"20"`
	Name string        `zh:"名称" en:"Name" is:"title,required"`
	Kind kernel.Choice `zh:"类型" en:"Kind" of:"place_kind" is:"required,listed,fixed"`
}

// Sells tells whether goods are sold from the place.
func (p *Place) Sells() bool { return p.Kind == Warehouse || p.Kind == Van }

// The kinds of places.
const (
	Warehouse kernel.Choice = "warehouse"
	Van       kernel.Choice = "van"
	Defect    kernel.Choice = "defect"
	Suspense  kernel.Choice = "suspense" // what moved without the book knowing it; the only one that may be negative
)

var _ = kernel.Choices("place_kind",
	kernel.Option{Code: "warehouse", Zh: "仓库", En: "Warehouse"},
	kernel.Option{Code: "van", Zh: "车载仓", En: "Van"},
	kernel.Option{Code: "defect", Zh: "不良品仓", En: "Defective goods"},
	kernel.Option{Code: "suspense", Zh: "待查", En: "Suspense"})

// Places and their unique code.
var (
	Places = kernel.Define[Place]("place", kernel.Spec{
		Zh: "仓库", En: "Warehouse", Scope: kernel.Scope{kernel.Everyone},
	})
	PlaceByCode = kernel.Unique(Places, func(p *Place) *string { return &p.Code })

	_ = ForRows(First, Places, "*", Admin)
)

// SuspensePlace is 待查, which every company has from its set-up on.
var SuspensePlace = kernel.Ref[Place](kernel.DeriveID("place", "suspense"))

// OneSuspense is the refusal of a second 待查.
var OneSuspense = kernel.Refuse("org.one_suspense", "「待查」只能有一个", "There is only one suspense place")

func init() {
	Places.GuardRow(Needed, func(_ *kernel.Tx, p *Place) error { return keep(p.Removed && p.Kind == Suspense, p.Name) })
	Places.GuardRow(OneSuspense, func(_ *kernel.Tx, p *Place) error {
		if (p.Kind == Suspense) != (p.ID == SuspensePlace.ID()) {
			return OneSuspense.With()
		}
		return nil
	})
}
