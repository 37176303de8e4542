package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Period is a month of the books that has been closed at least once; months
// without a row are open.
type Period struct {
	kernel.Record
	Month  int64 `zh:"会计期间" en:"Period" is:"title,derived,month"`
	Closed bool  `zh:"已结账" en:"Closed" is:"listed,derived"`
	Signed
	Why string `zh:"反结账原因" en:"Why it was reopened" text:"lines" is:"derived" max:"500"`
}

// Periods of the books. Everyone knows which months are closed, because it decides
// where a late document goes.
var Periods = kernel.Define[Period]("ledger_period", kernel.Spec{
	Zh: "会计期间", En: "Period", Kept: true, Scope: kernel.Scope{kernel.Everyone},
})

func periodRef(month int64) kernel.Ref[Period] {
	return kernel.Ref[Period](kernel.DeriveID("ledger_period", month))
}

// PeriodOf is the row of a month; without one it was never closed.
func PeriodOf(tx *kernel.Tx, month int64) (*Period, bool) {
	p, presence := Periods.Get(tx, periodRef(month))
	return p, presence == kernel.Found
}

func closed(tx *kernel.Tx, month int64) bool {
	p, has := PeriodOf(tx, month)
	return has && p.Closed
}

func next(month int64) int64     { return kernel.Date(month*100 + 1).AddMonths(1).YearMonth() }
func previous(month int64) int64 { return kernel.Date(month*100 + 1).AddMonths(-1).YearMonth() }

// FirstOpen is the first month that is not closed.
func FirstOpen(tx *kernel.Tx) (int64, error) {
	company, err := org.OfCompany(tx)
	if err != nil {
		return 0, err
	}
	month := company.Start.YearMonth()
	for closed(tx, month) {
		month = next(month)
	}
	return month, nil
}

// period is where a posting goes: the month of its date, or the first open one
// after it. It keeps its date either way.
func (p *Posting) period(tx *kernel.Tx) (int64, error) {
	if p.Opening {
		return 0, nil
	}
	if p.into != 0 {
		return p.into, nil
	}
	open, err := FirstOpen(tx)
	if err != nil {
		return 0, err
	}
	return max(open, p.Date.YearMonth()), nil
}

// The refusals of this file.
var (
	NotNext       = kernel.Refuse("ledger.period_order", "请先结 {next} 期，不能跳过直接结 {month} 期", "Close {next} first: {month} cannot be closed before it")
	NotBegun      = kernel.Refuse("ledger.period_future", "{month} 期还没有开始，不能结账", "{month} has not begun and cannot be closed")
	NotLast       = kernel.Refuse("ledger.period_last", "只能反结最后结账的期间 {last}", "Only the period closed last, {last}, can be reopened")
	NothingClosed = kernel.Refuse("ledger.period_none", "还没有结过账", "No period has been closed yet")
	StillPending  = kernel.Refuse("ledger.pending", "待处理财产损溢还有余额 {amount}，请先处理完再结账", "Property gains and losses pending still amount to {amount}; clear them before closing")
	OpeningOpen   = kernel.Refuse("ledger.opening_open", "期初借贷不平，{side}多 {amount}，差额还在期初余额过渡（310490）里；请在「期初 · 科目」录入差额所属的科目再结账",
		"Opening balances differ: the {side} side is {amount} more, which is still in transit (310490). Enter it into the account it belongs to before closing")
	OpeningOver = kernel.Refuse("ledger.opening_over", "首个会计期间已结账，不能再录入期初", "The first period is closed; opening balances can no longer be entered")
)

// Closing asks the other books whether a month may be closed.
type Closing struct{ Month int64 }

// OnClosing is emitted with full sight before a month is closed; a handler refuses.
var OnClosing = kernel.NewEvent[Closing]("ledger.closing")

// ClosePeriod closes the first open month (结账).
type ClosePeriod struct {
	Month int64 `zh:"会计期间" en:"Period" is:"required,month" range:"190001..299912"`
}

// ReopenPeriod opens the month that was closed last (反结账). What was posted into a later
// one meanwhile is brought back by [BringBack].
type ReopenPeriod struct {
	Month int64  `zh:"会计期间" en:"Period" is:"required,month" range:"190001..299912"`
	Note  string `zh:"原因" en:"Why" text:"lines" is:"required" max:"500"`
}

