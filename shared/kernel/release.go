package kernel

import (
	"fmt"
	"slices"
)

// Formerly keeps the code of an earlier version of a command beside today's, once what
// its arguments mean or what it does has changed. A call is judged by the version that
// its device gave: what waits in an outbox does what its user was shown, and the log of
// a company is judged again as it was. C has the arguments of that version, under their
// names of then. Versions that were kept follow each other from 1; today's is one more.
// Right, rule and change of state are today's, unless options say otherwise.
func Formerly[C any](version int, options ...CommandOption) CommandOption {
	return func(c *CommandSpec) {
		if version != len(c.former)+1 {
			panic(fmt.Sprintf("kernel: %s: version %d is kept behind version %d", c.Name, version, len(c.former)))
		}
		former := describe[C](c.Name, c.Zh, c.En, c.Fact)
		former.Version, former.Since, former.options = version, c.Since, options
		c.former, c.Version = append(c.former, former), version+1
	}
}

// settleFormer gives the former versions what their options do not say of them, once
// all is known of today's.
func (c *CommandSpec) settleFormer() {
	for _, f := range c.former {
		f.Open, f.System, f.Along, f.Could = c.Open, c.System, c.Along, c.Could
		if c.Moves != nil {
			moves := *c.Moves
			f.Moves = &moves
		}
		for _, o := range f.options {
			o(f)
		}
		if f.Moves != nil {
			f.Moves.ref = f.refTo(f.Moves.goType)
		}
		for _, was := range f.Fields {
			if is := c.Field(was.Name); is != nil && (is.Kind != was.Kind || is.item != was.item) {
				panic(fmt.Sprintf("kernel: %s.%s was of another kind in version %d; give today's another name", c.Name, is.Name, f.Version))
			}
		}
	}
}

// As is the command as it was in a version of its own, and itself for today's. 0 is the
// first. A version that is not known yet is for the caller to refuse.
func (c *CommandSpec) As(version int64) *CommandSpec {
	for _, f := range c.former {
		if int64(f.Version) >= version {
			return f
		}
	}
	return c
}

// in makes the command of a catalogue out of the declaration, with the numbers of the
// lock and the fields of its release.
func (c *CommandSpec) in(lock Lock, keep func(*Field) bool) *CommandSpec {
	mine := *c
	mine.Plan = c.Plan.subset(c.Name, func(*Field) bool { return true })
	if c.Schema == nil {
		mine.Plan.renumber(lock)
	}
	mine.Plan = mine.Plan.subset(c.Name, keep)
	if c.Moves != nil && mine.Field(c.Moves.ref.Name) != nil {
		moves := *c.Moves
		moves.ref = mine.Field(moves.ref.Name)
		mine.Moves = &moves
	}
	mine.former = slices.Clone(c.former)
	for i, f := range mine.former {
		mine.former[i] = f.in(lock, keep)
	}
	return &mine
}

// Again says that the command is a line of a log that is judged again, and which steps
// of an upgrade came to the company after its founding.
func (tx *Tx) Again(later func(step string) bool) { tx.later = later }

// CameLater tells whether the log that is judged again brings a step itself, so that
// the company was not founded with it. It is false of a company that is founded now.
func (tx *Tx) CameLater(step string) bool {
	return tx.later != nil && tx.later(step)
}

// lacks tells whether a log is judged again that brings a companion later, and has not
// yet. Nobody has rows without companions at work: these steps come first.
func (tx *Tx) lacks(part *Schema) bool {
	step := companionPrefix + part.Name
	return tx.CameLater(step) && !tx.Since(step)
}

// StepOf names the row that stands for a step in a company, and tells from it whether
// the company has had the step. The module that keeps these rows sets it while packages
// initialise.
var StepOf func(c *Catalog, step string) (mark Key, had func(Row) bool)

// Since tells whether the company has had a step of [Upgrade] or its like, where a
// command is judged. A rule that came with a step asks for it, so that what was judged
// before is judged again by the rules of its time. A device always goes by today's: the
// server that it waits for will.
func (tx *Tx) Since(step string) bool {
	if !tx.server || StepOf == nil {
		return true
	}
	key, had := StepOf(tx.Catalog, step)
	if h := tx.rows[key]; h != nil {
		return had(h.row)
	}
	return had(tx.base.Get(key.Schema, key.ID))
}
