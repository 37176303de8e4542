package ledger

import (
	"bytes"
	"cmp"
	"slices"

	"heyi/shared/kernel"
)

// The journal of cash or of a bank account (日记账) is what went in and out of it, day by
// day. Who keeps the fund sees its entries and balances, and no voucher: the other side is
// not his.

// OfFund begins the tags of those who keep the fund of an account.
const OfFund = "fund"

// FundTag is what somebody holds who sees the journal and the balance of an account.
func FundTag(account kernel.Ref[Account]) string { return OfFund + ":" + account.String() }

// SeesFund tells whether somebody sees the journal and the balance of an account.
func SeesFund(a *kernel.Author, account kernel.Ref[Account]) bool {
	return SeesBooks(a) || a.Viewer.Tags[FundTag(account)]
}

// SeesBooks tells whether somebody sees all of the books.
func SeesBooks(a *kernel.Author) bool { return a.Viewer == nil || seeBooks.Of(a) }

// cashJournals is the step since which entries of cash and bank know their day and
// document.
const cashJournals = "ledger.cash_journals"

func init() {
	kernel.UpgradeRowsBeside(67, cashJournals, "现金、银行分录记下日期和单据", "Entries of cash and bank know their day and document", Entries,
		func(all kernel.Reader, e *Entry) bool {
			a, _ := all.Get(Accounts.In(e.Schema().Catalog()), e.Account.ID()).(*Account)
			return a != nil && a.Cash && e.Date == 0
		},
		func(tx *kernel.Tx, e *Entry) error {
			v, err := Vouchers.Need(tx, e.Voucher)
			if err != nil {
				return err
			}
			kernel.Set(tx, e, &e.Date, v.Date)
			kernel.Set(tx, e, &e.SrcEntity, v.SrcEntity)
			kernel.Set(tx, e, &e.Src, v.Src)
			return nil
		})
}

// Journal is an account in one period: what was in it before, each day, what is left.
type Journal struct {
	Opening, In, Out, Closing kernel.Money
	Days                      []JournalDay
}

// JournalDay is one day of it. What was dated into a month that was closed by then stands
// in the period that took it, under its own day.
type JournalDay struct {
	Date                      kernel.Date
	Opening, In, Out, Balance kernel.Money
	Entries                   []*Entry // in the order in which they were booked
}

// JournalOf reads the journal of an account in a period. Money that goes in is on the
// debit side; a red entry takes back on the side of what it reverses.
func JournalOf(tx *kernel.Tx, account kernel.Ref[Account], period int64) *Journal {
	j := &Journal{}
	balances, _ := balancesOf.Of(tx, account)
	for _, b := range balances {
		if b.Period < period {
			j.Opening += b.Debit - b.Credit
		}
	}
	entries, _ := EntriesIn.Of(tx, kernel.Key2[kernel.Ref[Account], int64]{A: account, B: period})
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), bytes.Compare(a.ID[:], b.ID[:]))
	})
	j.Closing = j.Opening
	for _, e := range entries {
		if n := len(j.Days); n == 0 || j.Days[n-1].Date != e.Date {
			j.Days = append(j.Days, JournalDay{Date: e.Date, Opening: j.Closing, Balance: j.Closing})
		}
		d := &j.Days[len(j.Days)-1]
		d.Entries = append(d.Entries, e)
		d.In, d.Out, d.Balance = d.In+e.Debit, d.Out+e.Credit, d.Balance+e.Debit-e.Credit
		j.In, j.Out, j.Closing = j.In+e.Debit, j.Out+e.Credit, j.Closing+e.Debit-e.Credit
	}
	return j
}
