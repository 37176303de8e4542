package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Place is Save and Submit in one act: the order of a salesperson on the road.
type Place struct {
	Wish
	Policy  kernel.Choice `zh:"信用检查" en:"Credit check" of:"sales_policy" hint_zh:"仅供导入" hint_en:"For imports only"`
	Assumed string        `zh:"推定说明" en:"Assumed" max:"200"`
}

// MayWarn is the right of an import to place orders whose checks only warn.
var MayWarn = org.DeclareRight("sales.policy.warn", "导入订单时信用检查只提醒", "Import orders whose checks only warn")

var _ = kernel.Intent[Place]("sales.order.place", "下单", "Place order",
	org.For(org.First, org.Sales, org.SalesManager), org.Duty(org.Sales), org.Duty(org.SalesManager))

// Predict writes the order and runs the checks.
func (p Place) Predict(tx *kernel.Tx) error {
	if p.Policy == PolicyWarn {
		if err := MayWarn.Check(tx); err != nil {
			return err
		}
	}
	o := p.newOrder(tx, p.Assumed)
	lines, err := p.fill(tx, o)
	if err != nil {
		return err
	}
	d, err := newDeal(tx, o, lines)
	if err != nil {
		return err
	}
	to, err := d.submit(p.Policy)
	if err != nil {
		return err
	}
	kernel.Set(tx, o, &o.State, to)
	return born(tx, o, to)
}

// Settle puts the order before those who must act.
func (p Place) Settle(tx *kernel.Tx) error { return askOthers(tx, Orders.Born(tx), p.Policy) }
