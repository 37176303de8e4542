package sales_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// tasks lists those of a kind about a row in one state.
func (s *shop) tasks(kind *flow.TaskKind, about kernel.ID, state kernel.State) (list []*flow.Task) {
	all, _ := flow.TasksAbout.Of(s.Tx(), about)
	for _, t := range all {
		if t.Kind == kind.Name && t.State == state {
			list = append(list, t)
		}
	}
	return list
}

func (s *shop) want(kind *flow.TaskKind, about kernel.ID, open, done int) {
	s.t.Helper()
	if o, d := len(s.tasks(kind, about, flow.TaskOpen)), len(s.tasks(kind, about, flow.TaskDone)); o != open || d != done {
		s.t.Errorf("%s: %d open and %d done, want %d and %d", kind.Name, o, d, open, done)
	}
}

// An order whose day has passed is brought before its salesperson: the day that was
// wished, or the day that was promised where none was. It asks no more once the goods
// have left, asks once, and asks again a week after it was called done in vain.
func TestLateOrdersAreRemindedOf(t *testing.T) {
	s := open(t)
	wished := s.wish(s.chairs(1))
	wished.Due = 20261121
	first := s.place(wished)
	promised := s.wish(s.sofas(20)) // 5 have to be bought: promised in 15 days
	promised.Allow = sales.Backorder
	second := s.reload(s.place(promised))
	if second.Due != 0 || second.Promise == 0 {
		t.Fatalf("the second order is promised for %s, wished for %s", second.Promise, second.Due)
	}
	s.Sleep(t, 2) // the 21st
	s.want(sales.TaskOverdue, first.ID, 0, 0)
	s.Sleep(t, 1)
	s.want(sales.TaskOverdue, first.ID, 1, 0)
	if task := s.tasks(sales.TaskOverdue, first.ID, flow.TaskOpen)[0]; task.Seat.ID() != s.sales.Seat || !strings.Contains(task.Sentence("zh", nil), "2026-11-21") {
		t.Errorf("%+v: %s", task, task.Sentence("zh", nil))
	}
	s.Sleep(t, 3)
	s.want(sales.TaskOverdue, first.ID, 1, 0)
	s.want(sales.TaskOverdue, second.ID, 0, 0)

	s.Must(t, s.sales, &flow.Done{Task: kernel.Ref[flow.Task](s.tasks(sales.TaskOverdue, first.ID, flow.TaskOpen)[0].ID)})
	s.Sleep(t, 6)
	s.want(sales.TaskOverdue, first.ID, 0, 1)
	s.Sleep(t, 2)
	s.want(sales.TaskOverdue, first.ID, 1, 1)
	s.ship(first)
	s.want(sales.TaskOverdue, first.ID, 0, 2)

	s.Sleep(t, int(second.Promise.DaysSince(s.Tx().Today())))
	s.want(sales.TaskOverdue, second.ID, 0, 0)
	s.Sleep(t, 1)
	s.want(sales.TaskOverdue, second.ID, 1, 0)
	s.Must(t, s.sales, &sales.Close{Order: ref(second)})
	s.want(sales.TaskOverdue, second.ID, 0, 1)
	s.Sound(t)
}

// A customer who has not paid in time is brought before who looks after him, until he
// has.
func TestOverdueReceivablesAreRemindedOf(t *testing.T) {
	s := open(t)
	s.owes(1000_00, 20261120)
	s.Sleep(t, 1)
	s.want(debt.TaskOverdue, s.customer.ID(), 0, 0)
	s.Sleep(t, 1)
	s.want(debt.TaskOverdue, s.customer.ID(), 1, 0)
	if task := s.tasks(debt.TaskOverdue, s.customer.ID(), flow.TaskOpen)[0]; task.Seat.ID() != s.sales.Seat {
		t.Errorf("it is for %s", task.Seat)
	}
	s.Must(t, trial.System(), &debt.Opening{Lines: []debt.OpeningLine{{
		Party: s.customer, Kind: debt.Prepaid, Number: "旧预收", Date: 20261020, Amount: 2000_00,
	}}})
	s.want(debt.TaskOverdue, s.customer.ID(), 0, 1)
	s.Sleep(t, 10)
	s.want(debt.TaskOverdue, s.customer.ID(), 0, 1)
}

// Opening balances that differ are finance's business from the first working day on.
func TestDifferingOpeningsAreAskedAbout(t *testing.T) {
	s := open(t) // goods without capital
	s.Sleep(t, 1)
	s.want(ledger.TaskOpenings, org.TheCompany.ID(), 1, 0)
	left := ledger.OpeningDifference(s.Tx())
	line := ledger.OpenLine{Account: ledger.AccountRef("3001"), Debit: left}
	if left < 0 {
		line.Debit, line.Credit = 0, -left
	}
	s.Must(t, s.finance, &ledger.Open{Lines: []ledger.OpenLine{line}})
	if left := ledger.OpeningDifference(s.Tx()); left != 0 {
		s.Must(t, s.finance, &ledger.Open{Lines: []ledger.OpenLine{{Account: line.Account, Debit: line.Credit, Credit: line.Debit}}})
	}
	s.want(ledger.TaskOpenings, org.TheCompany.ID(), 0, 1)
	s.Sleep(t, 10)
	s.want(ledger.TaskOpenings, org.TheCompany.ID(), 0, 1)
}

// Next year's holidays are asked for in December where nobody knows them, until some
// are entered. The program knows those of 2027.
func TestTheNoticeOfHolidaysIsAskedFor(t *testing.T) {
	s := open(t)
	s.Sleep(t, 30)
	s.want(flow.TaskHolidays, org.TheCompany.ID(), 0, 0)
	s.Now += 365 * 24 * 3600_000
	s.ByItself(t)
	s.want(flow.TaskHolidays, org.TheCompany.ID(), 1, 0)
	s.Must(t, s.As(t, org.Admin), &org.EnterCalendar{Lines: []org.CalendarSpan{{From: 20280101, To: 20280103, Kind: org.DayOff, Name: "元旦"}}})
	s.Sleep(t, 1)
	s.want(flow.TaskHolidays, org.TheCompany.ID(), 0, 1)
}
