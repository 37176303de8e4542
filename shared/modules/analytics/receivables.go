package analytics

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
)

// openByParty are the items of each party that the reader sees, which were open at the end
// of a day; today's are those that are open.
func openByParty(b Books, day, today kernel.Date) (map[kernel.Ref[party.Party]][]*debt.Item, error) {
	open, tx := map[kernel.Ref[party.Party]][]*debt.Item{}, b.tx()
	_, err := groups(b, party.Owed, "party", 0, 0, []string{"receivable", "prepaid"}, func(id kernel.ID, figure []int64) {
		who := kernel.Ref[party.Party](id)
		if day < today { // he may have paid since
			open[who] = debt.AsOf(tx, who, day)
			return
		}
		if figure[0] == 0 && figure[1] == 0 {
			return
		}
		open[who], _ = debt.ByParty.Of(tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: who, B: debt.Open})
	})
	return open, err
}

// openOf is what is open of one kind.
func openOf(items []*debt.Item, kind kernel.Choice) kernel.Money {
	var sum kernel.Money
	for _, i := range items {
		if i.Kind == kind {
			sum += i.Rest()
		}
	}
	return sum
}

// Receivables is the 应收账龄表 as of a day: what each customer owed at its end by how late
// it was then, what he had paid in advance, and what is left. The classes add up to what he owes; what his
// advances cover is late to nobody and stands among what is not due. Rows open the customer.
func Receivables(b Books, day, today kernel.Date) (*Table, error) {
	open, err := openByParty(b, day, today)
	if err != nil {
		return nil, err
	}
	t := &Table{Zh: "应收账龄表", En: "Receivables by age", Columns: []Column{
		text("code", "客户编码", "Code"), text("name", "客户", "Customer"), money("total", "应收合计", "Receivable"), money("current", "未到期", "Not due"),
	}}
	for n, limit := range debt.AgeLimits[1:] {
		from := debt.AgeLimits[n] + 1
		t.Columns = append(t.Columns, money(fmt.Sprintf("to_%d", limit), fmt.Sprintf("逾期 %d–%d 天", from, limit), fmt.Sprintf("%d–%d days late", from, limit)))
	}
	last := debt.AgeLimits[len(debt.AgeLimits)-1]
	t.Columns = append(t.Columns, money("older", fmt.Sprintf("逾期 %d 天以上", last), fmt.Sprintf("Over %d days late", last)),
		column("days", "最长逾期天数", "Days late", kernel.KindInt), money("prepaid", "预收", "Paid in advance"), money("net", "净额", "Net"))
	for who, items := range open {
		p := find(b, party.Parties, who)
		if p == nil {
			continue
		}
		age, owed, prepaid := debt.AgeOf(items, day), openOf(items, debt.Receivable), openOf(items, debt.Prepaid)
		if owed == 0 && prepaid == 0 {
			continue
		}
		age[0] += prepaid
		cells := []any{p.Code, p.Name, owed}
		for _, m := range age {
			cells = append(cells, m)
		}
		add(t, party.Parties.Name(), p.ID, 0, append(cells, debt.Overdue(items, day).Days, prepaid, owed-prepaid)...)
	}
	sortBy(t, "code")
	sum(t)
	return t, nil
}

// Statement is a 客户对账单: what was owed before, what the span has added, what is
// owed now. Opening + Charged − Settled = Closing. What was paid in advance, used and
// given back stands beside it: Before + Advanced = Prepaid.
type Statement struct {
	Customer                           *party.Party
	Opening, Charged, Settled, Closing kernel.Money
	Before, Advanced, Prepaid          kernel.Money // paid in advance: at the beginning, in the span, at the end
	Lines                              *Table
}

// Net is what the customer owes at the end once what he has paid in advance is taken off.
func (s *Statement) Net() kernel.Money { return s.Closing - s.Prepaid }

