package sim_test

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// The smallest company that can go wrong: one document, one counter, sellers who
// see only their own sales and a boss who moves sales between them.

type seller struct {
	kernel.Record
	Name   string             `zh:"姓名" en:"Name" is:"title"`
	Boss   bool               `zh:"老板" en:"Boss"`
	Costs  bool               `zh:"看成本" en:"Sees costs"`
	Deputy kernel.Ref[seller] `zh:"代理谁" en:"Stands in for"`
}

type sale struct {
	kernel.Record
	Number string             `zh:"单号" en:"Number" is:"title,derived"`
	Owner  kernel.Ref[seller] `zh:"业务员" en:"Owner" is:"derived"`
	State  kernel.State       `zh:"状态" en:"State" is:"derived"`
	Qty    kernel.Qty         `zh:"数量" en:"Quantity" is:"derived"`
	Note   string             `zh:"备注" en:"Note"`
	Tip    kernel.Money       `zh:"小费" en:"Tip" is:"settled" since:"2"`
	Secret kernel.Money       `zh:"成本" en:"Cost" sees:"cost"`
	Serial int64              `zh:"顺序号" en:"Serial" is:"settled"`
}

type saleLine struct {
	kernel.Record
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"derived"`
	Qty  kernel.Qty       `zh:"数量" en:"Quantity" is:"derived"`
	Note string           `zh:"备注" en:"Note" is:"derived"`
}

// slip is of the newer release: a device of the older one cannot keep it.
type slip struct {
	kernel.Record
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"settled"`
	No   int64            `zh:"联号" en:"Number" is:"settled"`
}

type stock struct {
	kernel.Record
	Free   kernel.Qty `zh:"可售" en:"Free" is:"derived,negative"`
	Used   kernel.Qty `zh:"领用" en:"Used" is:"derived"`
	Filled kernel.Qty `zh:"补货" en:"Refilled" is:"derived"`
	Sold   int64      `zh:"单数" en:"Sales" is:"settled"`
}

var (
	sellers = kernel.Define[seller]("seller", kernel.Spec{Zh: "业务员", En: "Seller", Scope: kernel.Scope{kernel.Everyone}})
	sales   = kernel.Define[sale]("sale", kernel.Spec{
		Zh: "销售", En: "Sale",
		States: []kernel.Option{{Code: "made", Zh: "已定", En: "Made"}, {Code: "gone", Zh: "已发", En: "Gone"}},
		Scope:  kernel.Scope{kernel.By("owner", func(s *sale) *kernel.Ref[seller] { return &s.Owner }), kernel.Audience("all")},
	})
	lines = kernel.Define[saleLine]("sale_line", kernel.Spec{
		Zh: "销售明细", En: "Sale line", Kept: true,
		Scope: kernel.Scope{kernel.Follows(func(l *saleLine) *kernel.Ref[sale] { return &l.Sale })},
	})
	stocks = kernel.Define[stock]("stock", kernel.Spec{Zh: "库存", En: "Stock", Scope: kernel.Scope{kernel.Everyone}, Kept: true})

	slips = kernel.Define[slip]("sale_slip", kernel.Spec{
		Zh: "小票", En: "Slip", Kept: true, Since: 2,
		Scope: kernel.Scope{kernel.Follows(func(s *slip) *kernel.Ref[sale] { return &s.Sale })},
	})

	linesOf = kernel.Find(lines, func(l *saleLine) *kernel.Ref[sale] { return &l.Sale })

	short    = kernel.Refuse("sale.short", "可售 {free},要 {wanted}", "{free} free, {wanted} wanted")
	oversold = kernel.Refuse("sale.oversold", "库存为负", "stock is negative")
)

// slot is a place that one sale may stand at, first come, first served.
type slot struct {
	kernel.Record
	Name  string             `zh:"位置" en:"Name" is:"title,derived"`
	Owner kernel.Ref[seller] `zh:"业务员" en:"Owner" is:"derived"`
}

var (
	slots = kernel.Define[slot]("slot", kernel.Spec{Zh: "摊位", En: "Slot", Scope: kernel.Scope{kernel.Everyone}, Kept: true})

	slotByName = kernel.Unique(slots, func(s *slot) *string { return &s.Name })
	salesOf    = kernel.Find(sales, func(s *sale) *kernel.Ref[seller] { return &s.Owner })

	nothing = kernel.Refuse("sale.nothing", "没有可清理的备注", "There is no remark to clear")
)

var pile = kernel.Ref[stock](kernel.DeriveID("stock", "pile"))

type found struct {
	Sellers []string
	Free    kernel.Qty
}

type makeSale struct {
	Qty    kernel.Qty `zh:"数量" en:"Quantity" is:"required"`
	OrLess bool       `zh:"可少" en:"Or less"` // what there is of it
}

type shipSale struct {
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"required"`
}

type giveSale struct {
	Sale kernel.Ref[sale]   `zh:"销售" en:"Sale" is:"required"`
	To   kernel.Ref[seller] `zh:"给" en:"To" is:"required"`
}

// giveSales gives away several at once, whoever has them.
type giveSales struct {
	Sales []givenSale        `zh:"销售" en:"Sales" is:"required"`
	To    kernel.Ref[seller] `zh:"给" en:"To" is:"required"`
}

type givenSale struct {
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"required"`
}

// tidy empties the remark of the author's first sale that has one.
type tidy struct{}

