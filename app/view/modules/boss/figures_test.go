package boss_test

import (
	"fmt"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/modules/boss"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// page is the boss's page as words, by group and label.
type page struct {
	t     *testing.T
	cards map[string]boss.Card
	board *boss.Board
}

func pageOf(t *testing.T, s *viewtest.Shop) *page {
	t.Helper()
	board, err := view.Load(s.DeskIn(t, viewtest.Boss), boss.Load)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t, map[string]boss.Card{}, board}
	for _, g := range board.Groups {
		for _, c := range g.Cards {
			p.cards[g.Title+" "+c.Label] = c
		}
	}
	return p
}

// shows compares a card with what the books say, to the fen and to the word.
func (p *page) shows(card, full, comparison string) {
	p.t.Helper()
	c, there := p.cards[card]
	if !there || c.Full != full || c.Comparison != comparison {
		p.t.Errorf("%s: the page says %q and %q, the books %q and %q", card, c.Full, c.Comparison, full, comparison)
	}
}

func against(now, before kernel.Money) string {
	if before == 0 {
		return "上月同期无数据"
	}
	if now > 3*before { // a percentage would say nothing
		return "上月同期 " + i18n.MoneyShort(int64(before)) + " ↑"
	}
	return "比上月同期 " + i18n.Change(int64(now), int64(before))
}

// marginRate is the margin by the net sales, rounded by hand.
func marginRate(margin, net kernel.Money) kernel.Rate {
	if net == 0 {
		return 0
	}
	rate, err := kernel.RateOf(margin.Decimal().DivRound(net.Decimal(), 2*kernel.RateScale))
	if err != nil {
		return 0
	}
	return rate
}

// R272 R290: each figure of the boss's page, derived from vouchers, layers,
// movements and documents, on a company that lives and on imported real data.
func TestEveryFigureIsTheBooks(t *testing.T) {
	for _, c := range []struct {
		name string
		open func(*testing.T, string) *viewtest.Shop
		day  kernel.Date
	}{
		{"demo", demo, 20261119},
		{"demo on the first", demo, 20270101},
		{"superstore", superstore, 20161220},
	} {
		t.Run(c.name, func(t *testing.T) {
			if testing.Short() && c.name != "demo" {
				t.Skip("one company is enough")
			}
			shop := c.open(t, c.day.String())
			b, p := openBooks(shop), pageOf(t, shop)
			p.trade(b, c.day)
			p.money(b, c.day)
			p.goods(b, c.day)
			p.waits(b)
		})
	}
}

func (p *page) trade(b *books, day kernel.Date) {
	p.t.Helper()
	n, worth := b.ordered(day)
	p.shows("今日 销售额（含税）", view.Money(b.sold(day, day)), "")
	p.shows("今日 新订单", view.Money(worth), fmt.Sprintf("%d 单", n))
	p.shows("今日 收款", view.Money(b.received(day, day)), "")

	from, then := day.MonthStart(), day.AddMonths(-1)
	was := then.MonthStart()
	sold, soldThen := b.sold(from, day), b.sold(was, then)
	margin, marginThen := b.margin(from, day), b.margin(was, then)
	p.shows("本月 销售额（含税）", view.Money(sold), against(sold, soldThen))
	p.shows("本月 毛利（不含税）", view.Money(margin), against(margin, marginThen))
	rate, rateThen := marginRate(margin, -b.turnover(from, day, "5001")), marginRate(marginThen, -b.turnover(was, then, "5001"))
	p.shows("本月 毛利率（不含税）", view.Share(rate), "上月同期 "+view.Share(rateThen))
	p.shows("本月 收款", view.Money(b.received(from, day)), against(b.received(from, day), b.received(was, then)))
	p.shows("本月 近 30 天", view.Money(b.sold(day.AddDays(-29), day)), "销售额（含税）")
	if sold <= 0 || margin == 0 || marginThen == 0 {
		p.t.Errorf("the books say nothing: %s sold, %s earned, %s before", sold, margin, marginThen)
	}
}

func (p *page) money(b *books, day kernel.Date) {
	p.t.Helper()
	var owed kernel.Money
	debtors := b.debtors()
	for _, amount := range debtors {
		owed += amount
	}
	if owed != b.turnover(dawn, dusk, "1122") {
		p.t.Errorf("customers owe %s, account 1122 has another balance", owed)
	}
	p.shows("应收 应收合计", view.Money(owed), "")
	if got := p.board.Figures.Receivable.Count(); got != len(debtors) {
		p.t.Errorf("%d customers owe something, the page counts %d", len(debtors), got)
	}
	customers, amount, days := b.overdue(day)
	text := ""
	if customers > 0 {
		text = fmt.Sprintf("%d 家 · 最长 %d 天", customers, days)
	}
	p.shows("应收 其中逾期", view.Money(amount), text)

	funds := b.funds()
	var money kernel.Money
	for name, amount := range funds {
		p.shows("资金 "+name, view.Money(amount), "")
		money += amount
	}
	if len(funds) == 0 || money != b.turnover(dawn, dusk, "1001", "1002", "1012") {
		p.t.Errorf("%d funds hold %s, the ledger %s", len(funds), money, b.turnover(dawn, dusk, "1001", "1002", "1012"))
	}
}

func (p *page) goods(b *books, day kernel.Date) {
	p.t.Helper()
	worth := b.worth()
	if books := b.turnover(dawn, dusk, "1405"); worth != books || worth == 0 {
		p.t.Errorf("layers are worth %s, account 1405 has %s", worth, books)
	}
	p.shows("库存 库存金额", view.Money(worth), "")
	p.shows("库存 缺货", fmt.Sprintf("%d 种", b.outOfStock(day)), "")
	idle, amount := b.idle(day)
	p.shows("库存 呆滞（90 天未动）", view.Money(amount), fmt.Sprintf("%d 种", idle))
}

// waits compares what waits for the boss, each document once.
func (p *page) waits(b *books) {
	p.t.Helper()
	want := b.waiting(viewtest.Boss)
	var extra []string
	for _, w := range p.board.Waiting {
		about := w.ID
		if task, found := flow.Tasks.Get(b.Tx(), kernel.Ref[flow.Task](w.ID)); found == kernel.Found {
			about = task.Root
		} else if w.Entity == flow.Tasks.Name() {
			p.t.Errorf("%s opens no task", w.Title)
		}
		if !want[about] {
			extra = append(extra, w.Title)
		}
		delete(want, about)
	}
	if len(extra) > 0 || len(want) > 0 {
		p.t.Errorf("the page lists %d that do not wait for him (%s) and misses %d", len(extra), strings.Join(extra, "; "), len(want))
	}
}
