package boss

import (
	"cmp"
	"errors"
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rowstore"
)

// Board is the page from top to bottom.
type Board struct {
	Figures *analytics.Board
	Since   string // says from when this device knows, where a figure counts days before
	Groups  []Group
	Waiting []Wait
	Stuck   []Wait
}

// Group is a row of cards below a heading.
type Group struct {
	Title string
	Cards []Card
}

// Card is one figure. Opens names the figure behind which documents stand; "" for
// none.
type Card struct {
	Label, Full, Short, Comparison string
	Tone                           view.Tone
	Opens                          string
}

// Wait is a document that someone must act on.
type Wait struct {
	Title, Detail, Figure string
	Badge                 view.Badge
	Entity                string
	ID                    kernel.ID
}

// The words of the page.
var (
	today     = i18n.Define("boss.today", "今日", "Today")
	month     = i18n.Define("boss.month", "本月", "This month")
	spanned   = i18n.Define("boss.spanned", "{0}{1}", "{1} {0}") // the span, the figure
	last30    = i18n.Define("boss.last30", "近 30 天", "Last 30 days")
	owed      = i18n.Define("boss.owed", "应收", "Receivables")
	money     = i18n.Define("boss.money", "资金", "Money")
	goods     = i18n.Define("boss.goods", "库存", "Stock")
	salesWord = i18n.Define("boss.sales", "销售额（含税）", "Sales incl. tax")
	orders    = i18n.Define("boss.orders", "新订单", "New orders")
	received  = i18n.Define("boss.received", "收款", "Received")
	margin    = i18n.Define("boss.margin", "毛利（不含税）", "Margin excl. tax")
	rate      = i18n.Define("boss.rate", "毛利率（不含税）", "Margin rate excl. tax")
	rateWas   = i18n.Define("boss.rate.before", "上月同期 {0}", "{0} last month")
	before    = i18n.Define("boss.before", "比上月同期 {0}", "{0} on last month")
	was       = i18n.Define("boss.was", "上月同期 {0} {1}", "Last month {0} {1}")
	noBefore  = i18n.Define("boss.before.none", "上月同期无数据", "Nothing last month")
	total     = i18n.Define("boss.receivable", "应收合计", "Owed to us")
	late      = i18n.Define("boss.late", "其中逾期", "Overdue")
	lateWho   = i18n.DefinePlural("boss.late.who", "{0} 家 · 最长 {1} 天", "{0} customer, {1} days", "{0} customers, {1} days")
	worth     = i18n.Define("boss.worth", "库存金额", "Stock value")
	out       = i18n.Define("boss.out", "缺货", "Out of stock")
	idle      = i18n.Define("boss.idle", "呆滞（90 天未动）", "Idle for 90 days")
	kinds     = i18n.DefinePlural("boss.kinds", "{0} 种", "{0} product", "{0} products")
	count     = i18n.DefinePlural("boss.count", "{0} 单", "{0} order", "{0} orders")
	heldOnly  = i18n.Define("boss.since", "本机只有 {0} 起的数据，以下数字不含更早的", "This device holds data from {0} on; what is older is not in these figures")
	dueOn     = i18n.Define("boss.due", "应于 {0} 发货", "Due on {0}")
)

// Books are the rows of a reader for package analytics.
func Books(r *view.Reader) analytics.Books {
	return analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Eyes(), Held: true}
}

// Load works the page out.
func Load(r *view.Reader) (*Board, error) {
	figures, err := analytics.BoardOf(Books(r), r.Today())
	if err != nil {
		return nil, err
	}
	thirty, since, err := soldIn(r, r.Today().AddDays(-29), r.Today())
	if err != nil {
		return nil, err
	}
	figures.Since = max(figures.Since, since)
	b := &Board{Figures: figures, Since: heldSince(figures)}
	for _, g := range []Group{b.day(), b.months(thirty), b.debts(), b.funds(), b.stock()} {
		if len(g.Cards) > 0 {
			b.Groups = append(b.Groups, g)
		}
	}
	if b.Waiting, err = waiting(r); err != nil {
		return nil, err
	}
	b.Stuck, err = stuck(r)
	return b, err
}

