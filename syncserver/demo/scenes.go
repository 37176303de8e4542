package demo

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
)

// Scenes are the documents that the demo's stories are about.
type Scenes struct {
	Held     kernel.Ref[sales.Order]     // 恒泰: waits for the boss
	Short    kernel.Ref[sales.Order]     // 鹭岛: 15 wanted, 3 there
	Stuck    kernel.Ref[sales.Order]     // 曾记: hangs at 拣货
	Partial  kernel.Ref[sales.Order]     // 万悦: 46 of 50
	Returned kernel.Ref[sales.Order]     // 朝阳: 6 of 40 chairs came back
	Rounded  kernel.Ref[sales.Order]     // 明辉: paid but for 36.50
	WeChat   kernel.Ref[sales.Order]     // 散客: paid by phone, with a fee
	Pending  kernel.Ref[finance.Receipt] // 林晓燕 took money that finance has not seen
	Count    kernel.Ref[stock.Doc]       // 脚垫: 12 箱 in the book, 11 counted
}

func (f *founder) planScenes() {
	for _, plan := range []func(){
		f.planSofas, f.planHengtai, f.planLudao, f.planZengji, f.planWanyue, f.planChaoyang, f.planMinghui,
		f.planMoney, f.planShengda, f.planUnsold, f.planCount,
	} {
		plan()
	}
}

// deal plans an order of a scene and what follows once it is written.
func (f *founder) deal(day kernel.Date, minute int, wish sales.Wish, owner string, then func(kernel.Ref[sales.Order]) error) {
	f.on(day, minute, func() error {
		if wish.From.IsZero() {
			wish.From = f.Places["ZC"]
		}
		order, err := f.place(owner, wish)
		if err != nil {
			return err
		}
		return then(kernel.Ref[sales.Order](order.ID))
	})
}

// wishOf is an order of a customer.
func (f *founder) wishOf(customer string, lines ...sales.WishLine) sales.Wish {
	return sales.Wish{Customer: f.Customers[customer], Way: sales.ByUs, Lines: lines}
}

func (f *founder) line(code, qty, price string) sales.WishLine {
	q, err := kernel.ParseQty(qty)
	if err != nil {
		panic(err) // it stands in this program
	}
	return sales.WishLine{Product: f.Products[code], Qty: q, Price: yuan(price)}
}

// leave plans the shipping of an order on a day and its signing on the next.
func (f *founder) leave(order kernel.Ref[sales.Order], day kernel.Date, minute int) {
	f.on(day, minute, func() error { return f.ship(order, nil, "") })
	f.on(nextWorkday(day, 1), 11*60+5, func() error { return f.sign(order) })
}

// onOrAfter is the day itself or the first workday after it.
func onOrAfter(day kernel.Date) kernel.Date {
	if isWorkday(day) {
		return day
	}
	return nextWorkday(day, 1)
}

// planLudao: 鹭岛 wants 15 × HY-S302 in a hurry. 3 are there, 12 are promised for
// when they can be bought.
func (f *founder) planLudao() {
	wish := f.wishOf("鹭岛酒店", f.line("HY-S302", "15", "3680"))
	wish.Urgent, wish.Allow, wish.Way = true, sales.Backorder, sales.Logistics
	wish.Contact, wish.Note = "郑工", "酒店大堂改造，加急"
	f.deal(f.Today, 9*60+5, wish, he, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Short = o
		return nil
	})
}

// planZengji: promised for three days ago, picked, and still there.
func (f *founder) planZengji() {
	wish := f.wishOf("曾记家私", f.line("HY-T101", "4", "1880"), f.line("HY-C201", "16", "298"))
	wish.Due, wish.Way, wish.Contact = f.Today.AddDays(-3), sales.Logistics, "曾老板"
	f.deal(workday(f.Today.AddDays(-7)), 9*60+15, wish, zhou, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Stuck = o
		f.on(workday(f.Today.AddDays(-3)), 14*60, func() error { return f.pick(o) })
		return nil
	})
}

// planWanyue: of 50 ordered 46 left; the customer agreed to do without the rest.
func (f *founder) planWanyue() {
	wish := f.wishOf("万悦家居", f.line("HY-C205", "50", "218"))
	f.deal(workday(f.Today.AddDays(-6)), 10*60+20, wish, lin, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Partial = o
		f.on(workday(f.Today.AddDays(-4)), 15*60, func() error {
			shipped := units(46)
			return f.ship(o, &shipped, "4 把有划痕，客户同意不补")
		})
		return nil
	})
}

// planChaoyang: 40 chairs went out, 6 came back: 4 are broken.
func (f *founder) planChaoyang() {
	wish := f.wishOf("朝阳办公", f.line("HY-O310", "40", "260"))
	wish.Way, wish.Contact = sales.Logistics, "韦经理"
	f.deal(workday(f.Today.AddDays(-20)), 9*60+50, wish, zhou, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Returned = o
		f.leave(o, nextWorkday(workday(f.Today.AddDays(-20)), 1), 10*60)
		f.on(workday(f.Today.AddDays(-5)), 14*60, func() error { return f.chairsBack(o) })
		return nil
	})
}

