package stock

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Value is what the stock of a product in a place is worth; its id is the
// balance's. Only the server writes it.
type Value struct {
	kernel.Record
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,settled"`
	Place   kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,settled"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" unit:"product.unit" is:"listed,settled,negative" means_zh:"已算过成本的数量，与库存一致" means_en:"The quantity that has been valued, the same as what is on hand"`
	Amount  kernel.Money                `zh:"金额" en:"Value" is:"listed,settled,negative" means_zh:"此刻的库存成本，不含税，移动平均" means_en:"Without tax, what the stock is worth now by the moving average"`
}

// Layer is what one movement has changed the value of its place by (append-only);
// its id is the movement's. Variance is what of the cost did not stay in the
// stock because it covered a deficit.
type Layer struct {
	kernel.Record
	Product  kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,settled"`
	Place    kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,settled"`
	Date     kernel.Date                 `zh:"日期" en:"Date" is:"listed,settled"`
	Qty      kernel.Qty                  `zh:"数量" en:"Quantity" unit:"product.unit" is:"listed,settled,negative" means_zh:"这一笔出入库的数量，入为正" means_en:"What the movement moved; in is positive"`
	Amount   kernel.Money                `zh:"金额" en:"Value" is:"listed,settled,negative" means_zh:"这一笔使库存成本变了多少，不含税，入为正" means_en:"Without tax, what the movement changed the value by; in is positive"`
	Variance kernel.Money                `zh:"成本差异" en:"Variance" is:"settled,negative" means_zh:"补平负库存时的差额，不含税，直接记入销售成本" means_en:"Without tax, what covering a deficit cost beside the stock; it goes to the cost of sales"`
}

// Values and layers are seen by those who may see costs.
var (
	Values = kernel.Define[Value]("stock_value", kernel.Spec{
		Zh: "库存成本", En: "Stock value", Kept: true, Scope: kernel.Scope{kernel.Audience(org.SeesCost)},
	})
	valuesOf = kernel.Find(Values, func(v *Value) *kernel.Ref[product.Product] { return &v.Product })
	Layers   = kernel.Define[Layer]("stock_layer", kernel.Spec{
		Zh: "成本明细", En: "Value layer", Kept: true, Once: true, Twin: true, Scope: kernel.Scope{kernel.Audience(org.SeesCost)},
		Bucket: kernel.ByMonth(func(l *Layer) *kernel.Date { return &l.Date }),
	})
)

// Booked is what movements did to the accounts; what left is negative.
type Booked struct {
	Stock    kernel.Money // account 1405
	Suspense kernel.Money // account 1901, for the place 待查
	Variance kernel.Money // cost of sales
}

// Cost is what left at cost; negative for what came.
func (b Booked) Cost() kernel.Money { return -(b.Stock + b.Suspense + b.Variance) }

func (b *Booked) add(at kernel.Ref[org.Place], l *Layer) {
	if at == org.SuspensePlace {
		b.Suspense += l.Amount
	} else {
		b.Stock += l.Amount
	}
	b.Variance += l.Variance
}

// Valued is what the movements of a line did to the books. A counter's figures
// stand apart: they take back the gain or the loss of a count.
type Valued struct {
	Booked
	Counter Booked
}

// SettleMove values the movements of a line that are not valued yet; only Settle
// may call it. amount is the cost of goods that come from outside; goods that left
// another place by the same line bring the value they had there.
func SettleMove(tx *kernel.Tx, line kernel.ID, amount kernel.Money) (Valued, error) {
	var v Valued
	list := misfitsFirst(tx, line)
	var ins, counters []*Movement
	layers := map[kernel.ID]*Layer{} // of what is valued here, by its balance and direction
	carried := kernel.Money(0)
	transfer := false
	for _, m := range list {
		_, p := Layers.Get(tx, kernel.Ref[Layer](m.ID))
		switch {
		case p == kernel.Found:
		case m.Reason == Counters:
			counters = append(counters, m)
		case m.Qty > 0:
			ins = append(ins, m)
		default:
			l, err := settleOut(tx, m)
			if err != nil {
				return v, err
			}
			layers[twin(m, m.Qty)] = l
			carried, transfer = carried-l.Amount, true
			v.add(m.Place, l)
		}
	}
	if transfer {
		amount = carried
	}
	for i, share := range tax.Spread(amount, weights(ins)) {
		l := settleIn(tx, ins[i], share)
		layers[twin(ins[i], ins[i].Qty)] = l
		v.add(ins[i].Place, l)
	}
	for _, m := range counters {
		original := layers[twin(m, -m.Qty)]
		if original == nil {
			return v, fmt.Errorf("stock: movement %s counters nothing", m.ID)
		}
		v.Counter.add(m.Place, write(tx, m, -original.Amount, -original.Variance))
	}
	return v, nil
}

