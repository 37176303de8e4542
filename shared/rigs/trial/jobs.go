package trial

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// ByItself does what the company does by itself up to now, as its server would.
func (w *World) ByItself(t testing.TB) {
	t.Helper()
	work := org.NewClockwork(w.Catalog, 0)
	for {
		part, _, err := work.Next(kernel.Walking(w), w.Now)
		if err != nil {
			t.Fatal(err)
		}
		if part == nil {
			return
		}
		w.Must(t, System(), part)
	}
}

// Sleep lets days pass, on each of which the company does what it does by itself.
func (w *World) Sleep(t testing.TB, days int) {
	t.Helper()
	for range days {
		w.Now += 24 * 3600_000
		w.ByItself(t)
	}
}
