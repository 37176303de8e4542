package ledger

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Year is a calendar year of the books (会计年度) whose profit was carried forward at
// least once; years without a row were not. Its vouchers name it as their source.
type Year struct {
	kernel.Record
	Year    int64        `zh:"会计年度" en:"Year" is:"title,derived"`
	Carried bool         `zh:"已结转" en:"Carried forward" is:"listed,derived"`
	Profit  kernel.Money `zh:"本年利润" en:"Profit of the year" is:"listed,settled,negative" means_zh:"年终结转时从本年利润转入未分配利润的金额；负数是亏损" means_en:"What was carried from the profit of the year to retained earnings; negative is a loss"`
	Signed
}

// Years of the books.
var Years = kernel.Define[Year]("ledger_year", kernel.Spec{
	Zh: "会计年度", En: "Year of the books", Kept: true, Scope: inFinance,
})

func yearRef(year int64) kernel.Ref[Year] {
	return kernel.Ref[Year](kernel.DeriveID("ledger_year", year))
}

// YearOf is the row of a year; without one it was never carried forward.
func YearOf(tx *kernel.Tx, year int64) (*Year, bool) {
	y, presence := Years.Get(tx, yearRef(year))
	return y, presence == kernel.Found
}

// CarryYear carries the profit and loss of a year forward (年终结转): every account of
// profit and loss comes to zero against the profit of the year, and that goes to the
// retained profit. It can be done again for what was booked into December meanwhile.
type CarryYear struct {
	Year int64 `zh:"会计年度" en:"Year" is:"required" range:"1900..2999"`
}

// TakeYearBack reverses what was carried forward, while December is open.
type TakeYearBack struct {
	Year int64 `zh:"会计年度" en:"Year" is:"required" range:"1900..2999"`
}

var (
	_ = kernel.Intent[CarryYear]("ledger.year.carry", "年终结转", "Carry profit forward")
	_ = kernel.Intent[TakeYearBack]("ledger.year.reverse", "取消年终结转", "Take carry-forward back")

	// The refusals of a year out of turn.
	YearNotOver    = kernel.Refuse("ledger.year_not_over", "{year} 年还没有结束，年终结转要等到次年 1 月 1 日", "{year} is not over: carry its profit forward from 1 January on")
	YearNotNext    = kernel.Refuse("ledger.year_order", "请先把 {year} 年 11 月及以前各期结账（下一个要结的是 {next}）", "Close all periods up to November {year} first: the next is {next}")
	YearClosed     = kernel.Refuse("ledger.year_closed", "{month} 期已结账，请先反结账", "{month} is closed: reopen it first")
	NothingToCarry = kernel.Refuse("ledger.year_nothing", "{year} 年没有要结转的损益", "There is no profit or loss of {year} to carry forward")
	NotCarried     = kernel.Refuse("ledger.year_not_carried", "{year} 年还没有年终结转", "The profit of {year} has not been carried forward")
	YearBefore     = kernel.Refuse("ledger.year_before", "{year} 年没有账：账套从 {first} 期开始记账", "There are no books of {year}: they begin with {first}")
	CarryFirst     = kernel.Refuse("ledger.year_first", "{year} 年的损益还有 {accounts} 个科目没有结转，请先做年终结转再结 12 月的账",
		"{accounts} accounts of profit and loss of {year} are not zero: carry the year's profit forward before closing December")
)

const december = 12

func lastMonth(year int64) int64     { return year*100 + december }
func lastDay(year int64) kernel.Date { return kernel.Date(lastMonth(year)*100 + 31) }

// inDecember refuses a year whose December is not the first open period.
func inDecember(tx *kernel.Tx, year int64) error {
	if int64(tx.JudgedDate().Year()) <= year {
		return YearNotOver.With(kernel.Int("year", year))
	}
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	open, err := FirstOpen(tx)
	switch first := company.Start.YearMonth(); {
	case err != nil:
		return err
	case lastMonth(year) < first:
		return YearBefore.With(kernel.Int("year", year), kernel.MonthOf("first", first))
	case open < lastMonth(year):
		return YearNotNext.With(kernel.Int("year", year), kernel.MonthOf("next", open))
	case open > lastMonth(year):
		return YearClosed.With(kernel.MonthOf("month", lastMonth(year)))
	}
	return nil
}

// Check refuses a year of which nothing is left to carry.
func (c CarryYear) Check(tx *kernel.Tx) error {
	if err := inDecember(tx, c.Year); err != nil {
		return err
	}
	if !LeftToCarry(tx, c.Year) {
		return NothingToCarry.With(kernel.Int("year", c.Year))
	}
	return nil
}

// LeftToCarry tells whether a year has profit or loss that is not carried forward.
func LeftToCarry(tx *kernel.Tx, year int64) bool {
	return len(resultsOf(tx, year)) > 0 || standsOn(tx, YearProfit, year) != 0
}

// Predict marks the year; the vouchers are the server's.
func (c CarryYear) Predict(tx *kernel.Tx) error {
	if err := inDecember(tx, c.Year); err != nil {
		return err
	}
	markYear(tx, c.Year, true)
	return nil
}

