package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
)

// DueBy is the day by which goods have to leave: the one that was wished or the one
// that was promised, whichever comes first; none when there is neither.
func DueBy(wished, promised kernel.Date) kernel.Date {
	if wished == 0 || promised != 0 && promised < wished {
		return promised
	}
	return wished
}

// Undelivered are the states of orders of which something is still to leave, and
// ToLeave those of deliveries.
var (
	Undelivered = []kernel.State{Held, Approved, Partly}
	ToLeave     = []kernel.State{Pending, Picking}
)

// DueBy is the day by which the order has to leave.
func (o *Order) DueBy() kernel.Date { return DueBy(o.Due, o.Promise) }

// DaysLate counts the days since the order should have left; zero when it is not
// late, or when nothing is to leave any more.
func (o *Order) DaysLate(today kernel.Date) int64 {
	return daysLate(o.DueBy(), o.State, Undelivered, today)
}

// DaysLate counts the days since the delivery should have left, likewise.
func (d *Delivery) DaysLate(today kernel.Date) int64 {
	return daysLate(d.DueBy(), d.State, ToLeave, today)
}

// DueBy is the day by which the delivery has to leave.
func (d *Delivery) DueBy() kernel.Date { return DueBy(d.Due, d.By) }

func daysLate(by kernel.Date, state kernel.State, open []kernel.State, today kernel.Date) int64 {
	for _, s := range open {
		if s == state {
			return debt.DaysLate(by, today)
		}
	}
	return 0
}

// Deliveries of earlier releases do not say by when they have to leave.
func init() {
	kernel.UpgradeRows(20, "sales.ship_by", "待出库单补应发日期", "Deliveries get the day by which they have to leave", Deliveries,
		func(d *Delivery) bool { return d.By == 0 && (d.State == Pending || d.State == Picking) },
		func(tx *kernel.Tx, d *Delivery) error {
			by := d.Due
			if o, p := Orders.Get(tx, d.Order); p == kernel.Found {
				by = o.DueBy()
			}
			if by == 0 {
				by = d.Date
			}
			kernel.Set(tx, d, &d.By, by)
			return nil
		})
}
