package debt

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

func init() {
	kernel.DeclareAudit("F5", "往来余额 = 未结清单据合计 = 总账应收、预收、应付（按往来单位）",
		"A party's balances are the sums of its open items and agree with the ledger", auditBalances)
	kernel.DeclareAudit("F5N", "红字与未结账单不并存；总账不欠的客户没有逾期", "No credit note stands open beside a bill, and nobody is overdue who owes nothing in all", auditNetted)
	kernel.DeclareAudit("F6", "每笔往来的核销记录合计 = 已核销，且不超过金额",
		"The allocations of each item add up to what is settled on it, and to no more than its amount", auditAllocations)
}

// standingOf is what one source says of one party.
type standingOf struct{ receivable, prepaid, payable, credit kernel.Money }

func (s *standingOf) add(kind kernel.Choice, amount kernel.Money) {
	switch kind {
	case Receivable:
		s.receivable += amount
	case Prepaid:
		s.prepaid += amount
	case Payable:
		s.payable += amount
	}
}

func auditBalances(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	items, oldest, err := itemsByParty(c, all)
	if err != nil {
		return err
	}
	books, err := booksByParty(c, all)
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, party.Balances, func(b *party.Balance) error {
		if (standingOf{b.Receivable, b.Prepaid, b.Payable, b.Credit}) != items[b.Party.ID()] || b.OldestDue != oldest[b.Party.ID()] {
			found(fmt.Sprintf("party_balance %s", b.ID))
		}
		delete(oldest, b.Party.ID())
		return nil
	})
	if err != nil {
		return err
	}
	var keys []string
	for id, s := range items {
		if s.credit = 0; s != books[id] { // the ledger has credits in the receivable
			keys = append(keys, fmt.Sprintf("party %s: items %v, ledger %v", id, s, books[id]))
		}
	}
	for id, s := range books {
		if _, has := items[id]; !has && s != (standingOf{}) {
			keys = append(keys, fmt.Sprintf("party %s: ledger %v without items", id, s))
		}
	}
	for id := range oldest {
		keys = append(keys, fmt.Sprintf("party %s has items and no balance", id))
	}
	sort.Strings(keys)
	for _, k := range keys {
		found(k)
	}
	return nil
}

func auditNetted(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	bills, credits := map[kernel.ID]int{}, map[kernel.ID]int{}
	err := kernel.Each(c, all, Items, func(i *Item) error {
		switch rest := i.Rest(); {
		case i.Kind != Receivable:
		case rest > 0:
			bills[i.Party.ID()]++
		case rest < 0:
			credits[i.Party.ID()]++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, party.Balances, func(b *party.Balance) error {
		if bills[b.Party.ID()] > 0 && credits[b.Party.ID()] > 0 || b.Receivable <= b.Prepaid && b.OldestDue != 0 {
			found(fmt.Sprintf("party_balance %s", b.ID))
		}
		return nil
	})
}

func itemsByParty(c *kernel.Catalog, all kernel.Scanner) (sums map[kernel.ID]standingOf, oldest map[kernel.ID]kernel.Date, err error) {
	sums, oldest = map[kernel.ID]standingOf{}, map[kernel.ID]kernel.Date{}
	open := map[kernel.ID][]*Item{}
	err = kernel.Each(c, all, Items, func(i *Item) error {
		s := sums[i.Party.ID()]
		s.add(i.Kind, i.Rest())
		if i.Kind == Receivable && i.Amount < 0 {
			s.credit -= i.Rest()
		}
		sums[i.Party.ID()] = s
		oldest[i.Party.ID()] = 0
		if i.Rest() != 0 {
			open[i.Party.ID()] = append(open[i.Party.ID()], i)
		}
		return nil
	})
	for id, items := range open {
		oldest[id] = OldestDue(items)
	}
	return sums, oldest, err
}

func booksByParty(c *kernel.Catalog, all kernel.Scanner) (map[kernel.ID]standingOf, error) {
	kinds := map[kernel.Ref[ledger.Account]]kernel.Choice{}
	for kind, side := range sides {
		kinds[ledger.AccountRef(side.account)] = kind
	}
	books := map[kernel.ID]standingOf{}
	err := kernel.Each(c, all, ledger.Balances, func(b *ledger.Balance) error {
		kind, kept := kinds[b.Account]
		if !kept {
			return nil
		}
		amount := b.Credit - b.Debit
		if sides[kind].debit {
			amount = -amount
		}
		s := books[b.Party.ID()]
		s.add(kind, amount)
		books[b.Party.ID()] = s
		return nil
	})
	return books, err
}

func auditAllocations(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	sums := map[kernel.Ref[Item]]kernel.Money{}
	err := kernel.Each(c, all, Allocations, func(a *Allocation) error {
		sums[a.Item] += a.Amount
		return nil
	})
	if err != nil {
		return err
	}
	return kernel.Each(c, all, Items, func(i *Item) error {
		closed := i.Rest() == 0
		if sums[kernel.Ref[Item](i.ID)] != i.Settled || outside(i.Settled, i.Amount) || closed != (i.State == Closed) {
			found(fmt.Sprintf("debt_item %s %s", i.Number, i.ID))
		}
		return nil
	})
}
