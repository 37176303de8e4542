package debt

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// The refusals of an allocation that fits neither the item nor the money.
var (
	TooMuch = kernel.Refuse("debt.too_much", "{number} 只剩 {rest} 未核销，不能核销 {amount}",
		"{number} has only {rest} open; {amount} cannot be settled")
	Foreign = kernel.Refuse("debt.foreign", "{number} 不是这个往来单位的", "{number} belongs to another party")
)

// Allocated tells that a part of an item was settled, or was taken back by a
// negative amount.
type Allocated struct {
	Item   *Item
	By     Doc
	Amount kernel.Money
}

// OnAllocated is emitted for every allocation, so that a document knows what has
// been paid on it.
var OnAllocated = kernel.NewEvent[Allocated]("debt.allocated")

// Doc names the document that an item or an allocation comes from.
type Doc struct {
	Entity string
	ID     kernel.ID
	Date   kernel.Date
}

// Owing is what a new item is made of. An Amount below zero is a red item.
type Owing struct {
	Doc
	Party  kernel.Ref[party.Party]
	Kind   kernel.Choice
	Number string
	Due    kernel.Date
	Amount kernel.Money
	For    kernel.ID // what it was promised as: the order of a delivery; zero for none
}

// Owed tells that an amount has become due from or to a party.
type Owed struct {
	Item *Item
	For  kernel.ID // see [Owing]
}

// OnOwed is emitted for every new item, so that what was paid in advance can meet it.
var OnOwed = kernel.NewEvent[Owed]("debt.owed")

// KnowsOrder is the upgrade step with which items know the order that they were promised
// as. Money for an order has settled its own items first since.
const KnowsOrder = "debt.item_order"

// Owe makes an item of the party, or of the one that it was merged into, and counts it into the party's balance. Only Settle may call
// it. A document makes at most one item of a kind for a party and due date.
func Owe(tx *kernel.Tx, o Owing) (*Item, error) {
	o.Party = party.Survivor(tx, o.Party)
	promised := kernel.ID{}
	if tx.Since(KnowsOrder) {
		promised = o.For
	}
	item := Items.Insert(tx, &Item{
		Party: o.Party, Kind: o.Kind, SrcEntity: o.Entity, Src: o.ID, Number: o.Number,
		Date: o.Date, Due: o.Due, Amount: o.Amount, State: Open, For: promised,
	}, o.Entity, o.ID, string(o.Kind), o.Party, o.Due)
	if o.Amount == 0 {
		kernel.Set(tx, item, &item.State, Closed)
		return item, nil
	}
	return item, arise(tx, item, o.For)
}

// arise counts a new item into the balance of its party and lets credits meet it.
func arise(tx *kernel.Tx, item *Item, promised kernel.ID) error {
	if err := count(tx, item, item.Amount); err != nil {
		return err
	}
	if err := meetCredit(tx, item); err != nil {
		return err
	}
	return OnOwed.Emit(tx, Owed{item, promised})
}

// Allocate settles a part of an item, takes it off the party's balance and tells
// who listens. What that opens again of a party that was merged is carried over to the
// one that stands for it. n keeps several allocations of one document on one item apart.
// Only Settle may call it.
func Allocate(tx *kernel.Tx, item *Item, by Doc, amount kernel.Money, n int) error {
	if amount == 0 {
		return nil
	}
	if err := settle(tx, item, by, amount, n); err != nil {
		return err
	}
	if err := OnAllocated.Emit(tx, Allocated{item, by, amount}); err != nil {
		return err
	}
	if item.Rest() != 0 && carried(tx, item) {
		return carry(tx, item)
	}
	return nil
}

// settle writes an allocation.
func settle(tx *kernel.Tx, item *Item, by Doc, amount kernel.Money, n int) error {
	if settled := item.Settled + amount; outside(settled, item.Amount) {
		return TooMuch.With(kernel.Text("number", item.Number), kernel.Figure("rest", item.Rest()), kernel.Figure("amount", amount))
	}
	Allocations.Insert(tx, &Allocation{
		Item: kernel.Ref[Item](item.ID), ByEntity: by.Entity, By: by.ID, Amount: amount,
		Date: max(by.Date, item.Date), At: tx.Judged(), // nothing is settled before it was owed
	}, item.ID, by.ID, n)
	kernel.Add(tx, item, &item.Settled, amount)
	state := Open
	if item.Rest() == 0 {
		state = Closed
	}
	if state != item.State {
		kernel.Set(tx, item, &item.State, state)
	}
	return count(tx, item, -amount)
}

