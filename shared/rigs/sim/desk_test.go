package sim_test

import (
	"fmt"

	"heyi/shared/kernel"
)

// What the smallest company needs besides, so that everything that is kept in step
// between two sides happens in it: rows that follow a follower, that are seen on two
// grounds, that are looked for and not there, and figures that move and nothing else.

// remark follows a sale; who wrote it sees it wherever the sale goes.
type remark struct {
	kernel.Record
	Sale kernel.Ref[sale]   `zh:"销售" en:"Sale" is:"derived"`
	By   kernel.Ref[seller] `zh:"谁" en:"By" is:"derived"`
	Text string             `zh:"内容" en:"Text" is:"derived"`
}

// tick follows a line, which follows a sale.
type tick struct {
	kernel.Record
	Line kernel.Ref[saleLine] `zh:"明细" en:"Line" is:"derived"`
	No   int64                `zh:"序号" en:"Number" is:"derived"`
}

// desk is opened by the first who does; its id follows from its name.
type desk struct {
	kernel.Record
	Name   string `zh:"柜台" en:"Name" is:"title,derived"`
	Opened int64  `zh:"次数" en:"Times opened" is:"derived"`
}

// ticket is a place in the queue of a desk, opened or not.
type ticket struct {
	kernel.Record
	Desk string `zh:"柜台" en:"Desk" is:"derived"`
	No   int64  `zh:"号" en:"Number" is:"derived"`
	Open bool   `zh:"已开" en:"Open" is:"derived"`
	By   string `zh:"谁" en:"By" is:"derived"`
}

var (
	remarks = kernel.Define[remark]("remark", kernel.Spec{Zh: "批注", En: "Remark", Kept: true, Scope: kernel.Scope{
		kernel.Follows(func(r *remark) *kernel.Ref[sale] { return &r.Sale }),
		kernel.By("owner", func(r *remark) *kernel.Ref[seller] { return &r.By }),
	}})
	ticks = kernel.Define[tick]("tick", kernel.Spec{
		Zh: "勾", En: "Tick", Kept: true, Scope: kernel.Scope{kernel.Follows(func(t *tick) *kernel.Ref[saleLine] { return &t.Line })},
	})
	desks   = kernel.Define[desk]("desk", kernel.Spec{Zh: "柜台", En: "Desk", Kept: true, Scope: kernel.Scope{kernel.Everyone}})
	tickets = kernel.Define[ticket]("ticket", kernel.Spec{Zh: "排号", En: "Ticket", Kept: true, Scope: kernel.Scope{kernel.Everyone}})

	ticksOf   = kernel.Find(ticks, func(t *tick) *kernel.Ref[saleLine] { return &t.Line })
	ticketsAt = kernel.Find(tickets, func(t *ticket) *string { return &t.Desk })
)

type remarkOn struct {
	Sale kernel.Ref[sale] `zh:"销售" en:"Sale" is:"required"`
	Text string           `zh:"内容" en:"Text"`
}

// countSales remarks how many sales somebody has, of which its author may see a part.
type countSales struct {
	Sale kernel.Ref[sale]   `zh:"销售" en:"Sale" is:"required"`
	Of   kernel.Ref[seller] `zh:"谁的" en:"Whose" is:"required"`
}

type noteLine struct {
	Line kernel.Ref[saleLine] `zh:"明细" en:"Line" is:"required"`
	Note string               `zh:"备注" en:"Note"`
}

type tickLine struct {
	Line kernel.Ref[saleLine] `zh:"明细" en:"Line" is:"required"`
}

// joinSales moves the lines of a sale to another; the empty one goes to somebody.
type joinSales struct {
	From kernel.Ref[sale]   `zh:"从" en:"From" is:"required"`
	Into kernel.Ref[sale]   `zh:"到" en:"Into" is:"required"`
	To   kernel.Ref[seller] `zh:"给" en:"To" is:"required"`
}

