package debt

import (
	"sort"

	"heyi/shared/kernel"
)

// Share is a part of an item that an amount of money settles.
type Share struct {
	Item   kernel.Ref[Item] `zh:"单据" en:"Item" is:"required"`
	Amount kernel.Money     `zh:"核销金额" en:"Amount" is:"required,negative"`
}

// Sum adds up shares.
func Sum(shares []Share) kernel.Money {
	var sum kernel.Money
	for _, s := range shares {
		sum += s.Amount
	}
	return sum
}

// OldestFirst spreads money over receivables, first due first. Red items are
// used up as far as the money falls short, so their shares are negative; the sum
// of the shares is at most the money.
func OldestFirst(items []*Item, money kernel.Money) []Share {
	sorted := append([]*Item(nil), items...)
	sort.SliceStable(sorted, func(i, j int) bool { return earlier(sorted[i], sorted[j]) })
	var black, red kernel.Money
	for _, i := range sorted {
		if i.Kind == Receivable {
			black += max(i.Rest(), 0)
			red += max(-i.Rest(), 0)
		}
	}
	credit := min(red, max(black-money, 0))
	left := min(money, black) + credit
	var shares []Share
	for _, i := range sorted {
		var take kernel.Money
		switch rest := i.Rest(); {
		case i.Kind != Receivable:
		case rest > 0:
			take = min(rest, left)
			left -= take
		case rest < 0:
			take = -min(-rest, credit)
			credit += take
		}
		if take != 0 {
			shares = append(shares, Share{kernel.Ref[Item](i.ID), take})
		}
	}
	return shares
}

// OwnFirst spreads money that was taken for a document: over the items of the document
// first, see [Item.Of], and what is left as [OldestFirst]. Without a document all is.
func OwnFirst(items []*Item, money kernel.Money, doc kernel.ID) []Share {
	var own, others []*Item
	for _, i := range items {
		if i.Of(doc) && i.Kind == Receivable && i.Rest() > 0 {
			own = append(own, i)
		} else {
			others = append(others, i)
		}
	}
	shares := OldestFirst(own, money)
	if left := money - Sum(shares); left > 0 || len(own) == 0 {
		shares = append(shares, OldestFirst(others, left)...)
	}
	return shares
}

func earlier(a, b *Item) bool {
	switch {
	case a.Due != b.Due:
		return a.Due < b.Due
	case a.Date != b.Date:
		return a.Date < b.Date
	}
	return string(a.ID[:]) < string(b.ID[:])
}
