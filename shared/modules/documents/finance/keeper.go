package finance

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// Who keeps a fund (出纳) sees its journal and its balance, and nothing else of the books.
// A fund names the seat that keeps it; one that names none is kept by whoever has the
// sight, so that a company with one cashier has nothing to name.
var seeFunds = org.See(66, "finance.fund", "未指定保管岗位的资金账户的日记账和余额", "Journals and balances of funds that no seat is named for", org.Finance)

// NotHisFund refuses one who does not see the journal of a fund to say who does.
var NotHisFund = kernel.Refuse("finance.fund_keeper", "你看不到「{fund}」的日记账，不能改动由谁保管；请由财务或老板处理",
	"You do not see the journal of {fund}, so you may not change who keeps it; ask finance or the owner")

func init() {
	org.Bring(Funds, func(tx *kernel.Tx, a *kernel.Author, seats []*org.Seat) {
		if ledger.SeesBooks(a) { // with their vouchers
			return
		}
		keepers := make([]kernel.Ref[org.Seat], 0, len(seats)+1)
		for _, s := range seats {
			keepers = append(keepers, kernel.Ref[org.Seat](s.ID))
		}
		if seeFunds.Of(a) {
			keepers = append(keepers, kernel.Ref[org.Seat]{})
		}
		for _, k := range keepers {
			funds, _ := fundsKeptBy.Of(tx, k)
			for _, f := range funds {
				a.Viewer.Tags[ledger.FundTag(f.Account)] = true
			}
		}
	})
	Funds.GuardRow(NotHisFund, func(tx *kernel.Tx, f *Fund) error {
		if tx.Author.System || !f.keptAnew(tx) || ledger.SeesFund(tx.Author, f.Account) {
			return nil
		}
		return NotHisFund.With(kernel.Text("fund", f.Name))
	})
}

// keptAnew tells whether somebody else sees the fund by what is being written. One that
// is removed could come back without its keeper.
func (f *Fund) keptAnew(tx *kernel.Tx) bool {
	was := kernel.Earlier(tx, f)
	if was == nil {
		return !f.Keeper.IsZero()
	}
	return was.Keeper != f.Keeper || f.Removed && !was.Removed && !f.Keeper.IsZero()
}
