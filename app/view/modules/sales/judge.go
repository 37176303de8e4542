package sales

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

var priceSources = []kernel.Option{
	{Code: string(product.FromAgreement), Zh: "协议价", En: "Customer price"},
	{Code: string(product.FromLevel), Zh: "等级价", En: "Level price"},
	{Code: string(product.FromRetail), Zh: "零售价", En: "Retail price"},
	{Code: string(product.NoPrice), Zh: "未定价", En: "No price"},
}

var (
	likely   = i18n.Define("draft.likely", "有货 · 可售 {0}（{1}）", "In stock · {0} available ({1})")
	notAll   = i18n.Define("draft.short", "不足 · 可售 {0}（{1}），缺 {2}，预计 {3} 有货", "Not enough · {0} available ({1}), {2} short, expected {3}")
	anyStock = i18n.Define("draft.belowzero", "可负库存销售 · 可售 {0}（{1}）", "Sold below zero · {0} available ({1})")
	noStock  = i18n.Define("draft.service", "服务，不占库存", "Service, no stock")
	lastPaid = i18n.Define("draft.last", "上次 {0}（{1}）", "Last paid {0} ({1})")
	quoted   = i18n.Define("draft.quoted", "{0} {1}", "{0} {1}")
	exposed  = i18n.Define("draft.credit", "本单后剩 {0}（额度 {1}）", "{0} left after this order (limit {1})")
	unseen   = i18n.Define("draft.credit.unseen", "往来余额无权查看，提交后由服务器检查", "What the customer owes is not shown to you; the server checks it")
	unlimit  = i18n.Define("draft.credit.none", "应收 {0}，不限额", "Owes {0}, no limit")
)

// LineNote is what the screen says below a line.
type LineNote struct {
	Stock  string
	Tone   view.Tone
	Price  string // its source and what was paid last
	Amount kernel.Money
}

// Judgement is what is known before an order is saved.
type Judgement struct {
	Lines  []LineNote
	Goods  kernel.Money // 合计, before the discount on the whole
	Total  kernel.Money // 成交金额
	Net    kernel.Money
	Vat    kernel.Money
	Short  bool     // the stock does not cover it
	Credit string   // how the customer stands
	Holds  []string // why it will wait for a release
	Spot   Spot     // whether the goods may be handed over now
}

// Spot says whether the goods of an order may be handed over on the spot.
type Spot struct {
	Offered bool // this person hands goods over
	May     bool // and these may go now
	Place   string
	Held    bool // though an order for them would wait for a release
	Foreign bool // the place is a van of somebody else, and a counter for this person
}

// Judge works out the figures and what will likely become of the order.
func (d *Draft) Judge(r *view.Reader) (*Judgement, error) {
	j := &Judgement{}
	whole := d.filled()
	if err := d.figures(r, whole, j); err != nil {
		return nil, err
	}
	d.cover(r, whole, j)
	if d.Customer != nil {
		d.credit(r, j)
	}
	d.spot(r, j)
	return j, nil
}

// spot tells whether the goods may leave now: as the command will, from what this
// device knows. A draft that was kept is an order to be; what is handed over is new.
func (d *Draft) spot(r *view.Reader, j *Judgement) {
	j.Spot.Offered = d.ID.IsZero() && r.Author.May("sales.handover")
	from, has := org.Places.Get(r.Tx, kernel.Ref[org.Place](d.From))
	if !j.Spot.Offered || has != kernel.Found {
		return
	}
	j.Spot.Place = from.Name
	j.Spot.Foreign = foreign(r, from)
	free := spotFree(r) || from.Kind == org.Van && !j.Spot.Foreign // nothing stops goods that have gone
	j.Spot.Held = len(j.Holds) > 0
	j.Spot.May = free || !j.Short && !j.Spot.Held
}

// foreign tells whether a place is a van of somebody else.
func foreign(r *view.Reader, p *org.Place) bool {
	return p.Kind == org.Van && !org.WorksAt(r.Author, kernel.Ref[org.Place](p.ID))
}

// spotFree tells whether the company lets goods go from everywhere.
func spotFree(r *view.Reader) bool {
	company, err := org.OfCompany(r.Tx)
	return err == nil && sales.SpotFree.Of(company)
}

