package main

import (
	"errors"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

var ledgerBank = ledger.AccountRef(ledger.Bank)

func (s *story) release() {
	s.chapter("三、逾期客户的订单等待放行", "3. An overdue customer's order waits for release")
	s.tell("林晓燕断网给恒泰开单：餐椅 20 把，5200.00 元；平板当场就说待放行。",
		"Without network Lin Xiaoyan writes an order for Hengtai: 20 chairs, 5200.00; her tablet says at once that it is held.", held(s.heldOffline))
	s.tell("联网以后，陈国栋的手机说明为什么：", "Back on the network, Chen Guodong's phone says why:", s.whyHeld)
	s.tell("林晓燕自己放行不了。", "Lin Xiaoyan cannot release it herself.", held(func() error {
		_, err := s.lin.act(&sales.Release{Order: kernel.Ref[sales.Order](s.chairs.ID), Note: "我负责"})
		if r, refused := kernel.AsRefusal(err); !refused || r.Code != kernel.NotAllowed.Name {
			return fmt.Errorf("the answer was %w, not %s", err, kernel.NotAllowed.Name)
		}
		return nil
	}))
	s.tell("陈国栋在手机上放行，理由「周五前付旧账」；林晓燕的平板上变为已审核，仓库多了一张出库单。",
		"Chen Guodong releases it on his phone (\"pays the old debt by Friday\"); on Lin's tablet it is approved, and the warehouse has its delivery.", held(s.released))
}

func (s *story) heldOffline() error {
	if err := s.lin.fly(); err != nil {
		return err
	}
	place, err := s.lin.place()
	if err != nil {
		return err
	}
	if _, err := s.lin.act(&sales.Place{Wish: sales.Wish{
		Customer: s.owing, From: place, Date: s.day, Lines: []sales.WishLine{{Product: s.chair, Qty: 20 * one, Price: 260 * one}},
	}}); err != nil {
		return err
	}
	return holds(s.lin, 1, sales.Orders, "state", sales.Held, "held_for", sales.Overdue.Name)
}

func (s *story) whyHeld() (quotes []words, err error) {
	if err := errors.Join(s.lin.SetFlight(false), s.lin.judged()); err != nil {
		return nil, err
	}
	if s.chairs, err = waitFor(s.boss, sales.Orders, "state", sales.Held, "customer", s.owing); err != nil {
		return nil, err
	}
	a, err := waitFor(s.boss, flow.Approvals, "root", s.chairs.ID, "decision", flow.Pending)
	if err != nil {
		return nil, err
	}
	if _, err := waitFor(s.boss, flow.Tasks, "kind", sales.TaskRelease.Name, "root", s.chairs.ID, "state", flow.TaskOpen); err != nil {
		return nil, err
	}
	why, err := s.boss.why(a)
	if err != nil {
		return nil, err
	}
	err = errors.Join(same("the reason", why.Code, sales.Overdue.Name), same("the tolerance", why.Arg("tolerance").String(), "15"))
	if days := why.Arg("days").String(); days != "62" { // midnight may have passed
		err = errors.Join(err, same("days late", days, "63"))
	}
	return []words{{why.Sentence("zh", nil), why.Sentence("en", nil)}}, err
}

func (s *story) released() error {
	if err := s.boss.does(&sales.Release{Order: kernel.Ref[sales.Order](s.chairs.ID), Note: "周五前付旧账"}); err != nil {
		return err
	}
	_, onTablet := waitFor(s.lin, sales.Orders, "state", sales.Approved, "customer", s.owing)
	_, inStore := waitFor(s.store, sales.Deliveries, "state", sales.Pending, "order", s.chairs.ID)
	_, done := waitFor(s.boss, flow.Tasks, "kind", sales.TaskRelease.Name, "root", s.chairs.ID, "state", flow.TaskDone)
	return errors.Join(onTablet, inStore, done)
}

func (s *story) shipping() {
	s.chapter("四、仓库发货", "4. The warehouse ships")
	s.tell("黄建平的电脑上有两张待出库单，看不到订单和价格成本；他发了沙发和餐椅。",
		"Huang Jianping's computer lists two deliveries, without orders and costs; he ships sofas and chairs.", held(s.ships))
	s.tell("两张订单都变为已出库；{buyer}欠 55200.00 元，恒泰欠 91600.00 元；沙发现存 0。",
		"Both orders are shipped; {buyer} owes 55200.00, Hengtai 91600.00; no sofa is left.", held(s.shipped))
	s.tell("沙发厂送来 15 套，黄建平入库；{waiter}等货的订单自动配到货，{loser}收到提醒，仓库又有一张待出库单。",
		"The factory brings 15 sofas, Huang Jianping takes them in; {waiter}'s order, which waited, gets them by itself, {loser} is told, and the warehouse has another delivery.", held(s.arrives))
}

func (s *story) ships() error {
	if err := s.store.until("two deliveries are pending", func() (bool, error) {
		list, err := rows(s.store, sales.Deliveries, "state", sales.Pending)
		return len(list) == 2, err
	}); err != nil {
		return err
	}
	list, err := rows(s.store, sales.Deliveries, "state", sales.Pending)
	if err != nil {
		return err
	}
	for _, d := range list {
		if err := s.store.does(&sales.Ship{Delivery: kernel.Ref[sales.Delivery](d.ID), Date: s.day}); err != nil {
			return err
		}
	}
	return errors.Join(holds(s.store, 0, sales.Orders), holds(s.store, 0, stock.Values), holds(s.store, 2, sales.Deliveries, "state", sales.Shipped))
}

func (s *story) shipped() error {
	_, first := waitFor(s.winner, sales.Orders, "id", s.sofaOrder.ID, "state", sales.Shipped)
	_, second := waitFor(s.lin, sales.Orders, "id", s.chairs.ID, "state", sales.Shipped)
	_, owes := waitFor(s.winner, party.Balances, "party", s.sofaOrder.Customer, "receivable", kernel.Money(55200*yuan))
	_, more := waitFor(s.lin, party.Balances, "party", s.owing, "receivable", kernel.Money(91600*yuan))
	_, gone := waitFor(s.boss, stock.Balances, "product", s.sofa, "on_hand", kernel.Qty(0))
	return errors.Join(first, second, owes, more, gone)
}

func (s *story) arrives() error {
	place, err := s.store.place()
	if err != nil {
		return err
	}
	if err := s.store.does(&stock.Receive{
		Place: place, Supplier: s.supplier, Date: s.day, Lines: []stock.ReceiveLine{{Product: s.sofa, Qty: 15 * one, Price: 2650 * one}},
	}); err != nil {
		return err
	}
	_, delivery := waitFor(s.store, sales.Deliveries, "state", sales.Pending, "order", s.waits.ID)
	_, told := waitFor(s.loser, flow.Tasks, "kind", "sales.arrived", "root", s.waits.ID)
	return errors.Join(delivery, told)
}

func (s *story) cash() {
	s.chapter("五、收款", "5. Money comes in")
	s.tell("{winner}断网收到{buyer}转来的 55200.00 元，写了收款单：待财务确认，欠款不变。",
		"Without network {winner} notes that {buyer} has paid 55200.00: to be confirmed, the debt stands.", held(s.takes))
	s.tell("联网以后，陈国栋在手机上确认；{buyer}不再欠款，沙发订单已收齐。",
		"Back on the network, Chen Guodong confirms it on his phone; {buyer} owes nothing, and the order is paid.", held(s.confirms))
}

func (s *story) takes() error {
	p := s.winner
	if err := p.fly(); err != nil {
		return err
	}
	fund, err := waitFor(p, finance.Funds, "name", "工行基本户")
	if err != nil {
		return err
	}
	if _, err := p.act(&finance.Receive{
		Customer: s.sofaOrder.Customer, Date: s.day, SrcEntity: sales.Orders.Name(), Src: s.sofaOrder.ID,
		Parts: []finance.ReceivePart{{Fund: kernel.Ref[finance.Fund](fund.ID), Amount: 55200 * yuan}},
	}); err != nil {
		return err
	}
	return errors.Join(holds(p, 1, finance.Receipts, "state", finance.Pending),
		holds(p, 1, party.Balances, "party", s.sofaOrder.Customer, "receivable", kernel.Money(55200*yuan)))
}

func (s *story) confirms() error {
	if err := errors.Join(s.winner.SetFlight(false), s.winner.judged()); err != nil {
		return err
	}
	r, err := waitFor(s.boss, finance.Receipts, "state", finance.Pending)
	if err != nil {
		return err
	}
	if err := errors.Join(
		holds(s.boss, 1, party.Balances, "party", s.sofaOrder.Customer, "receivable", kernel.Money(55200*yuan)),
		s.boss.does(&finance.Confirm{Receipt: kernel.Ref[finance.Receipt](r.ID)}),
	); err != nil {
		return err
	}
	_, owes := waitFor(s.winner, party.Balances, "party", s.sofaOrder.Customer, "receivable", kernel.Money(0))
	_, paid := waitFor(s.winner, sales.Orders, "id", s.sofaOrder.ID, "paid", kernel.Money(55200*yuan))
	return errors.Join(owes, paid, s.trail())
}

// trail checks that the order's trail says who did what, up to the money.
func (s *story) trail() error {
	events, err := rows(s.winner, flow.ProcessEvents, "root", s.sofaOrder.ID)
	if err != nil {
		return err
	}
	var nodes []string
	for _, e := range events {
		nodes = append(nodes, e.Node)
	}
	for _, want := range []flow.Node{sales.NodeCredit, sales.NodeStock, sales.NodeShipped, sales.NodePaid} {
		if !slices.Contains(nodes, string(want)) {
			return fmt.Errorf("the order's trail lacks %s: %v", want, nodes)
		}
	}
	return nil
}
