package trade

import (
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
)

// optional are the modules that a company may switch off.
func optional() (names []string) {
	for _, m := range module.All() {
		if m.Optional() {
			names = append(names, m.Module)
		}
	}
	return names
}

// switchModule switches a module off, with whatever is unfinished in it, or on again what is
// off: most of the time all are on, or nothing would happen.
func (a act) switchModule() {
	company := pick(a, org.Companies, func(*org.Company) bool { return true })
	if company == nil {
		return
	}
	names := optional()
	for _, name := range names {
		if company.HasOff(name) {
			a.do(&org.SwitchModule{Module: name, On: true})
			return
		}
	}
	a.do(&org.SwitchModule{Module: names[a.w.Clock.Rand.IntN(len(names))], Anyway: a.w.Clock.Chance(80)})
}

// The promises about modules. The first is checked over the whole log, the second when
// every device has been brought up to date.
var (
	Asked   = sim.Promised("nothing-is-asked-of-what-is-off", "Nothing that could be refused was accepted of a module that the company had switched off.")
	Learned = sim.Promised("devices-know-what-is-off", "Every device that is up to date knows which modules the company has switched off.")
)

// checkSwitched goes through the log with what was off at each time.
func (c *Company) checkSwitched(w *sim.World) error {
	off := map[string]bool{}
	for call := range w.Server.Disk.Accepted() {
		spec := c.Catalog.Command(call.Name)
		if spec == nil {
			continue
		}
		args, err := spec.Decode(call.Args)
		if s, switches := args.(*org.SwitchModule); err == nil && switches {
			off[s.Module] = !s.On
			c.Switches++
		}
		switch {
		case !off[spec.Module] || call.Author.IsZero():
		case spec.Fact:
			c.Late++
		default:
			return Asked.Broken("%s was accepted as %s while %s was off", call.Name, call.ID, spec.Module)
		}
	}
	return c.checkLearned(w)
}

func (c *Company) checkLearned(w *sim.World) error {
	state, err := w.Server.Disk.State()
	company, _ := w.Server.Disk.Get(org.Companies.In(c.Catalog), org.TheCompany.ID()).(*org.Company)
	if err != nil || company == nil {
		return err
	}
	for _, d := range w.Devices {
		author, err := d.Replica.Author()
		if _, refused := kernel.AsRefusal(err); refused || d.Replica.State().Version != state.Version {
			continue
		}
		if err != nil {
			return err
		}
		for _, name := range optional() {
			if author.Lacks(name) != company.HasOff(name) {
				return Learned.Broken("%s is off: %v; the device of %s says %v", name, company.HasOff(name), author.Name, author.Lacks(name))
			}
		}
	}
	return nil
}
