package importer

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// saleDoc is the lines of one order.
type saleDoc struct {
	*document
	whole  string // key of the order, which may have been parted
	head   saleHead
	first  *line
	wishes []sales.WishLine
	total  kernel.Money
	exact  decimal.Decimal // of the lines as the source has them
	said   string          // the total as the source says it, in some or all lines
}

// saleHead is what all lines of an order must agree on.
type saleHead struct {
	customer, from                     kernel.ID
	date, due, shipped                 kernel.Date
	contact, phone, address            string
	allow, carrier, note, assumed      string
	returned                           bool
	returnDate                         kernel.Date
	reason, returnAssumed, paidAssumed string
	fund                               kernel.ID
	paid                               kernel.Date
	own                                string // packed
}

// sales plans the orders with what became of them, in the order in which they
// stand in the source.
func (p *Plan) sales(s *Sale) {
	size := min(orNumber(s.LinesMax, linesMax), linesMax)
	var docs []*saleDoc
	open := map[string]*saleDoc{} // by key: the one that takes further lines
	parts := map[string]int{}
	for _, l := range p.linesOf(s.Sheet) {
		if !l.meets(s.When) {
			continue
		}
		key := keyOf(l, s.Key)
		d := open[key]
		if d == nil || len(d.wishes) >= size && !l.refused {
			parts[key]++
			d = &saleDoc{document: &document{kind: p.kind("销售订单", "Sales order"), key: "sale/" + key}, whole: key}
			if parts[key] > 1 {
				d.key += "#" + strconv.Itoa(parts[key])
				p.Report.note(l.file, l.number, "行数太多的单据分成了几张", "Documents with too many lines were parted")
			}
			open[key], docs = d, append(docs, d)
		}
		p.saleLine(s, d, l)
	}
	p.totals(s, docs)
	for _, d := range docs {
		if d.refused || d.first == nil {
			continue
		}
		p.saleSteps(s, d)
	}
}

// saleLine adds a line to its order, or spoils it.
func (p *Plan) saleLine(s *Sale, d *saleDoc, l *line) {
	d.lines = append(d.lines, l)
	if l.refused {
		p.spoil(d.document, l, "", nil)
		return
	}
	if d.refused { // the line may be wrong by itself, too
		if err := p.wrong(s, l); err != nil {
			p.Report.refuse(l, "", err)
		}
		p.spoil(d.document, d.blamed(), "", nil)
		return
	}
	head, err := p.saleHead(s, l)
	if err == nil && d.first != nil && head != d.head {
		err = otherHead.With(kernel.Int("line", int64(d.first.number)), kernel.Text("this", head.String()), kernel.Text("that", d.head.String()))
	}
	var w sales.WishLine
	if err == nil {
		w, err = p.wish(s, l)
	}
	said, err2 := s.said(l)
	if err == nil && said != "" && d.said != "" && said != d.said {
		err2 = otherHead.With(kernel.Int("line", int64(d.first.number)), kernel.Text("this", said), kernel.Text("that", d.said))
	}
	if err = errors.Join(err, err2); err != nil {
		p.spoil(d.document, l, "", err)
		return
	}
	if d.first == nil {
		d.first, d.head = l, head
	}
	d.said = orElse(d.said, said)
	d.wishes, d.total = append(d.wishes, w), d.total+w.Amount
	if s.Total != "" {
		exact, _ := figure(l, s.Line.Amount) // it was worked out for the line
		d.exact = d.exact.Add(exact)
	}
}

// totals refuses the orders whose lines do not come to what their head says. Lines
// are rounded to the fen one by one, so the total may be that of either sum.
func (p *Plan) totals(s *Sale, docs []*saleDoc) {
	if s.Total == "" {
		return
	}
	sums, exact := map[string]kernel.Money{}, map[string]decimal.Decimal{}
	for _, d := range docs {
		sums[d.whole] += d.total
		exact[d.whole] = exact[d.whole].Add(d.exact)
	}
	for _, d := range docs {
		if d.refused || d.first == nil || d.said == "" {
			continue
		}
		total, err := kernel.ParseMoney(d.said)
		rounded, err2 := kernel.MoneyOf(exact[d.whole])
		if err = errors.Join(err, err2); err == nil && total != sums[d.whole] && total != rounded {
			err = offTotal.With(kernel.Figure("total", total), kernel.Figure("sum", sums[d.whole]))
		}
		if err != nil {
			p.spoilWhole(d.document, err)
		}
	}
}

