package finance

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Account is a customer's open items.
type Account struct {
	Name, Terms, Limit  string
	Receivable, Prepaid string
	Late                string // "" when nothing is overdue
	Days                int64
	Items               []Item
	Events              []Happened // newest first
	MayApply            bool       // 预收冲应收
	MayRefund           bool       // he is in credit
	Hidden              bool       // the reader does not see what partners owe
}

// Happened is one document in a customer's account and what was owed after it.
type Happened struct {
	Entity            string
	ID                kernel.ID
	What, Number, Day string
	Change, Balance   string
	Prepaid           string // by so much it changed what is paid in advance, "" for not at all
	Less              bool   // it made the debt smaller, or what is paid in advance larger
}

// RefundCommand gives a customer in credit his money back.
const RefundCommand = "finance.refund"

// historyDays is how far back an account is shown; the statement among the reports
// goes as far as one likes.
const historyDays = 90

// LoadAccount reads a customer's account.
func LoadAccount(id kernel.ID) func(*view.Reader) (*Account, error) {
	return func(r *view.Reader) (*Account, error) {
		p, err := view.Get(r, party.Parties, id)
		if err != nil {
			return nil, err
		}
		ref := kernel.Ref[party.Party](id)
		a := &Account{Name: p.Name, Terms: Terms(r.Catalog, p), Receivable: view.Money(0), Prepaid: view.Money(0)}
		if !view.SeesDebt(r) {
			a.Hidden = true
			return a, nil
		}
		if p.Limit != 0 {
			a.Limit = view.Money(p.Limit)
		}
		if b, presence := party.Balances.Get(r.Tx, party.BalanceOf(ref)); presence == kernel.Found {
			a.Receivable, a.Prepaid = view.Money(b.Receivable), view.Money(b.Prepaid)
			left, _ := finance.CreditLeft(r.Tx, ref)
			a.MayRefund = left > 0 && r.Author.May(RefundCommand)
			a.MayApply = b.Receivable > 0 && b.Prepaid > 0 && r.Author.May("finance.prepaid.apply")
		}
		open, _ := debt.OpenItems(r.Tx, ref)
		if late := debt.Overdue(open, r.Today()); late.Items > 0 {
			a.Late, a.Days = view.Money(late.Amount), late.Days
		}
		late := debt.LateItems(open, r.Today())
		for _, i := range open {
			a.Items = append(a.Items, Item{
				ID: i.ID, Entity: i.SrcEntity, Src: i.Src, Number: i.Number, Day: view.Date(i.Date), Due: view.Date(i.Due),
				Late: late[i.ID], Rest: i.Rest(), Kind: view.Choice(r.Catalog, debt.Items.Name(), "kind", string(i.Kind)),
			})
		}
		a.Events, err = happened(r, ref)
		return a, err
	}
}

// happened lists the documents of an account, the newest first.
func happened(r *view.Reader, customer kernel.Ref[party.Party]) ([]Happened, error) {
	books := analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Eyes()}
	st, err := analytics.StatementOf(books, customer, r.Today().AddDays(-historyDays), r.Today().AddDays(historyDays))
	if err != nil || st == nil {
		return nil, err
	}
	list := make([]Happened, 0, len(st.Lines.Rows))
	for _, row := range slices.Backward(st.Lines.Rows) {
		charged, settled := kernel.Money(row.Cells[2].Int), kernel.Money(row.Cells[3].Int)
		h := Happened{
			Entity: row.Entity, ID: row.ID, What: view.Entity(r.Catalog, row.Entity), Number: row.Cells[1].Str,
			Day: view.Date(kernel.Date(row.Cells[0].Int)), Balance: view.Money(kernel.Money(row.Cells[4].Int)),
		}
		switch row.Entity {
		case "":
			h.What = oldDebt.Text()
		case debt.Items.Name():
			h.What = offset.Text()
		}
		change, prepaid := charged-settled, kernel.Money(row.Cells[5].Int)
		h.Change, h.Less = signed(change), change < 0 || change == 0 && prepaid > 0
		if prepaid != 0 {
			h.Prepaid = signed(prepaid)
		}
		list = append(list, h)
	}
	return list, nil
}

// signed is an amount with its sign.
func signed(m kernel.Money) string {
	if m > 0 {
		return "+" + view.Money(m)
	}
	return view.Money(m)
}

// Terms is how a customer pays: 货到 7 天.
func Terms(c *kernel.Catalog, p *party.Party) string {
	if t, err := p.SettleTerms(); err == nil {
		return view.Say(t.Zh(), t.En())
	}
	return view.Choice(c, party.Parties.Name(), "terms", string(p.Terms))
}

// Apply settles what a customer owes with what he has paid in advance, at most so
// much; 0 is all of it.
func Apply(desk *view.Desk, customer kernel.ID, most kernel.Money) error {
	_, err := desk.Do(&finance.Apply{Customer: kernel.Ref[party.Party](customer), Most: most})
	return err
}

func userName(r *view.Reader, ref kernel.Ref[org.User]) string {
	if u, p := org.Users.Get(r.Tx, ref); p == kernel.Found {
		return u.Name
	}
	return ""
}
