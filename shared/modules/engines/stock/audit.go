package stock

import (
	"fmt"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

func init() {
	kernel.DeclareAudit("F1", "库存等于收发合计", "Stock on hand is the sum of its movements", auditOnHand)
	kernel.DeclareAudit("F2", "占用等于未释放的占用记录合计", "What is reserved is the sum of the reservations held", auditReserved)
	kernel.DeclareAudit("F14", "每个供应商的暂估应付 = 其入库单成本", "What is owed to each supplier by estimate is what his receipts cost", auditEstimates)
	kernel.DeclareAudit("F15", "库存成本等于成本明细合计，数量为零则金额为零，与总账一致", "Stock value is the sum of its layers, zero without goods, and what the ledger says", auditValues)
	kernel.DeclareAudit("F16C", "库存冲销单与原单数量、金额相反，一张单只冲销一次", "A reversal turns its document round, line by line, and there is one at most", auditReversals)
	kernel.DeclareAudit("F16", "调拨不增减数量和金额", "A transfer neither makes nor loses goods or value", auditTransfers)
}

// tally compares sums with the projection that claims them.
type tally map[kernel.ID]int64

// rest reports what the projection has not claimed, in the order of ids.
func (t tally) rest(found func(string)) {
	var keys []string
	for id, n := range t {
		if n != 0 {
			keys = append(keys, id.String())
		}
	}
	sort.Strings(keys)
	for _, k := range keys {
		found(k)
	}
}

func auditOnHand(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	sums := tally{}
	err := kernel.Each(c, all, Movements, func(m *Movement) error {
		sums[m.Balance.ID()] += int64(m.Qty)
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Balances, func(b *Balance) error {
		sums[b.ID] -= int64(b.OnHand)
		return nil
	})
	sums.rest(found)
	return err
}

func auditReserved(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	sums := tally{}
	err := kernel.Each(c, all, Reservations, func(r *Reservation) error {
		if (r.State == ReservationHeld) != (r.Qty > 0) {
			found(r.ID.String())
		}
		sums[r.Balance.ID()] += int64(r.Qty)
		return nil
	})
	if err != nil {
		return err
	}
	err = kernel.Each(c, all, Balances, func(b *Balance) error {
		sums[b.ID] -= int64(b.Reserved)
		return nil
	})
	sums.rest(found)
	return err
}

func auditValues(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	amounts, quantities := tally{}, tally{}
	err := kernel.Each(c, all, Layers, func(l *Layer) error {
		id := BalanceRef(l.Product, l.Place).ID()
		amounts[id] += int64(l.Amount)
		quantities[id] += int64(l.Qty)
		return nil
	})
	if err != nil {
		return err
	}
	var goods, pending kernel.Money
	err = kernel.Each(c, all, Values, func(v *Value) error {
		amounts[v.ID] -= int64(v.Amount)
		quantities[v.ID] -= int64(v.Qty)
		if v.Qty == 0 && v.Amount != 0 || v.Qty > 0 && v.Amount < 0 {
			found(fmt.Sprintf("%s: %s worth %s", v.ID, v.Qty, v.Amount))
		}
		if v.Place == org.SuspensePlace {
			pending += v.Amount
		} else {
			goods += v.Amount
		}
		return nil
	})
	if err != nil {
		return err
	}
	amounts.rest(found)
	quantities.rest(found)
	return auditLedger(c, all, goods, pending, found)
}

// auditLedger compares stock values with the accounts that carry them. Account
// 1901 also carries other things; the entries of 待查 name the place.
func auditLedger(c *kernel.Catalog, all kernel.Scanner, goods, pending kernel.Money, found func(string)) error {
	err := kernel.Each(c, all, ledger.Entries, func(e *ledger.Entry) error {
		switch {
		case e.Account == ledger.AccountRef(ledger.Merchandise):
			goods -= e.Debit - e.Credit
		case e.Account == ledger.AccountRef(ledger.Pending) && e.Place == org.SuspensePlace:
			pending -= e.Debit - e.Credit
		}
		return nil
	})
	if goods != 0 {
		found(fmt.Sprintf("%s differs by %s", ledger.Merchandise, goods))
	}
	if pending != 0 {
		found(fmt.Sprintf("%s of %s differs by %s", ledger.Pending, "待查", pending))
	}
	return err
}

// auditReversals adds up what reversed documents and their reversals say, by line and by
// place.
func auditReversals(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	of := map[kernel.Ref[Doc]]kernel.Ref[Doc]{}
	err := kernel.Each(c, all, Docs, func(d *Doc) error {
		if d.Reverses.IsZero() {
			return nil
		}
		if _, twice := of[d.Reverses]; twice {
			found(d.Number)
		}
		of[d.Reverses], of[kernel.Ref[Doc](d.ID)] = d.Reverses, d.Reverses
		return nil
	})
	if err != nil || len(of) == 0 {
		return err
	}
	quantities, amounts, moved := tally{}, tally{}, tally{}
	if err = kernel.Each(c, all, DocLines, func(l *DocLine) error {
		if was, ok := of[l.Doc]; ok {
			line := kernel.DeriveID("line", was, l.Line)
			quantities[line] += int64(l.Qty)
			if cost, ok := all.Get(costs.In(c), l.ID).(*DocLine); ok {
				amounts[line] += int64(cost.Amount)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	err = kernel.Each(c, all, Movements, func(m *Movement) error {
		if was, ok := of[kernel.Ref[Doc](m.Src)]; ok && m.Reason != Counters {
			moved[kernel.DeriveID("moved", was, m.Balance)] += int64(m.Qty)
		}
		return nil
	})
	quantities.rest(found)
	amounts.rest(found)
	moved.rest(found)
	return err
}

func auditTransfers(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	transfers := map[kernel.ID]bool{}
	err := kernel.Each(c, all, Docs, func(d *Doc) error {
		transfers[d.ID] = d.Kind == Transferring
		return nil
	})
	if err != nil {
		return err
	}
	quantities, amounts := tally{}, tally{}
	err = kernel.Each(c, all, Movements, func(m *Movement) error {
		if !transfers[m.Src] || m.Reason == Counters {
			return nil
		}
		quantities[m.SrcLine] += int64(m.Qty)
		if l, ok := all.Get(Layers.In(c), m.ID).(*Layer); ok {
			amounts[m.SrcLine] += int64(l.Amount + l.Variance)
		}
		return nil
	})
	quantities.rest(found)
	amounts.rest(found)
	return err
}
