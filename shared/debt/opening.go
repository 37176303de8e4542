package debt

import (
	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/party"
)

// Opening enters what was owed when the books began (期初应收应付), document by
// document, so that each keeps its due date. Entering again adds.
type Opening struct {
	Lines []OpeningLine `zh:"明细" en:"Lines" is:"required" max:"300"`
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
