package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// Open enters opening balances of the ledger (期初余额): of the accounts that no
// document keeps. The other side of each is the transit account, which is zero
// once stock, receivables, funds and ledger are all in. An account that has one already
// takes another only when it is meant to be added.
type Open struct {
	Lines []OpenLine `zh:"明细" en:"Lines" is:"required"`
	More  bool       `zh:"追加" en:"Adds" is:"answer" hint_zh:"科目已有期初、确有另一笔时选" hint_en:"When there is an opening balance and this is another one"`
}

// OpenLine is the opening balance of an account on one side; negative is red.
type OpenLine struct {
	Account kernel.Ref[Account]     `zh:"科目" en:"Account" is:"required"`
	Debit   kernel.Money            `zh:"借方" en:"Debit" is:"negative"`
	Credit  kernel.Money            `zh:"贷方" en:"Credit" is:"negative"`
	Party   kernel.Ref[party.Party] `zh:"往来单位" en:"Party"`
}

var _ = kernel.Intent[Open]("ledger.open", "录入科目期初", "Enter opening balances")

// The refusals of this file.
var (
	KeptElsewhere = kernel.Refuse("ledger.kept_elsewhere", "科目 {account} 的期初请在「{book}」录入", "The opening balance of {account} is entered as {book}")
	IsGroup       = kernel.Refuse("ledger.group", "科目 {account} 有下级科目，请录入到下级", "{account} has accounts below it; please enter those")
)

// Predict checks the lines; the voucher is the server's.
func (o Open) Predict(tx *kernel.Tx) error {
	if err := OpeningAllowed(tx); err != nil {
		return err
	}
	for _, l := range o.Lines {
		account, err := Accounts.Need(tx, l.Account)
		switch {
		case err != nil:
			return err
		case account.Book != "":
			return KeptElsewhere.With(kernel.Text("account", account.Code+" "+account.Name), bookWords(account.Book))
		case !account.Posts:
			return IsGroup.With(kernel.Text("account", account.Code+" "+account.Name))
		}
	}
	return nil
}

func bookWords(book kernel.Choice) kernel.Arg {
	for _, b := range books {
		if b.Code == string(book) {
			return kernel.Words("book", b.Zh, b.En)
		}
	}
	return kernel.Text("book", string(book))
}

// Settle posts the lines against the transit account.
func (o Open) Settle(tx *kernel.Tx) error {
	p, err := NewOpening(tx, "期初余额")
	if err != nil {
		return err
	}
	for _, l := range o.Lines {
		account, err := Accounts.Need(tx, l.Account)
		if err != nil {
			return err
		}
		p.Debit(account.Code, l.Debit, Aux{Party: l.Party})
		p.Credit(account.Code, l.Credit, Aux{Party: l.Party})
		p.Credit(OpeningTransit, l.Debit-l.Credit, Aux{})
	}
	_, err = Post(tx, p)
	return err
}