// outside tells whether settled leaves the way from zero to amount.
func outside(settled, amount kernel.Money) bool {
	if amount < 0 {
		return settled > 0 || settled < amount
	}
	return settled < 0 || settled > amount
}

// AllocateAll settles shares of a party's receivables.
func AllocateAll(tx *kernel.Tx, who kernel.Ref[party.Party], shares []Share, by Doc, n int) error {
	who = party.Survivor(tx, who)
	for i, s := range shares {
		item, err := Items.Need(tx, s.Item)
		if err != nil {
			return err
		}
		if item.Party != who || item.Kind != Receivable {
			return Foreign.With(kernel.Text("number", item.Number))
		}
		if err := Allocate(tx, item, by, s.Amount, n+i); err != nil {
			return err
		}
	}
	return nil
}

// TakeBack reverses what a document has settled of items of the kinds, of all when
// none is given; its date is the day of the reversal. The document's next allocations
// in the command are counted from the number returned. Only Settle may call it.
func TakeBack(tx *kernel.Tx, by Doc, kinds ...kernel.Choice) (int, error) {
	made, _ := ByReceipt.Of(tx, by.ID)
	sums := map[kernel.Ref[Item]]kernel.Money{}
	var order []kernel.Ref[Item]
	for _, a := range made {
		if _, seen := sums[a.Item]; !seen {
			order = append(order, a.Item)
		}
		sums[a.Item] += a.Amount
	}
	for n, ref := range order {
		item, err := Items.Need(tx, ref)
		if err != nil {
			return 0, err
		}
		if len(kinds) > 0 && !slices.Contains(kinds, item.Kind) {
			continue
		}
		if err := Allocate(tx, item, by, -sums[ref], len(made)+n); err != nil {
			return 0, err
		}
	}
	return len(made) + len(order), nil
}

// Net settles a red item against a black one as far as both reach. It is the red
// item's document that pays. Only Settle may call it.
func Net(tx *kernel.Tx, red, black *Item, date kernel.Date) error {
	amount := min(-red.Rest(), black.Rest())
	if amount <= 0 {
		return nil
	}
	by := red.Doc(max(date, red.Date))
	if err := Allocate(tx, black, by, amount, before(tx, black)); err != nil {
		return err
	}
	return Allocate(tx, red, by, -amount, before(tx, red))
}

// before counts the allocations that an item has.
func before(tx *kernel.Tx, item *Item) int {
	made, _ := ByItem.Of(tx, kernel.Ref[Item](item.ID))
	return len(made)
}

// OpenItems lists the open items of a party, first due first.
func OpenItems(tx *kernel.Tx, who kernel.Ref[party.Party]) ([]*Item, kernel.Presence) {
	return ByParty.Of(tx, kernel.Key2[kernel.Ref[party.Party], kernel.State]{A: who, B: Open})
}

// count adds to the party's balance and renews its oldest due date.
func count(tx *kernel.Tx, item *Item, delta kernel.Money) error {
	b, err := party.Balances.Need(tx, party.BalanceOf(item.Party))
	if err != nil {
		return err
	}
	switch item.Kind {
	case Receivable:
		kernel.Add(tx, b, &b.Receivable, delta)
		if item.Amount < 0 {
			kernel.Add(tx, b, &b.Credit, -delta)
		}
	case Prepaid:
		kernel.Add(tx, b, &b.Prepaid, delta)
	case Payable:
		kernel.Add(tx, b, &b.Payable, delta)
	}
	if oldest := renewOldest(tx, b, item); oldest != b.OldestDue {
		kernel.Set(tx, b, &b.OldestDue, oldest)
	}
	return nil
}

// renewOldest is the due date of the party's oldest claim after the item has changed.
// Only credits and the end of the oldest bill ask for the others, so that what a
// delivery costs does not grow with what the customer owes.
func renewOldest(tx *kernel.Tx, b *party.Balance, item *Item) kernel.Date {
	if item.Kind == Payable {
		return b.OldestDue
	}
	if credit := item.Kind == Prepaid || item.Amount < 0; !credit && b.Prepaid == 0 && b.Credit == 0 {
		mine := OldestDue([]*Item{item})
		switch {
		case mine != 0 && (b.OldestDue == 0 || mine < b.OldestDue):
			return mine
		case mine != 0 || item.Due != b.OldestDue:
			return b.OldestDue
		}
	}
	open, _ := OpenItems(tx, item.Party)
	return OldestDue(open)
}