// takeSlot takes the first slot from a number on that nobody has.
type takeSlot struct {
	From int64 `zh:"从" en:"From"`
}

var (
	_ = kernel.Intent[giveSales]("sale.give_all", "全部移交", "Give all", kernel.ForAll())
	_ = kernel.Intent[tidy]("sale.tidy", "清理", "Tidy", kernel.ForAll())
	_ = kernel.Intent[takeSlot]("slot.take", "占位", "Take a slot", kernel.ForAll())
	_ = kernel.Intent[found]("test.found", "建账", "Found", kernel.OfSystem())
	_ = kernel.Intent[makeSale]("sale.make", "开单", "Make", kernel.ForAll())
	_ = kernel.Fact[shipSale]("sale.ship", "发货", "Ship", kernel.ForAll(), kernel.Moves(sales, kernel.From("made"), kernel.To("gone")))
	_ = kernel.Intent[giveSale]("sale.give", "移交", "Give", kernel.ForAll())
)

func init() {
	stocks.GuardRow(oversold, func(_ *kernel.Tx, s *stock) error {
		if s.Free < 0 {
			return oversold.With()
		}
		return nil
	})
	kernel.Identify = identify
	kernel.Identifies = func(s *kernel.Schema) bool { return s.Name == "seller" }
}

func identify(c *kernel.Catalog, base kernel.Reader, origin, user kernel.ID) (*kernel.Author, error) {
	if user.IsZero() {
		return &kernel.Author{System: true, Series: "SYS"}, nil
	}
	row := base.Get(sellers.In(c), user)
	if row == nil {
		return nil, errors.New("no such user")
	}
	who := row.(*seller)
	a := &kernel.Author{User: user, Name: who.Name, Series: who.Name, Grants: []string{"*"}, Zone: 480}
	a.Viewer = &kernel.Viewer{Tags: map[string]bool{"all": true, "owner:" + user.String(): true}}
	if who.Boss {
		a.Viewer.Tags["sees:all"] = true
	}
	if who.Boss || who.Costs {
		a.Viewer.Tags["sees:cost"] = true
	}
	if !who.Deputy.IsZero() {
		a.Viewer.Tags["owner:"+who.Deputy.String()] = true
	}
	return a, nil
}

func (f found) Predict(tx *kernel.Tx) error {
	for i, name := range f.Sellers {
		sellers.Insert(tx, &seller{Name: name, Boss: i == 0}, name)
	}
	stocks.Insert(tx, &stock{Record: kernel.Record{ID: pile.ID()}, Free: f.Free})
	return nil
}

func (m makeSale) Predict(tx *kernel.Tx) error {
	st, err := stocks.Need(tx, pile)
	if err != nil {
		return err
	}
	qty := m.Qty
	if m.OrLess {
		qty = min(qty, st.Free)
	}
	if st.Free < qty || qty == 0 {
		return short.With(kernel.Quantity("free", st.Free, "件"), kernel.Quantity("wanted", m.Qty, "件"))
	}
	kernel.Add(tx, st, &st.Free, -qty)
	s := sales.Insert(tx, &sale{Number: tx.Number("S"), Owner: kernel.Ref[seller](tx.Author.User), State: "made", Qty: m.Qty})
	lines.Insert(tx, &saleLine{Sale: kernel.Ref[sale](s.ID), Qty: qty}, 1)
	sales.Guarded("cost").Insert(tx, &sale{Record: kernel.Record{ID: s.ID}})
	return nil
}

func (m makeSale) Settle(tx *kernel.Tx) error {
	st, err := stocks.Need(tx, pile)
	if err != nil {
		return err
	}
	s, err := sales.Need(tx, sales.Born(tx))
	if err != nil {
		return err
	}
	kernel.Add(tx, st, &st.Sold, 1)
	kernel.Set(tx, s, &s.Tip, 50)
	kernel.Set(tx, s, &s.Serial, st.Sold)
	slips.Insert(tx, &slip{Sale: kernel.Ref[sale](s.ID), No: st.Sold}, 1)
	return nil
}

func (s shipSale) Predict(tx *kernel.Tx) error {
	of, presence := linesOf.Of(tx, s.Sale)
	if presence != kernel.Found {
		return fmt.Errorf("a sale with %d lines and maybe more", len(of))
	}
	return nil
}

func (g giveSale) Predict(tx *kernel.Tx) error {
	s, err := sales.Need(tx, g.Sale)
	if err != nil {
		return err
	}
	kernel.Set(tx, s, &s.Owner, g.To)
	return nil
}

func (g giveSales) Predict(tx *kernel.Tx) error {
	for _, one := range g.Sales {
		if err := (giveSale{one.Sale, g.To}).Predict(tx); err != nil {
			return err
		}
	}
	return nil
}

func (tidy) Predict(tx *kernel.Tx) error {
	mine, _ := salesOf.Of(tx, kernel.Ref[seller](tx.Author.User))
	for _, s := range mine {
		if s.Note != "" {
			kernel.Set(tx, s, &s.Note, "")
			return nil
		}
	}
	return nothing.With()
}

func (t takeSlot) Predict(tx *kernel.Tx) error {
	for n := t.From; ; n++ {
		name := fmt.Sprint("slot ", n)
		if _, p := slotByName.Find(tx, name); p != kernel.Found {
			slots.Insert(tx, &slot{Name: name, Owner: kernel.Ref[seller](tx.Author.User)})
			return nil
		}
	}
}