// StatementOf makes the statement of a customer for a span; it is nil for a reader
// who does not see the customer. The past is the present less what has happened
// since.
func StatementOf(b Books, customer kernel.Ref[party.Party], from, to kernel.Date) (*Statement, error) {
	p, balance := find(b, party.Parties, customer), find(b, party.Balances, party.BalanceOf(customer))
	if p == nil || balance == nil {
		return nil, nil
	}
	events := accountOf(b, customer)
	s := &Statement{Customer: p, Prepaid: balance.Prepaid, Lines: &Table{Zh: "客户对账单", En: "Statement", Columns: []Column{
		column("date", "日期", "Date", kernel.KindDate), text("number", "单号", "Number"),
		money("charged", "应收", "Charged"), money("settled", "已收/冲抵", "Settled"), money("balance", "余额", "Balance"),
		money("prepaid", "预收变动", "Paid in advance"),
	}}}
	s.Opening = balance.Receivable
	for _, e := range events {
		if e.date >= from {
			s.Opening -= e.charged - e.settled
		}
		if e.date > to {
			s.Prepaid -= e.prepaid
		}
	}
	s.Closing = s.Opening
	for _, e := range events {
		if e.date < from || e.date > to {
			continue
		}
		s.Charged, s.Settled = s.Charged+e.charged, s.Settled+e.settled
		s.Closing += e.charged - e.settled
		s.Advanced += e.prepaid
		add(s.Lines, e.entity, e.id, 0, e.date, e.number, e.charged, e.settled, s.Closing, e.prepaid)
	}
	s.Before = s.Prepaid - s.Advanced
	return s, nil
}

// event is one document in a customer's account.
type event struct {
	entity           string
	id               kernel.ID
	date             kernel.Date
	number           string
	charged, settled kernel.Money
	prepaid          kernel.Money // by so much it changed what is paid in advance
}

// accountOf lists the documents of a customer's account by day and number. What
// merely nets a return with bills is no event.
func accountOf(b Books, customer kernel.Ref[party.Party]) []event {
	type key struct {
		by   kernel.ID
		date kernel.Date
	}
	sums := map[key]*event{}
	at := func(entity string, id kernel.ID, date kernel.Date) *event {
		k := key{id, date}
		if sums[k] == nil {
			sums[k] = &event{entity: entity, id: id, date: date, number: titleOf(b, entity, id)}
		}
		return sums[k]
	}
	var events []event
	tx := b.tx()
	items, _ := debt.ItemsOf.Of(tx, customer)
	for _, i := range items {
		switch {
		case i.Kind == debt.Receivable:
			events = append(events, event{entity: i.SrcEntity, id: i.Src, date: i.Date, number: i.Number, charged: i.Amount})
		case i.Kind == debt.Prepaid && i.SrcEntity == "":
			events = append(events, event{date: i.Date, number: i.Number, prepaid: i.Amount})
		case i.Kind == debt.Prepaid:
			at(i.SrcEntity, i.Src, i.Date).prepaid += i.Amount
		}
		settled, _ := debt.ByItem.Of(tx, kernel.Ref[debt.Item](i.ID))
		for _, a := range settled {
			switch i.Kind {
			case debt.Receivable:
				at(a.ByEntity, a.By, a.Date).settled += a.Amount
			case debt.Prepaid:
				at(a.ByEntity, a.By, a.Date).prepaid -= a.Amount
			}
		}
	}
	for _, e := range sums { // sorted below
		if e.settled != 0 || e.prepaid != 0 {
			events = append(events, *e)
		}
	}
	sort.Slice(events, func(i, j int) bool {
		a, b := events[i], events[j]
		switch {
		case a.date != b.date:
			return a.date < b.date
		case a.number != b.number:
			return a.number < b.number
		}
		return string(a.id[:]) < string(b.id[:])
	})
	return events
}

// titleOf is what people call a document; empty where it is not there.
func titleOf(b Books, entity string, id kernel.ID) string {
	if s := b.Catalog.Schema(entity); s != nil {
		if row := b.All.Get(s, id); row != nil {
			return kernel.TitleOf(row)
		}
	}
	return ""
}
