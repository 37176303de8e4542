package importer

import (
	"errors"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// linesMax keeps a document within what one command may write.
const linesMax = 150

const openingZh = "期初库存"

// had is what there must have been of a product in a place.
type had struct {
	goods
	qty, cost decimal.Decimal
	costed    bool // the mapping says what it has cost
	first     *line
}

type goods struct{ product, place kernel.ID }

// opening plans the stock that the source's deliveries were taken from, at its
// cost. Each product stands once for each place, in the order of first appearance.
func (p *Plan) opening(o *Opening) {
	list, byGoods := []*had{}, map[goods]*had{}
	for i := range o.From {
		f := &o.From[i]
		for _, l := range p.linesOf(f.Sheet) {
			if l.refused || !l.meets(f.When) {
				continue
			}
			product, err := p.resolve(l, f.Product)
			place, err2 := p.place(l, o.Place)
			if err = errors.Join(err, err2); err != nil {
				p.Report.refuse(l, "", err)
				continue
			}
			g := goods{product, place}
			if byGoods[g] == nil {
				byGoods[g] = &had{goods: g, first: l}
				list = append(list, byGoods[g])
			}
			if err := byGoods[g].add(l, f); err != nil {
				p.Report.refuse(l, "", err)
			}
		}
	}
	var order []openedIn
	byPlace := map[openedIn]*opened{}
	for _, h := range list {
		line, err := p.stillToOpen(o, h)
		if err != nil {
			p.Report.refuse(h.first, "", err)
			continue
		}
		at := openedIn{h.place, p.opened[h.goods] > 0}
		if byPlace[at] == nil {
			byPlace[at], order = &opened{more: at.more}, append(order, at)
		}
		if in := byPlace[at]; line.Qty > 0 {
			in.lines, in.from = append(in.lines, line), append(in.from, h.first)
		}
	}
	p.kind(openingZh, "Opening stock").Priced = true
	number := p.openDocs
	for _, at := range order {
		number = p.openIn(o, at.place, byPlace[at], number)
	}
}

// openedIn is a place, and whether its goods are more of what an earlier run has opened.
type openedIn struct {
	place kernel.ID
	more  bool
}

// opened is the opening stock of one place.
type opened struct {
	lines []stock.OpenLine
	from  []*line
	more  bool
}

func (h *had) add(l *line, f *OpeningFrom) error {
	qty, err := figure(l, f.Qty)
	if err == nil {
		_, err = kernel.QtyOf(qty) // whether a document can hold it
	}
	if err != nil {
		return err
	}
	cost, err := figure(l, f.Cost)
	if err == nil {
		_, err = kernel.MoneyOf(cost)
	}
	if err != nil {
		return err
	}
	h.qty, h.cost, h.costed = h.qty.Add(qty), h.cost.Add(cost), h.costed || f.Cost != ""
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
	return stock.OpenLine{Product: kernel.Ref[product.Product](h.product), Qty: qty, Price: price, Free: price == 0 && h.costed}, nil
}

// stillToOpen is what earlier runs of the import have not opened yet of a product.
// Of goods that follow from the source's deliveries a longer file brings more; a
// list of stock says what there was, so one that says otherwise now is told and left
// alone.
func (p *Plan) stillToOpen(o *Opening, h *had) (stock.OpenLine, error) {
	if h.qty.Sign() < 0 && !p.follows(o) {
		return stock.OpenLine{}, notAbove.With(kernel.Text("value", h.qty.String()))
	}
	line, err := h.line()
	before, known := p.opened[h.goods]
	if err != nil || !known || line.Qty == before {
		if known {
			line.Qty = 0
		}
		return line, err
	}
	if line.Qty < before || !p.follows(o) {
		p.changed++
		p.Report.note(h.first.file, h.first.number, "期初库存在来源中改过，没有再导入", "The opening stock differs in the source now; it was left as it is")
		line.Qty = 0
		return line, nil
	}
	line.Qty -= before
	return line, nil
}

// follows tells whether the opening stock is what the source's orders have sold.
func (p *Plan) follows(o *Opening) bool {
	return p.Mapping.Sale != nil && slices.ContainsFunc(o.From, func(f OpeningFrom) bool { return f.Sheet == p.Mapping.Sale.Sheet })
}

// openIn plans the documents of one place and returns the number of the last.
func (p *Plan) openIn(o *Opening, place kernel.ID, in *opened, number int) int {
	kind, size := p.kind(openingZh, "Opening stock"), min(orNumber(o.LinesMax, linesMax), linesMax)
	kind.Priced = true
	for n := 0; n < len(in.lines); n += size {
		number++
		end := min(n+size, len(in.lines))
		p.openPart(o, place, kind, "opening/"+strconv.Itoa(number), &opened{in.lines[n:end], in.from[n:end], in.more})
	}
	return number
}

// openPart plans one document. Products that have nothing to do with each other
// share it, so one that is refused does not take the others with it.
func (p *Plan) openPart(o *Opening, place kernel.ID, kind *Counted, key string, part *opened) *step {
	d := &document{kind: kind, key: key, lines: part.from}
	s := p.step(d, "open", p.start.AddDays(-1), "stock.open", func(kernel.ID) kernel.Command {
		return &stock.Open{Place: kernel.Ref[org.Place](place), Lines: part.lines, Note: o.Note, More: part.more}
	})
	s.kind = kind
	for _, l := range part.lines {
		if worth, err := kernel.MoneyOf(l.Qty.Decimal().Mul(l.Price.Decimal())); err == nil {
			s.amount += worth
		}
	}
	if len(part.lines) > 1 {
		d.part = func() (steps []*step) {
			for i := range part.lines {
				one := &opened{part.lines[i : i+1], part.from[i : i+1], part.more}
				steps = append(steps, p.openPart(o, place, kind, key+"@"+one.lines[0].Product.ID().String(), one))
			}
			return steps
		}
	}
	p.masters = append(p.masters, s)
	return s
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