// wrong is what is wrong with a line whatever the others of its order are.
func (p *Plan) wrong(s *Sale, l *line) error {
	if _, err := p.saleHead(s, l); err != nil {
		return err
	}
	_, err := p.wish(s, l)
	return err
}

// blamed is the line for which a document was refused.
func (d *document) blamed() *line {
	for _, l := range d.lines {
		if l.refused {
			return l
		}
	}
	return d.lines[0]
}

func (h saleHead) String() string {
	return fmt.Sprintf("%s %s %s %s %s", h.date, h.shipped, h.address, h.note, h.assumed)
}

// reader renders templates of one line until one fails.
type reader struct {
	p   *Plan
	l   *line
	err error
}

func (r *reader) text(template string) string {
	t, err := parseTemplate(template)
	if err != nil && r.err == nil {
		r.err = err
	}
	return t.render(r.l)
}

func (r *reader) date(template string) kernel.Date {
	d, err := kernel.ParseDate(r.text(template))
	if err != nil && r.err == nil {
		r.err = kernel.BadDate.With(kernel.Text("field", template))
	}
	return d
}

func (r *reader) row(v Value) kernel.ID {
	if v.none() || r.err != nil {
		return kernel.ID{}
	}
	id, err := r.p.resolve(r.l, v)
	if err != nil {
		r.err = err
	}
	return id
}

func (r *reader) place(v Value) (id kernel.ID) {
	if r.err == nil {
		id, r.err = r.p.place(r.l, v)
	}
	return id
}

func (p *Plan) saleHead(s *Sale, l *line) (saleHead, error) {
	r := &reader{p: p, l: l}
	h := saleHead{
		customer: r.row(s.Customer), from: r.place(s.From),
		date: r.date(s.Date), due: r.date(s.Due), shipped: r.date(s.Shipped),
		contact: clip(r.text(s.Contact), 40), phone: clip(r.text(s.Phone), 40), address: clip(r.text(s.Address), 200),
		allow: r.text(s.Allow), carrier: clip(r.text(s.Carrier), 80), note: clip(r.text(s.Note), 500), assumed: clip(r.text(s.Assumed), 200),
	}
	if h.shipped != 0 && s.Return != nil && l.meets(s.Return.When) {
		h.returned, h.returnDate = true, r.date(s.Return.Date)
		h.reason, h.returnAssumed = clip(r.text(s.Return.Reason), 200), clip(r.text(s.Return.Assumed), 200)
	}
	if h.shipped != 0 && s.Receipt != nil && !h.returned {
		h.fund, h.paid, h.paidAssumed = r.row(s.Receipt.Fund), r.date(s.Receipt.Date), clip(r.text(s.Receipt.Assumed), 200)
	}
	own := map[string]string{}
	if r.err == nil {
		r.err = p.ownHead(l, p.catalog.CommandFor(&sales.Place{}), s.Own, own)
		h.own = string(kernel.Fill(own))
	}
	for _, day := range []struct {
		zh, en string
		is     kernel.Date
	}{{"日期", "Date", h.date}, {"发货日期", "Ship date", h.shipped}, {"退货日期", "Return date", h.returnDate}, {"收款日期", "Receipt date", h.paid}} {
		if r.err == nil {
			r.err = p.happened(day.zh, day.en, day.is)
		}
	}
	return h, r.err
}

// happened refuses a day that the company would: one before the books begin, or to
// come.
func (p *Plan) happened(zh, en string, day kernel.Date) error {
	today := p.now.Date(p.zone)
	said := []kernel.Arg{kernel.Words("field", zh, en), kernel.Figure("date", day), kernel.Figure("start", p.start), kernel.Figure("today", today)}
	switch {
	case day == 0:
		return nil
	case day < p.start:
		return kernel.DayTooEarly.With(said...)
	case day > today:
		return kernel.DayFuture.With(said...)
	}
	return nil
}

// said is the order's total as a line tells it, "" where it does not.
func (s *Sale) said(l *line) (string, error) {
	if s.Total == "" || !l.present(s.Total) {
		return "", nil
	}
	total, err := figure(l, s.Total)
	if err != nil {
		return "", err
	}
	rounded, err := kernel.MoneyOf(total)
	return rounded.String(), err
}

// present tells whether all columns of a figure hold something.
func (l *line) present(text string) bool {
	e, err := parseExpr(text)
	return err == nil && !slices.ContainsFunc(e.columns(), func(name string) bool { return l.get(name) == "" })
}

