package trade

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/ledger"
	"heyi/shared/org"
	"heyi/shared/sim"
)

// ClockJumped implements sim.ClockMinder: the company is told, and now and then
// somebody confirms a time that is wrong.
func (c *Company) ClockJumped(w *sim.World, before, after kernel.Time) error {
	if err := c.must(w, &org.DoubtClock{Time: before, Clock: after}); err != nil || w.Clock.Chance(60) {
		return err
	}
	return c.must(w, &org.ConfirmClock{})
}

// closeMonth closes the first open month, or tries to.
func (a act) closeMonth() {
	month := a.w.Clock.Now.Date(480).YearMonth()
	for range 14 { // no clock is set further ahead
		p := pick(a, ledger.Periods, func(p *ledger.Period) bool { return p.Month == month && p.Closed })
		if p == nil {
			break
		}
		month = kernel.Date(month*100 + 1).AddMonths(1).YearMonth()
	}
	a.do(&ledger.ClosePeriod{Month: month})
}

// checkClosings: no month was closed while the server's clock was in doubt.
func (c *Company) checkClosings(w *sim.World) error {
	doubt := false
	for call := range w.Server.Disk.Accepted() {
		switch call.Name {
		case "org.clock.doubt":
			doubt = true
		case "org.clock.confirm":
			doubt = false
		case "ledger.period.close":
			if c.Closed++; doubt {
				return fmt.Errorf("a month was closed by %s while the server's clock was in doubt", call.ID)
			}
		}
	}
	return nil
}
