package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// meetCredit settles a new bill with what the company owes the customer from red
// items, the oldest first: a credit note pays the next bill.
func meetCredit(tx *kernel.Tx, black *Item) error {
	if black.Kind != Receivable || black.Amount <= 0 {
		return nil
	}
	b, err := party.Balances.Need(tx, party.BalanceOf(black.Party))
	if err != nil || b.Credit <= 0 { // then nobody reads what else the customer owes
		return err
	}
	open, _ := OpenItems(tx, black.Party)
	for _, red := range open {
		if red.Kind == Receivable && red.Amount < 0 {
			if err := Net(tx, red, black, black.Date); err != nil {
				return err
			}
		}
	}
	return nil
}

// UseCredit settles the customer's bills with what is left of a red item, first due
// first. Only Settle may call it.
func UseCredit(tx *kernel.Tx, red *Item, date kernel.Date) error {
	if red.Rest() == 0 {
		return nil
	}
	open, _ := OpenItems(tx, red.Party)
	for _, black := range open {
		if black.Kind == Receivable && black.Amount > 0 {
			if err := Net(tx, red, black, date); err != nil {
				return err
			}
		}
	}
	return nil
}

// UseCredits lets a party's credit notes pay its bills again, after a correction has
// opened some of either. Only Settle may call it.
func UseCredits(tx *kernel.Tx, who kernel.Ref[party.Party], date kernel.Date) error {
	who = party.Survivor(tx, who)
	b, err := party.Balances.Need(tx, party.BalanceOf(who))
	if err != nil || b.Credit <= 0 {
		return err
	}
	open, _ := OpenItems(tx, who)
	for _, red := range open {
		if red.Kind == Receivable && red.Amount < 0 {
			if err := UseCredit(tx, red, date); err != nil {
				return err
			}
		}
	}
	return nil
}

// DaysLateOf counts the days since the oldest claim on a party was due.
func DaysLateOf(b *party.Balance, today kernel.Date) int64 { return DaysLate(b.OldestDue, today) }

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
			return UseCredit(tx, red, tx.Today())
		})

	kernel.UpgradeRows(31, "debt.oldest_due", "最早到期日不计已被预收和红字抵掉的单据", "The oldest due date passes over what credits cover", party.Balances,
		func(b *party.Balance) bool { return b.OldestDue != 0 && (b.Prepaid > 0 || b.Credit > 0) },
		func(tx *kernel.Tx, b *party.Balance) error {
			open, _ := OpenItems(tx, b.Party)
			if oldest := OldestDue(open); oldest != b.OldestDue {
				kernel.Set(tx, b, &b.OldestDue, oldest)
			}
			return nil
		})
}