// heldSince says from when the device knows where a figure counts days before.
func heldSince(b *analytics.Board) string {
	if b.Since == 0 {
		return ""
	}
	return heldOnly.Text(view.Date(b.Since))
}

// soldIn is what was sold in a span, incl. tax, and from when the device knows, where that
// is later; nothing for who may not see amounts.
func soldIn(r *view.Reader, from, to kernel.Date) (sum kernel.Money, since kernel.Date, err error) {
	b := figures.Books{Catalog: r.Catalog, Rows: r.Rows, Viewer: r.Eyes(), Held: true}
	t, err := b.Answer(figures.Query{Fact: sales.Sold, Show: []string{"gross"}, From: from, To: to})
	if errors.Is(err, figures.Withheld.With()) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	if t.Since > from {
		since = t.Since
	}
	return kernel.Money(t.Cell(0, "gross").Int), since, nil
}

// ofFigure is the card of a figure, with what it is beside another one; none for one that
// the reader may not see: 0.00 would say that there is nothing.
func ofFigure(f analytics.Figure, c Card) []Card {
	if f.Hidden {
		return nil
	}
	return []Card{c}
}

func amount(label i18n.Key, m kernel.Money, opens string) Card {
	return Card{Label: label.Text(), Full: view.Money(m), Short: i18n.MoneyShort(int64(m)), Opens: opens}
}

func (b *Board) day() Group {
	f := b.Figures
	placed := amount(orders, f.Orders.Amount, Orders)
	placed.Comparison = count.Text(f.Orders.Count())
	return Group{today.Text(), slices.Concat(
		ofFigure(f.Sales, amount(salesWord, f.Sales.Amount, Sales)), ofFigure(f.Orders, placed), ofFigure(f.Receipts, amount(received, f.Receipts.Amount, Receipts)),
	)}
}

// farMost is from how many times on a figure is far from the one of last month. A
// percentage of next to nothing says nothing: 460% more than one small order.
const farMost = 3

// compared says how a figure stands to that of the same days of last month: in
// percent where the two are alike, else by that figure itself.
func compared(c Card, now, then kernel.Money) Card {
	switch {
	case then == 0:
		c.Comparison = noBefore.Text()
	case then < 0 || now < 0 || now > farMost*then:
		c.Comparison = was.Text(i18n.MoneyShort(int64(then)), arrow(now > then))
	default:
		c.Comparison = before.Text(i18n.Change(int64(now), int64(then)))
	}
	return c
}

func arrow(up bool) string {
	if up {
		return "↑"
	}
	return "↓"
}

func (b *Board) months(gross kernel.Money) Group {
	m, then := b.Figures.Month, b.Figures.Before
	part := Card{Label: rate.Text(), Full: view.Share(m.MarginRate()), Comparison: noBefore.Text(), Opens: MonthMargin}
	if then.Net != 0 {
		part.Comparison = rateWas.Text(view.Share(then.MarginRate()))
	}
	recent := amount(last30, gross, "")
	recent.Comparison = salesWord.Text()
	return Group{month.Text(), slices.Concat(
		ofFigure(m.Sales, compared(amount(salesWord, m.Sales.Amount, MonthSales), m.Sales.Amount, then.Sales.Amount)),
		ofFigure(m.Margins, compared(amount(margin, m.Margin, MonthMargin), m.Margin, then.Margin)), ofFigure(m.Margins, part),
		ofFigure(m.Receipts, compared(amount(received, m.Receipts.Amount, MonthReceipts), m.Receipts.Amount, then.Receipts.Amount)),
		ofFigure(m.Sales, recent),
	)}
}