// wish is one product of an order.
func (p *Plan) wish(s *Sale, l *line) (sales.WishLine, error) {
	id, err := p.resolve(l, s.Line.Product)
	if err != nil {
		return sales.WishLine{}, err
	}
	qty, err := qtyOf(l, s.Line.Qty)
	if err != nil {
		return sales.WishLine{}, err
	}
	amount, err := amountOf(l, s.Line.Amount)
	t, _ := parseTemplate(s.Line.Note)
	return sales.WishLine{Product: kernel.Ref[product.Product](id), Qty: qty, Amount: amount, Note: clip(t.render(l), 200)}, err
}

func qtyOf(l *line, text string) (kernel.Qty, error) {
	n, err := figure(l, text)
	if err != nil {
		return 0, err
	}
	qty, err := kernel.QtyOf(n)
	switch {
	case err != nil:
		return 0, tooLarge.With(kernel.Text("value", n.String()))
	case qty <= 0:
		return 0, notAbove.With(kernel.Text("value", n.String()))
	}
	return qty, nil
}

// amountOf rounds a line's exact amount to the fen, half up.
func amountOf(l *line, text string) (kernel.Money, error) {
	n, err := figure(l, text)
	if err != nil {
		return 0, err
	}
	amount, err := kernel.MoneyOf(n)
	switch {
	case err != nil:
		return 0, tooLarge.With(kernel.Text("value", n.String()))
	case amount < 0:
		return 0, belowNothing.With(kernel.Text("value", n.String()))
	}
	return amount, nil
}

// saleSteps plans order, shipment, receipt and return of one document.
func (p *Plan) saleSteps(s *Sale, d *saleDoc) {
	h := d.head
	place := p.step(d.document, "place", h.date, "sales.order.place", func(kernel.ID) kernel.Command {
		return &sales.Place{
			Wish: sales.Wish{
				Own: kernel.Own[sales.Order]{Custom: []byte(h.own)}, Customer: kernel.Ref[party.Party](h.customer), From: kernel.Ref[org.Place](h.from), Date: h.date, Due: h.due,
				Contact: h.contact, Phone: h.phone, Address: h.address, Allow: kernel.Choice(h.allow), Note: h.note, Lines: d.wishes,
			},
			Policy: sales.PolicyWarn, Assumed: h.assumed,
		}
	})
	place.kind, place.amount = d.kind, d.total
	d.kind.Priced = true
	p.events = append(p.events, place)
	if h.shipped == 0 {
		return
	}
	born := kernel.NewTx(p.catalog, nil, nil, &kernel.Call{ID: place.call.ID}, nil) // for ids alone
	delivery := sales.Deliveries.Born(born)
	left := max(h.shipped, h.date)
	p.event(p.step(d.document, "ship", left, "sales.ship", func(kernel.ID) kernel.Command {
		return &sales.Ship{Delivery: delivery, Date: h.shipped, Carrier: h.carrier}
	}), "销售出库", "Delivery", d.total)
	switch {
	case h.returned:
		p.event(p.step(d.document, "return", max(h.returnDate, left), "sales.return", func(kernel.ID) kernel.Command {
			back := &sales.TakeBack{Delivery: delivery, Date: h.returnDate, Reason: h.reason, Assumed: h.returnAssumed}
			for n, w := range d.wishes {
				line := sales.DeliveryLines.Born(born, delivery.ID(), n+1)
				back.Lines = append(back.Lines, sales.TakeBackLine{Line: line, Qty: w.Qty})
			}
			return back
		}), "销售退货单", "Sales return", d.total)
	case s.Receipt != nil && d.total > 0:
		p.event(p.step(d.document, "receive", max(h.paid, left), "finance.receive", func(kernel.ID) kernel.Command {
			return &finance.Receive{
				Customer: kernel.Ref[party.Party](h.customer), Date: h.paid, Assumed: h.paidAssumed,
				Parts:     []finance.ReceivePart{{Fund: kernel.Ref[finance.Fund](h.fund), Amount: d.total}},
				SrcEntity: sales.Orders.Name(), Src: sales.Orders.Born(born).ID(),
			}
		}), "收款单", "Receipt", d.total)
	}
}

// event adds a step that is counted as a document of its own.
func (p *Plan) event(s *step, zh, en string, amount kernel.Money) {
	s.kind, s.amount = p.kind(zh, en), amount
	s.kind.Priced = true
	p.events = append(p.events, s)
}
