package ledger

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

func init() {
	kernel.DeclareAudit("F8", "每张凭证借贷相等，金额与分录一致，来源单据存在", "Each voucher balances, its amount is that of its entries and its document is there", auditVouchers)
	kernel.DeclareAudit("G8", "凭证号在每个期间从 1 起连续", "Voucher numbers of a period run from 1 without gap", auditNumbers)
	kernel.DeclareAudit("G8", "单据编号不重复", "No document number is used twice", auditDocuments)
	kernel.DeclareAudit("F32", "科目余额等于分录合计，试算平衡", "Account balances are the sums of the entries, and the trial balances", auditBalances)
}

type sides struct{ debit, credit kernel.Money }

func (s *sides) add(debit, credit kernel.Money) { s.debit += debit; s.credit += credit }

func auditVouchers(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	sums := map[kernel.Ref[Voucher]]sides{}
	err := kernel.Each(c, all, Entries, func(e *Entry) error {
		s := sums[e.Voucher]
		s.add(e.Debit, e.Credit)
		sums[e.Voucher] = s
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Vouchers, func(v *Voucher) error {
		ref := kernel.Ref[Voucher](v.ID)
		if s := sums[ref]; s.debit != s.credit || s.debit != v.Amount || !hasSource(c, all, v) {
			found(fmt.Sprintf("%d %s-%d", v.Period, v.Word, v.No))
		}
		delete(sums, ref)
		return nil
	})
	var orphans []string
	for ref := range sums {
		orphans = append(orphans, "entries of no voucher "+ref.String())
	}
	report(orphans, found)
	return err
}

// report gives findings in an order that does not depend on a map's.
func report(keys []string, found func(string)) {
	sort.Strings(keys)
	for _, k := range keys {
		found(k)
	}
}

// hasSource tells whether the document that posted the voucher is there. Opening
// balances are posted by a command and have none.
func hasSource(c *kernel.Catalog, all kernel.Scanner, v *Voucher) bool {
	if v.SrcEntity == "" {
		return true
	}
	s := c.Schema(v.SrcEntity)
	return s != nil && all.Get(s, v.Src) != nil
}

// auditNumbers needs no order: n distinct numbers of which the highest is n are
// 1 to n.
func auditNumbers(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	type series struct {
		period int64
		word   string
	}
	type run struct{ count, highest int64 }
	runs := map[series]*run{}
	seen := map[string]bool{}
	var order []series
	err := kernel.Each(c, all, Vouchers, func(v *Voucher) error {
		s := series{v.Period, v.Word}
		if runs[s] == nil {
			runs[s] = &run{}
			order = append(order, s)
		}
		key := fmt.Sprintf("%d %s-%d", v.Period, v.Word, v.No)
		if seen[key] || v.No < 1 {
			found(key)
		}
		seen[key] = true
		runs[s].count++
		runs[s].highest = max(runs[s].highest, v.No)
		return nil
	})
	for _, s := range order {
		if r := runs[s]; r.count != r.highest {
			found(fmt.Sprintf("%d %s: %d numbers up to %d", s.period, s.word, r.count, r.highest))
		}
	}
	return err
}

func auditBalances(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	type key struct {
		account kernel.Ref[Account]
		period  int64
		party   kernel.Ref[party.Party]
	}
	sums := map[key]sides{}
	err := kernel.Each(c, all, Entries, func(e *Entry) error {
		k := key{e.Account, e.Period, e.Party}
		s := sums[k]
		s.add(e.Debit, e.Credit)
		sums[k] = s
		return nil
	})
	if err != nil {
		return err
	}
	var total sides
	err = kernel.Each(c, all, Balances, func(b *Balance) error {
		total.add(b.Debit, b.Credit)
		k := key{b.Account, b.Period, b.Party}
		if sums[k] != (sides{b.Debit, b.Credit}) {
			found(fmt.Sprintf("%s in %d", b.Account, b.Period))
		}
		delete(sums, k)
		return nil
	})
	var missing []string
	for k, s := range sums {
		if s != (sides{}) {
			missing = append(missing, fmt.Sprintf("%s in %d has no balance", k.account, k.period))
		}
	}
	report(missing, found)
	if total.debit != total.credit {
		found(fmt.Sprintf("debit %s, credit %s", total.debit, total.credit))
	}
	return err
}

// auditDocuments looks at every entity that is a document, whoever declared it.
func auditDocuments(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	for _, s := range c.Schemas {
		number, serial := s.Field("number"), s.Field("serial")
		if number == nil || serial == nil || !serial.Settled || s.Main != nil {
			continue
		}
		seen := map[string]bool{}
		err := all.Scan(s, func(row kernel.Row) error {
			n := number.Get(row).Str
			if n != "" && seen[n] {
				found(s.Name + " " + n)
			}
			seen[n] = true
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
