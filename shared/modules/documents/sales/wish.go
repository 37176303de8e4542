package sales

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Wish is what a customer wants, as the salesperson writes it down.
type Wish struct {
	kernel.Own[Order]
	Customer kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	From     kernel.Ref[org.Place]   `zh:"发货仓库" en:"Ship from" is:"required"`
	Date     kernel.Date             `zh:"单据日期" en:"Date" hint_zh:"不填为今天" hint_en:"Today unless given" day:"done"`
	Due      kernel.Date             `zh:"交货日期" en:"Deliver on" day:"due" after:"date"`
	Contact  string                  `zh:"收货人" en:"Consignee" max:"40"`
	Phone    string                  `zh:"收货电话" en:"Consignee's phone" text:"phone" max:"40"`
	Address  string                  `zh:"收货地址" en:"Address"`
	Urgent   bool                    `zh:"加急" en:"Urgent"`
	Way      kernel.Choice           `zh:"交货方式" en:"Delivery way" of:"delivery_way"`
	Allow    kernel.Choice           `zh:"缺货时" en:"If short" of:"sales_allow"`
	Discount kernel.Money            `zh:"整单优惠" en:"Discount on the whole"`
	Note     string                  `zh:"备注" en:"Note" text:"lines" max:"500"`
	Lines    []WishLine              `zh:"商品" en:"Lines" is:"required" max:"300"`
}

