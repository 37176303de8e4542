package replica

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// News is what a received message changed, for the screens.
type News struct {
	Rows     []kernel.Key // changed, evicted or re-predicted
	Verdicts []Verdict
	Whole    bool        // everything may have changed
	Again    int         // pending commands that were predicted again
	Compare  *Comparison // of a proof: to be run, and handed to Compared then
	Bye      *kernel.Refusal
	Wipe     bool
}

func (n *News) add(more News) {
	n.Rows = append(n.Rows, more.Rows...)
	n.Verdicts = append(n.Verdicts, more.Verdicts...)
	n.Whole = n.Whole || more.Whole
	n.Again += more.Again
	n.Bye, n.Wipe = more.Bye, more.Wipe
	if more.Compare != nil {
		n.Compare.drop()
		n.Compare = more.Compare
	}
}

// Receive takes a message of the server. An error means that the connection or
// the file is broken; the replica itself stays as it was.
func (r *Replica) Receive(m wire.Message, now kernel.Time) (News, error) {
	return r.ReceiveAll([]wire.Message{m}, now)
}

// ReceiveAll takes messages in the order in which they came. Patches that wait
// together are applied in one transaction, so that what is pending is predicted
// again once and not after each. Nothing is taken in behind a Bye. After an error
// the messages before the one that caused it have been taken in.
func (r *Replica) ReceiveAll(messages []wire.Message, now kernel.Time) (news News, err error) {
	if r.stuck != nil {
		return News{}, r.stuck
	}
	for len(messages) > 0 && err == nil && news.Bye == nil {
		var more News
		n := 1
		switch m := messages[0].(type) {
		case *wire.Welcome:
			err = r.welcome(m, now)
		case *wire.Patch, *Ahead:
			if p := aheadOf(m); p.Proof {
				more, err = r.answered(p, now)
				break
			}
			patches := r.together(messages)
			n = len(patches)
			more, err = r.patch(patches, now)
		case *wire.Bye:
			r.link = offline
			more = News{Bye: m.Refusal.Unpack(), Wipe: m.Wipe}
		default:
			err = fmt.Errorf("replica: unexpected %T", m)
		}
		news.add(more)
		messages = messages[n:]
	}
	if err != nil { // nobody runs what was begun
		news.Compare.drop()
		news.Compare = nil
	}
	return news, err
}

// together lists the patches at the beginning of the messages that may be applied
// as one: each moves the device on, none changes what the device may hold. Parts
// of a first load go together too.
func (r *Replica) together(messages []wire.Message) []*Ahead {
	var patches []*Ahead
	for _, m := range messages {
		p := aheadOf(m)
		if p == nil || p.Proof {
			break
		}
		part := p.Partial && r.reload && r.state.Loading
		alone := r.reload || p.Partial || p.Rescope || p.Repin
		if len(patches) > 0 && alone && !(part && patches[0].Partial && patches[0].To == p.To) {
			break
		}
		if patches = append(patches, p); alone && !part {
			break
		}
	}
	return patches
}

func (r *Replica) welcome(m *wire.Welcome, now kernel.Time) error {
	r.link, r.history, r.behind = online, m.History, true
	r.setClock(m.Now, now)
	r.state.Saved = m.Saved
	r.reload, r.proves, r.brings, r.keeps, r.looks = m.Reload, m.Proves, m.Brings, m.Keeps, m.Looks
	if err := r.rememberAccepted(m); err != nil {
		return err
	}
	fresh := m.Reload && r.state.Version == 0
	return r.store.Update(func(w Writer) error {
		if !m.Resumed {
			w.ClearStaged()
			r.state.Resume = Resume{Catalog: r.digest}
		}
		if fresh && !m.Resumed {
			w.Clear()
			r.state.Catalog = r.digest
			r.state.Known = r.declared
		}
		r.state.Loading = fresh
		w.PutState(r.state)
		return nil
	})
}

// rememberAccepted finds the commands that an earlier history accepted and this
// one may not know, so that a restored server gets them again. Rows that were lost
// took the knowledge with them of which history they belonged to; then all that is
// kept may be unknown, and the server answers what it knows with its verdict.
func (r *Replica) rememberAccepted(m *wire.Welcome) error {
	restored := m.Parted || m.History != r.state.History
	entries, err := r.outbox.Entries()
	if err != nil {
		return fmt.Errorf("replica: outbox: %w", err)
	}
	r.again = nil
	for _, e := range entries {
		if restored && e.Accepted > m.Branch {
			e.Accepted = -e.Accepted
			if err := r.outbox.Accept(e.Call.Key, e.Accepted); err != nil {
				return fmt.Errorf("replica: outbox: %w", err)
			}
		}
		if e.Accepted < 0 {
			r.again = append(r.again, e)
			r.anew[e.Call.Key] = true
		}
	}
	return nil
}

