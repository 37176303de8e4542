package view

import (
	"errors"
	"slices"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
)

// Older is the error of a row that this device does not hold and that may be older than
// what it holds: it can be fetched, see [Desk.Fetch].
type Older struct {
	ID      kernel.ID
	refusal *kernel.Refusal
}

func (o *Older) Error() string { return o.refusal.Error() }

// Unwrap is what is said where nobody fetches: there is no such row here.
func (o *Older) Unwrap() error { return o.refusal }

// Missing is the error of a row that a screen was asked to show and that was not found.
func (r *Reader) Missing(s *kernel.Schema, id kernel.ID, p kernel.Presence) error {
	refusal := kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
	if p == kernel.Unknown && r.State.Windowed(s) && !slices.Contains(r.State.Pins, id) {
		return &Older{id, refusal}
	}
	return refusal
}

// Opened notes that a screen shows a row. A pinned one can be let go of.
func (r *Reader) Opened(id kernel.ID) {
	if slices.Contains(r.State.Pins, id) {
		r.Pinned = id
	}
}

// Fetch has the server bring a row that is older than what this device holds. coming
// tells that it will; err is why nothing does, the reading's where it is of another kind.
func (d *Desk) Fetch(reading error) (coming bool, err error) {
	var older *Older
	if !errors.As(reading, &older) {
		return false, reading
	}
	err = d.Engine.Pin(older.ID)
	return err == nil, err
}

var heldSince = i18n.Define("view.held_since", "本机存 {0} 起的单据，更早的在服务器上", "Documents from {0} on are on this device, older ones on the server")

// HeldSince says from when on this device holds documents, where it lacks some of one of
// the entities; none are all. It is empty where it does not.
func (r *Reader) HeldSince(entities ...string) string {
	lacks := func(entity string) bool { return r.State.Windowed(r.Catalog.Schema(entity)) }
	if r.State.Since == 0 || len(entities) > 0 && !slices.ContainsFunc(entities, lacks) {
		return ""
	}
	return heldSince.Text(Date(r.State.Since))
}