// misfitsFirst lists the movements of a line so that what the book did not have is
// valued while the rest of the line is still there to compare with.
func misfitsFirst(tx *kernel.Tx, line kernel.ID) []*Movement {
	list, _ := MovementsOf.Of(tx, line)
	sort.SliceStable(list, func(i, j int) bool { return list[i].Reason == Misfit && list[j].Reason != Misfit })
	return list
}

func twin(m *Movement, qty kernel.Qty) kernel.ID {
	return kernel.DeriveID("stock_twin", m.Balance, qty)
}

// weights are the quantities as shares for Spread.
func weights(list []*Movement) []kernel.Money {
	w := make([]kernel.Money, len(list))
	for i, m := range list {
		w[i] = kernel.Money(m.Qty)
	}
	return w
}

func settleOut(tx *kernel.Tx, m *Movement) (*Layer, error) {
	pool := poolOf(tx, m.Balance)
	other := Pool{}
	if pool.Qty == 0 {
		var err error
		if other, err = elsewhere(tx, m); err != nil {
			return nil, err
		}
	}
	return write(tx, m, -pool.Take(-m.Qty, other), 0), nil
}

func settleIn(tx *kernel.Tx, m *Movement, amount kernel.Money) *Layer {
	change, variance := poolOf(tx, m.Balance).Put(m.Qty, amount)
	if amount > 0 {
		rememberCost(tx, m, amount)
	}
	return write(tx, m, change, variance)
}

func poolOf(tx *kernel.Tx, b kernel.Ref[Balance]) Pool {
	if v, p := Values.Get(tx, kernel.Ref[Value](b)); p == kernel.Found {
		return Pool{v.Qty, v.Amount}
	}
	return Pool{}
}

// write records the layer and moves the value.
func write(tx *kernel.Tx, m *Movement, change, variance kernel.Money) *Layer {
	v, p := Values.Get(tx, kernel.Ref[Value](m.Balance))
	if p != kernel.Found {
		v = Values.Insert(tx, &Value{Record: kernel.Record{ID: m.Balance.ID()}, Product: m.Product, Place: m.Place})
	}
	kernel.Add(tx, v, &v.Qty, m.Qty)
	kernel.Add(tx, v, &v.Amount, change)
	turnDay(tx, m)
	return Layers.Insert(tx, &Layer{
		Record: kernel.Record{ID: m.ID}, Product: m.Product, Place: m.Place, Date: m.Date,
		Qty: m.Qty, Amount: change, Variance: variance,
	})
}

// PostOut books goods that left: the account that bears their cost against stock.
func (v Valued) PostOut(p *ledger.Posting, bearer string, aux ledger.Aux) {
	p.Debit(bearer, -v.Stock-v.Suspense, aux)
	p.Credit(ledger.Merchandise, -v.Stock, ledger.Aux{})
	p.Credit(ledger.Pending, -v.Suspense, suspense)
	v.Counter.takeBack(p)
}

// PostIn books goods that came: stock against the account that gave them.
func (v Valued) PostIn(p *ledger.Posting, giver string, aux ledger.Aux) {
	v.debit(p)
	p.Credit(giver, -v.Cost(), aux)
	v.Counter.takeBack(p)
}

// PostTransfer books what is left when goods only changed their place: nothing,
// unless 待查 or a deficit took part.
func (v Valued) PostTransfer(p *ledger.Posting) {
	v.debit(p)
	v.Counter.takeBack(p)
}

var suspense = ledger.Aux{Place: org.SuspensePlace}

// takeBack books what a count had seen already: the loss or the gain that it had
// booked goes, red on the same sides.
func (b Booked) takeBack(p *ledger.Posting) {
	came := -b.Cost()
	if came > 0 { // something had left before the count: it was no loss
		p.Pair(ledger.StockLoss, ledger.Pending, -came, ledger.Aux{})
		p.Debit(ledger.Pending, -came, ledger.Aux{})
		p.Credit(ledger.Merchandise, -b.Stock, ledger.Aux{})
		p.Credit(ledger.Pending, -b.Suspense, suspense)
		p.Credit(ledger.CostOfSales, -b.Variance, ledger.Aux{})
		return
	}
	// something had come: it was no gain
	p.Pair(ledger.Pending, ledger.StockGain, came, ledger.Aux{})
	p.Credit(ledger.Pending, came, ledger.Aux{})
	b.debit(p)
}

// debit books the changes as they are.
func (b Booked) debit(p *ledger.Posting) {
	p.Debit(ledger.Merchandise, b.Stock, ledger.Aux{})
	p.Debit(ledger.Pending, b.Suspense, suspense)
	p.Debit(ledger.CostOfSales, b.Variance, ledger.Aux{})
}
