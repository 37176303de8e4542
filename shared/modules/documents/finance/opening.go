package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/party"
)

// Opening enters what funds held when the books began (结算账户期初). A fund that is
// opened already takes more only when that is meant.
type Opening struct {
	Lines []OpeningLine `zh:"明细" en:"Lines" is:"required"`
	More  bool          `zh:"追加" en:"Adds" is:"answer" hint_zh:"账户已有期初、确有另一笔时选" hint_en:"When the fund is opened and this is another amount"`
}

// OpeningLine is one fund; an overdraft is negative.
type OpeningLine struct {
	Fund   kernel.Ref[Fund] `zh:"结算账户" en:"Settlement account" is:"required"`
	Amount kernel.Money     `zh:"期初余额" en:"Opening balance" is:"required,negative"`
}

var (
	_ = kernel.Intent[Opening]("finance.open", "录入结算账户期初", "Enter opening balances of funds")

	// OpenedBefore refuses a second opening balance of a fund.
	OpenedBefore = kernel.Refuse("finance.opened", "「{fund}」的期初已由{who}于 {at} 录入，这次没有记账。已录的不对时，把差额（可以是负数）作为追加录入",
		"{who} entered the opening balance of {fund} on {at}, so this one was not booked. If that one is wrong, add the difference, which may be negative", ledger.AddMore)
)

// Predict checks that opening balances are still possible.
func (o Opening) Predict(tx *kernel.Tx) error { return ledger.OpeningAllowed(tx) }

// Check refuses funds that are opened already, unless more is meant.
func (o Opening) Check(tx *kernel.Tx) error {
	if err := ledger.OpeningAllowed(tx); err != nil || o.More {
		return err
	}
	for _, l := range o.Lines {
		f, err := Funds.Need(tx, l.Fund)
		if err != nil {
			return err
		}
		if v := ledger.OpenedBy(tx, f.Account, kernel.Ref[party.Party]{}); v != nil {
			return OpenedBefore.With(append(v.Given(tx), kernel.Text("fund", f.Name))...)
		}
	}
	return nil
}

// Settle posts them against the transit account.
func (o Opening) Settle(tx *kernel.Tx) error {
	p, err := ledger.NewOpening(tx, "结算账户期初")
	if err != nil {
		return err
	}
	for _, l := range o.Lines {
		f, err := Funds.Need(tx, l.Fund)
		if err != nil {
			return err
		}
		code, err := f.code(tx)
		if err != nil {
			return err
		}
		p.Pair(code, ledger.OpeningTransit, l.Amount, ledger.Aux{})
	}
	_, err = ledger.Post(tx, p)
	return err
}
