package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// The six steps of an order, as people see them.
const (
	StepOrder = iota
	StepStock
	StepShip
	StepSign
	StepPay
	StepRate
	stepCount
)

// StepState is where a step stands.
type StepState uint8

// The states of a step.
const (
	ToDo StepState = iota
	Doing
	Stopped // someone must decide
	Done
)

// Step is one of the six, with the last thing that happened in it.
type Step struct {
	Zh, En string
	State  StepState
	At     kernel.Time // when its author did it, by his device; zero when nothing happened yet
	By     string
	Result string
}

// Steps are the six of an order.
type Steps [stepCount]Step

// NodeRated is the customer's judgement of a delivered order.
var NodeRated = flow.DeclareNode("sales.rated", "评价", "Rated", scores)

// stepOf tells which nodes of the trail belong to a step; commands that made the
// order belong to the first.
var stepOf = map[string]int{
	"sales.order.save": StepOrder, "sales.order.place": StepOrder, "sales.order.submit": StepOrder, "sales.handover": StepOrder,
	string(NodeCredit): StepStock, string(NodeStock): StepStock, string(NodeFloor): StepStock,
	"sales.order.release": StepStock, "sales.order.refuse": StepStock,
	string(NodeShipped): StepShip, string(NodeSigned): StepSign, string(NodePaid): StepPay, string(NodeRated): StepRate,
}

// Holder is who has the order now: those who may do the next step, or the seat that owns
// it.
type Holder struct {
	Asks *org.Asked
	Seat kernel.Ref[org.Seat]
}

// Process works out the six steps of an order, and who holds it now, from its
// state, its trail and its deliveries. Nobody holds an order that is over.
func Process(o *Order, trail []*flow.ProcessEvent, deliveries []*Delivery) (Steps, Holder) {
	steps := Steps{
		{Zh: "下单", En: "Order"},
		{Zh: "信用与库存检查", En: "Credit and stock check"},
		{Zh: "发货", En: "Shipping"},
		{Zh: "签收", En: "Signing"},
		{Zh: "回款", En: "Payment"},
		{Zh: "评价", En: "Rating"},
	}
	var last [stepCount]kernel.Time // what became effective last says how a step stands
	for _, e := range trail {
		n, known := stepOf[e.Node]
		if effective := max(e.Judged, e.At); known && effective >= last[n] {
			last[n] = effective
			steps[n].At, steps[n].By, steps[n].Result = e.At, e.AuthorName, e.Result
		}
	}
	toShip, toSign := count(deliveries)
	for n := range steps {
		steps[n].State = stateOf(n, o, &steps[n], toShip, toSign)
	}
	return steps, holderOf(o, &steps, toShip)
}

// count tells how many deliveries have not left, and how many nobody signed for.
func count(deliveries []*Delivery) (toShip, toSign int) {
	for _, d := range deliveries {
		switch d.State {
		case Pending, Picking:
			toShip++
		case Shipped:
			toSign++
		}
	}
	return toShip, toSign
}

func stateOf(n int, o *Order, s *Step, toShip, toSign int) StepState {
	left := o.Shipped != 0 || o.State == Shipped || o.State == Partly
	over := o.State == Shipped || o.State == Closed
	switch {
	case n == StepOrder && o.State == Draft:
		return Doing
	case n == StepOrder:
		return Done
	case n == StepStock && o.State == Held:
		return Stopped
	case n == StepStock && (o.State == Draft || o.State == Void):
		return ToDo
	case n == StepStock:
		return Done
	case n == StepShip && over && left, n == StepSign && over && left && toSign == 0, n == StepPay && s.Result == paidAll, n == StepRate && s.At != 0:
		return Done
	case n == StepShip && o.State == Approved, n == StepShip && o.State == Partly,
		n == StepSign && left, n == StepPay && left:
		return Doing
	}
	return ToDo
}

func holderOf(o *Order, steps *Steps, toShip int) Holder {
	mine := Holder{Seat: o.Owner}
	switch {
	case o.State == Void || o.State == Closed && o.Shipped == 0:
		return Holder{}
	case o.State == Draft:
		return mine
	case o.State == Held:
		return Holder{Asks: deciders}
	case steps[StepShip].State != Done && toShip > 0:
		return Holder{Asks: TaskPutBack.Asks}
	case steps[StepShip].State != Done:
		return Holder{Asks: TaskBuy.Asks}
	case steps[StepSign].State != Done, steps[StepPay].State != Done, steps[StepRate].State != Done:
		return mine
	}
	return Holder{}
}

// The results of NodePaid.
const (
	paidPart = "part"
	paidAll  = "all"
)

func init() { debt.OnAllocated.On("sales", paid) }

// paid counts what is settled of a delivery into its order and notes it in the
// order's trail. A return of the same delivery settles, too, but is no money; one of
// another delivery is a credit that pays.
func paid(tx *kernel.Tx, a debt.Allocated) error {
	if a.Item.SrcEntity != Deliveries.Name() {
		return nil
	}
	d, err := Deliveries.Need(tx, kernel.Ref[Delivery](a.Item.Src))
	if err != nil {
		return err
	}
	o, err := Orders.Need(tx, d.Order)
	if err != nil {
		return err
	}
	if !takesBack(tx, a.By, d) {
		kernel.Add(tx, o, &o.Paid, a.Amount)
	}
	result := paidPart
	if allSettled(tx, d.Order) && (o.State == Shipped || o.State == Closed) {
		result = paidAll
	}
	flow.Note(tx, o, NodePaid, result, a.Amount.String())
	return nil
}

// takesBack tells whether a document is a return of the delivery.
func takesBack(tx *kernel.Tx, by debt.Doc, d *Delivery) bool {
	if by.Entity != Returns.Name() {
		return false
	}
	r, p := Returns.Get(tx, kernel.Ref[Return](by.ID))
	return p == kernel.Found && r.Delivery.ID() == d.ID
}

// allSettled tells whether nothing is open of what the order's deliveries made.
func allSettled(tx *kernel.Tx, ref kernel.Ref[Order]) bool {
	deliveries, _ := DeliveriesOf.Of(tx, ref)
	for _, d := range deliveries {
		items, _ := debt.BySource.Of(tx, d.ID)
		for _, i := range items {
			if i.Rest() != 0 {
				return false
			}
		}
	}
	return true
}