func (b *Board) debts() Group {
	f := b.Figures
	overdue := amount(late, f.Overdue.Amount, Overdue)
	if f.Overdue.Count() > 0 {
		overdue.Comparison, overdue.Tone = lateWho.Text(f.Overdue.Count(), f.OverdueDays), view.Alert
	}
	return Group{owed.Text(), slices.Concat(ofFigure(f.Receivable, amount(total, f.Receivable.Amount, Receivable)), ofFigure(f.Overdue, overdue))}
}

func (b *Board) funds() Group {
	g := Group{Title: money.Text()}
	for _, f := range b.Figures.Funds {
		if f.Hidden {
			continue
		}
		g.Cards = append(g.Cards, Card{Label: f.Name, Full: view.Money(f.Amount), Short: i18n.MoneyShort(int64(f.Amount)), Opens: Funds})
	}
	return g
}

func (b *Board) stock() Group {
	f := b.Figures
	none := Card{Label: out.Text(), Full: kinds.Text(f.OutOfStock.Count()), Opens: OutOfStock}
	if f.OutOfStock.Count() > 0 {
		none.Tone = view.Alert
	}
	still := amount(idle, f.Idle.Amount, Idle)
	still.Comparison = kinds.Text(f.Idle.Count())
	return Group{goods.Text(), slices.Concat(
		ofFigure(f.Stock, amount(worth, f.Stock.Amount, Stock)), ofFigure(f.OutOfStock, none), ofFigure(f.Idle, still),
	)}
}

// waiting lists what the reader must decide first, then his tasks, each document
// once.
func waiting(r *view.Reader) ([]Wait, error) {
	w, err := view.Waiting(r)
	if err != nil {
		return nil, err
	}
	var list []Wait
	seen := map[kernel.ID]bool{}
	for _, a := range w.Approvals {
		if seen[a.Root] {
			continue
		}
		seen[a.Root] = true
		why := view.Why(a.Why(r.Tx.Held))
		wait := Wait{Title: why, Entity: a.RootEntity, ID: a.Root}
		if o, p := sales.Orders.Get(r.Tx, kernel.Ref[sales.Order](a.Root)); p == kernel.Found {
			wait.Title, wait.Detail, wait.Figure = o.Name, why, view.Money(o.Total)
			wait.Badge = view.StateOf(r, o)
		}
		list = append(list, wait)
	}
	for _, t := range w.Tasks {
		if !seen[t.Root] {
			seen[t.Root] = true
			list = append(list, Wait{Title: t.Sentence(view.Lang(), view.Figure), Detail: view.Ago(t.Opened, r.State.Now), Entity: flow.Tasks.Name(), ID: t.ID})
		}
	}
	return list, nil
}

// stuck lists open orders that are past the day that was promised or wished, the
// longest late first, with who has them.
func stuck(r *view.Reader) ([]Wait, error) {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: sales.Orders.Name(), Limit: 100, Sort: []rowstore.Order{{Field: "promise"}}, Where: sales.LateOrders(r.Today()),
	}})
	orders := make([]*sales.Order, len(page.Rows))
	for i, row := range page.Rows {
		orders[i] = row.(*sales.Order)
	}
	slices.SortStableFunc(orders, func(a, b *sales.Order) int { return cmp.Compare(a.DueBy(), b.DueBy()) })
	var list []Wait
	for _, o := range orders {
		list = append(list, Wait{
			o.Name, view.Join(dueOn.Text(view.Date(o.DueBy())), holder(r, o)), view.Money(o.Total),
			view.StateOf(r, o), sales.Orders.Name(), o.ID,
		})
	}
	return list, err
}

// holder is who has an order now.
func holder(r *view.Reader, o *sales.Order) string {
	trail, _ := flow.TrailOf(r.Tx, o.ID)
	deliveries, _ := sales.DeliveriesOf.Of(r.Tx, kernel.Ref[sales.Order](o.ID))
	_, who := sales.Process(o, trail, deliveries)
	if who.Asks != nil {
		return record.AskedOf(r, who.Asks.Ref())
	}
	return view.Holder(r, who.Seat)
}
