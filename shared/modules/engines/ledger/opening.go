package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Open enters opening balances of the ledger (期初余额): of the accounts that no
// document keeps. The other side of each is the transit account, which is zero
// once stock, receivables, funds and ledger are all in. An account that has one already
// takes another only when it is meant to be added.
type Open struct {
	Lines []OpenLine `zh:"明细" en:"Lines" is:"required"`
	More  bool       `zh:"追加" en:"Adds" hint_zh:"科目已有期初、确有另一笔时选" hint_en:"When there is an opening balance and this is another one"`
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

// OpeningDifference is what the opening balances differ by: the debit balance of
// the transit account. Zero is in balance.
func OpeningDifference(tx *kernel.Tx) kernel.Money {
	return BalanceOf(tx, OpeningTransit, kernel.Ref[party.Party]{})
}

// openingSide is the side that is too large when so much is left in the transit account.
func openingSide(left kernel.Money) kernel.Arg {
	if left < 0 {
		return kernel.Words("side", "借方", "debit")
	}
	return kernel.Words("side", "贷方", "credit")
}

// openings is the period of opening balances, before the first month.
const openings = 0

// OpeningSums are what the accounts that open with a debit balance come to, and those
// with a credit balance; the transit account, which takes the difference, apart.
func OpeningSums(tx *kernel.Tx) (debit, credit kernel.Money) {
	list, _ := BalancesIn.Of(tx, openings)
	for _, b := range list {
		switch net := b.Debit - b.Credit; {
		case b.Account == AccountRef(OpeningTransit):
		case net > 0:
			debit += net
		default:
			credit -= net
		}
	}
	return debit, credit
}

// OpeningAllowed refuses opening balances once the first period is closed. Every
// command that enters some calls it.
func OpeningAllowed(tx *kernel.Tx) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	if closed(tx, company.Start.YearMonth()) {
		return OpeningOver.With()
	}
	return nil
}

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

// NewOpening begins the voucher of an opening balance, dated the day before the
// books begin. Its other side is OpeningTransit.
func NewOpening(tx *kernel.Tx, summary string) (*Posting, error) {
	p := &Posting{Src: tx.Call.ID, Summary: summary}
	return p, AsOpening(tx, p)
}

// AsOpening makes a document's posting one of opening balances.
func AsOpening(tx *kernel.Tx, p *Posting) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	p.Date, p.Opening = company.Start.AddDays(-1), true
	return nil
}
