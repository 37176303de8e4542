package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// OpenedOnce is the step since which an opening balance that is given a second time, by
// somebody else or on another device, is refused with who gave the first. Before it the
// second was added without a word.
const OpenedOnce = "ledger.opened_once"

// WithOpenedOnce is its number: finance takes back what it has opened since.
var WithOpenedOnce = org.UpgradeRoles(64, OpenedOnce, "期初重复录入时提示，录错的可以冲销", "An opening balance that is given twice is told, and a wrong one is taken back")

// AddMore is the way out of one who does mean a second opening balance.
var AddMore = kernel.Repair{Name: "more", Zh: "确有另一笔，追加", En: "There is another one, add it", Answers: kernel.Answers{"more": "true"}}

// OpenedBefore refuses a second opening balance of an account.
var OpenedBefore = kernel.Refuse("ledger.opened", "科目 {account} 的期初已由{who}于 {at} 录入，这次没有记账。已录的不对时，把差额（可以是负数）作为追加录入",
	"{who} entered the opening balance of {account} on {at}, so this one was not booked. If that one is wrong, add the difference, which may be negative", AddMore)

// Check refuses the lines of accounts that are opened already, unless they are meant to
// be added.
func (o Open) Check(tx *kernel.Tx) error {
	if err := OpeningAllowed(tx); err != nil || o.More {
		return err
	}
	for _, l := range o.Lines {
		if v := OpenedBy(tx, l.Account, l.Party); v != nil {
			account, err := Accounts.Need(tx, l.Account)
			if err != nil {
				return err
			}
			return OpenedBefore.With(append(v.Given(tx), kernel.Text("account", account.Code+" "+account.Name))...)
		}
	}
	return nil
}

// OpenedBy is the voucher that gave an account its opening balance, for one party where
// the account is kept per party; nil where it has none, or one that was taken back.
func OpenedBy(tx *kernel.Tx, account kernel.Ref[Account], with kernel.Ref[party.Party]) *Voucher {
	if !tx.Since(OpenedOnce) {
		return nil
	}
	if a, p := Accounts.Get(tx, account); p != kernel.Found || !a.PerParty {
		with = kernel.Ref[party.Party]{}
	}
	with = party.Survivor(tx, with)
	list, _ := EntriesIn.Of(tx, kernel.Key2[kernel.Ref[Account], int64]{A: account, B: openings})
	var left kernel.Money
	var by *Entry
	for _, e := range list {
		if party.Survivor(tx, e.Party) != with {
			continue
		}
		if left += e.Debit - e.Credit; by == nil {
			by = e
		}
	}
	if left == 0 {
		return nil
	}
	v, _ := Vouchers.Get(tx, by.Voucher)
	return v
}

// Given says who made the voucher and when, as arguments of a refusal.
func (v *Voucher) Given(tx *kernel.Tx) []kernel.Arg { return org.Given(tx, v.Author, v.ID.Time()) }
