package stock

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// spreading is a value that comes late on its way after the goods that it belongs to.
// What leaves a place takes as much of it along as it would have taken of an average,
// so in the end stock and cost of sales are what they were if the value had come with
// the goods. A transfer carries its part into the other place.
type spreading struct {
	tx   *kernel.Tx
	seen map[kernel.ID]bool // movements that were gone after
	kept []kept             // the place of the goods first
	left kernel.Money       // went out with goods
}

// kept is what stays in a place.
type kept struct {
	at     *Movement // into it
	amount kernel.Money
}

// spread adds an amount to the values of the places in which the goods of a movement
// are still, and answers what it did; what is negative is taken off them.
func (r *Revaluation) spread(tx *kernel.Tx, m *Movement, amount kernel.Money, date kernel.Date) (b Booked) {
	s := &spreading{tx: tx, seen: map[kernel.ID]bool{m.ID: true}, kept: []kept{{at: m}}}
	s.follow(m, amount)
	for i := range s.kept { // nothing is worth nothing, and no stock less
		pool, k := poolOf(tx, s.kept[i].at.Balance), &s.kept[i]
		stays := k.amount
		if pool.Qty <= 0 {
			stays = 0
		}
		stays = max(stays, min(-pool.Amount, 0))
		s.left += k.amount - stays
		k.amount = stays
	}
	for i, k := range s.kept {
		left := kernel.Money(0)
		if i == 0 {
			left = s.left
		}
		if k.amount == 0 && left == 0 {
			continue
		}
		b.add(k.at.Place, r.part(tx, k, left, date))
	}
	return b
}

// part writes what happens to one place.
func (r *Revaluation) part(tx *kernel.Tx, k kept, left kernel.Money, date kernel.Date) *Layer {
	if v, p := Values.Get(tx, kernel.Ref[Value](k.at.Balance)); p == kernel.Found {
		kernel.Add(tx, v, &v.Amount, k.amount)
	}
	row := RevaluedParts.Insert(tx, &RevaluedPart{
		Revaluation: kernel.Ref[Revaluation](r.ID), Place: k.at.Place, Date: date, InStock: k.amount, Left: left,
	}, k.at.Place)
	return Layers.Insert(tx, &Layer{
		Record: kernel.Record{ID: row.ID}, Product: r.Product, Place: k.at.Place, Date: date, Amount: k.amount, Variance: left,
	})
}

// keep leaves an amount in the place of a movement.
func (s *spreading) keep(m *Movement, amount kernel.Money) {
	i := slices.IndexFunc(s.kept, func(k kept) bool { return k.at.Balance == m.Balance })
	if i < 0 {
		i, s.kept = len(s.kept), append(s.kept, kept{at: m})
	}
	s.kept[i].amount += amount
}

// follow spreads an amount over what has become of the goods that a movement brought.
func (s *spreading) follow(m *Movement, amount kernel.Money) {
	later := s.later(m)
	there := poolOf(s.tx, m.Balance).Qty
	for _, l := range later {
		there -= l.Qty
	}
	if there < m.Qty { // some of it had left before it came
		stays := Pool{m.Qty, amount}.share(max(there, 0))
		s.left += amount - stays
		amount = stays
	}
	for _, l := range later {
		if l.Qty < 0 {
			part := amount
			if -l.Qty < there {
				part = Pool{there, amount}.share(-l.Qty)
			}
			amount -= part
			s.leave(l, part)
		}
		there += l.Qty
	}
	s.keep(m, amount)
}

// leave takes an amount out of a place: into the one to which the goods were
// transferred, else out of the company.
func (s *spreading) leave(m *Movement, amount kernel.Money) {
	list, _ := MovementsOf.Of(s.tx, m.SrcLine)
	for _, l := range list {
		if l.Qty > 0 && l.Balance != m.Balance && l.Place != org.SuspensePlace && !s.seen[l.ID] && !countered(list, l) {
			s.seen[l.ID] = true
			s.follow(l, amount)
			return
		}
	}
	s.left += amount
}

// later are the movements of a place since a movement into it, in their order; what a
// count had seen, and what is taken back for it, are none.
func (s *spreading) later(m *Movement) []*Movement {
	var all []*Movement
	for day, last := m.Day, s.tx.JudgedDate().AddDays(1); day <= last; day = day.AddDays(1) {
		list, _ := movementsOn.Of(s.tx, kernel.Key2[kernel.Ref[Balance], kernel.Date]{A: m.Balance, B: day})
		all = append(all, list...)
	}
	later := slices.DeleteFunc(slices.Clone(all), func(l *Movement) bool {
		return l.ID == m.ID || l.At < m.At || l.At == m.At && l.Qty > 0 || countered(all, l)
	})
	slices.SortStableFunc(later, func(a, b *Movement) int { // at one time goods come before they leave
		if a.At == b.At && (a.Qty > 0) != (b.Qty > 0) {
			return int(max(min(b.Qty-a.Qty, 1), -1))
		}
		return int(max(min(a.At-b.At, 1), -1))
	})
	return later
}

// countered tells whether a movement takes back what a count had seen, or is taken
// back.
func countered(list []*Movement, m *Movement) bool {
	return slices.ContainsFunc(list, func(l *Movement) bool {
		return l.Reason == Counters && l.SrcLine == m.SrcLine && l.Balance == m.Balance
	})
}
