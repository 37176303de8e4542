package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// A van is its driver's: only who works there, by the places of his seat, says from
// there what has happened and cannot be stopped any more.

var (
	// NotYourVan says beside the reasons why a van was judged like a counter.
	NotYourVan = kernel.Refuse("sales.not_your_van", "「{place}」没有登记在您的岗位名下，从那里交货按仓库的规则检查；如果是您的车，请系统管理员在「岗位仓库」里登记",
		"{place} is not among the warehouses of your seat, so the rules of a counter hold there; if it is your van, ask an administrator to add it to your seat")

	// TaskVanOfNobody asks an administrator whose van it is.
	TaskVanOfNobody = flow.DeclareTask("sales.van_of_nobody", "车载仓「{place}」还没有登记给任何岗位：请在「岗位仓库」里登记给用它的岗位，否则从车上交货要先通过信用、价格和库存检查",
		"The van {place} belongs to no seat yet: add it to the warehouses of the seat that drives it, or selling from it is checked for credit, prices and stock first", flow.Kind{
			Title: flow.Words{Zh: "车载仓未登记", En: "Vans without a seat"}, Asks: org.Ask(org.Admin, "seat_place.add"), Urgency: flow.Normal,
			Opens: flow.Words{Zh: "车载仓没有登记给任何岗位", En: "A van belongs to no seat"},
		})
)

// SpotFree tells whether goods may be handed over from every place without checks.
var SpotFree = org.Switch("sales.spot_free", false, "仓库现场交货不拦截", "Hand over from warehouses without checks", org.Formerly("spot_free"),
	org.Hint("从本岗位的车载仓总是可以现场交货；从其他仓库不勾选时要先通过信用、价格和库存检查",
		"From the vans of one's own seat always; from other places credit, price and stock are checked first unless this is set"))

// gone tells whether goods from a place have left already when their hand-over is
// written, so that nothing stops it.
func (d *deal) gone(from *org.Place) bool {
	switch {
	case SpotFree.Of(d.company):
		return true
	case from.Kind != org.Van:
		return false
	}
	return d.anyVan || org.WorksAt(d.tx.Author, d.order.From)
}

// fromAnyVan is the first version of [Handover]: every van would do. It holds for what
// was handed over before this company had vans tied to seats, for that has happened;
// its time is a claim, taken for at most 180 days ago, so this ends by itself.
type fromAnyVan struct{ Handover }

// Predict writes what happened.
func (h fromAnyVan) Predict(tx *kernel.Tx) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	return h.write(tx, tx.At() < company.VansTied, Shipped)
}

// handedUnsigned is the second version: what the customer had in his hands waited for
// his signature like what a carrier has.
type handedUnsigned struct{ Handover }

// Predict writes what happened.
func (h handedUnsigned) Predict(tx *kernel.Tx) error { return h.write(tx, false, Shipped) }

// foreign adds to a refusal that the van is not the seller's.
func foreign(from *org.Place, err error) error {
	if r, ok := kernel.AsRefusal(err); ok && from.Kind == org.Van {
		r.Details = append(r.Details, *NotYourVan.With(kernel.Text("place", from.Name)))
	}
	return err
}

// Vans of an earlier release belong to the seats that sold from them; those that
// nobody has sold from wait for an administrator.
func init() {
	kernel.UpgradeRowsBeside(41, "sales.vans_of_sellers", "车载仓登记给从车上交过货的岗位", "Vans belong to the seats that sold from them", Orders,
		func(all kernel.Reader, o *Order) bool { return len(sellersOfVan(readOf(all, o), o)) > 0 },
		func(tx *kernel.Tx, o *Order) error {
			for _, seat := range sellersOfVan(tx, o) {
				org.SeatPlaces.Insert(tx, &org.SeatPlace{Seat: seat, Place: o.From}, seat.String(), o.From.String())
			}
			return nil
		})
	kernel.UpgradeRowsBeside(42, "sales.vans_of_nobody", "请系统管理员登记没有岗位的车载仓", "Administrators are asked about vans without a seat", org.Places,
		func(all kernel.Reader, p *org.Place) bool { return vanOfNobody(readOf(all, p), p) },
		func(tx *kernel.Tx, p *org.Place) error {
			flow.OpenTask(tx, TaskVanOfNobody, p, flow.To{}, kernel.Text("place", p.Name))
			return nil
		})
	kernel.UpgradeRows(43, "sales.vans_tied", "车载仓现场交货按岗位登记", "Selling from a van asks whose it is", org.Companies,
		func(c *org.Company) bool { return c.VansTied == 0 },
		func(tx *kernel.Tx, c *org.Company) error {
			kernel.Set(tx, c, &c.VansTied, tx.Judged())
			return nil
		})
}

// readOf reads beside a row of the walk.
func readOf(all kernel.Reader, row kernel.Row) *kernel.Tx {
	return kernel.NewTx(row.Base().Schema().Catalog(), all, nil, &kernel.Call{}, &kernel.Author{System: true})
}

// sellersOfVan lists the seats that handed an order's goods over from a van that is
// not theirs yet.
func sellersOfVan(tx *kernel.Tx, o *Order) (seats []kernel.Ref[org.Seat]) {
	if from, p := org.Places.Get(tx, o.From); p != kernel.Found || from.Kind != org.Van || from.Removed {
		return nil
	}
	trail, _ := flow.TrailOf(tx, o.ID)
	for _, e := range trail {
		if e.Node != "sales.handover" {
			continue
		}
		seat, ok := org.SeatOf(tx, e.Author)
		if ok && !org.Works(tx, seat, o.From) {
			seats = append(seats, seat)
		}
	}
	return seats
}

func vanOfNobody(tx *kernel.Tx, p *org.Place) bool {
	if p.Kind != org.Van || p.Removed || p.Retired {
		return false
	}
	seats, _ := org.SeatsAt.Of(tx, kernel.Ref[org.Place](p.ID))
	tasks, _ := flow.TasksAbout.Of(tx, p.ID)
	return len(seats) == 0 && len(tasks) == 0
}