// moveLine moves a line, and touches neither sale.
type moveLine struct {
	Line kernel.Ref[saleLine] `zh:"明细" en:"Line" is:"required"`
	To   kernel.Ref[sale]     `zh:"到" en:"To" is:"required"`
}

// takeGoods takes what there is, up to a quantity, and writes nothing but figures;
// grabGoods looks at nothing and leaves it to the guard.
type takeGoods struct {
	Upto kernel.Qty `zh:"至多" en:"Up to" is:"required"`
}

type grabGoods struct {
	Qty kernel.Qty `zh:"数量" en:"Quantity" is:"required"`
}

// fillUp brings goods, without a look at what is there.
type fillUp struct {
	Qty kernel.Qty `zh:"数量" en:"Quantity" is:"required"`
}

type openDesk struct {
	Name string `zh:"柜台" en:"Desk" is:"required"`
}

type queueAt struct {
	Desk string `zh:"柜台" en:"Desk" is:"required"`
}

// claimSlot takes a slot without looking whether somebody has it.
type claimSlot struct {
	Name string `zh:"位置" en:"Name" is:"required"`
}

// moveUp renames the author's own slots, so that they are found under another name.
type moveUp struct {
	From string `zh:"从" en:"From" is:"required"`
	To   string `zh:"到" en:"To" is:"required"`
}

var (
	_ = kernel.Intent[remarkOn]("remark.write", "批注", "Remark", kernel.ForAll())
	_ = kernel.Intent[countSales]("remark.count", "统计", "Count", kernel.ForAll())
	_ = kernel.Intent[noteLine]("sale_line.note", "明细备注", "Note on a line", kernel.ForAll())
	_ = kernel.Intent[tickLine]("sale_line.tick", "勾选", "Tick", kernel.ForAll())
	_ = kernel.Intent[joinSales]("sale.join", "并单", "Join", kernel.ForAll())
	_ = kernel.Intent[moveLine]("sale_line.move", "移行", "Move line", kernel.ForAll())
	_ = kernel.Intent[takeGoods]("stock.take", "领用", "Take", kernel.ForAll())
	_ = kernel.Intent[grabGoods]("stock.grab", "拿走", "Grab", kernel.ForAll())
	_ = kernel.Fact[fillUp]("stock.fill", "补货", "Refill", kernel.ForAll())
	_ = kernel.Intent[openDesk]("desk.open", "开柜台", "Open", kernel.ForAll())
	_ = kernel.Intent[queueAt]("ticket.take", "取号", "Queue", kernel.ForAll())
	_ = kernel.Intent[claimSlot]("slot.claim", "抢位", "Claim", kernel.ForAll())
	_ = kernel.Intent[moveUp]("slot.move", "换位", "Move", kernel.ForAll())

	notYours = kernel.Refuse("slot.not_yours", "不是您的摊位", "That slot is not yours")
)

func (r remarkOn) Predict(tx *kernel.Tx) error {
	if _, err := sales.Need(tx, r.Sale); err != nil {
		return err
	}
	remarks.Insert(tx, &remark{Sale: r.Sale, By: kernel.Ref[seller](tx.Author.User), Text: r.Text})
	return nil
}

func (c countSales) Predict(tx *kernel.Tx) error {
	of, _ := salesOf.Of(tx, c.Of)
	return remarkOn{c.Sale, fmt.Sprint(len(of))}.Predict(tx)
}

func (n noteLine) Predict(tx *kernel.Tx) error {
	l, err := lines.Need(tx, n.Line)
	if err != nil {
		return err
	}
	kernel.Set(tx, l, &l.Note, n.Note)
	return nil
}

func (t tickLine) Predict(tx *kernel.Tx) error {
	if _, err := lines.Need(tx, t.Line); err != nil {
		return err
	}
	before, _ := ticksOf.Of(tx, t.Line)
	ticks.Insert(tx, &tick{Line: t.Line, No: int64(len(before) + 1)})
	return nil
}

