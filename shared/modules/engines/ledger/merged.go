package ledger

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

func init() {
	party.OnMerged.On("ledger", transfer)
	kernel.DeclareAudit("F24L", "已并入别家的往来单位在各科目上没有余额", "A party that was merged has no balance on any account", auditMerged)
}

// transfer moves the balances of a party that was merged to the one that stays, on
// every account that is kept per party. From then on nothing is posted to it, see
// [Post].
func transfer(tx *kernel.Tx, m party.Merged) error {
	gone, keep := kernel.Ref[party.Party](m.Gone.ID), kernel.Ref[party.Party](m.Keep.ID)
	p := &Posting{
		SrcEntity: party.Parties.Name(), Src: m.Gone.ID, Date: tx.Today(),
		Summary: "往来转移 " + m.Gone.Name + " 并入 " + m.Keep.Name, asWritten: true,
	}
	for _, class := range []kernel.Choice{"asset", "liability", "equity", "cost", Results} {
		accounts, _ := accountsOf.Of(tx, class)
		for _, a := range accounts {
			if !a.PerParty || !a.Posts {
				continue
			}
			switch owed := BalanceOf(tx, a.Code, gone); {
			case owed > 0:
				p.Debit(a.Code, owed, Aux{Party: keep})
				p.Credit(a.Code, owed, Aux{Party: gone})
			case owed < 0:
				p.Debit(a.Code, -owed, Aux{Party: gone})
				p.Credit(a.Code, -owed, Aux{Party: keep})
			}
		}
	}
	_, err := Post(tx, p)
	return err
}

func auditMerged(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	merged := map[kernel.Ref[party.Party]]bool{}
	err := kernel.Each(c, all, party.Parties, func(p *party.Party) error {
		if !p.MergedInto.IsZero() {
			merged[kernel.Ref[party.Party](p.ID)] = true
		}
		return nil
	})
	if err != nil || len(merged) == 0 {
		return err
	}
	type key struct {
		account kernel.Ref[Account]
		party   kernel.Ref[party.Party]
	}
	left := map[key]kernel.Money{}
	err = kernel.Each(c, all, Balances, func(b *Balance) error {
		if merged[b.Party] {
			left[key{b.Account, b.Party}] += b.Debit - b.Credit
		}
		return nil
	})
	var keys []string
	for k, amount := range left {
		if amount != 0 {
			keys = append(keys, fmt.Sprintf("party %s: %s on %s", k.party, amount, k.account))
		}
	}
	sort.Strings(keys)
	for _, k := range keys {
		found(k)
	}
	return err
}