// OnSpot leaves the places from which this person may hand goods over: his own vans
// first, the warehouses, and vans of others only where the company asks nothing.
func (d *Draft) OnSpot(r *view.Reader) {
	if !spotFree(r) {
		d.Places = slices.DeleteFunc(d.Places, func(p *org.Place) bool { return foreign(r, p) })
	}
	mine := func(p *org.Place) int {
		if p.Kind == org.Van && !foreign(r, p) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(d.Places, func(a, b *org.Place) int { return mine(a) - mine(b) })
	if len(d.Places) > 0 {
		d.From = d.Places[0].ID
	}
}

// filled are the lines that have a product.
func (d *Draft) filled() []*Line {
	return slices.DeleteFunc(slices.Clone(d.Lines), func(l *Line) bool { return l.Good == nil })
}

func (d *Draft) figures(r *view.Reader, lines []*Line, j *Judgement) error {
	priced, goods := make([]sales.Priced, len(lines)), make([]*product.Product, len(lines))
	for n, l := range lines {
		p, err := view.Get(r, product.Products, l.Good.ID)
		if err != nil {
			return err
		}
		goods[n] = p
		rate, err := tax.SaleRate(r.Tx, p.TaxClass, d.Today)
		if err != nil {
			return err
		}
		priced[n] = sales.Priced{Qty: l.Qty, Price: l.Price, Discount: l.Discount, Gift: l.Gift, Rate: rate}
	}
	figures, whole, err := sales.LineFigures(priced, d.Discount)
	if err != nil {
		return err
	}
	for n, f := range figures {
		j.Lines = append(j.Lines, LineNote{Amount: f.Goods})
		below, err := sales.FloorReason(int64(n+1), goods[n], lines[n].Good.Base(lines[n].Qty, lines[n].Unit), f.Gross)
		if err != nil {
			return err
		}
		if below != nil {
			j.Holds = append(j.Holds, view.ExplainRefusal(below).Text)
		}
	}
	j.Goods, j.Total, j.Net, j.Vat = whole.Goods, whole.Gross, whole.Net, whole.Vat
	return nil
}

// cover says of each line whether the stock covers it now, and how old that figure
// is; several lines of a product share what there is.
func (d *Draft) cover(r *view.Reader, lines []*Line, j *Judgement) {
	needs := make([]sales.Need, len(lines))
	for n, l := range lines {
		needs[n] = sales.Need{Product: l.Good.ID, Qty: l.Good.Base(l.Qty, l.Unit)}
	}
	available := func(id kernel.ID) kernel.Qty {
		return stock.AvailableAt(r.Tx, kernel.Ref[product.Product](id), kernel.Ref[org.Place](d.From))
	}
	age := view.Age(r.State.AsOf, r.State.Now)
	company, err := org.OfCompany(r.Tx)
	if err != nil {
		company = &org.Company{} // not loaded yet
	}
	lead := company.LeadTime(r.Tx)
	has := sales.Cover(needs, available)
	for n, l := range lines {
		note, need := &j.Lines[n], needs[n]
		note.Price = l.Good.priceNote(l.Unit)
		free := l.Good.say(max(available(need.Product), 0), l.Unit)
		switch {
		case l.Good.Service:
			note.Stock, note.Tone = noStock.Text(), view.Quiet
		case stock.MayRunShort.Of(company):
			note.Stock, note.Tone = anyStock.Text(free, age), view.Info
		case has[n] < need.Qty:
			when, _ := stock.Promise(r.Today(), has[n], nil, need.Qty, lead(r.Today(), l.Good.LeadDays))
			note.Stock = notAll.Text(free, age, l.Good.say(need.Qty-has[n], l.Unit), view.Date(when))
			note.Tone, j.Short = view.Alert, true
		default:
			note.Stock, note.Tone = likely.Text(free, age), view.Good
		}
	}
}

// say writes base units in the unit of a line.
func (g *Good) say(base kernel.Qty, unit string) string {
	return view.QtyIn(base, g.Unit, unit, g.ratios[unit])
}

// priceNote says where the price of a unit comes from and what was paid last.
func (g *Good) priceNote(unit string) string {
	note := quoted.Text(g.Source, view.Price(g.PricePer(unit)))
	if g.Last == 0 {
		return note
	}
	return view.Join(note, lastPaid.Text(view.Price(g.per(unit, g.Last)), view.Date(g.LastOn)))
}

// credit says how the customer stands with this order, and why it would wait.
func (d *Draft) credit(r *view.Reader, j *Judgement) {
	s := sales.Standing{
		Customer: d.Customer.Name, Order: j.Total, Limit: d.Customer.Limit, Today: d.Today,
		PaysFirst: d.Customer.Terms == party.Prepaid, OnHold: d.Customer.Hold,
	}
	if c, err := org.OfCompany(r.Tx); err == nil {
		s.Tolerance = sales.OverdueDays.Of(c)
	}
	b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](d.Customer.ID)))
	s.BalanceUnknown = has != kernel.Found
	if s.BalanceUnknown {
		j.Credit = unseen.Text()
	} else {
		s.Receivable, s.Prepaid, s.Open, s.OldestDue = b.Receivable, b.Prepaid, b.OpenOrders, b.OldestDue
		j.Credit = unlimit.Text(view.Money(b.Receivable))
		if s.Limit > 0 {
			j.Credit = exposed.Text(view.Money(s.Limit-s.Exposure()), view.Money(s.Limit))
		}
	}
	for _, why := range s.Reasons() {
		j.Holds = append(j.Holds, view.Why(why))
	}
}

