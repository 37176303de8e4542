package company

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// Newer is the refusal of a company that a newer program has upgraded.
var Newer = kernel.Refuse("server.newer", "这家公司的数据已由更新的程序升级（步骤 {step}），请使用新版本的 heyi-server",
	"This company was upgraded by a newer program (step {step}); run the newer heyi-server")

// partRows is how many rows a part of an upgrade step acts on, unless they write
// more than a command may.
const partRows = 1000

// upgrader brings a company to this release before anybody is served. It is the only
// writer then, also of a company that was restored and still waits for its devices:
// what they bring is judged on rows of this release.
type upgrader struct {
	*Company
	a    *authority.Authority
	part int
}

// upgrade runs the steps that the company lacks. Each part of one is a command, so
// one that was cut goes on where it stopped.
func (c *Company) upgrade(part int) (err error) {
	defer kernel.Catch(&err)
	a, err := authority.Open(c.Catalog, c.Store)
	if err != nil {
		return err
	}
	pending, err := Pending(c.Catalog, c.Store)
	if err == nil && slices.ContainsFunc(pending, func(s *kernel.UpgradeStep) bool { return s.Name == org.RulesKept }) {
		if err = (&upgrader{c, a, part}).keepBase(); err == nil {
			pending, err = Pending(c.Catalog, c.Store)
		}
	}
	for _, step := range pending {
		if err == nil {
			err = (&upgrader{c, a, part}).run(step)
		}
	}
	return err
}

// Pending lists the steps that a company lacks, none for one that is not founded.
func Pending(c *kernel.Catalog, all kernel.Scanner) (pending []*kernel.UpgradeStep, err error) {
	defer kernel.Catch(&err)
	if all.Get(org.Companies.In(c), org.TheCompany.ID()) == nil {
		return nil, nil
	}
	done := map[string]bool{}
	err = kernel.Each(c, all, org.Upgradeds, func(u *org.Upgraded) error {
		if c.UpgradeNamed(u.Step) == nil {
			return Newer.With(kernel.Text("step", u.Step))
		}
		done[u.Step] = u.Done
		return nil
	})
	for _, step := range c.Upgrades() {
		if !done[step.Name] {
			pending = append(pending, step)
		}
	}
	return pending, err
}

// keepBase keeps the rows as releases have left them whose rules are not kept. Where it
// is cut before its step is in the log, it is made anew: an earlier program may have gone
// on meanwhile.
func (u *upgrader) keepBase() error {
	start := Now()
	sum, err := u.Store.KeepBase()
	if err == nil {
		err = u.give(&org.Upgrade{Step: org.RulesKept, Done: true, Base: hex.EncodeToString(sum)})
	}
	u.Log.Info("rows kept as they were before the upgrade", "took_ms", int64(Now()-start))
	return err
}

func (u *upgrader) run(step *kernel.UpgradeStep) error {
	start, rows := Now(), 0
	var next kernel.ID
	if mark, ok := u.Store.Get(org.Upgradeds.In(u.Catalog), org.UpgradedRef(step.Name).ID()).(*org.Upgraded); ok {
		next = mark.Next
	}
	for done := false; !done; {
		part, err := u.next(step, next)
		if err != nil {
			return err
		}
		done, rows = part.Done, rows+len(part.Rows)
		if err := u.give(part); errors.Is(err, errLarge) && len(part.Rows) > 1 {
			u.part, done, rows = (len(part.Rows)+1)/2, false, rows-len(part.Rows)
			continue
		} else if err != nil {
			return err
		}
		next = part.Next
	}
	u.Log.Info("company upgraded", "step", step.Name, "rows", rows, "took_ms", int64(Now()-start))
	return nil
}

var errLarge = errors.New("company: the part writes too much")

// next finds the rows of the next part, by a walk outside of commands.
func (u *upgrader) next(step *kernel.UpgradeStep, after kernel.ID) (*org.Upgrade, error) {
	view, err := u.Store.View()
	if err != nil {
		return nil, err
	}
	part := &org.Upgrade{Step: step.Name, Next: after}
	part.Rows, part.Done, err = step.Next(view, kernel.Moment{Catalog: u.Catalog}, after, u.part)
	if n := len(part.Rows); n > 0 {
		part.Next = part.Rows[n-1]
	}
	return part, errors.Join(err, view.Close())
}

// give judges a part as a command of the server.
func (u *upgrader) give(part *org.Upgrade) error {
	spec, now := u.Catalog.CommandFor(part), Now()
	last, err := u.Store.LastKey(kernel.ID{})
	if err != nil {
		return err
	}
	judged, _, err := u.a.Judge([]kernel.Call{{
		ID: kernel.NewID(now, Random()), Key: last + 1, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(part), At: now,
	}}, now)
	switch {
	case err != nil:
		return err
	case judged[0].Refusal != nil && judged[0].Refusal.Code == kernel.TooLarge.Name:
		return errLarge
	case judged[0].Refusal != nil:
		return fmt.Errorf("company: upgrade step %s: %w", part.Step, judged[0].Refusal)
	}
	return nil
}
