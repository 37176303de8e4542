package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Opening enters what was owed when the books began (期初应收应付), document by
// document, so that each keeps its due date. A document that was entered already is
// taken again only when it is meant to be another one.
type Opening struct {
	Lines []OpeningLine `zh:"明细" en:"Lines" is:"required" max:"300"`
	More  bool          `zh:"追加" en:"Adds" is:"answer" hint_zh:"已录过、确有另一笔时选" hint_en:"When one was entered and this is another"`
}

// OpeningLine is one old document.
type OpeningLine struct {
	Party  kernel.Ref[party.Party] `zh:"往来单位" en:"Party" is:"required"`
	Kind   kernel.Choice           `zh:"类型" en:"Kind" of:"debt_kind" is:"required"`
	Number string                  `zh:"原单号" en:"Old number" text:"code" max:"40"`
	Date   kernel.Date             `zh:"日期" en:"Date" is:"required" day:"old"`
	Due    kernel.Date             `zh:"到期日" en:"Due" hint_zh:"不填按结算方式计算" hint_en:"By the settlement terms unless given" day:"due" after:"date"`
	Amount kernel.Money            `zh:"金额" en:"Amount" is:"required"`
}

var (
	_ = kernel.Intent[Opening]("debt.open", "录入期初应收应付", "Enter opening receivables and payables")

	// OpenedBefore refuses an old document that was entered already.
	OpenedBefore = kernel.Refuse("debt.opened", "「{party}」{date} 的期初{kind} {number} {amount} 已由{who}于 {at} 录入，这次没有记账。已录的不对时，打开那一笔冲销后重录",
		"{who} entered the opening {kind} {number} of {party}, dated {date}, on {at}: {amount}. This one was not booked. If that one is wrong, open it, take it back and enter it anew", ledger.AddMore).
		Guards(org.SeesDebt, "amount")

	_ = org.ForArea(org.First, "debt", org.Finance)
	_ = org.ToHandOut(org.ByAdministrators, org.Admin, "debt.*")
)

// sides are the account of each kind and whether it stands on the debit side.
var sides = map[kernel.Choice]struct {
	account string
	debit   bool
}{
	Receivable: {ledger.Receivable, true},
	Prepaid:    {ledger.Advance, false},
	Payable:    {ledger.Payable, false},
}

// AccountOf is the account on which items of a kind stand.
func AccountOf(kind kernel.Choice) string { return sides[kind].account }

// Predict checks that opening balances are still possible; items and voucher are
// the server's.
func (Opening) Predict(tx *kernel.Tx) error {
	return ledger.OpeningAllowed(tx)
}

// Check refuses what was entered already, unless it is meant to be more.
func (o Opening) Check(tx *kernel.Tx) error {
	if err := ledger.OpeningAllowed(tx); err != nil || o.More || !tx.Since(ledger.OpenedOnce) {
		return err
	}
	had := map[kernel.Ref[party.Party]][]*Item{}
	for _, l := range o.Lines {
		who := party.Survivor(tx, l.Party)
		if _, read := had[who]; !read {
			had[who] = openings(tx, who)
		}
		for _, i := range had[who] {
			if i.enters(l) {
				return i.openedBefore(tx)
			}
		}
	}
	return nil
}

// openings are the old documents of a party that still count: one that was taken back
// was never entered.
func openings(tx *kernel.Tx, who kernel.Ref[party.Party]) (list []*Item) {
	all, _ := ItemsOf.Of(tx, who)
	for _, i := range all {
		if i.IsOpening() && !takenBack(tx, i) {
			list = append(list, i)
		}
	}
	return list
}

// IsOpening tells whether an item was owed when the books began: no document made it.
func (i *Item) IsOpening() bool { return i.SrcEntity == "" }

// enters tells whether a line is the old document that an item stands for: by their numbers,
// where neither has one by the day, and where one of them has by day and amount.
func (i *Item) enters(l OpeningLine) bool {
	switch {
	case i.Kind != l.Kind:
		return false
	case i.Number != "" && l.Number != "":
		return i.Number == l.Number
	case i.Number != l.Number:
		return i.Date == l.Date && i.Amount == l.Amount
	}
	return i.Date == l.Date
}

// openedBefore says who entered an old document. Its voucher was made with it.
func (i *Item) openedBefore(tx *kernel.Tx) error {
	args := org.Given(tx, kernel.Ref[org.User]{}, i.ID.Time())
	all, _ := ledger.EntriesIn.Of(tx, kernel.Key2[kernel.Ref[ledger.Account], int64]{A: ledger.AccountRef(sides[i.Kind].account)})
	for _, e := range all {
		if v, p := ledger.Vouchers.Get(tx, e.Voucher); p == kernel.Found && e.ID.Time() == i.ID.Time() {
			args = v.Given(tx)
			break
		}
	}
	name, kind := "", kernel.Words("kind", "", "")
	if who, p := party.Parties.Get(tx, i.Party); p == kernel.Found {
		name = who.Name
	}
	for _, k := range kinds {
		if k.Code == string(i.Kind) {
			kind = kernel.Words("kind", k.Zh, k.En)
		}
	}
	return OpenedBefore.With(append(args, kernel.Text("party", name), kind, kernel.Text("number", i.Number),
		kernel.Figure("date", i.Date), kernel.Figure("amount", i.Amount))...)
}

// Settle makes the items and posts them against the transit account.
func (o Opening) Settle(tx *kernel.Tx) error {
	p, err := ledger.NewOpening(tx, "期初应收应付")
	if err != nil {
		return err
	}
	for n, l := range o.Lines {
		who, err := party.Parties.Need(tx, l.Party)
		if err != nil {
			return err
		}
		due := l.Due
		if due == 0 {
			due = who.Due(tx, l.Date)
		}
		if _, err := Owe(tx, Owing{
			Doc: Doc{ID: kernel.DeriveID("debt_opening", tx.Call.ID, n), Date: l.Date}, Party: l.Party, Kind: l.Kind,
			Number: l.Number, Due: due, Amount: l.Amount,
		}); err != nil {
			return err
		}
		side, aux := sides[l.Kind], ledger.Aux{Party: l.Party}
		if side.debit {
			p.Pair(side.account, ledger.OpeningTransit, l.Amount, aux)
		} else {
			p.Pair(ledger.OpeningTransit, side.account, l.Amount, aux)
		}
	}
	_, err = ledger.Post(tx, p)
	return err
}
