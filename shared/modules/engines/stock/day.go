package stock

import (
	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// Day is what a product did on a day over all places: its change and what was sold
// of it. From it follow its demand and the days on which it was out of stock. It
// is a projection that the server keeps; a device holds the recent ones.
type Day struct {
	kernel.Record
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,settled"`
	Date    kernel.Date                 `zh:"日期" en:"Date" is:"listed,settled"`
	Net     kernel.Qty                  `zh:"净变动" en:"Net change" unit:"product.unit" is:"listed,settled,negative" means_zh:"当天各仓库入减出之和，调拨互相抵消" means_en:"What came in less what went out on the day, over all warehouses; transfers cancel out"`
	Sold    kernel.Qty                  `zh:"销量" en:"Sold" unit:"product.unit" is:"listed,settled,negative" means_zh:"当天销售出库减退货" means_en:"What left for customers on the day, less what they returned"`     // less returns
	Left    kernel.Qty                  `zh:"销售出库" en:"Left for customers" unit:"product.unit" is:"settled" means_zh:"当天销售出库，不减退货" means_en:"What left for customers on the day; returns are not taken off"` // returns not taken off
}

// Days is the table of days.
var Days = kernel.Define[Day]("stock_day", kernel.Spec{
	Zh: "商品日销量", En: "Product's day", Kept: true, Scope: kernel.Scope{kernel.Everyone},
	Bucket: kernel.ByMonth(func(d *Day) *kernel.Date { return &d.Date }),
})

func dayRef(p kernel.Ref[product.Product], date kernel.Date) kernel.Ref[Day] {
	return kernel.Ref[Day](kernel.DeriveID("stock_day", p, date))
}

func turnDay(tx *kernel.Tx, m *Movement) {
	d, p := Days.Get(tx, dayRef(m.Product, m.Day))
	if p != kernel.Found {
		d = Days.Insert(tx, &Day{Record: kernel.Record{ID: dayRef(m.Product, m.Day).ID()}, Product: m.Product, Date: m.Day})
	}
	kernel.Add(tx, d, &d.Net, m.Qty)
	if m.Sold && m.Reason != Counters {
		kernel.Add(tx, d, &d.Sold, -m.Qty)
		kernel.Add(tx, d, &d.Left, max(-m.Qty, 0))
	}
}

// Demand is what customers took of a product a day: mean and standard deviation
// over the days on which there was some to sell.
type Demand struct {
	Days      int // days that counted
	StockOuts int // days that did not, because nothing was there
	Mean      decimal.Decimal
	Sigma     decimal.Decimal
}

// History is one day of a product: what was sold, net of returns, and whether any
// was there.
type History struct {
	Sold  kernel.Qty
	Empty bool // out of stock from morning to night
}

// DemandOf sums a history up. A day without stock says nothing about demand and
// is left out, unless something was sold on it.
func DemandOf(history []History) Demand {
	const guard = 12 // digits
	var d Demand
	sum, squares := decimal.Zero, decimal.Zero
	for _, h := range history {
		if h.Empty && h.Sold <= 0 {
			d.StockOuts++
			continue
		}
		d.Days++
		q := h.Sold.Decimal()
		sum, squares = sum.Add(q), squares.Add(q.Mul(q))
	}
	if d.Days == 0 {
		return d
	}
	n := decimal.New(int64(d.Days), 0)
	d.Mean = sum.DivRound(n, guard)
	if d.Days > 1 {
		variance := squares.Sub(sum.Mul(sum).DivRound(n, guard)).DivRound(n.Sub(decimal.New(1, 0)), guard)
		d.Sigma = root(variance, kernel.QtyScale)
	}
	return d
}

// DemandBefore reads the demand of a product in the days before today. The days on
// which it was out of stock follow from what is there now, going backwards.
func DemandBefore(tx *kernel.Tx, p kernel.Ref[product.Product], today kernel.Date, days int) Demand {
	onHand := kernel.Qty(0)
	balances, _ := BalancesOf.Of(tx, p)
	for _, b := range balances {
		onHand += b.OnHand
	}
	history := make([]History, 0, days)
	evening := onHand
	if d, presence := Days.Get(tx, dayRef(p, today)); presence == kernel.Found {
		evening -= d.Net
	}
	for back := 1; back <= days; back++ {
		var h History
		morning := evening
		if d, presence := Days.Get(tx, dayRef(p, today.AddDays(-back))); presence == kernel.Found {
			h.Sold = d.Sold
			morning -= d.Net
		}
		h.Empty = morning <= 0 && evening <= 0
		history = append(history, h)
		evening = morning
	}
	return DemandOf(history)
}
