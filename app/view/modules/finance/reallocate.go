package finance

import (
	"cmp"
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
)

// Reallocation changes what a confirmed receipt settles (改核销). It begins with what
// it settles now.
type Reallocation struct {
	Receipt          kernel.ID
	Number, Customer string
	Money            kernel.Money // of the receipt, with the discount that was offered

	total, discount kernel.Money
	spread          spread
}

// LoadReallocation reads a receipt with the items it settles and those that are
// open. What the receipt itself has settled counts as open.
func LoadReallocation(id kernel.ID) func(*view.Reader) (*Reallocation, error) {
	return func(r *view.Reader) (*Reallocation, error) {
		row, err := view.Get(r, finance.Receipts, id)
		if err != nil {
			return nil, err
		}
		a := &Reallocation{
			Receipt: id, Number: row.Number, Customer: row.Name, Money: row.Total + row.Discount, total: row.Total, discount: row.Discount,
		}
		a.spread.own = row.Src
		own, items := settledBy(r, id)
		open, _ := debt.OpenItems(r.Tx, row.Customer)
		for _, i := range open {
			switch {
			case i.Kind == debt.Prepaid:
				a.spread.credits = append(a.spread.credits, i)
			case i.Kind == debt.Receivable && own[i.ID] == 0:
				items = append(items, i)
			}
		}
		slices.SortStableFunc(items, func(a, b *debt.Item) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Date, b.Date)) })
		var now []debt.Share
		for _, i := range items {
			free := *i
			free.Settled -= own[i.ID]
			a.spread.items = append(a.spread.items, &free)
			if own[i.ID] != 0 {
				now = append(now, debt.Share{Item: kernel.Ref[debt.Item](i.ID), Amount: own[i.ID]})
			}
		}
		a.spread.keep(now)
		return a, nil
	}
}

// settledBy is what a receipt settles of each receivable, corrections counted, and
// the items by their dates.
func settledBy(r *view.Reader, receipt kernel.ID) (sums map[kernel.ID]kernel.Money, items []*debt.Item) {
	sums = map[kernel.ID]kernel.Money{}
	seen := map[kernel.ID]*debt.Item{}
	var order []kernel.ID
	made, _ := debt.ByReceipt.Of(r.Tx, receipt)
	for _, m := range made {
		item := seen[m.Item.ID()]
		if item == nil {
			var p kernel.Presence
			if item, p = debt.Items.Get(r.Tx, m.Item); p != kernel.Found || item.Kind != debt.Receivable {
				continue
			}
			seen[item.ID] = item
			order = append(order, item.ID)
		}
		sums[item.ID] += m.Amount
	}
	for _, id := range order {
		if sums[id] != 0 {
			items = append(items, seen[id])
		}
	}
	slices.SortStableFunc(items, func(a, b *debt.Item) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Number, b.Number))
	})
	return sums, items
}

// Items lists what can be settled with what is settled of each.
func (a *Reallocation) Items(today kernel.Date) []Item { return a.spread.list(today, a.Money) }

// Share settles so much of an item.
func (a *Reallocation) Share(item kernel.ID, amount kernel.Money) {
	a.spread.set(item, amount, a.Money)
}

// OldestFirst forgets what was chosen.
func (a *Reallocation) OldestFirst() { a.spread.chosen = nil }

// OwnOpen tells whether items of the document that the money was for are among them.
func (a *Reallocation) OwnOpen() bool { return a.spread.OwnOpen() }

// Chosen tells whether the shares are somebody's choice.
func (a *Reallocation) Chosen() bool { return a.spread.chosen != nil }

// Prepaid is what is left over and paid in advance; below zero the shares are more
// than the money.
func (a *Reallocation) Prepaid() kernel.Money {
	return finance.SplitOf(a.total, a.discount, debt.Sum(a.spread.shares(a.Money))).Prepaid
}

// Save sends the new shares.
func (a *Reallocation) Save(desk *view.Desk) error {
	shares, err := a.spread.sendable(a.Money)
	if err != nil {
		return err
	}
	_, err = desk.Do(&finance.Reallocate{Receipt: kernel.Ref[finance.Receipt](a.Receipt), Shares: shares})
	return err
}
