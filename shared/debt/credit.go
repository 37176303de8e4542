package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/party"
)

// meetCredit settles a new bill with what the company owes the customer from red
// items, the oldest first: a credit note pays the next bill.
func meetCredit(tx *kernel.Tx, black *Item, by Doc) error {
	if black.Kind != Receivable || black.Amount <= 0 {
		return nil
	}
	b, err := party.Balances.Need(tx, party.BalanceOf(black.Party))
	if err != nil || b.Credit <= 0 { // then nobody reads what else the customer owes
		return err
	}
	open, _ := OpenItems(tx, black.Party)
	for n, red := range open {
		if red.Kind == Receivable && red.Amount < 0 {
			if err := net(tx, red, black, by, n+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// UseCredit settles the customer's bills with what is left of a red item, first due
// first. Only Settle may call it.
func UseCredit(tx *kernel.Tx, red *Item, by Doc) error {
	if red.Rest() == 0 {
		return nil
	}
	open, _ := OpenItems(tx, red.Party)
	for n, black := range open {
		if black.Kind == Receivable && black.Amount > 0 {
			if err := net(tx, red, black, by, n+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// DaysLateOf counts the days since the oldest bill of a party was due; zero for a
// party that owes nothing in all.
func DaysLateOf(b *party.Balance, today kernel.Date) int64 {
	if b.Receivable <= b.Prepaid {
		return 0
	}
	return DaysLate(b.OldestDue, today)
}

// Balances of earlier releases do not know their credits, and those lie beside bills
// that they should have paid.
func init() {
	kernel.UpgradeRows(21, "debt.credits", "红字往来冲抵未结账单", "Credit notes pay open bills", Items,
		func(i *Item) bool { return i.Kind == Receivable && i.Amount < 0 && i.State == Open },
		func(tx *kernel.Tx, red *Item) error {
			b, err := party.Balances.Need(tx, party.BalanceOf(red.Party))
			if err != nil {
				return err
			}
			var credit kernel.Money
			open, _ := OpenItems(tx, red.Party)
			for _, i := range open {
				if i.Kind == Receivable && i.Amount < 0 {
					credit -= i.Rest()
				}
			}
			if credit != b.Credit {
				kernel.Set(tx, b, &b.Credit, credit)
			}
			return UseCredit(tx, red, Doc{Entity: Items.Name(), ID: red.ID, Date: tx.Today()})
		})
}