func (f *founder) chairsBack(order kernel.Ref[sales.Order]) error {
	d := f.deliveries(order, sales.Shipped, sales.Signed)[0]
	lines, _ := sales.DeliveryLinesOf.Of(f.tx(), kernel.Ref[sales.Delivery](d.ID))
	line := kernel.Ref[sales.DeliveryLine](lines[0].ID)
	_, err := f.do(keeper, &sales.TakeBack{
		Delivery: kernel.Ref[sales.Delivery](d.ID), Reason: "4 把底盘开裂，2 把多订",
		Lines: []sales.TakeBackLine{
			{Line: line, Qty: units(4), Into: f.Places["BL"]},
			{Line: line, Qty: units(2), Into: f.Places["ZC"]},
		},
	})
	return err
}

// planMinghui: owes 8,436.50, pays 8,400.00 today; 36.50 are dropped.
func (f *founder) planMinghui() {
	wish := f.wishOf("明辉五金", f.line("HY-T101", "4", "1880"), f.line("HY-P008", "16", "46"),
		f.line("HY-P005", "8", "4"), f.line("HY-F28", "7.5", "19.8"))
	day := workday(f.Today.AddDays(-26))
	f.deal(day, 11*60, wish, lin, func(o kernel.Ref[sales.Order]) error {
		f.Scenes.Rounded = o
		f.leave(o, day, 16*60)
		return nil
	})
	f.on(f.Today, 9*60+40, func() error { return f.take(accountant, "明辉五金", bank, fen("8400.00"), fen("36.50")) })
}

// planMoney: 定金 paid in advance, a sale paid by phone with its fee, and money
// that a salesperson took and finance has not confirmed.
func (f *founder) planMoney() {
	f.on(workday(f.Today.AddDays(-1)), 15*60, func() error { return f.take(cashier, "喆悦民宿", bank, fen("20000.00"), 0) })
	f.on(f.Today, 9*60+30, func() error {
		return f.handOver("散客", []sales.WishLine{f.line("HY-S310", "2", "1580")}, func(o kernel.Ref[sales.Order]) { f.Scenes.WeChat = o })
	})
	f.on(f.Today, 9*60+50, func() error {
		call, err := f.do(lin, &finance.Receive{
			Customer: f.Customers["锦绣家居"], Note: "门店收的现金",
			Parts: []finance.ReceivePart{{Fund: f.fund(cash), Amount: fen("12000.00")}},
		})
		if err == nil {
			f.Scenes.Pending = finance.Receipts.Born(f.txOf(call))
		}
		return err
	})
}

// planShengda: 盛达 sells sponge to us, see oldDebts, and buys an office from us.
func (f *founder) planShengda() {
	wish := f.wishOf("盛达海绵", f.line("HY-O301", "10", "598"), f.line("FW-AZ", "1", "180"), f.line("HY-P005", "10", "4"))
	day := workday(f.Today.AddDays(-12))
	f.deal(day, 10*60, wish, lin, func(o kernel.Ref[sales.Order]) error {
		f.leave(o, day, 15*60)
		return nil
	})
}

// planUnsold: 50 电视柜 came in; 4 were sold 120 days ago, and none since.
func (f *founder) planUnsold() {
	f.on(f.Today.AddDays(-124), 10*60, func() error {
		_, err := f.do(purchaser, &stock.Receive{
			Place: f.Places["ZC"], Supplier: f.Customers["禾宜木业"],
			Lines: []stock.ReceiveLine{{Product: f.Products["HY-W220"], Qty: units(50), Price: yuan("1260")}},
		})
		return err
	})
	sold := f.Today.AddDays(-120)
	f.deal(sold, 9*60+30, f.wishOf("信和家具", f.line("HY-W220", "4", "2180")), lin, func(o kernel.Ref[sales.Order]) error {
		f.leave(o, sold, 15*60)
		return nil
	})
}

// planCount: when the last truck has left, 万悦 takes what leaves 12 箱 of 脚垫 in
// the book. 11 are counted.
func (f *founder) planCount() {
	day := workday(f.Today.AddDays(-9))
	const box = 1000
	f.on(day, 17*60+25, func() error {
		if err := f.flush(); err != nil {
			return err
		}
		b, _ := stock.Balances.Get(f.tx(), stock.BalanceRef(f.Products["HY-P009"], f.Places["ZC"]))
		boxes := (b.OnHand - units(12*box)) / units(box)
		if boxes < 0 {
			_, err := f.do(purchaser, &stock.Receive{
				Place: f.Places["ZC"], Supplier: f.Customers["禾宜木业"],
				Lines: []stock.ReceiveLine{{Product: f.Products["HY-P009"], Qty: -boxes * units(box), Price: yuan("0.035")}},
			})
			return err
		}
		if boxes == 0 {
			return nil
		}
		order, err := f.place(lin, sales.Wish{
			Customer: f.Customers["万悦家居"], From: f.Places["ZC"], Way: sales.ByUs,
			Lines: []sales.WishLine{{Product: f.Products["HY-P009"], Unit: "箱", Qty: boxes * 1_000_000, Price: yuan("45")}},
		})
		if err != nil {
			return err
		}
		f.leave(kernel.Ref[sales.Order](order.ID), day, 17*60+35)
		return nil
	})
	f.on(day, 18*60+20, func() error {
		call, err := f.do(keeper, &stock.Count{
			Place: f.Places["ZC"], Note: "配件区月度盘点",
			Lines: []stock.CountLine{{Product: f.Products["HY-P009"], Counted: units(11 * box)}},
		})
		if err == nil {
			f.Scenes.Count = stock.Docs.Born(f.txOf(call))
		}
		return err
	})
}