var (
	_ = kernel.Intent[ClosePeriod]("ledger.period.close", "结账", "Close period", kernel.Formerly[closeUnlogged](1))
	_ = kernel.Intent[ReopenPeriod]("ledger.period.reopen", "反结账", "Reopen period",
		kernel.Usually(kernel.Word("有单据漏记", "Something was left out"), kernel.Word("记错了要更正", "Something is wrong and corrected"), kernel.Word("结账过早", "It was closed too early")), kernel.Formerly[reopenUntold](1))
)

// Check refuses a month out of turn, and one in which something is pending.
func (c ClosePeriod) Check(tx *kernel.Tx) error {
	if err := c.inTurn(tx); err != nil {
		return err
	}
	if pending := pendingTo(tx, c.Month); pending != 0 {
		return StillPending.With(kernel.Figure("amount", pending))
	}
	if err := opened(tx, c.Month); err != nil {
		return err
	}
	if err := carried(tx, c.Month); err != nil {
		return err
	}
	return OnClosing.Emit(tx, Closing(c))
}

// inTurn comes first: nobody knows which months are over while the server's clock is
// in doubt; the month is an argument, and nothing may be worked out for
// one that cannot be closed anyway.
func (c ClosePeriod) inTurn(tx *kernel.Tx) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	if r := company.Doubted(); r != nil {
		return r
	}
	open, err := FirstOpen(tx)
	switch {
	case err != nil:
		return err
	case c.Month != open:
		return NotNext.With(kernel.MonthOf("next", open), kernel.MonthOf("month", c.Month))
	case c.Month > tx.JudgedDate().YearMonth():
		return NotBegun.With(kernel.MonthOf("month", c.Month))
	}
	return nil
}

// opened refuses to close the first month while the opening balances differ: after
// it they can no longer be entered, and nobody else may decide where a difference
// belongs.
func opened(tx *kernel.Tx, month int64) error {
	company, err := org.OfCompany(tx)
	if err != nil || month != company.Start.YearMonth() {
		return err
	}
	if left := OpeningDifference(tx); left != 0 {
		return OpeningOpen.With(openingSide(left), kernel.Figure("amount", max(left, -left)))
	}
	return nil
}

// pendingTo is what is unexplained at the end of a month.
func pendingTo(tx *kernel.Tx, month int64) kernel.Money {
	list, _ := balancesOf.Of(tx, AccountRef(Pending))
	var sum kernel.Money
	for _, b := range list {
		if b.Period <= month {
			sum += b.Debit - b.Credit
		}
	}
	return sum
}

// Predict closes the month.
func (c ClosePeriod) Predict(tx *kernel.Tx) error {
	if err := c.inTurn(tx); err != nil {
		return err
	}
	flow.Note(tx, mark(tx, c.Month, true), flow.Node(tx.Call.Name), "", "")
	return nil
}

// Predict opens the month again, and says why.
func (c ReopenPeriod) Predict(tx *kernel.Tx) error {
	if err := lastClosed(tx, c.Month); err != nil {
		return err
	}
	p := mark(tx, c.Month, false)
	kernel.Set(tx, p, &p.Why, c.Note)
	flow.Note(tx, p, flow.Node(tx.Call.Name), "", c.Note)
	return nil
}

// lastClosed refuses any month but the one that was closed last.
func lastClosed(tx *kernel.Tx, month int64) error {
	open, err := FirstOpen(tx)
	if err != nil {
		return err
	}
	last := previous(open)
	switch {
	case !closed(tx, last):
		return NothingClosed.With()
	case month != last:
		return NotLast.With(kernel.Int("last", last))
	}
	return nil
}

func mark(tx *kernel.Tx, month int64, closed bool) *Period {
	made := &Period{Record: kernel.Record{ID: periodRef(month).ID()}, Month: month}
	return sign(tx, Periods, periodRef(month), made, closed, func(p *Period) (*bool, *Signed) { return &p.Closed, &p.Signed })
}

// closeUnlogged is how a month was closed before it had a log.
type closeUnlogged struct{ ClosePeriod }

// Predict closes the month.
func (c closeUnlogged) Predict(tx *kernel.Tx) error {
	if err := c.inTurn(tx); err != nil {
		return err
	}
	mark(tx, c.Month, true)
	return nil
}

// reopenUntold is how a month was reopened before anybody had to say why.
type reopenUntold struct {
	Month int64 `zh:"会计期间" en:"Period" is:"required,month" range:"190001..299912"`
}

// Predict opens the month again.
func (c reopenUntold) Predict(tx *kernel.Tx) error {
	if err := lastClosed(tx, c.Month); err != nil {
		return err
	}
	mark(tx, c.Month, false)
	return nil
}
