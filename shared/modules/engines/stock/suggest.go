package stock

import (
	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
)

// Need is everything that a suggested purchase is worked out from. All of it is
// shown to the person who decides.
type Need struct {
	Demand   Demand
	Lead     int             // L: days from order to arrival
	LeadDev  decimal.Decimal // σL: its deviation in days
	Review   int             // R: days between two looks at the stock
	Service  decimal.Decimal // z: 1.65 for 95 %
	OnHand   kernel.Qty
	OnOrder  kernel.Qty // bought, not yet here
	Reserved kernel.Qty
	Back     kernel.Qty // promised beyond stock
	Short    kernel.Qty // missing for the order at hand
	Smallest kernel.Qty // least that the supplier sells
	Multiple kernel.Qty // in steps of; whole units when it is 0
}

// Suggestion is a suggested purchase with the figures it follows from.
type Suggestion struct {
	Need
	Safety   decimal.Decimal // SS = z √((L+R)σ² + d̄²σL²)
	Point    decimal.Decimal // s = d̄L + SS: below it, buy
	UpTo     decimal.Decimal // S = d̄(L+R) + SS: as much as that
	Position kernel.Qty      // IP = on hand + on order − reserved − back
	Qty      kernel.Qty      // what to buy; zero for nothing
}

// Defaults of a need that nobody has set otherwise.
const (
	DemandDays = 90
	ReviewDays = 7
)

// wholeUnit is the step in which things are bought whose supplier names none.
const wholeUnit kernel.Qty = 1_000_000

// Service95 is the factor for meeting demand in 95 of 100 cycles.
var Service95 = decimal.New(165, -2)

// Suggest works out what to buy (F17): as much as brings the stock to S, at least
// what is short and what the supplier sells, in his steps; nothing while the stock
// is above s and nothing is short.
func Suggest(n Need) Suggestion {
	s := Suggestion{Need: n}
	lead, cycle := decimal.New(int64(n.Lead), 0), decimal.New(int64(n.Lead+n.Review), 0)
	ofDemand := cycle.Mul(n.Demand.Sigma).Mul(n.Demand.Sigma)
	ofLead := n.Demand.Mean.Mul(n.LeadDev)
	s.Safety = n.Service.Mul(root(ofDemand.Add(ofLead.Mul(ofLead)), kernel.QtyScale))
	s.Point = n.Demand.Mean.Mul(lead).Add(s.Safety)
	s.UpTo = n.Demand.Mean.Mul(cycle).Add(s.Safety)
	s.Position = n.OnHand + n.OnOrder - n.Reserved - n.Back

	position := s.Position.Decimal()
	if !position.LessThan(s.Point) && n.Short <= 0 {
		return s
	}
	missing := s.UpTo.Sub(position)
	if limit := kernel.MaxQty.Decimal(); missing.GreaterThan(limit) {
		missing = limit
	}
	gap := kernel.Qty(missing.Shift(kernel.QtyScale).Ceil().IntPart())
	if want := max(n.Smallest, n.Short, gap); want > 0 {
		step := n.Multiple
		if step <= 0 {
			step = wholeUnit
		}
		s.Qty = ceilTo(want, step)
	}
	return s
}
