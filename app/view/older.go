package view

import (
	"errors"
	"slices"

	"heyi/app/device/client"
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

// Eyes are the person's as far back as this device's rows go.
func (r *Reader) Eyes() *kernel.Viewer { return r.Author.Viewer.Within(r.State.Since, r.State.Pins) }

// beyond reads rows of the server like those of the device.
func (r *Reader) beyond(b client.Beyond) (*Reader, error) {
	tx, err := r.View.Beyond(b)
	if err != nil {
		return nil, err
	}
	far := make(map[kernel.ID]client.Mark, len(b.Rows))
	for _, row := range b.Rows {
		far[row.Base().ID] = client.MarkFar
	}
	return &Reader{View: r.View, Tx: tx, Author: r.Author, State: r.State, desk: r.desk, far: far}, nil
}

var (
	heldSince = i18n.Define("view.held_since", "本机存 {0} 起的单据", "Holds documents from {0} on")
	heldOlder = i18n.Define("view.held_older", "本机存 {0} 起的单据，更早的在服务器上", "Documents from {0} on are on this device, older ones on the server")
	heldOnly  = i18n.Define("view.held_only", "本机只存 {0} 起的单据，联网后会接着列出更早的", "Only documents from {0} on are on this device; older ones are listed when you are connected")
)

// HeldSince says from when on a device with such a state holds documents, where it lacks
// some of one of the entities; none are all. It is empty where it does not.
func HeldSince(c *kernel.Catalog, st client.State, entities ...string) string {
	lacks := func(entity string) bool { return st.Windowed(c.Schema(entity)) }
	if st.Since == 0 || len(entities) > 0 && !slices.ContainsFunc(entities, lacks) {
		return ""
	}
	return heldSince.Text(Date(st.Since))
}

// ListedSince is [HeldSince] for a list, which goes on with what is on the server while
// the device is connected.
func ListedSince(c *kernel.Catalog, st client.State, entities ...string) string {
	switch {
	case HeldSince(c, st, entities...) == "":
		return ""
	case st.Link == client.Online:
		return heldOlder.Text(Date(st.Since))
	}
	return heldOnly.Text(Date(st.Since))
}
