package main

import (
	"errors"
	"fmt"
	"slices"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

const sofaPrice = 3680

func (s *story) sofas() {
	s.chapter("二、最后 15 套沙发", "2. The last 15 sofas")
	s.tell("两台平板都断网。", "Both tablets lose the network.", held(func() error {
		return errors.Join(s.lin.fly(), s.zhou.fly())
	}))
	s.tell("林晓燕把 15 套卖给美居，周志强把 15 套卖给曾记，每单 55200.00 元；两台平板上都是已审核，可售都是 0，各有一条待提交。",
		"Lin Xiaoyan sells 15 to Meiju, Zhou Zhiqiang 15 to Zengji, 55200.00 each; on both tablets the order is approved, nothing is left to sell and one command waits.",
		held(func() error { return errors.Join(s.sells(s.lin), s.sells(s.zhou)) }))
	s.tell("陈国栋的手机上还没有订单。", "There is no order on Chen Guodong's phone yet.", held(func() error { return holds(s.boss, 0, sales.Orders) }))
	s.tell("两台平板同时恢复网络：恰好一单整单成立，是{winner}的。", "Both tablets reconnect at once: exactly one order is accepted whole, that of {winner}.", held(s.reconnect))
	s.tell("{loser}被告知为什么，带着数字：", "{loser} is told why, in figures:", s.why)
	s.tell("也被告知能怎么办：", "and what can be done:", s.repairs)
	s.tell("{loser}的平板上那张订单已撤回；陈国栋的手机上只有一单 55200.00 元，沙发现存 15、占用 15。",
		"The order is gone from {loser}'s tablet; Chen Guodong's phone shows one order over 55200.00, 15 sofas on hand, 15 reserved.", held(s.oneOrder))
}

// fly takes a device off the network.
func (p *person) fly() error {
	if err := p.SetFlight(true); err != nil {
		return err
	}
	return p.until("it is offline", func() (bool, error) { return p.State().Link == client.Offline, nil })
}

// wish is an order for the seller's own customer.
func (s *story) wish(p *person) (sales.Wish, error) {
	place, err := p.place()
	if err != nil {
		return sales.Wish{}, err
	}
	customer, err := waitFor(p, party.Parties, "name", customersOf[p.mobile].zh)
	if err != nil {
		return sales.Wish{}, err
	}
	return sales.Wish{
		Customer: kernel.Ref[party.Party](customer.ID), From: place, Date: s.day, Due: s.day.AddDays(3),
		Lines: []sales.WishLine{{Product: s.sofa, Qty: 15 * one, Price: sofaPrice * one}},
	}, nil
}

func (s *story) sells(p *person) error {
	wish, err := s.wish(p)
	if err != nil {
		return err
	}
	if _, err := p.act(&sales.Place{Wish: wish}); err != nil {
		return err
	}
	free, err := s.available(p)
	return errors.Join(err,
		holds(p, 1, sales.Orders, "state", sales.Approved, "total", kernel.Money(55200*yuan)),
		same(p.name.en+"'s sofas to sell", free, 0), same(p.name.en+"'s waiting commands", p.State().Waiting, 1))
}

// available is what a device says may still be sold of the sofas.
func (s *story) available(p *person) (free kernel.Qty, err error) {
	place, err := p.place()
	if err != nil {
		return 0, err
	}
	err = p.View(func(v *client.View) error {
		tx, err := v.Tx()
		if err == nil {
			free = stock.AvailableAt(tx, s.sofa, place)
		}
		return err
	})
	return free, err
}

// reconnect lets both tablets run for it and finds out who was first.
func (s *story) reconnect() error {
	back := make(chan error, 2)
	for _, p := range []*person{s.lin, s.zhou} {
		go func() { back <- errors.Join(p.SetFlight(false), p.synced()) }()
	}
	if err := errors.Join(<-back, <-back); err != nil {
		return err
	}
	refused := map[*person]int{}
	for _, p := range []*person{s.lin, s.zhou} {
		page, err := p.SyncPage()
		if err != nil {
			return err
		}
		refused[p] = len(page.Refused)
		if len(page.Adjusted) > 0 {
			return fmt.Errorf("the server changed an order of %s", p.name.en)
		}
	}
	s.winner, s.loser = s.lin, s.zhou
	if refused[s.lin] > refused[s.zhou] {
		s.winner, s.loser = s.zhou, s.lin
	}
	s.words["winner"], s.words["loser"] = s.winner.name, s.loser.name
	s.words["buyer"], s.words["waiter"] = customersOf[s.winner.mobile], customersOf[s.loser.mobile]
	return errors.Join(same("orders refused of "+s.winner.name.en, refused[s.winner], 0), same("orders refused of "+s.loser.name.en, refused[s.loser], 1))
}

// refusal is the one command on a person's sync page that was refused.
func (p *person) refusal() (client.Item, error) {
	page, err := p.SyncPage()
	if err != nil {
		return client.Item{}, err
	}
	if len(page.Refused) != 1 {
		return client.Item{}, fmt.Errorf("%d commands of %s are refused", len(page.Refused), p.name.en)
	}
	return page.Refused[0], nil
}

func (s *story) why() ([]words, error) {
	item, err := s.loser.refusal()
	if err != nil {
		return nil, err
	}
	if err := same("lines with a reason", len(item.Lines), 1); err != nil {
		return nil, err
	}
	line := item.Refusal.Details[0]
	said := []words{{item.Why.Zh, item.Why.En}, {item.Lines[0].Zh, item.Lines[0].En}}
	err = errors.Join(same("the reason", item.Code, sales.Short.Name), same("the reason of the line", line.Code, sales.ShortLine.Name))
	for name, want := range map[string]string{"ordered": "15", "available": "0", "short": "15", "lead": "15", "suggest": "15", "multiple": "5"} {
		err = errors.Join(err, same(name, line.Arg(name).String(), want))
	}
	promised := line.Arg("promise").String()
	if earlier := s.day.AddDays(15).String(); promised != earlier { // midnight may have passed
		err = errors.Join(err, same("the day the goods could be there", promised, s.boss.Now().Date(zone).AddDays(15).String()))
	}
	return said, err
}

func (s *story) repairs() ([]words, error) {
	item, err := s.loser.refusal()
	if err != nil {
		return nil, err
	}
	var ways []words
	var names []string
	for _, r := range item.Repairs {
		ways = append(ways, words{"· " + r.Zh, "· " + r.En})
		names = append(names, r.Name)
	}
	if want := []string{"wait", "buy", "ship_rest"}; !slices.Equal(names, want) {
		return ways, fmt.Errorf("the ways out are %v, not %v", names, want)
	}
	return ways, nil
}

func (s *story) oneOrder() (err error) {
	if s.sofaOrder, err = waitFor(s.boss, sales.Orders, "state", sales.Approved, "total", kernel.Money(55200*yuan)); err != nil {
		return err
	}
	balance, err := waitFor(s.boss, stock.Balances, "product", s.sofa)
	if err != nil {
		return err
	}
	return errors.Join(same("orders on the phone", s.sofaOrder.Name, s.words["buyer"].zh), holds(s.boss, 1, sales.Orders), holds(s.loser, 0, sales.Orders),
		same("sofas on hand", balance.OnHand, 15*one), same("sofas reserved", balance.Reserved, 15*one))
}

// waysOut tries what the loser was told he can do.
func (s *story) waysOut() {
	s.tell("{loser}点「先发现货」：一套也没有了，平板当场就说。", "{loser} taps \"ship what is there\": there is none, and the tablet says so at once.", held(func() error {
		_, err := s.retry(sales.OrLess)
		if r, refused := kernel.AsRefusal(err); !refused || r.Code != sales.Short.Name {
			return fmt.Errorf("the answer was %w, not %s", err, sales.Short.Name)
		}
		return nil
	}))
	s.tell("{loser}点「等货」：订单成立，预计 {promise} 发货。", "{loser} taps \"wait\": the order is accepted, promised for {promise}.", held(s.backorder))
	s.tell("采购任务到了陈国栋的手机上：", "The purchase task is on Chen Guodong's phone:", func() ([]words, error) {
		task, err := waitFor(s.boss, flow.Tasks, "kind", "sales.buy", "state", flow.TaskOpen)
		if err != nil {
			return nil, err
		}
		return []words{{task.Sentence("zh", nil), task.Sentence("en", nil)}}, nil
	})
}

// retry sends the refused order again with another answer to short stock.
func (s *story) retry(allow kernel.Choice) (kernel.ID, error) {
	item, err := s.loser.refusal()
	if err != nil {
		return kernel.ID{}, err
	}
	place, ok := item.Args.(*sales.Place)
	if !ok {
		return kernel.ID{}, fmt.Errorf("the refused command is %T", item.Args)
	}
	again := *place
	again.Allow = allow
	saved, err := s.loser.Retry(item, &again)
	return saved.Call.ID, err
}

func (s *story) backorder() error {
	if _, err := s.retry(sales.Backorder); err != nil {
		return err
	}
	if err := s.loser.judged(); err != nil {
		return err
	}
	o, err := waitFor(s.loser, sales.Orders, "state", sales.Approved)
	if err != nil {
		return err
	}
	s.waits = o
	s.words["promise"] = words{o.Promise.String(), o.Promise.String()}
	if o.Promise != s.day.AddDays(15) {
		return same("the promise", o.Promise, s.boss.Now().Date(zone).AddDays(15))
	}
	return nil
}
