package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Doc is a document of the warehouse: opening stock, 入库单, 其他出库单, 调拨单 or
// 盘点单. It is complete when it is written; what was wrong is moved back by
// another one, see [Cancel].
type Doc struct {
	org.Doc
	Kind     kernel.Choice           `zh:"单据类型" en:"Kind" is:"listed,derived" of:"stock_kind"`
	Place    kernel.Ref[org.Place]   `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	To       kernel.Ref[org.Place]   `zh:"调入仓库" en:"To warehouse" is:"listed,derived"`
	Supplier kernel.Ref[party.Party] `zh:"供应商" en:"Supplier" is:"listed,derived"`
	Purpose  kernel.Choice           `zh:"用途" en:"Purpose" is:"derived" of:"stock_purpose"`
	Reverses kernel.Ref[Doc]         `zh:"冲销单据" en:"Reverses" is:"derived"`
	Counted  kernel.Time             `zh:"盘点时间" en:"Counted at" is:"listed,derived"` // of a count
}

// DocLine is a line of a warehouse document.
type DocLine struct {
	kernel.Record
	Doc     kernel.Ref[Doc]             `zh:"单据" en:"Document" is:"derived"`
	Line    int64                       `zh:"行号" en:"Line" is:"derived"`
	Product kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Name    string                      `zh:"商品名称" en:"Product name" is:"title,listed,derived" max:"300"` // as it was called
	Unit    string                      `zh:"单位" en:"Unit" is:"listed,derived" max:"20"`
	Qty     kernel.Qty                  `zh:"数量" en:"Quantity" unit:"unit" is:"listed,derived,negative" means_zh:"单据移动的数量；盘点是盘盈（正）或盘亏（负），冲销为负" means_en:"What the line moved; of a count the surplus, or below zero the loss; of a reversal negative"`                                    // of a count: the difference; of a reversal: below zero
	Counted kernel.Qty                  `zh:"实盘数量" en:"Counted" unit:"unit" is:"listed,derived" means_zh:"盘点时人数到的数量" means_en:"What people counted"`                                                                                                                                      // of a count
	Book    kernel.Qty                  `zh:"账面数量" en:"Book" unit:"unit" is:"listed,derived,negative" means_zh:"盘点那一刻账上的数量，迟到的单据不再改它" means_en:"What the books said at the moment of the count; later documents do not change it"`                                                        // of a count: at the time of counting
	Free    bool                        `zh:"零成本" en:"No cost" is:"derived"`                                                                                                                                                                                                              // it has cost nothing, and somebody said so
	Price   kernel.Price                `zh:"成本单价" en:"Unit cost" is:"listed,derived" sees:"cost" means_zh:"每个单位的不含税成本，入库和期初时人填的" means_en:"Without tax, for one unit, as typed when goods came in or stock was opened"`                                                                  // of goods from outside
	Amount  kernel.Money                `zh:"成本金额" en:"Cost" is:"listed,settled,negative" sees:"cost" means_zh:"这一行改变的库存成本，不含税，入为正出为负，由服务器按移动平均算" means_en:"Without tax, what the line changed the value of the stock by; in is positive; the server works it out by the moving average"` // what the line moved, in is positive
}

// The kinds of warehouse documents.
const (
	Opening      kernel.Choice = "opening"
	Receiving    kernel.Choice = "receive"
	Issuing      kernel.Choice = "issue"
	Transferring kernel.Choice = "transfer"
	Counting     kernel.Choice = "count"
)

var kinds = kernel.Choices("stock_kind",
	kernel.Option{Code: string(Opening), Zh: "期初库存", En: "Opening stock"},
	kernel.Option{Code: string(Receiving), Zh: "入库单", En: "Goods received"},
	kernel.Option{Code: string(Issuing), Zh: "其他出库单", En: "Goods issued"},
	kernel.Option{Code: string(Transferring), Zh: "调拨单", En: "Transfer"},
	kernel.Option{Code: string(Counting), Zh: "盘点单", En: "Stock count"})

var _ = org.ToHandOut(org.ByAdministrators, org.Admin, "stock.*")

var seeDocs = org.See(54, "stock.document", "库存单据和收发记录", "Warehouse documents and movements", org.Storekeeper, org.Finance, org.Purchase, org.Admin)

// Documents and their lines. The audience is that of the movements.
var (
	Docs = kernel.Define[Doc]("stock_doc", kernel.Spec{
		Zh: "库存单据", En: "Warehouse document", Kept: true, Once: true, Prefix: "KC",
		Scope:  kernel.Scope{seeDocs.All()},
		Bucket: kernel.ByMonth(func(d *Doc) *kernel.Date { return &d.Date }),
	})
	DocLines = kernel.Define[DocLine]("stock_line", kernel.Spec{
		Zh: "库存单据明细", En: "Warehouse document line", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.Follows(func(l *DocLine) *kernel.Ref[Doc] { return &l.Doc })},
	})
	LinesOf = kernel.Find(DocLines, func(l *DocLine) *kernel.Ref[Doc] { return &l.Doc }, func(l *DocLine) any { return &l.Line })

	_      = kernel.Find(Docs, func(d *Doc) *kernel.Ref[party.Party] { return &d.Supplier }).Holds()
	_      = kernel.Find(Docs, func(d *Doc) *kernel.Ref[org.Place] { return &d.Place }).Holds()
	docsAt = kernel.Find2(Docs, func(d *Doc) *kernel.Ref[org.Place] { return &d.Place }, func(d *Doc) *kernel.Choice { return &d.Kind })
	_      = kernel.Find(Docs, func(d *Doc) *kernel.Ref[org.Place] { return &d.To }).Holds()
	_      = kernel.Find(DocLines, func(l *DocLine) *kernel.Ref[product.Product] { return &l.Product }).Holds()

	costs = DocLines.Guarded(org.SeesCost)
)

// The refusals of all warehouse documents.
var (
	NotGoods  = kernel.Refuse("stock.service", "「{product}」是服务，没有库存", "{product} is a service and has no stock")
	SamePlace = kernel.Refuse("stock.same_place", "调出和调入不能是同一个仓库", "Goods cannot be transferred to where they are")
	Twice     = kernel.Refuse("stock.twice", "「{product}」盘点了两次，请合并成一行", "{product} is counted twice; please make it one line")
	Untold    = kernel.Refuse("stock.pending", "待查里还有「{product}」{qty}，请先查明再结账", "{qty} of {product} are still in suspense; clear them before closing")
)

// begin inserts a document with its head.
func begin(tx *kernel.Tx, d *Doc) (*Doc, error) {
	org.Fill(tx, &d.Doc, prefixes[d.Kind])
	return Docs.Insert(tx, d), nil
}

var prefixes = map[kernel.Choice]string{Opening: "QC", Receiving: "RK", Issuing: "CK", Transferring: "DB", Counting: "PD"}

// addLine inserts a line with the product as it is called now. Its cost row, which
// only some may see, is born with it.
func (d *Doc) addLine(tx *kernel.Tx, no int, l *DocLine) (*DocLine, error) {
	p, err := product.Products.Need(tx, l.Product)
	switch {
	case err != nil:
		return nil, err
	case p.Service:
		return nil, NotGoods.With(kernel.Text("product", p.Name))
	}
	if err := d.whole(tx, p, l); err != nil {
		return nil, err
	}
	l.Doc, l.Line, l.Name, l.Unit = kernel.Ref[Doc](d.ID), int64(no), kernel.TitleOf(p), p.Unit
	price := l.Price
	l.Price = 0 // the row that everyone in the warehouse has carries no cost
	DocLines.Insert(tx, l, no)
	costs.Insert(tx, &DocLine{Record: kernel.Record{ID: l.ID}, Price: price})
	return l, nil
}

// whole refuses a part of what only goes whole, of what somebody has typed: what a count
// differs by, and what is turned round, are as they are. So is what was there when the
// books began: other programs keep half sheets.
func (d *Doc) whole(tx *kernel.Tx, p *product.Product, l *DocLine) error {
	switch {
	case !d.Reverses.IsZero() || d.Kind == Opening:
		return nil
	case d.Kind == Counting:
		return product.CheckWhole(tx, p, l.Counted)
	}
	return product.CheckWhole(tx, p, l.Qty)
}

// moves is the movement that a line of the document causes.
func (d *Doc) moves(l *DocLine, at kernel.Ref[org.Place], qty kernel.Qty, when kernel.Choice) Line {
	return Line{Doc: d, Head: &d.Doc, ID: l.ID, Product: l.Product, Place: at, Qty: qty, When: when}
}

// settled writes what a line has cost.
func (l *DocLine) settled(tx *kernel.Tx, cost kernel.Money) {
	if c, p := costs.Get(tx, kernel.Ref[DocLine](l.ID)); p == kernel.Found {
		kernel.Set(tx, c, &c.Amount, cost)
	}
}

// settleDoc numbers the document of this command, values its lines and posts its
// voucher. book says how one line is booked.
func settleDoc(tx *kernel.Tx, kind kernel.Choice, book func(p *ledger.Posting, d *Doc, l *DocLine) error) error {
	d, err := Docs.Need(tx, Docs.Born(tx))
	if err != nil {
		return err
	}
	kernel.Set(tx, d, &d.Serial, org.NextSerial(tx, "stock_"+string(kind)))
	title := titles[kind]
	if !d.Reverses.IsZero() {
		title = "冲销" + title
	}
	p := ledger.NewPosting(Docs.Name(), &d.Doc, title)
	lines, _ := LinesOf.Of(tx, kernel.Ref[Doc](d.ID))
	for _, l := range lines {
		if err := book(p, d, l); err != nil {
			return err
		}
	}
	if kind == Opening {
		if err := ledger.AsOpening(tx, p); err != nil {
			return err
		}
	}
	if _, err = ledger.Post(tx, p); err != nil {
		return err
	}
	return TellArrived(tx)
}

// titles begin the summaries of vouchers, which are kept in Chinese like the books.
var titles = map[kernel.Choice]string{
	Opening: "期初库存", Receiving: "采购入库", Issuing: "其他出库", Transferring: "调拨", Counting: "盘点",
}

// Nothing may be left in 待查 at the end of a month that is closed.
func init() {
	ledger.OnClosing.On("stock", func(tx *kernel.Tx, c ledger.Closing) error {
		end := kernel.Date(c.Month*100 + 1).MonthEnd()
		pending, _ := BalancesAt.Of(tx, org.SuspensePlace)
		for _, b := range pending {
			if left := b.OnHand - movedAfter(tx, kernel.Ref[Balance](b.ID), end); left != 0 {
				return Untold.With(kernel.Text("product", productName(tx, b.Product)), kernel.Quantity("qty", left, product.UnitOf(tx, b.Product)))
			}
		}
		return nil
	})
}

// movedAfter is what came and went on the days after one. It looks back as far as
// months are usually closed late; a month closed later still must be clean by now.
func movedAfter(tx *kernel.Tx, b kernel.Ref[Balance], day kernel.Date) kernel.Qty {
	const lateDays = 92
	last := tx.JudgedDate().AddDays(1)
	if day < last.AddDays(-lateDays) {
		return 0
	}
	sum := kernel.Qty(0)
	for day < last {
		day = day.AddDays(1)
		list, _ := movementsOn.Of(tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: b, B: day})
		for _, m := range list {
			sum += m.Qty
		}
	}
	return sum
}
