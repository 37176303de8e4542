package importer

import (
	"strconv"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// takenDoc is the lines of one cancellation.
type takenDoc struct {
	*document
	head  takenHead
	first *line
	lines []sales.TakeInLine
}

// takenHead is what all lines of a cancellation must agree on.
type takenHead struct {
	customer, into  kernel.ID
	date            kernel.Date
	reason, assumed string
}

// takenBack plans what came back by itself. The source does not say of which
// delivery it was, so nothing is guessed: it comes back without one.
func (p *Plan) takenBack(r *Returned) {
	size := min(orNumber(r.LinesMax, linesMax), linesMax)
	var docs []*takenDoc
	open, parts := map[string]*takenDoc{}, map[string]int{}
	for _, l := range p.linesOf(r.Sheet) {
		if !l.meets(r.When) {
			continue
		}
		key := keyOf(l, r.Key)
		d := open[key]
		if d == nil || len(d.lines) >= size {
			parts[key]++
			d = &takenDoc{document: &document{kind: p.kind("销售退货单", "Sales return"), key: "return/" + key}}
			if parts[key] > 1 {
				d.key += "#" + strconv.Itoa(parts[key])
			}
			open[key], docs = d, append(docs, d)
		}
		p.takenLine(r, d, l)
	}
	for _, d := range docs {
		if d.refused || d.first == nil {
			continue
		}
		var total kernel.Money
		for _, l := range d.lines {
			total += l.Amount
		}
		p.event(p.step(d.document, "take in", d.head.date, "sales.return.loose", func(kernel.ID) kernel.Command {
			return &sales.TakeIn{
				Customer: kernel.Ref[party.Party](d.head.customer), Into: kernel.Ref[org.Place](d.head.into), Date: d.head.date,
				Reason: d.head.reason, Assumed: d.head.assumed, Lines: d.lines,
			}
		}), "销售退货单", "Sales return", total)
	}
}

func (p *Plan) takenLine(r *Returned, d *takenDoc, l *line) {
	d.document.lines = append(d.document.lines, l)
	if l.refused || d.refused {
		p.spoil(d.document, d.blamed(), "", nil)
		return
	}
	read := &reader{p: p, l: l}
	head := takenHead{
		customer: read.row(r.Customer), into: read.place(r.Into), date: read.date(r.Date),
		reason: clip(read.text(r.Reason), 200), assumed: clip(read.text(r.Assumed), 200),
	}
	err := read.err
	if err == nil {
		err = p.happened("日期", "Date", head.date)
	}
	if err == nil && d.first != nil && head != d.head {
		err = otherHead.With(kernel.Int("line", int64(d.first.number)), kernel.Text("this", head.String()), kernel.Text("that", d.head.String()))
	}
	var back sales.TakeInLine
	if err == nil {
		back, err = p.takeIn(r, l)
	}
	if err != nil {
		p.spoil(d.document, l, "", err)
		return
	}
	if d.first == nil {
		d.first, d.head = l, head
	}
	d.lines = append(d.lines, back)
}

func (h takenHead) String() string { return h.date.String() + " " + h.reason }

// takeIn is one product that came back, with the cost of the line shared out.
func (p *Plan) takeIn(r *Returned, l *line) (sales.TakeInLine, error) {
	id, err := p.resolve(l, r.Product)
	if err != nil {
		return sales.TakeInLine{}, err
	}
	back := sales.TakeInLine{Product: kernel.Ref[product.Product](id)}
	if back.Qty, err = qtyOf(l, r.Qty); err != nil {
		return back, err
	}
	if back.Amount, err = amountOf(l, r.Amount); err != nil {
		return back, err
	}
	back.Unpaid = back.Amount == 0 && r.Amount != ""
	var cost decimal.Decimal
	if cost, err = figure(l, r.Cost); err != nil {
		return back, err
	}
	if back.Cost, err = kernel.PriceOf(cost.DivRound(back.Qty.Decimal(), maxDecimals)); err != nil || back.Cost < 0 {
		return back, badFigure.With(kernel.Text("what", cost.String()+" ÷ "+back.Qty.String()))
	}
	return back, nil
}