// WishLine is one product. The price is the one that the salesperson saw.
type WishLine struct {
	Product  kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"required"`
	Unit     string                      `zh:"计量单位" en:"Unit" max:"20" hint_zh:"不填为基本单位" hint_en:"The base unit unless given"`
	Qty      kernel.Qty                  `zh:"数量" en:"Quantity" is:"required"`
	Price    kernel.Price                `zh:"含税单价" en:"Price incl. tax"`
	Discount kernel.Rate                 `zh:"折扣率" en:"Discount rate" range:"0..1" hint_zh:"0.9 为九折，不填为不打折" hint_en:"0.9 is 10 % off; none unless given"`
	Amount   kernel.Money                `zh:"金额" en:"Amount" hint_zh:"来源已给出本行金额时填写" hint_en:"Where the source states the line's amount"`
	Gift     bool                        `zh:"赠品" en:"Gift"`
	Note     string                      `zh:"备注" en:"Note"`
}

// The refusals of a wish that makes no sense.
var (
	NotCustomer = kernel.Refuse("sales.not_customer", "{party} 不是客户", "{party} is no customer")
	NoPrice     = kernel.Refuse("sales.no_price", "「{product}」没有单价，请填写单价或金额；白送的请标为赠品",
		"{product} has no price: state a price or an amount, or mark the line as a gift")
)

// fill writes the wish into an order: its head, its lines and its figures. Lines
// the order had before are set aside.
func (w *Wish) fill(tx *kernel.Tx, o *Order) ([]*OrderLine, error) {
	customer, err := party.Parties.Need(tx, w.Customer)
	if err != nil {
		return nil, err
	}
	if !customer.IsCustomer {
		return nil, NotCustomer.With(kernel.Text("party", customer.Name))
	}
	w.head(tx, o, customer)
	old, _ := LinesOf.Of(tx, kernel.Ref[Order](o.ID))
	for _, l := range old {
		kernel.Set(tx, l, &l.Removed, true)
	}
	return w.lines(tx, o)
}

// head writes everything but lines and figures. The order belongs to the seat
// that looks after the customer, whoever wrote it down.
func (w *Wish) head(tx *kernel.Tx, o *Order, customer *party.Party) {
	if !customer.Owner.IsZero() {
		kernel.Set(tx, o, &o.Owner, customer.Owner)
	}
	if seat, p := org.Seats.Get(tx, o.Owner); p == kernel.Found {
		kernel.Set(tx, o, &o.Dept, seat.Dept)
	}
	kernel.Set(tx, o, &o.Customer, w.Customer)
	kernel.Set(tx, o, &o.Name, customer.Name)
	kernel.Set(tx, o, &o.From, w.From)
	if w.Date != 0 {
		kernel.Set(tx, o, &o.Date, w.Date)
	}
	kernel.Set(tx, o, &o.Due, w.Due)
	kernel.Set(tx, o, &o.Contact, w.Contact)
	kernel.Set(tx, o, &o.Phone, orElse(w.Phone, customer.Mobile))
	kernel.Set(tx, o, &o.Address, orElse(w.Address, customer.Address))
	kernel.Set(tx, o, &o.Urgent, w.Urgent)
	kernel.Set(tx, o, &o.Way, w.Way)
	kernel.Set(tx, o, &o.Allow, kernel.Choice(orElse(string(w.Allow), string(Whole))))
	kernel.Set(tx, o, &o.Discount, w.Discount)
	kernel.Set(tx, o, &o.Note, w.Note)
}

func (w *Wish) lines(tx *kernel.Tx, o *Order) ([]*OrderLine, error) {
	lines := make([]*OrderLine, len(w.Lines))
	priced := make([]Priced, len(w.Lines))
	for n := range w.Lines {
		l, err := w.Lines[n].line(tx, o)
		if err != nil {
			return nil, err
		}
		l.Line = int64(n + 1)
		lines[n], priced[n] = l, l.priced(w.Lines[n].Amount)
	}
	figures, whole, err := LineFigures(priced, w.Discount)
	if err != nil {
		return nil, err
	}
	for n, l := range lines {
		f := figures[n]
		l.Goods, l.Gross, l.Net, l.Vat = f.Goods, f.Gross, f.Net, f.Vat
		OrderLines.Insert(tx, l, o.ID, n+1)
	}
	kernel.Set(tx, o, &o.Goods, whole.Goods)
	kernel.Set(tx, o, &o.Net, whole.Net)
	kernel.Set(tx, o, &o.Vat, whole.Vat)
	kernel.Set(tx, o, &o.Total, whole.Gross)
	return lines, nil
}

// line makes the line without its amounts.
func (w *WishLine) line(tx *kernel.Tx, o *Order) (*OrderLine, error) {
	p, err := product.Products.Need(tx, w.Product)
	if err != nil {
		return nil, err
	}
	base, err := product.Convert(tx, p, w.Unit, w.Qty)
	if err != nil {
		return nil, err
	}
	if err := product.CheckWhole(tx, p, base); err != nil {
		return nil, err
	}
	rate, err := tax.SaleRate(tx, p.TaxClass, o.Date)
	if err != nil {
		return nil, err
	}
	price, err := w.price(tx, p, o.Customer)
	if err != nil {
		return nil, err
	}
	return &OrderLine{
		Order: kernel.Ref[Order](o.ID), Product: w.Product, Code: p.Code, Name: p.Name, Spec: p.Spec,
		Unit: orElse(w.Unit, p.Unit), Service: p.Service, Qty: w.Qty, BaseQty: base, Price: price,
		Discount: w.Discount, Gift: w.Gift, TaxRate: rate, Note: w.Note,
	}, nil
}

// price is what the line says or implies; a line that says nothing takes the price
// that this customer has: the agreed one, his level's or the retail price. Nothing
// is free unless it is said to be a gift.
func (w *WishLine) price(tx *kernel.Tx, p *product.Product, buyer kernel.Ref[party.Party]) (kernel.Price, error) {
	switch {
	case w.Price != 0:
		return w.Price, nil
	case w.Amount != 0:
		return perUnit(w.Amount, w.Qty), nil
	}
	customer, err := party.Parties.Need(tx, buyer)
	if err != nil {
		return 0, err
	}
	price, _, err := product.QuotePer(tx, p, customer, w.Unit)
	return price, err
}

// mustBePriced refuses lines that are neither gifts nor cost anything. A draft may
// wait for its prices; an order may not.
func (d *deal) mustBePriced() error {
	for _, l := range d.lines {
		if l.Price == 0 && l.Goods == 0 && !l.Gift {
			return NoPrice.With(kernel.Text("product", strings.TrimSpace(l.Name+" "+l.Spec)))
		}
	}
	return nil
}

func (l *OrderLine) priced(given kernel.Money) Priced {
	return Priced{Qty: l.Qty, Price: l.Price, Discount: l.Discount, Given: given, Gift: l.Gift, Rate: l.TaxRate}
}

// perUnit is the price that an amount implies.
func perUnit(amount kernel.Money, qty kernel.Qty) kernel.Price {
	const scale = 6 + 6 // of quantity and of price, less that of money
	price, err := kernel.PriceOf(amount.Decimal().DivRound(qty.Decimal(), scale))
	if err != nil {
		return kernel.MaxPrice // of a tiny quantity; the amount stands anyway
	}
	return price
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
