package product

import (
	"github.com/shopspring/decimal"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// CustomerPrice is the price agreed with one customer for one product, with tax,
// per base unit. Its id follows from both, see CustomerPriceOf; zero is none.
type CustomerPrice struct {
	kernel.Record
	Party   kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required,derived,listed"`
	Product kernel.Ref[Product]     `zh:"商品" en:"Product" is:"required,derived,listed"`
	Price   kernel.Price            `zh:"协议价" en:"Agreed price" is:"derived,listed" means_zh:"每个基本单位的含税价，有协议时代替价格等级的价；谁定的写在改动里" means_en:"Incl. tax, for one base unit; it takes the place of the customer's price level"`
}

// CustomerPrices and those of one customer.
var (
	CustomerPrices = kernel.Define[CustomerPrice]("customer_price", kernel.Spec{
		Zh: "客户协议价", En: "Customer price", Kept: true,
		Scope: kernel.Scope{kernel.Follows(func(c *CustomerPrice) *kernel.Ref[party.Party] { return &c.Party })},
	})
	PricesOf = kernel.Find(CustomerPrices, func(c *CustomerPrice) *kernel.Ref[party.Party] { return &c.Party })
)

// CustomerPriceOf is the reference to the agreed price.
func CustomerPriceOf(customer kernel.Ref[party.Party], p kernel.Ref[Product]) kernel.Ref[CustomerPrice] {
	return kernel.Ref[CustomerPrice](kernel.DeriveID("customer_price", customer, p))
}

// SetPrice agrees on a price with a customer, or ends the agreement. Was is the
// price the author saw: a changed one is not overwritten.
type SetPrice struct {
	Party   kernel.Ref[party.Party] `zh:"客户" en:"Customer" is:"required"`
	Product kernel.Ref[Product]     `zh:"商品" en:"Product" is:"required"`
	Was     kernel.Price            `zh:"原价" en:"Was"`
	Price   kernel.Price            `zh:"协议价" en:"Agreed price"`
	End     bool                    `zh:"取消协议价" en:"End the agreement"`
}

var (
	_ = kernel.Intent[SetPrice]("product.price.set", "设置协议价", "Set customer price", org.For(org.First, org.SalesManager))

	// PriceNeeded refuses a form that states neither a price nor that there is none.
	PriceNeeded = kernel.Refuse("product.price_needed", "请填写协议价；要取消协议价请选「取消协议价」", "State the agreed price, or choose to end the agreement")
)

// Predict writes the price.
func (s SetPrice) Predict(tx *kernel.Tx) error {
	if s.End == (s.Price != 0) {
		return PriceNeeded.With()
	}
	ref := CustomerPriceOf(s.Party, s.Product)
	row, p := CustomerPrices.Get(tx, ref)
	current := kernel.Price(0)
	if p == kernel.Found {
		current = row.Price
	}
	switch {
	case current == s.Price:
	case current != s.Was:
		return kernel.Clash.With(kernel.Labelled("field", "price", "协议价", "Agreed price"),
			kernel.Figure("theirs", current), kernel.Figure("yours", s.Price))
	case p == kernel.Found:
		kernel.Set(tx, row, &row.Price, s.Price)
	default:
		row = &CustomerPrice{Party: s.Party, Product: s.Product, Price: s.Price}
		row.ID = ref.ID()
		CustomerPrices.Insert(tx, row)
	}
	return nil
}

// Source says where a price comes from; its labels are the choices price_source.
type Source = kernel.Choice

// The sources of a price, the strongest first.
const (
	FromAgreement Source = "agreement"
	FromLevel     Source = "level"
	FromRetail    Source = "retail"
	NoPrice       Source = "none"
)

var _ = kernel.Choices("price_source",
	kernel.Option{Code: "agreement", Zh: "协议价", En: "Customer price"},
	kernel.Option{Code: "level", Zh: "等级价", En: "Level price"},
	kernel.Option{Code: "retail", Zh: "零售价", En: "Retail price"},
	kernel.Option{Code: "none", Zh: "未定价", En: "No price"})

// PriceFor is the price of a base unit: what was agreed with the customer, else
// his level's price, else the retail price. agreed may be nil.
func PriceFor(p *Product, level kernel.Choice, agreed *CustomerPrice) (kernel.Price, Source) {
	levels := map[kernel.Choice]kernel.Price{party.Wholesale: p.Wholesale, party.Dealer: p.Dealer}
	switch {
	case agreed != nil && agreed.Price != 0:
		return agreed.Price, FromAgreement
	case levels[level] != 0:
		return levels[level], FromLevel
	case p.Retail != 0:
		return p.Retail, FromRetail
	}
	return 0, NoPrice
}

// Quote is PriceFor with the rows read.
func Quote(tx *kernel.Tx, p *Product, customer *party.Party) (kernel.Price, Source) {
	agreed, _ := CustomerPrices.Get(tx, CustomerPriceOf(kernel.Ref[party.Party](customer.ID), kernel.Ref[Product](p.ID)))
	return PriceFor(p, customer.Level, agreed)
}

// QuotePer is the customer's price of a unit; "" is the base unit. A device that
// does not hold what was agreed with him leaves the answer to the server.
func QuotePer(tx *kernel.Tx, p *Product, customer *party.Party, unit string) (kernel.Price, Source, error) {
	ratio, err := RatioOf(tx, p, unit)
	if err != nil {
		return 0, NoPrice, err
	}
	who := kernel.Ref[party.Party](customer.ID)
	agreed, presence := CustomerPrices.Get(tx, CustomerPriceOf(who, kernel.Ref[Product](p.ID)))
	if presence == kernel.Unknown {
		if _, all := PricesOf.Of(tx, who); all == kernel.Unknown {
			return 0, NoPrice, kernel.ErrNeedsServer
		}
	}
	base, source := PriceFor(p, customer.Level, agreed)
	price, err := ratio.PerUnit(base)
	if err != nil {
		return 0, source, kernel.OutOfRange.With(kernel.Labelled("field", "price", "单价", "Price"))
	}
	return price, source, nil
}

// PerUnit turns a price of the base unit into one of the unit, rounded to six
// decimals. It fails beyond kernel.MaxPrice.
func (r Ratio) PerUnit(base kernel.Price) (kernel.Price, error) {
	return kernel.PriceOf(base.Decimal().Mul(decimal.New(r.Num, 0)).DivRound(decimal.New(r.Den, 0), 2*kernel.PriceScale))
}
