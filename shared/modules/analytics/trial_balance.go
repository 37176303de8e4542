package analytics

import (
	"errors"
	"sort"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
)

// turned is the figures of one account: before the month and in it.
type turned struct {
	account               *ledger.Account
	opening               kernel.Money // debit is positive
	debit, credit         kernel.Money
	yearDebit, yearCredit kernel.Money
}

func (f *turned) add(g *turned) {
	f.opening += g.opening
	f.debit, f.credit = f.debit+g.debit, f.credit+g.credit
	f.yearDebit, f.yearCredit = f.yearDebit+g.yearDebit, f.yearCredit+g.yearCredit
}

func (f *turned) isZero() bool {
	return f.opening == 0 && f.debit == 0 && f.credit == 0 && f.yearDebit == 0 && f.yearCredit == 0
}

// TrialBalance is the 科目余额表 of a month (yyyymm): opening balance, turnover of
// the month and of the year to its end, closing balance, each on its side.
// Accounts include those below them; the totals count the top ones.
func TrialBalance(b Books, month int64) (*Table, error) {
	byAccount, err := turnovers(b, month)
	if err != nil {
		return nil, err
	}
	t := &Table{
		Zh: "科目余额表", En: "Trial balance",
		Columns: []Column{
			text("code", "科目编码", "Code"), text("name", "科目名称", "Account"),
			text("name_en", "英文名称", "Account (English)"),
			money("opening_debit", "期初借方", "Opening debit"), money("opening_credit", "期初贷方", "Opening credit"),
			money("debit", "本期借方", "Debit"), money("credit", "本期贷方", "Credit"),
			money("year_debit", "本年累计借方", "Debit, year to date"), money("year_credit", "本年累计贷方", "Credit, year to date"),
			money("closing_debit", "期末借方", "Closing debit"), money("closing_credit", "期末贷方", "Closing credit"),
		},
	}
	for _, f := range byAccount {
		openDebit, openCredit := onSides(f.opening)
		closeDebit, closeCredit := onSides(f.opening + f.debit - f.credit)
		add(t, ledger.Accounts.Name(), f.account.ID, level(f.account), f.account.Code, f.account.Name, f.account.NameEn,
			openDebit, openCredit, f.debit, f.credit, f.yearDebit, f.yearCredit, closeDebit, closeCredit)
	}
	sum(t)
	return t, nil
}

// onSides shows a balance on its side.
func onSides(balance kernel.Money) (debit, credit kernel.Money) {
	return max(balance, 0), max(-balance, 0)
}

func level(a *ledger.Account) int { return (len(a.Code) - 4) / 2 }

// turnovers sums the balances up and into the accounts above; accounts without
// figures are left out. They come in the order of their codes.
func turnovers(b Books, month int64) ([]*turned, error) {
	all := map[kernel.Ref[ledger.Account]]*turned{}
	err := each(b, ledger.Accounts, func(a *ledger.Account) { all[kernel.Ref[ledger.Account](a.ID)] = &turned{account: a} })
	if err != nil {
		return nil, err
	}
	own := map[kernel.Ref[ledger.Account]]*turned{}
	_, err = b.figures().Each(figures.Query{Fact: ledger.Balanced, By: []string{"account", "period"}, Show: []string{"debit", "credit"}}, func(head *Table, r Row) error {
		account := kernel.Ref[ledger.Account](r.Keys[0].ID())
		if own[account] == nil {
			own[account] = &turned{}
		}
		own[account].turn(r.Keys[1].Int, kernel.Money(r.Cells[head.Column("debit")].Int), kernel.Money(r.Cells[head.Column("credit")].Int), month)
		return nil
	})
	if err != nil && !errors.Is(err, figures.Withheld.With()) {
		return nil, err
	}
	for account, f := range own { // sums: the order changes nothing
		for ref := account; all[ref] != nil; ref = all[ref].account.Parent {
			all[ref].add(f)
		}
	}
	var list []*turned
	for _, f := range all {
		if !f.isZero() {
			list = append(list, f)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].account.Code < list[j].account.Code })
	return list, nil
}

// turn adds what an account turned over in a period.
func (f *turned) turn(period int64, debit, credit kernel.Money, month int64) {
	switch {
	case period < month:
		f.opening += debit - credit
	case period == month:
		f.debit, f.credit = f.debit+debit, f.credit+credit
	}
	if period <= month && period/100 == month/100 {
		f.yearDebit, f.yearCredit = f.yearDebit+debit, f.yearCredit+credit
	}
}
