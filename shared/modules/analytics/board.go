package analytics

import (
	"errors"
	"maps"
	"slices"
	"sort"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Figure is one number of the board with the rows behind it.
type Figure struct {
	Amount kernel.Money
	Entity string
	IDs    []kernel.ID                // each once, in the order of ids
	Each   map[kernel.ID]kernel.Money // what of the amount is of each; nil for a figure that only counts
	Hidden bool                       // the viewer may not see it: it is not nothing
}

// Count is how many rows are behind the figure.
func (f Figure) Count() int { return len(f.IDs) }

// FundFigure is the money in one settlement account.
type FundFigure struct {
	Name   string
	ID     kernel.ID
	Amount kernel.Money
	Hidden bool // the viewer does not see what is in it
}

// Month is what a part of a month has brought.
type Month struct {
	From, To kernel.Date
	Sales    Figure // shipped incl. tax, less returns
	Net      kernel.Money
	Margin   kernel.Money
	Margins  Figure // the margin of each of the same documents
	Receipts Figure
}

// MarginRate is the margin by the net sales; zero without sales.
func (m Month) MarginRate() kernel.Rate {
	if m.Net == 0 {
		return 0
	}
	rate, err := kernel.RateOf(m.Margin.Decimal().DivRound(m.Net.Decimal(), 2*kernel.RateScale))
	if err != nil {
		return 0 // beyond any margin that means something
	}
	return rate
}

// Board is the boss's page.
type Board struct {
	Day                     kernel.Date
	Sales, Orders, Receipts Figure // of the day
	Month, Before           Month  // this month so far, and the same days of the last one
	Receivable, Overdue     Figure // by customer
	OverdueDays             int64  // of the oldest
	Funds                   []FundFigure
	Stock                   Figure // by balance, what is in suspense apart
	OutOfStock, Idle        Figure // products; Idle has its value
	Waiting                 Figure // documents that wait for the reader's decision

	// Since is the first day of which all is here, where a figure counts days before, too;
	// 0 where none does.
	Since kernel.Date
}

// idleDays is after how many days without a sale goods are called idle (呆滞). What
// was sold and came back has moved.
const idleDays = 90

// BoardOf works the boss's page out for a day. What was sold and received are sums
// without the documents behind them.
func BoardOf(b Books, day kernel.Date) (*Board, error) { return boardOf(b, day, "") }

// BoardBehind is [BoardOf] with the documents behind what was sold and received.
func BoardBehind(b Books, day kernel.Date) (*Board, error) { return boardOf(b, day, "document") }

func boardOf(b Books, day kernel.Date, by string) (*Board, error) {
	board := &Board{Day: day}
	b.short = &board.Since
	before := day.AddMonths(-1)
	for _, step := range []func() error{
		func() (err error) { board.Sales, _, _, err = salesOf(b, day, day, by); return err },
		func() (err error) { board.Receipts, err = receiptsOf(b, day, day, by); return err },
		func() (err error) { board.Orders, err = ordersOf(b, day); return err },
		func() (err error) { board.Month, err = monthOf(b, day.MonthStart(), day, by); return err },
		func() (err error) { board.Before, err = monthOf(b, before.MonthStart(), before, by); return err },
		func() error { return board.owed(b) },
		func() (err error) { board.Funds, err = FundsOf(b); return err },
		func() error { return board.goods(b) },
		func() error { return board.waiting(b) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return board, nil
}

func monthOf(b Books, from, to kernel.Date, by string) (m Month, err error) {
	m.From, m.To = from, to
	if m.Sales, m.Net, m.Margins, err = salesOf(b, from, to, by); err != nil {
		return m, err
	}
	m.Margin = m.Margins.Amount
	m.Receipts, err = receiptsOf(b, from, to, by)
	return m, err
}

// add adds what a row brings to the amount; no row brings the sum of all.
func (f *Figure) add(id kernel.ID, amount kernel.Money) {
	if id.IsZero() {
		f.Amount += amount
		return
	}
	if f.Each == nil {
		f.Each = map[kernel.ID]kernel.Money{}
	}
	f.Amount += amount
	f.Each[id] += amount
}

// sorted is the figure with its rows.
func (f Figure) sorted(entity string) Figure {
	listed := figureOf(entity, slices.Collect(maps.Keys(f.Each)))
	listed.Amount, listed.Each, listed.Hidden = f.Amount, f.Each, f.Hidden
	return listed
}

// figureOf sorts and thins the rows behind a figure.
func figureOf(entity string, ids []kernel.ID) Figure {
	sort.Slice(ids, func(i, j int) bool { return string(ids[i][:]) < string(ids[j][:]) })
	f := Figure{Entity: entity}
	for n, id := range ids {
		if n == 0 || id != ids[n-1] {
			f.IDs = append(f.IDs, id)
		}
	}
	return f
}

// groups are the rows of an answer about groups by one dimension, or the one about all,
// each with its figures by the names of measures. A measure that the reader may not see is
// nothing, and hidden tells which of them are: all, where he does not see all rows, because
// the board's figures are the company's and not a part of them.
func groups(b Books, fact *figures.Fact, by string, from, to kernel.Date, show []string, visit func(id kernel.ID, figure []int64)) (hidden []bool, err error) {
	q := figures.Query{Fact: fact, Show: show, From: from, To: to}
	if by != "" {
		q.By = []string{by}
	}
	return answered(b, q, visit)
}

// answered visits the groups of a question, see [groups].
func answered(b Books, q figures.Query, visit func(id kernel.ID, figure []int64)) (hidden []bool, err error) {
	hidden = make([]bool, len(q.Show))
	head, err := b.figures().Each(q, func(head *Table, r Row) error {
		figure := make([]int64, len(q.Show))
		for i, name := range q.Show {
			if at := head.Column(name); at >= 0 {
				figure[i] = r.Cells[at].Int
			}
		}
		if len(q.By) == 0 {
			visit(kernel.ID{}, figure)
		} else {
			visit(r.Keys[0].ID(), figure)
		}
		return nil
	})
	withheld := errors.Is(err, figures.Withheld.With())
	if err != nil && !withheld {
		return nil, err
	}
	if !withheld && b.short != nil && head.Since > q.Begin() {
		*b.short = max(*b.short, head.Since)
	}
	for i, name := range q.Show {
		hidden[i] = withheld || head.Part || head.Column(name) < 0
	}
	return hidden, nil
}

// figure is a sum of money with what each row behind it comes to.
func figure(b Books, fact *figures.Fact, by string, from, to kernel.Date, measure, entity string) (f Figure, err error) {
	hidden, err := groups(b, fact, by, from, to, []string{measure}, func(id kernel.ID, figure []int64) { f.add(id, kernel.Money(figure[0])) })
	f.Hidden = slices.Contains(hidden, true)
	return f.sorted(entity), err
}

// salesOf is what was shipped incl. tax less returns, its net and its margin.
func salesOf(b Books, from, to kernel.Date, by string) (gross Figure, net kernel.Money, margin Figure, err error) {
	hidden, err := groups(b, sales.Sold, by, from, to, []string{"gross", "net", "margin"}, func(id kernel.ID, figure []int64) {
		gross.add(id, kernel.Money(figure[0]))
		net += kernel.Money(figure[1])
		margin.add(id, kernel.Money(figure[2]))
	})
	if err == nil {
		gross.Hidden, margin.Hidden = hidden[0], hidden[2]
	}
	return gross.sorted(sales.Deliveries.Name()), net, margin.sorted(sales.Deliveries.Name()), err
}

// receiptsOf is the money that finance has confirmed.
func receiptsOf(b Books, from, to kernel.Date, by string) (Figure, error) {
	return figure(b, finance.Received, by, from, to, "total", finance.Receipts.Name())
}

// ordersOf are the orders of a day that stand.
func ordersOf(b Books, day kernel.Date) (Figure, error) {
	return figure(b, sales.Ordered, "document", day, day, "total", sales.Orders.Name())
}

// owed is what customers owe, and how much of it is late.
func (board *Board) owed(b Books) error {
	var all, late Figure
	hidden, err := groups(b, party.Owed, "party", 0, 0, []string{"receivable"}, func(id kernel.ID, figure []int64) {
		if figure[0] != 0 {
			all.add(id, kernel.Money(figure[0]))
		}
	})
	if err != nil {
		return err
	}
	var due []kernel.ID
	lateHidden, err := groups(b, party.Late, "party", 1, board.Day.AddDays(-1), []string{"receivable"}, func(id kernel.ID, _ []int64) { due = append(due, id) })
	if err != nil {
		return err
	}
	all.Hidden, late.Hidden = hidden[0], lateHidden[0]
	tx := b.tx()
	for _, id := range due {
		items, _ := debt.ByParty.Of(tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: kernel.Ref[party.Party](id), B: debt.Open})
		if o := debt.Overdue(items, board.Day); o.Items > 0 {
			late.add(id, o.Amount)
			board.OverdueDays = max(board.OverdueDays, o.Days)
		}
	}
	board.Receivable, board.Overdue = all.sorted(party.Parties.Name()), late.sorted(party.Parties.Name())
	return nil
}

// FundsOf is the balance of each fund's account, by name. Who keeps some of them sees those.
func FundsOf(b Books) ([]FundFigure, error) {
	var funds []*finance.Fund
	var accounts []kernel.Value
	if err := each(b, finance.Funds, func(f *finance.Fund) {
		if !f.Removed {
			funds, accounts = append(funds, f), append(accounts, kernel.Of(f.Account.ID()))
		}
	}); err != nil || len(funds) == 0 {
		return nil, err
	}
	sort.SliceStable(funds, func(i, j int) bool { return funds[i].Name < funds[j].Name })
	balances := map[kernel.ID]kernel.Money{}
	q := figures.Query{Fact: ledger.Balanced, By: []string{"account"}, Show: []string{"balance"}, Only: map[string][]kernel.Value{"account": accounts}}
	_, err := b.figures().Each(q, func(head *Table, r Row) error {
		balances[r.Keys[0].ID()] = kernel.Money(r.Cells[head.Column("balance")].Int)
		return nil
	})
	if err != nil && !errors.Is(err, figures.Withheld.With()) {
		return nil, err
	}
	whole := b.Viewer.Whole(ledger.Balances.In(b.Catalog))
	list := make([]FundFigure, len(funds))
	for i, f := range funds {
		list[i] = FundFigure{f.Name, f.ID, balances[f.Account.ID()], !whole && !b.Viewer.Tags[ledger.FundTag(f.Account)]}
	}
	return list, nil
}

// shelf is a product over all places.
type shelf struct {
	onHand, before kernel.Qty // before: at the beginning of the idle days
	worth          kernel.Money
	sold           bool
}

// goods is what the stock is worth, what has run out and what does not move.
func (board *Board) goods(b Books) error {
	shelves := map[kernel.Ref[product.Product]]*shelf{}
	if err := board.shelve(b, shelves); err != nil {
		return err
	}
	var out []kernel.ID
	var idle Figure
	hidden, err := answered(b, figures.Query{
		Fact: stock.Offered, By: []string{"product"}, Show: []string{"kinds"},
		Having: []figures.Bound{{Measure: "kinds", Over: true}, {Measure: "free"}},
	}, func(id kernel.ID, _ []int64) { out = append(out, id) })
	for ref, s := range shelves { // sorted below
		if s.onHand > 0 && s.before > 0 && !s.sold {
			idle.add(ref.ID(), s.worth)
		}
	}
	board.OutOfStock, board.Idle = figureOf(product.Products.Name(), out), idle.sorted(product.Products.Name())
	board.OutOfStock.Hidden, board.Idle.Hidden = slices.Contains(hidden, true), board.Stock.Hidden
	return err
}

func (board *Board) shelve(b Books, shelves map[kernel.Ref[product.Product]]*shelf) error {
	of := func(p kernel.Ref[product.Product]) *shelf {
		if shelves[p] == nil {
			shelves[p] = &shelf{}
		}
		return shelves[p]
	}
	_, err := groups(b, stock.Held, "product", 0, 0, []string{"on_hand"}, func(id kernel.ID, figure []int64) {
		s := of(kernel.Ref[product.Product](id))
		s.onHand, s.before = kernel.Qty(figure[0]), kernel.Qty(figure[0])
	})
	if err != nil {
		return err
	}
	_, err = groups(b, stock.HeldWorth, "product", 0, 0, []string{"amount"}, func(id kernel.ID, figure []int64) {
		of(kernel.Ref[product.Product](id)).worth = kernel.Money(figure[0])
	})
	if err != nil {
		return err
	}
	var worth Figure
	hidden, err := groups(b, stock.HeldWorth, "balance", 0, 0, []string{"amount", "qty"}, func(id kernel.ID, figure []int64) {
		if figure[0] != 0 || figure[1] != 0 {
			worth.add(id, kernel.Money(figure[0]))
		}
	})
	if err != nil {
		return err
	}
	board.Stock = worth.sorted(stock.Balances.Name())
	board.Stock.Hidden = slices.Contains(hidden, true)
	const ever = kernel.Date(29991231)
	_, err = groups(b, stock.Moved, "product", board.Day.AddDays(1-idleDays), ever, []string{"net", "left"}, func(id kernel.ID, figure []int64) {
		s := of(kernel.Ref[product.Product](id))
		s.before -= kernel.Qty(figure[0])
		s.sold = figure[1] > 0
	})
	return err
}

// waiting are the documents that the reader must decide on or do something about.
func (board *Board) waiting(b Books) error {
	w, err := WaitingFor(b)
	var ids []kernel.ID
	for _, a := range w.Approvals {
		ids = append(ids, a.Root)
	}
	for _, t := range w.Tasks {
		ids = append(ids, t.Root)
	}
	board.Waiting = figureOf("", ids)
	return err
}
