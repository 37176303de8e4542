package sim_test

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/replica"
	"heyi/shared/sim"
)

// The smallest company that can go wrong: one document, one counter, sellers who
// see only their own sales and a boss who moves sales between them.

type seller struct {
	kernel.Record
	Name string `zh:"姓名" en:"Name" is:"title"`
	Boss bool   `zh:"老板" en:"Boss"`
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
}

// slip is of the newer release: a device of the older one cannot keep it.
type slip struct {
	kernel.Record
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"settled"`
	No   int64            `zh:"联号" en:"Number" is:"settled"`
}

type stock struct {
	kernel.Record
	Free kernel.Qty `zh:"可售" en:"Free" is:"derived,negative"`
	Sold int64      `zh:"单数" en:"Sales" is:"settled"`
}

var (
	sellers = kernel.Define[seller]("seller", kernel.Spec{Zh: "业务员", En: "Seller", Scope: kernel.Scope{kernel.Everyone}})
	sales   = kernel.Define[sale]("sale", kernel.Spec{
		Zh: "销售", En: "Sale",
		States: []kernel.Option{{Code: "made", Zh: "已定", En: "Made"}, {Code: "gone", Zh: "已发", En: "Gone"}},
		Scope:  kernel.Scope{kernel.By("owner", func(s *sale) *kernel.Ref[seller] { return &s.Owner }), kernel.Role("boss")},
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
	Qty kernel.Qty `zh:"数量" en:"Quantity" is:"required"`
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
		a.Viewer.Tags["role:boss"], a.Viewer.Tags["sees:cost"] = true, true
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
	if st.Free < m.Qty {
		return short.With(kernel.Quantity("free", st.Free, "件"), kernel.Quantity("wanted", m.Qty, "件"))
	}
	kernel.Add(tx, st, &st.Free, -m.Qty)
	s := sales.Insert(tx, &sale{Number: tx.Number("S"), Owner: kernel.Ref[seller](tx.Author.User), State: "made", Qty: m.Qty})
	lines.Insert(tx, &saleLine{Sale: kernel.Ref[sale](s.ID), Qty: m.Qty}, 1)
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
	if presence != kernel.Found || len(of) != 1 {
		return fmt.Errorf("a sale with %d lines, %v", len(of), presence)
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

// counterWorkload lets sellers sell what is not there, edit each other's notes
// through the boss, ship and hand over.
type counterWorkload struct {
	c       *kernel.Catalog
	old     *kernel.Catalog // of the release before, which every other device runs
	devices int
	free    kernel.Qty
}

func (cw *counterWorkload) CatalogOf(n int) *kernel.Catalog {
	if n%2 == 1 {
		return cw.old
	}
	return cw.c
}

func (cw *counterWorkload) encode(name string, args kernel.Command) []byte {
	return cw.c.Command(name).Encode(args)
}

func (cw *counterWorkload) Found(w *sim.World) ([]replica.Identity, error) {
	f := &found{Free: cw.free}
	for i := range cw.devices {
		f.Sellers = append(f.Sellers, fmt.Sprintf("D%02d", i))
	}
	call := kernel.Call{ID: kernel.NewID(w.Clock.Now, w.Clock.Random()), Key: 1, Name: "test.found", Args: cw.encode("test.found", f)}
	judged, err := w.Judge(call)
	if err != nil || judged[0].Refusal != nil {
		return nil, fmt.Errorf("found: %v %v", judged, err)
	}
	var ids []replica.Identity
	err = w.Server.Disk.Scan(sellers.In(cw.c), func(row kernel.Row) error {
		ids = append(ids, replica.Identity{Device: kernel.NewID(w.Clock.Now, w.Clock.Random()), User: row.Base().ID})
		return nil
	})
	return ids, err
}

func (cw *counterWorkload) Act(w *sim.World, d *sim.Device) {
	mine := cw.own(d)
	any := func() *sale { return mine[w.Clock.Rand.IntN(len(mine))] }
	someone := kernel.Ref[seller](w.Devices[w.Clock.Rand.IntN(len(w.Devices))].ID.User)
	switch pick := w.Clock.Between(1, 14); {
	case pick <= 5 || len(mine) == 0:
		cw.do(d, "sale.make", &makeSale{Qty: kernel.Qty(w.Clock.Between(1, 5) * 1e6)})
	case pick <= 7:
		s, becomes := any(), fmt.Sprint(w.Clock.Now)
		if w.Clock.Chance(20) {
			becomes = ""
		}
		cw.do(d, "sale.edit", &kernel.EditRow{Row: s.ID, Changes: []kernel.Change{{Field: "note", Was: s.Note, Becomes: becomes}}})
	case pick == 8:
		cw.do(d, "sale.ship", &shipSale{kernel.Ref[sale](any().ID)})
	case pick == 9:
		cw.do(d, "sale.tidy", &tidy{})
	case pick == 10:
		cw.do(d, "slot.take", &takeSlot{From: w.Clock.Between(1, 3)})
	case pick == 11:
		give := &giveSales{To: someone}
		for range w.Clock.Between(1, 4) {
			give.Sales = append(give.Sales, givenSale{kernel.Ref[sale](any().ID)})
		}
		cw.do(d, "sale.give_all", give)
	case pick == 12:
		cw.promote(w, d)
	default:
		cw.do(d, "sale.give", &giveSale{kernel.Ref[sale](any().ID), someone})
	}
}

func (cw *counterWorkload) do(d *sim.Device, name string, args kernel.Command) {
	_, _ = d.Do(name, cw.encode(name, args))
}

// promote lets a boss make another one, or take that back. The first stays one.
func (cw *counterWorkload) promote(w *sim.World, d *sim.Device) {
	me, _ := d.Disk.Get(sellers.In(d.Catalog), d.ID.User).(*seller)
	other, _ := d.Disk.Get(sellers.In(d.Catalog), w.Devices[w.Clock.Between(1, int64(len(w.Devices))-1)].ID.User).(*seller)
	if me == nil || !me.Boss || other == nil {
		return
	}
	cw.do(d, "seller.edit", &kernel.EditRow{Row: other.ID, Changes: []kernel.Change{
		{Field: "boss", Was: fmt.Sprint(other.Boss), Becomes: fmt.Sprint(!other.Boss)},
	}})
}

func (cw *counterWorkload) own(d *sim.Device) []*sale {
	var mine []*sale
	_ = d.Disk.Scan(sales.In(d.Catalog), func(row kernel.Row) error {
		mine = append(mine, row.(*sale))
		return nil
	})
	return mine
}

func (cw *counterWorkload) Check(w *sim.World) error {
	var sold kernel.Qty
	_ = w.Server.Disk.Scan(sales.In(cw.c), func(row kernel.Row) error {
		sold += row.(*sale).Qty
		return nil
	})
	left := w.Server.Disk.Get(stocks.In(cw.c), pile.ID()).(*stock)
	if left.Free < 0 || left.Free+sold != cw.free {
		return fmt.Errorf("%s sold and %s left of %s", sold, left.Free, cw.free)
	}
	if left.Sold != int64(w.Server.Disk.Len(sales.In(cw.c))) {
		return fmt.Errorf("%d sales are numbered, %d exist", left.Sold, w.Server.Disk.Len(sales.In(cw.c)))
	}
	return nil
}
