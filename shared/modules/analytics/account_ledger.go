package analytics

import (
	"fmt"
	"slices"
	"sort"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
)

// Ledger is the 明细账 of one account in a month: what stood before, each entry with the
// balance after it, what stands at the end. Opening + Debit − Credit = Closing; a credit
// balance is negative. An account includes those below it.
type Ledger struct {
	Account                         *ledger.Account
	Opening, Debit, Credit, Closing kernel.Money
	Lines                           *Table // rows open the voucher
}

// LedgerOf makes the ledger of an account for a month (yyyymm); it is nil for a reader
// who does not see the account.
func LedgerOf(b Books, account kernel.Ref[ledger.Account], month int64) (*Ledger, error) {
	a := find(b, ledger.Accounts, account)
	if a == nil {
		return nil, nil
	}
	l := &Ledger{Account: a, Lines: &Table{Zh: "明细账", En: "Account ledger", Columns: []Column{
		column("date", "日期", "Date", kernel.KindDate), text("voucher", "凭证号", "Voucher"), text("summary", "摘要", "Summary"),
		text("code", "科目编码", "Account code"), text("party", "往来单位", "Party"),
		money("debit", "借方", "Debit"), money("credit", "贷方", "Credit"), money("balance", "余额（借方为正）", "Balance (debit is positive)"),
	}}}
	all, err := turnovers(b, month)
	if err != nil {
		return nil, err
	}
	for _, f := range all {
		if f.account.ID == a.ID {
			l.Opening, l.Debit, l.Credit = f.opening, f.debit, f.credit
		}
	}
	l.Closing = l.Opening + l.Debit - l.Credit
	return l, l.enter(b, month)
}

// enter lists the entries of the month in the order of their vouchers.
func (l *Ledger) enter(b Books, month int64) error {
	vouchers, within := map[kernel.Ref[ledger.Voucher]]*ledger.Voucher{}, map[kernel.Ref[ledger.Account]]*ledger.Account{}
	var entries []*ledger.Entry
	tx := b.tx()
	if err := each(b, ledger.Accounts, func(a *ledger.Account) {
		ref := kernel.Ref[ledger.Account](a.ID)
		if within[ref] = l.below(b, ref); within[ref] == nil {
			return
		}
		of, _ := ledger.EntriesIn.Of(tx, kernel.Key2[kernel.Ref[ledger.Account], int64]{A: ref, B: month})
		entries = append(entries, of...)
	}); err != nil {
		return err
	}
	for _, e := range entries {
		if vouchers[e.Voucher] == nil {
			vouchers[e.Voucher], _ = ledger.Vouchers.Get(tx, e.Voucher)
		}
	}
	entries = slices.DeleteFunc(entries, func(e *ledger.Entry) bool { return vouchers[e.Voucher] == nil })
	sort.Slice(entries, func(i, j int) bool { return before(vouchers, entries[i], entries[j]) })
	balance := l.Opening
	for _, e := range entries {
		v := vouchers[e.Voucher]
		balance += e.Debit - e.Credit
		add(l.Lines, ledger.Vouchers.Name(), v.ID, 0, v.Date, fmt.Sprintf("%s %d", v.Word, v.No), e.Summary,
			within[e.Account].Code, partyName(b, e.Party), e.Debit, e.Credit, balance)
	}
	return nil
}

// below is an account that is the ledger's own or stands somewhere below it, else nil.
func (l *Ledger) below(b Books, ref kernel.Ref[ledger.Account]) *ledger.Account {
	own := find(b, ledger.Accounts, ref)
	for a := own; a != nil; a = find(b, ledger.Accounts, a.Parent) {
		if a.ID == l.Account.ID {
			return own
		}
	}
	return nil
}
