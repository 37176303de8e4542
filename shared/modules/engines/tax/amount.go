package tax

import (
	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
)

// TooBig refuses an amount that no ledger could hold.
var TooBig = kernel.Refuse("tax.amount", "金额超出允许范围，请核对数量和单价",
	"The amount is out of range; please check quantity and price")

// NoDiscount is the discount rate (折扣率) of a line without discount; 0.9 is 9折.
const NoDiscount = kernel.Rate(1_000_000)

// LineGross is the tax-inclusive amount of a line: quantity × price × discount
// rate, rounded once.
func LineGross(qty kernel.Qty, price kernel.Price, discount kernel.Rate) (kernel.Money, error) {
	return amount(qty.Decimal().Mul(price.Decimal()).Mul(discount.Decimal()))
}

// SplitGross takes a tax-inclusive amount apart: net = round(gross ÷ (1 + rate)),
// and the rest is tax, so net + vat is gross to the fen. Red amounts split like
// black ones.
func SplitGross(gross kernel.Money, rate kernel.Rate) (net, vat kernel.Money) {
	if rate == 0 {
		return gross, 0
	}
	share := gross.Decimal().DivRound(decimal.New(1, 0).Add(rate.Decimal()), kernel.MoneyScale)
	net = mustMoney(share) // |net| ≤ |gross|
	return net, gross - net
}

// AddTax puts tax on a net amount: gross = round(net × (1 + rate)).
func AddTax(net kernel.Money, rate kernel.Rate) (gross, vat kernel.Money, err error) {
	gross, err = amount(net.Decimal().Mul(decimal.New(1, 0).Add(rate.Decimal())))
	return gross, gross - net, err
}

func amount(d decimal.Decimal) (kernel.Money, error) {
	m, err := kernel.MoneyOf(d)
	if err != nil {
		return 0, TooBig.With()
	}
	return m, nil
}

func mustMoney(d decimal.Decimal) kernel.Money {
	m, err := kernel.MoneyOf(d)
	if err != nil {
		panic("tax: a part is larger than its whole: " + err.Error())
	}
	return m
}
