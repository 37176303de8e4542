package importer

import (
	"strconv"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/product"
	"heyi/shared/stock"
)

// linesMax keeps a document within what one command may write.
const linesMax = 150

// had is what there must have been of a product.
type had struct {
	product   kernel.ID
	qty, cost decimal.Decimal
	first     *line
}

// opening plans the stock that the source's deliveries were taken from, at its
// cost. Each product stands once, in the order of first appearance.
func (p *Plan) opening(o *Opening) {
	list, byProduct := []*had{}, map[kernel.ID]*had{}
	for i := range o.From {
		f := &o.From[i]
		for _, l := range p.linesOf(f.Sheet) {
			if l.refused || !l.meets(f.When) {
				continue
			}
			id, err := p.resolve(l, f.Product)
			if err != nil {
				p.Report.refuse(l, "", err)
				continue
			}
			if byProduct[id] == nil {
				byProduct[id] = &had{product: id, first: l}
				list = append(list, byProduct[id])
			}
			if err := byProduct[id].add(l, f); err != nil {
				p.Report.refuse(l, "", err)
			}
		}
	}
	var lines []stock.OpenLine
	var from []*line
	for _, h := range list {
		line, err := h.line()
		switch {
		case err != nil:
			p.Report.refuse(h.first, "", err)
		case line.Qty > 0:
			lines, from = append(lines, line), append(from, h.first)
		}
	}
	p.openIn(o, lines, from)
}

func (h *had) add(l *line, f *OpeningFrom) error {
	qty, err := figure(l, f.Qty)
	if err != nil {
		return err
	}
	cost, err := figure(l, f.Cost)
	if err != nil {
		return err
	}
	h.qty, h.cost = h.qty.Add(qty), h.cost.Add(cost)
	return nil
}

// line values the product so that quantity times price is its cost to the fen.
func (h *had) line() (stock.OpenLine, error) {
	if h.qty.Sign() <= 0 {
		return stock.OpenLine{}, nil
	}
	qty, err := kernel.QtyOf(h.qty)
	if err != nil {
		return stock.OpenLine{}, badFigure.With(kernel.Text("what", err.Error()))
	}
	price, err := kernel.PriceOf(h.cost.DivRound(h.qty, maxDecimals))
	if err != nil || price < 0 {
		return stock.OpenLine{}, badFigure.With(kernel.Text("what", h.cost.String()+" ÷ "+h.qty.String()))
	}
	return stock.OpenLine{Product: kernel.Ref[product.Product](h.product), Qty: qty, Price: price}, nil
}

func (p *Plan) openIn(o *Opening, lines []stock.OpenLine, from []*line) {
	if len(lines) == 0 {
		return
	}
	place, err := p.resolve(from[0], o.Place)
	if err != nil {
		p.Report.refuse(from[0], "", err)
		return
	}
	kind, size := p.kind("期初库存", "Opening stock"), min(orNumber(o.LinesMax, linesMax), linesMax)
	for n := 0; n < len(lines); n += size {
		part, source := lines[n:min(n+size, len(lines))], from[n:min(n+size, len(lines))]
		d := &document{kind: kind, key: "opening/" + strconv.Itoa(n/size+1), lines: source}
		p.masters = append(p.masters, p.step(d, "open", p.start.AddDays(-1), "stock.open", func(kernel.ID) kernel.Command {
			return &stock.Open{Place: kernel.Ref[org.Place](place), Lines: part, Note: o.Note}
		}))
	}
}

func orNumber(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// figure works an expression out; without one it is zero.
func figure(l *line, text string) (decimal.Decimal, error) {
	if text == "" {
		return decimal.Zero, nil
	}
	e, err := parseExpr(text)
	if err != nil {
		return decimal.Zero, badFigure.With(kernel.Text("what", err.Error()))
	}
	n, err := e.value(l)
	if err != nil {
		return n, badFigure.With(kernel.Text("what", err.Error()))
	}
	return n, nil
}
