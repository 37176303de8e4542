package sales

import (
	"cmp"
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/app/view/declared/tasks"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Regular is a customer who ordered lately: a new order for him is one tap away.
type Regular struct {
	ID   kernel.ID
	Name string
}

// Debtor is a customer with something overdue.
type Debtor struct {
	ID     kernel.ID
	Name   string
	Amount string
	Days   int64
}

// Home is a salesperson's day.
type Home struct {
	Name       string
	Today      kernel.Money // of the orders written today
	TodayCount int64
	Open       int64 // orders under way, those on hold among them
	Held       int64
	Late       int64        // customers with something overdue
	LateOwed   kernel.Money // what they owe in all
	Oldest     int64        // days
	Waiting    int
	Attention  int
	Todos      []tasks.Todo // all that waits for him
	Orders     []Row
	Regulars   []Regular
	Behind     []Row    // orders that should have left, the longest late first
	Debtors    []Debtor // the longest overdue first
	MayOrder   bool
	MayTake    bool
	SeesOrders bool // else there may be more than none
	SeesDebt   bool
}

const (
	homeOrders   = 8
	homeRegulars = 6
	homeLook     = 40 // orders looked at for both
	homeDebtors  = 5
	lateMost     = 500
)

// ReadHome loads the day.
func ReadHome(d *view.Desk, r *view.Reader) (*Home, error) {
	h := &Home{
		Name: r.Author.Name, Waiting: r.State.Waiting, Attention: r.State.Attention,
		MayOrder: r.Author.May("sales.order.place"), MayTake: r.Author.May("finance.receive"),
		SeesOrders: view.Shows(r, Entity) || r.Author.May("sales.order.place"), SeesDebt: view.SeesDebt(r),
	}
	steps := []func(*view.Desk, *view.Reader) error{h.counts, h.todos, h.late, h.behind, h.recent}
	for _, step := range steps {
		if err := step(d, r); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *Home) counts(_ *view.Desk, r *view.Reader) (err error) {
	if h.Held, err = r.Count(asked(r, string(sales.Held)), 0); err != nil {
		return err
	}
	if h.Open, err = r.Count(asked(r, sales.ListOpen), 0); err != nil {
		return err
	}
	today, err := r.Sum(asked(r, sales.ListToday), rowstore.Sums{Of: []string{"total"}})
	for _, t := range today {
		h.Today, h.TodayCount = kernel.Money(t.Sums[0].Sum), t.Rows
	}
	return err
}

func (h *Home) todos(_ *view.Desk, r *view.Reader) (err error) {
	h.Todos, err = tasks.Waits(r)
	return err
}

func (h *Home) late(_ *view.Desk, r *view.Reader) error {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: party.Balances.Name(), Limit: lateMost, Sort: []rowstore.Order{{Field: "oldest_due"}},
		Where: rowstore.Filter{All: []rowstore.Filter{
			rowstore.Is("oldest_due", rowstore.Lt, r.Today()), rowstore.Is("oldest_due", rowstore.Gt, kernel.Date(0)),
		}},
	}})
	for n, row := range page.Rows {
		b := row.(*party.Balance)
		items, _ := debt.ByParty.Of(r.Tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: b.Party, B: debt.Open})
		late := debt.Overdue(items, r.Today())
		if late.Items == 0 {
			continue
		}
		h.Late++
		h.LateOwed += late.Amount
		if n == 0 {
			h.Oldest = late.Days
		}
		if p, has := party.Parties.Get(r.Tx, b.Party); has == kernel.Found && len(h.Debtors) < homeDebtors {
			h.Debtors = append(h.Debtors, Debtor{p.ID, p.Name, view.Money(late.Amount), late.Days})
		}
	}
	return err
}

func (h *Home) behind(_ *view.Desk, r *view.Reader) error {
	q := asked(r, sales.ListLate)
	q.Limit = lateMost
	page, err := r.List(q)
	for _, row := range page.Rows {
		h.Behind = append(h.Behind, rowOf(r, row.(*sales.Order)))
	}
	slices.SortStableFunc(h.Behind, func(a, b Row) int { return cmp.Compare(b.Late, a.Late) })
	return err
}

func (h *Home) recent(_ *view.Desk, r *view.Reader) error {
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: Entity, Limit: homeLook, Sort: []rowstore.Order{{Field: "date", Desc: true}, {Field: "at", Desc: true}},
	}})
	known := map[kernel.ID]bool{}
	for _, row := range page.Rows {
		h.SeesOrders = true
		o := row.(*sales.Order)
		if len(h.Orders) < homeOrders {
			h.Orders = append(h.Orders, rowOf(r, o))
		}
		if id := o.Customer.ID(); !known[id] && len(h.Regulars) < homeRegulars {
			known[id] = true
			h.Regulars = append(h.Regulars, Regular{id, o.Name})
		}
	}
	return err
}
