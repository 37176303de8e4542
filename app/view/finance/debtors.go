package finance

import (
	"context"
	"sync"

	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/party"
	"heyi/shared/rowstore"
)

// OnlyLate is the filter of those who are overdue.
const OnlyLate = "late"

var lateOnes = i18n.Define("finance.filter.late", "逾期", "Overdue")

// DebtorFilters are all who owe, and those who are late.
func DebtorFilters() []view.Option {
	return []view.Option{{Label: allOnes.Text()}, {Code: OnlyLate, Label: lateOnes.Text()}}
}

// DebtorPages gives the list of who owes page by page: the most overdue first. It is
// worked out when the list is counted.
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
		all, err := Debtors(r)
		if err != nil {
			return nil, err
		}
		named, err := p.named(r)
		kept := all[:0]
		for _, d := range all {
			if (named == nil || named[d.ID]) && (p.filter != OnlyLate || d.Late != "") {
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
