package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/tax"
)

// Priced is what the figures of a line are worked out from.
type Priced struct {
	Qty      kernel.Qty   // in the line's unit
	Price    kernel.Price // tax-inclusive, per unit
	Discount kernel.Rate  // 折扣率; zero is none
	Given    kernel.Money // amount of the line where a source states it; zero works it out
	Gift     bool
	Rate     kernel.Rate // of tax
}

// Figures are the amounts of a line or of a whole document.
type Figures struct{ Goods, Gross, Net, Vat kernel.Money }

// LineFigures works out the lines and the whole of a document: each line rounded
// once, the discount on the whole spread over the lines to the fen, tax per line.
// Goods is before that discount, Gross after it.
func LineFigures(lines []Priced, discount kernel.Money) (figures []Figures, whole Figures, err error) {
	goods := make([]kernel.Money, len(lines))
	for n, l := range lines {
		if goods[n], err = l.amount(); err != nil {
			return nil, Figures{}, err
		}
	}
	shares, err := tax.SpreadDiscount(discount, goods)
	if err != nil {
		return nil, Figures{}, err
	}
	figures = make([]Figures, len(lines))
	for n, l := range lines {
		f := Figures{Goods: goods[n], Gross: goods[n] - shares[n]}
		f.Net, f.Vat = tax.SplitGross(f.Gross, l.Rate)
		figures[n] = f
		whole.Goods += f.Goods
		whole.Gross += f.Gross
		whole.Net += f.Net
		whole.Vat += f.Vat
	}
	return figures, whole, nil
}

func (p Priced) amount() (kernel.Money, error) {
	switch {
	case p.Gift:
		return 0, nil
	case p.Given != 0:
		return p.Given, nil
	}
	return p.list()
}

// list is the amount at the line's own price, also of a gift.
func (p Priced) list() (kernel.Money, error) {
	discount := p.Discount
	if discount == 0 {
		discount = tax.NoDiscount
	}
	return tax.LineGross(p.Qty, p.Price, discount)
}
