package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
)

// ClockJumped implements sim.ClockMinder: the company is told, and now and then
// somebody confirms a time that is wrong.
func (c *Company) ClockJumped(w *sim.World, before, after kernel.Time) error {
	if err := c.must(w, &org.DoubtClock{Time: before, Clock: after}); err != nil {
		return err
	}
	if w.Clock.Chance(60) {
		return c.closeInDoubt(w)
	}
	return c.must(w, &org.ConfirmClock{})
}

// closeInDoubt tries to close the first month that is open, which nobody may.
func (c *Company) closeInDoubt(w *sim.World) error {
	month, err := ledger.FirstOpen(kernel.NewTx(c.Catalog, w.Server.Disk, nil, &kernel.Call{}, &kernel.Author{System: true}))
	if err != nil {
		return err
	}
	args := &ledger.ClosePeriod{Month: month}
	judged, err := w.Judge(c.call(w, c.Catalog.CommandFor(args), args))
	switch {
	case err != nil:
		return err
	case judged[0].Refusal == nil:
		return Doubt.Broken("%d was closed", month)
	case judged[0].Refusal.Code == org.ClockInDoubt.Name:
		c.Doubted++
	}
	return nil
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

// Doubt is checked over the whole log.
var Doubt = sim.Promised("no-closing-in-doubt", "No month is closed while the server's clock is in doubt.")

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
				return Doubt.Broken("a month was closed by %s", call.ID)
			}
		}
	}
	return nil
}
