package replica

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// News is what a received message changed, for the screens.
type News struct {
	Rows     []kernel.Key // changed, evicted or re-predicted
	Verdicts []Verdict
	Whole    bool // everything may have changed
	Bye      *kernel.Refusal
	Wipe     bool
}

// Receive takes a message of the server. An error means that the connection or
// the file is broken; the replica itself stays as it was.
func (r *Replica) Receive(m wire.Message, now kernel.Time) (News, error) {
	if r.stuck != nil {
		return News{}, r.stuck
	}
	switch m := m.(type) {
	case *wire.Welcome:
		return News{}, r.welcome(m, now)
	case *wire.Patch:
		return r.patch(m, now)
	case *wire.Bye:
		r.link = offline
		return News{Bye: m.Refusal.Unpack(), Wipe: m.Wipe}, nil
	}
	return News{}, fmt.Errorf("replica: unexpected %T", m)
}

func (r *Replica) welcome(m *wire.Welcome, now kernel.Time) error {
	r.link, r.history = online, m.History
	r.state.Offset = int64(m.Now - now)
	r.state.Saved = m.Saved
	r.reload = m.Reload
	if err := r.rememberAccepted(m); err != nil {
		return err
	}
	if !m.Reload {
		return r.store.Update(func(w Writer) error {
			w.ClearStaged()
			w.PutState(r.state)
			return nil
		})
	}
	fresh := r.state.Version == 0
	resumed := fresh && r.state.Resume.Version == m.Version
	return r.store.Update(func(w Writer) error {
		w.ClearStaged()
		if fresh && !resumed {
			w.Clear()
			r.state.Resume = Resume{}
		}
		r.state.Loading = fresh
		w.PutState(r.state)
		return nil
	})
}

// rememberAccepted finds the commands that an earlier history accepted and this
// one may not know, so that a restored server gets them again.
func (r *Replica) rememberAccepted(m *wire.Welcome) error {
	restored := !r.state.History.IsZero() && m.History != r.state.History
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
		}
	}
	return nil
}

// patch applies rows and verdicts in one local transaction. Parts of a catch-up
// wait in the file until the last one makes them visible together; only a first
// load, which nobody looks at, writes its parts at once.
func (r *Replica) patch(p *wire.Patch, now kernel.Time) (News, error) {
	firstLoad := r.reload && r.state.Loading
	switch {
	case p.Partial && firstLoad:
		return News{}, r.loadPart(p)
	case p.Partial:
		return News{}, r.store.Update(func(w Writer) error {
			w.Stage(wire.Encode(p))
			return nil
		})
	case p.From > r.state.Version && !r.reload:
		return News{}, fmt.Errorf("replica: patch from %d does not continue %d", p.From, r.state.Version)
	}
	return r.apply(p, now)
}

func (r *Replica) loadPart(p *wire.Patch) error {
	return r.store.Update(func(w Writer) error {
		r.freshLoad(w, p)
		for _, row := range p.Rows {
			id, err := r.putRow(w, row)
			if err != nil {
				return err
			}
			done := r.state.Resume.Done + 1
			r.state.Resume = Resume{Version: p.To, Entity: row.Entity, Row: id, Done: done, Total: p.Total}
		}
		if len(p.Verdicts) > 0 { // they come after all rows, and count with the last part
			w.Stage(wire.Encode(&wire.Patch{From: p.From, To: p.To, Verdicts: p.Verdicts, Partial: true}))
		}
		w.PutState(r.state)
		return nil
	})
}

// freshLoad begins a first load again when the server has moved on since it was
// cut: rows that left the scope meanwhile are not among those it sends now.
func (r *Replica) freshLoad(w Writer, p *wire.Patch) {
	if r.state.Resume.Version != 0 && r.state.Resume.Version != p.To {
		w.Clear()
		r.state.Resume = Resume{}
	}
}

// putRow writes a row of a first load.
func (r *Replica) putRow(w Writer, row wire.Row) (kernel.ID, error) {
	s := r.Catalog.SchemaByNumber(uint32(row.Entity))
	if s == nil || len(row.Body) == 0 {
		return row.ID, nil
	}
	decoded, err := s.Decode(row.Body)
	if err != nil {
		return kernel.ID{}, err
	}
	w.Put(decoded)
	return decoded.Base().ID, nil
}

func (r *Replica) apply(p *wire.Patch, now kernel.Time) (News, error) {
	news := News{Whole: r.reload || p.Rescope}
	pending, state := slices.Clone(r.pending), r.state
	err := r.store.Update(func(w Writer) error {
		a := &applying{r: r, w: w, news: &news}
		return a.run(p, now)
	})
	if err != nil {
		r.pending, r.state, r.author = pending, state, nil
		return News{}, fmt.Errorf("replica: patch %d..%d: %w", p.From, p.To, err)
	}
	r.reload = false
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

// Prune drops accepted commands that stand in a backup or are too old.
func (r *Replica) Prune(now kernel.Time) error {
	entries, err := r.outbox.Entries()
	if err != nil {
		return fmt.Errorf("replica: outbox: %w", err)
	}
	var done []int64
	for _, e := range entries {
		if e.Accepted > 0 && (e.Accepted <= r.state.Saved || now-e.Call.At > KeepAccepted) {
			done = append(done, e.Call.Key)
		}
	}
	if len(done) == 0 {
		return nil
	}
	return r.outbox.Forget(done...)
}
