package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/party"
	"heyi/shared/sim"
)

// Merging is a company whose boss merges customers, whatever is going on with them;
// who is offline goes on trading with the one that went.
type Merging struct {
	*Company
	Merged int // customers that were merged into another
}

// Act implements sim.Workload.
func (m *Merging) Act(w *sim.World, d *sim.Device) {
	if m.roleOf[d.ID.Device] == org.Boss && w.Clock.Chance(15) {
		act{m.Company, w, d}.merge()
		return
	}
	m.Company.Act(w, d)
}

func (a act) merge() {
	keep, gone := pick(a, party.Parties, isCustomer), pick(a, party.Parties, isCustomer)
	if keep != nil && gone != nil {
		a.do(&party.Merge{Keep: kernel.Ref[party.Party](keep.ID), Gone: kernel.Ref[party.Party](gone.ID)})
	}
}

// Check implements sim.Workload.
func (m *Merging) Check(w *sim.World) error {
	err := kernel.Each(m.Catalog, w.Server.Disk, party.Parties, func(p *party.Party) error {
		if !p.MergedInto.IsZero() {
			m.Merged++
		}
		return nil
	})
	if err != nil {
		return err
	}
	return m.Company.Check(w)
}
