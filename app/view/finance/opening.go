package finance

import (
	"heyi/app/view"
	"heyi/shared/debt"
	"heyi/shared/finance"
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/party"
)

// Old is a line of an opening form; which of its parts count depends on the form.
type Old struct {
	Who            kernel.ID // customer, fund or account
	Number         string
	Day, Due       kernel.Date
	Amount, Credit kernel.Money
}

// OpenDebts enters what customers owed when the books began.
func OpenDebts(desk *view.Desk, lines []*Old) error {
	c := &debt.Opening{}
	for _, l := range lines {
		if !l.Who.IsZero() {
			c.Lines = append(c.Lines, debt.OpeningLine{
				Party: kernel.Ref[party.Party](l.Who), Kind: debt.Receivable, Number: l.Number, Date: l.Day, Due: l.Due, Amount: l.Amount,
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
