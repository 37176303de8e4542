package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// A party that was merged into another owes nothing and is owed nothing: what was
// open is carried over on the day of the merger (往来转移). The old item is settled by
// the party that stays; there a new one stands for what was left, with the same
// source, number and due date, so that what comes of the document later finds it.

// mostCarried is how many open items of one party a command carries over: each
// writes three rows, and more where credits meet bills.
const mostCarried = 300

func init() { party.OnMerged.On("debt", carryAll) }

// carryAll carries over what is open: bills first, so that credits find them.
func carryAll(tx *kernel.Tx, m party.Merged) error {
	open, _ := OpenItems(tx, kernel.Ref[party.Party](m.Gone.ID))
	if err := m.Fits(len(open), mostCarried, "未结清往来", "open items"); err != nil {
		return err
	}
	for _, credits := range []bool{false, true} {
		for _, i := range open {
			if credits != (i.Amount < 0 || i.Kind == Prepaid) || i.Rest() == 0 {
				continue
			}
			if err := carry(tx, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// carry moves what is open of an item to the party that stands for its own.
func carry(tx *kernel.Tx, item *Item) error {
	keep, rest, today := party.Survivor(tx, item.Party), item.Rest(), tx.Today()
	n := before(tx, item)
	by := Doc{Entity: party.Parties.Name(), ID: keep.ID(), Date: today}
	if err := settle(tx, item, by, rest, n); err != nil {
		return err
	}
	heir := Items.Insert(tx, &Item{
		Party: keep, Kind: item.Kind, SrcEntity: item.SrcEntity, Src: item.Src, Number: item.Number,
		Date: max(today, item.Date), Due: item.Due, Amount: rest, State: Open, For: item.For,
	}, item.ID, n)
	if err := arise(tx, heir, kernel.ID{}); err != nil {
		return err
	}
	if heir.Kind == Receivable && heir.Amount < 0 {
		return UseCredit(tx, heir, heir.Date)
	}
	return nil
}

// carried tells whether an item's party was merged into another.
func carried(tx *kernel.Tx, item *Item) bool { return party.Survivor(tx, item.Party) != item.Party }

// Standing is the item that stands for one of a party that was merged into another:
// itself, or what is open of it there.
func Standing(tx *kernel.Tx, item *Item) *Item {
	keep := party.Survivor(tx, item.Party)
	if keep == item.Party {
		return item
	}
	same, _ := BySource.Of(tx, item.Src)
	for _, i := range same {
		if i.Party == keep && i.Kind == item.Kind && i.Number == item.Number && i.Due == item.Due && i.Rest() != 0 {
			return i
		}
	}
	return item
}
