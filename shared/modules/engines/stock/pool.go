package stock

import (
	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
)

// Pool is the quantity and the value of a product in a place: the moving average
// is their quotient. Nothing there is worth nothing.
type Pool struct {
	Qty    kernel.Qty
	Amount kernel.Money
}

// share is round(p.Amount × qty ÷ p.Qty); of nothing it is nothing.
func (p Pool) share(qty kernel.Qty) kernel.Money {
	switch {
	case qty == p.Qty:
		return p.Amount
	case p.Qty == 0:
		return 0
	}
	d := p.Amount.Decimal().Mul(qty.Decimal()).DivRound(p.Qty.Decimal(), kernel.MoneyScale)
	m, err := kernel.MoneyOf(d)
	if err != nil { // only far beyond MaxMoney, which the guards of the rows refuse
		return kernel.MaxMoney * kernel.Money(d.Sign())
	}
	return m
}

// Average is the value of one base unit; zero where nothing is.
func (p Pool) Average() kernel.Price {
	if p.Qty == 0 {
		return 0
	}
	price, err := kernel.PriceOf(p.Amount.Decimal().DivRound(p.Qty.Decimal(), kernel.PriceScale))
	if err != nil {
		return kernel.MaxPrice
	}
	return price
}

// Take is the cost of qty leaving the pool: its share of the value, so the last
// unit takes the residue of all roundings. Beyond what is there the average goes
// on; an empty pool borrows the average of another one.
func (p Pool) Take(qty kernel.Qty, other Pool) kernel.Money {
	if p.Qty == 0 {
		return other.share(qty)
	}
	return p.share(qty)
}

// Put is the effect of qty arriving at a cost: change is what the pool's value
// rises by, variance the rest. They differ only in a negative pool: what left it
// left at an assumed cost, and the arriving goods cover that deficit at their own
// price, so what remains is worth what was paid for it. change + variance = amount.
func (p Pool) Put(qty kernel.Qty, amount kernel.Money) (change, variance kernel.Money) {
	if p.Qty >= 0 {
		return amount, 0
	}
	covered := min(qty, -p.Qty)
	paid := Pool{qty, amount}.share(covered)
	assumed := Pool{-p.Qty, -p.Amount}.share(covered)
	return amount - paid + assumed, paid - assumed
}

// Portion is the part of a total that falls to the next qty of a whole, after
// earlier parts: parts that make up the whole add up to the total to the fen.
func Portion(total kernel.Money, whole, before, qty kernel.Qty) kernel.Money {
	p := Pool{whole, total}
	return p.share(before+qty) - p.share(before)
}

// ceilTo is the smallest multiple that is no less.
func ceilTo(qty, multiple kernel.Qty) kernel.Qty {
	if multiple <= 0 || qty%multiple == 0 {
		return qty
	}
	return (qty/multiple + 1) * multiple
}

// root is the square root, rounded down at the given number of decimals.
func root(d decimal.Decimal, decimals int32) decimal.Decimal {
	if d.Sign() <= 0 {
		return decimal.Zero
	}
	n := d.Shift(2 * decimals).BigInt()
	return decimal.NewFromBigInt(n.Sqrt(n), -decimals)
}