// Settle posts both vouchers of the year's end.
func (c CarryYear) Settle(tx *kernel.Tx) error {
	row, err := Years.Need(tx, yearRef(c.Year))
	if err != nil {
		return err
	}
	p := carrying(row, "结转损益")
	for _, r := range resultsOf(tx, c.Year) {
		aux := Aux{Party: r.balance.Party}
		if r.account.Side == Credit {
			p.Debit(r.account.Code, -r.debit, aux)
			p.Credit(YearProfit, -r.debit, Aux{})
		} else {
			p.Credit(r.account.Code, r.debit, aux)
			p.Debit(YearProfit, r.debit, Aux{})
		}
	}
	if _, err := Post(tx, p); err != nil {
		return err
	}
	profit := -standsOn(tx, YearProfit, c.Year)
	p = carrying(row, "结转本年利润")
	if profit < 0 {
		p.Pair(Retained, YearProfit, -profit, Aux{})
	} else {
		p.Pair(YearProfit, Retained, profit, Aux{})
	}
	kernel.Set(tx, row, &row.Profit, row.Profit+profit)
	_, err = Post(tx, p)
	return err
}

func carrying(row *Year, what string) *Posting {
	return &Posting{SrcEntity: Years.Name(), Src: row.ID, Date: lastDay(row.Year), Summary: fmt.Sprintf("%s %d 年", what, row.Year)}
}

// Predict marks the year as not carried forward.
func (c TakeYearBack) Predict(tx *kernel.Tx) error {
	row, p := Years.Get(tx, yearRef(c.Year))
	switch {
	case p == kernel.Unknown:
		return kernel.ErrNeedsServer
	case p == kernel.Absent || !row.Carried:
		return NotCarried.With(kernel.Int("year", c.Year))
	}
	if err := inDecember(tx, c.Year); err != nil {
		return err
	}
	markYear(tx, c.Year, false)
	return nil
}

// Settle reverses the vouchers.
func (c TakeYearBack) Settle(tx *kernel.Tx) error {
	row, err := Years.Need(tx, yearRef(c.Year))
	if err != nil {
		return err
	}
	kernel.Set(tx, row, &row.Profit, 0)
	return Reverse(tx, row.ID, lastDay(c.Year))
}

func markYear(tx *kernel.Tx, year int64, carried bool) {
	made := &Year{Record: kernel.Record{ID: yearRef(year).ID()}, Year: year}
	sign(tx, Years, yearRef(year), made, carried, func(y *Year) (*bool, *Signed) { return &y.Carried, &y.Signed })
}

// result is what an account of profit and loss, for one party where it is kept per
// party, stands on at the end of a year.
type result struct {
	account *Account
	balance *Balance // one of those summed up
	debit   kernel.Money
}

// resultsOf are the accounts of profit and loss that are not zero at a year's end.
func resultsOf(tx *kernel.Tx, year int64) []result {
	var list []result
	accounts, _ := accountsOf.Of(tx, Results)
	for _, a := range accounts {
		first := len(list)
		balances, _ := balancesOf.Of(tx, kernel.Ref[Account](a.ID))
	next:
		for _, b := range balances {
			if b.Period > lastMonth(year) {
				continue
			}
			for i := first; i < len(list); i++ {
				if list[i].balance.Party == b.Party {
					list[i].debit += b.Debit - b.Credit
					continue next
				}
			}
			list = append(list, result{a, b, b.Debit - b.Credit})
		}
		kept := list[:first]
		for _, r := range list[first:] {
			if r.debit != 0 {
				kept = append(kept, r)
			}
		}
		list = kept
	}
	return list
}

// standsOn is the debit balance of an account at a year's end.
func standsOn(tx *kernel.Tx, account string, year int64) kernel.Money {
	var sum kernel.Money
	balances, _ := balancesOf.Of(tx, AccountRef(account))
	for _, b := range balances {
		if b.Period <= lastMonth(year) {
			sum += b.Debit - b.Credit
		}
	}
	return sum
}

// carried refuses to close a December while profit and loss stand open.
func carried(tx *kernel.Tx, month int64) error {
	if month%100 != december {
		return nil
	}
	year := month / 100
	if open := len(resultsOf(tx, year)); open > 0 {
		return CarryFirst.With(kernel.Int("year", year), kernel.Int("accounts", int64(open)))
	}
	return nil
}

func init() {
	kernel.DeclareAudit("F34", "年终结转并结账以后，损益类科目余额为零", "After a year's profit was carried forward and December closed, every account of profit and loss is zero", auditYears)
}

func auditYears(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	var years []*Year
	err := kernel.Each(c, all, Years, func(y *Year) error {
		december, _ := all.Get(Periods.In(c), periodRef(lastMonth(y.Year)).ID()).(*Period)
		if y.Carried && december != nil && december.Closed {
			years = append(years, y)
		}
		return nil
	})
	if err != nil || len(years) == 0 {
		return err
	}
	tx := kernel.NewTx(c, all, nil, &kernel.Call{}, &kernel.Author{System: true})
	for _, y := range years {
		for _, r := range resultsOf(tx, y.Year) {
			found(fmt.Sprintf("%d %s %s", y.Year, r.account.Code, r.debit))
		}
	}
	return nil
}
