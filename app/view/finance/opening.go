package finance

import (
	"context"

	"heyi/app/client"
	"heyi/app/view"
	"heyi/shared/debt"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/rowstore"
)

// Old is a line of an opening form; which of its parts count depends on the form.
type Old struct {
	Who            kernel.ID     // partner, fund or account
	Kind           kernel.Choice // of a partner's item; none is a receivable
	Number         string
	Day, Due       kernel.Date
	Amount, Credit kernel.Money
}

// OpenDebts enters what was owed when the books began.
func OpenDebts(desk *view.Desk, lines []*Old) error {
	c := &debt.Opening{}
	for _, l := range lines {
		if !l.Who.IsZero() {
			kind := l.Kind
			if kind == "" {
				kind = debt.Receivable
			}
			c.Lines = append(c.Lines, debt.OpeningLine{
				Party: kernel.Ref[party.Party](l.Who), Kind: kind, Number: l.Number, Date: l.Day, Due: l.Due, Amount: l.Amount,
			})
		}
	}
	_, err := desk.Do(c)
	return err
}

// OpenFunds enters what the funds held.
func OpenFunds(desk *view.Desk, lines []*Old) error {
	c := &finance.Opening{}
	for _, l := range lines {
		if !l.Who.IsZero() {
			c.Lines = append(c.Lines, finance.OpeningLine{Fund: kernel.Ref[finance.Fund](l.Who), Amount: l.Amount})
		}
	}
	_, err := desk.Do(c)
	return err
}

// OpenLedger enters the balances of accounts that no document keeps.
func OpenLedger(desk *view.Desk, lines []*Old) error {
	c := &ledger.Open{}
	for _, l := range lines {
		if !l.Who.IsZero() {
			c.Lines = append(c.Lines, ledger.OpenLine{Account: kernel.Ref[ledger.Account](l.Who), Debit: l.Amount, Credit: l.Credit})
		}
	}
	_, err := desk.Do(c)
	return err
}

// Kinds are what may have been owed.
func Kinds(c *kernel.Catalog) []view.Option { return view.Options(c, debt.Items.Name(), "kind") }

// Sums adds up what the lines say, of chosen ones only.
func Sums(lines []*Old) (amount, credit kernel.Money) {
	for _, l := range lines {
		if !l.Who.IsZero() {
			amount, credit = amount+l.Amount, credit+l.Credit
		}
	}
	return amount, credit
}

// Partners searches customers and suppliers.
func Partners(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		page, err := desk.Engine.List(client.Query{Search: query, Query: rowstore.Query{
			Entity: party.Parties.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "name"}},
		}})
		list := make([]Named, 0, len(page.Rows))
		for _, row := range page.Rows {
			p := row.(*party.Party)
			list = append(list, Named{ID: p.ID, Name: p.Name, Detail: view.Join(p.Contact, p.Mobile)})
		}
		return list, err
	}
}

// LastDay is the last day before the books began, which old documents are of.
func LastDay(desk *view.Desk) kernel.Date {
	var day kernel.Date
	_ = desk.Read(func(r *view.Reader) error { // without a company there is no day to propose
		if c, err := org.OfCompany(r.Tx); err == nil && c.Start != 0 {
			day = c.Start.AddDays(-1)
		}
		return nil
	})
	return day
}
