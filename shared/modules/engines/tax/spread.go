package tax

import (
	"math/big"
	"sort"

	"heyi/shared/kernel"
)

// DiscountTooBig refuses a discount on the whole document beyond its total.
var DiscountTooBig = kernel.Refuse("tax.discount", "整单优惠 {discount} 超过了合计 {total}",
	"The discount {discount} exceeds the total {total}")

// SpreadDiscount shares a discount on the whole document (整单优惠) out to its
// lines in proportion to their amounts. The shares add up to the discount exactly:
// each line gets its share rounded down, and the fen that are left go to the lines
// with the largest remainders, the earlier line first. No line gets more than its
// amount. Amounts and discount must not be negative.
func SpreadDiscount(discount kernel.Money, lines []kernel.Money) ([]kernel.Money, error) {
	var total kernel.Money
	for _, l := range lines {
		if l < 0 {
			return nil, kernel.BelowZero.With(kernel.Labelled("field", "amount", "金额", "Amount"), kernel.Figure("value", l))
		}
		total += l
	}
	if discount < 0 || discount > total {
		return nil, DiscountTooBig.With(kernel.Figure("discount", discount), kernel.Figure("total", total))
	}
	return Spread(discount, lines), nil
}

// Spread shares an amount out in proportion to weights by the largest remainder;
// the shares add up to it exactly. Weights must not be negative; without any
// weight everything goes to the first share.
func Spread(amount kernel.Money, weights []kernel.Money) []kernel.Money {
	shares := make([]kernel.Money, len(weights))
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(int64(w)))
	}
	if total.Sign() == 0 {
		if len(shares) > 0 {
			shares[0] = amount
		}
		return shares
	}
	remainders := make([]*big.Int, len(weights))
	left := amount
	for i, w := range weights {
		product := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(int64(w)))
		share, rest := new(big.Int).DivMod(product, total, new(big.Int)) // floor, also below zero
		shares[i], remainders[i] = kernel.Money(share.Int64()), rest
		left -= shares[i]
	}
	for _, i := range byRemainder(remainders)[:left] {
		shares[i]++
	}
	return shares
}

// byRemainder lists the positions by descending remainder, ties in their order.
func byRemainder(remainders []*big.Int) []int {
	order := make([]int, len(remainders))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return remainders[order[a]].Cmp(remainders[order[b]]) > 0 })
	return order
}