// The refusals of a form that is not complete. The server's rules would say the
// same, later.
var (
	noCustomer = kernel.Refuse("draft.customer", "请先选择客户", "Choose the customer first")
	noLines    = kernel.Refuse("draft.lines", "请至少填写一行商品", "Add at least one line")
)

// Wish is the draft as the commands take it.
func (d *Draft) Wish() (sales.Wish, error) {
	if d.Customer == nil {
		return sales.Wish{}, noCustomer.With()
	}
	w := sales.Wish{
		Customer: kernel.Ref[party.Party](d.Customer.ID), From: kernel.Ref[org.Place](d.From), Date: d.Date, Due: d.Due, Contact: d.Contact,
		Phone: d.Phone, Address: d.Address, Urgent: d.Urgent, Way: d.Way, Discount: d.Discount, Note: d.Note,
	}
	w.Custom = kernel.OwnOf[sales.Order](d.Filled)
	for _, l := range d.filled() {
		if l.Price == 0 && l.Good.Price != 0 && !l.Gift { // nobody gets another price than he was shown
			return w, sales.NoPrice.With(kernel.Text("product", l.Good.Name))
		}
		w.Lines = append(w.Lines, sales.WishLine{
			Product: kernel.Ref[product.Product](l.Good.ID), Unit: l.Unit, Qty: l.Qty, Price: l.Price,
			Discount: l.Discount, Gift: l.Gift, Note: l.Note,
		})
	}
	if len(w.Lines) == 0 {
		return w, noLines.With()
	}
	return w, nil
}

// Save keeps the order as a draft and returns its id.
func (d *Draft) Save(desk *view.Desk) (kernel.ID, error) {
	wish, err := d.Wish()
	if err != nil {
		return kernel.ID{}, err
	}
	saved, err := desk.Do(&sales.Save{Order: kernel.Ref[sales.Order](d.ID), Wish: wish})
	if err != nil {
		return kernel.ID{}, err
	}
	if d.ID.IsZero() {
		d.ID = kernel.AddedID(saved.Call.ID, Entity)
	}
	return d.ID, nil
}

// Submit asks for the order to be approved; allow says what may happen where the
// stock is short. It returns the order's id.
func (d *Draft) Submit(desk *view.Desk, allow kernel.Choice) (kernel.ID, error) {
	wish, err := d.Wish()
	if err != nil {
		return kernel.ID{}, err
	}
	wish.Allow = allow
	if d.ID.IsZero() {
		saved, err := desk.Do(&sales.Place{Wish: wish})
		if err != nil {
			return kernel.ID{}, err
		}
		return kernel.AddedID(saved.Call.ID, Entity), nil
	}
	if _, err := desk.Do(&sales.Save{Order: kernel.Ref[sales.Order](d.ID), Wish: wish}); err != nil {
		return kernel.ID{}, err
	}
	_, err = desk.Do(&sales.Submit{Order: kernel.Ref[sales.Order](d.ID), Allow: allow})
	return d.ID, err
}

// HandOver says that the goods were sold and have left now. It returns the id of the
// order that tells of it.
func (d *Draft) HandOver(desk *view.Desk) (kernel.ID, error) {
	wish, err := d.Wish()
	if err != nil {
		return kernel.ID{}, err
	}
	given, err := desk.Do(&sales.Handover{Wish: wish})
	if err != nil {
		return kernel.ID{}, err
	}
	return kernel.AddedID(given.Call.ID, Entity), nil
}
