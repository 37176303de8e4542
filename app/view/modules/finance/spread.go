package finance

import (
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
)

// spread is how money settles a customer's items: those of the document that it is for,
// then the oldest, until a share is changed by hand.
type spread struct {
	items   []*debt.Item
	credits []*debt.Item               // advances, which are no choice here
	chosen  map[kernel.ID]kernel.Money // by item; nil while nobody has
	own     kernel.ID                  // the document that the money is for, zero for none
}

func (s *spread) shares(money kernel.Money) []debt.Share {
	if s.chosen == nil {
		return s.usual(money)
	}
	var list []debt.Share
	for _, i := range s.items {
		if a := s.chosen[i.ID]; a != 0 {
			list = append(list, debt.Share{Item: kernel.Ref[debt.Item](i.ID), Amount: a})
		}
	}
	return list
}

// usual is what so much money settles where nobody chooses.
func (s *spread) usual(money kernel.Money) []debt.Share { return debt.OwnFirst(s.items, money, s.own) }

// OwnOpen tells whether items of the document that the money is for are open.
func (s *spread) OwnOpen() bool {
	return slices.ContainsFunc(s.items, func(i *debt.Item) bool { return i.Of(s.own) })
}

// set settles so much of an item; the others keep what they have now.
func (s *spread) set(item kernel.ID, amount, money kernel.Money) {
	if s.chosen == nil {
		s.keep(s.usual(money))
	}
	s.chosen[item] = amount
}

// keep takes shares as chosen by hand.
func (s *spread) keep(shares []debt.Share) {
	s.chosen = map[kernel.ID]kernel.Money{}
	for _, sh := range shares {
		s.chosen[sh.Item.ID()] = sh.Amount
	}
}

// all are the items and the credits that count against them.
func (s *spread) all() []*debt.Item { return slices.Concat(s.items, s.credits) }

// open is what is open of all items.
func (s *spread) open() kernel.Money {
	var sum kernel.Money
	for _, i := range s.items {
		sum += i.Rest()
	}
	return sum
}

// list is the items with what money settles of each.
func (s *spread) list(today kernel.Date, money kernel.Money) []Item {
	share := map[kernel.ID]kernel.Money{}
	for _, sh := range s.shares(money) {
		share[sh.Item.ID()] = sh.Amount
	}
	late := debt.LateItems(s.all(), today)
	list := make([]Item, len(s.items))
	for n, i := range s.items {
		list[n] = Item{
			ID: i.ID, Entity: i.SrcEntity, Src: i.Src, Number: i.Number, Day: view.Date(i.Date), Due: view.Date(i.Due),
			Late: late[i.ID], Rest: i.Rest(), Share: share[i.ID],
		}
	}
	return list
}

// NothingChosen refuses shares that were all taken away by hand: the server would
// take that for the usual order, the oldest first.
var NothingChosen = kernel.Refuse("finance.view.nothing_chosen", "没有选择要核销的单据。请至少填一行核销金额，或恢复先到期先核销",
	"No item is chosen. Please fill in at least one line, or go back to the oldest first")

// sendable is what a command gets: nothing for the usual order.
func (s *spread) sendable(money kernel.Money) ([]debt.Share, error) {
	if s.chosen == nil {
		return nil, nil
	}
	shares := s.shares(money)
	if len(shares) == 0 && len(s.items) > 0 {
		return nil, NothingChosen.With()
	}
	return shares, nil
}