// patch applies rows and verdicts in one local transaction. Parts of a catch-up
// wait in the file until the last one makes them visible together; only a first
// load, which nobody looks at, writes its parts at once.
func (r *Replica) patch(patches []*Ahead, now kernel.Time) (News, error) {
	firstLoad := r.reload && r.state.Loading
	switch p := patches[0]; {
	case p.Partial && firstLoad:
		return News{}, r.take(patches, r.loadPart)
	case p.Partial:
		return News{}, r.take(patches, r.stagePart)
	}
	version := r.state.Version
	for _, p := range patches {
		if p.From > version && !r.reload {
			return News{}, fmt.Errorf("replica: patch from %d does not continue %d", p.From, version)
		}
		version = max(version, p.To)
	}
	return r.apply(patches, now)
}

// take keeps parts of a catch-up with the place behind them.
func (r *Replica) take(parts []*Ahead, keep func(Writer, *Ahead) error) error {
	r.behind = true
	before := r.state.Resume
	err := r.store.Update(func(w Writer) error {
		for _, p := range parts {
			if err := keep(w, p); err != nil {
				return err
			}
			at := &r.state.Resume
			if at.Place, at.Total = p.Place, max(at.Total, p.Total); p.Place.Load && p.Place.Base == 0 {
				at.Done = p.Place.Done + p.Place.Met
			}
		}
		w.PutState(r.state)
		return nil
	})
	if err != nil {
		r.state.Resume = before
	}
	return err
}

func (r *Replica) stagePart(w Writer, p *Ahead) error {
	w.Stage(wire.Encode(p.Patch))
	return nil
}

// loadPart writes a part of a first load's rows. What changed while it came, and
// verdicts, count with the last part.
func (r *Replica) loadPart(w Writer, p *Ahead) error {
	if p.Place.Base != 0 || len(p.Verdicts) > 0 {
		return r.stagePart(w, p)
	}
	for i := range p.Rows {
		row, err := p.row(r.Catalog, i)
		if err != nil {
			return err
		}
		if row != nil {
			w.Put(row)
		}
	}
	return nil
}

func (r *Replica) apply(patches []*Ahead, now kernel.Time) (News, error) {
	last := patches[len(patches)-1]
	news := News{Whole: r.reload || last.Rescope}
	pending, state := slices.Clone(r.pending), r.state
	err := r.store.Update(func(w Writer) error {
		a := &applying{r: r, w: w, news: &news}
		return a.run(patches, now)
	})
	if err != nil {
		r.pending, r.state, r.author = pending, state, nil
		return News{}, fmt.Errorf("replica: patch %d..%d: %w", patches[0].From, last.To, err)
	}
	r.reload, r.behind = false, false
	if last.Rescope {
		r.brings = nil
	}
	return news, r.settleOutbox(news.Verdicts)
}

// settleOutbox lets go of judged commands, once the rows that hold their
// verdicts survive a power loss.
func (r *Replica) settleOutbox(verdicts []Verdict) error {
	if len(verdicts) == 0 {
		return nil
	}
	if err := r.store.Checkpoint(); err != nil {
		return fmt.Errorf("replica: checkpoint: %w", err)
	}
	var refused []int64
	for _, v := range verdicts {
		delete(r.anew, v.Call.Key)
		if v.Refusal != nil {
			refused = append(refused, v.Call.Key)
			continue
		}
		if err := r.outbox.Accept(v.Call.Key, v.Version); err != nil {
			return fmt.Errorf("replica: outbox: %w", err)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	return r.outbox.Forget(refused...)
}

// KeepAccepted is how long an accepted command is kept for a server that may be
// restored from a backup older than it, in milliseconds.
const KeepAccepted = 30 * 24 * 3600 * 1000

// Prune drops accepted commands that stand in a backup or are too old. How old they
// are is told by what the server said at the last welcome: the device's own clock may
// have been set to anything since. A command is not older than one before it; one whose
// time the server did not believe may be of any age and waits for a backup.
func (r *Replica) Prune() error {
	entries, err := r.outbox.Entries()
	if err != nil {
		return fmt.Errorf("replica: outbox: %w", err)
	}
	var done []int64
	given := kernel.Time(0)
	for _, e := range entries {
		given = max(given, e.Call.At)
		old := e.Accepted > 0 && r.heard-given > KeepAccepted
		if old && e.Accepted > r.state.Saved {
			v, err := r.store.Verdict(e.Call.Key)
			if err != nil {
				return fmt.Errorf("replica: verdict of %d: %w", e.Call.Key, err)
			}
			old = v != nil && v.Dated == 0 && v.Call.At == e.Call.At
		}
		if old || e.Accepted > 0 && e.Accepted <= r.state.Saved {
			done = append(done, e.Call.Key)
		}
	}
	if len(done) == 0 {
		return nil
	}
	return r.outbox.Forget(done...)
}