func (j joinSales) Predict(tx *kernel.Tx) error {
	from, err := sales.Need(tx, j.From)
	if err != nil {
		return err
	}
	if _, err := sales.Need(tx, j.Into); err != nil {
		return err
	}
	if from.Owner != j.To {
		kernel.Set(tx, from, &from.Owner, j.To)
	}
	of, _ := linesOf.Of(tx, j.From)
	for _, l := range of {
		kernel.Set(tx, l, &l.Sale, j.Into)
	}
	return nil
}

func (m moveLine) Predict(tx *kernel.Tx) error {
	l, err := lines.Need(tx, m.Line)
	if err == nil && l.Sale != m.To {
		kernel.Set(tx, l, &l.Sale, m.To)
	}
	return err
}

func (t takeGoods) Predict(tx *kernel.Tx) error {
	st, err := stocks.Need(tx, pile)
	if err != nil {
		return err
	}
	qty := min(t.Upto, st.Free)
	if qty <= 0 {
		return short.With(kernel.Quantity("free", st.Free, "件"), kernel.Quantity("wanted", t.Upto, "件"))
	}
	kernel.Add(tx, st, &st.Free, -qty)
	kernel.Add(tx, st, &st.Used, qty)
	return nil
}

func (g grabGoods) Predict(tx *kernel.Tx) error {
	kernel.Bump(tx, stocks, pile.ID(), func(s *stock) *kernel.Qty { return &s.Free }, -g.Qty)
	kernel.Bump(tx, stocks, pile.ID(), func(s *stock) *kernel.Qty { return &s.Used }, g.Qty)
	return nil
}

func (f fillUp) Predict(tx *kernel.Tx) error {
	kernel.Bump(tx, stocks, pile.ID(), func(s *stock) *kernel.Qty { return &s.Free }, f.Qty)
	kernel.Bump(tx, stocks, pile.ID(), func(s *stock) *kernel.Qty { return &s.Filled }, f.Qty)
	return nil
}

func deskOf(name string) kernel.Ref[desk] { return kernel.Ref[desk](kernel.DeriveID("desk", name)) }

func (o openDesk) Predict(tx *kernel.Tx) error {
	d, p := desks.Get(tx, deskOf(o.Name))
	if p != kernel.Found {
		d = desks.Insert(tx, &desk{Record: kernel.Record{ID: deskOf(o.Name).ID()}, Name: o.Name})
	}
	kernel.Add(tx, d, &d.Opened, 1)
	return nil
}

func (q queueAt) Predict(tx *kernel.Tx) error {
	_, p := desks.Get(tx, deskOf(q.Desk))
	waiting, _ := ticketsAt.Of(tx, q.Desk)
	tickets.Insert(tx, &ticket{Desk: q.Desk, No: int64(len(waiting) + 1), Open: p == kernel.Found, By: tx.Author.Name})
	return nil
}

func (c claimSlot) Predict(tx *kernel.Tx) error {
	slots.Insert(tx, &slot{Name: c.Name, Owner: kernel.Ref[seller](tx.Author.User)})
	return nil
}

func (m moveUp) Predict(tx *kernel.Tx) error {
	s, p := slotByName.Find(tx, m.From)
	if p != kernel.Found || s.Owner.ID() != tx.Author.User {
		return notYours.With()
	}
	kernel.Set(tx, s, &s.Name, m.To)
	return nil
}

// checkQueues: who stands in a queue has a number of his own, and knows whether the
// desk was open: the log says in which order all that was accepted.
func checkQueues(cw *counterWorkload, all kernel.Scanner) error {
	met := map[string]map[int64]bool{}
	return all.Scan(tickets.In(cw.c), func(row kernel.Row) error {
		t := row.(*ticket)
		if met[t.Desk] == nil {
			met[t.Desk] = map[int64]bool{}
		}
		if met[t.Desk][t.No] {
			return fmt.Errorf("two are number %d at desk %s", t.No, t.Desk)
		}
		met[t.Desk][t.No] = true
		return nil
	})
}
