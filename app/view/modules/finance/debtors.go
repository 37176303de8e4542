package finance

import (
	"context"
	"sort"
	"sync"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

var allOnes = i18n.Define("finance.all", "全部", "All")

// The filters of customers' accounts.
const (
	OnlyLate    = "late"    // those who are overdue
	OnlyPrepaid = "prepaid" // those who have paid in advance
)

var (
	lateOnes    = i18n.Define("finance.filter.late", "逾期", "Overdue")
	prepaidOnes = i18n.Define("finance.filter.prepaid", "有预收", "Paid in advance")
)

// DebtorFilters are all accounts, and which of them.
func DebtorFilters() []view.Option {
	return []view.Option{{Label: allOnes.Text()}, {Code: OnlyLate, Label: lateOnes.Text()}, {Code: OnlyPrepaid, Label: prepaidOnes.Text()}}
}

// Debtor is a customer in whose account something stands: what he owes, or what is
// his because he has paid in advance or sent goods back.
type Debtor struct {
	ID               kernel.ID
	Name, Owes, Late string
	Prepaid          string // "" for nothing
	Days             int64

	owes, late kernel.Money
}

// Debtors lists who owes, the most overdue first, then by the amount.
func Debtors(r *view.Reader) ([]Debtor, error) {
	return balances(r, rowstore.Is("receivable", rowstore.Gt, kernel.Money(0)))
}

// inUse are the accounts that are not empty on the customer's side.
var inUse = rowstore.Filter{Any: []rowstore.Filter{
	rowstore.Is("receivable", rowstore.Ne, kernel.Money(0)), rowstore.Is("prepaid", rowstore.Ne, kernel.Money(0)),
}}

// balances lists customers' accounts in the order of [Debtors].
func balances(r *view.Reader, where rowstore.Filter) ([]Debtor, error) {
	q := rowstore.Query{Entity: party.Balances.Name(), Where: where, Limit: rowstore.MaxPage, Sort: []rowstore.Order{{Field: "receivable", Desc: true}}}
	var list []Debtor
	for more := true; more; {
		page, err := r.List(client.Query{Query: q})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Rows {
			if d, ok := debtor(r, row.(*party.Balance)); ok {
				list = append(list, d)
			}
		}
		q.After, more = page.Next, page.Next != ""
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].late != list[j].late {
			return list[i].late > list[j].late
		}
		return list[i].owes > list[j].owes
	})
	return list, nil
}

func debtor(r *view.Reader, b *party.Balance) (Debtor, bool) {
	p, presence := party.Parties.Get(r.Tx, b.Party)
	if presence != kernel.Found {
		return Debtor{}, false
	}
	d := Debtor{ID: p.ID, Name: p.Name, Owes: view.Money(b.Receivable), owes: b.Receivable}
	if b.Prepaid != 0 {
		d.Prepaid = view.Money(b.Prepaid)
	}
	items, _ := debt.OpenItems(r.Tx, b.Party)
	if late := debt.Overdue(items, r.Today()); late.Items > 0 {
		d.late, d.Days, d.Late = late.Amount, late.Days, view.Money(late.Amount)
	}
	return d, true
}

// DebtorPages gives the list of customers' accounts page by page: the most overdue
// first. It is worked out when the list is counted.
type DebtorPages struct {
	desk           *view.Desk
	search, filter string

	mu   sync.Mutex
	list []Debtor
}

// NewDebtorPages returns the pages of a search and a filter.
func NewDebtorPages(desk *view.Desk, search, filter string) *DebtorPages {
	return &DebtorPages{desk: desk, search: search, filter: filter}
}

// Count implements the source of a list.
func (p *DebtorPages) Count(context.Context) (int, error) {
	list, err := view.Load(p.desk, func(r *view.Reader) ([]Debtor, error) {
		all, err := balances(r, inUse)
		if err != nil {
			return nil, err
		}
		named, err := p.named(r)
		kept := all[:0]
		for _, d := range all {
			if (named == nil || named[d.ID]) && (p.filter != OnlyLate || d.Late != "") && (p.filter != OnlyPrepaid || d.Prepaid != "") {
				kept = append(kept, d)
			}
		}
		return kept, err
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = list
	return len(list), err
}

// named is who the search finds, nil without a search.
func (p *DebtorPages) named(r *view.Reader) (map[kernel.ID]bool, error) {
	if p.search == "" {
		return nil, nil
	}
	page, err := r.List(client.Query{Search: p.search, Query: rowstore.Query{
		Entity: party.Parties.Name(), Sort: []rowstore.Order{{Field: "name"}}, Limit: rowstore.MaxPage,
	}})
	found := map[kernel.ID]bool{}
	for _, row := range page.Rows {
		found[row.Base().ID] = true
	}
	return found, err
}

// Page implements the source of a list.
func (p *DebtorPages) Page(_ context.Context, offset, limit int) ([]Debtor, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.list[min(offset, len(p.list)):min(offset+limit, len(p.list))], nil
}
