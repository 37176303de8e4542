package replica

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A replica holds what is open, what lies within its window, and older documents that
// its user has opened: its pins. What the user wants is kept with the rows and told to
// the server; what the rows are of is what the server says with them.

// PinsMost is how many older documents a device holds. One more lets go of the one that
// was opened first.
const PinsMost = 200

// HoldFrom has closed documents held from a date's month on, 0 for all of them.
func (r *Replica) HoldFrom(since kernel.Date) error {
	if since != 0 {
		since = since.MonthStart()
	}
	return r.want(wire.Keep{Since: since, Pins: r.state.Wants.Pins})
}

// Pin has an older document held until it is let go of.
func (r *Replica) Pin(id kernel.ID) error {
	if slices.Contains(r.state.Wants.Pins, id) {
		return nil
	}
	pins := append(slices.Clone(r.state.Wants.Pins), id)
	return r.want(wire.Keep{Since: r.state.Wants.Since, Pins: pins[max(len(pins)-PinsMost, 0):]})
}

// LetGo leaves a document to the server, unless the device holds it anyway.
func (r *Replica) LetGo(id kernel.ID) error {
	pins := slices.DeleteFunc(slices.Clone(r.state.Wants.Pins), func(pin kernel.ID) bool { return pin == id })
	return r.want(wire.Keep{Since: r.state.Wants.Since, Pins: pins})
}

// want keeps what the user wants. It survives a power loss: he was shown the document.
func (r *Replica) want(k wire.Keep) error {
	if r.stuck != nil {
		return r.stuck
	}
	if was := r.state.Wants; k.Since == was.Since && slices.Equal(k.Pins, was.Pins) {
		return nil
	}
	before := r.state
	err := r.store.Update(func(w Writer) error {
		r.state.Wants = k
		w.PutState(r.state)
		return nil
	})
	if err != nil {
		r.state = before
		return fmt.Errorf("replica: window: %w", err)
	}
	r.told = false
	if err := r.store.Checkpoint(); err != nil {
		return fmt.Errorf("replica: checkpoint: %w", err)
	}
	return nil
}

// Keeping is what the server has to be told of the window, nil when it knows.
func (r *Replica) Keeping() *wire.Keep {
	if r.link != online || r.told || !r.keeps {
		return nil
	}
	r.told = true
	k := r.state.Wants
	return &k
}

// Keeps tells whether the server of this connection takes pins.
func (r *Replica) Keeps() bool { return r.link == online && r.keeps }

// Looks tells whether the server of this connection answers a look beyond the window.
func (r *Replica) Looks() bool { return r.link == online && r.looks }

// window notes what the rows are of from here on. Where nothing but the pins changes,
// the tags are those that are noted: who the user is may be predicted now.
func (a *applying) window(p *Ahead) {
	st := &a.r.state
	if st.From, st.Pins = p.Since, p.Pins; p.Repin {
		st.Scope = wire.ScopeDigest(wire.ViewerOf(st.Held, st.From, st.Pins))
	}
	if a.r.proving != nil { // what came again may have gone since, and more come, of what the file lacks
		clear(a.r.proving.renewed)
	}
}

// readLet finds what is let go of: pins that the server names no more. What depends on
// these rows is taken back first, as if they went.
func (a *applying) readLet(pins []kernel.ID) {
	for _, id := range a.r.state.Pins {
		if slices.Contains(pins, id) {
			continue
		}
		for _, s := range a.r.Catalog.Schemas {
			key := kernel.Key{Schema: s, ID: id}
			if s.Aged() && (a.w.Get(s, id) != nil || a.predicted(key)) {
				a.let = append(a.let, key)
				a.touchGone(key)
			}
		}
	}
}

// predicted tells whether a waiting command has written a row.
func (a *applying) predicted(key kernel.Key) bool {
	return slices.ContainsFunc(a.r.pending, func(p *Pending) bool { return slices.Contains(p.writes, key) || p.undoes(key) })
}

func (p *Pending) undoes(key kernel.Key) bool {
	return slices.ContainsFunc(p.Undo, func(u UndoRow) bool { return u.ID == key.ID && uint32(u.Entity) == key.Schema.Number })
}

// letGo takes out what was let go of and is not held on other grounds.
func (a *applying) letGo() {
	for _, key := range a.let {
		if row := a.w.Get(key.Schema, key.ID); row != nil && !a.sight().Sees(row, a.w.Get) {
			a.evict(key)
		}
	}
}
