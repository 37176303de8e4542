package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Revaluation (成本补录单) says what the goods of one line have cost that came in while
// the books knew no cost of them. What is still in stock becomes worth more, and what
// has left since has cost more; what was posted before stays as it is.
type Revaluation struct {
	org.Doc
	State     kernel.State                `zh:"状态" en:"State" is:"listed,derived"`
	From      kernel.Choice               `zh:"货物来源" en:"Where the goods came from" is:"listed,derived" of:"stock_from"`
	SrcEntity string                      `zh:"来源单据" en:"Source" text:"word" is:"derived" max:"60"`
	Src       kernel.ID                   `zh:"来源单据号" en:"Source document" is:"derived" ref:"src_entity"`
	SrcLine   kernel.ID                   `zh:"来源行" en:"Source line" is:"derived"`
	Supplier  kernel.Ref[party.Party]     `zh:"供应商" en:"Supplier" is:"derived"`
	Product   kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"derived"`
	Name      string                      `zh:"商品名称" en:"Product name" is:"listed,search,derived" max:"300"`
	Unit      string                      `zh:"单位" en:"Unit" is:"derived" max:"20"`
	Place     kernel.Ref[org.Place]       `zh:"入库仓库" en:"Came into" is:"listed,derived"`
	Qty       kernel.Qty                  `zh:"数量" en:"Quantity" unit:"unit" is:"listed,derived" means_zh:"当初没有成本入库的数量" means_en:"How much came in without a cost"`
	Price     kernel.Price                `zh:"成本单价" en:"Unit cost" is:"listed,derived" means_zh:"每个单位的不含税成本，补录的人填的" means_en:"Without tax, for one unit, as typed by whoever set the cost"`
	Amount    kernel.Money                `zh:"成本金额" en:"Cost" is:"listed,derived" means_zh:"数量乘成本单价，不含税，等于下面各部分之和" means_en:"Without tax, the quantity at the unit cost; the parts below come to it"`
	InStock   kernel.Money                `zh:"其中计入库存" en:"Of it in stock" is:"settled" means_zh:"补录时还在库的货分到的成本，不含税，增加库存" means_en:"Without tax, for the goods that were still there; the stock is worth more by it"`
	Left      kernel.Money                `zh:"其中已出库" en:"Of it gone since" is:"settled" means_zh:"补录前已出库的货分到的成本，不含税，记入销售成本" means_en:"Without tax, for the goods that had left; it goes to the cost of sales"` // to cost of sales
	Counted   kernel.Money                `zh:"其中冲减盘盈" en:"Of it found by a count" is:"settled" means_zh:"盘盈时已记收益、现在冲回的部分，不含税" means_en:"Without tax, what a count had booked as a gain and is taken back"`     // the count had taken the goods for a gain
}

// RevaluedPart is what a revaluation did to the value of one place; its value layer has
// the same id. What is taken back is negative.
type RevaluedPart struct {
	kernel.Record
	Revaluation kernel.Ref[Revaluation] `zh:"成本补录单" en:"Revaluation" is:"derived"`
	Place       kernel.Ref[org.Place]   `zh:"仓库" en:"Warehouse" is:"listed,settled"`
	Date        kernel.Date             `zh:"日期" en:"Date" is:"listed,settled"`
	InStock     kernel.Money            `zh:"计入库存" en:"In stock" is:"listed,settled,negative" means_zh:"这个仓库的库存成本增加多少，不含税；冲销为负" means_en:"Without tax, what the stock of this warehouse is worth more; taken back it is negative"`
	Left        kernel.Money            `zh:"已出库" en:"Gone since" is:"listed,settled,negative" means_zh:"从这个仓库出去的货，销售成本增加多少，不含税；冲销为负" means_en:"Without tax, what the goods that left from here have cost more; taken back it is negative"`
}

// The life of a revaluation.
const (
	Approved kernel.State = "approved"
	Void     kernel.State = "void"
)

// Where goods without a cost come from, which decides who bears it.
const (
	FromSupplier kernel.Choice = "supplier"
	FromCount    kernel.Choice = "count"
	FromCustomer kernel.Choice = "customer"
)

var _ = kernel.Choices("stock_from",
	kernel.Option{Code: string(FromSupplier), Zh: "采购入库", En: "Goods received"},
	kernel.Option{Code: string(FromCount), Zh: "盘盈", En: "Found by a count"},
	kernel.Option{Code: string(FromCustomer), Zh: "客户退货", En: "Brought back by a customer"})

// Revaluations are seen by those who may see costs.
var (
	Revaluations = kernel.Define[Revaluation]("stock_revaluation", kernel.Spec{
		Zh: "成本补录单", En: "Revaluation", Kept: true, Prefix: "CB",
		States: []kernel.Option{
			{Code: string(Approved), Zh: "已审核", En: "Confirmed", Tone: kernel.Info},
			{Code: string(Void), Zh: "已作废", En: "Void", Tone: kernel.Quiet},
		},
		Scope:  kernel.Scope{kernel.Audience(org.SeesCost)},
		Bucket: kernel.ByMonth(func(r *Revaluation) *kernel.Date { return &r.Date }),
	})
	revaluationsOf = kernel.Find(Revaluations, func(r *Revaluation) *kernel.ID { return &r.SrcLine })
	revaluationsBy = kernel.Find(Revaluations, func(r *Revaluation) *kernel.ID { return &r.Src })
	_              = kernel.Unique(Revaluations, func(r *Revaluation) *string { return &r.Number })

	RevaluedParts = kernel.Define[RevaluedPart]("stock_revaluation_part", kernel.Spec{
		Zh: "成本补录明细", En: "Part of a revaluation", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.Follows(func(p *RevaluedPart) *kernel.Ref[Revaluation] { return &p.Revaluation })},
	})
	partsOf = kernel.Find(RevaluedParts, func(p *RevaluedPart) *kernel.Ref[Revaluation] { return &p.Revaluation })
)

// The refusals of a revaluation.
var (
	CostKnown = kernel.Refuse("stock.cost_known", "「{product}」入库时已有成本，只有没有成本的货才能补录", "{product} came in with a cost: only goods without one can be given it")
	CostFree  = kernel.Refuse("stock.cost_free", "「{product}」入库时选了零成本，不用补录；选错的请先做其他出库，再重新入库",
		"{product} was entered as having cost nothing and needs no cost: if that was wrong, issue it and enter it again")
	Revalued = kernel.Refuse("stock.revalued", "「{product}」的成本已由 {number} 补录；有误请先冲销 {number}", "{number} has set the cost of {product} already: reverse it first if it is wrong")
	NotNew   = kernel.Refuse("stock.not_new", "{number} 的「{product}」不是新入库的货，成本随原来的货走", "{product} on {number} is not new in stock: its cost comes with the goods")
	CostTiny = kernel.Refuse("stock.cost_tiny", "{qty} × {price} 不到一分钱，请核对单价", "{qty} at {price} is less than a cent: check the price")
)

// Unvalued is a line of goods that came into stock and may have no value yet.
type Unvalued struct {
	Doc      kernel.Row
	Head     *org.Doc
	Line     kernel.ID
	From     kernel.Choice // "" for goods that were in stock before
	Supplier kernel.Ref[party.Party]
	Product  kernel.Ref[product.Product]
	Name     string
	Unit     string
	Place    kernel.Ref[org.Place]
	Qty      kernel.Qty
	Free     bool // it has cost nothing, and somebody said so
	Costs    bool // the books knew what it cost
}

// Awaits tells that a line can be given a value: nil, or why not. What offers the
// command asks it, too.
func (u Unvalued) Awaits(tx *kernel.Tx) error {
	name := kernel.Text("product", u.Name)
	switch {
	case u.From == "" || u.Qty <= 0:
		return NotNew.With(name, kernel.Text("number", u.Head.Number))
	case u.Free:
		return CostFree.With(name)
	case u.Costs:
		return CostKnown.With(name)
	}
	list, _ := revaluationsOf.Of(tx, u.Line)
	for _, r := range list {
		if r.State == Approved {
			return Revalued.With(name, kernel.Text("number", r.Number))
		}
	}
	return nil
}

// Revalue writes the revaluation of a line; Predict of its command calls it.
func (u Unvalued) Revalue(tx *kernel.Tx, price kernel.Price, date kernel.Date, note string) error {
	if err := u.Awaits(tx); err != nil {
		return err
	}
	amount, err := tax.LineGross(u.Qty, price, tax.NoDiscount)
	switch {
	case err != nil:
		return err
	case amount == 0:
		return CostTiny.With(kernel.Quantity("qty", u.Qty, u.Unit), kernel.Figure("price", price))
	}
	r := &Revaluation{
		State: Approved, From: u.From, SrcEntity: u.Doc.Base().Schema().Name, Src: u.Doc.Base().ID, SrcLine: u.Line,
		Supplier: party.Survivor(tx, u.Supplier), Product: u.Product, Name: u.Name, Unit: u.Unit, Place: u.Place,
		Qty: u.Qty, Price: price, Amount: amount,
	}
	r.Date, r.Note = date, note
	org.Fill(tx, &r.Doc, "CB")
	Revaluations.Insert(tx, r)
	return kernel.OnMoved.Emit(tx, kernel.Moved{Row: r, To: r.State, Command: tx.Catalog.Command(tx.Call.Name)})
}

// SettleRevaluation spreads the value of this command's revaluation over what is still
// there and what has left, and books it.
func SettleRevaluation(tx *kernel.Tx) error {
	r, err := Revaluations.Need(tx, Revaluations.Born(tx))
	if err != nil {
		return err
	}
	kernel.Set(tx, r, &r.Serial, org.NextSerial(tx, Revaluations.Name()))
	m, seen, err := r.arrival(tx)
	if err != nil {
		return err
	}
	var v Valued
	if seen {
		v = counted(m, r.Amount)
		kernel.Set(tx, r, &r.Counted, r.Amount)
	} else {
		v.Booked = r.spread(tx, m, r.Amount, r.Date)
		kernel.Set(tx, r, &r.InStock, v.Stock+v.Suspense)
		kernel.Set(tx, r, &r.Left, v.Variance)
	}
	p := ledger.NewPosting(Revaluations.Name(), &r.Doc, "补录成本")
	r.post(p, v)
	if _, err := ledger.Post(tx, p); err != nil {
		return err
	}
	r.remember(tx, m)
	flow.CloseTasks(tx, TaskCost, r.SrcLine)
	flow.CloseTasksIf(tx, TaskCost, r.Src, r.asked) // of a release that asked about the document
	return nil
}

// asked tells whether a task about the document asks for the cost of these goods.
func (r *Revaluation) asked(t *flow.Task) bool {
	return t.Arg("product").Value.Str == r.Name && t.Arg("qty").Value == kernel.Of(r.Qty)
}

// post books the value against who gave the goods.
func (r *Revaluation) post(p *ledger.Posting, v Valued) {
	switch r.From {
	case FromSupplier:
		v.PostIn(p, ledger.Estimated, ledger.Aux{Party: r.Supplier})
	case FromCount:
		v.PostIn(p, ledger.Pending, ledger.Aux{})
		p.Pair(ledger.Pending, ledger.StockGain, r.Amount, ledger.Aux{})
	default: // they were sold, and their cost is taken back
		v.PostOut(p, ledger.CostOfSales, ledger.Aux{})
	}
}

// arrival is the movement that brought the goods; seen tells that a count had found
// them before.
func (r *Revaluation) arrival(tx *kernel.Tx) (m *Movement, seen bool, err error) {
	list, _ := MovementsOf.Of(tx, r.SrcLine)
	for _, l := range list {
		switch {
		case l.Reason == Counters:
			seen = true
		case l.Qty > 0:
			m = l
		}
	}
	if m == nil {
		s := Movements.In(tx.Catalog)
		return nil, false, kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
	}
	return m, seen, nil
}

// counted is the value of goods that a count had taken for a gain: they are worth
// something, and the gain is smaller by as much.
func counted(m *Movement, amount kernel.Money) (v Valued) {
	v.add(m.Place, &Layer{Amount: amount})
	v.Counter.add(m.Place, &Layer{Amount: -amount})
	return v
}

// remember keeps the cost as the product's last one, unless goods that came later have
// told another.
func (r *Revaluation) remember(tx *kernel.Tx, m *Movement) {
	if c, p := LastCosts.Get(tx, lastCostRef(r.Product)); p != kernel.Found || c.Price == 0 || c.Date <= m.Date {
		rememberCost(tx, m, r.Amount)
	}
}

// forget takes that back.
func (r *Revaluation) forget(tx *kernel.Tx, m *Movement) {
	c, p := LastCosts.Get(tx, lastCostRef(r.Product))
	if p == kernel.Found && c.Date == m.Date && c.Price == (Pool{r.Qty, r.Amount}).Average() {
		kernel.Set(tx, c, &c.Price, 0)
	}
}
