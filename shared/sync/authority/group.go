package authority

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// A group of commands goes through four hands: Draft judges it, Send lets reads
// see it, Write makes it durable, Written takes note of that. Write alone touches
// the disk and may run on a goroutine of its own; meanwhile the next group may be
// drafted on top of it. Nobody may be told of a group before Written, and after a
// failure everything that was drafted on top of it is void.

// Group is a number of calls that were judged together.
type Group struct {
	Judged []Judged // their verdicts, one for each call, in order
	Commit *Commit  // nil when every call had been judged before

	before int64 // version it was judged at
	store  Store
	err    error // of Write
}

// Draft runs calls one after another on top of the group that was sent. between,
// if there is one, is called before each; it may take note of the group below.
// After an error the calls have left no trace; the callers' resends will tell.
func (a *Authority) Draft(calls []kernel.Call, now kernel.Time, between func() error) (*Group, error) {
	now = a.monotone(now)
	g, err := a.draft(calls, now, between, false)
	if errors.Is(err, errTaken) {
		clear(a.last)
		g, err = a.draft(calls, now, between, true)
	}
	if err != nil {
		clear(a.last)
		return nil, err
	}
	return g, nil
}

func (a *Authority) draft(calls []kernel.Call, now kernel.Time, between func() error, careful bool) (*Group, error) {
	version, chain := a.head()
	g := &judging{
		a: a, overlay: kernel.NewOverlay(a.store), tags: map[kernel.Sight]tagged{}, used: map[kernel.ID]bool{}, careful: careful,
		commit: &Commit{
			From: version, To: version, Chain: chain, before: map[kernel.Key]kernel.Row{}, born: map[kernel.Key]bool{},
		},
	}
	if err := g.usedAmong(calls); err != nil {
		return nil, err
	}
	drafted := &Group{Judged: make([]Judged, 0, len(calls)), before: version, store: a.store}
	for i := range calls {
		if between != nil {
			if err := between(); err != nil {
				return nil, err
			}
		}
		j, err := g.judge(&calls[i], now)
		if err != nil {
			return nil, err
		}
		if g.clash {
			return nil, errTaken
		}
		drafted.Judged = append(drafted.Judged, *j)
	}
	if err := g.allNew(); err != nil {
		return nil, err
	}
	if len(g.commit.Judged) > 0 {
		g.collect()
		drafted.Commit = g.commit
	}
	return drafted, nil
}

// monotone is the time, or the last judgement's where the clock has gone back. A log
// that is judged again keeps the times it has.
func (a *Authority) monotone(now kernel.Time) kernel.Time {
	if a.again {
		return now
	}
	a.latest = max(a.latest, now)
	return a.latest
}

// head is where the company will stand when everything sent is durable.
func (a *Authority) head() (version int64, chain []byte) {
	if a.sent != nil {
		return a.sent.Commit.To, a.sent.Commit.Chain
	}
	return a.state.Version, a.state.Chain
}

// Send lets the store's reads see a drafted group. The one before it must have
// been written.
func (a *Authority) Send(g *Group) {
	if a.sent != nil {
		panic("authority: two groups on their way to the disk")
	}
	if g.Commit != nil {
		a.sent = g
		a.store.Ahead(g.Commit)
	}
}

// Write makes a sent group durable.
func (g *Group) Write() {
	if g.Commit != nil {
		g.err = g.store.Commit(g.Commit)
	}
}

// Written takes note of what became of a group. Its error means that nothing of
// the group, nor of what was drafted on top of it, is known to have happened.
func (a *Authority) Written(g *Group) error {
	if g.Commit == nil {
		return nil
	}
	a.sent = nil
	if g.err != nil {
		clear(a.last)
		a.store.Forget()
		return fmt.Errorf("authority: commit %d..%d: %w", g.Commit.From, g.Commit.To, g.err)
	}
	a.state.Version, a.state.Chain = g.Commit.To, g.Commit.Chain
	if g.Commit.authors {
		a.turns.Add(1)
	}
	return nil
}

// Judge takes a group through all four hands. It returns one verdict per call, in
// order, and what was committed, nil when every call had been judged before.
func (a *Authority) Judge(calls []kernel.Call, now kernel.Time) ([]Judged, *Commit, error) {
	g, err := a.Draft(calls, now, nil)
	if err != nil {
		return nil, nil, err
	}
	a.Send(g)
	g.Write()
	if err := a.Written(g); err != nil {
		return nil, nil, err
	}
	return g.Judged, g.Commit, nil
}
