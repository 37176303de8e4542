package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Reservation is what a line of an order has been promised of a place's stock.
type Reservation struct {
	kernel.Record
	Line    kernel.ID                   `zh:"订单行" en:"Order line" is:"derived"`
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Place   kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	Balance kernel.Ref[Balance]         `zh:"库存" en:"Stock" is:"derived"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" unit:"product.unit" is:"listed,derived" means_zh:"这一订单行现在还占用的数量，按基本单位，出库后减少" means_en:"What the order line still holds, in base units; less with what leaves"`
	Date    kernel.Date                 `zh:"日期" en:"Date" is:"listed,derived"`
	State   kernel.State                `zh:"状态" en:"State" is:"listed,derived"`
}

// A reservation is held until nothing of it is left.
const (
	ReservationHeld  kernel.State = "held"
	ReservationEnded kernel.State = "ended"
)

// Reservations, those of an order line and those of a balance.
var (
	Reservations = kernel.Define[Reservation]("stock_reservation", kernel.Spec{
		Zh: "库存占用", En: "Reservation", Kept: true, Scope: kernel.Scope{kernel.Everyone},
		States: []kernel.Option{{Code: "held", Zh: "占用中", En: "Held", Tone: kernel.Caution}, {Code: "ended", Zh: "已释放", En: "Ended"}},
		Bucket: kernel.OpenOrByMonth(func(r *Reservation) *kernel.State { return &r.State },
			func(r *Reservation) *kernel.Date { return &r.Date }, ReservationHeld),
	})
	ReservationsOf = kernel.Find(Reservations, func(r *Reservation) *kernel.ID { return &r.Line }).AtHand()
	reservationsIn = kernel.Find2(Reservations, func(r *Reservation) *kernel.Ref[Balance] { return &r.Balance },
		func(r *Reservation) *kernel.State { return &r.State })
)

// Short refuses to promise what is not there.
var Short = kernel.Refuse("stock.short", "「{product}」在{place}可售 {available}，不够 {qty}",
	"{place} has {available} of {product} to promise, not {qty}")

// Reserve promises stock of a place to an order line. It refuses beyond what may
// be promised.
func Reserve(tx *kernel.Tx, line kernel.ID, p kernel.Ref[product.Product], at kernel.Ref[org.Place], qty kernel.Qty) error {
	if qty <= 0 {
		return nil
	}
	b, err := balance(tx, p, at)
	if err != nil {
		return err
	}
	if Available(b) < qty && !mayGoBelowZero(tx, at) {
		unit := product.UnitOf(tx, p)
		return Short.With(append(names(tx, p, at), kernel.Quantity("available", Available(b), unit), kernel.Quantity("qty", qty, unit))...)
	}
	kernel.Add(tx, b, &b.Reserved, qty)
	Reservations.Insert(tx, &Reservation{
		Line: line, Product: p, Place: at, Balance: kernel.Ref[Balance](b.ID), Qty: qty, Date: tx.Today(), State: ReservationHeld,
	}, line, at, qty)
	return nil
}

// Unreserve gives up to qty of what an order line was promised back, from whatever
// place, and returns how much it was. Held reservations are in every replica, so
// both sides find the same.
func Unreserve(tx *kernel.Tx, line kernel.ID, qty kernel.Qty) (kernel.Qty, error) {
	list, _ := ReservationsOf.Of(tx, line)
	given := kernel.Qty(0)
	for _, r := range list {
		part := min(r.Qty, qty-given)
		if r.State != ReservationHeld || part <= 0 {
			continue
		}
		if err := giveBack(tx, r, part); err != nil {
			return given, err
		}
		given += part
	}
	return given, nil
}

// UnreserveAll gives everything that an order line was promised back.
func UnreserveAll(tx *kernel.Tx, line kernel.ID) (kernel.Qty, error) {
	return Unreserve(tx, line, kernel.MaxQty)
}

// ReservedFor is what an order line is promised now.
func ReservedFor(tx *kernel.Tx, line kernel.ID) kernel.Qty {
	list, _ := ReservationsOf.Of(tx, line)
	sum := kernel.Qty(0)
	for _, r := range list {
		sum += r.Qty
	}
	return sum
}

func giveBack(tx *kernel.Tx, r *Reservation, part kernel.Qty) error {
	b, err := balance(tx, r.Product, r.Place)
	if err != nil {
		return err
	}
	kernel.Add(tx, b, &b.Reserved, -part)
	kernel.Add(tx, r, &r.Qty, -part)
	if r.Qty == 0 {
		kernel.Set(tx, r, &r.State, ReservationEnded)
	}
	return nil
}

// Lost says that a reservation had to give way because the goods are not there:
// a count found fewer. The module that owns the line tells its people.
type Lost struct {
	Line    kernel.ID
	Product kernel.Ref[product.Product]
	Place   kernel.Ref[org.Place]
	Qty     kernel.Qty
}

// OnLost is emitted for every reservation that a count has cut.
var OnLost = kernel.NewEvent[Lost]("stock.lost")

// cutReservations takes promises back until no more is promised than there is, the
// youngest first, and never below what devices hold by lease.
func cutReservations(tx *kernel.Tx, b *Balance, left kernel.Qty) error {
	held, _ := reservationsIn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.State]{A: kernel.Ref[Balance](b.ID), B: ReservationHeld})
	over := b.Reserved + b.Leased - max(left, 0)
	for i := len(held) - 1; i >= 0 && over > 0; i-- { // ids sort by the time they were made
		r := held[i]
		part := min(r.Qty, over)
		if err := giveBack(tx, r, part); err != nil {
			return err
		}
		over -= part
	}
	return nil
}

// tellLost emits [OnLost] for what the command has taken back. Only Settle may call
// it: who counts need not see whose goods are missing.
func tellLost(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		r, ok := w.After.(*Reservation)
		if !ok || w.Before == nil {
			continue
		}
		if part := w.Before.(*Reservation).Qty - r.Qty; part > 0 {
			if err := OnLost.Emit(tx, Lost{r.Line, r.Product, r.Place, part}); err != nil {
				return err
			}
		}
	}
	return nil
}
