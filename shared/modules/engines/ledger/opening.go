package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
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
