package party

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/tools/habit"
)

// The rights within party.edit that not every editor has.
var (
	MayCredit = org.DeclareRight("party.credit", "修改信用和结算方式", "Change credit and terms").For(org.First, org.Finance, org.Purchase)
	MayAssign = org.DeclareRight("party.assign", "更换业务员", "Change the salesperson")
)

// Neither is the refusal of a party that is neither customer nor supplier.
var Neither = kernel.Refuse("party.neither", "{name} 既不是客户也不是供应商，请选一个", "{name} is neither customer nor supplier; please choose")

func init() {
	Parties.OnSave(save)
	Parties.Guarded(org.SeesDebt).OnSave(func(tx *kernel.Tx, p *Party) error {
		return org.Normalise(tx, p, &p.TaxNo, org.CreditCode)
	})
	Contacts.OnSave(func(tx *kernel.Tx, c *Contact) error {
		return org.Normalise(tx, c, &c.Mobile, habit.Phone)
	})
}

// save fills what was left empty, brings texts into their normal form and gives
// the party its balance.
func save(tx *kernel.Tx, p *Party) error {
	if !p.IsCustomer && !p.IsSupplier {
		return Neither.With(kernel.Text("name", p.Name))
	}
	fill(tx, p)
	if err := permitted(tx, p); err != nil {
		return err
	}
	if err := org.Normalise(tx, p, &p.Mobile, habit.Phone); err != nil {
		return err
	}
	if _, err := p.SettleTerms(); err != nil {
		return err
	}
	derive(tx, p)
	if born(tx, p) { // whoever edits later need not see the balance
		b := &Balance{Party: kernel.Ref[Party](p.ID)}
		b.ID = p.ID
		Balances.Insert(tx, b)
	}
	return nil
}

func born(tx *kernel.Tx, p *Party) bool {
	for _, w := range tx.Writes() {
		if w.After == kernel.Row(p) {
			return w.Before == nil
		}
	}
	return false
}

func fill(tx *kernel.Tx, p *Party) {
	if p.Code == "" {
		kernel.Set(tx, p, &p.Code, tx.Number(Parties.In(tx.Catalog).Prefix))
	}
	if p.Level == "" {
		kernel.Set(tx, p, &p.Level, Retail)
	}
	if p.Terms == "" {
		kernel.Set(tx, p, &p.Terms, Cash)
	}
	if p.Owner.IsZero() && tx.Author.Seat != (kernel.ID{}) {
		kernel.Set(tx, p, &p.Owner, kernel.Ref[org.Seat](tx.Author.Seat))
	}
}

// derive writes the fields that follow from others. A supplier is also seen by
// those who buy from it and take in its goods.
func derive(tx *kernel.Tx, p *Party) {
	buyers, keepers := kernel.Ref[org.Role]{}, kernel.Ref[org.Role]{}
	if p.IsSupplier {
		buyers, keepers = seeSuppliers.Keys()[0], seeSuppliers.Keys()[1]
	}
	setIf(tx, p, &p.Buyers, buyers)
	setIf(tx, p, &p.Keepers, keepers)
	setIf(tx, p, &p.NameKey, habit.NameKey(p.Name))
}

func setIf[F comparable](tx *kernel.Tx, p *Party, field *F, v F) {
	if *field != v {
		kernel.Set(tx, p, field, v)
	}
}

// permitted sees to it that a salesperson does not give a customer credit, nor
// hand a customer to somebody else.
func permitted(tx *kernel.Tx, p *Party) error {
	before := p // an edit that changes nothing
	for _, w := range tx.Writes() {
		switch {
		case w.After != kernel.Row(p):
		case w.Before != nil:
			before = w.Before.(*Party)
		default:
			before = &Party{Terms: Cash, Owner: kernel.Ref[org.Seat](tx.Author.Seat)}
		}
	}
	credit := p.Limit != before.Limit || p.Terms != before.Terms || p.TermDays != before.TermDays ||
		rolls[p.OnDayOff] != rolls[before.OnDayOff] || p.Hold != before.Hold
	if credit {
		if err := MayCredit.Check(tx); err != nil {
			return err
		}
	}
	if p.Owner != before.Owner {
		return MayAssign.Check(tx)
	}
	return nil
}
